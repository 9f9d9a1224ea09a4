"""Returned workbooks, made of the columns that matter alone: what a reader's program could leave of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from cxdesk.report.cell_text import clean_lines
from cxdesk.report.round_trip.texts import HandedOut
from cxdesk.workspace.annotations import FIELDS

AS_OF = np.datetime64("2026-09-30", "D")
HEADERS = ("Account", "Decision", "Owner of next step", "Your comment", "Row key")
HEADER_ROW, FIRST_ROW = 6, 7
"""As the spreadsheet counts them."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the result that is stored beside it."""

    text: str
    result: str


@dataclass(frozen=True, slots=True)
class Row:
    """An account's row: what stands in it now by field; `key` in place of its own."""

    account: str
    now: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None


def make_book(
    path: Path,
    rows: Sequence[Row],
    given: HandedOut | None = None,
    sheets: Sequence[str] = ("Portfolio",),
    headers: Sequence[str] = HEADERS,
) -> Path:
    """Write a workbook whose sheets hold the rows under the headers, in the headers' order."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name in sheets:
            write_rows(book.add_worksheet(name), rows, given or HandedOut(), headers)
        book.add_worksheet("Notes").write_string(0, 0, "Decision")
    return path


def write_rows(sheet: Any, rows: Sequence[Row], given: HandedOut, headers: Sequence[str]) -> None:
    """Write the headers, with a title above, and the rows."""
    sheet.write_string(0, 0, "Account health")
    for place, header in enumerate(headers):
        sheet.write_string(HEADER_ROW - 1, place, header)
    for number, row in enumerate(rows, FIRST_ROW - 1):
        known = {"Account": row.account, "Row key": row.key or given.key(row.account, AS_OF, 3)}
        known |= {header: row.now.get(name, given.text(row.account, name)) for name, header in FIELDS.items()}
        spelt = {header.casefold(): value for header, value in known.items()}
        for place, header in enumerate(headers):
            _write(sheet, number, place, spelt.get(" ".join(header.casefold().split()), "inserted"))


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    match value:
        case "":
            return
        case Formula():
            sheet.write_formula(row, column, value.text, None, value.result)
        case date():
            sheet.write_datetime(row, column, value)
        case bool():
            sheet.write_boolean(row, column, value)
        case float() | int():
            sheet.write_number(row, column, value)
        case _:
            sheet.write_string(row, column, clean_lines(value))
