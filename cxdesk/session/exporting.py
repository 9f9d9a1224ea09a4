"""What the export dialog knows: what can be handed out, what a choice would write, and the writing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cxdesk import formatting
from cxdesk.errors import CxdeskError, ExportError, Place, UsageError
from cxdesk.progress import Progress
from cxdesk.report.atomic_file import check_not_open
from cxdesk.session.files import plain_name, workbook_name
from cxdesk.session.session import Session

if TYPE_CHECKING:
    from cxdesk.formatting import NumberStyle

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
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What is to be written. `form` is an ending of FORMS; `days` is how near a notice or renewal is, or how
    long a review looks back; `table` one of `exported_tables.TABLES`; `raw` is CSV for programs.
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
    `file_name` is the name that the file is proposed to have.
    """

    choice: ExportChoice
    lines: tuple[str, ...]
    refusal: str
    file_name: str


def remembered(told: Mapping[str, Any]) -> ExportChoice:
    """Return a choice that was kept as plain values; what is not understood is as at the first time."""
    kept = {}
    for part in fields(ExportChoice):
        value = told.get(part.name)
        if part.name != "account_id" and isinstance(value, type(part.default)):
            kept[part.name] = value
    choice = ExportChoice(**{"form": "", **kept})  # settled: the first form of its kind
    return (choice if choice.kind in KINDS else ExportChoice()).settled()


def to_remember(choice: ExportChoice) -> dict[str, Any]:
    """Return a choice as plain values, without whom it was about."""
    return {name: value for name, value in asdict(choice).items() if name != "account_id"}


