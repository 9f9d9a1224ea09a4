"""Small windows of text beside the main one: what the numbers mean, all commands, what this program is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from cxdesk import __version__
from cxdesk.session import MENUS, actions_of

if TYPE_CHECKING:
    from cxdesk.metrics.definition import Definition
    from cxdesk.session.record_view import RecordView


def show_definitions(parent: QWidget, definitions: Sequence[Definition]) -> QDialog:
    """Show how each metric is computed, what it proves and what it does not, and what to read with it."""
    from cxdesk.metrics.catalogue import labels_of
    from cxdesk.metrics.windows import usual_period

    parts = [
        f"<h3>{escape(item.label)}</h3><p>{escape(item.formula)}</p>"
        f"<p><b>Range:</b> {escape(item.interval)}<br><b>Proves:</b> {escape(item.proves)}<br>"
        f"<b>Does not prove:</b> {escape(item.does_not_prove)}<br>"
        f"<b>Read beside it:</b> {escape(labels_of(item.beside))}<br>"
        f"<b>Example:</b> {escape(item.example.text)}<br>"
        f"<b>Usual period:</b> {escape(usual_period(item))}<br>"
        f"<b>Smallest sample:</b> {item.minimum_sample} (below it read the rows themselves)<br>"
        f"<b>Needs:</b> {escape(', '.join(item.columns))}</p>"
        for item in definitions
    ]
    return _show(parent, "What the numbers mean", "".join(parts), (640, 620))


def show_record(parent: QWidget, record: RecordView) -> QDialog:
    """Show what became of each band's accounts on past dates."""
    from cxdesk.theme import theme

    parts = [f"<p><b>{escape(record.verdict)}</b><br>{escape(record.method)}</p>"]
    parts += [
        f"<p><b>{escape(theme().band(each.band).label)}</b>&nbsp; {escape(each.text)}<br>"
        f"{escape(each.missed)}</p>"
        for each in record.bands
    ]
    return _show(parent, "Record of the grades", "".join(parts), (640, 480))


def show_shortcuts(parent: QWidget) -> QDialog:
    """Show every command with its shortcut."""
    parts = []
    for menu in MENUS:
        rows = "".join(
            f"<tr><td>{escape(record.label.rstrip('.'))}&nbsp;&nbsp;&nbsp;</td>"
            f"<td><b>{escape(_native(record.shortcut))}</b>&nbsp;&nbsp;&nbsp;</td>"
            f"<td>{escape(record.help)}</td></tr>"
            for record in actions_of(menu)
        )
        parts.append(f"<h3>{menu}</h3><table cellpadding=3>{rows}</table>")
    return _show(parent, "Keyboard and commands", "".join(parts), (760, 620))


def show_about(parent: QWidget) -> QDialog:
    """Show the version and what happens with the user's data."""
    text = (
        f"<h3>cxdesk {escape(__version__)}</h3>"
        "<p>Account health from the spreadsheets that you already have, explained to the last point.</p>"
        "<p>cxdesk works offline. It never connects to anything, and nothing that you import leaves this "
        "computer unless you hand a file to somebody.</p>"
        "<p>It is drawn with Qt for Python, used under the LGPL version 3.</p>"
    )
    return _show(parent, "About cxdesk", text, (440, 280))


def _show(parent: QWidget, title: str, text: str, size: tuple[int, int]) -> QDialog:
    """Open a window with text that goes away when it is closed."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setMinimumSize(320, 200)
    dialog.resize(*size)
    reader = QTextBrowser()
    reader.setAccessibleName(title)
    reader.setOpenLinks(False)
    reader.setHtml(text)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    layout = QVBoxLayout(dialog)
    layout.addWidget(reader)
    layout.addWidget(buttons)
    dialog.show()
    return dialog


def _native(shortcut: str) -> str:
    """Return a shortcut as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
