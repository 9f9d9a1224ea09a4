"""What was imported: every sheet with its counts, the rows that were set aside and why, and notes on the
data.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from cxdesk.desktop.context import Context
from cxdesk.desktop.models.columns_model import CellRole, ColumnsModel
from cxdesk.desktop.widgets.card import Card, ElidedLabel, text_label
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.session.sheet_reports import ImportsView

_FLEXIBLE = {"file": (160, 360), "sheet": (70, 240), "about": (110, 2000)}
FLEXIBLE_PROBLEMS = {"column": (90, 200), "value": (120, 300), "hint": (200, 2000)}


class ImportsPage(QWidget):
    """Shows an `ImportsView`; `undo_wanted` and `redo_wanted` give the id of an import."""

    undo_wanted = Signal(int)
    redo_wanted = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self._view: ImportsView | None = None
        self._subtitle = ElidedLabel("", "muted")
        self._sheets, self._problems = ColumnsModel(self), ColumnsModel(self)
        self.table = RowTable(context.appearance, self._sheets, "Imported sheets")
        self.table.arrange(_FLEXIBLE)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, self.table.horizontalHeader().sortIndicatorOrder())
        self.problems = RowTable(context.appearance, self._problems, "What was not as expected")
        self.problems.arrange(FLEXIBLE_PROBLEMS)
        self._about = Card("What was not as expected")
        self._notes = Card("Notes on the data")
        self.undo = QPushButton("Take this import back")
        self.undo.clicked.connect(self._undo)
        self._nothing = text_label("Every row was read as it stands.", "muted")
        self._compose()
        self.setFocusProxy(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._show_problems)

    def show_view(self, view: ImportsView) -> None:
        """Show the imports."""
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
        first = next((row for row, table in enumerate(view.problems) if len(table)), 0)
        self.table.setCurrentIndex(self._sheets.index(first, 0))

    def _show_problems(self, current: QModelIndex) -> None:
        """Show what was not as expected in the sheet that is chosen."""
        if self._view is None or not current.isValid():
            return
        row = current.data(CellRole.ROW)
        table = self._view.problems[row]
        self._problems.show(table)
        self.problems.arrange(FLEXIBLE_PROBLEMS)
        self.problems.setVisible(len(table) > 0)
        self._nothing.setVisible(len(table) == 0)
        name = self._view.table.column("file").texts[row]
        self._about.entitle("What was not as expected", name)
        undone = self._view.undone[row]
        self.undo.setText("Bring this import back" if undone else "Take this import back")
        self.undo.setToolTip(
            "Its rows count again." if undone else "Its rows count no more; nothing is deleted."
        )

    def _undo(self) -> None:
        """Ask for the import of the chosen sheet to be taken back, or brought back."""
        current = self.table.currentIndex()
        if self._view is not None and current.isValid():
            row = current.data(CellRole.ROW)
            wanted = self.redo_wanted if self._view.undone[row] else self.undo_wanted
            wanted.emit(self._view.import_ids[row])

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(text_label("Imports", "title"))
        head.addWidget(self._subtitle, 1)
        head.addWidget(self.undo)
        sheets = Card("Sheets", "newest first; choose one to see what was set aside")
        sheets.body.addWidget(self.table)
        self._about.body.addWidget(self.problems)
        self._about.body.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.addWidget(sheets)
        split.addWidget(self._about)
        split.setSizes([360, 240])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._notes)
        layout.addWidget(split, 1)
