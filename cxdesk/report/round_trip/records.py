"""What a returned workbook holds, before it is compared with what is kept."""

from __future__ import annotations

from dataclasses import dataclass

from cxdesk.workspace.row_key import RowKey


@dataclass(frozen=True, slots=True)
class ReturnedText:
    """A cell's text under one of the fields. `given` is the digest of what stood there when it was handed
    out, "" for nothing; `place` is its cell, such as "Q7"; `computed`: a formula gave it.
    """

    field: str
    text: str
    given: str
    place: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row whose key holds, with its number in the sheet as it came back, from 1. `shown` is what the row
    says of its account itself, its name and its id, as far as the columns are there.
    """

    key: RowKey
    sheet: str
    row: int
    texts: tuple[ReturnedText, ...]
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowAside:
    """A row, or one cell (`place`) of it, that cannot be used: why, and what was written there. `account` is
    the account's id where it is known.
    """

    sheet: str
    row: int
    reason: str
    text: str = ""
    account: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ReturnedBook:
    """A returned workbook: its rows in their order, what was set aside, and sentences for the user."""

    file: str
    rows: tuple[ReturnedRow, ...]
    aside: tuple[RowAside, ...]
    remarks: tuple[str, ...] = ()
