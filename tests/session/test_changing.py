"""What a segment's own standards do to a score between two dates is told as the standards' doing, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from cxdesk.health import Standards, calibrate, default_standards_text, read_standards, score
from cxdesk.health.change import YARDSTICK, Changes
from cxdesk.health.standards_edit import edit_of_segment, edited
from cxdesk.health.standards_text import standards_toml
from cxdesk.session import changing
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts_record import Facts
from tests.health.test_score import END, random_workspace

DEFAULT = read_standards(default_standards_text())
STERN = edited(
    DEFAULT,
    [
        edit_of_segment(
            "Large",
            {
                "pillars": {"sentiment": 0.10, "adoption": 0.45},
                "adoption": {"weights": {"recency": 0.6}},
                "caps": {"champion_gone": {"ceiling": 25}},
            },
        )
    ],
    2,
)


@pytest.fixture(scope="module")
def book() -> Iterator[tuple[Workspace, Facts, Facts]]:
    """A workspace whose newest standards are stern with one segment, its facts three months ago and now."""
    with random_workspace(3, 60) as workspace:
        workspace.keep_standards(standards_toml(STERN), "Ada", "sterner")
        facts = read_facts(workspace, END)
        yield workspace, facts_back(facts, 3), facts


def assert_exact(found: Changes) -> np.ndarray:
    """Check that the parts add up, and return who has a score on both dates."""
    known = np.isfinite(found.before) & np.isfinite(found.after)
    assert known.sum() > 20
    assert found.by_cause().sum(axis=1)[known] == pytest.approx((found.after - found.before)[known], abs=1e-9)
    return known


def test_a_segments_standards_set_in_between_are_the_standards_doing(
    book: tuple[Workspace, Facts, Facts],
) -> None:
    """Expected from two whole scores of the later date: the yardstick did their difference, which is 0
    outside the segment. The first standards of a workspace hold on every earlier day.
    """
    workspace, earlier, facts = book
    found = changing.compared(workspace, earlier, facts)
    known = assert_exact(found)
    scale = calibrate(facts, STERN)
    expected = score(facts, STERN, scale).health - score(facts, DEFAULT, scale).health
    by_yardstick = _by_standards(found)
    inside = facts.accounts.segment == "Large"
    assert by_yardstick[known] == pytest.approx(expected[known], abs=1e-9)
    assert np.abs(by_yardstick[known & inside]).max() > 1.0
    assert (by_yardstick[known & ~inside] == 0.0).all()


def test_a_move_to_another_segment_is_no_behaviour(
    book: tuple[Workspace, Facts, Facts], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two accounts were in the other segment three months ago; the standards stayed. Expected for these two:
    the yardstick did what the stern set does on the later date beside the general one; for others nothing.
    """
    workspace, earlier, facts = book
    monkeypatch.setattr(changing, "standards_on", lambda *_: STERN)
    scale = calibrate(facts, STERN)
    gap = score(facts, STERN, scale).health - score(facts, DEFAULT, scale).health
    gap[~np.isin(facts.accounts.account_id, earlier.accounts.account_id)] = np.nan
    movers = np.argsort(-np.abs(np.nan_to_num(gap)))[:2]
    segments = earlier.accounts.segment.copy()
    segments[np.isin(earlier.accounts.account_id, facts.accounts.account_id[movers])] = "Small"
    found = changing.compared(
        workspace, replace(earlier, accounts=replace(earlier.accounts, segment=segments)), facts
    )
    known = assert_exact(found)
    by_yardstick = _by_standards(found)
    assert by_yardstick[movers] == pytest.approx(gap[movers], abs=1e-9)
    others = np.setdiff1d(np.flatnonzero(known), movers)
    assert (by_yardstick[others] == 0.0).all()


def test_without_a_move_nothing_is_scored_twice(
    book: tuple[Workspace, Facts, Facts], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same standards and segments on both dates: nothing is left to the yardstick."""
    workspace, earlier, facts = book
    monkeypatch.setattr(changing, "standards_on", lambda *_: STERN)
    asked: list[Standards] = []
    monkeypatch.setattr(changing, "score", lambda *given: asked.append(given[1]) or score(*given))
    found = changing.compared(workspace, earlier, facts)
    assert_exact(found)
    assert len(asked) == 2
    assert (_by_standards(found) == 0.0).all()


def _by_standards(found: Changes) -> np.ndarray:
    """Return what the yardstick did beside the curve of another segment, which comes first, (n,); 0 without a
    score.
    """
    parts = [part for part in found.parts if part.cause == YARDSTICK]
    parts = parts[1:] if parts and parts[0].name == "tenure" else parts
    return sum((np.nan_to_num(part.points) for part in parts), np.zeros(len(found.before)))
