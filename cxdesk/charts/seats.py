"""What the chart of seats by age shows; without matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.metrics.usual_at_age import Usual


@dataclass(frozen=True, slots=True)
class SeatAges:
    """Accounts by age and seat use, n each: `age` in months since the start and `share` of the seats in use
    (0 up, above 1 with more people than seats), NaN when unknown; `high` is the end of the share's 95 %
    interval.

    `usual` are the quartiles of all accounts by age; `low`, `median` are those at each account's own age.
    `chosen` is the position of the account that was asked for, -1 for none. `period` says over which time
    use was counted, `reason` why nothing is known where nothing is.
    """

    name: Sequence[str]
    age: np.ndarray
    share: np.ndarray
    high: np.ndarray
    seats: np.ndarray
    usual: Usual
    low: np.ndarray
    median: np.ndarray
    period: str
    chosen: int = -1
    reason: str = ""

    def __len__(self) -> int:
        return len(self.name)
