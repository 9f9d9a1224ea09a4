"""The filter above the table of accounts: a text field, a chip for each band, the questions asked most."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from cxdesk.desktop.appearance import Appearance
from cxdesk.desktop.widgets.card import text_label
from cxdesk.desktop.widgets.flow import FlowLayout
from cxdesk.session.filters import LITTLE_COVERAGE, PortfolioFilter
from cxdesk.session.record_view import RecordView, band_words
from cxdesk.session.tiles import SOON_DAYS


class FilterRow(QWidget):
    """Makes a `PortfolioFilter`; `changed` is sent whenever it is another one."""

    changed = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._bands: dict[str, QPushButton] = {}
        self._record: RecordView | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText("Filter accounts")
        self.field.setAccessibleName("Filter accounts")
        self.field.setToolTip("Name, id, segment, owner, industry, region, country, plan, grade or signal")
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(190)
        self.field.textChanged.connect(self._change)
        self._due = self._chip(f"Due in {SOON_DAYS} days", "Notice or renewal within the next days")
        self._coverage = self._chip(
            f"Coverage below {LITTLE_COVERAGE:.0%}".replace("%", " %"), "Little is known"
        )
        self._differs = self._chip("Your view differs", "You see it in another band than the model does")
        self._lost = self._chip("With lost", "Also show accounts that have left")
        self._shown = text_label("", "note")
        self._row = FlowLayout(self, across=6, down=4)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.field)
        for widget in (self._due, self._coverage, self._differs, self._lost, self._shown):
            self._row.addWidget(widget)

    def offer(self, bands: Sequence[str], *, lost: bool, dates: bool, differs: bool) -> None:
        """Offer chips for these bands, and for lost accounts, dates and views that differ where there are
        any.
        """
        for name in list(self._bands):
            if name not in bands:
                self._bands.pop(name).deleteLater()
        for position, name in enumerate(bands):
            if name not in self._bands:
                self._bands[name] = self._chip(
                    self._appearance.look.band(name).label, f"Accounts graded {name}"
                )
                self._row.insert_widget(1 + position, self._bands[name])
        if self._record is not None:
            self.explain(self._record)
        self._lost.setVisible(lost)
        self._due.setVisible(dates)
        self._differs.setVisible(differs)

    def explain(self, record: RecordView) -> None:
        """Say at each band's chip what became of its accounts."""
        self._record = record
        for name, chip in self._bands.items():
            words = band_words(record, name)
            chip.setToolTip(words or f"Accounts graded {name}")
            chip.setAccessibleDescription(words)

    def filter(self) -> PortfolioFilter:
        """Return what is asked for."""
        return PortfolioFilter(
            text=self.field.text(),
            bands=frozenset(name for name, chip in self._bands.items() if chip.isChecked()),
            due_soon=self._due.isChecked() and self._due.isVisibleTo(self),
            little_coverage=self._coverage.isChecked(),
            differs=self._differs.isChecked() and self._differs.isVisibleTo(self),
            with_lost=self._lost.isChecked() and self._lost.isVisibleTo(self),
        )

    def clear(self) -> None:
        """Ask for everything again."""
        self.field.clear()
        for chip in (*self._bands.values(), self._due, self._coverage, self._differs):
            chip.setChecked(False)

    def say_shown(self, text: str) -> None:
        """Say how many accounts are shown."""
        self._shown.setText(text)

    def _chip(self, text: str, explanation: str) -> QPushButton:
        chip = QPushButton(text)
        chip.setCheckable(True)
        chip.setProperty("look", "chip")
        chip.setAccessibleName(f"Filter: {text}")
        chip.setToolTip(explanation)
        chip.toggled.connect(self._change)
        return chip

    def _change(self) -> None:
        self.changed.emit()
