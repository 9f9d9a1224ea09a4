"""An import from end to end in the real window: dropped, corrected, asked about, kept, stopped, taken back.

What the workspace holds afterwards is read from its file by another session, and compared with what the test
wrote into the spreadsheets.
"""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from pathlib import Path

import msoffcrypto.format.ooxml as encryption
import openpyxl
import pyarrow.parquet as parquet
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.desktop import choosing
from cxdesk.desktop.widgets.choice_cell import ChoiceBox
from cxdesk.desktop.window import MainWindow
from cxdesk.session import create_session, open_session
from tests.desktop.conftest import PATIENCE, import_as_shown, settle

Opened = Callable[..., MainWindow]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""Without a screen no list can be raised above the window; Qt says so."""
LEFT = Qt.MouseButton.LeftButton
ACCOUNTS = (
    "Account ID,Account Name,ARR,Renewal Date,Line of trade\n"
    "A1,Northwind,1200,02/03/2027,Ferries\n"
    "A2,Quayside,5400,04/05/2027,Pharma\n"
    "A3,Ravenhill,900,06/07/2027,Ferries\n"
)
ANSWERS = (
    "Response ID,Account ID,How likely are you to recommend us? (0-10),Answered at\n"
    "R1,A1,9,2026-08-14\nR2,A2,3,2026-08-15\nR3,A3,11,2026-08-16\nR4,A1,10,2026-08-17\n"
)
TICKETS = (
    "Ticket ID,Account ID,Created at,Solved at,Status\n"
    "1,A1,2026-07-01 08:00,2026-07-02 08:00,solved\n"
    "2,A2,2026-07-03 09:00,,open\n"
    "3,A9,2026-07-05 10:00,2026-07-05 18:00,solved\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return an empty workspace file."""
    path = tmp_path / "Journey.cxdesk"
    create_session(path).close()
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Return three spreadsheets: accounts with dates of unclear order, survey answers, tickets."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in (("crm.csv", ACCOUNTS), ("nps survey.csv", ANSWERS), ("tickets.csv", TICKETS)):
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def dropped(qtbot: QtBot, window: MainWindow, files: list[Path]) -> None:
    """Drop files on the window, and wait for their review and its comparison with the workspace."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, mime, LEFT, none)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, mime, LEFT, none))
    settle(qtbot, window)
    assert window.stack.currentWidget() is window.stack.under_review


def cell(window: MainWindow, header: str, column: str) -> str:
    """Return what the page says about a column of the sheet that it shows."""
    table = window.stack.under_review.sheet.columns.table
    return table.column(column).texts[list(table.column("header").texts).index(header)]


def choose_sheet(window: MainWindow, name: str) -> int:
    """Go to the sheet of a file."""
    sheets = window.desk.reviews.review.sheets
    place = next(at for at, sheet in enumerate(sheets) if sheet.heading.startswith(name))
    window.stack.under_review.sheets.setCurrentRow(place)
    return place


def read_column_as(qtbot: QtBot, window: MainWindow, header: str, meaning: str) -> None:
    """Click the meaning of a column and choose another from the list by its first letters."""
    table = window.stack.under_review.sheet.table
    columns = table.model().table
    row = list(columns.column("header").texts).index(header)
    place = [column.name for column in columns.columns].index("field")
    at = table.visualRect(table.model().index(row, place)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=at)
    qtbot.waitUntil(lambda: any(box.view().isVisible() for box in table.findChildren(ChoiceBox)))
    box = next(box for box in table.findChildren(ChoiceBox) if box.view().isVisible())
    qtbot.keyClicks(box.view(), meaning)
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    settle(qtbot, window)


def answers(qtbot: QtBot, window: MainWindow) -> list[QPushButton]:
    """Return the buttons of the question that is shown, once they are."""
    panel = window.stack.under_review.sheet.questions

    def shown() -> list[QPushButton]:
        return [each for each in panel.findChildren(QPushButton) if each.isCheckable() and each.isVisible()]

    qtbot.waitUntil(lambda: len(shown()) > 1, timeout=PATIENCE)
    return shown()


def kept(path: Path, table: str, *columns: str) -> list[tuple]:
    """Return what a workspace file holds of a table in force, in the order of import."""
    session = open_session(path)
    workspace = session.workspace
    rows = [
        tuple(row.get(name) for name in columns)
        for sheet_id, _, _ in workspace.sheets_of(table)
        for chunk in workspace.chunks(sheet_id, columns)
        for row in chunk.to_pylist()
    ]
    session.close()
    return rows


def written(text: str, *columns: str) -> list[tuple]:
    """Return columns of a spreadsheet's text, read by Python's own reader."""
    return [tuple(row[name] for name in columns) for row in csv.DictReader(io.StringIO(text))]


def test_three_files_are_dropped_corrected_answered_and_imported(
    qtbot: QtBot, make_window: Opened, workspace: Path, files: list[Path]
) -> None:
    """One meaning is mended, one date order answered; the file then holds the rows that the texts above have:
    3 accounts, 3 of 4 answers (11 lies outside 0 to 10), 3 tickets; month first as it was answered.
    """
    before = workspace.read_bytes()
    window = make_window(workspace)
    dropped(qtbot, window, files)
    page = window.stack.under_review
    assert page.sheets.count() == 3
    choose_sheet(window, "crm.csv")
    assert cell(window, "Line of trade", "field") != "Industry"
    read_column_as(qtbot, window, "Line of trade", "Indus")
    assert cell(window, "Line of trade", "field") == "Industry"
    assert cell(window, "Line of trade", "confidence") == "sure"
    assert cell(window, "Renewal Date", "confidence") == "check"
    month = next(button for button in answers(qtbot, window) if "Month first" in button.text())
    qtbot.mouseClick(month, LEFT)
    settle(qtbot, window)
    assert cell(window, "Renewal Date", "confidence") == "sure"
    assert workspace.read_bytes() == before, "nothing is written before Import"
    assert page.accept.text() == "Import 9 rows"
    import_as_shown(qtbot, window)
    qtbot.waitUntil(lambda: window.desk.has_accounts, timeout=PATIENCE)
    settle(qtbot, window)
    window.close()
    found = kept(workspace, "accounts", "account_id", "account_name", "industry", "renewal_date")
    assert [(row[0], row[1], row[2]) for row in found] == written(
        ACCOUNTS, "Account ID", "Account Name", "Line of trade"
    )
    assert [str(row[3]) for row in found] == ["2027-02-03", "2027-04-05", "2027-06-07"]
    assert [row[0] for row in kept(workspace, "surveys", "response_id")] == ["R1", "R2", "R4"]
    assert kept(workspace, "tickets", "ticket_id") == written(TICKETS, "Ticket ID")


def test_a_digit_answers_and_the_effect_shows_at_once(
    qtbot: QtBot, make_window: Opened, workspace: Path, files: list[Path]
) -> None:
    """Key 2 in the table of columns takes the second answer; key 1 takes it back: the plan follows each."""
    window = make_window(workspace)
    dropped(qtbot, window, files)
    place = choose_sheet(window, "crm.csv")
    labels = [button.accessibleName() for button in answers(qtbot, window)]
    month = next(at for at, label in enumerate(labels, 1) if "Month first" in label)
    for number, expected in ((month, "2027-02-03"), (3 - month, "2027-03-02")):
        panel = window.stack.under_review.sheet.questions
        if not panel.isVisible():
            qtbot.mouseClick(panel.fold, LEFT)
        qtbot.keyClick(window.stack.under_review.sheet.table, str(number))
        settle(qtbot, window)
        rows = window.desk.reviews.review.plan.sheets[place].outcome.rows
        assert str(rows["renewal_date"][0].as_py()) == expected


def test_changes_made_quickly_are_all_kept(
    qtbot: QtBot, make_window: Opened, workspace: Path, files: list[Path]
) -> None:
    """Two changes before the first was read: both are in the review that arrives, and Import waits for it."""
    window = make_window(workspace)
    dropped(qtbot, window, files)
    page, place = window.stack.under_review, choose_sheet(window, "crm.csv")
    columns = page.sheet.columns
    headers = list(columns.table.column("header").texts)
    field = [column.name for column in columns.table.columns].index("field")
    columns.setData(columns.index(headers.index("Line of trade"), field), "accounts.industry")
    columns.setData(columns.index(headers.index("ARR"), field), "accounts.mrr")
    assert not page.accept.isEnabled()
    settle(qtbot, window)
    mapping = window.desk.reviews.review.plan.sheets[place].report.mapping
    assert (mapping["Line of trade"], mapping["ARR"]) == ("accounts.industry", "accounts.mrr")
    assert page.accept.isEnabled()


def test_an_import_that_is_stopped_midway_leaves_nothing_behind(
    qtbot: QtBot,
    make_window: Opened,
    workspace: Path,
    files: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The disk is slow after the first sheet; a click on Cancel there: the file holds nothing of the import,
    the review is still open, and importing anew works.
    """
    written_one, go_on = threading.Event(), threading.Event()
    write = parquet.write_table

    def slowly(*given: object, **options: object) -> None:
        write(*given, **options)
        written_one.set()
        go_on.wait(PATIENCE / 1000)

    monkeypatch.setattr(parquet, "write_table", slowly)
    window = make_window(workspace)
    dropped(qtbot, window, files)
    page = window.stack.under_review
    import_as_shown(qtbot, window)
    stop = next(
        button
        for button in window.status.findChildren(QPushButton)
        if button.accessibleName() == "Cancel what is being done"
    )
    qtbot.waitUntil(lambda: written_one.is_set() and stop.isVisible(), timeout=PATIENCE)
    qtbot.mouseClick(stop, LEFT)
    go_on.set()
    settle(qtbot, window)
    assert "stopped" in window.notices.text
    assert window.stack.currentWidget() is page
    assert page.accept.isEnabled()
    window.close()
    session = open_session(workspace)
    assert session.imports() == []
    session.close()
    assert [path.name for path in workspace.parent.iterdir() if path.is_file()] == [workspace.name]
    window = make_window(workspace)
    dropped(qtbot, window, files)
    import_as_shown(qtbot, window)
    qtbot.waitUntil(lambda: window.desk.has_accounts, timeout=PATIENCE)
    settle(qtbot, window)
    window.close()
    assert len(kept(workspace, "accounts", "account_id")) == 3


