"""NPS, CSAT and CES: arithmetic against published numbers, then measured from facts."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics import measure
from cxdesk.metrics.survey import (
    ces,
    csat,
    nps,
    nps_adjusted,
    nps_difference,
    nps_interval,
    nps_variance,
    promoter_counts,
)
from tests.metrics.made_facts import answers_of, make_facts

# Counts (detractors, passives, promoters), NPS, variance, SE on -1..1: tests of the R package NPS.
R_PACKAGE = [
    ((1, 2, 3), 1 / 3, 5 / 9, 0.304),
    ((1, 0, 1), 0.0, 1.0, 0.707),
    ((0, 1, 1), 0.5, 0.25, 0.354),
    ((1, 1, 1), 0.0, 2 / 3, 0.471),
]
# Centre and interval of the adjusted Wald method: constants of Rocks 2016, numbers derived by another run.
ADJUSTED = [
    ((54, 108, 162), 33.33, 33.03, 24.95, 41.11),
    ((1, 2, 3), 33.33, 22.22, -26.74, 71.19),
    ((0, 1, 4), 80.0, 50.0, 4.17, 95.83),
    ((0, 0, 3), 100.0, 50.0, -6.58, 100.0),
    ((10, 20, 70), 60.0, 58.25, 45.27, 71.24),
    ((2, 3, 5), 30.0, 23.08, -19.05, 65.20),
]


@pytest.mark.parametrize(("counts", "score", "variance", "error"), R_PACKAGE)
def test_nps_and_variance_match_the_r_package(counts, score, variance, error):
    """The R package NPS tests these four cases; its score is on -1..1, ours in points."""
    assert nps(*counts) == pytest.approx(100 * score, abs=1e-12)
    assert nps_variance(*counts) == pytest.approx(variance, abs=1e-12)
    assert np.sqrt(nps_variance(*counts) / sum(counts)) == pytest.approx(error, abs=5e-4)


def test_standard_error_of_the_cross_validated_example():
    """Shares 1/2, 1/3, 1/6 with 324 answers: NPS 1/3, variance 5/9, standard error 4.141 points."""
    counts = (54, 108, 162)
    assert 100 * np.sqrt(nps_variance(*counts) / 324) == pytest.approx(4.141, abs=5e-4)


@pytest.mark.parametrize(("counts", "score", "centre", "low", "high"), ADJUSTED)
def test_adjusted_wald(counts, score, centre, low, high):
    """Score, adjusted centre and interval, cut at 100: three out of three promoters are not certainty."""
    assert nps(*counts) == pytest.approx(score, abs=5e-3)
    assert nps_adjusted(*counts)[0] == pytest.approx(centre, abs=5e-3)
    assert nps_interval(*counts) == (pytest.approx(low, abs=5e-3), pytest.approx(high, abs=5e-3))


def test_difference_of_two_waves():
    """10/20/70 then 20/30/50: -29.13, SE 10.15, [-49.02, -9.23], p .0041; 1/2/7 then 2/3/5 means nothing, p
    .431.
    """
    change = nps_difference((10, 20, 70), (20, 30, 50))
    assert [
        float(value) for value in (change.difference, change.standard_error, change.low, change.high)
    ] == (pytest.approx([-29.13, 10.15, -49.02, -9.23], abs=6e-3))
    assert change.p_value == pytest.approx(0.0041, abs=5e-5)
    small = nps_difference((1, 2, 7), (2, 3, 5))
    assert (float(small.difference), float(small.standard_error)) == pytest.approx((-23.08, 29.33), abs=6e-3)
    assert small.p_value == pytest.approx(0.431, abs=5e-4)


def test_adjusted_interval_keeps_its_promise_where_wald_does_not():
    """With shares .05/.15/.8 and n = 3, Wald covers 47 % and adjusted 90 % (derived by 20,000 draws
    elsewhere).
    """
    random = np.random.default_rng(11)
    draws = random.multinomial(3, [0.05, 0.15, 0.8], 20_000).T
    low, high = nps_interval(*draws)
    assert np.mean((low <= 75) & (high >= 75)) == pytest.approx(0.90, abs=0.02)
    half_width = 1.959964 * 100 * np.sqrt(nps_variance(*draws) / 3)
    assert np.mean(np.abs(nps(*draws) - 75) <= half_width) == pytest.approx(0.47, abs=0.02)


def test_scores_of_many_accounts_at_once():
    """Arrays are handled element by element; an account without answers is NaN with the widest interval."""
    scores = nps([1, 0, 0], [2, 0, 0], [3, 4, 0])
    assert scores[:2] == pytest.approx([100 / 3, 100.0])
    assert np.isnan(scores[2])
    low, high = nps_interval([0], [0], [0])
    assert (low[0], high[0]) == (-100.0, 100.0)
    assert np.isnan(csat([0], [0])).all()
    assert csat([3, 1], [4, 4]).tolist() == [0.75, 0.25]


def test_negative_counts_are_refused():
    """A negative count is a caller's mistake."""
    with pytest.raises(ValueError, match="negative"):
        nps(-1, 0, 3)


