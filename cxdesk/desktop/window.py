"""The main window: it composes menus, bars and pages, and passes on what they say. What happens is in `desk.py`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QVBoxLayout, QWidget

from cxdesk.desktop import choosing
from cxdesk.desktop.appearance import Mode
from cxdesk.desktop.context import Context
from cxdesk.desktop.desk import Desk
from cxdesk.desktop.menus import allow, fill_menu_bar, make_actions
from cxdesk.desktop.page_stack import PageStack
from cxdesk.desktop.widgets.command_bar import CommandBar
from cxdesk.desktop.widgets.notice_bar import NoticeBar
from cxdesk.desktop.widgets.rail import Rail
from cxdesk.desktop.widgets.status_line import StatusLine
from cxdesk.session import ACTIONS
from cxdesk.session.files import importable, workbook_name, workspace_among
from cxdesk.session.search import commands

if TYPE_CHECKING:
    from cxdesk.session.pages import Pages

PORTFOLIO, ACCOUNT, IMPORTS = "portfolio", "account", "imports"
_RAIL = ((PORTFOLIO, "Portfolio"), (ACCOUNT, "Account"), (IMPORTS, "Imports"))
_SMALLEST = (1024, 640)


class MainWindow(QMainWindow):
    """One window on one workspace. `painted` is sent once, after it has been on the screen for the first time."""

    painted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.desk = Desk(context, self)
        self._was_painted = False
        self.setWindowTitle("cxdesk")
        self.setMinimumSize(*_SMALLEST)
        self.setAcceptDrops(True)
        self.actions_by_name = make_actions(self, self._handlers())
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
        self._show_mode()
        self._allow()
        if not self.restoreGeometry(context.settings.geometry):
            self.resize(1440, 900)

    def begin(self, path: Path | None, *, sample: bool) -> None:
        """Open what the window was started for: a workspace, the sample, or what was open last."""
        path = path or (None if sample else self.context.settings.workspace)
        if sample:
            self.desk.open_sample()
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

    def review(self, files: list[Path]) -> None:
        """Read files and show what they hold; nothing is written."""
        self.notices.hide()
        self.stack.say("Reading the files …", IMPORTS)
        self.show_page(IMPORTS)
        self.desk.review(files)

    def show_page(self, name: str) -> None:
        """Go to a page."""
        if name == ACCOUNT and self.desk.account is None and self.desk.has_accounts:
            first = self.stack.portfolio.current_account() if self.stack.portfolio else None
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
        self.bar.find_wanted.connect(self._find)
        self.status.cancel_wanted.connect(desk.cancel)
        for runner in (self.context.store, self.context.files):
            self.status.watch(runner)
        desk.pages_ready.connect(self._take_pages)
        desk.account_ready.connect(self._take_account)
        desk.history_ready.connect(stack.show_history)
        desk.review_ready.connect(self._take_review)
        desk.review_closed.connect(self._end_review)
        desk.notice.connect(self._notice)
        desk.cancelled.connect(self._cancelled)
        desk.password_wanted.connect(self._ask_password)
        desk.opened.connect(self._opened)
        stack.account_opened.connect(self.open_account)
        stack.notes_wanted.connect(self._show_imports)
        stack.review_accepted.connect(self._commit)
        stack.review_declined.connect(self._end_review)
        stack.remap_wanted.connect(desk.remap)

    def _handlers(self) -> dict:
        return {
            "import": self._import,
            "new_workspace": self._new_workspace,
            "open_workspace": self._open_workspace,
            "open_sample": self._open_sample,
            "export_workbook": self._export,
            "quit": self.close,
            "copy": self._copy,
            "find": self._find,
            "filter": self._filter,
            "clear_filters": self._clear_filters,
            "show_portfolio": self._show_portfolio,
            "show_account": self._show_account,
            "show_imports": self._show_imports,
            "choose_as_of": self._choose_as_of,
            "theme_system": self._use_system_colours,
            "theme_light": self._use_light_colours,
            "theme_dark": self._use_dark_colours,
            "open_account": self._open_current,
            "previous_account": self._previous_account,
            "next_account": self._next_account,
            "definitions": self._show_definitions,
            "shortcuts": self._show_shortcuts,
            "about": self._show_about,
        }

    def _import(self) -> None:
        if files := choosing.files_to_import(self, self.context.settings.folder):
            self.review(files)

    def _new_workspace(self) -> None:
        if path := choosing.workspace_to_make(self, self.context.settings.folder):
            self.desk.new_workspace(path)

    def _open_workspace(self) -> None:
        if path := choosing.workspace_to_open(self, self.context.settings.folder):
            self.desk.open_workspace(path)

    def _open_sample(self) -> None:
        self.desk.open_sample()

    def _export(self) -> None:
        pages = self.desk.pages
        if pages is None or pages.as_of is None:
            return
        proposal = workbook_name(pages.name, str(pages.as_of))
        if path := choosing.workbook_to_write(self, self.context.settings.folder, proposal):
            self.desk.export(path)

    def _commit(self, plan) -> None:
        """Import what was reviewed; ask first where it is to be kept when there is no workspace yet."""
        if self.desk.needs_workspace:
            path = choosing.workspace_to_make(self, self.context.settings.folder)
            if path is not None:
                self.desk.new_workspace(path, lambda: self.desk.commit(plan))
            return
        self.desk.commit(plan)

    def _copy(self) -> None:
        if self.stack.portfolio:
            self.stack.portfolio.copy_rows()

    def _find(self, text: str = "") -> None:
        entries = self.desk.pages.entries if self.desk.pages else ()
        names = {name for name, action in self.actions_by_name.items() if action.isEnabled()}
        usable = commands([record for record in ACTIONS if record.name in names and record.name != "find"])
        finder = self._finder()
        finder.start((*entries, *usable), text, self._under(self.bar.search))

    def _finder(self):
        """Return the palette, made when it is first used."""
        from cxdesk.desktop.widgets.finder import Finder

        found = self.findChild(Finder)
        if found is None:
            found = Finder(self.context.appearance, self)
            found.chosen.connect(self._take_found)
        return found

    def _take_found(self, kind: str, target: str) -> None:
        if kind == "Command":
            self.actions_by_name[target].trigger()
        else:
            self.open_account(target)

    def _filter(self) -> None:
        self.show_page(PORTFOLIO)
        if self.stack.portfolio:
            self.stack.portfolio.focus_filter()

    def _clear_filters(self) -> None:
        if self.stack.portfolio:
            self.stack.portfolio.clear_filters()

    def _show_portfolio(self) -> None:
        self.show_page(PORTFOLIO)

    def _show_account(self) -> None:
        self.show_page(ACCOUNT)

    def _show_imports(self) -> None:
        self.show_page(IMPORTS)

    def _choose_as_of(self) -> None:
        from cxdesk.desktop.widgets.date_picker import DatePicker

        if self.desk.pages is None or self.desk.pages.as_of is None:
            return
        picker = self.findChild(DatePicker)
        if picker is None:
            picker = DatePicker(self)
            picker.chosen.connect(self._move_as_of)
        corner = self._under(self.bar.as_of)
        picker.start(self.desk.pages.as_of.item(), QPoint(corner.right(), corner.bottom()))

    def _move_as_of(self, day: date | None) -> None:
        from numpy import datetime64

        self.desk.move_as_of(None if day is None else datetime64(day))

    def _use_system_colours(self) -> None:
        self._use(Mode.SYSTEM)

    def _use_light_colours(self) -> None:
        self._use(Mode.LIGHT)

    def _use_dark_colours(self) -> None:
        self._use(Mode.DARK)

    def _use(self, mode: Mode) -> None:
        self.context.settings.mode = mode
        self.context.appearance.choose(mode)
        self._show_mode()

    def _show_mode(self) -> None:
        self.actions_by_name[f"theme_{self.context.appearance.mode.value}"].setChecked(True)

    def _open_current(self) -> None:
        account = self.stack.portfolio.current_account() if self.stack.portfolio else None
        if account is not None:
            self.open_account(account)

    def _previous_account(self) -> None:
        self._step(-1)

    def _next_account(self) -> None:
        self._step(1)

    def _step(self, step: int) -> None:
        """Go to the account above or below in the table."""
        if self.desk.account is not None and self.stack.portfolio:
            neighbour = self.stack.portfolio.neighbour(self.desk.account.account_id, step)
            if neighbour is not None:
                self.open_account(neighbour)

    def _show_definitions(self) -> None:
        from cxdesk.desktop.dialogs import show_definitions

        show_definitions(self)

    def _show_shortcuts(self) -> None:
        from cxdesk.desktop.dialogs import show_shortcuts

        show_shortcuts(self)

    def _show_about(self) -> None:
        from cxdesk.desktop.dialogs import show_about

        show_about(self)

    def _opened(self) -> None:
        """Another workspace is open: what was shown of the one before is put away."""
        self.notices.hide()
        self.stack.forget()
        self.rail.show_page(PORTFOLIO)

    def _take_pages(self, pages: Pages) -> None:
        self.stack.show_pages(pages)
        self._show_name(pages.name)
        self.setWindowTitle(f"{pages.name} - cxdesk")
        synthetic = pages.portfolio is not None and pages.portfolio.synthetic
        self.bar.show_as_of(pages.as_of_text, pages.as_of_is_chosen)
        self.bar.show_synthetic(synthetic)
        self.status.show_saved("Saved · offline" if pages.kept else "Not saved · offline")
        self.rail.show_count(PORTFOLIO, str(int(pages.portfolio.is_customer.sum())) if pages.portfolio else "")
        self.rail.show_count(IMPORTS, pages.imports.count)
        self._allow()
        self._show_counts()

    def _show_name(self, name: str) -> None:
        """Show the workspace's name at the right of the menus, whose layout only then gives it room."""
        self._name.setText(name)
        self.menuBar().setCornerWidget(self._name)
        self._name.show()

    def _take_account(self, view) -> None:
        self.stack.show_account(view)
        self._allow()
        self._show_counts()

    def _take_review(self, plan) -> None:
        self.stack.review(plan, self.desk.pages)
        self.show_page(IMPORTS)

    def _end_review(self, imported: bool = False) -> None:
        self.stack.end_review()
        self.show_page(PORTFOLIO if imported else IMPORTS)

    def _notice(self, notice) -> None:
        self.notices.show_notice(notice)
        self.stack.say("")

    def _cancelled(self) -> None:
        self.stack.say("")

    def _ask_password(self, path: Path) -> None:
        password = choosing.password_for(self, path)
        if password is not None:
            self.desk.open_workspace(path, password)
        elif self.desk.pages is None:
            self.desk.start_empty()

    def _allow(self) -> None:
        allow(self.actions_by_name, data=self.desk.has_accounts, account=self.desk.account is not None)
        self.rail.allow(ACCOUNT, self.desk.has_accounts)

    def _show_counts(self) -> None:
        pages, account = self.desk.pages, self.desk.account
        if self.stack.page == ACCOUNT and account is not None:
            self.status.show_counts(account.counts)
        elif pages is not None and pages.portfolio is not None:
            self.status.show_counts(pages.portfolio.counts)
        else:
            self.status.show_counts("")

    def _under(self, widget: QWidget) -> QRect:
        """Return where a widget is, in the window's own coordinates."""
        return QRect(widget.mapTo(self, QPoint(0, 0)), widget.size())
