"""What the menu entries do: one method for each record of the table of actions, bound by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from cxdesk.desktop import choosing
from cxdesk.desktop.appearance import Mode
from cxdesk.desktop.date_questions import AS_OF, COMPARED, Asking
from cxdesk.desktop.dialogs import show_about, show_definitions, show_record, show_shortcuts
from cxdesk.desktop.page_stack import ACCOUNT, IMPORTS, PORTFOLIO
from cxdesk.session import ACTIONS
from cxdesk.session.files import aside_name
from cxdesk.session.search import commands

if TYPE_CHECKING:
    from cxdesk.desktop.widgets.date_picker import DatePicker
    from cxdesk.desktop.widgets.over_form import OverForm
    from cxdesk.desktop.window import MainWindow
    from cxdesk.session.conventions_view import ConventionsView
    from cxdesk.session.evidence import Asked
    from cxdesk.session.evidence_rows import EvidenceRows
    from cxdesk.session.read_back_view import ReadBackView
    from cxdesk.session.review import Review


class Commands(QObject):
    """The commands of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        # How the windows that show something of the workspace are put away: those that were ever opened.
        self._of_workspace: list[Callable[[], None]] = []

    def handler(self, name: str) -> Callable[[], None]:
        """Return what the action of that name does; raises AttributeError when it does nothing."""
        return getattr(self, f"do_{name}")

    @property
    def _folder(self) -> str:
        return self._window.context.settings.folder

    def do_import(self) -> None:
        """Choose files and review them."""
        if files := choosing.files_to_import(self._window, self._folder):
            self._window.review(files)

    def do_read_back(self) -> None:
        """Choose workbooks that came back and look at what people wrote."""
        if files := choosing.workbooks_to_read_back(self._window, self._folder):
            self._window.notices.hide()
            self._window.desk.read_backs.read(files)

    def do_new_workspace(self) -> None:
        """Choose a name and start there."""
        if path := choosing.workspace_to_make(self._window, self._folder):
            self._window.notices.hide()
            self._window.desk.new_workspace(path)

    def do_open_workspace(self) -> None:
        """Choose a workspace and open it."""
        if path := choosing.workspace_to_open(self._window, self._folder):
            self._window.notices.hide()
            self._window.desk.open_workspace(path)

    def do_open_sample(self) -> None:
        """Open the generated portfolio."""
        self._window.notices.hide()
        self._window.desk.open_sample()

    def do_export(self) -> None:
        """Open the window that asks what to hand out."""
        self.export()

    def do_export_shown(self) -> None:
        """Save the table or chart under the keyboard's focus, else the page's first table."""
        from cxdesk.desktop.widgets.chart_view import ChartView
        from cxdesk.desktop.widgets.row_table import RowTable

        shown = QApplication.focusWidget()
        while shown is not None and not isinstance(shown, (RowTable, ChartView)):
            shown = shown.parentWidget()
        if shown is None:
            tables = self._window.stack.currentWidget().findChildren(RowTable)
            shown = next((table for table in tables if table.isVisible()), None)
        if shown is not None:
            shown.save()

    def do_quit(self) -> None:
        """Close the window."""
        self._window.close()

    def do_export_set_aside(self) -> None:
        """Choose a name and write the rows set aside."""
        pages = self._window.desk.pages
        if pages is None or not pages.imports.rows_aside:
            return
        proposal = aside_name(pages.name)
        title = "Export rows set aside"
        if path := choosing.workbook_to_write(self._window, self._folder, proposal, title):
            self._window.desk.export_set_aside(path)

    def do_undo(self) -> None:
        """Take the newest import or decision back."""
        pages = self._window.desk.pages
        if pages is not None and pages.imports.to_undo is not None:
            self._window.desk.take_back(pages.imports.to_undo)

    def do_toggle_import(self) -> None:
        """Take the import back that is chosen on its page, or bring it back; elsewhere go to that page."""
        imports = self._window.stack.imports
        if imports is not None and self._window.stack.currentWidget() is imports:
            imports.toggle()
        else:
            self.do_show_imports()

    def do_redo(self) -> None:
        """Bring back what was taken back last."""
        pages = self._window.desk.pages
        if pages is not None and pages.imports.to_redo is not None:
            self._window.desk.bring_back(pages.imports.to_redo)

    def do_copy(self) -> None:
        """Copy the selected accounts."""
        if self._window.stack.portfolio:
            self._window.stack.portfolio.copy_rows()

    def do_find(self) -> None:
        """Open the palette."""
        self.find("")

    def do_filter(self) -> None:
        """Go to the filter field."""
        self._window.show_page(PORTFOLIO)
        if self._window.stack.portfolio:
            self._window.stack.portfolio.focus_filter()

    def do_clear_filters(self) -> None:
        """Show all accounts."""
        if self._window.stack.portfolio:
            self._window.stack.portfolio.clear_filters()

    def do_show_portfolio(self) -> None:
        """Go to the portfolio."""
        self._window.show_page(PORTFOLIO)

    def do_show_account(self) -> None:
        """Go to the account."""
        self._window.show_page(ACCOUNT)

    def do_show_imports(self) -> None:
        """Go to the imports."""
        self._window.show_page(IMPORTS)

    def do_show_duplicates(self) -> None:
        """Go to the accounts that may be the same."""
        self.do_show_imports()
        if self._window.stack.imports is not None:
            self._window.stack.imports.show_duplicates()

    def do_show_rows(self) -> None:
        """Open the rows of the number under the keyboard's focus on the account's or the portfolio's page."""
        stack = self._window.stack
        page = stack.account if stack.page == ACCOUNT else stack.portfolio
        asked = None if page is None else page.current_number()
        if asked is not None:
            self._window.desk.show_rows(asked)

    def do_show_record(self) -> None:
        """Show what became of each band's accounts, once that is known."""
        if self._window.desk.record is not None:
            show_record(self._window, self._window.desk.record)

    def do_choose_as_of(self) -> None:
        """Open the calendar."""
        pages = self._window.desk.pages
        if pages is not None and pages.as_of is not None:
            corner = self._place(self._window.bar.as_of)
            picker = self._picker(AS_OF, self._move_as_of)
            picker.start(pages.as_of.item(), QPoint(corner.right(), corner.bottom()))

    def do_compare_with(self) -> None:
        """Show what changed, and open the calendar for the day to compare with."""
        pages, page = self._window.desk.pages, self._window.stack.account
        if pages is None or pages.as_of is None or page is None:
            return
        self._window.show_page(ACCOUNT)
        page.past.turn_to_change()
        corner = self._place(page.past.compare)
        picker = self._picker(COMPARED, self._compare_with)
        day = page.past.since or pages.as_of.item()
        picker.start(day, QPoint(corner.right(), corner.bottom()), pages.as_of.item() - timedelta(days=1))

    def do_theme_system(self) -> None:
        """Follow the system's colours."""
        self._use(Mode.SYSTEM)

    def do_theme_light(self) -> None:
        """Use light colours."""
        self._use(Mode.LIGHT)

    def do_theme_dark(self) -> None:
        """Use dark colours."""
        self._use(Mode.DARK)

    def do_open_account(self) -> None:
        """Open the account that the table's cursor is on."""
        account = self._window.stack.portfolio.current_account() if self._window.stack.portfolio else None
        if account is not None:
            self._window.open_account(account)

    def do_previous_account(self) -> None:
        """Go up in the table."""
        self._step(-1)

    def do_next_account(self) -> None:
        """Go down in the table."""
        self._step(1)

    def do_conventions(self) -> None:
        """Ask for the conventions; their window opens when they are there."""
        self._window.desk.show_conventions()

    def do_read_comments(self) -> None:
        """Read the comments that were not read yet, in the background."""
        self._window.desk.comments.begin()

    def do_write_call(self) -> None:
        """Open the form of a call with the account that is open."""
        self._write("CallForm", self._window.desk.write_down)

    def do_write_view(self) -> None:
        """Open the form of the user's own view of the account that is open."""
        self._write("ViewForm", self._window.desk.write_down)

    def do_set_scale(self) -> None:
        """Open the form for the name of a scale."""
        pages = self._window.desk.pages
        if pages is not None and pages.as_of is not None:
            form = self._form("ScaleForm", self._window.desk.set_scale)
            form.start(pages.as_of_text, self._place(self._window.stack))

    def do_definitions(self) -> None:
        """Ask for the definitions; the window shows them when they are there."""
        self._window.desk.show_definitions()

    def do_shortcuts(self) -> None:
        """Show all commands."""
        show_shortcuts(self._window)

    def do_about(self) -> None:
        """Show the version."""
        show_about(self._window)

    def find(self, text: str) -> None:
        """Open the palette with something typed already."""
        from cxdesk.desktop.widgets.finder import Finder

        window = self._window
        finder = window.findChild(Finder)
        if finder is None:
            finder = Finder(window.context.appearance, window)
            finder.chosen.connect(self._take_found)
        entries = window.desk.pages.entries if window.desk.pages else ()
        usable = [record for record in ACTIONS if window.actions_by_name[record.name].isEnabled()]
        listed = commands([record for record in usable if record.name != "find"])
        finder.start((*entries, *listed), text, self._place(window.bar.search))

    def accept_review(self, review: Review) -> None:
        """Import what was reviewed; ask first where it is to be kept when there is no workspace yet."""
        desk = self._window.desk
        if not desk.needs_workspace:
            desk.commit(review)
            return
        path = choosing.workspace_to_make(self._window, self._folder)
        if path is not None:
            desk.new_workspace(path, lambda: desk.commit(review))

    def keep_preset(self, sheet: int) -> None:
        """Ask for a name and keep how a sheet under review is read."""
        review = self._window.desk.reviews.review
        if review is not None:
            proposal = review.sheets[sheet].heading
            if name := choosing.preset_name(self._window, proposal):
                self._window.desk.reviews.keep_preset(sheet, name)

    def export(self, kind: str = "") -> None:
        """Open the window of exports, on a kind where one is named."""
        from cxdesk.desktop.export_window import ExportWindow
        from cxdesk.session.exporting import MOST_LIVE

        desk = self._window.desk
        window = self._window.findChild(ExportWindow)
        if window is None:
            window = ExportWindow(self._window.context, self._window)
            window.preview_wanted.connect(desk.exports.ask)
            window.write_wanted.connect(desk.exports.write)
            window.stop_wanted.connect(desk.exports.cancel)
            desk.exports.previewed.connect(window.show_preview)
            desk.exports.refused.connect(window.refuse)
            desk.exports.written.connect(window.tell_written)
            self._of_workspace.append(window.close)
        page = self._window.stack.portfolio
        account = None if desk.account is None else desk.account.account_id
        window.start(account, kind, page.shown_accounts(MOST_LIVE), page.selected_accounts())

    def show_rows(self, view: EvidenceRows) -> None:
        """Show a number with its rows, in the window that is there for it."""
        from cxdesk.desktop.rows_window import RowsWindow

        window = self._window.findChild(RowsWindow)
        if window is None:
            window = RowsWindow(self._window.context, self._window)
            window.asked.connect(self._window.desk.show_rows)
            window.save_wanted.connect(self._save_rows)
            window.put_away.connect(self._window.desk.forget_rows)
            self._of_workspace.append(window.close)
        window.show_view(view)

    def put_rows_away(self) -> None:
        """Close the windows of a number, of conventions and of what came back: another workspace is open."""
        for put_away in self._of_workspace:
            put_away()

    def show_conventions(self, view: ConventionsView) -> None:
        """Show the conventions in the window that is there for them."""
        from cxdesk.desktop.conventions_window import ConventionsWindow

        window = self._window.findChild(ConventionsWindow)
        if window is None:
            desk = self._window.desk
            window = ConventionsWindow(self._window.context, self._window)
            window.kept.connect(desk.keep_conventions)
            window.put_away.connect(desk.forget_conventions)
            desk.conventions_kept.connect(window.tell)
            desk.conventions_refused.connect(window.refuse)
            self._of_workspace += [window.close, window.forget]
        window.show_view(view)
        if not window.isVisible():
            window.show()
            window.activateWindow()

    def show_read_back(self, view: ReadBackView) -> None:
        """Show what came back, in the window that is there for it."""
        from cxdesk.desktop.read_back_window import ReadBackWindow

        window = self._window.findChild(ReadBackWindow)
        if window is None:
            reads = self._window.desk.read_backs
            window = ReadBackWindow(self._window.context, self._window)
            window.chosen.connect(reads.choose)
            window.keep_wanted.connect(reads.keep)
            reads.kept.connect(window.put_away)
            self._of_workspace.append(window.close)
        window.show_view(view)
        if not window.isVisible():
            window.show()
            window.activateWindow()

    def define(self, definitions: tuple) -> None:
        """Show the definitions that were asked for."""
        show_definitions(self._window, definitions)

    def _save_rows(self, asked: Asked, table: int, proposal: str) -> None:
        if path := choosing.rows_to_write(self._window, self._folder, proposal):
            self._window.desk.save_rows(asked, table, path)

    def _take_found(self, kind: str, target: str) -> None:
        if kind == "Command":
            self._window.actions_by_name[target].trigger()
        else:
            self._window.open_account(target)

    def _move_as_of(self, day: date | None) -> None:
        from numpy import datetime64

        self._window.desk.move_as_of(None if day is None else datetime64(day))

    def _compare_with(self, day: date | None) -> None:
        from numpy import datetime64

        self._window.desk.compare_with(None if day is None else datetime64(day))

    def _picker(self, asked: Asking, chosen: Callable[[date | None], None]) -> DatePicker:
        """Return the calendar that is there for a question."""
        from cxdesk.desktop.widgets.date_picker import DatePicker

        found = self._window.findChild(DatePicker, asked.name)
        if found is None:
            found = DatePicker(self._window.context.appearance, asked, self._window)
            found.chosen.connect(chosen)
        return found

    def _write(self, name: str, keep: Callable[[object], None]) -> None:
        """Open a form about the account that is open, on its page."""
        view = self._window.desk.account
        if view is not None:
            self._window.show_page(ACCOUNT)
            self._form(name, keep).start(view, self._place(self._window.stack))

    def _form(self, name: str, keep: Callable[[object], None]) -> OverForm:
        """Return the form that is there; it is put away once what it holds is kept."""
        from cxdesk.desktop.widgets import written_forms

        kind = getattr(written_forms, name)
        form = self._window.findChild(kind)
        if form is None:
            desk = self._window.desk
            form = kind(self._window.context.appearance, self._window)
            form.kept.connect(keep)
            desk.written.connect(form.put_away)
            desk.not_written.connect(form.tell)
            desk.opened.connect(form.forget)
        return form

    def _use(self, mode: Mode) -> None:
        self._window.context.settings.mode = mode
        self._window.context.appearance.choose(mode)
        self._window.show_mode()

    def _step(self, step: int) -> None:
        """Go to the account above or below in the table."""
        account, portfolio = self._window.desk.account, self._window.stack.portfolio
        if account is not None and portfolio is not None:
            neighbour = portfolio.neighbour(account.account_id, step)
            if neighbour is not None:
                self._window.open_account(neighbour)

    def _place(self, widget: QWidget) -> QRect:
        """Return where a widget is, in the window's own coordinates."""
        return QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size())
