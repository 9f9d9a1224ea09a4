"""What is added to a workbook, as data: columns, rows that name accounts, and what explains them."""

from __future__ import annotations

from dataclasses import dataclass

NUMBER, POINTS, PERCENT, TEXT, BAND = "number", "points", "percent", "text", "band"


@dataclass(frozen=True, slots=True)
class AddedColumn:
    """A column to add: its header, the note on it, its width in characters, and what it holds: NUMBER shown
    whole, POINTS with decimals, PERCENT as 0 to 1, TEXT or BAND. `values` has one per account, a text where
    the number is not known.
    """

    title: str
    note: str
    kind: str
    width: float
    values: tuple[float | str, ...]


@dataclass(frozen=True, slots=True)
class BandColours:
    """The look of a band: the text of its cells, ink and ground as "RRGGBB"."""

    label: str
    ink: str
    ground: str


@dataclass(frozen=True, slots=True)
class AccountRows:
    """Where a sheet names accounts: `rows` are (row as the spreadsheet shows it, position of the account)."""

    sheet: str
    header_row: int
    rows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that is added. Positions of accounts count through every sequence: `identifiers` are the texts that
    name an account (id, name), `notes` what the note on its row says, "" for none. `explained` are columns of
    the explanations alone; `about` its lines: what this is, as of when, by which standards.
    """

    title: str
    sheet_name: str
    about: tuple[str, ...]
    identifiers: tuple[tuple[str, ...], ...]
    columns: tuple[AddedColumn, ...]
    explained: tuple[AddedColumn, ...]
    notes: tuple[str, ...]
    bands: tuple[BandColours, ...]

    def __len__(self) -> int:
        return len(self.identifiers)


@dataclass(frozen=True, slots=True)
class AnnotatedSheet:
    """What is added to one sheet: columns from `first` to `last` (letters) beside `rows` rows of accounts,
    which are looked up by column `key` ("" for none). `plain` rows cannot be looked up: their values do not
    follow when the sheet is sorted.
    """

    sheet: str
    first: str
    last: str
    rows: int
    plain: int
    key: str


@dataclass(frozen=True, slots=True)
class AnnotationPlan:
    """What annotating adds: per sheet, the name of the new sheet, the parts of the package that are written
    anew, and how many stay as they are.
    """

    sheets: tuple[AnnotatedSheet, ...]
    new_sheet: str
    changed_parts: tuple[str, ...]
    kept_parts: int
