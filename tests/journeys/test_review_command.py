"""`cxdesk review` and `cxdesk check`: what a customer is handed, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from cxdesk.workspace import Workspace
from cxdesk.workspace.written_records import Call
from tests.journeys.command_line import run
from tests.workspace.rows_factory import sheet

LAST = datetime(2026, 9, 30, 12, tzinfo=UTC)
NOTE = "They will leave us unless the price falls by a third."
ACCOUNTS = [
    {"account_id": "A-101", "account_name": "Health Clinics Ltd", "seats": 40.0, "owner": "Kim Muster"},
    {"account_id": "A-102", "account_name": "Bright Harbour Logistics", "seats": 10.0, "owner": "Lee"},
]


def _ticket(number: int, opened: int, hours: float | None, subject: str = "Printing", **more) -> dict:
    """Return a ticket opened that many days ago and solved so many hours later, None: still open."""
    created = LAST - timedelta(days=opened)
    solved = None if hours is None else created + timedelta(hours=hours)
    return {
        "ticket_id": f"T-{number}", "account_id": "A-101", "created_at": created, "resolved_at": solved,
        "status": "open" if hours is None else "solved", "subject": subject,
    } | {"reopens": 0.0} | more  # fmt: skip


TICKETS = [
    _ticket(1, 80, 2.0, reopens=2.0),
    _ticket(2, 60, 4.0),
    _ticket(3, 40, 6.0, "As at Bright Harbour Logistics", reopens=1.0),
    _ticket(4, 30, 8.0),
    _ticket(5, 200, 9.0),
    _ticket(6, 10, None, "Export is empty"),
    _ticket(7, 20, 1.0) | {"account_id": "A-102"},
]
ANSWERS = [
    {
        "response_id": f"R{number}", "account_id": "A-101", "kind": kind, "score": score, "scale_min": 1.0,
        "scale_max": 5.0, "high_is_good": True, "answered_at": LAST - timedelta(days=5 * number),
        "comment": "Fine", "contact_id": "P1",
    }
    for number, (kind, score) in enumerate([("csat", 5.0)] * 4 + [("csat", 1.0)] + [("ces", 4.0)] * 4)
]  # fmt: skip
USAGE = [
    {"account_id": "A-101", "at": LAST - timedelta(days=day), "user_id": f"U{day % 3}", "feature": "Health"}
    for day in range(180)
]
INCIDENTS = [
    {"incident_id": "I1", "account_id": "A-101", "service": "Search", "created_at": LAST - timedelta(days=3),
     "resolved_at": LAST - timedelta(days=3) + timedelta(hours=2)},
    {"incident_id": "I2", "account_id": "A-102", "service": "Search", "created_at": LAST - timedelta(days=4)},
]  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of two customers, with a call written down."""
    path = tmp_path_factory.mktemp("review") / "w.cxdesk"
    people = [{"contact_id": "P1", "account_id": "A-101", "name": "Dana Okafor"}]
    rows = {
        "accounts": ACCOUNTS, "tickets": TICKETS, "surveys": ANSWERS, "usage": USAGE, "incidents": INCIDENTS,
        "contacts": people,
    }  # fmt: skip
    with Workspace.create(path) as workspace:
        workspace.add_import([sheet(name, each) for name, each in rows.items()])
        workspace.keep_entry(Call("A-101", date(2026, 9, 1), "", NOTE))
    return path


def _said(path: Path) -> str:
    """Return all that a review says, on one line."""
    if path.suffix == ".pdf":
        text = PdfReader(path).pages[0].extract_text()
    else:
        rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
        text = " ".join(str(value) for row in rows for value in row if value)
    return " ".join(text.split())


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_a_review_holds_the_customers_own_facts(book: Path, tmp_path: Path, ending: str):
    """Counted by hand from the rows above, of the last 90 days: five tickets opened, four solved in 2, 4, 6
    and 8 hours, one open for 10 days (its median, open ones counted in, is the third of five: 6 hours); three
    users on 40 seats; 4 of 5 satisfied; four answers about effort are too few. The subject that names another
    customer is left out, the other's incident too, and nobody is named with a rating.
    """
    out = tmp_path / f"review.{ending}"
    done = run("review", book, "--account", "A-101", "--period", "90d", "--out", out)
    assert (done.status, done.errors) == (0, "")
    said = _said(out)
    for wanted in (
        "Review with Health Clinics Ltd", "Tickets opened 5", "Tickets solved 4", "Median time to solve 6.0",
        "Still open 1", "Incidents that touched you 1", "3 of 40", "Seats bought 40", "To be agreed",
        "Export is empty", "Ticket T-3", "reopened once", "reopened 2 times", "80 %", "5 answers",
    ):  # fmt: skip
        assert wanted in said.replace("\xa0", " "), wanted
    for absent in ("Bright", "Effort", "Dana", "price", "Watch", "cxdesk"):
        assert absent not in said, absent
    assert run("check", out, "--workspace", book, "--account", "Health Clinics Ltd").status == 0


def test_nothing_lands_where_the_check_finds_something(book: Path, tmp_path: Path):
    """A customer whose owner wrote a band into the plan's name: the error names the place, and the file that
    stood there is as it was, with nothing beside it.
    """
    path = tmp_path / "w.cxdesk"
    with Workspace.create(path) as workspace:
        workspace.add_import([sheet("accounts", [ACCOUNTS[0] | {"owner": "churn desk"}, ACCOUNTS[1]])])
    out = tmp_path / "review.xlsx"
    out.write_bytes(b"before")
    done = run("review", path, "--account", "A-101", "--out", out, "--replace")
    assert done.status == 1
    assert "review.xlsx: Not saved" in done.errors
    assert "cell A3" in done.errors
    assert "churn desk" in done.errors
    assert out.read_bytes() == b"before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["review.xlsx", "w.cxdesk"]


def test_check_prints_the_places_and_exits_with_1(book: Path, tmp_path: Path):
    """A sheet made by hand holds the words of the call in B2 and another's name in A3."""
    made = openpyxl.Workbook()
    made.properties.creator = "cxdesk"
    for row in (
        ("Seats", 40),
        ("Note", "will leave us unless the price falls"),
        ("BRIGHT HARBOUR logistics",),
    ):
        made.active.append(row)
    path = tmp_path / "hand.xlsx"
    made.save(path)
    done = run("check", path, "--workspace", book, "--account", "A-101")
    assert done.status == 1
    assert "sheet Sheet, cell B2" in done.output
    assert "sheet Sheet, cell A3" in done.output
    told = run("check", path, "--workspace", book, "--account", "A-101", "--json").json["leaks"]
    assert {leak["kind"] for leak in told} == {"an internal note", "another customer"}
