"""Empirical Bayes against published estimates and by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.health.shrinkage import (
    DEFAULT_STRENGTH,
    STRENGTH_SOURCES,
    decay_weights,
    effective_sample_size,
    estimate_prior,
    moments,
    shrink,
    shrink_rate,
    summarise,
)

# README of the R package ebbr: prior 11.39115 and 46.0875; (x, n), fitted, and the 95 % interval (derived).
EBBR_STRENGTH = 11.39115 + 46.0875
EBBR = [
    (66, 182, 0.3231651, 0.2655, 0.3836),
    (198, 1015, 0.1952404, 0.1721, 0.2195),
    (1, 5, 0.1983261, 0.1100, 0.3049),
    (3, 12, 0.2071305, 0.1210, 0.3092),
    (5, 40, 0.1681512, 0.1011, 0.2481),
]
# Efron & Morris: hits of the first 45 at bats in 1970, and the rest of the season's average (Stan's file).
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7], dtype=float)
REST = np.array(
    [
        0.346,
        0.2981,
        0.2764,
        0.2218,
        0.2727,
        0.2704,
        0.2645,
        0.2101,
        0.2686,
        0.230,
        0.2639,
        0.2258,
        0.3034,
        0.2635,
        0.3299,
        0.2849,
        0.3162,
        0.200,
    ]
)


@pytest.mark.parametrize(("hits", "tries", "fitted", "low", "high"), EBBR)
def test_rates_match_ebbr(hits, tries, fitted, low, high):
    """The fitted rates of ebbr's README to seven digits; the credible intervals to four."""
    result = shrink_rate(hits, tries, 11.39115 / EBBR_STRENGTH, EBBR_STRENGTH, level=0.95)
    assert result.value == pytest.approx(fitted, abs=5e-7)
    assert (result.low, result.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_batting_averages_are_better_shrunk():
    """Squared error over the rest of the season: raw .08567, prior of strength 793 .02729, full pooling
    .02840.
    """
    raw, grand = HITS / 45, HITS.sum() / (18 * 45)
    assert grand == pytest.approx(0.265432, abs=5e-7)
    shrunk = shrink(raw, np.full(18, 45.0), grand, 793.3, 0.195)
    assert np.sum((raw - REST) ** 2) == pytest.approx(0.08567, abs=5e-6)
    assert np.sum((shrunk.value - REST) ** 2) == pytest.approx(0.02729, abs=5e-6)
    assert np.sum((grand - REST) ** 2) == pytest.approx(0.02840, abs=5e-6)


def test_moments_of_the_batting_averages():
    """s2, tau2 and M by the formula written out here; M lies within 2 % of the beta-binomial moments' 368.

    The two estimators differ in s2 alone. With so little between players the strength is barely identified,
    which is why it is capped.
    """
    rate = HITS / 45
    squares = 45 * rate * (1 - rate)
    result = moments(np.full(18, 45.0), rate, squares, np.zeros(18), 1)
    within = squares.sum() / (18 * 45 - 18)
    between = (45 * np.var(rate, ddof=1) - within) / 45
    assert (result.within[0], result.between[0]) == (pytest.approx(within), pytest.approx(between))
    assert result.strength[0] == pytest.approx(within / between)
    assert result.strength[0] == pytest.approx(368, rel=0.02)


def test_moments_with_unequal_numbers_of_answers():
    """Three accounts with 1, 2 and 3 answers, all sums by hand; the account without answers does not count.

    Answers (.2), (.4, .8), (.5, .5, 1): N = 6, mbar = 3.4 / 6; s2 = (.08 + 1/6) / 3; n0 = (6 - 14/6) / 2.
    """
    n, mean = np.array([1.0, 2.0, 3.0, 0.0]), np.array([0.2, 0.6, 2 / 3, np.nan])
    squares = np.array([0.0, 0.08, 1 / 6, 0.0])
    result = moments(n, mean, squares, np.zeros(4), 1)
    grand = 3.4 / 6
    within = (0.08 + 1 / 6) / 3
    msb = (1 * (0.2 - grand) ** 2 + 2 * (0.6 - grand) ** 2 + 3 * (2 / 3 - grand) ** 2) / 2
    between = (msb - within) / ((6 - 14 / 6) / 2)
    assert (result.mean[0], result.within[0], result.between[0]) == pytest.approx((grand, within, between))
    assert result.repeated.tolist() == [2]


def test_no_difference_between_accounts_is_the_smallest_tau():
    """Equal means: tau2 is held at 1e-6, so the strength is large, never negative or infinite."""
    result = moments([2.0, 2.0], [0.5, 0.5], [0.5, 0.5], [0, 0], 1)
    assert result.between[0] == 1e-6
    assert result.strength[0] == pytest.approx(0.5e6)


@pytest.mark.parametrize("truth", [2.0, 5.0, 15.0])
def test_simulated_strength_is_recovered(truth):
    """2,000 accounts with 2 to 12 answers: M comes back (methods: 2.02, 4.88, 15.08), within the noise of a
    draw.
    """
    random = np.random.default_rng(17)
    accounts, within = 2_000, 0.04
    own_mean = 0.6 + random.normal(0, np.sqrt(within / truth), accounts)
    account = np.repeat(np.arange(accounts), random.integers(2, 13, accounts))
    values = own_mean[account] + random.normal(0, np.sqrt(within), len(account))
    summary = summarise(values, np.ones(len(values)), account, accounts)
    prior = estimate_prior(summary, np.zeros(accounts, dtype=int), 1)
    assert prior.strength[0] == pytest.approx(truth, rel=0.12)
    assert prior.within[0] == pytest.approx(within, rel=0.05)
    assert prior.mean[0] == pytest.approx(0.6, abs=0.01)


def test_interval_covers_what_it_promises():
    """Over 5,000 accounts with 1 to 8 answers the 80 % interval covers the true mean of 80 % of them."""
    random = np.random.default_rng(23)
    accounts, within, strength = 5_000, 0.04, 4.0
    truth = 0.6 + random.normal(0, np.sqrt(within / strength), accounts)
    account = np.repeat(np.arange(accounts), random.integers(1, 9, accounts))
    values = truth[account] + random.normal(0, np.sqrt(within), len(account))
    summary = summarise(values, np.ones(len(values)), account, accounts)
    prior = estimate_prior(summary, np.zeros(accounts, dtype=int), 1)
    result = shrink(summary.weighted_mean, summary.n_eff, prior.mean[0], prior.strength[0], prior.within[0])
    assert np.mean((result.low <= truth) & (truth <= result.high)) == pytest.approx(0.80, abs=0.02)
    raw_error = np.sqrt(np.mean((summary.mean - truth) ** 2))
    assert np.sqrt(np.mean((result.value - truth) ** 2)) < 0.75 * raw_error


def test_effective_sample_size():
    """Weights 1, .5, .25, .25 amount to 2.909091 equal answers (methods, 1.12); no weights to none."""
    sizes = effective_sample_size([1, 0.5, 0.25, 0.25, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1], 3)
    assert sizes == pytest.approx([2.909091, 3.0, 0.0], abs=5e-7)


def test_decay_halves_at_the_half_life():
    """Ages of 0, 180 and 360 days at a half-life of 180: 1, 1/2, 1/4; an unknown age stays unknown."""
    np.testing.assert_allclose(decay_weights([0, 180, 360, np.nan], 180), [1, 0.5, 0.25, np.nan])
    with pytest.raises(ValueError, match="half-life"):
        decay_weights([1], 0)


def test_summaries_of_accounts():
    """Answers 1 (weight 1) and 0 (weight 1/2): plain mean 1/2, weighted 2/3, squares 1/2, n_eff 2.25 / 1.25
    = 1.8.
    """
    summary = summarise([1.0, 0.0], [1.0, 0.5], [1, 1], 3)
    np.testing.assert_array_equal(summary.n, [0, 2, 0])
    assert (summary.mean[1], summary.weighted_mean[1]) == pytest.approx((0.5, 2 / 3))
    assert (summary.squares[1], summary.n_eff[1]) == pytest.approx((0.5, 1.8))
    assert np.isnan([summary.mean[0], summary.weighted_mean[2]]).all()


def test_shrink_by_hand():
    """n_eff 3, M 2: R = .6; .6 x .9 + .4 x .5 = .74; V = .05 / 5; 80 % is 1.2816 standard deviations either
    way.
    """
    result = shrink(0.9, 3.0, 0.5, 2.0, 0.05)
    assert (float(result.reliability), float(result.value), float(result.variance)) == pytest.approx(
        (0.6, 0.74, 0.01)
    )
    assert (result.low, result.high) == pytest.approx((0.74 - 0.12816, 0.74 + 0.12816), abs=1e-5)


def test_no_answers_are_the_segment_with_no_reliability():
    """n_eff 0: the estimate is the segment's mean, R = 0, and the interval is the prior's own."""
    result = shrink([np.nan], [0.0], [0.55], [4.0], [0.08])
    assert (result.value[0], result.reliability[0], result.variance[0]) == (0.55, 0.0, pytest.approx(0.02))
    rate = shrink_rate(0, 0, 0.3, 10)
    assert (rate.value, rate.reliability) == (pytest.approx(0.3), 0.0)


def _segments(sizes: list[int], answers_each: int = 4):
    """Accounts per segment, each with so many answers that differ by account and within it."""
    random = np.random.default_rng(31)
    accounts = sum(sizes)
    account = np.repeat(np.arange(accounts), answers_each)
    values = np.clip(
        0.5 + random.normal(0, 0.15, accounts)[account] + random.normal(0, 0.3, len(account)), 0, 1
    )
    return summarise(values, np.ones(len(values)), account, accounts), np.repeat(np.arange(len(sizes)), sizes)


def test_strength_falls_back_to_the_company_then_to_a_default():
    """15 accounts with two answers suffice, 14 do not: own, company; and 14 in the whole company: 5, called
    default.
    """
    summary, segment = _segments([15, 14, 1])
    prior = estimate_prior(summary, segment, 4)
    assert [STRENGTH_SOURCES[code] for code in prior.source] == ["segment", "company", "company", "company"]
    company = moments(summary.n, summary.mean, summary.squares, np.zeros(30), 1)
    assert prior.strength[1] == pytest.approx(np.clip(company.strength[0], 2, 50))
    small = estimate_prior(*_segments([14]), 1)
    assert (small.strength[0], STRENGTH_SOURCES[small.source[0]]) == (DEFAULT_STRENGTH, "default")


def test_single_answers_do_not_count_towards_the_fifteen():
    """Forty accounts with one answer each say nothing about the variance within accounts."""
    summary, segment = _segments([40], answers_each=1)
    assert STRENGTH_SOURCES[estimate_prior(summary, segment, 1).source[0]] == "default"


def test_strength_is_clipped():
    """Accounts that agree perfectly with themselves give M = 2, accounts that do not differ at all M = 50."""
    account = np.repeat(np.arange(40), 2)
    loyal = summarise((account % 2).astype(float), np.ones(80), account, 40)
    alike = summarise(np.tile([0.0, 1.0], 40), np.ones(80), account, 40)
    one_segment = np.zeros(40, dtype=int)
    assert estimate_prior(loyal, one_segment, 1).strength[0] == 2.0
    assert estimate_prior(alike, one_segment, 1).strength[0] == 50.0
    assert estimate_prior(loyal, one_segment, 1).within[0] > 0


def test_a_segment_of_one_is_not_its_own_yardstick():
    """39 accounts at .8 and one at 0 alone in its segment: its prior stays near the company's mean, not
    near 0.
    """
    account = np.repeat(np.arange(40), 4)
    values = np.where(account < 39, np.tile([0.6, 1.0, 0.7, 0.9], 40), 0.0)
    summary = summarise(values, np.ones(160), account, 40)
    segment = np.where(np.arange(40) < 39, 0, 1)
    prior = estimate_prior(summary, segment, 2)
    assert prior.mean[1] > 0.6
    result = shrink(
        summary.weighted_mean,
        summary.n_eff,
        prior.mean[segment],
        prior.strength[segment],
        prior.within[segment],
    )
    assert 0.1 < result.value[39] < prior.mean[1]


def test_no_answers_at_all():
    """An empty kind of survey gives unknown means and a default strength, without warnings."""
    prior = estimate_prior(summarise([], [], [], 3), np.zeros(3, dtype=int), 1)
    assert np.isnan(prior.mean[0])
    assert (prior.strength[0], STRENGTH_SOURCES[prior.source[0]]) == (DEFAULT_STRENGTH, "default")
