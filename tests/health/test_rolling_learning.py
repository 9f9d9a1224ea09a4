"""How strongly learned weights are drawn to the expert's is chosen by past dates, by earlier ones alone."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest

from cxdesk.health.backtest import BASE_RATE, back_test
from cxdesk.health.learning import DEFAULT_STRENGTH, STRENGTHS, learn
from cxdesk.health.rolling_learning import best_strength, rolled
from cxdesk.health.snapshots import Snapshot

EXPERT = np.array([0.5, 0.3, 0.2])


def made(origins: int, rows: int, truth: list[float], seed: int, rate: float = 0.1) -> list[Snapshot]:
    """Return snapshots a quarter apart whose losses follow true weights, with a curve of one rate."""
    random = np.random.default_rng(seed)
    taken = []
    for number in range(origins):
        x = random.normal(size=(rows, 3))
        odds = log(rate / (1.0 - rate)) + x @ np.array(truth)
        lost = random.random(rows) < 1.0 / (1.0 + np.exp(-odds))
        origin = np.datetime64("2024-01-31") + np.timedelta64(91 * number, "D")
        day = np.where(lost, origin + 30, np.datetime64("NaT"))
        none = np.zeros(rows)
        taken.append(
            Snapshot(
                origin, np.arange(rows), x, np.isfinite(x), np.full(rows, rate), np.full(rows, rate), none,
                np.full(rows, "watch"), none, day,
            )
        )  # fmt: skip
    return taken


def loss_by_hand(taken: list[Snapshot], strength: float, until: int = 99) -> float:
    """Return the log loss over the origins before number `until`, one account at a time, each learned from
    the earlier ones."""
    total = 0.0
    for number in range(1, min(until, len(taken))):
        earlier, now = taken[:number], taken[number]
        x = np.concatenate([each.x for each in earlier])
        lost = np.concatenate([each.lost for each in earlier])
        base = log(0.1 / 0.9)
        found = learn(x, lost, EXPERT, np.full(len(x), base), strength)
        for row, is_lost in zip(now.x.tolist(), now.lost.tolist(), strict=True):
            odds = (
                base
                + found.intercept
                + sum(w * value for w, value in zip(found.weights.tolist(), row, strict=True))
            )
            chance = 1.0 / (1.0 + exp(-odds))
            total -= log(chance if is_lost else 1.0 - chance)
    return total


@pytest.mark.parametrize(("truth", "rows"), [([0.0, 1.6, 0.0], 400), ([0.5, 0.3, 0.2], 150)])
def test_the_strength_with_the_smallest_loss_on_past_dates_is_chosen(truth: list[float], rows: int) -> None:
    """Expected from the definition, computed account by account."""
    taken = made(5, rows, truth, 3)
    losses = {strength: loss_by_hand(taken, strength) for strength in STRENGTHS}
    assert rolled(taken, EXPERT, 90).learned.strength == min(losses, key=losses.get)


def test_each_date_has_the_strength_that_was_best_before_it() -> None:
    """Expected by hand: at each origin the strength with the smallest loss on the origins before, the default
    where there was none. Its forecasts are the standards' with those weights: the odds to renew fall by each
    weight x signal, and the chance to stay for 90 of 365.25 days is that power of the chance to renew."""
    taken = made(4, 400, [0.0, 1.6, 0.0], 3)
    found, used = rolled(taken, EXPERT, 90), []
    for number in range(1, 4):
        losses = {strength: loss_by_hand(taken, strength, number) for strength in STRENGTHS}
        used.append(DEFAULT_STRENGTH if number == 1 else min(losses, key=losses.get))
        x = np.concatenate([each.x for each in taken[:number]])
        lost = np.concatenate([each.lost for each in taken[:number]])
        base = np.full(len(x), log(0.1 / 0.9))
        weights = np.maximum(learn(x, lost, EXPERT, base, used[-1]).weights, 0.0)
        kept_a_year = 0.9 ** (365.25 / 90)
        odds = kept_a_year / (1.0 - kept_a_year) * np.exp(-taken[number].x @ weights)
        expected = 1.0 - (odds / (1.0 + odds)) ** (90 / 365.25)
        np.testing.assert_allclose(found.chances[number], expected, rtol=0.0, atol=1e-6)
    assert len(set(used)) > 1, "these losses must move the strength"


def test_an_expert_who_is_wrong_is_believed_less() -> None:
    """By reason: where the losses follow one signal alone, a weak draw to the expert forecasts best;
    where they follow the expert, a strong one does."""
    assert rolled(made(5, 400, [0.0, 1.6, 0.0], 3), EXPERT, 90).learned.strength < DEFAULT_STRENGTH
    assert rolled(made(5, 150, EXPERT.tolist(), 3), EXPERT, 90).learned.strength > DEFAULT_STRENGTH


def test_no_forecast_knows_its_own_date_or_a_later_one() -> None:
    """Intent: every loss from the third origin on turned round: the forecasts up to it stay, to the bit."""
    taken = made(5, 300, [0.0, 1.6, 0.0], 5)
    turned = [
        replace(each, lost_on=np.where(each.lost == 1, np.datetime64("NaT"), each.origin + 9))
        for each in taken[2:]
    ]
    before, after = rolled(taken, EXPERT, 90), rolled([*taken[:2], *turned], EXPERT, 90)
    for number in range(3):
        assert np.array_equal(before.chances[number], after.chances[number])
    assert not np.array_equal(before.chances[3], after.chances[3])


def test_a_date_whose_horizon_had_not_passed_teaches_nothing() -> None:
    """Embargo of the methods, section 5: training rows need t + H <= origin. From 31 January 90 days end on 1
    May, a day after the origin of 30 April: what became of January's accounts is not all known there, and
    turning it round moves neither what is learned nor the base rate. By the calendar."""
    taken = made(4, 300, [0.0, 1.6, 0.0], 5)
    days = ("2022-07-31", "2022-10-31", "2023-01-31", "2023-04-30")
    taken = [replace(each, origin=np.datetime64(day)) for each, day in zip(taken, days, strict=True)]
    late = replace(taken[2], lost_on=np.where(taken[2].lost == 1, np.datetime64("NaT"), taken[2].origin + 90))
    turned = [*taken[:2], late, taken[3]]
    before, after = rolled(taken, EXPERT, 90), rolled(turned, EXPERT, 90)
    assert np.array_equal(before.chances[3], after.chances[3])
    pair = taken[2:]
    lost = np.concatenate([each.lost for each in pair])
    base = back_test(pair, ("usage_falling", "seats_unused", "silent"), EXPERT, 90).models[BASE_RATE]
    assert base.brier == pytest.approx(np.mean((0.05 - lost) ** 2)), "nothing was seen yet: 5 %"


def test_without_an_earlier_date_the_standards_forecast() -> None:
    """By hand: the first origin has nothing to learn from; no origin, nothing at all."""
    taken = made(1, 200, [0.5, 0.3, 0.2], 1)
    assert np.array_equal(rolled(taken, EXPERT, 90).chances[0], taken[0].chance)
    assert rolled([], EXPERT, 90).learned is None


def test_where_strengths_do_not_differ_the_default_holds() -> None:
    """Below 30 losses no weight is learned by itself, so that the strength says nothing."""
    found = rolled(made(3, 40, [0.5, 0.3, 0.2], 2, rate=0.05), EXPERT, 90).learned
    assert found.events < 30
    assert found.strength == DEFAULT_STRENGTH
    assert best_strength({5.0: 1.0, 10.0: 1.0, 50.0: 2.0}) == 10.0
