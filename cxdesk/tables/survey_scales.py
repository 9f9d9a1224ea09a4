"""How an answer on its own scale reads between 0 and 1. One rule for metrics, scores and workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.tables.surveys import SURVEY_KINDS

KIND_NAMES: tuple[str, ...] = tuple(SURVEY_KINDS)
CSAT, NPS, CES = (KIND_NAMES.index(name) for name in ("csat", "nps", "ces"))
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Breaks:
    """Where the answers on one scale, `least` to `most`, are parted: `at` are the first answers of each group
    after the lowest, rising (csat: satisfied; nps: passive, promoter). High answers are good ones here.
    """

    least: float
    most: float
    at: tuple[float, ...]


USUAL_NPS = Breaks(0.0, 10.0, (7.0, 9.0))


def usual_satisfied_from(least: ArrayLike, most: ArrayLike) -> Floats:
    """Return the first satisfied answer of a scale: the top answer of 2 or 3, the top 2 of 4 to 7, the top 3
    of 8 to 11.

    Longer scales (0 to 100) count the top 30 %: a judgement in line with 8 to 10 of 10.
    """
    low, high = (np.asarray(value, dtype=np.float64) for value in (least, most))
    points = high - low + 1.0
    top = np.select([points <= 3, points <= 7, points <= 11], [1.0, 2.0, 3.0], 0.3 * (high - low) + 1.0)
    return high - top + 1.0


def satisfied(
    score: ArrayLike, scale_min: ArrayLike, scale_max: ArrayLike, breaks: Sequence[Breaks] = ()
) -> NDArray[np.bool_]:
    """Return where a score is a satisfied one: from `breaks` on for the scales that they name, else as usual.

    High scores are good ones here. False where the score or its scale is unknown.
    """
    score, low, high = (np.asarray(value, dtype=np.float64) for value in (score, scale_min, scale_max))
    found = score >= usual_satisfied_from(low, high)  # a mean of 3.5 on 1 to 5 is no answer of the top two
    for each in breaks:
        found = np.where((low == each.least) & (high == each.most), score >= each.at[0], found)
    return found


def recommends(
    score: ArrayLike, scale_min: ArrayLike, scale_max: ArrayLike, breaks: Sequence[Breaks] = ()
) -> Floats:
    """Return 1 for promoters, 0.5 for passives, 0 for detractors; NaN on scales without break points.

    0 to 10 has its own (7 and 9) unless `breaks` says otherwise; every other scale needs them.
    """
    score, low, high = (np.asarray(value, dtype=np.float64) for value in (score, scale_min, scale_max))
    usual = (low == USUAL_NPS.least) & (high == USUAL_NPS.most)
    # As usual, what lies between 6 and 7 is passive, as is what lies between 8 and 9.
    unit = np.where(usual, np.select([score >= USUAL_NPS.at[1], score > 6.0], [1.0, 0.5], 0.0), np.nan)
    for each in breaks:
        passive, promoter = each.at
        parted = np.select([score >= promoter, score >= passive], [1.0, 0.5], 0.0)
        unit = np.where((low == each.least) & (high == each.most), parted, unit)
    return unit


def unit_score(
    kind: ArrayLike,
    score: ArrayLike,
    scale_min: ArrayLike,
    scale_max: ArrayLike,
    high_is_good: ArrayLike,
    csat_breaks: Sequence[Breaks] = (),
    nps_breaks: Sequence[Breaks] = (),
) -> Floats:
    """Return every answer between 0 and 1, where 1 is best; NaN where it cannot be said.

    `kind` holds positions in KIND_NAMES. csat: 1 when satisfied, else 0. nps: promoter 1, passive 0.5,
    detractor 0, NaN on scales without break points. ces and other: linear on their scale. NaN for scores
    outside their scale and for unknown scales or directions. Break points are of answers turned so that high
    is good.
    """
    kind = np.asarray(kind)
    score, low, high, good = (
        np.asarray(value, dtype=np.float64) for value in (score, scale_min, scale_max, high_is_good)
    )
    usable = (score >= low) & (score <= high) & (high > low) & ~np.isnan(good)
    upward = np.where(good == 0, low + high - score, score)
    linear = (upward - low) / np.where(high > low, high - low, 1.0)
    unit = np.select(
        [kind == CSAT, kind == NPS],
        [satisfied(upward, low, high, csat_breaks), recommends(upward, low, high, nps_breaks)],
        linear,
    )
    return np.where(usable, unit, np.nan)


def scale_text(least: float, most: float) -> str:
    """Return a scale in words: "1 to 5"."""
    return f"{least:g} to {most:g}"
