"""What the export dialog knows: previews, names, and that nothing is replaced that nobody agreed to."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import openpyxl
import pypdf
import pytest

from cxdesk.errors import Cancelled, ExportError
from cxdesk.formatting import NEUTRAL
from cxdesk.progress import Progress, silent
from cxdesk.session import Session, open_session
from cxdesk.session.export_choice import (
    BRIEF,
    DUE,
    KINDS,
    OWN_BOOK,
    REVIEW,
    SELECTED,
    SHOWN,
    SOONEST,
    TABLE,
    ExportChoice,
    FileThere,
    remembered,
    stamp_of,
    to_remember,
)
from cxdesk.session.exporting import preview, write
from tests.session.samples import sample_files

__all__ = ["sample_files"]


@pytest.fixture(scope="module")
def session(sample_master: Path) -> Iterator[Session]:
    """Return a session on the sample; nothing here changes it."""
    opened = open_session(sample_master)
    yield opened
    opened.close()


def said(session: Session, choice: ExportChoice) -> tuple[str, str, str]:
    """What a choice would write in one text, why not, and the name that is proposed."""
    seen = preview(session, choice.settled(), NEUTRAL, silent())
    return " ".join(seen.lines), seen.refusal, seen.file_name


def test_every_kind_says_what_it_would_write(session: Session, sample_files: list[Path]) -> None:
    """The sample has 120 accounts; a brief is one page; the customer's own workbook names its sheet."""
    book = next(path for path in sample_files if path.name == "CRM export.xlsx")
    choices = {kind: ExportChoice(kind, account_id="SYN-1001", book=str(book)) for kind in KINDS}
    lines = {kind: said(session, choice) for kind, choice in choices.items()}
    assert {refusal for _, refusal, _ in lines.values()} == {""}
    assert "120 accounts" in lines["workbook"][0]
    assert "sheet Accounts, beside 120 accounts" in lines[OWN_BOOK][0]
    assert lines[OWN_BOOK][2] == "CRM export with health 2026-09-30.xlsx"
    assert "1 sheet: Tannrück Logistik." in lines[BRIEF][0]
    assert "1 page of Letter" in said(session, replace(choices[REVIEW], form=".pdf", paper="letter"))[0]
    assert "Accounts with their health: 120 rows." in lines[TABLE][0]
    assert lines[TABLE][2] == "Sample portfolio 2026-09-30.csv"


def test_what_cannot_be_written_is_refused_with_the_next_step(session: Session, tmp_path: Path) -> None:
    """No account open, no workbook chosen, one that was not imported: said before, not after."""
    assert "No account is open." in said(session, ExportChoice(BRIEF))[1]
    assert "No workbook is chosen." in said(session, ExportChoice(OWN_BOOK))[1]
    other = tmp_path / "other.xlsx"
    other.write_bytes(b"PK\x03\x04 another")
    assert "was not imported" in said(session, ExportChoice(OWN_BOOK, book=str(other)))[1]


def test_the_files_hold_what_was_said(session: Session, tmp_path: Path) -> None:
    """As many pages as accounts are due, and as many rows as the preview counted, read back."""
    due = ExportChoice(DUE, ".pdf", days=30)
    lines = said(session, due)[0]
    told = write(session, due, tmp_path / "b.pdf", None, NEUTRAL, silent())
    pages = len(pypdf.PdfReader(tmp_path / "b.pdf").pages)
    assert lines.startswith(f"{pages} pages of A4: ")
    assert told == f"Wrote {pages} pages to b.pdf."
    table = ExportChoice(TABLE, ".csv", table="tickets")
    write(session, table, tmp_path / "t.csv", None, NEUTRAL, silent())
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = len(list(csv.reader(file))) - 1
    assert f"Tickets: {rows:,} rows." in said(session, table)[0].replace("\u00a0", ",").replace("\u202f", ",")


def test_no_file_is_replaced_unless_that_very_file_was_agreed_to(session: Session, tmp_path: Path) -> None:
    """There already: refused. Agreed: replaced. Changed since it was agreed, or open elsewhere: refused."""
    out, choice = tmp_path / "t.csv", ExportChoice(TABLE, ".csv", table="agents")
    out.write_text("mine")
    with pytest.raises(FileThere) as found:
        write(session, choice, out, None, NEUTRAL, silent())
    assert out.read_text() == "mine"
    agreed = found.value.stamp
    out.write_text("mine, and longer")
    with pytest.raises(FileThere, match="changed meanwhile"):
        write(session, choice, out, agreed, NEUTRAL, silent())
    lock = tmp_path / ".~lock.t.csv#"
    lock.touch()
    with pytest.raises(ExportError, match="open in another program"):
        write(session, choice, out, stamp_of(out), NEUTRAL, silent())
    assert out.read_text() == "mine, and longer"
    lock.unlink()
    write(session, choice, out, stamp_of(out), NEUTRAL, silent())
    assert "mine" not in out.read_text()


