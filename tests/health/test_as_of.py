"""Nothing dated after the as-of date may influence a result: the leak test, over everything that a score
says.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pyarrow as pa
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.lift import lift
from cxdesk.health.tensions import find_tensions
from cxdesk.health.unknowns import unknowns
from cxdesk.report.backtest_json import backtest_json
from cxdesk.report.metrics_json import metrics_by_json, metrics_json
from cxdesk.report.score_json import score_json
from cxdesk.report.tensions_json import tensions_json
from cxdesk.session.backtesting import backtest_of
from cxdesk.session.changing import change_json, change_since
from cxdesk.tables import TABLES
from cxdesk.workspace import SheetImport, Workspace
from cxdesk.workspace.facts import read_facts
from tests.health.test_score import random_tables
from tests.workspace.rows_factory import workspace_of

AS_OF = np.datetime64("2026-05-17")
END_OF_AS_OF = datetime(2026, 5, 18)  # noqa: DTZ001  (stored instants are in UTC, without a zone)
STANDARDS = read_standards(default_standards_text())
# When a row came to be: what decides whether it is dated after the as-of date.
DATED_BY = {
    "contracts": "start_date",
    "contacts": "joined_date",
    "churn_events": "date",
    "surveys": "invited_at",
    "usage": "at",
    "tickets": "created_at",
    "incidents": "created_at",
    "ticket_events": "at",
    "service_accounts": "from_date",
    "invoices": "issued_at",
    "reviews": "at",
    "agents": "joined_date",
}
# Texts that only mean something as one of a list, and names that rows are found by.
FIXED = {"source_row", "account_id", "contact_id", "user_id", "role", "kind"}
INCIDENT_OUTCOMES = ("escalations", "auto_resolved", "interruptions_sleep_hours")
TICKET_OUTCOMES = (
    "replies", "reopens", "escalations", "handoffs", "first_contact_resolved", "within_sla", "tags",
)  # fmt: skip


def leaky_workspace(seed: int, with_terms: bool) -> Workspace:
    """Return random rows in which much happens after AS_OF to what began before it.

    `with_terms`: every contract has an end; otherwise only those that were lost have.
    """
    tables, dice = random_tables(seed), Random(seed)
    day = date(2026, 5, 17)

    def around() -> date:
        return day + timedelta(days=dice.randint(-120, 120))

    for row in tables["contracts"]:
        row["churned"] = dice.random() < 0.4
        row["end_date"] = around() if row["churned"] or with_terms else None
    for number, row in enumerate(tables["accounts"]):
        row["churned"] = dice.random() < 0.3
        row["churn_date"] = around() if row["churned"] else None
        row["churn_reason"] = "price" if row["churned"] else None
        if number % 4 == 0:
            row |= {"start_date": date(2022, 1, 1), "arr": 900.0, "seats": 9.0}
    without = {row["account_id"] for row in tables["accounts"] if "arr" in row}
    tables["contracts"] = [row for row in tables["contracts"] if row["account_id"] not in without]
    for row in tables["contacts"]:
        row["left_date"] = around() if dice.random() < 0.6 else None
        row["joined_date"] = around() if row["contact_id"][-1] == "3" else date(2020, 1, 1)
    for row in tables["surveys"]:
        row["comment"] = "words" if row["score"] is not None else None
        if row["answered_at"]:
            row["answered_at"] = row["invited_at"] + timedelta(days=dice.randint(0, 90))
    for row in tables["tickets"]:
        solved = row["resolved_at"] is not None
        if solved and dice.random() < 0.4:
            row["resolved_at"] = row["created_at"] + timedelta(days=dice.randint(1, 200))
        row |= {
            "status": "solved" if solved else "open",
            "first_response_minutes": float(dice.randint(1, 300_000)),
            "replies": float(dice.randint(1, 3)),
            "handoffs": float(dice.randint(0, 2)),
            "first_contact_resolved": dice.random() < 0.5,
            "within_sla": dice.random() < 0.5,
            "tags": "billing",
            "channel": "email",
            "acknowledged_at": row["created_at"] + timedelta(days=dice.randint(0, 60)),
        }
    tables["churn_events"] = [
        {
            "event_id": str(number),
            "account_id": dice.choice(tables["accounts"])["account_id"],
            "date": around(),
            "reason": "price",
            "amount": 10.0,
            "is_reactivation": dice.random() < 0.3,
        }
        for number in range(40)
    ]
    return workspace_of(**tables, **_happenings(tables, dice))


def _happenings(tables: dict[str, list[dict]], dice: Random) -> dict[str, list[dict]]:
    """Return incidents, users of services, invoices, agents, events and reviews of tickets around AS_OF."""
    accounts = [row["account_id"] for row in tables["accounts"]]

    def around(days: int = 120) -> datetime:
        return datetime(2026, 5, 17, 12) + timedelta(days=dice.randint(-days, days))  # noqa: DTZ001

    incidents = []
    for number in range(60):
        began = around()
        over = began + timedelta(days=dice.randint(0, 90)) if dice.random() < 0.8 else None
        incidents.append({
            "incident_id": f"I{number}", "service": dice.choice(["API", "Search", "Unlisted"]),
            "account_id": dice.choice([None, *accounts]), "created_at": began,
            "acknowledged_at": began + timedelta(days=dice.randint(0, 30)), "resolved_at": over,
            "escalations": float(dice.randint(0, 3)), "auto_resolved": dice.random() < 0.5,
            "interruptions_sleep_hours": float(dice.randint(0, 2)),
        })  # fmt: skip
    services = [
        {
            "service": dice.choice(["API", "Search"]), "account_id": dice.choice(accounts),
            "from_date": around().date(), "to_date": dice.choice([None, around().date()]),
        }
        for _ in range(30)
    ]  # fmt: skip
    events = [
        {
            "ticket_id": dice.choice([f"L{dice.randint(0, 9)}", dice.choice(tables["tickets"])["ticket_id"]]),
            "at": around(), "kind": dice.choice(["opened", "assigned", "resolved", "moved", "escalated"]),
            "account_id": dice.choice(accounts), "from_team": "First", "to_team": "Second", "agent": "Kim",
        }
        for _ in range(120)
    ]  # fmt: skip
    invoices = [
        {
            "invoice_id": f"R{number}", "account_id": dice.choice(accounts), "issued_at": around().date(),
            "due_at": around().date(), "paid_at": dice.choice([None, around().date()]), "currency": "EUR",
            "amount": float(dice.randint(1, 900)), "status": dice.choice(["paid", "open", "void"]),
            "disputed": dice.random() < 0.3,
        }
        for number in range(80)
    ]  # fmt: skip
    reviews = [
        {
            "review_id": f"V{number}", "ticket_id": dice.choice(tables["tickets"])["ticket_id"],
            "reviewer": dice.choice(["Ann", "Bo"]), "at": around(), "criterion": "tone",
            "score": float(dice.randint(1, 5)), "scale_min": 1.0, "scale_max": 5.0, "comment": "words",
        }
        for number in range(60)
    ]  # fmt: skip
    agents = [
        {"agent": f"Agent {n}", "team": "First", "joined_date": around().date(), "hours_per_week": 40.0}
        for n in range(20)
    ]
    return {
        "incidents": incidents, "service_accounts": services, "ticket_events": events, "invoices": invoices,
        "reviews": reviews, "agents": agents,
    }  # fmt: skip


def outputs(workspace: Workspace) -> str:
    """Return everything that is said at AS_OF, as text: scores, explanations, changes, the back-test with
    every forecast's quality and the weights that it teaches, what would lift an account, what is not known of
    it, every metric, and the facts themselves.
    """
    facts = read_facts(workspace, AS_OF)
    book, judged = score(facts, STANDARDS), backtest_of(workspace, facts, 60)
    said = [
        score_json(facts, book),
        change_json(change_since(workspace, facts), facts),
        backtest_json(judged, facts),
        None if judged.learned is None else [judged.learned.intercept, *judged.learned.weights.tolist()],
        [str(lift(book, account, STANDARDS, 45.0)) for account in range(len(book))],
        [str(unknowns(facts, book, STANDARDS, account)) for account in range(len(book))],
        tensions_json(facts, find_tensions(facts, book, STANDARDS), None, every_rule=True),
        metrics_json(facts),
        metrics_by_json(facts, "team", 90),
    ]
    arrays = {
        f"{part.name}.{column.name}": getattr(getattr(facts, part.name), column.name).tolist()
        for part in fields(facts)
        if hasattr(getattr(facts, part.name), "__dataclass_fields__")
        and part.name not in ("evidence", "conventions", "lifetime_terms")
        for column in fields(getattr(facts, part.name))
        if column.name not in ("source", "source_row", "invited_by")  # places among the sheets
    }
    return json.dumps([said, arrays], default=str)


def changed(workspace: Workspace, change: Callable[[str, dict], dict | None]) -> Workspace:
    """Return a copy of the workspace in which `change(table, row)` rewrites or (None) deletes rows."""
    copy = Workspace.in_memory()
    sheets = []
    for table in TABLES:
        for sheet_id, _, report in workspace.sheets_of(table.name):
            for chunk in workspace.chunks(sheet_id, [*table.column_names, "source_row"]):
                rows = [
                    row
                    for row in (change(table.name, dict(row)) for row in chunk.to_pylist())
                    if row is not None
                ]
                sheets.append(SheetImport(report, pa.Table.from_pylist(rows, schema=chunk.schema)))
    copy.add_import(sheets)
    return copy


def is_later(moment: date | datetime | None) -> bool:
    return moment is not None and np.datetime64(moment, "D") > AS_OF


def edited(value):
    """Return another value of the same kind; dates move on."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value + 1.0
    if isinstance(value, date):
        return value + timedelta(days=11)
    return None if value is None else f"{value} edited"


