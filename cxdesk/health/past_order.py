"""How well weights would have put past accounts in order, fast enough to follow a slider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from cxdesk.health.snapshots import Snapshot
from cxdesk.workspace.facts.accounts import DAYS_A_YEAR

Floats = NDArray[np.float64]

_LEVELS = 2048  # to which log-odds are rounded before they are put in order


@dataclass(frozen=True, slots=True)
class Past:
    """m accounts on the dates of a back-test.

    `x` (m, S) are the renewal signals, S their `signals`; `base` (m,) is the log-odds of loss at the next
    renewal by the curve alone; `lost` (m,) whether the account was lost within the horizon; `account` (m,)
    and `date` (m,) are codes from 0.
    """

    signals: tuple[str, ...]
    horizon_days: int
    x: Floats
    base: Floats
    lost: NDArray[np.bool_]
    account: NDArray[np.int64]
    date: NDArray[np.int64]

    def log_odds(self, betas: Mapping[str, float]) -> Floats:
        """Return the log-odds of loss at the next renewal by some weights, (m,)."""
        return self.log_odds_from(self.base, dict.fromkeys(self.signals, 0.0), betas)

    def log_odds_from(self, odds: Floats, before: Mapping[str, float], after: Mapping[str, float]) -> Floats:
        """Return the log-odds (m,) by other weights than those that gave `odds`: quick where few differ."""
        for column, name in enumerate(self.signals):
            if before[name] != after[name]:
                odds = odds + (after[name] - before[name]) * self.x[:, column]
        return odds

    def chance(self, betas: Mapping[str, float]) -> Floats:
        """Return the chance of loss within the horizon by some weights, (m,)."""
        return 1.0 - expit(-self.log_odds(betas)) ** (self.horizon_days / DAYS_A_YEAR)


def past_of(taken: Sequence[Snapshot], signals: Sequence[str], horizon_days: int) -> Past:
    """Return snapshots as one; `signals` name the columns of their inputs."""
    if not taken:
        none = np.zeros(0, dtype=np.int64)
        return Past(
            tuple(signals), horizon_days, np.zeros((0, len(signals))), np.zeros(0), none == 1, none, none
        )
    years = horizon_days / DAYS_A_YEAR
    kept = (1.0 - np.concatenate([each.curve for each in taken])) ** (1.0 / years)
    return Past(
        tuple(signals),
        horizon_days,
        np.asfortranarray(np.concatenate([each.x for each in taken])),  # read column by column
        -logit(kept),
        np.concatenate([each.lost for each in taken]) == 1,
        np.concatenate([each.account for each in taken]).astype(np.int64),
        np.repeat(np.arange(len(taken)), [len(each.account) for each in taken]),
    )


def area_within_dates(past: Past, odds: Floats) -> float:
    """Return the chance that of a lost and a kept account of one date the lost one had the higher log-odds
    (m,), NaN where no date has both.

    They count as equal within 1 / 2,048 of the range of all log-odds: far less than the interval of any
    history, and it spares sorting them.
    """
    if not past.lost.any() or past.lost.all():
        return float("nan")
    low, high = float(odds.min()), float(odds.max())
    level = ((odds - low) * ((_LEVELS - 1) / max(high - low, 1e-12))).astype(np.int64)
    place = past.date * _LEVELS + level
    shape = (int(past.date[-1]) + 1, _LEVELS)
    yes = np.bincount(place[past.lost], minlength=shape[0] * _LEVELS).reshape(shape)
    no = np.bincount(place, minlength=shape[0] * _LEVELS).reshape(shape) - yes
    pairs = float(yes.sum(axis=1) @ no.sum(axis=1))
    below = np.cumsum(no, axis=1) - no
    return float((yes * (below + 0.5 * no)).sum()) / pairs if pairs else float("nan")
