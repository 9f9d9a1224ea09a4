"""What the charts drawn as aligned rows show: features, workflows, cases by team and hour.

`whose` is an account's name, "" where a chart is of all accounts; `reason` says in words why there is
nothing, where there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.metrics.feature_use import FeatureUse
from cxdesk.metrics.observations import Grid


@dataclass(frozen=True, slots=True)
class FeatureTable:
    """How each of the named features is used; `core` (features,) marks those that count as core."""

    names: tuple[str, ...]
    use: FeatureUse
    core: np.ndarray
    whose: str = ""


@dataclass(frozen=True, slots=True)
class WorkflowSteps:
    """People of one workflow: `reached` (steps,) counts those who came to each step, every one together with
    all steps before it; `kept` is their share of the step before, with its 95 % interval (NaN for the first).
    """

    name: str
    steps: tuple[str, ...]
    reached: np.ndarray
    kept: np.ndarray
    low: np.ndarray
    high: np.ndarray
    accounts: int


@dataclass(frozen=True, slots=True)
class Workflows:
    """The workflows that the user named, of people who began them in the words of `period`."""

    workflows: tuple[WorkflowSteps, ...]
    period: str
    whose: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CasePatterns:
    """How often tickets are reopened and escalated, by team and together, and when they are escalated.

    `reopened` and `escalated` have one entry per team and, last, one for all together. `hours` (7, 24) counts
    escalations by weekday (0 is Monday) and hour of the company's day; `base` likewise all tickets opened.
    `moment` says what the hour is of ("the escalation", "opening"); without times of day all are in hour 0
    and `has_hours` is false.
    """

    teams: tuple[str, ...]
    reopened: Grid
    escalated: Grid
    hours: np.ndarray
    base: np.ndarray
    moment: str
    has_hours: bool
    whose: str = ""
    reason: str = ""
