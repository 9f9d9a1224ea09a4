"""How an answer on its own scale reads between 0 and 1. One rule for metrics, scores and workbooks."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.tables.surveys import SURVEY_KINDS

KIND_NAMES: tuple[str, ...] = tuple(SURVEY_KINDS)
CSAT, NPS, CES = (KIND_NAMES.index(name) for name in ("csat", "nps", "ces"))
Floats = NDArray[np.float64]


def satisfied(score: ArrayLike, scale_min: ArrayLike, scale_max: ArrayLike) -> NDArray[np.bool_]:
    """Return where a score is a satisfied one: the top answer of 2 or 3, top 2 of 4 to 7, top 3 of 8 to 11.

    High scores are good ones here. Longer scales (0 to 100) count the top 30 %: a judgement in line with 8 to
    10 of 10. False where the score or its scale is unknown.
    """
    score, low, high = (np.asarray(value, dtype=np.float64) for value in (score, scale_min, scale_max))
    points = high - low + 1.0
    top = np.select([points <= 3, points <= 7, points <= 11], [1.0, 2.0, 3.0], 0.3 * (high - low) + 1.0)
    return score >= high - top + 1.0  # a mean of 3.5 on 1 to 5 is no answer of the top two


def unit_score(
    kind: ArrayLike, score: ArrayLike, scale_min: ArrayLike, scale_max: ArrayLike, high_is_good: ArrayLike
) -> Floats:
    """Return every answer between 0 and 1, where 1 is best; NaN where it cannot be said.

    `kind` holds positions in KIND_NAMES. csat: 1 when satisfied, else 0. nps: promoter 1, passive 0.5,
    detractor 0, only on scales that end at 10 (others need break points from the user). ces and other: linear
    on their scale. NaN for scores outside their scale and for unknown scales or directions.
    """
    kind = np.asarray(kind)
    score, low, high, good = (
        np.asarray(value, dtype=np.float64) for value in (score, scale_min, scale_max, high_is_good)
    )
    usable = (score >= low) & (score <= high) & (high > low) & ~np.isnan(good)
    upward = np.where(good == 0, low + high - score, score)
    linear = (upward - low) / np.where(high > low, high - low, 1.0)
    recommendation = np.where(high == 10, np.select([upward >= 9, upward > 6], [1.0, 0.5], 0.0), np.nan)
    unit = np.select([kind == CSAT, kind == NPS], [satisfied(upward, low, high), recommendation], linear)
    return np.where(usable, unit, np.nan)
