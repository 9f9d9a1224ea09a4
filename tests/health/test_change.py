"""Why a score changed: the parts add up, and each cause is found where it was put."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.health import calibrate, default_standards_text, read_standards, score
from cxdesk.health.change import AGED_OUT, BEHAVIOUR, CAP, NEW_EVIDENCE, YARDSTICK, Changes, changes, places
from cxdesk.health.standards import Standards
from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts_record import Facts
from tests.health.test_score import END, random_workspace

STANDARDS = read_standards(default_standards_text())


def _changed(before: Facts, after: Facts, now: Standards = STANDARDS, *, own_scale: bool = False) -> Changes:
    """Return the changes between two dates on the later scale, or each on its own."""
    late = calibrate(after, STANDARDS)
    early = calibrate(before, STANDARDS) if own_scale else late
    place = places(before.accounts.account_id, after.accounts.account_id)
    same = score(after, STANDARDS, early)
    is_same = now is STANDARDS and not own_scale
    return changes(score(before, STANDARDS, early), same, same if is_same else score(after, now, late), place)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("own_scale", [False, True])
def test_the_parts_add_up_exactly(seed: int, own_scale: bool) -> None:
    """Intent: "explained to the last point" holds for changes too, with gaps, caps and lopsided accounts.

    Expected: health after minus before, per account, within 1e-9; also with other weights and imbalance on.
    """
    facts = read_facts(random_workspace(seed), END)
    earlier = facts_back(facts, 3)
    other = replace(
        STANDARDS, pillars=(0.4, 0.2, 0.2, 0.2), score=replace(STANDARDS.score, imbalance=True, typical=55.0)
    )
    for now in (STANDARDS, other):
        found = _changed(earlier, facts, now, own_scale=own_scale)
        known = np.isfinite(found.before) & np.isfinite(found.after)
        assert known.sum() > 5
        sums = found.by_cause().sum(axis=1)
        assert sums[known] == pytest.approx((found.after - found.before)[known], abs=1e-9)
        assert np.isnan(sums[~known]).all() or not found.parts


def test_nothing_changed_between_a_date_and_itself() -> None:
    """The same facts twice: no part at all."""
    facts = read_facts(random_workspace(1), END)
    found = _changed(facts, facts)
    assert found.parts == ()


def test_other_standards_are_the_only_cause_when_nothing_else_changed() -> None:
    """On one date with other weights everything is the yardstick's doing."""
    facts = read_facts(random_workspace(2), END)
    found = _changed(facts, facts, replace(STANDARDS, pillars=(0.7, 0.1, 0.1, 0.1)))
    assert {part.cause for part in found.parts} == {YARDSTICK}


def test_each_cause_is_found_where_it_was_put() -> None:
    """A portfolio whose arrays are changed one at a time by hand: drivers' scores, evidence, caps.

    Expected by the formulas of the module, written out: one driver's points are share x change of its score.
    """
    facts = read_facts(random_workspace(3), END)
    book = score(facts, STANDARDS)
    scored = np.flatnonzero(np.isfinite(book.health))
    row = scored[np.argmax(book.driver_reliability[scored, 3])]
    everywhere = np.arange(len(book))
    better = book.driver_score.copy()
    better[row, 3] += 10.0
    share = book.pillar_share[row, 1] * _share_in_pillar(book, row, 3)
    lifted = _rescored(book, better, book.driver_reliability)
    moved = changes(book, lifted, lifted, everywhere)
    assert moved.by_cause()[row, BEHAVIOUR] == pytest.approx(10.0 * share, abs=1e-9)
    fewer = book.driver_reliability.copy()
    fewer[row, 3] *= 0.5
    faded = _rescored(book, book.driver_score, fewer)
    lost = changes(book, faded, faded, everywhere).by_cause()[row]
    gained = changes(faded, book, book, everywhere).by_cause()[row]
    assert lost[AGED_OUT] == pytest.approx(faded.health[row] - book.health[row], abs=1e-9)
    assert gained[NEW_EVIDENCE] == pytest.approx(book.health[row] - faded.health[row], abs=1e-9)
    assert lost[BEHAVIOUR] == pytest.approx(0.0, abs=1e-9)
    held = _capped(book, row, 20.0)
    assert changes(book, held, held, everywhere).by_cause()[row, CAP] == pytest.approx(
        min(20.0, book.health[row]) - book.health[row], abs=1e-9
    )


