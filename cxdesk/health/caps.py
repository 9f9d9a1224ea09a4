"""Caps: hard facts that a mean must not outvote, applied after it, each as a bar of its own.

A notice that was given, a champion who is gone, a bill that nobody pays, an outage that goes on, or use that
broke off hold the score down to a ceiling whatever else is good (methods 4). A cap adds nothing where the
score is below its ceiling already. They are taken one after the other in the order of `CAPS`, so that each
bar shows what that fact alone took away beyond those before it:

    running_0 = score      bar_k = min(0, ceiling_k - running_{k-1})      running_k = running_{k-1} + bar_k
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cxdesk.health.bills import are_tracked, is_open, may_be_open
from cxdesk.health.segment_standards import Sets
from cxdesk.health.severity import is_severest, is_told
from cxdesk.health.standards_check import CAPS
from cxdesk.metrics.usage import month_lengths, usage_by_month
from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts_record import Facts

CAP_LABELS = {
    "notice_given": "Cap: notice given",
    "champion_gone": "Cap: champion gone or silent",
    "unpaid": "Cap: bill unpaid",
    "severity_one": "Cap: severe case",
    "usage_collapse": "Cap: use broke off",
}
HALF_A_MONTH = 0.5  # of the last month's days must be in the feed before use can be called broken off
MONTHS_BEFORE, FEWEST_MONTHS = 6, 4
DEVIATIONS = 2.0  # of the months before, that a fall must go beyond: a judgement


@dataclass(frozen=True, slots=True)
class HardFact:
    """One kind of fact over n accounts: `value` is what the threshold is compared with (days, or the share of
    the use before; 1 for what either is or is not), NaN where it cannot be known; `holds` where it caps, at
    the `ceiling` of the account's standards.
    """

    name: str
    ceiling: np.ndarray
    value: np.ndarray
    holds: np.ndarray


def cap_values(facts: Facts, champion_gone: np.ndarray) -> dict[str, np.ndarray]:
    """Return the value of every hard fact, (n,) each, NaN where it cannot be known.

    `champion_gone` (n,) is the renewal signal: 1, 0 or NaN.
    """
    return {
        "notice_given": _notice_given(facts),
        "champion_gone": champion_gone,
        "unpaid": _days_unpaid(facts),
        "severity_one": _days_severe(facts),
        "usage_collapse": _share_left(facts),
    }


def hard_facts(values: Mapping[str, np.ndarray], customers: np.ndarray, sets: Sets) -> tuple[HardFact, ...]:
    """Return every hard fact in the order of `CAPS`, and where it holds beyond its threshold.

    Accounts that are no `customers` (n,) are capped by nothing: they are not scored.
    """
    ceilings = sets.each(lambda one: [one.caps[name].ceiling for name in CAPS])
    thresholds = sets.each(lambda one: [one.caps[name].threshold for name in CAPS])
    found = []
    for name, ceiling, threshold in zip(CAPS, ceilings.T, thresholds.T, strict=True):
        value = values[name]
        beyond = value < threshold if name == "usage_collapse" else value > threshold
        found.append(HardFact(name, ceiling, value, beyond & customers))
    return tuple(found)


def capped(health: np.ndarray, found: tuple[HardFact, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return (health after all caps, n x caps points that each took away, 0 or less); NaN stays NaN."""
    running, points = health, np.zeros((len(health), len(found)))
    for position, fact in enumerate(found):
        lower = fact.holds & (running > fact.ceiling)
        points[:, position] = np.where(lower, fact.ceiling - running, 0.0)
        running = np.where(lower, fact.ceiling, running)
    return running, points


def _notice_given(facts: Facts) -> np.ndarray:
    """Return 1 where every running contract is known to end for good, 0 where one goes on, NaN without any.

    A contract ends for good when its source marks it as churned, or its last movement says so.
    """
    contracts, count = facts.contracts, len(facts.accounts)
    running = ~contracts.ended
    leaving = running & (contracts.churned | (contracts.movement == "churn"))
    all_of_them = np.bincount(contracts.account[running], minlength=count)
    those = np.bincount(contracts.account[leaving], minlength=count)
    return np.where(all_of_them > 0, (those == all_of_them).astype(float), np.nan)


