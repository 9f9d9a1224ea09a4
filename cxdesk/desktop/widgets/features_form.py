"""Which features matter, and which of them is the first value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cxdesk.desktop.widgets.card import Card, text_label
from cxdesk.desktop.widgets.choice_cell import ChoiceBox
from cxdesk.desktop.widgets.typed import whole_number

if TYPE_CHECKING:
    from cxdesk.session.conventions_view import ConventionsView


class FeaturesForm(QWidget):
    """Core features to tick among those that were used, and the event that is the first value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.features = QListWidget()
        self.features.setAccessibleName("Core features")
        self.value, self.users = ChoiceBox(), QLineEdit()
        self.value.setAccessibleName("First value")
        self.features.setSpacing(3)
        self.users.setMaximumWidth(70)
        self.users.setAccessibleName("How many people must have used a core feature")
        self._compose()

    def show_view(self, view: ConventionsView) -> None:
        """Show the features that were used, and those that are named although nobody used them."""
        conventions = view.conventions
        known = dict(view.features)
        names = [*known, *(name for name in conventions.features_named if name not in known)]
        self.features.clear()
        self.value.clear()
        self.value.addItem("The first core feature that enough people used", "")
        for name in names:
            accounts = known.get(name, 0)
            item = QListWidgetItem(f"{name}   ({accounts:,} account{'' if accounts == 1 else 's'})")
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = name in conventions.core_features
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.features.addItem(item)
            self.value.addItem(f"First use of {name}", name)
        self.value.setCurrentIndex(self.value.findData(conventions.value_feature))
        self.users.setText(str(conventions.value_users))
        self._none.setVisible(not names)

    def plain(self) -> dict[str, Any]:
        """Return what is chosen as plain values, as `conventions_from_plain` reads them."""
        items = (self.features.item(row) for row in range(self.features.count()))
        ticked = [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]
        return {
            "core_features": ticked,
            "value_feature": self.value.currentData() or "",
            "value_users": whole_number(self.users.text()),
        }

    def _compose(self) -> None:
        core = Card("Core features", "tick those that matter; with none ticked, every feature counts")
        self._none = text_label("No usage names features yet. Import usage first.", "muted")
        core.body.addWidget(self._none)
        core.body.addWidget(self.features, 1)
        first = Card("First value", "time to value runs from an account's start to this event")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.value, 1)
        row.addWidget(text_label("People needed", "note"))
        row.addWidget(self.users)
        first.body.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(core, 1)
        layout.addWidget(first)
