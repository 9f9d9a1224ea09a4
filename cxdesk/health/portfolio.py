"""The result of scoring: arrays over all accounts, and the view of one account that pages and workbooks read.

`n` accounts in the order of `Facts.accounts`; P pillars; D drivers of the weighted pillars; S renewal
signals; B bars. Weights v and w, ceilings and bands are those of each account's segment. Everything that the
score is made of is kept, so that each number can be explained and recomputed:

    weighted pillar   s_p = sum_j v_j R_j g_j / sum_j v_j R_j        R_p = sum_j v_j R_j / sum_j v_j
                      (a driver of an account's first days counts in sum_j v_j only where R_j > 0)
    renewal pillar    R_p = sum of the betas whose signals are known / sum of all betas; where customers
                      order and nothing renews at least orders / (orders + prior)
                      s = clip(typical + PDO / ln 2 * (base - typical log-odds - sum_j beta_j x_j), 0, 100)
    combination       omega_p = w_p R_p / sum_q w_q R_q
                      health = sum_p omega_p s_p             coverage = sum_p w_p R_p
    bars              start (typical) + data gaps + the points of drivers, signals, tenure and clip
                      + imbalance + caps = health
    range             worst = coverage * mean, best = worst + 100 * (1 - coverage), both capped and never
                      within the interval: what is not known may turn out as badly or as well as can be
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cxdesk.health.calibration import Calibration

PILLARS = ("sentiment", "adoption", "renewal", "lifetime_value")
PILLAR_LABELS = ("Sentiment", "Adoption", "Renewal", "Lifetime value")
NO_BAND = "unknown"  # too little is known for a colour
LOST_BAND = "lost"  # no longer a customer: there is nothing to score


@dataclass(frozen=True, slots=True)
class Driver:
    """An input of a weighted pillar: `weight` is v_j within the pillar by the general standards; `unit` is of
    `driver_value`.

    One that is `passing` is only to be known of an account's first days: later it is not missed.
    """

    name: str
    label: str
    pillar: int
    weight: float
    unit: str
    passing: bool = False


def weight_asked(
    drivers: Iterable[Driver], weights: Iterable[np.ndarray], reliability: Iterable[np.ndarray]
) -> np.ndarray:
    """Return the weight of what should be known of each account, (n,): sum v_j, without the passing drivers
    that say nothing of it. `weights` and `reliability` are (n,) each.
    """
    return sum(
        weight * ((known > 0) | (not driver.passing))
        for driver, weight, known in zip(drivers, weights, reliability, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Signal:
    """A term of the renewal scorecard: `beta` is its log-odds of loss per unit of x (beta > 0 is risk)."""

    name: str
    label: str
    beta: float
    is_flag: bool
    unit: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the explanation. `pillar` is -1 for the start and the data gaps; `kind` says what it is made
    of.
    """

    name: str
    label: str
    pillar: int
    kind: str  # "start", "gap", "driver", "tenure", "signal", "clip", "imbalance" or "cap"
    item: int  # position among drivers, signals or caps, -1 otherwise


@dataclass(frozen=True, slots=True)
class CalibrationStamp:
    """Which population the scale was set on: 60 is what was typical there. `calibrated` false: default
    anchors.
    """

    identity: str
    date: np.datetime64
    accounts: int
    calibrated: bool


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Health of every account, with all that it is made of. NaN marks what cannot be known."""

    as_of: np.datetime64
    standards_version: int
    typical: float  # the score of a typical account
    scale: Calibration  # anchors of drivers, scales of signals, what is typical
    drivers: tuple[Driver, ...]
    signals: tuple[Signal, ...]
    bars: tuple[Bar, ...]
    pillar_weight: np.ndarray  # n x P, by the standards of each account
    driver_weight: np.ndarray  # n x D, likewise
    driver_value: np.ndarray  # n x D, in the driver's unit
    driver_count: np.ndarray  # n x D, observations behind it
    driver_score: np.ndarray  # n x D, g_j, 0..100; typical where there is no evidence
    driver_reliability: np.ndarray  # n x D, R_j, 0..1
    signal_value: np.ndarray  # n x S, in the signal's unit, NaN when absent
    signal_x: np.ndarray  # n x S, standardised, clipped; 0 when absent
    renewal_base: np.ndarray  # n, log-odds to stay 12 months, from the segment's curve at its tenure
    log_odds: np.ndarray  # n, of the coming renewal: the base moved by the signals
    retention_alpha: np.ndarray  # n, of the account's segment
    retention_beta: np.ndarray  # n
    renewals_a_year: np.ndarray  # n, by the contract's term: so many renewals of the curve make a year
    renewals: np.ndarray  # n, whole years of renewals already seen, or orders
    pillar_score: np.ndarray  # n x P
    pillar_reliability: np.ndarray  # n x P
    pillar_share: np.ndarray  # n x P, omega
    caps: tuple[str, ...]  # K kinds of hard facts
    cap_ceiling: np.ndarray  # n x K, 0..100, by the standards of each account
    cap_value: np.ndarray  # n x K, days or share, NaN where it cannot be known
    cap_holds: np.ndarray  # n x K
    health: np.ndarray  # n, after the caps
    uncapped: np.ndarray  # n, before them
    half_width: np.ndarray  # n, half the 80 % interval before caps and the ends of the scale cut it
    low: np.ndarray  # n, 80 % interval
    high: np.ndarray  # n
    worst: np.ndarray  # n
    best: np.ndarray  # n
    coverage: np.ndarray  # n, 0..1
    oldest_evidence: np.ndarray  # n, days: the newest of the pillar whose evidence is oldest; NaT without any
    judged_by: np.ndarray  # n, text: the segment whose own standards hold, "" for the general ones
    band: np.ndarray  # n, text: a band of the standards, NO_BAND or LOST_BAND
    bar_points: np.ndarray  # n x B; the sum over B is health
    p_renew: np.ndarray  # n, 0..1, to stay the next 12 months; NaN where it cannot be told
    derl_next: np.ndarray  # n, DERL in years just before the year after the next
    clv: np.ndarray  # n, in the account's currency
    clv_low: np.ndarray  # n, constant retention
    clv_high: np.ndarray  # n
    clv_textbook: np.ndarray  # n, ARR / yearly churn rate of all: no margin, no discount
    value_at_risk: np.ndarray  # n
    order_value: np.ndarray | None = None  # n, expected, where customers order: p_renew is of an order then

    def __len__(self) -> int:
        return len(self.health)

    @property
    def calibration(self) -> CalibrationStamp:
        """Which population the scale was set on."""
        return self.scale.stamp

    @property
    def renewal_typical(self) -> float:
        """Log-odds of renewal that score `typical`."""
        return self.scale.renewal_typical

    def contributions(self, account: int) -> tuple[tuple[str, float], ...]:
        """Return (label, points) of one account's bars, start bar first; they sum to its health. Empty when
        unknown.
        """
        if np.isnan(self.health[account]):
            return ()
        return tuple(
            (bar.label, float(self.bar_points[account, index]))
            for index, bar in enumerate(self.bars)
            if bar.kind in ("start", "gap") or self.bar_points[account, index] != 0.0
        )
