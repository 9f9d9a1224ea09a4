"""Which changes from one period to the next are told: those whose interval leaves zero out, no others."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats

from cxdesk.metrics.observations import Observations
from cxdesk.metrics.period_changes import clear_changes, comparisons_of, mostly_others

Z = 1.959963984540054


def observations(values: list[float], **others: list[float]) -> Observations:
    """Return answers with those values."""
    columns = {"value": values, **others}
    arrays = {name: np.array(column, dtype=float) for name, column in columns.items()}
    rows = np.arange(len(values))
    return Observations("answers", rows, np.zeros(len(values), dtype=int), arrays, "", "")


def enough(before: list[float], after: list[float]) -> bool:
    """Return whether both waves have the 5 answers below which the answers themselves are shown."""
    return min(len(before), len(after)) >= 5


def nps_is_clear(before: list[float], after: list[float]) -> bool:
    """Return whether two waves differ by Rocks's adjusted Wald: 3/4, 3/2 and 3/4 answers added (2016)."""
    centres, variances = [], []
    for wave in (before, after):
        counts = [wave.count(0.0) + 0.75, wave.count(0.5) + 1.5, wave.count(1.0) + 0.75]
        total = sum(counts)
        low, _middle, top = (count / total for count in counts)
        centres.append(top - low)
        variances.append((top + low - (top - low) ** 2) / total)
    return abs(centres[1] - centres[0]) > Z * math.sqrt(sum(variances))


def wilson(hits: float, total: int) -> tuple[float, float]:
    """Return Wilson's interval as the paper of 1927 writes it."""
    share, square = hits / total, Z * Z
    root = Z * math.sqrt(square + 4 * hits * (1 - share))
    return (2 * hits + square - root) / (2 * (total + square)), (2 * hits + square + root) / (
        2 * (total + square)
    )


def csat_is_clear(before: list[float], after: list[float]) -> bool:
    """Return whether two shares differ by Newcombe's method 10 (1998): the square roots of eq. 10."""
    one, other = sum(after) / len(after), sum(before) / len(before)
    (low, high), (other_low, other_high) = wilson(sum(after), len(after)), wilson(sum(before), len(before))
    least = one - other - math.hypot(one - low, other_high - other)
    most = one - other + math.hypot(high - one, other - other_low)
    return least > 0 or most < 0


@settings(max_examples=60, deadline=None)
@given(
    some.lists(some.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=60),
    some.lists(some.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=60),
)
def test_nps_changes_are_those_of_adjusted_wald(before, after):
    """What is told is the plain difference in points; whether it is told follows the paper's formula."""
    period = np.repeat([0, 1], [len(before), len(after)])
    first, second = clear_changes("nps", observations([*before, *after]), period, 2)
    assert math.isnan(first)
    assert math.isnan(second) != (enough(before, after) and nps_is_clear(before, after))
    if not math.isnan(second):
        scores = [100 * (wave.count(1.0) - wave.count(0.0)) / len(wave) for wave in (before, after)]
        assert second == pytest.approx(scores[1] - scores[0])


@settings(max_examples=60, deadline=None)
@given(
    some.lists(some.sampled_from([0.0, 1.0]), min_size=1, max_size=60),
    some.lists(some.sampled_from([0.0, 1.0]), min_size=1, max_size=60),
)
def test_csat_changes_are_those_of_newcombe(before, after):
    """A share is told to have changed where Newcombe's interval leaves zero out."""
    period = np.repeat([0, 1], [len(before), len(after)])
    found = clear_changes("csat", observations([*before, *after]), period, 2)[1]
    assert math.isnan(found) != (enough(before, after) and csat_is_clear(before, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([5, 6, 5, 6, 5, 6, 7], [3, 4, 3, 2, 4, 3, 3]),
        ([5, 6, 5, 6, 5, 6, 7], [5, 6, 4, 6, 5, 7, 3]),
        ([4, 4, 5, 3, 4, 5], [5, 5, 6, 4, 5, 6]),
    ],
)
def test_effort_changes_are_those_of_welch(before, after):
    """Judged as scipy's Welch test judges them at 95 %."""
    values = [float(score) for score in (*before, *after)]
    scale = {
        name: [end] * len(values) for name, end in (("scale_min", 1), ("scale_max", 7), ("high_is_good", 1))
    }
    period = np.repeat([0, 1], [len(before), len(after)])
    found = clear_changes("ces", observations(values, **scale), period, 2)[1]
    clear = stats.ttest_ind(after, before, equal_var=False).pvalue < 0.05
    assert math.isnan(found) != clear
    if clear:
        assert found == pytest.approx(sum(after) / len(after) - sum(before) / len(before))


