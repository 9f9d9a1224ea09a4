"""How old the data of each file is: the newest day that its rows tell of, up to the as-of date."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.records import SheetReport

_EVENTS = ("answers", "tickets", "contracts", "churn_events", "incidents", "reviews", "invoices")
_USAGE = "usage"


def newest_days(facts: Facts, imports: tuple[SheetReport, ...] | list[SheetReport]) -> np.ndarray:
    """Return for each sheet the newest day of what happened in it (k,), NaT where its rows have no days.

    Of usage, which is kept by account and month, every sheet has the newest of all.
    """
    by_source = _newest_by_source(facts)
    place = {source: code for code, source in enumerate(facts.sources)}
    last_use = _newest(facts.usage.last_at, facts.as_of)
    found = np.full(len(imports), np.datetime64("NaT", "D"))
    for position, report in enumerate(imports):
        code = place.get((report.file, report.sheet), -1)
        if report.table == _USAGE:
            found[position] = last_use
        elif code >= 0:
            found[position] = by_source[code]
    return found


def file_days(imports: Sequence[SheetReport]) -> np.ndarray:
    """Return on which day each sheet's file was last changed (k,), NaT where that is not on record."""
    return np.array([report.file_date or "NaT" for report in imports], dtype="datetime64[D]")


def _newest_by_source(facts: Facts) -> np.ndarray:
    """Return the newest day of each source (s,) over all records of what happened."""
    newest = np.full(len(facts.sources), np.datetime64("NaT", "D"))
    for name in _EVENTS:
        record = getattr(facts, name)
        if not len(record):
            continue
        for field in record.__dataclass_fields__:
            days = getattr(record, field)
            if days.dtype.kind != "M":
                continue
            for source in np.unique(record.source[record.source >= 0]).tolist():
                own = _newest(days[record.source == source], facts.as_of)
                newest[source] = np.fmax(newest[source], own)
    return newest


def _newest(days: np.ndarray, as_of: np.datetime64) -> np.datetime64:
    """Return the newest of some days up to a date, NaT without one."""
    if days.dtype.kind != "M":
        return np.datetime64("NaT", "D")
    days = days.astype("datetime64[D]")
    past = days[~np.isnat(days) & (days <= as_of.astype("datetime64[D]"))]
    return past.max() if len(past) else np.datetime64("NaT", "D")
