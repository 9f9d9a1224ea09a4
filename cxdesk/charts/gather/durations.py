"""How long tickets take to be solved, and accounts to come to value: all together and by groups."""

from __future__ import annotations

from math import nan

import numpy as np

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.durations import DurationGroup, Durations, DurationWords
from cxdesk.charts.gather.choosing import chosen, whose
from cxdesk.errors import UsageError
from cxdesk.metrics import Observations, observations_of
from cxdesk.metrics.dimensions import DIMENSIONS, grouped, grouping
from cxdesk.metrics.log_rank import log_rank, log_rank_scores, p_value_over_accounts
from cxdesk.metrics.resemblance import widening
from cxdesk.metrics.summaries import ENDED
from cxdesk.metrics.survival import kaplan_meier
from cxdesk.workspace.facts_record import Facts

_SOLVING = DurationWords("time to resolution", ("ticket", "tickets"), "are solved", "still open", "opening")
_VALUE = DurationWords(
    "time to value", ("account", "accounts"), "come to first value", "not yet at value", "the start"
)
_DAY_HOURS = 24.0


def resolution_durations(facts: Facts, request: ChartRequest) -> Durations:
    """Return how long the tickets opened in the last 365 days take; raises UsageError for a dimension that
    tickets do not have.
    """
    return _durations("resolution_time_median", facts, request, _SOLVING, 1.0)


def value_durations(facts: Facts, request: ChartRequest) -> Durations:
    """Return how long accounts take from their start to first value; raises UsageError for a dimension that
    accounts do not have.
    """
    return _durations("time_to_value", facts, request, _VALUE, _DAY_HOURS)


def _durations(
    name: str, facts: Facts, request: ChartRequest, words: DurationWords, unit_hours: float
) -> Durations:
    """Return the durations of a metric whose observations have ended or not."""
    own, name_asked_for = chosen(facts, request), whose(facts, request)
    observations = observations_of(name, own)
    period = _began(observations.period, words)
    codes, names = _groups(own, observations, request.by, words)
    if not len(observations):
        return Durations(words, period, whose=name_asked_for, reason=observations.reason)
    hours, ended = observations.value * unit_hours, observations.values[ENDED]
    sizes = np.bincount(codes[codes >= 0], minlength=len(names))
    groups = tuple(
        DurationGroup(names[code], kaplan_meier(hours[codes == code], ended[codes == code]))
        for code in np.argsort(-sizes, kind="stable")
        if sizes[code]
    )
    inside = codes >= 0
    differ = nan
    if len(groups) > 1:
        scores = log_rank_scores(hours, ended)
        by = widening(scores, observations.account, codes, len(names))[np.unique(codes[inside])]
        differ = p_value_over_accounts(log_rank(hours[inside], ended[inside], codes[inside]), by)
    together = DurationGroup("All together", kaplan_meier(hours, ended))
    return Durations(words, period, together, groups, request.by or "", differ, name_asked_for)


def _began(period: str, words: DurationWords) -> str:
    """Return when the things began, as it is said after their number."""
    things = f"{words.things[1]} "
    return period.removeprefix(things) if period.startswith(things) else f"opened in the {period}"


def _groups(
    facts: Facts, observations: Observations, by: str | None, words: DurationWords
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the group of each observation and the groups' names; none without a dimension."""
    if by is None:
        return np.full(len(observations), -1), ()
    found = grouping(by, facts, observations) if by in DIMENSIONS else None
    if found is None:
        raise UsageError(
            f"A {words.things[0]} has no {by} to be grouped by.", "Choose segment, owner or industry."
        )
    return grouped(observations, facts, found)[1], found.names