def test_cancel_in_the_review_writes_nothing(
    qtbot: QtBot, make_window: Opened, workspace: Path, files: list[Path]
) -> None:
    """After a change and Cancel, the file's bytes are what they were."""
    before = workspace.read_bytes()
    window = make_window(workspace)
    dropped(qtbot, window, files)
    choose_sheet(window, "crm.csv")
    read_column_as(qtbot, window, "Line of trade", "Indus")
    qtbot.mouseClick(window.stack.under_review.decline, LEFT)
    settle(qtbot, window)
    assert window.stack.currentWidget() is not window.stack.under_review
    window.close()
    assert workspace.read_bytes() == before


def test_what_was_imported_is_said_as_in_the_review(
    qtbot: QtBot, make_window: Opened, workspace: Path, files: list[Path], tmp_path: Path
) -> None:
    """Nine rows of three files come in, an answer of 11 is set aside; the two rows of a budget, which is not
    used, are no rows set aside, neither before nor after."""
    other = tmp_path / "budget.csv"
    other.write_text("Cost centre,Category,Spent\nTravel,Plan,900\nRent,Plan,100\n", encoding="utf-8")
    window = make_window(workspace)
    dropped(qtbot, window, [*files, other])
    assert ("1 row set aside with a reason", "watch") in window.desk.reviews.review.changes
    import_as_shown(qtbot, window)
    qtbot.waitUntil(lambda: "Imported" in window.notices.text, timeout=PATIENCE)
    assert "Imported 9 rows; set aside 1 row." in window.notices.text
    settle(qtbot, window)