def test_the_last_choice_is_remembered_but_not_whom_it_was_about() -> None:
    """Kept as plain values; what a newer or broken settings file holds is as at a first start."""
    choice = ExportChoice(
        DUE, ".pdf", "letter", 45, account_id="SYN-1001", apart=True, live=SOONEST, shown=("a",)
    )
    assert remembered(to_remember(choice)) == replace(choice, account_id=None, shown=())
    assert remembered({"kind": DUE, "live": "loudest"}) == ExportChoice()
    assert remembered({"kind": "poster", "days": 30}) == ExportChoice()
    assert remembered({"kind": DUE, "days": "many", "raw": 1}) == ExportChoice(DUE, ".pdf")


def test_the_live_accounts_are_those_that_were_chosen(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 120 accounts at most 5 may be live here. Expected: those named, or by the facts' own dates those
    whose notice (else renewal) comes first; where the table of accounts has none, that is said.
    """
    for module in ("cxdesk.session.exporting", "cxdesk.report.material"):
        monkeypatch.setattr(f"{module}.MOST_LIVE", 5)
    wanted = ("SYN-1001", "SYN-1002", "SYN-1003")
    selected = ExportChoice(live=SELECTED, selected=wanted)
    assert "the 3 selected in the table of accounts are live formulas" in said(session, selected)[0]
    assert "No account is selected." in said(session, replace(selected, selected=()))[1]
    assert "The table of accounts shows none." in said(session, ExportChoice(live=SHOWN))[1]
    out = tmp_path / "live.xlsx"
    write(session, selected, out, None, NEUTRAL, silent())
    rows = openpyxl.load_workbook(out, read_only=True)["Accounts"].iter_rows(min_row=6, min_col=2, max_col=2)
    assert sorted(row[0].value for row in rows) == sorted(wanted)
    accounts = session.facts(silent()).accounts
    due = np.where(np.isnat(accounts.notice_date), accounts.renewal_date, accounts.notice_date)
    days = (due - session.facts(silent()).as_of.astype("datetime64[D]")).astype(float)
    known = np.flatnonzero(accounts.is_customer & (days >= 0))
    nearest = {str(accounts.account_id[code]) for code in known[np.argsort(days[known], kind="stable")][:5]}
    write(session, ExportChoice(live=SOONEST), out, stamp_of(out), NEUTRAL, silent())
    rows = openpyxl.load_workbook(out, read_only=True)["Accounts"].iter_rows(min_row=6, min_col=2, max_col=2)
    assert {row[0].value for row in rows} == nearest


def test_briefs_go_into_files_of_their_own_all_or_none(session: Session, tmp_path: Path) -> None:
    """As many files as accounts are due, each a page. Stopped in between: nothing, not even a temporary
    folder. Files of the name are there: said how many, replaced once agreed; what somebody writes meanwhile
    stays.
    """
    choice = ExportChoice(DUE, ".pdf", days=30, apart=True)
    lines, _, name = said(session, choice)
    assert name == ""
    assert "Each is a file of its own." in lines

    stop = Event()

    def stopping(_text: str, fraction: float | None) -> None:
        if fraction is not None and fraction > 0.8:
            stop.set()

    with pytest.raises(Cancelled):
        write(session, choice, tmp_path, None, NEUTRAL, Progress(stopping, stop))
    assert list(tmp_path.iterdir()) == []
    told = write(session, choice, tmp_path, None, NEUTRAL, silent())
    files = sorted(tmp_path.iterdir())
    assert lines.startswith(f"{len(files)} pages of A4: ")
    assert told == f"Wrote {len(files)} files to {tmp_path.name}."
    assert {len(pypdf.PdfReader(file).pages) for file in files} == {1}
    with pytest.raises(FileThere, match=f"{len(files)} of the files are there") as found:
        write(session, choice, tmp_path, None, NEUTRAL, silent())
    write(session, choice, tmp_path, found.value.stamp, NEUTRAL, silent())
    assert sorted(tmp_path.iterdir()) == files

    def appearing(_text: str, fraction: float | None) -> None:
        if fraction is not None and fraction > 0.8:
            files[0].write_bytes(b"theirs")

    for file in files:
        file.unlink()
    with pytest.raises(FileThere):
        write(session, choice, tmp_path, None, NEUTRAL, Progress(appearing, Event()))
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == {files[0]: b"theirs"}
