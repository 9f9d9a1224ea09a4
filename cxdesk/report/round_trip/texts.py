"""What people write into cells, spelt so that the same text is the same before and after a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import numpy as np

from cxdesk.report.cell_text import clean_lines
from cxdesk.workspace.annotations import DECISIONS, FIELDS, InForce
from cxdesk.workspace.row_key import RowKey, key_text, text_digest

_RETURN = "_x000D_"
"""How Excel stores the first half of a line break from Windows; openpyxl leaves it as it is."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What is written into the cells when a workbook is made: texts by account id and field; `workspace`
    is the identity of the workspace, "" for none.
    """

    workspace: str = ""
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def text(self, account: str, name: str) -> str:
        """Return what stands in an account's cell; "" where nothing is known."""
        return plain_text(self.texts.get((account, name), ""))

    def key(self, account: str, as_of: np.datetime64, standards: int) -> str:
        """Return the key of an account's row."""
        given = tuple(text_digest(self.text(account, name)) for name in FIELDS)
        day = str(as_of.astype("datetime64[D]"))
        return key_text(RowKey(self.workspace, day, standards, given, account))


def handed_out(workspace: str, kept: InForce) -> HandedOut:
    """Return what a workbook of a workspace shows of what came back from earlier ones."""
    return HandedOut(workspace, {key: one.record.text for key, one in kept.items() if one.record.text})


def plain_text(text: str) -> str:
    """Return a text as cells hold it: line breaks as one character, nothing that XML has no place for, no
    blanks around it.
    """
    return clean_lines(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def cell_words(value: Any) -> str:
    """Return a cell's value as its reader wrote it: 5 for 5.0, ISO for days."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return f"{value:.15g}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return plain_text(str(value).replace(_RETURN, "\r"))


def decision_of(text: str) -> str | None:
    """Return the decision that a text names, in any case; None for another word, "" for none."""
    words = " ".join(text.split()).casefold()
    return next((known for known in ("", *DECISIONS) if known.casefold() == words), None)
