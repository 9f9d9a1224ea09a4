"""The report of facts that came home: source, table and query, and what of the events is not in them."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import USAGE_MONTHS
from cxdesk.warehouse.events import EventsTable
from cxdesk.workspace import Workspace
from cxdesk.workspace.feeds import same_subjects
from cxdesk.workspace.records import Problem, SheetImport, SheetReport

NOT_COUNTABLE = ("events_without_time", "events_without_account")
LEFT_OUT = (*NOT_COUNTABLE, "events_later", "events_moving")
"""Codes of the problems that say how many events are not in the facts."""

PEOPLE_NOT_ASKED, ANOTHER_SOURCE = REMARKS = ("people_not_asked", "another_source")
"""Codes of what else should be known: people who are not looked for, the same table under another name."""

_KEPT_AS = {"contract_id": "account_id", "at": "last_at"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked for what. `source` is the warehouse's name for people, without anything secret."""

    source: str
    dialect: str
    events: EventsTable
    as_of: np.datetime64
    statements: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Extent:
    """How many events the table has, how many of them have a date, and the newest date."""

    events: int
    dated: int
    newest: date


def sheet_import(
    rows: pa.Table, asked: Asked, extent: Extent, remarks: Sequence[Problem] = ()
) -> SheetImport:
    """Return the facts ready to be kept; `remarks` have the codes of `REMARKS`."""
    table, content = USAGE_MONTHS.name, _digest(rows)
    mapping = {name: f"{table}.{_KEPT_AS.get(field, field)}" for field, name in asked.events.columns.items()}
    told = [asked.source, asked.events.name, str(asked.as_of), sorted(mapping.items()), content]
    report = SheetReport(
        file=asked.source,
        sheet=asked.events.name,
        table=table,
        recognised_as=(
            f"Usage counted by the warehouse ({asked.dialect}) in {asked.events.name}, per account and "
            f"month, up to {asked.as_of}."
        ),
        header_row=None,
        mapping=mapping,
        unmapped=(),
        rows_in=rows.num_rows,
        rows_kept=rows.num_rows,
        rows_set_aside=0,
        problems=(*_left_out(rows, asked, extent), *remarks, *_queries(asked)),
        set_aside=(),
        digest=hashlib.sha256(json.dumps(told).encode()).hexdigest(),
        file_digest=content,
        file_date=str(asked.as_of),
    )
    return SheetImport(report, rows)


def people_not_asked(count: int) -> list[Problem]:
    """Return that so many names of people cannot be put into a query."""
    if not count:
        return []
    hint = (
        f"{count:,} names of contacts have a backslash or a sign that cannot be printed: databases do not "
        "agree on how to write these, so that it is not known when these people last used it."
    )
    return [Problem(PEOPLE_NOT_ASKED, None, "", str(count), hint)]


def also_from(workspace: Workspace, source: str, table: str, rows: pa.Table) -> list[Problem]:
    """Return of which other sources the same table is there, about the same accounts: both are counted."""
    found = []
    for sheet_id, import_id, report in workspace.sheets_of(USAGE_MONTHS.name):
        if report.sheet != table or report.file == source:
            continue
        if same_subjects(workspace.chunks(sheet_id, ("account_id",)), rows, ("account_id",)):
            hint = (
                f"Import {import_id} brought {table} home from {report.file}, about the same accounts, and "
                f"both count. If that is the same warehouse, take import {import_id} back."
            )
            found.append(Problem(ANOTHER_SOURCE, None, "", str(import_id), hint))
    return found


def _left_out(rows: pa.Table, asked: Asked, extent: Extent) -> list[Problem]:
    """Return what was not counted, in events: without a time, without an account, after the date, or come or
    gone while it was counted."""
    counted = rows.filter(compute.and_(compute.is_null(rows["feature"]), compute.is_null(rows["user_id"])))
    is_day = compute.is_null(counted["account_id"])
    without_account = int(compute.sum(counted.filter(is_day)["rows"]).as_py() or 0)
    with_account = int(compute.sum(counted.filter(compute.invert(is_day))["rows"]).as_py() or 0)
    found = []
    if undated := extent.events - extent.dated:
        hint = f"{undated:,} events have no time and are not counted."
        found.append(Problem("events_without_time", None, asked.events.columns["at"], str(undated), hint))
    if without_account:
        hint = f"{without_account:,} events name no account and are not counted."
        found.append(Problem("events_without_account", None, "", str(without_account), hint))
    rest = extent.dated - with_account - without_account
    if rest and extent.newest > asked.as_of.astype(object):
        hint = f"{rest:,} events are later than {asked.as_of} and not counted."
        found.append(Problem("events_later", None, asked.events.columns["at"], str(rest), hint))
    elif rest:
        hint = "Events came in or went while they were counted; bring them home again when it is quiet."
        found.append(Problem("events_moving", None, "", str(rest), hint))
    return found


def _queries(asked: Asked) -> list[Problem]:
    """Return the queries as they were asked; names of people are not in them."""
    return [
        Problem("facts_query", None, "", " ".join(text.split()), f"What the warehouse was asked for: {name}.")
        for name, text in asked.statements.items()
    ]


def _digest(rows: pa.Table) -> str:
    """Return what identifies the content."""
    buffer = io.BytesIO()
    with pa.ipc.new_stream(buffer, rows.schema) as writer:
        writer.write_table(rows)
    return hashlib.sha256(buffer.getbuffer()).hexdigest()
