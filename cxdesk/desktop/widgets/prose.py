"""Text to read in a card: paragraphs that wrap, can be selected, and scroll when there are many."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from cxdesk.desktop.appearance import Appearance
from cxdesk.session.gaps import Gap
from cxdesk.session.tensions_view import CallItem
from cxdesk.session.voices import Quote


class Prose(QTextBrowser):
    """Shows quotes, gaps or questions. What comes from a file is shown as it is written, never as markup."""

    def __init__(self, appearance: Appearance, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._quotes: Sequence[Quote] = ()
        self._gaps: Sequence[Gap] = ()
        self._items: Sequence[CallItem] = ()
        self._empty = ""
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        appearance.changed.connect(self._write)

    def show_quotes(self, quotes: Sequence[Quote], empty: str) -> None:
        """Show what people said, or `empty` when nobody said anything."""
        self._quotes, self._gaps, self._items, self._empty = quotes, (), (), empty
        self._write()

    def show_gaps(self, gaps: Sequence[Gap], empty: str) -> None:
        """Show what is not known, or `empty` when nothing is missing."""
        self._quotes, self._gaps, self._items, self._empty = (), gaps, (), empty
        self._write()

    def show_call(self, items: Sequence[CallItem], empty: str) -> None:
        """Show what to bring up in a call, or `empty` when there is nothing."""
        self._quotes, self._gaps, self._items, self._empty = (), (), items, empty
        self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave no line cut in half at the bottom."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().height() + self.viewportMargins().bottom()
        spare = room - self._whole_lines(room)
        if spare != self.viewportMargins().bottom():
            self.setViewportMargins(0, 0, 0, spare)

    def _whole_lines(self, height: int) -> int:
        """Return the greatest height up to one given, in pixels, at which no line of text is cut."""
        block, bottom = self.document().begin(), 0.0
        while block.isValid():
            layout = block.layout()
            top = self.document().documentLayout().blockBoundingRect(block).top()
            for number in range(layout.lineCount()):
                line = layout.lineAt(number)
                end = top + line.y() + line.height()
                if end > height:
                    return ceil(bottom) if bottom else height
                bottom = end
            block = block.next()
        return height

    def _write(self) -> None:
        parts = [_quote(quote, self._appearance) for quote in self._quotes]
        parts += [_gap(gap, self._appearance) for gap in self._gaps]
        parts += [_item(item, self._appearance) for item in self._items]
        muted = self._appearance.look.muted
        self.setHtml("".join(parts) or f'<p style="color:{muted}">{escape(self._empty)}</p>')
        self._fit()


def _quote(quote: Quote, appearance: Appearance) -> str:
    """Return who, what kind of answer and when; what was said; and where it stands."""
    look = appearance.look
    small = round(look.text.small)
    colour = {"good": look.good, "watch": look.watch, "risk": look.risk}.get(quote.tone, look.muted)
    about = [part.replace(" ", "\u00a0") for part in (quote.role, quote.date) if part and part != "–"]
    rating = (
        f'<span style="color:{colour}; font-weight:600"> · {escape(quote.rating)}</span>'
        if quote.rating
        else ""
    )
    beside = "".join(f" · {escape(part)}" for part in about)
    source = f'<br><span style="color:{look.muted}; font-size:{small}px">{escape(quote.source)}</span>'
    return (
        f'<p style="margin:0 0 10px 0"><b>{escape(quote.who)}</b>{rating}'
        f'<span style="color:{look.muted}">{beside}</span><br>'
        f"“{escape(quote.comment)}”{source if quote.source else ''}</p>"
    )


def _gap(gap: Gap, appearance: Appearance) -> str:
    """Return what is not known, and what that means."""
    look = appearance.look
    small = f"color:{look.muted}; font-size:{round(look.text.small)}px"
    return (
        f'<p style="margin:0 0 8px 0"><b>{escape(gap.what)}</b><br>'
        f'<span style="{small}">{escape(gap.meaning)}</span></p>'
    )


def _item(item: CallItem, appearance: Appearance) -> str:
    """Return a contradiction with its numbers, or what is not known; the question; and what would end it."""
    look = appearance.look
    small = f"color:{look.muted}; font-size:{round(look.text.small)}px"
    lines = "".join(f'<br><span style="{small}">{escape(line)}</span>' for line in item.lines)
    ask = f'<br><span style="color:{look.accent}">{escape(item.whom)}: “{escape(item.question)}”</span>'
    note = (
        f'<br><span style="{small}">Disappears with: {escape(_begun_small(item.note))}</span>'
        if item.note
        else ""
    )
    return f'<p style="margin:0 0 10px 0"><b>{escape(item.heading)}</b>{lines}{ask}{note}</p>'


def _begun_small(sentence: str) -> str:
    """Return a sentence as it goes on after a colon; names in capitals, such as NPS, stay."""
    return sentence if sentence[1:2].isupper() else f"{sentence[:1].lower()}{sentence[1:]}"
