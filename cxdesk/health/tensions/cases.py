"""Tickets, as tensions need them: rates and counts of a period, and how long solutions took."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.health.shrinkage import AccountAnswers
from cxdesk.health.tensions.gates import Rates, prior_of, shrunk_rates
from cxdesk.health.tensions.record import Floats, Mask
from cxdesk.health.tensions.spans import counted, within
from cxdesk.metrics.intervals import normal_quantile
from cxdesk.metrics.resolution_time import hours_so_far
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.survival import grouped_quantile
from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts_record import Facts

FOLLOW_UP_DAYS = 14
_LEVEL = 0.8
_SMALLEST_ERROR = 0.05  # of a logarithm: times that are all alike must not pass for certainty


@dataclass(frozen=True, slots=True)
class Durations:
    """A typical time in hours of n accounts with so many cases; `error` is that of its logarithm."""

    median: Floats
    n: Floats
    error: Floats
    low: Floats
    high: Floats
    reliability: Floats


def opened(facts: Facts, days: int, back: int = 0) -> Mask:
    """Return which tickets are cases and were opened in the `days` days that end `back` days before."""
    return facts.tickets.is_case & within(facts.tickets.created_at, facts.as_of, days, back)


def resolved(facts: Facts, days: int, *, followed_up: bool = False) -> Mask:
    """Return which tickets are cases and were solved in the last `days` days; `followed_up`: at least 14 days
    ago.
    """
    tickets = facts.tickets
    rows = tickets.is_case & within(tickets.resolved_at, facts.as_of, days)
    return rows & (age_days(tickets.resolved_at, facts.as_of) >= FOLLOW_UP_DAYS) if followed_up else rows


def ticket_counts(facts: Facts, days: int, back: int = 0) -> Floats:
    """Return the tickets that each account opened in a period."""
    return counted(facts.tickets.account, opened(facts, days, back), len(facts.accounts))


def ticket_rates(facts: Facts, rows: Mask, hit: Mask, segments: np.ndarray) -> Rates:
    """Return the share of the tickets in `rows` that are `hit`, shrunk to the segment."""
    account, count = facts.tickets.account, len(facts.accounts)
    hits, n = counted(account, rows & hit, count), counted(account, rows, count)
    return shrunk_rates(hits, n, segments, facts.accounts.is_customer)


def solution_times(facts: Facts, rows: Mask, segments: np.ndarray) -> Durations:
    """Return the Kaplan-Meier median of the tickets in `rows`: open ones count with the time so far."""
    tickets, count = facts.tickets, len(facts.accounts)
    ended = ~np.isnat(tickets.resolved_at)
    hours = hours_so_far(facts)
    chosen = np.flatnonzero(rows & (hours >= 0))
    account = tickets.account[chosen].astype(np.int64)
    median, low, high = grouped_quantile(hours[chosen], ended[chosen], account, count, 0.5, _LEVEL)
    known = np.zeros(len(tickets), dtype=bool)
    known[chosen] = True
    return Durations(
        median,
        counted(tickets.account, known, count),
        _error(median, low, high),
        low,
        high,
        reliability_of_values(facts, known, np.log1p(hours), segments),
    )


def first_replies(facts: Facts, rows: Mask, segments: np.ndarray) -> Durations:
    """Return the median time to the first reply of the tickets in `rows`, in hours."""
    tickets, count = facts.tickets, len(facts.accounts)
    hours = tickets.first_response_minutes / 60.0
    known = rows & (hours >= 0)
    chosen = np.flatnonzero(known)
    account = tickets.account[chosen].astype(np.int64)
    ended = np.ones(len(chosen), dtype=bool)
    median, low, high = grouped_quantile(hours[chosen], ended, account, count, 0.5, _LEVEL)
    n = counted(tickets.account, known, count)
    reliability = reliability_of_values(facts, known, np.log1p(hours), segments)
    return Durations(median, n, _error(median, low, high), low, high, reliability)


def _error(median: Floats, low: Floats, high: Floats) -> Floats:
    """Return the standard error of the logarithm of a median, from its 80 % interval (one half of it, where
    the other end is not reached); NaN where neither end is.
    """
    z = normal_quantile(_LEVEL)
    with np.errstate(divide="ignore", invalid="ignore"):
        below, above = np.log(median / low) / z, np.log(high / median) / z
    both = np.where(np.isnan(above), below, np.where(np.isnan(below), above, (below + above) / 2.0))
    return np.where(np.isfinite(both), np.maximum(both, _SMALLEST_ERROR), np.nan)


def reliability_of_values(facts: Facts, rows: Mask, values: Floats, segments: np.ndarray) -> Floats:
    """Return R = n / (n + M) of a value of each ticket, with M from the segment's moments (n,)."""
    account, count = facts.tickets.account, len(facts.accounts)
    values = np.nan_to_num(values)
    n = counted(account, rows, count)
    mean = ratio(counted(account, rows, count, values), n)
    squares = np.maximum(counted(account, rows, count, values**2) - n * np.nan_to_num(mean) ** 2, 0.0)
    prior = prior_of(AccountAnswers(n, mean, squares, mean, n), segments, facts.accounts.is_customer)
    return n / (n + prior.strength[segments])
