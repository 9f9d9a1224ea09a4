"""The record of the bands in words: counts with their range, the lost by name, and when it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cxdesk.formatting import NEUTRAL, NO_BREAK
from cxdesk.health.backtest import BandRecord
from cxdesk.progress import silent
from cxdesk.session import open_session, work
from cxdesk.session.backtesting import backtest_of
from cxdesk.session.record_view import MOST_NAMES, RecordView, band_words, record_view


@pytest.fixture
def session(sample_workspace: Callable[..., Path]):
    """Return the sample."""
    opened = open_session(sample_workspace())
    yield opened
    opened.close()


def told(session, *bands: BandRecord, **changed) -> RecordView:
    """Return the sample's back-test in words, with other records of bands."""
    facts = session.facts(silent())
    found = replace(backtest_of(session.workspace, facts), bands=bands, **changed)
    return record_view(found, facts, session.standards().bands, NEUTRAL)


def test_a_band_has_its_count_with_the_range_and_the_lost_by_name(session) -> None:
    """The design's example: 9 of 14 stayed, Wilson 39 to 84 %; the lost ones are named."""
    names = session.facts(silent()).accounts.account_name
    view = told(session, BandRecord("at risk", 14, 9, (0, 3)), BandRecord("healthy", 5, 5, ()))
    assert [each.band for each in view.bands] == ["healthy", "at risk"]
    words = view.of("at risk")
    assert words.text.replace(NO_BREAK, " ") == "9 of 14 stayed 90 d, 39 to 84 %"
    assert words.missed == f"Lost: {names[0]}, {names[3]}."
    assert view.of("healthy").missed == "None of them was lost."
    assert view.of("watch") is None
    assert band_words(view, "at risk").startswith("■ At risk: 9")
    assert band_words(view, "watch") == ""


def test_many_lost_are_counted_after_a_dozen_names(session) -> None:
    """Twenty were lost: twelve names and 8 more."""
    view = told(session, BandRecord("at risk", 60, 40, tuple(range(20))))
    assert view.bands[0].missed.endswith("and 8 more.")
    assert view.bands[0].missed.count(",") == MOST_NAMES - 1


def test_where_nothing_can_be_told_apart_it_says_so(session) -> None:
    """The model that is judged is the base rate, which orders nobody: its interval does not lie above .5."""
    assert told(session).headline == "Record of the grades"
    view = told(session, judged="base_rate")
    assert view.headline == "Your history cannot tell these grades apart"
    assert view.verdict.startswith("Your history cannot tell these apart.")
    assert not view.can_tell_apart


def test_without_losses_there_is_nothing_to_judge_by(session) -> None:
    """No event: the headline does not blame the history."""
    assert told(session, events=0).headline == "No losses to judge the grades by"


def test_the_record_is_that_of_the_session(session) -> None:
    """All kept and lost of every band are the rows of the back-test, which is made once."""
    view = work.band_record(session, NEUTRAL).work(silent()).value
    judged = session.judged(silent())
    assert session.judged(silent()) is judged
    assert sum(int(each.text.split()[2]) for each in view.bands) == judged.rows
