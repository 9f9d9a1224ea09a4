"""What can be handed out, how a choice of it is told, and what is kept of it for the next time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cxdesk.errors import ExportError, Place

WORKBOOK, OWN_BOOK, BRIEF, DUE, REVIEW, TABLE = "workbook", "own book", "brief", "due", "review", "table"
KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        WORKBOOK: (
            "Annotated workbook",
            "Every score with its formula and its evidence, for people who check numbers or try weights.",
        ),
        OWN_BOOK: (
            "Your own workbook, annotated",
            "A copy of a workbook that you imported, with health beside its accounts and all else as it was.",
        ),
        BRIEF: (
            "Renewal brief of this account",
            "One page to read in two minutes before the call. Internal.",
        ),
        DUE: (
            "Renewal briefs of those due",
            "A page for each account whose notice or renewal is near. Internal.",
        ),
        REVIEW: (
            "Review for the customer",
            "Goals, adoption, service and commitments. The file is checked: nothing internal leaves with it.",
        ),
        TABLE: ("A table", "Rows for another program, as CSV or Parquet. No text of them acts as a formula."),
    }
)
"""Everything that can be handed out: name, title, and what it is for."""
FORMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        WORKBOOK: (".xlsx",),
        OWN_BOOK: (),
        BRIEF: (".pdf", ".xlsx"),
        DUE: (".pdf", ".xlsx"),
        REVIEW: (".pdf", ".xlsx"),
        TABLE: (".csv", ".parquet"),
    }
)
"""Which endings each kind has; a copy of a workbook keeps the book's own."""
OF_ACCOUNT = (BRIEF, REVIEW)
VALUE, SOONEST, SHOWN, SELECTED = "value", "soonest", "shown", "selected"
LIVE: Mapping[str, str] = MappingProxyType(
    {
        VALUE: "Those with the most value at risk",
        SOONEST: "Those whose notice or renewal comes first",
        SHOWN: "The first of the table of accounts, as it is shown",
        SELECTED: "Those selected in the table of accounts",
    }
)
"""Which accounts of many are formulas in the annotated workbook."""
_OF_THE_MOMENT = ("account_id", "shown", "selected")


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What is to be written. `form` is an ending of FORMS; `days` is how near a notice or renewal is, or how
    long a review looks back; `table` one of `exported_tables.TABLES`; `raw` is CSV for programs. `apart`
    writes each brief into a file of its own, in a folder. `live` is one of LIVE; `shown` and `selected` are
    the ids that the table of accounts has when it is asked for.
    """

    kind: str = WORKBOOK
    form: str = ".xlsx"
    paper: str = "a4"
    days: int = 90
    table: str = "portfolio"
    metric: str = "csat"
    raw: bool = False
    account_id: str | None = None
    book: str = ""
    apart: bool = False
    live: str = VALUE
    shown: tuple[str, ...] = ()
    selected: tuple[str, ...] = ()

    @property
    def in_folder(self) -> bool:
        """Whether files are written into a folder instead of one file."""
        return self.kind == DUE and self.apart

    def settled(self) -> ExportChoice:
        """Return the choice with a form that its kind has."""
        forms = FORMS[self.kind] or (Path(self.book).suffix.lower() or ".xlsx",)
        return self if self.form in forms else replace(self, form=forms[0])


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file as it was seen: its size and when it was changed, in nanoseconds."""

    size: int
    changed: int


class FileThere(ExportError):
    """A file of the name is there that nobody agreed to replace; `stamp` is how it was seen."""

    def __init__(self, what: str, next_step: str, place: Place, stamp: Stamp) -> None:
        super().__init__(what, next_step, place)
        self.stamp = stamp


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What a choice would write, in lines; `refusal` says why nothing can be written, "" where it can;
    `file_name` is the name that the file is proposed to have, "" for files in a folder; `some_live` says that
    not all accounts can be live.
    """

    choice: ExportChoice
    lines: tuple[str, ...]
    refusal: str
    file_name: str
    some_live: bool = False


def remembered(told: Mapping[str, Any]) -> ExportChoice:
    """Return a choice that was kept as plain values; what is not understood is as at the first time."""
    kept = {}
    for part in fields(ExportChoice):
        value = told.get(part.name)
        if part.name not in _OF_THE_MOMENT and isinstance(value, type(part.default)):
            kept[part.name] = value
    choice = ExportChoice(**{"form": "", **kept})  # settled: the first form of its kind
    known = choice.kind in KINDS and choice.live in LIVE
    return (choice if known else ExportChoice()).settled()


def to_remember(choice: ExportChoice) -> dict[str, Any]:
    """Return a choice as plain values, without whom it was about."""
    return {name: value for name, value in asdict(choice).items() if name not in _OF_THE_MOMENT}


def stamp_of(path: Path) -> Stamp | None:
    """Return what is there under that name, None where nothing is."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return Stamp(seen.st_size, seen.st_mtime_ns)
