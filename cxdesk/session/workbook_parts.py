"""What the annotated workbook tells of the past, from what the workspace kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from cxdesk.health import Portfolio
from cxdesk.progress import Progress, silent
from cxdesk.report.over_time import LAST_CALL, THREE_MONTHS, Changed, PastHealth, SinceDay, changed_since
from cxdesk.session.changing import Since, change_since
from cxdesk.session.past_scores import Past, past_scores
from cxdesk.session.scoring import standards_of
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.written_records import Entry

MONTHS = 12
MOST_DAYS = 12
"""Days of calls that are looked back to: each is a reading of all that was known then."""


def changes_of(
    workspace: Workspace,
    facts: Facts,
    portfolio: Portfolio,
    progress: Progress | None = None,
    since: Callable[[np.datetime64 | None], Since] | None = None,
) -> Changed:
    """Return what each health changed by since the last call with the account, else in three months.

    Of calls on more than MOST_DAYS days those count that the accounts with the most value at risk had; the
    other accounts are compared with three months before. `since` gives the changes since a day (None: three
    months), for who keeps them.
    """
    progress = progress or silent()
    since = since or (lambda day: change_since(workspace, facts, day))
    calls = days_of_calls(workspace.calls(), facts)
    chosen = _first_days(calls, portfolio)
    compared, left = [], np.ones(len(facts.accounts), dtype=bool)
    for number, day in enumerate(chosen):
        progress.report("Looking back to the last calls", number / (len(chosen) + 1))
        accounts = np.flatnonzero(calls == day)
        left[accounts] = False
        compared.append(SinceDay(day, LAST_CALL, accounts, since(day).found))
    if left.any():
        before = since(None)
        compared.append(SinceDay(before.since, THREE_MONTHS, np.flatnonzero(left), before.found))
    return changed_since(compared, len(facts.accounts))


def past_health(past: Sequence[Past], facts: Facts) -> PastHealth:
    """Return the kept scores as months x accounts, in the order of today's accounts."""
    place = {key: position for position, key in enumerate(facts.accounts.account_id.tolist())}
    health = np.full((len(past), len(place)), np.nan)
    for month, each in enumerate(past):
        today = np.array([place.get(key, -1) for key in each.account_id.tolist()], dtype=np.int64)
        health[month, today[today >= 0]] = each.portfolio.health[today >= 0]
    days = np.array([each.portfolio.as_of for each in past], dtype="datetime64[D]")
    return PastHealth(days, health)


def past_of(workspace: Workspace, facts: Facts, portfolio: Portfolio) -> PastHealth:
    """Return the health of all accounts at the end of each of the last 12 months and now."""
    past = past_scores(workspace, facts, standards_of(workspace), portfolio, MONTHS, silent())
    return past_health(past, facts)


def days_of_calls(entries: Sequence[Entry], facts: Facts) -> np.ndarray:
    """Return the day of the last call with each account before the facts' date (n,), NaT without one."""
    place = {account: code for code, account in enumerate(facts.accounts.account_id.tolist())}
    newest = np.full(len(place), np.datetime64("NaT", "D"))
    for entry in entries:
        code, day = place.get(entry.record.account), np.datetime64(entry.record.day, "D")
        if not entry.is_undone and code is not None and day < facts.as_of:
            newest[code] = np.fmax(newest[code], day)
    return newest


def _first_days(calls: np.ndarray, portfolio: Portfolio) -> list[np.datetime64]:
    """Return the days of calls to look back to, those of the most value at risk first."""
    by_worth = np.argsort(-np.nan_to_num(portfolio.value_at_risk), kind="stable")
    return list(dict.fromkeys(day for day in calls[by_worth] if not np.isnat(day)))[:MOST_DAYS]
