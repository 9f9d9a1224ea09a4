"""What would lift an account a band: by hand on a small portfolio, and minimal against every subset."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.lift import LEVERS, days_left, lift
from cxdesk.workspace.facts import read_facts
from tests.health.test_score import END, random_workspace

STANDARDS = read_standards(default_standards_text())


def _book(seed: int = 4):
    return score(read_facts(random_workspace(seed), END), STANDARDS)


def _with(book, row: int, points: dict[str, float], caps: tuple[str, ...] = ()):
    """Return the portfolio with one account's bars set by hand (all others 0) and caps that hold."""
    bars, names = book.bar_points.copy(), [bar.name for bar in book.bars]
    bars[row] = 0.0
    bars[row, 0] = 60.0
    for name, value in points.items():
        bars[row, names.index(name)] = value
    mean = float(bars[row].sum())
    holds = book.cap_holds.copy()
    holds[row] = [name in caps for name in book.caps]
    ceilings = [c for name, c in zip(book.caps, book.cap_ceiling[row], strict=True) if name in caps]
    uncapped, health = book.uncapped.copy(), book.health.copy()
    uncapped[row], health[row] = mean, min([mean, *ceilings])
    return replace(book, bar_points=bars, cap_holds=holds, uncapped=uncapped, health=health)


def test_the_largest_lever_that_is_enough_comes_alone() -> None:
    """60 - 12 (seats) - 6 (depth) = 42, at risk; watch begins at 45: seats bring 12 in 30 days."""
    book = _with(_book(), 0, {"seat_use": -8.0, "seats_unused": -4.0, "feature_depth": -6.0})
    found = lift(book, 0, STANDARDS, 60.0)
    assert (found.target, found.start, found.is_enough) == ("watch", 45.0, True)
    assert [(step.lever.name, step.points) for step in found.steps] == [("seats", 12.0)]
    assert found.health == pytest.approx(54.0)


def test_a_measure_follows_only_as_far_as_its_days_allow() -> None:
    """In 10 of 30 days a third of 12 points is seen, in 10 of 90 a ninth of 6: 4 + 0.67 on 42 is 46.67."""
    book = _with(_book(), 0, {"seat_use": -12.0, "feature_depth": -6.0})
    found = lift(book, 0, STANDARDS, 10.0)
    assert [(step.lever.name, step.points) for step in found.steps] == [("seats", pytest.approx(4.0))]
    found = lift(_with(_book(), 0, {"seat_use": -12.0, "feature_depth": -12.0}), 0, STANDARDS, 10.0)
    assert not found.is_enough
    assert found.health == pytest.approx(36.0 + 4.0 + 12.0 / 9.0)


def test_a_cap_below_the_band_must_be_lifted_first() -> None:
    """Mean 58, held at 50 by an unpaid bill: settling it gives 58; healthy from 65 needs the seats too."""
    bars = {"seat_use": -10.0, "nps": 8.0}
    held = _with(_book(), 0, bars, ("unpaid",))
    found = lift(held, 0, STANDARDS, 60.0)
    assert found.target == "healthy"
    assert {step.lever.name for step in found.steps} == {"bill", "seats"}
    assert found.health == pytest.approx(68.0)


def test_a_notice_that_was_given_is_no_lever() -> None:
    """Held at 30 by a notice nothing reaches watch, and that is said."""
    found = lift(_with(_book(), 0, {"seat_use": -5.0}, ("notice_given",)), 0, STANDARDS, 60.0)
    assert not found.is_enough
    assert found.health == 30.0


def test_nothing_is_above_the_highest_band() -> None:
    """A healthy account, and one without a score, have nowhere to go."""
    book = _book()
    assert lift(_with(book, 0, {"nps": 20.0}), 0, STANDARDS, 60.0).target == ""
    unknown = replace(book, health=np.full(len(book), np.nan))
    assert lift(unknown, 0, STANDARDS, 60.0).target == ""