def test_effort_is_the_plain_mean():
    """Sum of ratings over answers: (2 + 3 + 7) / 3 = 4; nothing gives NaN."""
    assert ces([2, 3, 7]) == 4.0
    assert np.isnan(ces([]))


def test_measured_nps_equals_the_r_package_vector():
    """The vector 0, 7, 7, 9, 9, 9 of the R package tests scores 1/3 and has the interval of (1, 2, 3)."""
    facts = make_facts(answers=answers_of("nps", [0, 7, 7, 9, 9, 9], (0, 10)))
    estimate = measure("nps", facts)
    assert (estimate.value, estimate.n, estimate.missing) == (pytest.approx(100 / 3), 6, "")
    assert (estimate.low, estimate.high) == pytest.approx((-26.74, 71.19), abs=5e-3)
    assert promoter_counts(facts.answers.unit) == (1, 2, 3)


def test_pillar_and_tile_cannot_disagree():
    """NPS = 200 x mean of the unit scores - 100, so the score is fed by the same mean as the tile shows."""
    facts = make_facts(answers=answers_of("nps", [0, 6, 7, 8, 9, 10, 10], (0, 10)))
    assert measure("nps", facts).value == pytest.approx(200 * facts.answers.unit.mean() - 100)


def test_measured_satisfaction_counts_the_top_two_of_five():
    """4 of 5 satisfied: value .8 and the Wilson interval .3755 to .9638 of methods' table."""
    estimate = measure("csat", make_facts(answers=answers_of("csat", [5, 4, 4, 5, 3], (1, 5))))
    assert (estimate.value, estimate.n) == (0.8, 5)
    assert (estimate.low, estimate.high) == pytest.approx((0.3755, 0.9638), abs=5e-5)


def test_old_answers_are_left_out_and_undated_ones_kept():
    """As of 2025-06-30 the window begins on 2024-07-01: the day before is out, an answer without a date is
    in.
    """
    dates = ["2024-06-30T23:59:59", "2024-07-01T00:00:00", "2025-06-30T23:59:59", "NaT"]
    facts = make_facts(answers=answers_of("csat", [1, 5, 5, 1], (1, 5), answered_at=dates))
    assert (measure("csat", facts).n, measure("csat", facts).value) == (3, pytest.approx(2 / 3))


def test_other_kinds_and_unanswered_rows_do_not_count():
    """An invitation without a score, and answers to other questions, are no satisfaction answers."""
    facts = make_facts(answers=answers_of("csat", [np.nan, 5], (1, 5)))
    assert measure("csat", facts).n == 1
    assert measure("nps", facts).missing == "No recommendation answers in the last 365 days."


def test_measured_effort_stays_on_its_scale():
    """Mean 2 of 1, 2, 3 with s = 1: t(2) is 4.302653, so 2 -+ 2.484 is cut at 1 below; one answer spans the
    scale.
    """
    estimate = measure("ces", make_facts(answers=answers_of("ces", [1, 2, 3], (1, 7))))
    assert (estimate.value, estimate.low) == (2.0, 1.0)
    assert estimate.high == pytest.approx(2 + 4.302653 / np.sqrt(3), abs=1e-6)
    single = measure("ces", make_facts(answers=answers_of("ces", [6], (1, 7))))
    assert (single.value, single.low, single.high) == (6.0, 1.0, 7.0)


def test_effort_on_mixed_scales_is_not_averaged():
    """1 to 5 and 1 to 7, or easy and hard at 1, have no common mean: it is unknown, with the reason."""
    columns = answers_of("ces", [4, 4], (1, 7))
    mixed = measure("ces", make_facts(answers=columns | {"scale_max": [7, 5]}))
    turned = measure("ces", make_facts(answers=columns | {"high_is_good": [True, False]}))
    for estimate in (mixed, turned):
        assert np.isnan(estimate.value)
        assert (estimate.n, estimate.missing) == (2, "The effort answers use different scales or directions.")


def test_a_range_holds_its_value_and_claims_no_certainty():
    """One detractor: -100 lies in its range though the adjusted interval ends at -98.5. Equal marks have no
    range: two sixes do not prove that everybody gives a six.
    """
    one = measure("nps", make_facts(answers=answers_of("nps", [3], (0, 10))))
    assert one.value == one.low == -100.0
    equal = measure("ces", make_facts(answers=answers_of("ces", [6, 6], (1, 7))))
    assert equal.value == 6.0
    assert np.isnan([equal.low, equal.high]).all()
