"""Synthetic usage events, awkward on purpose, as a spreadsheet and as a table of a database."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cxdesk.importing import commit, prepare
from cxdesk.progress import silent
from cxdesk.workspace import Workspace

START = datetime.fromisoformat("2025-09-03T00:30:00")
NEWEST = "2026-09-15"
_EDGES = ("2026-02-28T23:59:59", "2026-03-01T00:00:00", "2026-01-15T23:59:59")
COLUMNS = ("org", "person", "happened", "what", "times", "secs", "fails")
FIELDS = {
    "account_id": "org",
    "user_id": "person",
    "at": "happened",
    "feature": "what",
    "count": "times",
    "duration_seconds": "secs",
    "errors": "fails",
}
HEADERS = ("account_id", "user_id", "at", "feature", "count", "duration_seconds", "errors")
"""The same columns as a spreadsheet heads them, by cxdesk's own names."""


@dataclass(frozen=True, slots=True)
class Made:
    """Rows in the order of `COLUMNS`: texts, a naive UTC datetime, text, floats or None."""

    rows: tuple[tuple, ...]

    def without(self, condition: Callable[[tuple], bool]) -> Made:
        """Return the events of which the condition does not hold."""
        return Made(tuple(row for row in self.rows if not condition(row)))


def made_events(count: int = 4_000, seed: int = 20260915) -> Made:
    """Return events of 12 accounts (one known by its name, one not known) over a year up to `NEWEST`.

    Users named like each other's ids and by address in any case, features with letters beyond ASCII, blanks
    around texts, absent users and features, counts of a tenth, events in the last second of a month. Users of
    the unknown account are not among the contacts: a file's row finds its account through its person, too.
    """
    chance = random.Random(seed)
    people = [f"user {number}" for number in range(60)]
    people += ["Ada@Example.org", "ada@example.org", " ADA@example.org ", "O'Neill@example.org", "ünal"]
    accounts = [f"A{number:02}" for number in range(10)] + ["Überschuss & Söhne", "nobody knows"]
    last = datetime.fromisoformat(f"{NEWEST}T23:59:59")
    span = int((last - START).total_seconds())
    edges = [*map(datetime.fromisoformat, _EDGES), last]
    rows = []
    for number in range(count):
        at = edges[number] if number < len(edges) else START + timedelta(seconds=chance.randrange(span))
        account = accounts[number] if number < len(accounts) else chance.choice(accounts)
        known = account != accounts[-1]
        rows.append(
            (
                account,
                chance.choice([*people, None]) if known else f"stranger {number % 7}",
                at,
                chance.choice(["search", " Export", "ärger ", "Einfügen/Löschen", None]),
                chance.choice([1.0, 2.0, 0.1, 7.0, None]),
                chance.choice([None, 12.25, 3600.0]),
                chance.choice([0.0, 1.0, None]),
            )
        )
    return Made(tuple(rows))


def write_events(made: Made, path: Path) -> None:
    """Write the events as a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADERS)
        for row in made.rows:
            writer.writerow(
                [
                    "" if cell is None else cell.isoformat(" ") if isinstance(cell, datetime) else cell
                    for cell in row
                ]
            )


def write_customers(folder: Path) -> list[Path]:
    """Write the accounts, and the people of some of them, as CSV files; return their paths."""
    accounts, contacts = folder / "accounts.csv", folder / "contacts.csv"
    terms = "SMB,40,2024-01-15,2027-01-15"
    lines = ["account_id,account_name,arr,segment,seats,start_date,renewal_date"]
    lines += [f"A{number:02},Customer {number},{1000 * (number + 1)},{terms}" for number in range(10)]
    lines += [f"A10,Überschuss & Söhne,9000,{terms}"]
    accounts.write_text("\n".join(lines), encoding="utf-8")
    lines = ["contact_id,account_id,name,email,role"]
    lines += [
        f"user {number},A{number % 10:02},Person {number},p{number}@example.org,end user"
        for number in range(30)
    ]
    lines += ["c-ada,A01,Ada,ADA@example.ORG,admin", "c-neill,A02,Rose,o'neill@example.org,buyer"]
    contacts.write_text("\n".join(lines), encoding="utf-8")
    return [accounts, contacts]


def imported(paths: list[Path]) -> Workspace:
    """Return a workspace in memory with the files."""
    workspace = Workspace.in_memory()
    commit(workspace, prepare(paths, silent()), silent())
    return workspace