def began_later(table: str, row: dict) -> bool:
    return is_later(row.get(DATED_BY.get(table, "")))


def edit_later(table: str, row: dict) -> dict:
    """Change every number, text and yes or no, and move every date, of what began after AS_OF; of what began
    before, change what became of it later.
    """
    if began_later(table, row):
        return row | {name: edited(value) for name, value in row.items() if name not in FIXED}
    if table == "surveys" and is_later(row["answered_at"]):
        names = ("score", "comment", "answered_at")
    elif table == "tickets" and is_later(row["resolved_at"]):
        names = (*TICKET_OUTCOMES, "csat_score", "status", "resolved_at")
    elif table == "tickets" and row["resolved_at"] is None:
        names = TICKET_OUTCOMES  # nobody says when they came about
    elif table == "contracts" and is_later(row["end_date"]) and row["churned"]:
        names = ("churned",)
    elif table == "contacts" and is_later(row["left_date"]):
        names = ("left_date",)
    elif table == "accounts" and is_later(row["churn_date"]):
        names = ("churn_date", "churn_reason")
    elif table == "incidents":
        hidden = row["resolved_at"] is None or is_later(row["resolved_at"])
        names = INCIDENT_OUTCOMES if hidden else ()
        names += tuple(name for name in ("acknowledged_at", "resolved_at") if is_later(row[name]))
    elif table == "service_accounts" and is_later(row["to_date"]):
        names = ("to_date",)
    elif table == "invoices":  # nobody says when a status came about
        # The words of today that the past uses stay what they say: void, and paid nobody says when.
        said = {"void": "Cancelled"} | ({} if row["paid_at"] else {"paid": "Settled"})
        if row["status"] in said:
            status = {"status": said[row["status"]], "disputed": edited(row["disputed"])}
            return row | status | paid_otherwise_later(row)
        names = ("status", "disputed") + (("paid_at",) if is_later(row["paid_at"]) else ())
    else:
        names = ()
    row = row | {name: edited(row[name]) for name in names}
    return acknowledged_otherwise_later(answered_otherwise_later(row)) if table == "tickets" else row