def test_growing_older_is_new_evidence() -> None:
    """One more renewal behind an account, and the curve fitted anew, are no other scale or standards: nothing
    of that changed, and no part says so. Of who changed segment the same points are the segment's doing.
    """
    facts = read_facts(random_workspace(3), END)
    earlier = facts_back(facts, 6)
    scale = calibrate(facts, STANDARDS)
    then, now = score(earlier, STANDARDS, scale), score(facts, STANDARDS, scale)
    place = places(earlier.accounts.account_id, facts.accounts.account_id)
    stayed = changes(then, now, now, place)
    (by_age,) = [part for part in stayed.parts if part.name == "tenure"]
    assert by_age.cause == NEW_EVIDENCE
    older = now.renewals > then.renewals[place]
    assert np.nanmax(np.abs(by_age.points[older & (place >= 0)])) > 0.1
    assert YARDSTICK not in {part.cause for part in stayed.parts}
    moved = changes(then, now, now, place, np.ones(len(now), dtype=bool))
    (by_segment,) = [part for part in moved.parts if part.cause == YARDSTICK]
    np.testing.assert_array_equal(by_segment.points, by_age.points)


def test_accounts_are_found_by_their_ids() -> None:
    """New accounts have no place on the earlier date; the order does not matter."""
    assert places(np.array(["b", "a"], object), np.array(["a", "c", "b"], object)).tolist() == [1, -1, 0]


def _share_in_pillar(book, row: int, driver: int) -> float:
    """Return v_j R_j / sum v R over the driver's pillar, by hand."""
    mine = [
        (other.weight * book.driver_reliability[row, index], index)
        for index, other in enumerate(book.drivers)
        if other.pillar == book.drivers[driver].pillar
    ]
    return {index: part for part, index in mine}[driver] / sum(part for part, _ in mine)


def _rescored(book, driver_score: np.ndarray, reliability: np.ndarray):
    """Return the portfolio with other drivers, recomputed by the formulas of `Portfolio`'s docstring."""
    weights = np.array([driver.weight for driver in book.drivers])
    pillars = np.array([driver.pillar for driver in book.drivers])
    score_of, reliability_of = book.pillar_score.copy(), book.pillar_reliability.copy()
    for pillar in (0, 1, 3):
        mine = pillars == pillar
        evidence = reliability[:, mine] * weights[mine]
        total = evidence.sum(axis=1)
        known = total > 0
        score_of[known, pillar] = (evidence * driver_score[:, mine]).sum(axis=1)[known] / total[known]
        first_days = np.array([driver.name == "time_to_value" for driver in book.drivers])[mine]
        asked = weights[mine] * ~(first_days & (reliability[:, mine] == 0))
        reliability_of[:, pillar] = total / asked.sum(axis=1)
    effective = book.pillar_weight * reliability_of
    total = effective.sum(axis=1, keepdims=True)
    share = np.divide(effective, total, out=np.zeros_like(effective), where=total > 0)
    share[np.isnan(book.health)] = 0.0
    points = book.bar_points.copy()
    for index, bar in enumerate(book.bars):
        if bar.kind == "driver":
            mine = pillars == bar.pillar
            evidence = (reliability[:, mine] * weights[mine]).sum(axis=1)
            own = reliability[:, bar.item] * weights[bar.item]
            part = np.divide(own, evidence, out=np.zeros_like(own), where=evidence > 0)
            points[:, index] = share[:, bar.pillar] * part * (driver_score[:, bar.item] - book.typical)
        elif bar.pillar == 2:
            old = book.pillar_share[:, 2]
            points[:, index] *= np.divide(share[:, 2], old, out=np.zeros_like(old), where=old > 0)
        elif bar.kind == "cap":
            points[:, index] = 0.0
    points[np.isnan(book.health)] = np.nan
    health = points.sum(axis=1)
    return replace(
        book, driver_score=driver_score, driver_reliability=reliability, pillar_score=score_of,
        pillar_reliability=reliability_of, pillar_share=share, bar_points=points, health=health,
    )  # fmt: skip


def _capped(book, row: int, ceiling: float):
    """Return the portfolio with the last cap holding one account."""
    points, health = book.bar_points.copy(), book.health.copy()
    points[row, -1] += min(0.0, ceiling - health[row])
    health[row] = min(ceiling, health[row])
    return replace(book, bar_points=points, health=health)
