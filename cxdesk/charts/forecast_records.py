"""What the chart of the back-test shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class ForecastBins:
    """Forecasts beside what came, b bins of about equal count, lowest first: `n` rows, mean chance `said`,
    share that `came` with its 95 % interval. `verdict` says whether forecasts order who was lost; `horizon`
    is in days, 0 where losses bear no day.
    """

    n: np.ndarray
    said: np.ndarray
    came: np.ndarray
    low: np.ndarray
    high: np.ndarray
    events: int
    verdict: str
    horizon: int
