"""Reviewed quality and the agreement of reviewers, by hand and with statistics of the standard library."""

from __future__ import annotations

from math import sqrt
from statistics import mean, stdev

import numpy as np
import pytest

from cxdesk.metrics import Window, measure, measure_by, observations_of
from cxdesk.metrics.evidence import evidence_parts
from cxdesk.metrics.reviews import agreeing_shares
from tests.metrics.made_facts import AS_OF, make_facts

T_2, T_3 = 4.302652729911275, 3.182446305284263
"""Student's 97.5 % quantiles with 2 and 3 degrees of freedom, from tables."""


def _facts(*rows: tuple, **more):
    """Return facts of one account with scores (ticket, reviewer, criterion, 1 to 5, NaN for none)."""
    ticket, reviewer, criterion, score = zip(*rows, strict=True)
    unit = [(each - 1) / 4 for each in score]
    told = {"ticket_id": ticket, "reviewer": reviewer, "criterion": criterion, "score": score, "unit": unit}
    count = len(rows)
    columns = {"account": [0] * count, "at": ["2025-06-01T10:00"] * count, **told, **more}
    return make_facts(1, reviews=columns)


def test_one_score_a_conversation_is_a_plain_mean() -> None:
    """Four tickets with 5, 4, 4 and 2 of 1 to 5: shares 1, .75, .75, .25; mean and t interval as the standard
    library's mean and stdev give them.
    """
    shares = [1.0, 0.75, 0.75, 0.25]
    facts = _facts(*((f"T{n}", "Ann", "", 1 + 4 * share) for n, share in enumerate(shares)))
    found = measure("review_score", facts)
    half = T_3 * stdev(shares) / 2
    assert (found.value, found.n) == (pytest.approx(mean(shares)), 4)
    assert (found.low, found.high) == (pytest.approx(mean(shares) - half), 1.0)


def test_scores_of_one_conversation_do_not_narrow_the_range() -> None:
    """Three tickets, each judged alike on four criteria: twelve scores, but the range is that of three."""
    shares = [0.75, 0.5, 0.25]
    facts = _facts(
        *((f"T{n}", "Ann", f"c{c}", 1 + 4 * share) for n, share in enumerate(shares) for c in range(4))
    )
    found = measure("review_score", facts)
    half = T_2 * stdev(shares) / sqrt(3)
    assert (found.value, found.n) == (pytest.approx(0.5), 12)
    assert (found.low, found.high) == (
        pytest.approx(max(0.5 - half, 0.0)),
        pytest.approx(min(0.5 + half, 1.0)),
    )


def test_the_range_of_unequal_conversations_is_that_of_a_ratio() -> None:
    """Tickets with 1, 2 and 3 scores: the linearised variance of a ratio, worked out in plain Python."""
    scores = {"T0": [5], "T1": [4, 3], "T2": [2, 3, 3]}
    facts = _facts(*((t, "Ann", f"c{c}", s) for t, all_of in scores.items() for c, s in enumerate(all_of)))
    shares = {ticket: [(score - 1) / 4 for score in of] for ticket, of in scores.items()}
    whole = [share for of in shares.values() for share in of]
    middle = mean(whole)
    error = sqrt(3 / 2 * sum(sum(share - middle for share in of) ** 2 for of in shares.values())) / len(whole)
    found = measure("review_score", facts)
    assert found.value == pytest.approx(middle)
    assert found.low == pytest.approx(max(middle - T_2 * error, 0.0))
    assert found.high == pytest.approx(min(middle + T_2 * error, 1.0))


def test_what_did_not_apply_and_what_is_older_does_not_count() -> None:
    """Of a 5, a 3 a year and a half ago, and a criterion that did not apply, the 5 counts: all of it."""
    at = ["2025-06-01T10:00", "2024-01-01T10:00", "2025-06-01T10:00"]
    facts = _facts(("T1", "Ann", "tone", 5), ("T2", "Ann", "tone", 3), ("T3", "Ann", "tone", np.nan), at=at)
    found = measure("review_score", facts)
    assert (found.value, found.n) == (1.0, 1)
    assert np.isnan(found.low), "one conversation says nothing of others"
    assert measure("review_score", facts, Window(AS_OF, 730)).n == 2


