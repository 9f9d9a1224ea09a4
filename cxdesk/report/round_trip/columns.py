"""The columns of a workbook into which people write, and the key that brings it back.

The sheet is not locked: Excel refuses to sort rows with locked cells, and readers sort. What holds instead:
each of these cells is checked as it is filled in, is formatted as text, so that nothing typed there becomes a
formula or a date, and the row key tells what was edited that should not have been.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cxdesk.report.material import Material
from cxdesk.report.round_trip.texts import HandedOut
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.table import Column
from cxdesk.workspace.annotations import COMMENT, DECISION, DECISIONS, FIELDS, LONGEST, OWNER
from cxdesk.workspace.row_key import HEADER

KEY = "row_key"
WRITTEN = {name: f"written_{name}" for name in FIELDS}
"""The keys of the columns, by field: a sheet may have an owner of its own."""
_WIDTHS = {DECISION: 14, OWNER: 20, COMMENT: 34}
_COMES_BACK = "Yours to fill in. It comes back to cxdesk with File › Read back a workbook."
_PROMPTS = {
    DECISION: "Choose from the list. Leave it empty while nothing is decided.",
    OWNER: "Who takes the next step: a name.",
    COMMENT: "What the others should know. It comes back to who sent you this workbook.",
}


def written_columns(material: Material, positions: np.ndarray, given: HandedOut) -> list[Column]:
    """Return a column for each field, with what is known already, for the accounts at `positions`."""
    accounts = _identifiers(material, positions)
    found = []
    for name, header in FIELDS.items():
        texts = [given.text(account, name) for account in accounts]
        width = _WIDTHS[name]
        long = any(len(text) > width or "\n" in text for text in texts)
        found.append(Column(WRITTEN[name], header, width, texts, "handwriting", note=_COMES_BACK, wrap=long))
    return found


def key_column(material: Material, positions: np.ndarray, given: HandedOut) -> Column:
    """Return the hidden column of row keys."""
    portfolio = material.portfolio
    keys = [
        given.key(account, portfolio.as_of, portfolio.standards_version)
        for account in _identifiers(material, positions)
    ]
    return Column(KEY, HEADER, 20, keys, "text", hidden=True)


def check_cells(sheet: SheetWriter, keys: Sequence[str], first_row: int, last_row: int) -> None:
    """Let the cells of each field be checked as they are filled in, with a prompt; `keys` are the sheet's
    columns in their order.
    """
    for name, header in FIELDS.items():
        place = keys.index(WRITTEN[name])
        sheet.checked((first_row, place, last_row, place), _rule(name, header))


def _rule(name: str, header: str) -> dict[str, Any]:
    """Return the rule of a field as XlsxWriter takes it."""
    told = {"input_title": header, "input_message": _PROMPTS[name], "error_title": header}
    if name == DECISION:
        wrong = "Choose one from the list; write anything else as a comment."
        return {**told, "validate": "list", "source": list(DECISIONS), "error_message": wrong}
    most = LONGEST[name]
    wrong = f"Keep it below {most:,} characters."
    return {**told, "validate": "length", "criteria": "<=", "value": most, "error_message": wrong}


def _identifiers(material: Material, positions: np.ndarray) -> list[str]:
    return [str(account) for account in material.facts.accounts.account_id[positions].tolist()]
