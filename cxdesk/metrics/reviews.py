"""How good conversations were, as people of the company judged a sample of them on a shared scorecard, and
how far two who judged the same agree.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.intervals import wilson
from cxdesk.metrics.observations import Floats, Grid, Observations, Positions, grid, observed, text_codes
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import counts, sums
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts_record import Facts

CONVERSATION = "conversation"
ITEM = "item"
CLOSE = 0.1
"""Of the scale: a step of 0 to 10, none of 1 to 5, ten points of a percentage."""
_ROUNDING = 1e-9
_NO_REVIEWS = "No reviews of conversations are recorded."


def observe_scores(facts: Facts, window: Window) -> Observations:
    """Return the scores given in the window as shares of their scales, each with the number of the
    conversation that it judges.
    """
    reviews = facts.reviews
    rows = ~np.isnan(reviews.unit) & window.holds_or_undated(reviews.at)
    reason = f"No conversation was reviewed in the {window.text}." if len(reviews) else _NO_REVIEWS
    conversation = _numbered(reviews.account, text_codes(reviews.ticket_id))
    return observed(
        "reviews",
        rows,
        reviews.account,
        window.text,
        reason,
        reviews.at,
        value=reviews.unit,
        **{CONVERSATION: conversation},
    )


def observe_agreement(facts: Facts, window: Window) -> Observations:
    """Return the scores of the window that somebody else gave too, to the same criterion of the same ticket:
    the share of the others' that are the same or close, and the number of that item.
    """
    reviews = facts.reviews
    judged = ~np.isnan(reviews.unit) & (reviews.reviewer != "")
    tickets, criteria = text_codes(reviews.ticket_id), text_codes(reviews.criterion)
    item = np.where(judged, _numbered(reviews.account, tickets, criteria), -1)
    share = agreeing_shares(item, text_codes(reviews.reviewer), reviews.unit)
    rows = ~np.isnan(share) & window.holds_or_undated(reviews.at)
    reason = _NO_REVIEWS
    if len(reviews):
        reason = f"No two reviewers judged the same criterion of a conversation in the {window.text}."
    return observed(
        "reviews",
        rows,
        reviews.account,
        window.text,
        reason,
        reviews.at,
        lambda: {"reviews": np.flatnonzero(np.isin(item, item[rows]))},
        value=share,
        **{ITEM: item},
    )


def agreeing_shares(item: Positions, reviewer: Positions, unit: Floats) -> Floats:
    """Return for each score the share of other reviewers' scores of the same item that lie within `CLOSE` of
    it, NaN where nobody else judged it. `item` below 0 is none; `unit` are scores between 0 and 1.
    """
    rows = np.flatnonzero(item >= 0)
    order = rows[np.argsort(item[rows], kind="stable")]
    _, first, size = np.unique(item[order], return_index=True, return_counts=True)
    many = np.repeat(size, size)
    one = np.repeat(order, many)
    within = np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many)
    other = order[np.repeat(np.repeat(first, size), many) + within]
    different = reviewer[one] != reviewer[other]
    one, other = one[different], other[different]
    close = np.abs(unit[one] - unit[other]) <= CLOSE + _ROUNDING
    others = counts(one, len(item))
    return ratio(sums(one, close.astype(np.float64), len(item)), others)


def summarise_scores(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return the mean score with Student's interval over conversations: scores of one conversation say partly
    the same. The variance is that of a ratio of totals (Cochran 1977, section 6.5 and 11.5).
    """
    total = counts(group, count)
    mean = ratio(sums(group, observations.value, count), total)
    inside = np.flatnonzero(group >= 0)
    cluster, of_group = _clusters(observations.values[CONVERSATION][inside], group[inside])
    deviation = observations.value[inside] - mean[group[inside]]
    residual = np.bincount(cluster, weights=deviation, minlength=len(of_group))
    conversations = counts(of_group, count)
    variance = sums(of_group, residual**2, count) * ratio(conversations, conversations - 1.0)
    error = np.sqrt(variance) / np.where(total > 0, total, 1.0)
    error[~(error > _ROUNDING)] = np.nan  # equal conversations say nothing of how others would differ
    half_width = stdtrit(np.where(conversations >= 2, conversations - 1.0, 1.0), 0.975) * error
    low, high = np.maximum(mean - half_width, 0.0), np.minimum(mean + half_width, 1.0)
    return grid(observations, mean, total, low, high)