@pytest.mark.parametrize("seed", range(3))
def test_no_smaller_set_is_enough(seed: int) -> None:
    """Property on random portfolios: every set of fewer levers, tried one by one, stays below."""
    book = _book(seed)
    checked = 0
    for row in np.flatnonzero(np.isfinite(book.health)).tolist():
        found = lift(book, row, STANDARDS, 45.0)
        if not found.is_enough or len(found.steps) > 3:
            continue
        for some in combinations(LEVERS, len(found.steps) - 1):
            assert _by_hand(book, row, some) < found.start
        checked += 1
    assert checked > 3


def test_signals_bring_nothing_while_the_pillar_is_beyond_its_scale() -> None:
    """By hand: renewal's share is .3, so it takes 18 points at most, but tenure and signals come to -26: 8 of
    them are clipped. 60 - 18 = 42, at risk; watch begins at 45. The second contact is worth 10 of the 26 and
    brings 2 of the 18; seats alone are worth 14 and bring 6. Of both, 24, 16 count: two thirds of each.
    """
    points = {"tenure": -2.0, "single_threaded": -10.0, "seats_unused": -14.0, "clip": 8.0}
    book = _with(_book(), 0, points)
    book = replace(book, pillar_share=np.full(book.pillar_share.shape, 0.3))
    found = lift(book, 0, STANDARDS, 60.0)
    assert [(step.lever.name, step.points) for step in found.steps] == [("seats", pytest.approx(6.0))]
    assert found.health == pytest.approx(48.0)
    one = lift(_alone(book, "single_threaded"), 0, STANDARDS, 60.0)
    assert (one.is_enough, one.health) == (False, pytest.approx(44.0))


def test_a_lever_that_stays_beyond_the_scale_is_no_step() -> None:
    """By hand: of -26 points of renewal 8 are clipped, and the only lever is worth 5: nothing moves."""
    book = _with(_book(), 0, {"tenure": -21.0, "single_threaded": -5.0, "clip": 8.0})
    found = lift(replace(book, pillar_share=np.full(book.pillar_share.shape, 0.3)), 0, STANDARDS, 60.0)
    assert (found.steps, found.is_enough, found.health) == ((), False, pytest.approx(42.0))


def _alone(book, name: str):
    """Return the first account's bars with all signals but one as part of its tenure: nobody can move it."""
    bars, names = book.bar_points.copy(), [bar.name for bar in book.bars]
    for index, bar in enumerate(book.bars):
        if bar.kind == "signal" and bar.name != name:
            bars[0, names.index("tenure")] += bars[0, index]
            bars[0, index] = 0.0
    return replace(book, bar_points=bars)


def _by_hand(book, row: int, levers) -> float:
    """Return the health after some levers in 45 days, written out; renewal counts between 0 and 100."""
    names, mean = [bar.name for bar in book.bars], float(book.uncapped[row])
    renewal, signals = 0.0, 0.0
    for index, bar in enumerate(book.bars):
        renewal += book.bar_points[row, index] if bar.kind in ("tenure", "signal") else 0.0
    for lever in levers:
        full = 90.0 if lever.windowed else lever.days
        for name in lever.bars:
            index = names.index(name)
            gain = max(0.0, -book.bar_points[row, index]) * min(1.0, 45.0 / full)
            if book.bars[index].kind == "signal":
                signals += gain
            else:
                mean += gain
    share = book.pillar_share[row, 2]
    scores = [np.clip(60.0 + points / share, 0.0, 100.0) for points in (renewal, renewal + signals)]
    mean += share * (scores[1] - scores[0])
    lifted = {lever.cap for lever in levers if lever.days <= 45.0}
    held = [
        ceiling
        for name, ceiling, holds in zip(book.caps, book.cap_ceiling[row], book.cap_holds[row], strict=True)
        if holds and name not in lifted
    ]
    return min([mean, 100.0, *held])


def test_days_left_count_to_the_notice_then_to_the_renewal() -> None:
    """By the calendar; 90 where neither is known, 0 where it has passed."""
    nat, as_of = np.datetime64("NaT", "D"), np.datetime64("2026-09-30")
    assert days_left(as_of, np.datetime64("2026-10-10"), np.datetime64("2027-01-01")) == 10.0
    assert days_left(as_of, nat, np.datetime64("2026-10-30")) == 30.0
    assert days_left(as_of, nat, nat) == 90.0
    assert days_left(as_of, np.datetime64("2026-09-01"), nat) == 0.0