def acknowledged_otherwise_later(ticket: dict) -> dict:
    """Return the ticket taken at another time where that was after AS_OF."""
    late = is_later(ticket["acknowledged_at"])
    return ticket | ({"acknowledged_at": edited(ticket["acknowledged_at"])} if late else {})


def answered_otherwise_later(ticket: dict) -> dict:
    """Return the ticket with its first answer a day later where it came after AS_OF."""
    minutes = ticket["first_response_minutes"]
    if minutes is not None and ticket["created_at"] + timedelta(minutes=minutes) >= END_OF_AS_OF:
        return ticket | {"first_response_minutes": minutes + 1440.0}
    return ticket


def paid_otherwise_later(invoice: dict) -> dict:
    """Return another day of payment where it was after AS_OF."""
    return {"paid_at": edited(invoice["paid_at"])} if is_later(invoice["paid_at"]) else {}


def undo_later(table: str, row: dict) -> dict | None:
    """Leave out what began after AS_OF, and of what began before take back what became of it later."""
    if began_later(table, row):
        return None
    if table == "surveys" and is_later(row["answered_at"]):
        return row | {"score": None, "comment": None, "answered_at": None}
    if table == "tickets" and is_later(row["resolved_at"]):
        gone = dict.fromkeys((*TICKET_OUTCOMES, "csat_score", "resolved_at"))
        row = row | gone | {"status": "open"}
    if table == "tickets" and is_later(row["acknowledged_at"]):
        return row | {"acknowledged_at": None}
    if table == "incidents":
        gone = [name for name in ("acknowledged_at", "resolved_at") if is_later(row[name])]
        return row | dict.fromkeys([*gone, *(INCIDENT_OUTCOMES if "resolved_at" in gone else ())])
    if table == "service_accounts" and is_later(row["to_date"]):
        return row | {"to_date": None}
    if table == "invoices" and is_later(row["paid_at"]):
        return row | {"paid_at": None, "status": "open"}
    if table == "contacts" and is_later(row["left_date"]):
        return row | {"left_date": None}
    if table == "accounts" and is_later(row["churn_date"]):
        return row | {"churn_date": date(2099, 1, 1), "churn_reason": None}
    return row