def _days_unpaid(facts: Facts) -> np.ndarray:
    """Return how long the oldest unpaid invoice is overdue in days, 0 where nothing is, NaN without invoices
    and where nobody says whether one that is paid today was paid by then.

    Disputed, void and credited invoices do not count: there the question is another one.
    """
    invoices, count = facts.invoices, len(facts.accounts)
    if not are_tracked(invoices):
        return np.full(count, np.nan)
    due = is_open(invoices) & ~invoices.is_disputed & ~np.isnat(invoices.due_at)
    days = np.where(due, np.maximum(age_days(invoices.due_at, facts.as_of), 0.0), 0.0)
    oldest = np.full(count, np.nan)
    oldest[invoices.account] = 0.0
    np.maximum.at(oldest, invoices.account, np.nan_to_num(days))
    unknown = invoices.account[may_be_open(invoices, facts.as_of)]
    oldest[unknown[oldest[unknown] == 0.0]] = np.nan
    return oldest


def _days_severe(facts: Facts) -> np.ndarray:
    """Return for how many days the oldest open case or incident of the highest severity has been open, at
    least 1; 0 where none is open, NaN where nothing tells severities. Of incidents without a single end on
    record nothing is known: they would all go on for ever.
    """
    tickets, count = facts.tickets, len(facts.accounts)
    told = is_told(tickets.priority)
    days = np.full(count, np.nan)
    days[tickets.account[told]] = 0.0
    severe = np.flatnonzero(told & tickets.is_open & tickets.is_case)
    severe = severe[is_severest(tickets.priority[severe])]
    open_for = np.maximum(age_days(tickets.created_at[severe], facts.as_of), 1.0)
    np.maximum.at(days, tickets.account[severe], open_for)
    incidents, touched = facts.incidents, facts.incident_accounts
    if np.all(np.isnat(incidents.resolved_at)):  # nothing says that their ends are on record
        return days
    rows = np.flatnonzero((is_told(incidents.priority) | is_told(incidents.urgency))[touched.incident])
    days[touched.account[rows]] = np.fmax(days[touched.account[rows]], 0.0)
    severest = is_severest(incidents.priority) | is_severest(incidents.urgency)
    rows = rows[(np.isnat(incidents.resolved_at) & severest)[touched.incident[rows]]]
    since = age_days(incidents.created_at[touched.incident[rows]], facts.as_of)
    np.maximum.at(days, touched.account[rows], np.maximum(since, 1.0))
    return days


def _share_left(facts: Facts) -> np.ndarray:
    """Return the use of the last month as a share of the mean of the six before it, per day in the feed.

    Where the fall is within what the account's own months vary by, the share is 1: nothing broke off. NaN for
    accounts without four such months of use, and where the feed has a gap in the last month: a gap is missing
    data, not zero use.
    """
    count, usage = len(facts.accounts), facts.usage
    months = 1 + MONTHS_BEFORE
    days = np.zeros(months)
    days[: len(facts.feed_days)] = facts.feed_days[:months]
    if days[0] < HALF_A_MONTH:
        return np.full(count, np.nan)
    days = np.where(days > 0, days * month_lengths(facts, months), np.nan)
    levels = usage_by_month(facts, "events", months) / days
    # Months before the account's first use were not its own.
    used = np.zeros((count, int(usage.month.max(initial=0)) + 1), dtype=bool)
    used[usage.account, usage.month] = True
    later = np.logical_or.accumulate(used[:, ::-1], axis=1)[:, ::-1][:, :months]
    levels[:, : later.shape[1]][~later] = np.nan
    levels[:, later.shape[1] :] = np.nan
    before = levels[:, 1:]
    seen = np.isfinite(before).sum(axis=1)
    enough = (seen >= FEWEST_MONTHS) & (np.nansum(before, axis=1) > 0)
    filled = np.where(enough[:, None], before, 1.0)
    mean, deviation = np.nanmean(filled, axis=1), np.nanstd(filled, axis=1, ddof=1)
    beyond = mean - levels[:, 0] > DEVIATIONS * deviation * np.sqrt(1.0 + 1.0 / np.maximum(seen, 1))
    return np.where(
        enough, np.where(beyond, levels[:, 0] / mean, np.maximum(levels[:, 0] / mean, 1.0)), np.nan
    )
