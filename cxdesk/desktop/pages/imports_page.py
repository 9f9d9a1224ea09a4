"""What was imported: each sheet with its counts and what was set aside; accounts that may be the same."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cxdesk import formatting
from cxdesk.desktop.context import Context
from cxdesk.desktop.models.columns_model import CellRole, ColumnsModel
from cxdesk.desktop.widgets.card import Card, ElidedLabel, tab_button, text_label
from cxdesk.desktop.widgets.duplicates_panel import DuplicatesPanel
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.whole_rows import WholeRows
from cxdesk.session.sheet_reports import ImportsView

_FLEXIBLE = {"file": (150, 360), "sheet": (70, 240), "about": (100, 2000)}
_FLEXIBLE_PROBLEMS = {"column": (90, 200), "value": (120, 300), "hint": (200, 2000)}
PROBLEMS, DUPLICATES = range(2)


class ImportsPage(QWidget):
    """Shows an `ImportsView`; `undo_wanted` and `redo_wanted` give the step, `decided` what was said of two
    accounts.
    """

    undo_wanted = Signal(object)
    redo_wanted = Signal(object)
    decided = Signal(str, str, bool)

    def __init__(self, context: Context, export: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self._context, self._export_action = context, export
        self._view: ImportsView | None = None
        self._subtitle = ElidedLabel("", "muted")
        self._sheets, self._problems = ColumnsModel(self), ColumnsModel(self)
        self.table = RowTable(context.appearance, self._sheets, "Imported sheets")
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, self.table.horizontalHeader().sortIndicatorOrder())
        self.problems = RowTable(context.appearance, self._problems, "What was not as expected")
        self._problem_rows = WholeRows(self.problems)
        self.duplicates = DuplicatesPanel(context)
        self.duplicates.decided.connect(self.decided)
        self.duplicates.undo_wanted.connect(self.undo_wanted)
        self.duplicates.redo_wanted.connect(self.redo_wanted)
        self._about = ElidedLabel("", "note")
        self._notes = Card("Notes on the data")
        self.undo = QPushButton("Take this import back")
        self.undo.clicked.connect(self.toggle)
        self.export = QPushButton("Export rows set aside...")
        self.export.clicked.connect(export.trigger)
        export.changed.connect(self._follow_export)
        self._nothing = text_label("Every row was read as it stands.", "muted")
        self._stack, self._group = QStackedWidget(), QButtonGroup(self)
        self.tabs = [tab_button(self._group, number) for number in (PROBLEMS, DUPLICATES)]
        self._compose()
        self.setFocusProxy(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._show_problems)
        self._follow_export()

    def show_view(self, view: ImportsView) -> None:
        """Show the imports; the sheet that was chosen stays chosen while the same sheets are listed."""
        same = (
            self._view is not None
            and self._view.table.column("file").texts == view.table.column("file").texts
        )
        row = self.table.currentIndex().data(CellRole.ROW) if same else None
        self._view = view
        self._subtitle.setText(view.subtitle)
        self._sheets.show(view.table)
        self.table.arrange(_FLEXIBLE)
        while (item := self._notes.body.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        for note in view.notes:
            self._notes.body.addWidget(text_label(note, wraps=True))
        self._notes.setVisible(bool(view.notes))
        if row is None:
            row = next((place for place, table in enumerate(view.problems) if len(table)), 0)
        self.table.setCurrentIndex(self._sheets.index(row, 0))
        self._show_problems(self.table.currentIndex())
        if view.duplicates is not None:
            self.duplicates.show_view(view.duplicates)
            count = formatting.number(view.duplicates.open, self._context.style)
            self.tabs[DUPLICATES].setText(f"Accounts that may be the same {count}")
            self.tabs[DUPLICATES].setAccessibleName(f"Accounts that may be the same: {count} to decide")
            self._say_about()

    def show_duplicates(self) -> None:
        """Turn to the accounts that may be the same."""
        self.tabs[DUPLICATES].setChecked(True)
        self.duplicates.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle(self) -> None:
        """Ask for the import of the chosen sheet to be taken back, or brought back."""
        current = self.table.currentIndex()
        if self._view is not None and current.isValid():
            row = current.data(CellRole.ROW)
            wanted = self.redo_wanted if self._view.undone[row] else self.undo_wanted
            wanted.emit(self._view.steps[row])

    def _show_problems(self, current: QModelIndex) -> None:
        """Show what was not as expected in the sheet that is chosen."""
        if self._view is None or not current.isValid():
            return
        row = current.data(CellRole.ROW)
        table = self._view.problems[row]
        self._problems.show(table)
        self.problems.arrange(_FLEXIBLE_PROBLEMS)
        self._problem_rows.setVisible(len(table) > 0)
        self._nothing.setVisible(len(table) == 0)
        count = formatting.number(len(table), self._context.style)
        self.tabs[PROBLEMS].setText(f"What was not as expected {count}")
        self._say_about()
        undone = self._view.undone[row]
        self.undo.setText("Bring this import back" if undone else "Take this import back")
        about = "Its rows count again." if undone else "Its rows count no more; nothing is deleted."
        self.undo.setToolTip(f"{about} All sheets of the import that is chosen in the table.")

    def _follow_export(self) -> None:
        """Offer the export while there is something to write."""
        self.export.setEnabled(self._export_action.isEnabled())
        self.export.setToolTip(self._export_action.toolTip())

    def _turn(self, number: int, checked: bool) -> None:
        if checked:
            self._stack.setCurrentIndex(number)
            self._say_about()

    def _say_about(self) -> None:
        """Say beside the tabs what the table below is about."""
        current = self.table.currentIndex()
        if self._view is None or not current.isValid():
            return
        if self._stack.currentIndex() == DUPLICATES:
            self._about.setText(self._view.duplicates.note if self._view.duplicates is not None else "")
            return
        row = current.data(CellRole.ROW)
        parts = (self._view.table.column(name).texts[row] for name in ("file", "sheet", "about"))
        self._about.setText(" · ".join(part for part in parts if part))

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(text_label("Imports", "title"))
        head.addWidget(self._subtitle, 1)
        head.addWidget(self.export)
        head.addWidget(self.undo)
        sheets = Card("Sheets", "newest first; choose one to see what was set aside")
        sheets.body.addWidget(WholeRows(self.table))
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.addWidget(sheets)
        split.addWidget(self._below())
        split.setSizes([340, 260])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._notes)
        layout.addWidget(split, 1)

    def _below(self) -> QFrame:
        """Return the panel with the two tables of which one shows."""
        self._stack.setProperty("look", "clear")
        problems = QWidget()
        body = QVBoxLayout(problems)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self._problem_rows, 1)
        body.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        self._stack.addWidget(problems)
        self._stack.addWidget(self.duplicates)
        self._group.idToggled.connect(self._turn)
        self.tabs[PROBLEMS].setChecked(True)
        head = QHBoxLayout()
        head.setSpacing(4)
        for tab in self.tabs:
            head.addWidget(tab)
        head.addWidget(self._about, 1)
        panel = QFrame()
        panel.setProperty("look", "card")
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(14, 8, 14, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        return panel
