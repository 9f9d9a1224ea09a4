"""What the charts drawn as aligned rows show: features, workflows, cases by team and hour.

`whose` is an account's name, "" where a chart is of all accounts; `reason` says in words why there is
nothing, where there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.metrics.definition import Estimate
from cxdesk.metrics.escalation_times import EscalationTimes
from cxdesk.metrics.feature_use import FeatureUse


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
class TeamRates:
    """How often the tickets of a team are reopened, of those resolved, and escalated, of those opened. By the
    widenings the sides of the ranges are multiplied where teams are compared, as tickets of one account
    resemble each other.
    """

    team: str
    reopened: Estimate
    escalated: Estimate
    reopened_widening: float = 1.0
    escalated_widening: float = 1.0


@dataclass(frozen=True, slots=True)
class CasePatterns:
    """Reopened and escalated tickets `together` and by team (none where tickets do not name teams), and when
    the escalated ones were: see `EscalationTimes`, None where that is not known. Of so many (`escalating`)
    the team is the one that escalated them, of the other escalated ones the one that they are with.
    `reasons` are why tickets were escalated, or what they are about where no log says why, each with how many
    of them, the most frequent first.
    """

    together: TeamRates
    teams: tuple[TeamRates, ...]
    times: EscalationTimes | None
    period: str
    whose: str = ""
    escalating: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
