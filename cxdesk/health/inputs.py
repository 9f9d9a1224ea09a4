"""Everything that the pillars are made of, on the common scale, before it is combined."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxdesk.health.calibration import Calibration
from cxdesk.health.drivers import Reading
from cxdesk.health.lifetime import Curve
from cxdesk.health.renewal import SignalReading
from cxdesk.health.segment_standards import Sets, driver_weights


@dataclass(frozen=True)
class Inputs:
    """Readings of the D drivers with their n x D scores, and the renewal scorecard of S signals.

    `log_odds` are of the coming renewal: the curve's at the account's age minus beta times `signal_x`. The
    drivers' own weights are the general ones; those that count for an account are of its set.
    """

    readings: tuple[Reading, ...]
    scores: np.ndarray
    signals: tuple[SignalReading, ...]
    signal_x: np.ndarray
    log_odds: np.ndarray
    p_renew: np.ndarray
    curve: Curve
    calibration: Calibration
    sets: Sets

    @cached_property
    def driver_share(self) -> np.ndarray:
        """n x D: v_j R_j / sum over the pillar's drivers of v R; 0 without evidence."""
        pillars = np.array([item.driver.pillar for item in self.readings])
        evidence = self.driver_weight * self.driver_reliability
        total = np.stack([evidence[:, pillars == pillar].sum(axis=1) for pillar in pillars], axis=1)
        return np.divide(evidence, total, out=np.zeros_like(evidence), where=total > 0)

    @cached_property
    def driver_weight(self) -> np.ndarray:
        """n x D: v_j, by the standards of each account."""
        names = [item.driver.name for item in self.readings]
        return self.sets.each(lambda one: [driver_weights(one)[name] for name in names])

    @cached_property
    def driver_reliability(self) -> np.ndarray:
        """n x D: R_j."""
        return np.column_stack([item.reliability for item in self.readings])

    @property
    def beta(self) -> np.ndarray:
        """S: log-odds of loss per unit of a signal."""
        return np.array([item.signal.beta for item in self.signals])

    @cached_property
    def signal_value(self) -> np.ndarray:
        """n x S, NaN where a signal's input is absent."""
        return np.column_stack([item.value for item in self.signals])