def test_undoing_an_import_brings_back_what_was_there(
    qtbot: QtBot, make_window: Opened, workspace: Path, files: list[Path], tmp_path: Path
) -> None:
    """A second file changes A2 and adds A4, its effect is said before; Ctrl+Z: the accounts are as before."""
    window = make_window(workspace)
    dropped(qtbot, window, files)
    import_as_shown(qtbot, window)
    qtbot.waitUntil(lambda: window.desk.has_accounts, timeout=PATIENCE)
    settle(qtbot, window)
    first = window.desk.pages.portfolio
    later = tmp_path / "crm later.csv"
    later.write_text(
        "Account ID,Account Name,ARR\nA1,Northwind,1200\nA2,Quayside,6000\nA4,Saltmarsh,70\n",
        encoding="utf-8",
    )
    dropped(qtbot, window, [later])
    said = [text for text, _ in window.desk.reviews.review.changes]
    assert said == ["1 new account", "1 account updated", "1 unchanged"]
    values = window.stack.under_review.below.values.model()
    assert [values.index(0, column).data() for column in range(4)] == ["A2", "ARR", "5400", "6000"]
    import_as_shown(qtbot, window)
    qtbot.waitUntil(lambda: window.desk.pages.portfolio is not first, timeout=PATIENCE)
    settle(qtbot, window)
    second = window.desk.pages.portfolio
    assert len(second) == 4
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.desk.pages.portfolio is not second, timeout=PATIENCE)
    settle(qtbot, window)
    again = window.desk.pages.portfolio
    assert list(again.account_id) == list(first.account_id)
    assert [column.texts for column in again.table.columns] == [
        column.texts for column in first.table.columns
    ]


