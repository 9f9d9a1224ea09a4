"""The rows that one number is made of as JSON, for scripts: what was observed, what lies beneath it, and the
raw rows of usage behind its months.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isfinite
from typing import Any

import numpy as np

from cxdesk.errors import UsageError
from cxdesk.metrics import METRICS, definition, observations_of, window_of
from cxdesk.metrics.dimensions import grouped, grouping
from cxdesk.metrics.evidence import EvidencePart, evidence_parts, usage_part, usage_wanted
from cxdesk.metrics.evidence_columns import TEXT, EvidenceColumn
from cxdesk.metrics.observations import Observations
from cxdesk.metrics.summaries import CURRENCY, OTHER_CURRENCY
from cxdesk.metrics.workload import AGENT
from cxdesk.report.metrics_json import check_dimension, unknown_to_rows
from cxdesk.workspace.facts.raw_usage import FoundUsage, UsageWanted
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts

MOST_USAGE_ROWS = 1_000
_CODES = (CURRENCY, OTHER_CURRENCY, AGENT)
"""Values that only tell things apart, by numbers that mean nothing outside: the row's columns name them."""
_GROUP = "group"
_NAMES = tuple(metric.definition.name for metric in METRICS)


def rows_json(
    whole: Facts,
    facts: Facts,
    name: str,
    find_usage: Callable[[UsageWanted, int | None], FoundUsage],
    days: int | None = None,
    dimension: str | None = None,
) -> dict[str, Any]:
    """Return the observations of one metric of `facts`, part by part, with file, sheet and row; of a
    dimension each with its `group`.

    `missing` says why there is none. `whole` are the facts of all accounts, of which `facts` may be some. Of
    raw rows of usage the newest 1,000 are told, of `usage_total`. Raises UsageError when there is no such
    metric, or when its rows do not know the dimension.
    """
    if name not in _NAMES:
        raise UsageError(f"There is no metric named {name}.", f"There are {', '.join(_NAMES)}.")
    observations = observations_of(name, facts, window_of(definition(name), facts.as_of, days))
    names: tuple[str, ...] = ()
    if dimension is not None:
        observations, names = _with_groups(observations, facts, dimension)
    first, *beneath = evidence_parts(facts, observations)
    rows = part_json(facts, first)
    told = {
        "name": name,
        "period": observations.period,
        "missing": None if len(observations) else observations.reason,
        "part": first.part,
        "rows": [row | {_GROUP: names[int(row[_GROUP])] or None} for row in rows] if names else rows,
        "beneath": {part.part: part_json(facts, part) for part in beneath},
    }
    wanted = usage_wanted(facts, observations, whole)
    if wanted is not None:
        found = find_usage(wanted, MOST_USAGE_ROWS)
        told["usage_rows"] = part_json(whole, usage_part(whole, found), found.rows.account)
        told["usage_total"] = found.total
    return told


def part_json(facts: Facts, part: EvidencePart, account: np.ndarray | None = None) -> list[dict[str, Any]]:
    """Return one entry per row: whose it is, what was made of it, what it says and where it stands."""
    if account is None:
        account = _accounts(facts, part)
    ids = np.append(facts.accounts.account_id, None)[account]
    told = (_worded(column) for column in part.values if column.name not in _CODES)
    columns = {column.name: _values(column) for column in (*told, *part.columns)}
    columns = {"account_id": ids.tolist(), **columns}
    names = tuple(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _with_groups(
    observations: Observations, facts: Facts, dimension: str
) -> tuple[Observations, tuple[str, ...]]:
    """Return the observations that are in a group, each with its number, and the names of the groups."""
    check_dimension(dimension)
    groups = grouping(dimension, facts, observations)
    if groups is None:
        raise UsageError(unknown_to_rows(dimension), "Leave --by out, or ask for another dimension.")
    found, codes = grouped(observations, facts, groups)
    inside = codes >= 0
    found = found.taken(inside)
    return replace(found, values={**found.values, _GROUP: codes[inside].astype(np.float64)}), groups.names


def _worded(column: EvidenceColumn) -> EvidenceColumn:
    """Return a value of observations; a role, which is a number there, by its name."""
    if column.name != "role":
        return column
    return replace(column, kind=TEXT, values=np.array(ROLE_NAMES, dtype=object)[column.values.astype(int)])


def _accounts(facts: Facts, part: EvidencePart) -> np.ndarray:
    if part.part == "accounts":
        return part.rows
    record = getattr(facts, part.part)
    return record.account[part.rows] if hasattr(record, "account") else np.full(len(part), -1)


def _values(column: EvidenceColumn) -> list[Any]:
    """Return the column as JSON has it: dates as ISO texts, what is not known as null."""
    values = column.values
    match column.kind:
        case "day" | "instant":
            return [None if moment == "NaT" else moment for moment in np.datetime_as_string(values).tolist()]
        case "number" | "money":
            return [value if isfinite(value) else None for value in values.astype(np.float64).tolist()]
        case "yes or no":
            return (values == 1).tolist()
    return [value or None for value in values.tolist()]
