"""Ask a warehouse for the facts of its usage events, and keep them as one import of the workspace."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from cxdesk.errors import UnreadableInput, UsageError
from cxdesk.progress import Progress
from cxdesk.tables import CONTACTS
from cxdesk.warehouse import answers
from cxdesk.warehouse.connect import Warehouse
from cxdesk.warehouse.events import (
    EventsTable,
    events_table,
    extent_statement,
    first_time_statement,
    people_statement,
    shape_statement,
    statements,
)
from cxdesk.warehouse.home_report import (
    LEFT_OUT,
    NOT_COUNTABLE,
    REMARKS,
    Asked,
    Extent,
    also_from,
    people_not_asked,
    sheet_import,
)
from cxdesk.warehouse.home_rows import Answered, home_rows
from cxdesk.warehouse.names import table_name
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts.as_of import newest_happening
from cxdesk.workspace.facts.resolving import person_name
from cxdesk.workspace.facts.rows import read_rows
from cxdesk.workspace.records import Problem, SheetImport

PEOPLE_AT_A_TIME = 5_000  # names in one query
_KNOWS_ITS_ZONE = ("time zone", "timestamptz", "timestamp_tz", "timestamp_ltz", "1184")


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks for. `columns`: field to column, None for none; `as_of` None: the newest day on
    which anything happened; `zoned` None: as the column says; `source`: what the report calls the warehouse.
    """

    table: str
    dialect: str
    columns: Mapping[str, str | None]
    as_of: np.datetime64 | None = None
    zoned: bool | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came home, ready to be kept: `Workspace.add_import([brought.sheet])`."""

    sheet: SheetImport
    asked: Asked
    account_months: int

    @property
    def left_out(self) -> tuple[Problem, ...]:
        """What of the events is not in the facts, each with their number as its value."""
        return tuple(problem for problem in self.sheet.report.problems if problem.code in LEFT_OUT)

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """What else should be known: people who are not looked for, the same table from another source."""
        return tuple(problem for problem in self.sheet.report.problems if problem.code in REMARKS)

    @property
    def not_countable(self) -> int:
        """How many events have no time or no account."""
        return sum(int(problem.value) for problem in self.left_out if problem.code in NOT_COUNTABLE)


def bring_home(workspace: Workspace, warehouse: Warehouse, request: Request, progress: Progress) -> Brought:
    """Count events where they are and return the account-month facts; nothing is kept yet.

    The workspace says who its people are and from which day it is seen. Raises `UsageError` for names that
    are not there, `UnreadableInput` for what the database refuses, `Cancelled` when the user stops.
    """
    dialect = request.dialect
    progress.report("Looking at the table", 0.0)
    events = _described(warehouse, request)
    extent = _extent(warehouse, events, dialect)
    as_of = _counted_to(workspace, request, np.datetime64(extent.newest, "D"))
    named, _ = _askable(workspace.conventions().features_named)
    asked = statements(events, dialect, as_of, named)
    progress.report("Counting months", 0.2)
    months = warehouse.ask(asked["months"], answers.MONTHS)
    user_days = warehouse.ask(asked["user_days"], answers.USER_DAYS)
    progress.report("Counting features", 0.5)
    features = warehouse.ask(asked["features"], answers.FEATURES)
    days = warehouse.ask(asked["days"], answers.DAYS)
    first_uses = answers.from_rows([], answers.FIRST_USES)
    if "first_uses" in asked:
        first_uses = warehouse.ask(asked["first_uses"], answers.FIRST_USES)
    progress.report("Looking for people", 0.8)
    names, unasked = _names(workspace) if "user_id" in events.columns else ([], 0)
    people, asked_of_people = _people(warehouse, events, dialect, as_of, names)
    progress.check()
    told = Asked(request.source or warehouse.driver, dialect, events, as_of, asked | asked_of_people)
    found = Answered(months, user_days, features, days, people, first_uses)
    rows = home_rows(found, as_of)
    remarks = people_not_asked(unasked) + also_from(workspace, told.source, events.name, rows)
    return Brought(sheet_import(rows, told, extent, remarks), told, months.num_rows)


def brought_json(brought: Brought) -> dict:
    """Return what came home as the JSON that scripts read."""
    report = brought.sheet.report
    return {
        "source": report.file,
        "table": report.sheet,
        "dialect": brought.asked.dialect,
        "as_of": str(brought.asked.as_of),
        "mapping": dict(report.mapping),
        "account_months": brought.account_months,
        "rows_kept": report.rows_kept,
        "left_out": {problem.code: int(problem.value) for problem in brought.left_out},
        "remarks": [problem.hint for problem in brought.remarks],
        "statements": dict(brought.asked.statements),
    }


def _extent(warehouse: Warehouse, events: EventsTable, dialect: str) -> Extent:
    """Return how many events there are; raises `UnreadableInput` when none has a time."""
    found = warehouse.ask(extent_statement(events, dialect), answers.EXTENT).to_pylist()[0]
    if found["newest"] is None:
        raise UnreadableInput(
            f"{events.name} has no event with a time.", "Check the table and --column at=COLUMN."
        )
    return Extent(int(found["row_count"]), int(found["dated"]), found["newest"])


def _counted_to(workspace: Workspace, request: Request, newest: np.datetime64) -> np.datetime64:
    """Return the day on which the months are to end: the one from which the workspace will be seen."""
    if request.as_of is not None:
        return request.as_of
    happened = newest_happening(workspace)
    return newest if happened is None else max(happened, newest)


def _described(warehouse: Warehouse, request: Request) -> EventsTable:
    """Return the table with the names that its columns really have; fields that it lacks are left out."""
    table = table_name(request.table, request.dialect)
    present = dict(warehouse.columns(shape_statement(table, request.dialect)))
    wanted = events_table(request.table, request.columns, request.dialect, request.zoned)
    columns = {}
    for field, name in wanted.columns.items():
        exact = name if name in present else _only_like(name, present)
        if exact is not None:
            columns[field] = exact
        elif field in request.columns:
            raise UsageError(
                f"{wanted.name} has no column {name}.", f"It has {', '.join(sorted(present)) or 'none'}."
            )
    events = EventsTable(table, columns, False)
    zoned = request.zoned
    if zoned is None:
        zoned = _knows_its_zone(warehouse, events, request.dialect, present[columns["at"]])
    return EventsTable(table, columns, zoned)


def _only_like(name: str, present: Mapping[str, str]) -> str | None:
    """Return the only column of that name in another case."""
    alike = [other for other in present if other.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else None


def _knows_its_zone(warehouse: Warehouse, events: EventsTable, dialect: str, told: str) -> bool:
    """Return whether the times of a column have a zone: as its type says, else as a value of it looks."""
    if any(mark in told.casefold() for mark in _KNOWS_ITS_ZONE):
        return True
    return warehouse.first_is_zoned(first_time_statement(events, dialect))


def _names(workspace: Workspace) -> tuple[list[str], int]:
    """Return the names of the contacts' people that can be asked for, and how many cannot."""
    contacts = read_rows(workspace, CONTACTS, ("contact_id", "email"))
    told = {text for name in ("contact_id", "email") for text in contacts[name].unique().to_pylist() if text}
    return _askable({person_name(name) for name in told})


def _askable(every: Collection[str]) -> tuple[list[str], int]:
    """Return the names that every database writes alike, in order, and how many others there are."""
    names = sorted(name for name in every if name.isprintable() and "\\" not in name)
    return names, len(every) - len(names)


def _people(
    warehouse: Warehouse, events: EventsTable, dialect: str, as_of: np.datetime64, names: Sequence[str]
) -> tuple[pa.Table, dict[str, str]]:
    """Return when each person of those names last used it in each month, and the query with one name."""
    if not names:
        return answers.from_rows([], answers.PEOPLE), {}
    parts = [
        warehouse.ask(
            people_statement(events, dialect, as_of, names[start : start + PEOPLE_AT_A_TIME]), answers.PEOPLE
        )
        for start in range(0, len(names), PEOPLE_AT_A_TIME)
    ]
    return pa.concat_tables(parts), {
        "people": people_statement(events, dialect, as_of, ("a name of the contacts",))
    }
