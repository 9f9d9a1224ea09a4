"""One customer, Health Clinics Ltd, among others whose names are hard to tell from words; and small files to
plant texts in.
"""

from __future__ import annotations

import zipfile
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
from reportlab.pdfgen.canvas import Canvas
from xlsxwriter import Workbook

from cxdesk.health.standards import default_standards_text, read_standards
from cxdesk.report.leak_check import Secrets, secrets_of
from cxdesk.workspace.facts_record import Contacts, Facts
from tests.report.portfolio_factory import make_sample

NAMES = (
    "Health Clinics Ltd",
    "Bright Harbour Logistics GmbH",
    "Crème Brûlée Foods",
    "Target",
    "120000 Trading",
    "北京物流",
    "Health Clinics Ltd 12",
    "Łódź Transport",
    "SAP SE",
    "Hawk & Sons",
)
IDS = ("C-1001", "C-1002", "C-1003", "C-1004", "120000", "C-1006", "C-1007", "C-1008", "C-1009", "C-1010")
NOTE = "They are looking at two other vendors and want a quarter off the price."
REASON = "The buyer left and nobody there speaks for us."
_PEOPLE = (
    (0, "Dana Okafor", "dana@healthclinics.example"),
    (1, "Ines Ferreira", "ines.ferreira@brightharbour.example"),
    (2, "Paul Weiß", "paul@mail.example"),
    (3, "Dana", "dana@mail.example"),
)


def case_facts() -> Facts:
    """Return the facts of all customers; the first one has a ticket about children at risk."""
    facts = make_sample(len(NAMES), names=NAMES, comments=("Health: 9 of 10, we like it.",)).facts
    subject = np.array([""] * len(facts.tickets), dtype=object)
    subject[np.flatnonzero(facts.tickets.account == 0)[0]] = "Children at risk report does not print"
    return replace(
        facts,
        accounts=replace(facts.accounts, account_id=np.array(IDS, dtype=object)),
        tickets=replace(facts.tickets, subject=subject),
        contacts=_contacts(),
        features=("Health records", "Planner", "Health"),
    )


def case_secrets() -> Secrets:
    """Return what Health Clinics must not be told."""
    return secrets_of(case_facts(), 0, (NOTE, REASON), read_standards(default_standards_text()))


def _contacts() -> Contacts:
    count = len(_PEOPLE)
    columns = {field.name: np.array([""] * count, dtype=object) for field in fields(Contacts)}
    columns["account"] = np.array([account for account, _, _ in _PEOPLE], dtype=np.int32)
    columns["name"] = np.array([name for _, name, _ in _PEOPLE], dtype=object)
    columns["email"] = np.array([email for _, _, email in _PEOPLE], dtype=object)
    return Contacts(**columns)


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    """Write a workbook whose sheet Review holds those rows."""
    with Workbook(str(path)) as made:
        sheet = made.add_worksheet("Review")
        for number, row in enumerate(rows or (("Tickets solved", 34),)):
            sheet.write_row(number, 0, row)
    return path


def paper(path: Path, *lines: str) -> Path:
    """Write a PDF whose page holds those lines."""
    canvas = Canvas(str(path))
    for number, line in enumerate(lines or ("Tickets solved: 34",)):
        canvas.drawString(50, 780 - 20 * number, line)
    canvas.save()
    return path


def with_parts(path: Path, parts: dict[str, bytes]) -> Path:
    """Put parts into a package, in place of those of their names."""
    with zipfile.ZipFile(path) as package:
        kept = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in (kept | parts).items():
            package.writestr(name, content)
    return path


def part(path: Path, name: str) -> bytes:
    """Return a part of a package."""
    with zipfile.ZipFile(path) as package:
        return package.read(name)
