"""Workflows: features that follow one another when work gets done, one workflow in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from cxdesk.desktop.widgets.card import Card, text_label

if TYPE_CHECKING:
    from cxdesk.session.conventions_view import ConventionsView

_NEXT = ">"


class WorkflowsForm(QWidget):
    """Workflows as lines of text: "Report: search > filter > export"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = QPlainTextEdit()
        self.lines.setAccessibleName("Workflows, one in a line")
        self.lines.setPlaceholderText("Report: search > filter > export")
        self.lines.setTabChangesFocus(True)
        self._seen = text_label("", "note", wraps=True)
        card = Card("Workflows", "one in a line: its name, then its features in their order")
        card.body.addWidget(self.lines, 1)
        card.body.addWidget(self._seen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card, 1)

    def show_view(self, view: ConventionsView) -> None:
        """Show the workflows in force and which features there are."""
        flows = view.conventions.workflows
        self.lines.setPlainText("\n".join(f"{flow.name}: {f' {_NEXT} '.join(flow.steps)}" for flow in flows))
        names = ", ".join(name for name, _ in view.features)
        self._seen.setText(f"Features that were used: {names}." if names else "No usage names features yet.")

    def plain(self) -> dict[str, Any]:
        """Return the workflows as plain values."""
        flows = []
        for line in self.lines.toPlainText().splitlines():
            if line.strip():
                name, _, steps = line.partition(":")
                flows.append(
                    {
                        "name": name.strip(),
                        "steps": [step.strip() for step in steps.split(_NEXT) if step.strip()],
                    }
                )
        return {"workflows": flows}
