"""What an import would change in all: its totals, and the buttons that end the review."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from cxdesk import formatting
from cxdesk.desktop.widgets.asked_once import AskedOnce
from cxdesk.desktop.widgets.card import Card, text_label
from cxdesk.desktop.widgets.flow import FlowLayout
from cxdesk.formatting import NumberStyle
from cxdesk.session.review import Review


class ChangePanel(Card):
    """Shows the totals of a `Review`; the page connects the buttons. What nobody has confirmed is asked about
    once, by `ask`, and again only when the review is another.
    """

    def __init__(self, style: NumberStyle, parent: QWidget | None = None) -> None:
        super().__init__(
            "What will change", "nothing is written until you import; every import can be undone", parent
        )
        self._style = style
        self.preset = QPushButton("Save as preset...")
        self.preset.setAccessibleName("Save how this sheet is read as a preset")
        self.preset.setToolTip("The next file with these columns is then read in the same way.")
        self.decline = QPushButton("Cancel")
        self.decline.setAccessibleName("Cancel this import")
        self.decline.setToolTip("Leave without importing; nothing was written.")
        self.accept = QPushButton("Import")
        self.accept.setProperty("look", "primary")
        self.drop = QCheckBox("")
        self.drop.setToolTip(
            "A newer export of the same sheet has them no more. Undoing the import brings them back."
        )
        self.drop.hide()
        self.asked = AskedOnce("Import as shown", "Look at them first", "Import what is not confirmed?")
        for answer in (self.asked.agreed, self.asked.refused):
            answer.connect(self._offer_import)
        self._can_import = False
        self._changes = QWidget()
        self._flow = FlowLayout(self._changes, across=20, down=2)
        self._flow.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._changes, 1)
        row.addWidget(self.drop)
        for button in (self.preset, self.decline, self.accept):
            row.addWidget(button)
        self.body.addWidget(self.asked)
        self.body.addLayout(row)

    def show_review(self, review: Review) -> None:
        """Show what another review would change."""
        while (item := self._flow.takeAt(0)) is not None:
            gone = item.widget()
            gone.hide()
            gone.deleteLater()
        for text, tone in (*review.changes, *review.name_changes):
            self._flow.addWidget(text_label(text, tone or "heading"))
        gone = formatting.counted(review.gone, "row that is", "rows that are", self._style)
        self.drop.setText(f"Drop {gone} gone")
        self.drop.setVisible(review.gone > 0)
        if not review.gone:
            self.drop.setChecked(False)  # what was said of one import is not said of the next
        self.accept.setText(review.button)
        self.accept.setAccessibleName(review.button)
        self._can_import = review.can_import
        self.accept.setEnabled(review.can_import)
        self.asked.hide()

    def ask(self, unconfirmed: str) -> None:
        """Ask whether to import what nobody has confirmed; the button to import waits for the answer."""
        self.accept.setEnabled(False)
        self.asked.ask(f"{unconfirmed} Undoing the import takes them back.")

    def _offer_import(self) -> None:
        """Offer the import again, for it may be stopped."""
        self.accept.setEnabled(self._can_import)

    def wait(self) -> None:
        """Let nothing be imported while a change of the reading is on its way."""
        self.accept.setEnabled(False)