def move_losses(table: str, row: dict) -> dict:
    """Where only lost contracts have an end: move the later ones, and take every other one back."""
    if table == "contracts" and is_later(row["end_date"]):
        moved = row["end_date"] + timedelta(days=30)
        return row | ({"end_date": moved} if moved.day % 2 else {"end_date": None, "churned": False})
    return row


@pytest.mark.parametrize(
    ("change", "with_terms"),
    [(edit_later, True), (undo_later, True), (undo_later, False), (move_losses, False)],
)
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_rows_dated_after_the_as_of_date_change_nothing(
    seed: int, change: Callable, with_terms: bool
) -> None:
    """Every row that began after the date is edited, or deleted, and every later outcome of an earlier row
    edited, moved or taken back: all that is said at the date stays equal, byte for byte.
    """
    workspace = leaky_workspace(seed, with_terms)
    assert outputs(changed(workspace, change)) == outputs(workspace)


def only_answers(table: str, row: dict) -> dict | None:
    """Leave out whoever did not answer, as exports of many survey tools do."""
    return None if table == "surveys" and row["answered_at"] is None else row


def export_of_the_day(table: str, row: dict) -> dict | None:
    """Leave out whoever had not answered by AS_OF: such an export of that day did not have them."""
    return None if table == "surveys" and is_later(row["answered_at"]) else row


def test_later_answers_to_surveys_that_list_only_answers_are_not_known_to_have_been_asked_for() -> None:
    """With the rows that such an export got later, all that is said at AS_OF is what was said without them:
    nobody was silent who is in it because of the answer. Some rows are left out, and a survey that also
    lists the silent is not of this kind.
    """
    whole = leaky_workspace(11, True)
    workspace = changed(whole, only_answers)
    earlier = changed(workspace, export_of_the_day)
    rows = [len(read_facts(each, np.datetime64("2099-01-01")).answers) for each in (workspace, earlier)]
    assert rows[0] > rows[1] > 0
    assert outputs(earlier) == outputs(workspace)
    assert outputs(changed(whole, export_of_the_day)) != outputs(whole)


@pytest.mark.parametrize("with_terms", [True, False])
def test_the_past_says_something(with_terms: bool) -> None:
    """The back-test at AS_OF has losses before it, some accounts can be lifted, and scores have changed:
    otherwise their part of the leak test would be empty."""
    workspace = leaky_workspace(11, with_terms)
    facts = read_facts(workspace, AS_OF)
    found = backtest_of(workspace, facts, 60)
    assert found.events > 3
    assert len(found.origins) > 3
    book = score(facts, STANDARDS)
    assert any(lift(book, account, STANDARDS, 45.0).steps for account in range(len(book)))
    assert any(unknowns(facts, book, STANDARDS, account) for account in range(len(book)))
    assert found.learned is not None
    assert len(change_since(workspace, facts).found.parts) > 10


def test_much_happens_after_the_as_of_date() -> None:
    """Of each kind of change there are rows to make it on: otherwise nothing would be tested."""
    touched: dict[str, int] = {}

    def count(table: str, row: dict) -> dict:
        if began_later(table, row):
            touched[f"{table} began"] = touched.get(f"{table} began", 0) + 1
        for name, value in edit_later(table, dict(row)).items():
            if not began_later(table, row) and value != row[name]:
                touched[f"{table}.{name}"] = touched.get(f"{table}.{name}", 0) + 1
        return row

    changed(leaky_workspace(11, True), count)
    expected = {f"{table} began" for table in DATED_BY if table != "contracts"} | {
        "surveys.score",
        "surveys.comment",
        "tickets.escalations",
        "tickets.first_contact_resolved",
        "tickets.first_response_minutes",
        "tickets.acknowledged_at",
        "tickets.within_sla",
        "tickets.tags",
        "incidents.escalations",
        "incidents.acknowledged_at",
        "incidents.resolved_at",
        "service_accounts.to_date",
        "invoices.paid_at",
        "invoices.status",
        "contracts.churned",
        "contacts.left_date",
        "accounts.churn_date",
        "accounts.churn_reason",
    }
    assert {name for name in expected if touched.get(name, 0) >= 3} == expected


@pytest.mark.parametrize(
    "table",
    [
        "surveys",
        "tickets",
        "contacts",
        "contracts",
        "churn_events",
        "incidents",
        "invoices",
        "reviews",
        "agents",
    ],
)
def test_the_leak_test_can_fail(table: str) -> None:
    """Editing rows of the past does change what is said: the comparison sees something in every table."""

    def edit_past(name: str, row: dict) -> dict:
        if name == table and not began_later(name, row):
            return row | {key: edited(value) for key, value in row.items() if isinstance(value, bool | float)}
        return row

    workspace = leaky_workspace(11, True)
    assert outputs(changed(workspace, edit_past)) != outputs(workspace)
