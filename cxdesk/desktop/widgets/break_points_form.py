"""From which answer on people are satisfied, passive or promoters, on each scale on which they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from cxdesk.desktop.widgets.card import Card, text_label
from cxdesk.desktop.widgets.typed import number

if TYPE_CHECKING:
    from cxdesk.session.conventions_view import ConventionsView

_FIELDS = {"csat": "csat_satisfied_from", "nps": "nps_passive_and_promoter_from"}
_GROUPS = {"csat": ("Satisfied from",), "nps": ("Passive from", "Promoter from")}
_TITLES = {
    "csat": ("CSAT", "empty: the top answer of 2 or 3, the top 2 of 4 to 7, the top 3 of 8 to 11"),
    "nps": ("NPS", "0 to 10 is parted at 7 and 9; answers on other scales count once they are parted"),
}


class BreakPointsForm(QWidget):
    """A row for each scale: empty fields mean the usual."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[tuple[str, str], tuple[QLineEdit, ...]] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(10)

    def show_view(self, view: ConventionsView) -> None:
        """Show a row for each scale in the data, and for each that was parted without any answer on it."""
        while (item := self._layout.takeAt(0)) is not None:
            if item.widget() is not None:
                item.widget().deleteLater()
        self.fields.clear()
        for kind, (title, note) in _TITLES.items():
            self._layout.addWidget(self._card(view, kind, Card(title, note)))
        self._layout.addStretch(1)

    def plain(self) -> dict[str, Any]:
        """Return the break points as plain values; a field that is no number is given as it was typed."""
        told: dict[str, Any] = {field: {} for field in _FIELDS.values()}
        for (kind, scale), fields in self.fields.items():
            typed = [number(field.text()) for field in fields]
            if any(value != "" for value in typed):
                told[_FIELDS[kind]][scale] = typed[0] if len(typed) == 1 else typed
        return told

    def _card(self, view: ConventionsView, kind: str, card: Card) -> Card:
        own = {(each.least, each.most): each.at for each in getattr(view.conventions, _FIELDS[kind])}
        seen = {(each.least, each.most): each for name, each in view.scales if name == kind}
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        scales = sorted({*own, *seen})
        for row, scale in enumerate(scales):
            text = f"{scale[0]:g} to {scale[1]:g}"
            answers = seen[scale].answers if scale in seen else 0
            counted = f"{answers:,} answer{'' if answers == 1 else 's'}"
            grid.addWidget(text_label(text), row, 0)
            grid.addWidget(text_label(counted, "note"), row, 1)
            usual = seen[scale].at if scale in seen and not seen[scale].own else ()
            fields = []
            for place, label in enumerate(_GROUPS[kind]):
                field = QLineEdit(f"{own[scale][place]:g}" if scale in own else "")
                field.setPlaceholderText(f"{usual[place]:g}, as usual" if usual else "")
                field.setMaximumWidth(130)
                field.setAccessibleName(f"{card.heading.text()} on {text}: {label.lower()}")
                grid.addWidget(text_label(label, "note"), row, 2 + 2 * place)
                grid.addWidget(field, row, 3 + 2 * place, Qt.AlignmentFlag.AlignLeft)
                fields.append(field)
            self.fields[kind, text] = tuple(fields)
        grid.setColumnStretch(6, 1)
        if not scales:
            card.body.addWidget(text_label("Nobody has answered such a question yet.", "muted"))
        card.body.addLayout(grid)
        return card
