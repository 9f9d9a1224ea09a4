"""How far a score may be off: methods 4, Var(H) = sum omega_p^2 V_p, recomputed from what a score says."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cxdesk.health import Portfolio, default_standards_text, read_standards, score
from tests.metrics.made_facts import answers_of, make_facts

STANDARDS = read_standards(default_standards_text())
Z = 1.2816
SPREAD = (90 - 30) / (2 * Z)  # points: the 10th and 90th percentile lie 2 z apart
SENTIMENT, ADOPTION, RENEWAL, LIFETIME = range(4)


def width_by_hand(book: Portfolio, sentiment_variance: float) -> float:
    """Return the half width for account 0 with a given variance of the sentiment pillar in squared points."""
    variance = np.zeros(4)
    variance[SENTIMENT] = sentiment_variance
    for pillar in (ADOPTION, LIFETIME):
        drivers = [index for index, item in enumerate(book.drivers) if item.pillar == pillar]
        evidence = [book.drivers[index].weight * book.driver_reliability[0, index] for index in drivers]
        for index, part in zip(drivers, evidence, strict=True):
            if part > 0:
                unknown = (1 - book.driver_reliability[0, index]) * SPREAD**2
                variance[pillar] += (part / sum(evidence)) ** 2 * unknown
    for signal, value in zip(book.signals, book.signal_value[0], strict=True):
        if math.isnan(value):
            variance[RENEWAL] += (10 / math.log(2) * signal.beta) ** 2 * (0.25 if signal.is_flag else 1.0)
    return Z * math.sqrt(sum(book.pillar_share[0, pillar] ** 2 * variance[pillar] for pillar in range(4)))


def book_of(**parts) -> Portfolio:
    return score(
        make_facts({"account_id": ["A"], "seats": [20.0], "tenure_years": [1.4]}, **parts), STANDARDS
    )


USAGE = {
    "account": [0] * 4,
    "month": range(4),
    "events": [100.0, 103.0, 100.0, 103.0],
    "active_users": [13.0] * 4,
    "active_days": [20.0] * 4,
    "last_at": ["2025-06-27", "2025-05-20", "2025-04-20", "2025-03-20"],
}


def test_of_what_is_known_by_reliability_the_rest_of_the_spread_is_unknown() -> None:
    """No answers: each driver leaves (1 - R) of the spread between accounts, each absent signal its own."""
    book = book_of(usage=USAGE)
    half_width = width_by_hand(book, 0.0)
    assert half_width > 5
    assert book.high[0] - book.health[0] == pytest.approx(half_width)
    assert book.health[0] - book.low[0] == pytest.approx(half_width)


def test_answers_bring_their_own_variance() -> None:
    """30 promoters and 15 detractors today: NPS 33.3, between the default anchors 30 (60) and 70 (90): .75
    points a point. Variance .25 / (45 + 5) x 200^2 = 200 squared points of NPS: 112.5 of the score.
    """
    answers = answers_of("nps", [10] * 30 + [0] * 15, (0, 10), answered_at=["2025-06-30"] * 45)
    book = book_of(usage=USAGE, answers=answers)
    assert book.pillar_score[0, SENTIMENT] == pytest.approx(60 + 30 * (100 / 3 - 30) / 40)
    assert book.high[0] - book.health[0] == pytest.approx(width_by_hand(book, 112.5))


def test_few_answers_are_no_worse_than_the_spread() -> None:
    """Two promoters, one detractor: .25 / (3 + 5) x 200^2 x .75^2 = 703, above the spread's 548: it counts as
    that.
    """
    answers = answers_of("nps", [10, 10, 0], (0, 10), answered_at=["2025-06-30"] * 3)
    book = book_of(answers=answers, usage=USAGE)
    assert book.high[0] - book.health[0] == pytest.approx(width_by_hand(book, SPREAD**2))