def test_a_period_without_answers_is_passed_over():
    """40 of 40, nothing, then 0 of 40: the third period is held against the first."""
    period = np.repeat([0, 2], 40)
    changes = clear_changes("csat", observations([1.0] * 40 + [0.0] * 40), period, 3)
    assert np.isnan(changes[:2]).all()
    assert changes[2] == -1.0


def test_one_answer_of_effort_has_no_spread_to_judge_by():
    """A single answer cannot be told to be clearly higher or lower."""
    scale = {name: [end] * 4 for name, end in (("scale_min", 1), ("scale_max", 7), ("high_is_good", 1))}
    found = clear_changes("ces", observations([7, 7, 6, 1], **scale), np.array([0, 0, 0, 1]), 2)
    assert np.isnan(found).all()


def test_where_many_periods_are_compared_chance_is_allowed_for_once():
    """Intent: of 24 months in which nothing changes, the chart does not mark one just because there are many.

    Expected: Bonferroni (Dunn 1961): with 23 comparisons at 1 - .05 / 23 each, at most one chart in twenty
    has any mark; one comparison at a time would mark most of them (1 - .95^23 is 69 %).
    """
    random = np.random.default_rng(20)
    period = np.repeat(np.arange(24), 60)
    marked = {1: 0, None: 0}
    for _chart in range(400):
        answers = observations(random.random(len(period)) < 0.7)
        for comparisons in marked:
            found = clear_changes("csat", answers, period, 24, comparisons)
            marked[comparisons] += np.isfinite(found).any()
    assert marked[None] / 400 < 0.075  # .05 and two standard errors of 400 draws
    assert marked[1] / 400 > 0.4


def test_a_large_change_stays_clear_among_many():
    """40 of 60 in each of 20 months, then 10 of 60: the fall alone is told; months of 4 are not compared."""
    hits = [40] * 20 + [10]
    values = [float(place < hit) for hit in hits for place in range(60)] + [1.0] * 4
    period = np.append(np.repeat(np.arange(21), 60), [21] * 4)
    found = clear_changes("csat", observations(values), period, 22)
    assert np.flatnonzero(np.isfinite(found)).tolist() == [20]
    assert comparisons_of(period, 22) == 20


def answers_of_accounts(random: np.random.Generator) -> tuple[Observations, np.ndarray]:
    """Return answers of 40 accounts in 8 waves and the wave of each: accounts differ, each is better or worse
    off in a wave, some answer far more often than others; on the whole nothing changes.
    """
    often = 4 * np.exp(random.normal(-0.3, 0.8, 40))
    count = random.poisson(np.tile(often, (8, 1)))
    wave, account = (np.repeat(place.ravel(), count.ravel()) for place in np.indices(count.shape))
    mood = random.normal(0, 0.7, 40)[account] + random.normal(0, 0.7, (8, 40))[wave, account]
    feeling = mood + random.normal(0, 1, len(wave))
    answers = observations(np.select([feeling < -0.3, feeling < 0.5], [0.0, 0.5], 1.0).tolist())
    return replace(answers, account=account), wave


def test_answers_of_the_same_accounts_are_not_independent():
    """Intent: one account that answers ten times in a bad week is no change of all.

    Expected: of 200 charts in which nothing changes less than 6 of 100 have any mark; with each answer taken
    for an account of its own more than 30.
    """
    random = np.random.default_rng(21)
    by_account = by_answer = 0
    for _chart in range(200):
        answers, wave = answers_of_accounts(random)
        by_account += np.isfinite(clear_changes("nps", answers, wave, 8)).any()
        alone = replace(answers, account=np.arange(len(answers)))
        by_answer += np.isfinite(clear_changes("nps", alone, wave, 8)).any()
    assert by_account / 200 < 0.06
    assert by_answer / 200 > 0.3


def test_whose_answers_a_change_is_of():
    """Accounts 0 to 3 answer first, then 2, 3, 4 and 5 (half are others: not most), then nobody, then 6, 7, 8
    and 5: most did not answer the last time. What names no account is left out.
    """
    account = np.array([0, 1, 2, 3, 2, 3, 4, 5, 6, 7, 8, 5, -1, -1, -1])
    period = np.array([0, 0, 0, 0, 1, 1, 1, 1, 3, 3, 3, 3, 1, 1, 1])
    answers = replace(observations([1.0] * len(account)), account=account)
    assert mostly_others(answers, period, 4).tolist() == [False, False, False, True]
    assert not mostly_others(answers.taken(account < 0), period[account < 0], 4).any()
