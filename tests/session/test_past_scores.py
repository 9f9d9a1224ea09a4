"""Past months stand on the scale that held; where another begins, both are scored for that period."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cxdesk.formatting import NEUTRAL
from cxdesk.health import calibrate, score
from cxdesk.progress import silent
from cxdesk.session import Session, open_session, work
from cxdesk.session.written_work import set_scale, write_down
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.written_records import Call


@pytest.fixture
def session(sample_workspace: Callable[..., Path]) -> Iterator[Session]:
    """Return the sample."""
    opened = open_session(sample_workspace())
    yield opened
    opened.close()


def set_on(session: Session, day: str, name: str) -> None:
    """Set the scale of a day's accounts."""
    session.choose_as_of(np.datetime64(day))
    set_scale(session, name).work(silent())
    session.choose_as_of(None)


def by_hand(session: Session, day: str, scale_day: str) -> np.ndarray:
    """Return the health of all accounts on a day, on the scale of another day's accounts, "" the newest."""
    standards = session.standards()
    of = read_facts(session.workspace, np.datetime64(scale_day)) if scale_day else session.facts(silent())
    scale = calibrate(of, standards)
    return score(read_facts(session.workspace, np.datetime64(day)), standards, scale).health


def close(values: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether two scores of all accounts are the same."""
    return bool(np.allclose(values, expected, atol=1e-9, equal_nan=True))


def test_without_a_scale_every_month_stands_on_the_newest(session: Session) -> None:
    """June by hand on the scale of 30 September's accounts; nothing begins anew."""
    past = session.history(silent())
    june = next(each for each in past if str(each.portfolio.as_of) == "2026-06-30")
    assert close(june.portfolio.health, by_hand(session, "2026-06-30", ""))
    assert [each.scale for each in past] == [""] * len(past)


def test_each_month_stands_on_the_scale_that_held(session: Session) -> None:
    """Set for 31 December and 30 June: May by the first, June by the second, October before both by the
    first; June and May are also scored the other way round. Each by hand from the accounts of these days.
    """
    set_on(session, "2025-12-31", "2025 Q4")
    set_on(session, "2026-06-30", "2026 Q2")
    past = {str(each.portfolio.as_of): each for each in session.history(silent())}
    october, may, june = (past[day] for day in ("2025-10-31", "2026-05-31", "2026-06-30"))
    assert close(october.portfolio.health, by_hand(session, "2025-10-31", "2025-12-31"))
    assert close(may.portfolio.health, by_hand(session, "2026-05-31", "2025-12-31"))
    assert close(june.portfolio.health, by_hand(session, "2026-06-30", "2026-06-30"))
    assert close(june.on_earlier.health, by_hand(session, "2026-06-30", "2025-12-31"))
    assert close(may.on_later.health, by_hand(session, "2026-05-31", "2026-06-30"))
    assert {day: each.scale for day, each in past.items() if each.scale} == {"2026-06-30": "2026 Q2"}


def test_the_history_of_an_account_says_where_a_scale_begins(session: Session) -> None:
    """One place, named, with both ends on the other scale."""
    set_on(session, "2025-12-31", "2025 Q4")
    set_on(session, "2026-06-30", "2026 Q2")
    history = work.account_history(session, "SYN-1022").work(silent()).value
    (begun,) = history.rescaled
    assert (str(history.date[begun.position]), begun.scale) == ("2026-06-30", "2026 Q2")
    on_earlier = by_hand(session, "2026-06-30", "2025-12-31")
    assert begun.on_earlier == pytest.approx(
        on_earlier[position_of(session, "SYN-1022", "2026-06-30")], abs=1e-9
    )


def position_of(session: Session, account: str, day: str) -> int:
    """Return where an account stands among those of a day."""
    return list(read_facts(session.workspace, np.datetime64(day)).accounts.account_id).index(account)


def test_a_call_is_heard_by_what_looks_at_the_last_one(session: Session) -> None:
    """Contradictions are looked for again once a call was written or taken back: some compare with it."""
    before = session.tensions(silent())
    write_down(session, Call("SYN-1111", date(2026, 8, 10)), NEUTRAL).work(silent())
    after = session.tensions(silent())
    assert after is not before
    session.take_back_entry(session.workspace.calls()[0].number)
    assert session.tensions(silent()) is not after
