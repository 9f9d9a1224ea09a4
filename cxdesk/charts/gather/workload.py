"""Backlog and the same periods' customer signals, for charts."""

from __future__ import annotations

import numpy as np

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, whose
from cxdesk.charts.gather.periods import MONTHS, series_of, since_first
from cxdesk.charts.records import BacklogAndSignals
from cxdesk.formatting import ENOUGH_FOR_PERCENT
from cxdesk.metrics.catalogue import definition
from cxdesk.metrics.periods import MONTH, WEEK, Periods, measure_periods, periods_to
from cxdesk.workspace.facts_record import Facts

SIGNALS = ("csat", "reopen_rate")
WEEKS = 26


def backlog_and_signals(facts: Facts, request: ChartRequest) -> BacklogAndSignals:
    """Return open tickets at the end of each week or month, with the same ones' CSAT and reopen rate."""
    own = chosen(facts, request)
    periods = _periods(own)
    found = [
        series_of(name, definition(name).label, measure_periods(name, own, periods), 0, len(periods), None)
        for name in ("backlog", *SIGNALS)
    ]
    opened = int(np.sum(periods.of(own.tickets.created_at) >= 0))
    return BacklogAndSignals(whose(facts, request), periods, found[0], tuple(found[1:]), opened)


def _periods(facts: Facts) -> Periods:
    """Return weeks where a typical week brings enough tickets for a percentage, else months; none before the
    first ticket.
    """
    created = facts.tickets.created_at
    weeks = periods_to(facts.as_of, WEEK, WEEKS)
    per_week = np.bincount(weeks.of(created)[weeks.of(created) >= 0], minlength=WEEKS)
    if np.median(per_week) >= ENOUGH_FOR_PERCENT:
        return since_first(weeks, [created])
    return since_first(periods_to(facts.as_of, MONTH, MONTHS), [created])
