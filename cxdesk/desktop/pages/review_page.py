"""Before an import: how each sheet is read, what could not be used and why, and what will change. Nothing is
written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cxdesk.desktop.context import Context
from cxdesk.desktop.widgets.below_panel import BelowPanel
from cxdesk.desktop.widgets.card import Card, text_label
from cxdesk.desktop.widgets.change_panel import ChangePanel
from cxdesk.desktop.widgets.file_panel import FilePanel
from cxdesk.desktop.widgets.question_panel import MOST_KEYS, QuestionPanel
from cxdesk.desktop.widgets.sheet_list import SheetList
from cxdesk.desktop.widgets.sheet_panel import SheetPanel
from cxdesk.desktop.widgets.side_area import SideArea
from cxdesk.session.review import Review
from cxdesk.session.review_edits import Edit

_SIDE = 300
"""Pixels of width for the sheets and, below them, the question about one."""


class ReviewPage(QWidget):
    """Shows a `Review`. `accepted` and `declined` end it; `edited` gives an `Edit`, `password_given` a path
    and a password, `encoding_chosen` a path and an encoding, `preset_wanted` the position of the sheet whose
    reading is to be kept, `name_answered` the position of a question about near names and its answer.
    """

    accepted = Signal(object)
    declined = Signal()
    edited = Signal(object)
    password_given = Signal(object, str)
    encoding_chosen = Signal(object, str)
    preset_wanted = Signal(int)
    name_answered = Signal(int, str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        """Make an empty page, that is whole once all of its `pieces` are made."""
        super().__init__(parent)
        self.setProperty("look", "page")
        self._review: Review | None = None
        self._shown: tuple[str, int] | None = None
        self.pieces = self._make(context)

    def _make(self, context: Context) -> Iterator[None]:
        """Make the page by parts, each in less time than a window may stand still."""
        self._left, self._right = Card("Sheets", parent=self), QStackedWidget()
        self._left_out = text_label("", "note")
        self._right.setProperty("look", "clear")
        self.sheets = SheetList(context.appearance)
        self.sheets.currentRowChanged.connect(self._show_entry)
        split = self._composed()
        self.setFocusProxy(self.sheets)
        yield
        questions = QuestionPanel()
        yield
        self.sheet = SheetPanel(context.appearance, questions)
        yield
        self.sheet.edited.connect(self._edit)
        self.sheet.encoding_chosen.connect(self._read_in)
        self._right.addWidget(self.sheet)
        self._beside.addWidget(SideArea(self.sheet.questions))
        QWidget.setTabOrder(self.sheets, self.sheet.questions)
        QWidget.setTabOrder(self.sheet.questions, self.sheet.kind)
        yield
        self.file = FilePanel()
        self.file.password_given.connect(self.password_given)
        self._right.addWidget(self.file)
        yield
        self.below = BelowPanel(context)
        yield from self.below.pieces
        yield
        self.below.name_answered.connect(self.name_answered)
        yield
        split.addWidget(self.below)
        split.setSizes([385, 205])
        split.setStretchFactor(0, 1)
        yield
        self.change = ChangePanel(context.style)
        self.accept, self.decline = self.change.accept, self.change.decline
        self.accept.clicked.connect(self._accept)
        self.decline.clicked.connect(self._decline)
        self.change.asked.agreed.connect(self._import)
        self.change.asked.refused.connect(self._look_first)
        self.change.preset.clicked.connect(self._keep)
        self.layout().addWidget(self.change)
        for number in range(1, MOST_KEYS + 1):
            digit = QShortcut(QKeySequence(str(number)), self)
            digit.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            digit.setProperty("number", number)
            digit.activated.connect(self._answer_with_digit)

    def show_review(self, review: Review) -> None:
        """Show what files hold: the first sheet that is used, or, of the same files, the one looked at."""
        before = [] if self._review is None else [sheet.heading for sheet in self._review.sheets]
        same_files = before == [sheet.heading for sheet in review.sheets]
        self._review = review
        self._left.entitle(review.title)
        self._left_out.setText(review.left_out)
        self._left_out.setVisible(bool(review.left_out))
        self.sheets.show_entries(review)
        if not same_files:
            used = (row for row, sheet in enumerate(review.sheets) if sheet.used)
            self._shown = None
            self.sheets.setCurrentRow(next(used, 0))
        self.change.show_review(review)
        self._show_entry(self.sheets.currentRow())

    def show_names(self, review: Review) -> None:
        """Show the same review with other near names in it, or other answers about them."""
        self._review = review
        self.below.show_names(review)
        self.change.show_review(review)

    def _show_entry(self, row: int) -> None:
        """Show a sheet, or a file that could not be read."""
        review = self._review
        if review is None or not 0 <= row < len(review.sheets) + len(review.files):
            return
        if row < len(review.sheets):
            shown = (review.sheets[row].heading, row)
            self.sheet.show_sheet(review, row, same_sheet=shown == self._shown)
            self._right.setCurrentWidget(self.sheet)
            self._shown = shown
        else:
            self.sheet.questions.hide()
            self.file.show_file(review.files[row - len(review.sheets)])
            self._right.setCurrentWidget(self.file)
            self._shown = None
        self.below.show_review(review, row)
        # A file that was not read has neither problems nor changes.
        self.below.setVisible(row < len(review.sheets))
        self.change.preset.setEnabled(row < len(review.sheets) and bool(review.sheets[row].table))

    def _edit(self, edit: Edit) -> None:
        self.change.wait()
        self.edited.emit(edit)

    def _read_in(self, path: Path, encoding: str) -> None:
        self.change.wait()
        self.encoding_chosen.emit(path, encoding)

    def _keep(self) -> None:
        self.preset_wanted.emit(self.sheets.currentRow())

    def _accept(self) -> None:
        if self._review.unconfirmed:
            self.change.ask(self._review.unconfirmed)
        else:
            self._import()

    def _import(self) -> None:
        drops = not self.change.drop.isHidden() and self.change.drop.isChecked()
        self.accepted.emit(replace(self._review, drop_gone=drops))

    def _look_first(self) -> None:
        """Go to the first question that nobody has answered."""
        sheets = self._review.sheets
        first = next(row for row, sheet in enumerate(sheets) if sheet.used and sheet.open_questions)
        if not (self.sheet.isVisible() and sheets[self.sheets.currentRow()].open_questions):
            self.sheets.setCurrentRow(first)
        self.sheet.questions.setFocus()

    def _answer_with_digit(self) -> None:
        """Answer the question in sight with a digit, wherever the focus is: the one about near names where
        the focus is among the tabs below, else the sheet's.
        """
        number = self.sender().property("number")
        popup = QApplication.activePopupWidget()
        if popup is not None:  # an open list takes its own keys
            for entries in popup.findChildren(QAbstractItemView):
                entries.keyboardSearch(str(number))
            return
        panels = [self.sheet.questions, self.below.names]
        if self.below.isAncestorOf(QApplication.focusWidget() or self):
            panels.reverse()
        for panel in panels:
            if panel.choose(number):
                break

    def _decline(self) -> None:
        self.declined.emit()

    def _composed(self) -> QSplitter:
        """Lay out the page, and return what is still to hold the panel below the columns."""
        self._left.body.addWidget(self._left_out)
        self._left.body.addWidget(self.sheets)
        side = QWidget()
        side.setFixedWidth(_SIDE)
        self._beside = QVBoxLayout(side)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(12)
        self._beside.addWidget(self._left, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.addWidget(self._right)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(side)
        middle.addWidget(split, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(text_label("Review import", "title"))
        layout.addLayout(middle, 1)
        return split
