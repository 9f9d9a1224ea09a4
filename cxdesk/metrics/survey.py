"""What people answered: satisfaction (CSAT), recommendation (NPS) and effort (CES), with their uncertainty.

NPS in points, -100 to 100; satisfaction as a share; effort on the scale on which it was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from cxdesk.metrics.break_points import why_unparted
from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.intervals import normal_quantile, wilson
from cxdesk.metrics.observations import Grid, Observations, grid, observed
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import mean_and_interval, share_of, sums
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.tables.survey_scales import CES, CSAT, NPS
from cxdesk.workspace.facts_record import Facts

Floats = NDArray[np.float64]

_SCALE = ("scale_min", "scale_max", "high_is_good")
_MIXED_SCALES = "The effort answers use different scales or directions."
ADJUSTMENT = (0.75, 1.5, 0.75)  # detractors, passives, promoters added by the adjusted Wald method


@dataclass(frozen=True, slots=True)
class ScoreDifference:
    """A change between two waves in points, `z` = difference / standard error, `p_value` two-sided."""

    difference: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    z: Floats
    p_value: Floats


def nps(detractors: ArrayLike, passives: ArrayLike, promoters: ArrayLike) -> Floats:
    """Return the net promoter score in points, -100..100; NaN without answers."""
    low, middle, top = _answer_counts(detractors, passives, promoters)
    total = low + middle + top
    return np.where(total > 0, 100.0 * (top - low) / np.where(total > 0, total, 1.0), np.nan)


def nps_variance(detractors: ArrayLike, passives: ArrayLike, promoters: ArrayLike) -> Floats:
    """Return the variance of one answer on the scale -1, 0, 1: p + d - (p - d)^2 with shares p and d."""
    low, middle, top = _answer_counts(detractors, passives, promoters)
    total = low + middle + top
    size = np.where(total > 0, total, 1.0)
    variance = (top + low) / size - ((top - low) / size) ** 2
    return np.where(total > 0, variance, np.nan)


def nps_adjusted(detractors: ArrayLike, passives: ArrayLike, promoters: ArrayLike) -> tuple[Floats, Floats]:
    """Return centre and standard error in points after adding 3/4, 3/2, 3/4 answers (Rocks 2016)."""
    counts = _answer_counts(detractors, passives, promoters)
    low, middle, top = (count + extra for count, extra in zip(counts, ADJUSTMENT, strict=True))
    standard_error = 100.0 * np.sqrt(nps_variance(low, middle, top) / (low + middle + top))
    return nps(low, middle, top), standard_error


def nps_interval(
    detractors: ArrayLike, passives: ArrayLike, promoters: ArrayLike, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the adjusted Wald interval in points, cut at -100 and 100; -100..100 without answers."""
    low, middle, top = _answer_counts(detractors, passives, promoters)
    centre, standard_error = nps_adjusted(low, middle, top)
    half_width = normal_quantile(level) * standard_error
    empty = low + middle + top == 0
    return (
        np.where(empty, -100.0, np.maximum(centre - half_width, -100.0)),
        np.where(empty, 100.0, np.minimum(centre + half_width, 100.0)),
    )


def nps_difference(
    before: tuple[ArrayLike, ArrayLike, ArrayLike],
    after: tuple[ArrayLike, ArrayLike, ArrayLike],
    level: float = 0.95,
) -> ScoreDifference:
    """Return the change between two waves of (detractors, passives, promoters), by adjusted Wald.

    The difference is that of the adjusted centres, so it lies nearer to 0 than the raw one when answers are
    few.
    """
    centre_before, error_before = nps_adjusted(*before)
    centre_after, error_after = nps_adjusted(*after)
    difference = centre_after - centre_before
    standard_error = np.hypot(error_before, error_after)
    half_width = normal_quantile(level) * standard_error
    z = difference / standard_error
    return ScoreDifference(
        difference,
        standard_error,
        difference - half_width,
        difference + half_width,
        z,
        2.0 * ndtr(-np.abs(z)),
    )


def csat(satisfied_answers: ArrayLike, answers: ArrayLike) -> Floats:
    """Return the share of satisfied answers, 0..1; NaN without answers."""
    return ratio(satisfied_answers, answers)


def ces(scores: ArrayLike) -> float:
    """Return the mean of the effort ratings (all on one scale) on that scale; NaN without answers."""
    scores = np.asarray(scores, dtype=np.float64)
    return float(scores.mean()) if len(scores) else nan


def promoter_counts(unit: Floats) -> tuple[int, int, int]:
    """Return detractors, passives and promoters among unit scores 0, 0.5 and 1; NaN is left out."""
    return int(np.sum(unit == 0.0)), int(np.sum(unit == 0.5)), int(np.sum(unit == 1.0))


def observe_satisfaction(facts: Facts, window: Window) -> Observations:
    """Return the satisfaction answers of the window: 1 satisfied, 0 not."""
    return _answers(facts, window, CSAT, "satisfaction", value=facts.answers.unit)


def observe_recommendation(facts: Facts, window: Window) -> Observations:
    """Return the recommendation answers of the window: 1 promoter, 0.5 passive, 0 detractor."""
    return _answers(facts, window, NPS, "recommendation", value=facts.answers.unit)


def observe_effort(facts: Facts, window: Window) -> Observations:
    """Return the effort answers of the window on their scale, with its ends and which of them is good."""
    answers = facts.answers
    return _answers(
        facts,
        window,
        CES,
        "effort",
        value=answers.score,
        scale_min=answers.scale_min,
        scale_max=answers.scale_max,
        high_is_good=answers.high_is_good,
    )


