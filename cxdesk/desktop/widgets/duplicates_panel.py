"""Accounts that may be the same, side by side: the user says whether they are, nothing merges by itself."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cxdesk.desktop.context import Context
from cxdesk.desktop.models.columns_model import CellRole, ColumnsModel
from cxdesk.desktop.widgets.card import ElidedLabel
from cxdesk.desktop.widgets.row_table import RowTable
from cxdesk.desktop.widgets.whole_rows import WholeRows
from cxdesk.session.duplicates import Duplicates, short_name
from cxdesk.session.history import DECISION, Step

_FLEXIBLE = {
    "group": (56, 64),
    "kept": (110, 220),
    "other": (110, 220),
    "kept_about": (90, 240),
    "other_about": (90, 240),
    "why": (120, 2000),
}


class DuplicatesPanel(QWidget):
    """Shows `Duplicates`. `decided` gives the account that stays, the other, and whether they are the same;
    `undo_wanted` and `redo_wanted` give a decision as a step.
    """

    decided = Signal(str, str, bool)
    undo_wanted = Signal(object)
    redo_wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: Duplicates | None = None
        self._model = ColumnsModel(self)
        self.table = RowTable(context.appearance, self._model, "Accounts that may be the same")
        self.keep_first, self.keep_second = QPushButton("Same account"), QPushButton("Same account")
        self.different = QPushButton("Different accounts")
        self.different.setToolTip("They stay two accounts, and you are not asked again.")
        self.take_back = QPushButton("Take this back")
        self._note = ElidedLabel("", "note")
        self.keep_first.clicked.connect(self._keep_first)
        self.keep_second.clicked.connect(self._keep_second)
        self.different.clicked.connect(self._tell_apart)
        self.take_back.clicked.connect(self._take_back)
        self.table.selectionModel().currentRowChanged.connect(self._offer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(WholeRows(self.table), 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._note, 1)
        for button in (self.keep_first, self.keep_second, self.different, self.take_back):
            row.addWidget(button)
        layout.addLayout(row)
        self.setFocusProxy(self.table)

    def show_view(self, view: Duplicates) -> None:
        """Show the pairs; the place in the list stays, so that the next pair can be decided."""
        row = max(self.table.currentIndex().row(), 0)
        self._view = view
        self._model.show(view.table)
        self.table.arrange(_FLEXIBLE)
        if len(view.table):
            self.table.setCurrentIndex(self._model.index(min(row, len(view.table) - 1), 0))
        self._offer(self.table.currentIndex())

    def _offer(self, current: QModelIndex) -> None:
        """Say what can be done with the pair that is chosen."""
        row = current.data(CellRole.ROW) if current.isValid() else None
        is_open = self._view is not None and row is not None and self._view.decisions[row] is None
        is_made = self._view is not None and row is not None and not is_open
        for button in (self.keep_first, self.keep_second, self.different):
            button.setVisible(is_open)
        self.take_back.setVisible(is_made)
        self._note.setText("Near names are not merged before you say so; a merge can be taken back.")
        if self._view is None or row is None:
            return
        if self._view.respelt[row]:
            self._note.setText("Another spelling counts for the account until you say that they are two.")
        names = [self._view.table.column(name).texts[row] for name in ("kept", "other")]
        if names[0] == names[1]:  # of two that are called the same only the ids tell which one stays
            names = list(self._view.keys[row])
        for button, name in zip((self.keep_first, self.keep_second), names, strict=True):
            button.setText(f"Same, keep {short_name(name)}".replace("&", "&&"))
            button.setAccessibleName(f"They are the same account, keep {name}")
            button.setToolTip(f"Both become one account that is called {name}; its own values come first.")
        unknown = self._view.table.column("other_about").texts[row].startswith("no account")
        self.keep_second.setVisible(is_open and not unknown)
        if is_made:
            self.take_back.setText("Bring this back" if self._view.undone[row] else "Take this back")

    def _keep_first(self) -> None:
        self._decide(same=True)

    def _keep_second(self) -> None:
        self._decide(same=True, swapped=True)

    def _tell_apart(self) -> None:
        self._decide(same=False)

    def _decide(self, *, same: bool, swapped: bool = False) -> None:
        row = self._row()
        if self._view is not None and row is not None:
            first, second = self._view.keys[row]
            self.decided.emit(*((second, first) if swapped else (first, second)), same)

    def _take_back(self) -> None:
        row = self._row()
        if self._view is not None and row is not None and self._view.decisions[row] is not None:
            undone = self._view.undone[row]
            step = Step(DECISION, self._view.decisions[row], "decision about two accounts", undone)
            (self.redo_wanted if undone else self.undo_wanted).emit(step)

    def _row(self) -> int | None:
        current = self.table.currentIndex()
        return current.data(CellRole.ROW) if current.isValid() else None