def test_problems_are_filtered_and_copied(
    qtbot: QtBot, make_window: Opened, workspace: Path, tmp_path: Path
) -> None:
    """Of 30 rows 7 have no number as revenue and 4 no id, as written below: each filter shows so many."""
    lines = [
        f"{'' if row % 8 == 3 else f'A{row}'},Account {row},{'soon' if row % 4 == 1 else row * 100}"
        for row in range(30)
    ]
    source = tmp_path / "crm.csv"
    source.write_text("Account ID,Account Name,ARR\n" + "\n".join(lines) + "\n", encoding="utf-8")
    window = make_window(workspace)
    dropped(qtbot, window, [source])
    problems = window.stack.under_review.below.problems
    rows = problems.table.model().rowCount
    everything = rows()
    pick(qtbot, problems.kind, "Unreadable number")
    assert rows() == sum("soon" in line for line in lines)
    pick(qtbot, problems.column, "ARR")
    assert rows() == sum("soon" in line for line in lines)
    pick(qtbot, problems.kind, "All kinds")
    qtbot.keyClicks(problems.field, "SOON empty")
    assert rows() == sum("soon" in line for line in lines)
    assert "of" in problems.shown.text()
    qtbot.mouseClick(problems.copy, LEFT)
    settle(qtbot, window)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 1 + rows()
    assert copied[0].split("\t")[:2] == ["Row", "What"]
    problems.field.clear()
    pick(qtbot, problems.column, "All columns")
    assert rows() == everything


def pick(qtbot: QtBot, box: QComboBox, start: str) -> None:
    """Choose an entry of a list by the keyboard: its first letters, as Qt searches them."""
    at = next(place for place in range(box.count()) if box.itemText(place).startswith(start))
    box.setFocus()
    while box.currentIndex() != at:
        qtbot.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < at else Qt.Key.Key_Up)


def test_a_protected_book_asks_for_its_password(
    qtbot: QtBot, make_window: Opened, workspace: Path, files: list[Path], tmp_path: Path
) -> None:
    """A wrong password is said and asked again; the right one brings the two accounts of the book."""
    book = protected_book(tmp_path / "files" / "partners.xlsx", "Tell nobody 7")
    window = make_window(workspace)
    dropped(qtbot, window, [*files, book])
    page = window.stack.under_review
    page.sheets.setCurrentRow(page.sheets.count() - 1)
    assert page.file.isVisible()
    for password, expected in (("wrong", "does not open"), ("Tell nobody 7", "")):
        qtbot.keyClicks(page.file.field, password)
        qtbot.keyClick(page.file.field, Qt.Key.Key_Return)
        settle(qtbot, window)
        assert expected in " ".join(file.what for file in window.desk.reviews.review.files)
    assert window.desk.reviews.review.files == ()
    assert page.sheet.isVisible()
    import_as_shown(qtbot, window)
    qtbot.waitUntil(lambda: window.desk.has_accounts, timeout=PATIENCE)
    settle(qtbot, window)
    window.close()
    assert {row[0] for row in kept(workspace, "accounts", "account_id")} == {"A1", "A2", "A3", "P1", "P2"}


def protected_book(path: Path, password: str) -> Path:
    """Write a workbook of two accounts that a password protects."""
    book = openpyxl.Workbook()
    book.active.title = "Accounts"
    for row in (("Account ID", "Account Name", "ARR"), ("P1", "Tidewater", 10), ("P2", "Umber", 20)):
        book.active.append(row)
    plain, locked = io.BytesIO(), io.BytesIO()
    book.save(plain)
    encryption.OOXMLFile(plain).encrypt(password, locked)
    path.write_bytes(locked.getvalue())
    return path