def summarise_agreement(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return the mean share that agrees, with Wilson's interval from as many as there are items: both scores
    of a pair tell of the same one.
    """
    total = counts(group, count)
    share = ratio(sums(group, observations.value, count), total)
    inside = np.flatnonzero(group >= 0)
    _, of_group = _clusters(observations.values[ITEM][inside], group[inside])
    items = counts(of_group, count)
    low, high = wilson(np.nan_to_num(share) * items, items)
    return grid(observations, share, total, low, high)


def _numbered(*codes: np.ndarray) -> Positions:
    """Return a number from 0 for each distinct combination of codes."""
    found = np.zeros(len(codes[0]), dtype=np.int64)
    for column in codes:
        found = found * (int(column.max(initial=0)) + 2) + column.astype(np.int64) + 1
        found = np.unique(found, return_inverse=True)[1]
    return found


def _clusters(numbers: Floats, group: Positions) -> tuple[Positions, Positions]:
    """Return the cluster (number within its group) of each observation, and the group of each cluster."""
    pairs, cluster = np.unique(
        np.stack([group.astype(np.int64), numbers.astype(np.int64)]), axis=1, return_inverse=True
    )
    return cluster.reshape(-1), pairs[0]


SCORE_METRIC = Metric(
    Definition(
        name="review_score",
        label="Reviewed quality",
        unit="share",
        direction="higher is better",
        formula=(
            "Mean of the scores that reviewers of conversations gave, each as a share of the way from the "
            "lowest to the highest of its scale. Criteria that did not apply are left out."
        ),
        minimum_sample=5,
        proves="How good the conversations of the sample were, by your own standard.",
        does_not_prove="A sample that is not drawn by chance says nothing of the rest; reviewers differ.",
        limit="Only the reviewed sample",
        columns=(
            "reviews.score",
            "reviews.scale_min",
            "reviews.scale_max",
            "reviews.at",
            "reviews.ticket_id",
        ),
        interval="Student's t over conversations, 95 %, within 0 and 1; none where all are equal",
        usual_days=YEAR_DAYS,
        beside=("review_agreement", "stayed_solved", "csat"),
        example=Example(
            "Two conversations, scores of 1 to 5: 5 and 3, and 4. Shares 1, 0.5 and 0.75: the mean is 75 %.",
            {"value": (1.0, 0.5, 0.75), CONVERSATION: (0, 0, 1)},
            0.75,
        ),
    ),
    observe_scores,
    summarise_scores,
)

AGREEMENT_METRIC = Metric(
    Definition(
        name="review_agreement",
        label="Agreement of reviewers",
        unit="share",
        direction="higher is better",
        formula=(
            "Of the scores that two reviewers gave to the same criterion of the same ticket, the share in "
            "which both are the same, or apart by no more than a tenth of the scale."
        ),
        minimum_sample=8,
        proves="Whether reviewers share a standard, so that their scores can be compared.",
        does_not_prove="Where nearly all scores are high, reviewers agree by chance too.",
        limit="Some agreement is chance",
        columns=(
            "reviews.score",
            "reviews.reviewer",
            "reviews.criterion",
            "reviews.ticket_id",
            "reviews.at",
        ),
        interval="Wilson, 95 %, from the number of criteria that were judged twice",
        usual_days=YEAR_DAYS,
        beside=("review_score",),
        example=Example(
            "Two criteria judged by two: 4 and 4, 5 and 2. Two of four scores have an equal: 50 %.",
            {"value": (1, 1, 0, 0), ITEM: (0, 0, 1, 1)},
            0.5,
        ),
    ),
    observe_agreement,
    summarise_agreement,
)
