"""The pages, each made when it is first needed: until then their libraries need not be there.

Those that an import leads to are begun before they are needed, piecewise: at once they would take longer than
a window may stand still.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from cxdesk.desktop.context import Context
from cxdesk.desktop.pages.empty_page import EmptyPage
from cxdesk.desktop.piecewise import Piecewise
from cxdesk.desktop.widgets.card import text_label

if TYPE_CHECKING:
    from cxdesk.charts import HealthHistory
    from cxdesk.desktop.pages.account_page import AccountPage
    from cxdesk.desktop.pages.imports_page import ImportsPage
    from cxdesk.desktop.pages.portfolio_page import PortfolioPage
    from cxdesk.desktop.pages.review_page import ReviewPage
    from cxdesk.session.account_view import AccountView
    from cxdesk.session.change_view import ChangeView
    from cxdesk.session.pages import Pages
    from cxdesk.session.record_view import RecordView
    from cxdesk.session.review import Review

PORTFOLIO, ACCOUNT, IMPORTS = "portfolio", "account", "imports"
_REVIEW, _REVIEWED, _SHOWN = "review", "reviewed", "shown"
_EMPTY_TITLE = "No accounts yet"
_EMPTY_LINES = (
    "Your accounts belong here: how healthy each one is, why, and which of them needs you first.",
    (
        "Import the spreadsheets that you have: accounts, surveys, usage, support tickets, contracts. "
        "You can also drop them on this window. You see how they are read before anything is kept, and "
        "nothing leaves this computer."
    ),
    "To look around first, open the sample portfolio: its accounts are generated, none of them exists.",
)
_NO_IMPORTS_LINES = (
    "What you import is listed here: each sheet, how many rows were kept and which were set aside and why.",
)
_REVIEW_PARTS = ("row_table", "problem_panel", "sheet_panel", "below_panel")
_PORTFOLIO_PARTS = ("row_table", "filter_row", "chart_view")
_ACCOUNT_PARTS = ("coverage_bars", "prose", "strip", "past_card")
"""Modules of widgets, each of which takes a moment to load."""
_STYLED_AT_ONCE = 20
"""Widgets that get their style in one step."""


class PageStack(QStackedWidget):
    """Shows one page; passes on what the pages say."""

    account_opened = Signal(str)
    rows_wanted = Signal(object)
    notes_wanted = Signal()
    record_wanted = Signal()
    undo_wanted = Signal(object)
    redo_wanted = Signal(object)
    decided = Signal(str, str, bool)
    review_accepted = Signal(object)
    review_declined = Signal()
    review_edited = Signal(object)
    password_given = Signal(object, str)
    encoding_chosen = Signal(object, str)
    preset_wanted = Signal(int)
    name_answered = Signal(int, str)

    def __init__(
        self, context: Context, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._actions = context, actions
        self._pages: Pages | None = None
        self._record: RecordView | None = None
        self._reviewing = False
        self._is_filled = False
        self._saying: tuple[str, str] = ("", "")
        self.page = PORTFOLIO
        self.portfolio: PortfolioPage | None = None
        self.account: AccountPage | None = None
        self.imports: ImportsPage | None = None
        self.under_review: ReviewPage | None = None
        offered = [actions[name] for name in ("import", "open_sample", "open_workspace")]
        self._empty = EmptyPage(_EMPTY_TITLE, _EMPTY_LINES, offered)
        self._no_imports = EmptyPage("Nothing imported yet", _NO_IMPORTS_LINES, offered[:2])
        self._message: QLabel = text_label("", "muted")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for page in (self._message, self._empty, self._no_imports):
            self.addWidget(page)
        self.setCurrentWidget(self._message)
        self._making = Piecewise(self)
        self._expects_review = False

    def prepare_review(self) -> None:
        """Begin to make the page of a review, or, while its libraries are still loaded for the first pages,
        once those have come.
        """
        self._expects_review = True
        if self._pages is not None:
            self._making.begin(_REVIEW, self._make_review())

    def say(self, message: str, page: str = PORTFOLIO) -> None:
        """Show a line in place of a page while it is being prepared; "" shows the page again."""
        self._saying = (message, page)
        self._message.setText(message)
        self._arrange()

    def show_page(self, name: str) -> None:
        """Go to a page."""
        self.page = name
        self._arrange()

    def forget(self) -> None:
        """Put away what belongs to a workspace that is no longer open."""
        self._pages, self._reviewing, self._saying = None, False, ("", "")
        self._record, self._is_filled = None, False
        self.page = PORTFOLIO
        if self.account is not None:
            self.removeWidget(self.account)
            self.account.deleteLater()
            self.account = None
        self._message.setText("Reading the workspace …")
        self._arrange()

    def show_pages(self, pages: Pages) -> None:
        """Show another state of the portfolio and the imports."""
        self._pages = pages
        title, lines = _EMPTY_TITLE, _EMPTY_LINES
        if pages.empty is not None:
            title, lines = pages.empty.title, pages.empty.lines
        self._empty.say(title, lines)
        self._making.begin(PORTFOLIO, self._make_portfolio())
        if pages.portfolio is not None:
            self._making.begin(ACCOUNT, self._load_account())
        if pages.portfolio is None or self._expects_review:
            self.prepare_review()
        if self.imports is not None:
            self.imports.show_view(pages.imports)
        if not self._saying[0] and not self._making.busy:
            self._message.setText("")
        self._making.again(_SHOWN, self._shown(pages))

    def first_account(self) -> str | None:
        """Return the account on which the table of the portfolio stands, None while it is not filled."""
        return self.portfolio.current_account() if self.portfolio is not None and self._is_filled else None

    def show_account(self, view: AccountView) -> None:
        """Show another account."""
        if self.account is None:
            self.account = self._made_account()
        self.account.show_record(self._record)
        self.account.show_view(view)
        if self.portfolio is not None:
            self.portfolio.mark(view.account_id)
        self._arrange()

    def show_history(self, account_id: str, history: HealthHistory | None) -> None:
        """Show the months before of the account that is shown."""
        if self.account is not None:
            self.account.show_history(account_id, history)

    def show_change(self, change: ChangeView) -> None:
        """Show why the score of the account that is shown changed."""
        if self.account is not None:
            self.account.show_change(change)

    def show_record(self, record: RecordView) -> None:
        """Show what became of each band's accounts, now and on the pages that are made later."""
        self._record = record
        for page in (self.portfolio, self.account):
            if page is not None:
                page.show_record(record)

    def review(self, review: Review) -> None:
        """Show what files hold, for review."""
        self._making.begin(_REVIEW, self._make_review())
        self._making.finish(_REVIEW)
        self._reviewing = True
        self.under_review.show_review(review)
        self._making.again(_REVIEWED, self._reviewed())

    def show_names(self, review: Review) -> None:
        """Show what is near in the review that is shown, and what was said of it."""
        if self.under_review is not None:
            self.under_review.show_names(review)

    def end_review(self) -> None:
        """Put the review away."""
        self._reviewing, self._saying = False, ("", "")
        self._arrange()

    def is_settled(self) -> bool:
        """Whether all pages that were begun are whole, and the charts of the present one show the present
        state.
        """
        present = self.currentWidget()
        return not self._making.busy and (not hasattr(present, "is_settled") or present.is_settled())

    def _shown(self, pages: Pages) -> Iterator[None]:
        """Fill the portfolio, then bring the wanted page to the front."""
        if pages.portfolio is not None and self.portfolio is not None:
            self.portfolio.show_view(pages.portfolio)
            self._is_filled = True
            yield
        self._arrange()

    def _reviewed(self) -> Iterator[None]:
        """Show what was filled a turn before in place of what was said meanwhile."""
        self._saying = ("", "")
        self._arrange()
        yield

    def _arrange(self) -> None:
        """Show the widget of the present page and state; the keyboard's focus goes with the page."""
        before, wanted = self.currentWidget(), self._wanted()
        if wanted is before:
            return
        focused = self.window().focusWidget()
        follows = focused is None or before is self._message or before.isAncestorOf(focused)
        self.setCurrentWidget(wanted)
        if follows:
            wanted.setFocus()

    def _wanted(self) -> QWidget:
        message, place = self._saying
        has_accounts = self._pages is not None and self._pages.portfolio is not None
        if message and (place == self.page or self._pages is None):
            return self._message
        if self.page == IMPORTS:
            if self._reviewing and self.under_review is not None:
                return self.under_review
            if self._pages is None or not len(self._pages.imports.table):
                return self._no_imports
            if self.imports is None:
                self.imports = self._made_imports()
                self.imports.show_view(self._pages.imports)
            return self.imports
        if self._pages is None:
            return self._message
        if not has_accounts or self._pages.empty is not None:
            return self._empty
        if not self._is_filled:  # the page may still hold the accounts of a workspace that was closed
            return self._message
        if self.page == ACCOUNT and self.account is None:
            self._message.setText("Choose an account in the portfolio.")
            return self._message
        if self.page == ACCOUNT:
            return self.account
        return self.portfolio

    def _make_portfolio(self) -> Iterator[None]:
        yield from _loaded(_PORTFOLIO_PARTS)
        from cxdesk.desktop.pages.portfolio_page import PortfolioPage

        yield
        page = PortfolioPage(self._context)
        page.account_opened.connect(self.account_opened)
        page.rows_wanted.connect(self.rows_wanted)
        page.notes_wanted.connect(self.notes_wanted)
        page.record_wanted.connect(self.record_wanted)
        self.addWidget(page)
        yield
        yield from page.pieces
        yield from _styled(page)
        filled = None
        if self._pages is not None and self._pages.portfolio is not None:
            yield
            filled = self._pages
            page.show_view(filled.portfolio)
        if self._record is not None:
            page.show_record(self._record)
        yield from _laid_out(page, self)
        self.portfolio, self._is_filled = page, filled is not None and filled is self._pages
        self._arrange()

    def _load_account(self) -> Iterator[None]:
        """Load what the page of an account needs, so that it is made quickly once one is opened."""
        yield from _loaded(_ACCOUNT_PARTS)
        import_module("cxdesk.desktop.pages.account_page")

    def _made_account(self) -> AccountPage:
        from cxdesk.desktop.pages.account_page import AccountPage

        page = AccountPage(self._context, self._actions)
        page.rows_wanted.connect(self.rows_wanted)
        self.addWidget(page)
        return page

    def _made_imports(self) -> ImportsPage:
        from cxdesk.desktop.pages.imports_page import ImportsPage

        page = ImportsPage(self._context, self._actions["export_set_aside"])
        page.undo_wanted.connect(self.undo_wanted)
        page.redo_wanted.connect(self.redo_wanted)
        page.decided.connect(self.decided)
        self.addWidget(page)
        return page

    def _make_review(self) -> Iterator[None]:
        yield from _loaded(_REVIEW_PARTS)
        from cxdesk.desktop.pages.review_page import ReviewPage

        page = ReviewPage(self._context)
        page.accepted.connect(self.review_accepted)
        page.declined.connect(self.review_declined)
        page.edited.connect(self.review_edited)
        page.password_given.connect(self.password_given)
        page.encoding_chosen.connect(self.encoding_chosen)
        page.preset_wanted.connect(self.preset_wanted)
        page.name_answered.connect(self.name_answered)
        self.addWidget(page)
        yield
        yield from page.pieces
        yield from _styled(page)
        yield from _laid_out(page, self)
        self.under_review = page


def _loaded(widgets: Iterable[str]) -> Iterator[None]:
    """Load modules of widgets, one in each step."""
    for name in widgets:
        import_module(f"cxdesk.desktop.widgets.{name}")
        yield


def _styled(page: QWidget) -> Iterator[None]:
    """Give the parts of a page their style, some in each step: showing it would do it for all at once."""
    for first in range(0, len(parts := page.findChildren(QWidget)), _STYLED_AT_ONCE):
        yield
        for part in parts[first : first + _STYLED_AT_ONCE]:
            part.ensurePolished()


def _laid_out(page: QWidget, stack: QWidget) -> Iterator[None]:
    """Place the parts of a page that is not shown yet in the room that it will have."""
    yield
    page.resize(stack.size())
    for part in (page, *page.findChildren(QWidget)):
        if part.layout() is not None:
            part.layout().activate()
            yield