def test_a_reading_that_was_saved_is_offered_for_the_next_file(
    qtbot: QtBot,
    make_window: Opened,
    workspace: Path,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mended meaning is saved under a name; next month's file of the same columns is read with it."""
    monkeypatch.setattr(choosing, "preset_name", lambda _parent, _proposal: "Our CRM")
    window = make_window(workspace)
    dropped(qtbot, window, files)
    choose_sheet(window, "crm.csv")
    read_column_as(qtbot, window, "Line of trade", "Indus")
    qtbot.mouseClick(window.stack.under_review.change.preset, LEFT)
    qtbot.waitUntil(lambda: "Our CRM" in window.notices.text, timeout=PATIENCE)
    qtbot.mouseClick(window.stack.under_review.decline, LEFT)
    settle(qtbot, window)
    september = tmp_path / "september.csv"
    september.write_text(ACCOUNTS.replace("A1", "B1"), encoding="utf-8")
    dropped(qtbot, window, [september])
    assert cell(window, "Line of trade", "field") == "Industry"
    assert "Our CRM" in window.desk.reviews.review.sheets[0].about


def test_the_header_can_be_in_another_row(
    qtbot: QtBot, make_window: Opened, workspace: Path, tmp_path: Path
) -> None:
    """The row above the real header looks like one; the third row is chosen: its names are the columns."""
    source = tmp_path / "crm.csv"
    source.write_text(
        "Account ID,Account Name,ARR\nold,names,here\nid,customer,yearly revenue\n"
        "A1,Northwind,5\nA2,Quayside,6\n",
        encoding="utf-8",
    )
    window = make_window(workspace)
    dropped(qtbot, window, [source])
    page = window.stack.under_review
    assert page.sheet.header.currentText() == "1"
    pick(qtbot, page.sheet.header, "3")
    settle(qtbot, window)
    assert page.sheet.header.currentText() == "3"
    assert list(page.sheet.columns.table.column("header").texts) == ["id", "customer", "yearly revenue"]
    assert window.desk.reviews.review.plan.sheets[0].report.rows_in == 2


@pytest.mark.parametrize("drops", [False, True])
def test_a_newer_export_may_drop_what_it_no_longer_has(
    qtbot: QtBot, make_window: Opened, workspace: Path, files: list[Path], drops: bool
) -> None:
    """The accounts come again under their file's name without the second one: it stays unless the box is
    ticked. Expected: three accounts, or the two that the newer text above has.
    """
    crm = files[0]
    window = make_window(workspace)
    for text, count in ((ACCOUNTS, 3), (ACCOUNTS.replace("A2,Quayside,5400,04/05/2027,Pharma\n", ""), 2)):
        crm.write_text(text, encoding="utf-8")
        dropped(qtbot, window, [crm])
        page = window.stack.under_review
        assert page.accept.text() == f"Import {count} rows"
        newer = count == 2
        box = page.change.drop
        qtbot.waitUntil(lambda box=box, shown=newer: box.isVisible() == shown, timeout=PATIENCE)
        if newer and drops:
            box.setFocus()
            qtbot.keyClick(box, Qt.Key.Key_Space)
        import_as_shown(qtbot, window)
        qtbot.waitUntil(lambda: window.desk.has_accounts, timeout=PATIENCE)
        settle(qtbot, window)
    accounts = {str(name) for name in window.stack.portfolio._view.account_id}
    window.close()
    assert accounts == ({"A1", "A3"} if drops else {"A1", "A2", "A3"})


def test_what_is_no_spreadsheet_is_said(
    qtbot: QtBot, make_window: Opened, workspace: Path, tmp_path: Path
) -> None:
    """A dropped picture is named, with what can be read; nothing else happens."""
    picture = tmp_path / "logo.png"
    picture.write_bytes(b"PNG")
    window = make_window(workspace)
    window.take_files([picture])
    shown = " ".join(label.text() for label in window.notices.findChildren(QLabel) if label.isVisible())
    assert "logo.png is no spreadsheet" in shown
    assert "xlsx" in shown
    assert window.desk.reviews.review is None
