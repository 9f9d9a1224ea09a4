"""The facts query: the one place where usage events become account-month facts, in portable SQL.

The statements read a relation `usage_rows` (account, user_id, person, feature, used_on, events,
duration_seconds, errors, active_users), one row per event. DuckDB runs them as they stand over the
workspace's own rows; `cxdesk.warehouse` puts the relation in front of them, over a team's table, and writes
them in its dialect. They keep to what every warehouse counts alike: COUNT, COUNT DISTINCT, SUM, MIN and MAX
of cast values, DATE_TRUNC of a month and GROUP BY. `account` and `user_id` name whoever they name: numbers
here, texts there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.workspace.facts.months import month_shift

PARTS_OF_ONE = 10_000  # events, seconds and errors are whole ten-thousandths: any order adds up the same
LARGEST = 1e13  # of one row; beyond it a double holds no single parts, and a sum of many would not fit


@dataclass(frozen=True, slots=True)
class FactsQuery:
    """The statements of the facts query, in DuckDB's dialect.

    `months`: account, month (first day of the calendar month, moved back by `month_shift`), row_count,
    events, duration_seconds, errors, users, counted_users, active_days, last_at. `user_days`: account, month,
    user_days, where users are named. `features`: account, month, feature, events, users. `days`: used_on,
    without_account (rows of that day). `people`: account, person, month, last_at. `first_uses`: account,
    feature, user_id (null: all that name nobody), first_at.
    """

    months: str
    user_days: str
    features: str
    days: str
    people: str
    first_uses: str


def facts_query(as_of: np.datetime64 | None) -> FactsQuery:
    """Return the statements for what happened up to a day, in months that end on it; None: all of it, in
    calendar months.
    """
    shift = 0 if as_of is None else month_shift(as_of)
    until = "" if as_of is None else f" AND used_on <= CAST('{as_of.astype('datetime64[D]')}' AS DATE)"
    day = f"used_on - {shift}" if shift else "used_on"
    used = (
        "(SELECT account, user_id, person, feature, used_on, events, duration_seconds, errors, active_users, "
        f"CAST(DATE_TRUNC('month', CAST({day} AS DATE)) AS DATE) AS month FROM usage_rows "
        f"WHERE account IS NOT NULL AND used_on IS NOT NULL{until}) AS used"
    )
    return FactsQuery(
        months=(
            "SELECT account, month, COUNT(*) AS row_count, SUM(events) AS events, "
            "SUM(duration_seconds) AS duration_seconds, SUM(errors) AS errors, "
            "COUNT(DISTINCT user_id) AS users, MAX(active_users) AS counted_users, "
            "COUNT(DISTINCT used_on) AS active_days, MAX(used_on) AS last_at "
            f"FROM {used} GROUP BY account, month"
        ),
        user_days=(
            "SELECT account, month, COUNT(*) AS user_days FROM ("
            f"SELECT account, month, user_id, used_on FROM {used} WHERE user_id IS NOT NULL "
            "GROUP BY account, month, user_id, used_on) AS user_day GROUP BY account, month"
        ),
        features=(
            "SELECT account, month, feature, SUM(events) AS events, COUNT(DISTINCT user_id) AS users "
            f"FROM {used} WHERE feature IS NOT NULL GROUP BY account, month, feature"
        ),
        days=(
            "SELECT used_on, COUNT(*) - COUNT(account) AS without_account FROM usage_rows "
            f"WHERE used_on IS NOT NULL{until} GROUP BY used_on"
        ),
        people=(
            f"SELECT account, person, month, MAX(used_on) AS last_at FROM {used} "
            "WHERE person IS NOT NULL GROUP BY account, person, month"
        ),
        first_uses=(
            f"SELECT account, feature, user_id, MIN(used_on) AS first_at FROM {used} "
            "WHERE feature IS NOT NULL GROUP BY account, feature, user_id"
        ),
    )
