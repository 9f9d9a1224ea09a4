"""The main window: it composes menus, bars and pages, and passes on what they say. What happens is in
`desk.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QVBoxLayout, QWidget

from cxdesk.desktop import choosing
from cxdesk.desktop.commands import Commands
from cxdesk.desktop.context import Context
from cxdesk.desktop.desk import Desk
from cxdesk.desktop.menus import allow, fill_menu_bar, make_actions, name_steps
from cxdesk.desktop.notice import NOTE, SUCCESS, Notice
from cxdesk.desktop.page_stack import ACCOUNT, IMPORTS, PORTFOLIO, PageStack
from cxdesk.desktop.saving import Saver
from cxdesk.desktop.widgets.command_bar import CommandBar
from cxdesk.desktop.widgets.notice_bar import NoticeBar
from cxdesk.desktop.widgets.rail import Rail
from cxdesk.desktop.widgets.status_line import StatusLine
from cxdesk.session import actions
from cxdesk.session.files import READABLE, importable, workspace_among

if TYPE_CHECKING:
    from cxdesk.session.account_view import AccountView
    from cxdesk.session.pages import Pages
    from cxdesk.session.review import Review

_RAIL = ((PORTFOLIO, "Portfolio"), (ACCOUNT, "Account"), (IMPORTS, "Imports"))
_SMALLEST = (1024, 640)


class MainWindow(QMainWindow):
    """One window on one workspace. `painted` is sent once, after it has been on the screen for the first
    time.
    """

    painted = Signal()

    def __init__(self, context: Context, *, asks: bool = True) -> None:
        """With `asks` false no dialog opens by itself: what would be asked is told as a failure."""
        super().__init__()
        self.context = context
        self._asks = asks
        self.desk = Desk(context, self)
        self.commands = Commands(self)
        self.saver = Saver(context, self)
        self._was_painted = False
        self.setWindowTitle("cxdesk")
        self.setMinimumSize(*_SMALLEST)
        self.setAcceptDrops(True)
        self.actions_by_name = make_actions(self, self.commands.handler)
        fill_menu_bar(self, self.actions_by_name)
        self._name = QLabel("")
        self._name.setProperty("look", "note")
        self._name.setContentsMargins(8, 4, 14, 4)
        self.menuBar().setCornerWidget(self._name)
        self.bar = CommandBar(self.actions_by_name)
        self.rail = Rail(context.appearance, _RAIL)
        self.notices = NoticeBar()
        self.stack = PageStack(context, self.actions_by_name)
        self.status = StatusLine()
        self.setStatusBar(self.status)
        self._compose()
        self._connect()
        self.show_mode()
        self._allow()
        if not self.restoreGeometry(context.settings.geometry):
            self.resize(1440, 900)

    def begin(self, path: Path | None, *, sample: bool) -> None:
        """Open what the window was started for: a workspace, the sample, or what was open last.

        A workspace that is named and does not exist is made; one that was open last and is gone is not.
        """
        is_new = path is not None and not sample and not path.exists()
        path = path or (None if sample else self.context.settings.workspace)
        if sample:
            self.desk.open_sample()
        elif is_new:
            self.stack.say(f"Making {path.name} …")
            self.desk.new_workspace(path)
        elif path is not None:
            self.stack.say(f"Opening {path.name} …")
            self.desk.open_workspace(path)
        else:
            self.desk.start_empty()

    def is_settled(self) -> bool:
        """Whether nothing is being done and every chart on the page shows the present state."""
        busy = any(runner.busy for runner in self.context.runners)
        return not busy and self.stack.is_settled()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window has been painted; the heavy work may begin."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place of the window, close the workspace, stop the threads."""
        self.context.settings.geometry = self.saveGeometry()
        self.desk.close()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls() and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a workspace that is dropped, or read spreadsheets for review."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.take_files(paths)

    def take_files(self, paths: list[Path]) -> None:
        """Open the workspace among some files, or else review the spreadsheets among them."""
        workspace = workspace_among(paths)
        if workspace is not None:
            self.desk.open_workspace(workspace)
        elif files := importable(paths):
            self.review(files)
        elif paths:
            self._notice(
                Notice(
                    NOTE, f"{paths[0].name} is no spreadsheet that can be read.", f"Readable are {READABLE}."
                )
            )

    def review(self, files: list[Path]) -> None:
        """Read files and show what they hold; nothing is written."""
        self.notices.hide()
        self.stack.say("Reading the files …", IMPORTS)
        self.show_page(IMPORTS)
        self.desk.review(files)
        self.stack.prepare_review()

    def show_page(self, name: str) -> None:
        """Go to a page."""
        if name == ACCOUNT and not self.desk.wants_account and self.desk.has_accounts:
            first = self.stack.first_account()
            if first is not None:
                self.desk.show_account(first)
        self.rail.blockSignals(True)
        self.rail.show_page(name)
        self.rail.blockSignals(False)
        self.stack.show_page(name)
        self._show_counts()

    def open_account(self, account_id: str) -> None:
        """Show the page of an account."""
        self.desk.show_account(account_id)
        self.show_page(ACCOUNT)

    def show_mode(self) -> None:
        """Mark in the menu which colours are in use."""
        self.actions_by_name[f"theme_{self.context.appearance.mode.value}"].setChecked(True)

    def _compose(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        notices = QHBoxLayout()
        notices.setContentsMargins(16, 10, 16, 0)
        notices.addWidget(self.notices)
        column.addLayout(notices)
        column.addWidget(self.stack, 1)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.rail)
        below.addWidget(middle, 1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bar)
        outer.addLayout(below, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        desk, stack = self.desk, self.stack
        self.rail.chosen.connect(self.show_page)
        self.bar.find_wanted.connect(self.commands.find)
        self.status.cancel_wanted.connect(desk.cancel)
        for runner in (self.context.store, self.context.files):
            self.status.watch(runner)
        desk.pages_ready.connect(self._take_pages)
        desk.account_ready.connect(self._take_account)
        desk.history_ready.connect(stack.show_history)
        desk.change_ready.connect(stack.show_change)
        desk.record_ready.connect(stack.show_record)
        stack.record_wanted.connect(self.commands.do_show_record)
        desk.rows_ready.connect(self.commands.show_rows)
        desk.reviews.ready.connect(self._take_review)
        desk.reviews.names_ready.connect(stack.show_names)
        desk.reviews.preset_kept.connect(self._say_preset)
        desk.review_closed.connect(self._end_review)
        desk.notice.connect(self._notice)
        self.saver.notice.connect(self._notice)
        desk.cancelled.connect(self._cancelled)
        desk.password_wanted.connect(self._ask_password)
        desk.opened.connect(self._opened)
        stack.account_opened.connect(self.open_account)
        stack.rows_wanted.connect(desk.show_rows)
        stack.notes_wanted.connect(self.commands.do_show_imports)
        stack.undo_wanted.connect(desk.take_back)
        stack.redo_wanted.connect(desk.bring_back)
        stack.decided.connect(desk.decide)
        stack.review_accepted.connect(self.commands.accept_review)
        desk.definitions_ready.connect(self.commands.define)
        desk.conventions_ready.connect(self.commands.show_conventions)
        desk.read_backs.ready.connect(self.commands.show_read_back)
        stack.review_declined.connect(self._end_review)
        stack.review_edited.connect(desk.reviews.edit)
        stack.password_given.connect(desk.reviews.open_protected)
        stack.encoding_chosen.connect(desk.reviews.read_in)
        stack.preset_wanted.connect(self.commands.keep_preset)
        stack.name_answered.connect(self.desk.reviews.answer_name)

    def _opened(self) -> None:
        """Another workspace is open: what was shown of the one before is put away."""
        self.stack.forget()
        self.commands.put_rows_away()
        self.rail.show_page(PORTFOLIO)

    def _take_pages(self, pages: Pages) -> None:
        self.stack.show_pages(pages)
        self._show_name(pages.name)
        self.setWindowTitle(f"{pages.name} - cxdesk")
        synthetic = pages.portfolio is not None and pages.portfolio.synthetic
        self.bar.show_as_of(pages.as_of_text, pages.as_of_is_chosen)
        self.bar.show_synthetic(synthetic)
        self.status.show_saved(pages.saved)
        self.rail.show_count(
            PORTFOLIO, str(int(pages.portfolio.is_customer.sum())) if pages.portfolio else ""
        )
        self.rail.show_count(IMPORTS, pages.imports.count)
        self._allow()
        self._show_counts()

    def _show_name(self, name: str) -> None:
        """Show the workspace's name at the right of the menus, whose layout only then gives it room."""
        self._name.setText(name)
        self.menuBar().setCornerWidget(self._name)
        self._name.show()

    def _take_account(self, view: AccountView) -> None:
        self.stack.show_account(view)
        self._allow()
        self._show_counts()

    def _take_review(self, review: Review) -> None:
        self.stack.review(review)
        self.show_page(IMPORTS)

    def _say_preset(self, name: str) -> None:
        text = f"Saved the preset {name}. The next file of this shape is read in the same way."
        self._notice(Notice(SUCCESS, text))

    def _end_review(self, imported: bool = False) -> None:
        self.desk.reviews.end()
        self.stack.end_review()
        self.show_page(PORTFOLIO if imported else IMPORTS)

    def _notice(self, notice) -> None:
        self.notices.show_notice(notice)
        self.stack.say("")

    def _cancelled(self) -> None:
        self.stack.say("")

    def _ask_password(self, path: Path, error: Exception) -> None:
        """Ask for the password of a workspace and try again."""
        password = choosing.password_for(self, path) if self._asks else None
        if password is not None:
            self.desk.open_workspace(path, password)
        else:
            self.desk.give_up_opening(error)

    def _allow(self) -> None:
        imports = self.desk.pages.imports if self.desk.pages is not None else None
        met = {
            actions.DATA: self.desk.has_accounts,
            actions.ACCOUNT: self.desk.account is not None,
            actions.TO_UNDO: imports is not None and imports.to_undo is not None,
            actions.TO_REDO: imports is not None and imports.to_redo is not None,
            actions.SOME_IMPORT: imports is not None and len(imports.table) > 0,
            actions.ROWS_ASIDE: imports is not None and imports.rows_aside > 0,
        }
        allow(self.actions_by_name, met)
        if imports is not None:
            name_steps(self.actions_by_name, imports.to_undo, imports.to_redo)
        self.rail.allow(ACCOUNT, self.desk.has_accounts)

    def _show_counts(self) -> None:
        pages, account = self.desk.pages, self.desk.account
        if self.stack.page == ACCOUNT and account is not None:
            self.status.show_counts(account.counts)
        elif pages is not None and pages.portfolio is not None:
            self.status.show_counts(pages.portfolio.counts)
        else:
            self.status.show_counts("")