def test_quality_by_team_agent_criterion_and_reviewer() -> None:
    """Each dimension has its own mean: Ann gives 1 and .5, Bo 0; tone has 1 and 0, solution .5."""
    facts = _facts(
        ("T1", "Ann", "tone", 5), ("T1", "Ann", "solution", 3), ("T2", "Bo", "tone", 1),
        team=["api", "api", "web"], agent=["Cy", "Cy", "Di"],
    )  # fmt: skip
    for dimension, expected in (
        ("reviewer", {"Ann": 0.75, "Bo": 0.0}),
        ("criterion", {"tone": 0.5, "solution": 0.5}),
        ("team", {"api": 0.75, "web": 0.0}),
        ("agent", {"Cy": 0.75, "Di": 0.0}),
    ):
        names, grid = measure_by("review_score", facts, dimension)
        assert dict(zip(names, grid.value.tolist(), strict=True)) == expected
    assert measure_by("review_score", facts, "priority") is None


def test_agreement_is_counted_over_what_two_judged() -> None:
    """Tone of T1: 4 and 4, the same; solution of T1: 5 and 2, apart; T2 was judged by one alone. Two of four
    scores have an equal: 50 %, with Wilson's range of 1 of 2 (by its formula, z = 1.96).
    """
    facts = _facts(
        ("T1", "Ann", "tone", 4), ("T1", "Bo", "tone", 4), ("T1", "Ann", "solution", 5),
        ("T1", "Bo", "solution", 2), ("T2", "Ann", "tone", 5),
    )  # fmt: skip
    found = measure("review_agreement", facts)
    z = 1.959963984540054
    half = z * sqrt(0.25 / 2 + z * z / 16) / (1 + z * z / 2)
    assert (found.value, found.n) == (0.5, 4)
    assert (found.low, found.high) == (pytest.approx(0.5 - half), pytest.approx(0.5 + half))
    parts = evidence_parts(facts, observations_of("review_agreement", facts))
    assert sorted(parts[0].rows.tolist()) == [0, 1, 2, 3]


def test_the_same_reviewer_twice_and_nobody_named_agree_with_nobody() -> None:
    """Ann's second look at her own score is no second reviewer, nor is a score of which nobody knows who."""
    facts = _facts(("T1", "Ann", "tone", 4), ("T1", "Ann", "tone", 4), ("T1", "", "tone", 4))
    found = measure("review_agreement", facts)
    assert found.n == 0
    assert found.missing.startswith("No two reviewers judged the same criterion of a conversation")


def test_a_score_agrees_with_one_of_another_year() -> None:
    """Ann judged in June, Bo in January of last year: Ann's score of this year has an equal, and Bo's lies
    beneath it.
    """
    at = ["2025-06-01T10:00", "2024-01-01T10:00"]
    facts = _facts(("T1", "Ann", "tone", 4), ("T1", "Bo", "tone", 4), at=at)
    assert (measure("review_agreement", facts).value, measure("review_agreement", facts).n) == (1.0, 1)
    parts = evidence_parts(facts, observations_of("review_agreement", facts))
    assert [part.rows.tolist() for part in parts] == [[0], [0, 1]]


@pytest.mark.parametrize(("other", "agrees"), [(0.6, 1.0), (0.61, 0.0), (0.4, 1.0)])
def test_close_is_a_tenth_of_the_scale(other: float, agrees: float) -> None:
    """Of 0 to 10, 5 and 6 are close, and so are 5 and 4; of 0 to 100, 50 and 61 are not."""
    shares = agreeing_shares(np.array([3, 3]), np.array([0, 1]), np.array([0.5, other]))
    assert shares.tolist() == [agrees, agrees]


def test_three_reviewers_by_brute_force() -> None:
    """Random scores of 40 items by up to four reviewers: each score's share of equals among the others', as a
    loop over all pairs counts it.
    """
    random = np.random.default_rng(5)
    item, reviewer = random.integers(-1, 40, 160), random.integers(0, 4, 160)
    unit = random.integers(0, 11, 160) / 10
    expected = []
    for one in range(160):
        others = [
            other
            for other in range(160)
            if item[other] == item[one] >= 0 and reviewer[other] != reviewer[one]
        ]
        close = [float(abs(unit[other] - unit[one]) < 0.1 + 1e-6) for other in others]
        expected.append(mean(close) if others else np.nan)
    np.testing.assert_allclose(agreeing_shares(item, reviewer, unit), expected)
