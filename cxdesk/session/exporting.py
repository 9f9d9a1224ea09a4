"""The export dialog's work: what a choice would write, and the writing of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cxdesk import formatting
from cxdesk.errors import CxdeskError, ExportError, Place, UsageError
from cxdesk.progress import Progress
from cxdesk.report.atomic_file import check_not_open
from cxdesk.report.material import MOST_LIVE
from cxdesk.session.export_choice import (
    BRIEF,
    DUE,
    OWN_BOOK,
    REVIEW,
    SELECTED,
    SHOWN,
    SOONEST,
    TABLE,
    VALUE,
    WORKBOOK,
    ExportChoice,
    ExportPreview,
    FileThere,
    Stamp,
    stamp_of,
)
from cxdesk.session.files import plain_name, workbook_name
from cxdesk.session.session import Session

if TYPE_CHECKING:
    from cxdesk.formatting import NumberStyle

_MOST_NAMED = 6
_ANY_DAYS_AHEAD = 36_500


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
    some_live = len(facts.accounts) > MOST_LIVE
    try:
        lines = _lines(session, choice, style, progress)
    except CxdeskError as error:
        return ExportPreview(choice, (), f"{error.what} {error.next_step}".strip(), name, some_live)
    day = formatting.date_text(facts.as_of, style)
    synthetic = ("These accounts are generated: the data is synthetic.",) if facts.synthetic else ()
    return ExportPreview(choice, (*lines, f"As known on {day}.", *synthetic), "", name, some_live)


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
    if choice.in_folder:
        return _write_apart(session, choice, path, agreed, style, progress)
    check_place(path, agreed)
    match choice.kind:
        case "workbook":
            session.export(path, progress, _live(session, choice, progress))
            return f"Wrote {path.name}."
        case "own book":
            return _write_own_book(session, choice, path, progress)
        case "review":
            return _write_review(session, choice, path, style, progress)
        case "table":
            return _write_table(session, choice, path, style, progress)
    from cxdesk.session.briefing import brief_pages, said_of_letters, write_briefs

    facts, accounts = session.facts(progress), _accounts(session, choice, progress)
    pages = brief_pages(session.workspace, facts, accounts, style, progress.part(0.0, 0.6))
    write_briefs(path, pages, facts.as_of, choice.paper, progress.part(0.6, 1.0))
    said = f"Wrote {formatting.counted(len(pages), 'page', 'pages', style)} to {path.name}."
    return f"{said} {said_of_letters(pages, path.suffix)}".rstrip()


def _lines(session: Session, choice: ExportChoice, style: NumberStyle, progress: Progress) -> tuple[str, ...]:
    """Return what would be written."""
    match choice.kind:
        case "workbook":
            return _workbook_lines(session, choice, style, progress)
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
    apart = ("Each is a file of its own.",) if choice.in_folder else ()
    return f"{pages}{on}: {', '.join(names[:_MOST_NAMED])}{more}.", *apart, *_looks_back(choice, style)


def _looks_back(choice: ExportChoice, style: NumberStyle) -> tuple[str, ...]:
    days = formatting.counted(choice.days, "day", "days", style)
    return (f"It looks back {days}.",) if choice.kind == REVIEW else ()


def _workbook_lines(
    session: Session, choice: ExportChoice, style: NumberStyle, progress: Progress
) -> tuple[str, ...]:
    count = len(session.facts(progress).accounts)
    accounts = formatting.counted(count, "account", "accounts", style)
    if count <= MOST_LIVE:
        return (f"{accounts}, every score a live formula.",)
    named = len(_live(session, choice, progress)) or MOST_LIVE
    which = {
        VALUE: "the {} with the most value at risk are live formulas",
        SOONEST: "the {} whose notice or renewal comes first are live formulas",
        SHOWN: "the first {} of the table of accounts are live formulas",
        SELECTED: "the {} selected in the table of accounts are live formulas",
    }[choice.live].format(formatting.number(named, style))
    return (f"{accounts}: {which}, the others values.",)


def _live(session: Session, choice: ExportChoice, progress: Progress) -> tuple[str, ...]:
    """Return the ids of the accounts that are to be live, none for those with the most value at risk. Raises
    UsageError where none is chosen.
    """
    from cxdesk.session.briefing import chosen_accounts

    facts = session.facts(progress)
    if choice.live == VALUE or len(facts.accounts) <= MOST_LIVE:
        return ()
    if choice.live == SOONEST:
        codes = chosen_accounts(facts, _ANY_DAYS_AHEAD, None)[:MOST_LIVE]
        return tuple(str(facts.accounts.account_id[code]) for code in codes)
    named = (choice.shown if choice.live == SHOWN else choice.selected)[:MOST_LIVE]
    if not named:
        what = "The table of accounts shows none." if choice.live == SHOWN else "No account is selected."
        raise UsageError(what, "Change what it shows on Portfolio, or choose other accounts to be live.")
    return named


def _write_apart(
    session: Session,
    choice: ExportChoice,
    folder: Path,
    agreed: Stamp | None,
    style: NumberStyle,
    progress: Progress,
) -> str:
    """Write each brief into a file of its own in a folder: all of them, or none where that fails or is
    stopped.
    """
    from cxdesk.session.briefing import brief_pages, own_files, write_own_files

    if not folder.is_dir():
        raise ExportError(
            "There is no such folder.", "Choose a folder that is there.", Place(file=folder.name)
        )
    facts, accounts = session.facts(progress), _accounts(session, choice, progress)
    pages = brief_pages(session.workspace, facts, accounts, style, progress.part(0.0, 0.6))
    files = own_files(folder, pages, facts.as_of, choice.form)
    _check_files(files, agreed)
    try:
        with TemporaryDirectory(prefix=".cxdesk-", dir=folder) as beside:
            written = write_own_files(
                Path(beside), pages, facts.as_of, choice.form, choice.paper, progress.part(0.6, 1.0)
            )
            progress.check()
            _check_files(files, agreed)  # writing takes a while
            for file in written:
                file.replace(folder / file.name)
    except OSError as error:
        what = f"The folder cannot be written to: {error.strerror or error}."
        raise ExportError(what, "Choose another folder.", Place(file=folder.name)) from error
    return f"Wrote {formatting.counted(len(written), 'file', 'files', style)} to {folder.name}."


def _check_files(files: Sequence[Path], agreed: Stamp | None) -> None:
    """Raise as `check_place` does for files in a folder; `agreed` is the stamp of all that are there."""
    stamps = []
    for file in files:
        check_not_open(file)
        if (stamp := stamp_of(file)) is not None:
            stamps.append((file, stamp))
    if not stamps:
        return
    there = Stamp(sum(stamp.size for _, stamp in stamps), max(stamp.changed for _, stamp in stamps))
    if there != agreed:
        first, count = stamps[0][0], len(stamps)
        what = (
            "A file of this name is there already."
            if count == 1
            else f"{count} of the files are there already."
        )
        raise FileThere(what, "Replace them, or choose another folder.", Place(file=first.name), there)


def _own_book_lines(
    session: Session, choice: ExportChoice, style: NumberStyle, progress: Progress
) -> tuple[str, ...]:
    from cxdesk.report.annotated import plan_annotation
    from cxdesk.session.annotating import plan_lines, prepared

    if not Path(choice.book).is_file():
        raise UsageError("No workbook is chosen.", "Choose a workbook that you imported.")
    annotation, rows = prepared(session.workspace, session.facts(progress), Path(choice.book))
    return plan_lines(plan_annotation(Path(choice.book), annotation, rows), style)


def _write_own_book(session: Session, choice: ExportChoice, path: Path, progress: Progress) -> str:
    from cxdesk.report.annotated import annotate
    from cxdesk.session.annotating import prepared

    annotation, rows = prepared(session.workspace, session.facts(progress), Path(choice.book))
    annotate(Path(choice.book), path, annotation, rows, progress)
    return f"Wrote {path.name}. {Path(choice.book).name} is as it was."


def _write_review(
    session: Session, choice: ExportChoice, path: Path, style: NumberStyle, progress: Progress
) -> str:
    from cxdesk.session.briefing import said_of_letters
    from cxdesk.session.customer_reviewing import review_page, secrets_for, write_customer_review

    facts = session.facts(progress)
    (code,) = _accounts(session, choice, progress)
    secrets = secrets_for(session.workspace, facts, code)
    page = review_page(facts, code, choice.days, secrets, style)
    write_customer_review(path, page, facts, secrets, choice.paper, progress)
    said = f"Wrote {path.name}. The leak check found nothing in it."
    return f"{said} {said_of_letters([page], path.suffix)}".rstrip()


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
    if choice.in_folder:
        return ""
    if choice.kind == WORKBOOK:
        return workbook_name(session.name, day)
    return f"{plain_name(stems[choice.kind])} {day}{choice.form}"
