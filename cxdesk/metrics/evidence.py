"""The rows that a number is made of, part by part: what was observed first, then what lies beneath it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.metrics.evidence_columns import PARTS, EvidenceColumn, columns_of, newest_first
from cxdesk.metrics.observations import Observations, Positions
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts.raw_usage import FoundUsage, UsageWanted, uses_on_days
from cxdesk.workspace.facts_record import Facts

_FROM_USAGE = ("usage", "feature_months", "first_uses")
_ONE_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class EvidencePart:
    """Rows of one part of the facts. `rows` are those that are told, the newest first, of `total`; `values`
    are what the metric made of each (none for what lies beneath).
    """

    part: str
    title: str
    rows: Positions
    columns: tuple[EvidenceColumn, ...]
    values: tuple[EvidenceColumn, ...]
    total: int

    def __len__(self) -> int:
        return len(self.rows)


def evidence_parts(
    facts: Facts, observations: Observations, most: int | None = None
) -> tuple[EvidencePart, ...]:
    """Return the rows of each part that observations rest on, at most so many of each."""
    return (
        _observed(facts, observations, most),
        *(
            _told(facts, part, rows, most)
            for part, rows in observations.beneath.items()
            if len(rows) and not (part == observations.part and np.isin(rows, observations.row).all())
        ),
    )


def usage_wanted(facts: Facts, observations: Observations, whole: Facts) -> UsageWanted | None:
    """Return which raw rows of usage observations of some accounts rest on; None where they rest on none.

    `whole` are the facts of all accounts, of which `facts` may be some.
    """
    named = {observations.part: observations.row, **observations.beneath}
    if not any(len(named.get(part, ())) for part in _FROM_USAGE):
        return None
    accounts = _positions(facts, whole)
    if "first_uses" in named:
        uses, rows = facts.first_uses, named["first_uses"]
        account, first = accounts[uses.account[rows]], uses.first_at[rows]
        days = uses_on_days(account, uses.feature[rows], first)
        return UsageWanted(np.unique(account), first.min(), first.max(), np.unique(days))
    usage, rows = facts.usage, named["usage"]
    if not len(rows):
        return None
    oldest, newest = int(usage.month[rows].max()), int(usage.month[rows].min())
    start = month_end(facts.as_of, oldest + 1) + _ONE_DAY
    return UsageWanted(np.unique(accounts[usage.account[rows]]), start, month_end(facts.as_of, newest))


def usage_part(facts: Facts, found: FoundUsage) -> EvidencePart:
    """Return raw rows of usage as a part; `facts` are those of all accounts."""
    rows = np.arange(len(found.rows))
    columns = columns_of(facts, "usage_rows", found.rows, rows)
    return EvidencePart("usage_rows", PARTS["usage_rows"].title, rows, columns, (), found.total)


def _observed(facts: Facts, observations: Observations, most: int | None) -> EvidencePart:
    """Return the observations themselves; a row may be in several, such as an account in its roles."""
    record = getattr(facts, observations.part)
    place = newest_first(observations.part, record, observations.row)[:most]
    rows = observations.row[place]
    values = tuple(
        EvidenceColumn(name, name, "number", column[place]) for name, column in observations.values.items()
    )
    columns = columns_of(facts, observations.part, record, rows)
    title = PARTS[observations.part].title
    return EvidencePart(observations.part, title, rows, columns, values, len(observations))


def _told(facts: Facts, part: str, rows: Positions, most: int | None) -> EvidencePart:
    record = getattr(facts, part)
    chosen = rows[newest_first(part, record, rows)[:most]]
    return EvidencePart(
        part, PARTS[part].title, chosen, columns_of(facts, part, record, chosen), (), len(rows)
    )


def _positions(facts: Facts, whole: Facts) -> Positions:
    """Return where the accounts of some facts are among all."""
    if facts is whole:
        return np.arange(len(whole.accounts), dtype=np.int64)
    known = {name: place for place, name in enumerate(whole.accounts.account_id)}
    return np.array([known[name] for name in facts.accounts.account_id], dtype=np.int64)
