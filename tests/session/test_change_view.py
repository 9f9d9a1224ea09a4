"""The change of one account as the page shows it: what it adds up to, the day, and why there may be none."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cxdesk.formatting import NEUTRAL
from cxdesk.health.change import BEHAVIOUR, NEW_EVIDENCE, Changes, Part
from cxdesk.progress import silent
from cxdesk.session import open_session, work
from cxdesk.session.change_view import change_view, part_text
from cxdesk.session.changing import Since
from cxdesk.workspace.written_records import Call
from tests.session.factory import Made

DAY = np.datetime64("2026-08-10")


def changed(count: int, points: list[tuple[str, int, float]], before: float, after: float) -> Since:
    """Return the same change for `count` accounts."""

    def all_of(value: float) -> np.ndarray:
        return np.full(count, value)

    parts = tuple(Part(label, label, 0, cause, all_of(value)) for label, cause, value in points)
    return Since(DAY, "last call", Changes(all_of(before), all_of(after), parts))


def test_parts_of_one_driver_and_cause_are_one_bar(portfolio: Made) -> None:
    """CSAT moved twice by new evidence, 1.5 and 0.5: one bar of 2; zero is none; the first cause is first."""
    points = [
        ("CSAT", NEW_EVIDENCE, 1.5),
        ("Seats", BEHAVIOUR, -4.0),
        ("CSAT", NEW_EVIDENCE, 0.5),
        ("NPS", BEHAVIOUR, 0.0),
    ]
    view = change_view(portfolio.facts, changed(12, points, 60.0, 58.0), 0, NEUTRAL)
    assert [(part.label, part.points, part.kind) for part in view.change.parts] == [
        ("Seats", -4.0, "What the customer did"),
        ("CSAT", 2.0, "New evidence"),
    ]
    assert view.tab == "Since 10 Aug (last call)"
    assert part_text(view.change, 1, NEUTRAL) == "CSAT: +2.0 points\nNew evidence, in all: +2.0 points"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (math.nan, 60.0, "no score on 10 Aug 2026"),
        (60.0, math.nan, "no score now"),
        (math.nan,) * 2 + ("no",),
    ],
)
def test_without_a_score_on_both_days_it_says_so(
    portfolio: Made, before: float, after: float, said: str
) -> None:
    """A change from or to nothing is none: words stand in its place."""
    view = change_view(portfolio.facts, changed(12, [], before, after), 0, NEUTRAL)
    assert view.change is None
    assert said in view.message


def test_the_last_call_is_compared_with_by_default(sample_workspace: Callable[..., Path]) -> None:
    """Without a call three months; with one its day; a chosen day before both. All of them add up."""
    with_call = Call("SYN-1111", date(2026, 8, 10), "Anna")
    session = open_session(sample_workspace())

    def view(since: np.datetime64 | None = None):
        return work.account_change(session, "SYN-1111", since, NEUTRAL).work(silent()).value

    found = [view()]
    session.workspace.keep_entry(with_call)
    found += [view(), view(np.datetime64("2026-05-02"))]
    session.close()
    assert [each.tab for each in found] == [
        "Since 30 Jun (3 months)",
        "Since 10 Aug (last call)",
        "Since 2 May (your choice)",
    ]
    for each in found:
        moved = math.fsum(part.points for part in each.change.parts)
        assert moved == pytest.approx(each.change.after - each.change.before, abs=1e-9)
    assert len({each.change.before for each in found}) == 3
    assert len({each.change.after for each in found}) == 1