def stamp_of(path: Path) -> Stamp | None:
    """Return what is there under that name, None where nothing is."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return Stamp(seen.st_size, seen.st_mtime_ns)


def check_place(path: Path, agreed: Stamp | None) -> None:
    """Raise ExportError where a file of that name is open in a spreadsheet program, FileThere where one is
    there and is not the one that the user agreed to replace.
    """
    place = Place(file=path.name)
    if not path.name or not path.parent.is_dir():
        raise ExportError("There is no such folder.", "Choose a folder that is there.", place)
    check_not_open(path)
    there = stamp_of(path)
    if there is not None and there != agreed:
        what = (
            "A file of this name is there already." if agreed is None else "The file has changed meanwhile."
        )
        raise FileThere(what, "Replace it, or choose another name.", place, there)


def preview(session: Session, choice: ExportChoice, style: NumberStyle, progress: Progress) -> ExportPreview:
    """Return what a choice would write, without writing; a reason to refuse is part of it."""
    facts = session.facts(progress)
    name = _file_name(session, choice, _account_name(session, choice, progress))
    try:
        lines = _lines(session, choice, style, progress)
    except CxdeskError as error:
        return ExportPreview(choice, (), f"{error.what} {error.next_step}".strip(), name)
    day = formatting.date_text(facts.as_of, style)
    synthetic = ("These accounts are generated: the data is synthetic.",) if facts.synthetic else ()
    return ExportPreview(choice, (*lines, f"As known on {day}.", *synthetic), "", name)


def write(
    session: Session,
    choice: ExportChoice,
    path: Path,
    agreed: Stamp | None,
    style: NumberStyle,
    progress: Progress,
) -> str:
    """Write what was chosen, whole or not at all, and return what was written in a sentence.

    `agreed` is the file under that name that may be replaced. Raises ExportError, UsageError and Cancelled.
    """
    check_place(path, agreed)
    match choice.kind:
        case "workbook":
            session.export(path, progress)
            return f"Wrote {path.name}."
        case "own book":
            return _write_own_book(session, choice, path, progress)
        case "review":
            return _write_review(session, choice, path, style, progress)
        case "table":
            return _write_table(session, choice, path, style, progress)
    from cxdesk.session.briefing import brief_pages, write_briefs

    facts, accounts = session.facts(progress), _accounts(session, choice, progress)
    pages = brief_pages(session.workspace, facts, accounts, style, progress.part(0.0, 0.6))
    write_briefs(path, pages, facts.as_of, choice.paper, progress.part(0.6, 1.0))
    return f"Wrote {formatting.counted(len(pages), 'page', 'pages', style)} to {path.name}."


def _lines(session: Session, choice: ExportChoice, style: NumberStyle, progress: Progress) -> tuple[str, ...]:
    """Return what would be written."""
    match choice.kind:
        case "workbook":
            return _workbook_lines(session, style, progress)
        case "own book":
            return _own_book_lines(session, choice, style, progress)
        case "table":
            from cxdesk.session.exported_tables import TABLES, table_columns

            columns = table_columns(session, _table(choice), progress)
            rows = formatting.counted(len(columns[0].values) if columns else 0, "row", "rows", style)
            return (
                f"{TABLES[choice.table]}: {rows}.",
                f"Columns: {', '.join(column.title for column in columns)}.",
            )
    codes = _accounts(session, choice, progress)
    names = [str(session.facts(progress).accounts.account_name[code]) for code in codes]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    what = "sheet" if choice.form == ".xlsx" else "page"
    pages = formatting.counted(len(codes), what, f"{what}s", style)
    on = "" if choice.form == ".xlsx" else f" of {'A4' if choice.paper == 'a4' else 'Letter'}"
    return f"{pages}{on}: {', '.join(names[:_MOST_NAMED])}{more}.", *_looks_back(choice, style)


def _looks_back(choice: ExportChoice, style: NumberStyle) -> tuple[str, ...]:
    days = formatting.counted(choice.days, "day", "days", style)
    return (f"It looks back {days}.",) if choice.kind == REVIEW else ()


def _workbook_lines(session: Session, style: NumberStyle, progress: Progress) -> tuple[str, ...]:
    from cxdesk.report.material import MOST_LIVE

    count = len(session.facts(progress).accounts)
    accounts = formatting.counted(count, "account", "accounts", style)
    live = formatting.number(MOST_LIVE, style)
    if count > MOST_LIVE:
        return (f"{accounts}: the {live} with the most value at risk are live formulas, the others values.",)
    return (f"{accounts}, every score a live formula.",)


def _own_book_lines(
    session: Session, choice: ExportChoice, style: NumberStyle, progress: Progress
) -> tuple[str, ...]:
    from cxdesk.report.annotated import plan_annotation
    from cxdesk.session.annotating import prepared

    if not Path(choice.book).is_file():
        raise UsageError("No workbook is chosen.", "Choose a workbook that you imported.")
    annotation, rows = prepared(session.workspace, session.facts(progress), Path(choice.book))
    plan = plan_annotation(Path(choice.book), annotation, rows)
    added = [
        f"Columns {each.first} to {each.last} are added to the sheet {each.sheet}, beside "
        f"{formatting.counted(each.rows, 'account', 'accounts', style)}."
        for each in plan.sheets
    ]
    kept = formatting.number(plan.kept_parts, style)
    return *added, f"The sheet {plan.new_sheet} is added. {kept} parts of the workbook stay as they are."


def _write_own_book(session: Session, choice: ExportChoice, path: Path, progress: Progress) -> str:
    from cxdesk.report.annotated import annotate
    from cxdesk.session.annotating import prepared

    annotation, rows = prepared(session.workspace, session.facts(progress), Path(choice.book))
    annotate(Path(choice.book), path, annotation, rows, progress)
    return f"Wrote {path.name}. {Path(choice.book).name} is as it was."


def _write_review(
    session: Session, choice: ExportChoice, path: Path, style: NumberStyle, progress: Progress
) -> str:
    from cxdesk.session.customer_reviewing import review_page, secrets_for, write_customer_review

    facts = session.facts(progress)
    (code,) = _accounts(session, choice, progress)
    secrets = secrets_for(session.workspace, facts, code)
    page = review_page(facts, code, choice.days, secrets, style)
    write_customer_review(path, page, facts, secrets, choice.paper, progress)
    return f"Wrote {path.name}. The leak check found nothing in it."


def _write_table(
    session: Session, choice: ExportChoice, path: Path, style: NumberStyle, progress: Progress
) -> str:
    from cxdesk.report.table_export import write_table
    from cxdesk.session.exported_tables import table_columns

    rows = write_table(path, table_columns(session, _table(choice), progress), raw=choice.raw)
    return f"Wrote {formatting.counted(rows, 'row', 'rows', style)} to {path.name}."


def _table(choice: ExportChoice):
    from cxdesk.session.exported_tables import TableWanted

    return TableWanted(choice.table, choice.metric)


def _accounts(session: Session, choice: ExportChoice, progress: Progress) -> list[int]:
    """Return the positions of the accounts that a page is written of."""
    from cxdesk.session.account_view import account_code
    from cxdesk.session.briefing import chosen_accounts

    facts = session.facts(progress)
    if choice.kind == DUE:
        return chosen_accounts(facts, choice.days, None)
    code = None if choice.account_id is None else account_code(facts, choice.account_id)
    if code is None:
        raise UsageError("No account is open.", "Open the account in the window first.")
    return [code]


def _account_name(session: Session, choice: ExportChoice, progress: Progress) -> str:
    from cxdesk.session.account_view import account_code

    facts = session.facts(progress)
    code = None if choice.account_id is None else account_code(facts, choice.account_id)
    return "" if code is None else str(facts.accounts.account_name[code])


def _file_name(session: Session, choice: ExportChoice, account: str) -> str:
    """Return the name that the file is proposed to have."""
    day, name = str(session.as_of), session.name.removesuffix(".cxdesk")
    stems = {
        OWN_BOOK: f"{Path(choice.book).stem or 'Workbook'} with health",
        BRIEF: f"Brief {account}",
        DUE: f"Briefs {name}",
        REVIEW: f"Review {account}",
        TABLE: f"{name} {choice.table}",
    }
    if choice.kind == WORKBOOK:
        return workbook_name(session.name, day)
    return f"{plain_name(stems[choice.kind])} {day}{choice.form}"