def summarise_recommendation(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return NPS in points with its adjusted Wald interval; -100 to 100 without answers."""
    parts = [sums(group, observations.value == unit, count) for unit in (0.0, 0.5, 1.0)]
    low, high = nps_interval(*parts)
    value = nps(*parts)
    # With few answers the adjusted interval can end before the value itself, which nobody would understand.
    return grid(observations, value, np.sum(parts, axis=0), np.fmin(low, value), np.fmax(high, value))


def summarise_effort(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return the mean effort on its scale; unknown where a group's answers use more than one."""
    mean, low, high, total = mean_and_interval(observations.value, group, count)
    ends = [_ends(observations.values[name], group, count) for name in _SCALE]
    mixed = np.any([least < most for least, most in ends], axis=0)
    lowest, highest = ends[0][0], ends[1][1]
    single = total == 1
    low = np.where(single, lowest, np.maximum(low, lowest))
    high = np.where(single, highest, np.minimum(high, highest))
    low, high = np.where(mixed, np.nan, low), np.where(mixed, np.nan, high)
    return grid(observations, mean, total, low, high, {_MIXED_SCALES: mixed})


def _answers(facts: Facts, window: Window, kind: int, word: str, **values: np.ndarray) -> Observations:
    answers = facts.answers
    rows = (answers.kind == kind) & ~np.isnan(answers.unit) & window.holds_or_undated(answers.answered_at)
    reason = f"No {word} answers in the {window.text}."
    if kind == NPS and not rows.any():
        reason = why_unparted("nps", facts) or reason
    return observed("answers", rows, answers.account, window.text, reason, answers.answered_at, **values)


def _ends(values: Floats, group: np.ndarray, count: int) -> tuple[Floats, Floats]:
    """Return the smallest and the largest value of each group; infinities where there is none."""
    inside = group >= 0
    least, most = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(least, group[inside], values[inside])
    np.maximum.at(most, group[inside], values[inside])
    return least, most


def _answer_counts(
    detractors: ArrayLike, passives: ArrayLike, promoters: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    counts = tuple(np.asarray(value, dtype=np.float64) for value in (detractors, passives, promoters))
    if any(np.any(count < 0) for count in counts):
        raise ValueError("counts of answers cannot be negative")
    return counts


CSAT_METRIC = Metric(
    Definition(
        name="csat",
        label="CSAT",
        unit="share",
        direction="higher is better",
        formula=(
            "Satisfied answers divided by all answers. Satisfied is the top answer of 2 or 3, the top 2 of 4 "
            "to 7, the top 3 of 8 to 11, and the top 30 % of longer scales, unless the conventions say "
            "otherwise for a scale."
        ),
        minimum_sample=5,
        proves="How people felt right after the contact that they were asked about.",
        does_not_prove="No downstream effect: not adoption, loyalty, or whether a problem is systemic.",
        limit="Not loyalty, not adoption",
        columns=(
            "surveys.score",
            "surveys.scale_min",
            "surveys.scale_max",
            "surveys.answered_at",
            "tickets.csat_score",
        ),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("response_rate", "reopen_rate", "usage_trend"),
        example=Example(
            "Of five people asked 1 to 5, four answered 4 or 5: 4 of 5 are satisfied, 80 %.",
            {"value": (1, 1, 1, 1, 0)},
            0.8,
        ),
    ),
    observe_satisfaction,
    share_of(wilson),
)

NPS_METRIC = Metric(
    Definition(
        name="nps",
        label="NPS",
        unit="points",
        direction="higher is better",
        formula=(
            "Share of 9 and 10 minus share of 0 to 6, over all answers, times 100. Answers on other scales "
            "than 0 to 10 count where the conventions say from which on people are passives and promoters."
        ),
        minimum_sample=5,
        proves="Whether those who answered would recommend us.",
        does_not_prove="It does not show which team or workflow caused it, nor what the silent think.",
        limit="Not the cause, not the silent",
        columns=("surveys.score", "surveys.scale_min", "surveys.scale_max", "surveys.answered_at"),
        interval="Adjusted Wald (3/4, 3/2 and 3/4 answers added), 95 %, with the value itself",
        usual_days=YEAR_DAYS,
        beside=("account_coverage", "response_rate", "usage_trend"),
        example=Example(
            "Six answers: 10, 9, 9, 8, 7 and 3. Three promoters less one detractor of six: +33.",
            {"value": (1, 1, 1, 0.5, 0.5, 0)},
            100.0 / 3.0,
        ),
    ),
    observe_recommendation,
    summarise_recommendation,
)

CES_METRIC = Metric(
    Definition(
        name="ces",
        label="CES",
        unit="rating",
        direction="neutral",
        formula=(
            "Sum of the effort ratings divided by the number of answers, on the scale that was used. Which "
            "end is easy is set at import."
        ),
        minimum_sample=5,
        proves="How much effort people say that it took them.",
        does_not_prove="It does not show where the effort comes from: product, handoffs or documentation.",
        limit="Not where the effort comes from",
        columns=(
            "surveys.score",
            "surveys.scale_min",
            "surveys.scale_max",
            "surveys.high_is_good",
            "surveys.answered_at",
        ),
        interval="Student's t, 95 %, within the scale; the whole scale for one answer, none for equal ones",
        usual_days=YEAR_DAYS,
        beside=("handoffs", "fcr", "workflow_conversion"),
        example=Example(
            "Three answers on 1 to 7: 6, 7 and 5 add up to 18; divided by 3 that is 6.0.",
            {"value": (6, 7, 5), "scale_min": (1, 1, 1), "scale_max": (7, 7, 7), "high_is_good": (1, 1, 1)},
            6.0,
        ),
    ),
    observe_effort,
    summarise_effort,
)
