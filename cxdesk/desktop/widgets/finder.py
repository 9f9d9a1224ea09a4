"""The Ctrl+K palette: type, see accounts, people, comments and commands, choose one with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from cxdesk.desktop.appearance import Appearance, body_font, small_font
from cxdesk.desktop.widgets.card import text_label
from cxdesk.session.search import Entry, found

_ENTRY = Qt.ItemDataRole.UserRole + 1
_WIDTH, _ROW, _MOST_ROWS = 560, 30, 12


class Finder(QFrame):
    """Lies over the window while it is used. `chosen` gives the kind and the target of what was chosen."""

    chosen = Signal(str, str)

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._entries: Sequence[Entry] = ()
        self._came_from: QWidget | None = None
        self._field = QLineEdit()
        self._field.setPlaceholderText("Type a name, an e-mail address, a word from a comment, or a command")
        self._field.setAccessibleName("What to find")
        self._field.textChanged.connect(self._search)
        self._field.returnPressed.connect(self._choose)
        self._field.installEventFilter(self)
        self._list = QListWidget()
        self._list.setAccessibleName("Found")
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setItemDelegate(_EntryDelegate(appearance, self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.itemClicked.connect(self._choose)
        self._list.itemActivated.connect(self._choose)
        self._nothing: QLabel = text_label("Nothing matches that.", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._field)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._nothing)
        self.hide()

    def start(self, entries: Sequence[Entry], text: str, below: QRect) -> None:
        """Open under a rectangle of the parent, with something typed already."""
        self._entries = entries
        self._came_from = self.window().focusWidget()
        width = min(_WIDTH, self.parentWidget().width() - 24)
        self.setFixedWidth(width)
        left = max(12, min(below.left(), self.parentWidget().width() - width - 12))
        self.move(left, below.bottom() + 4)
        self._field.setText(text)
        self._search(text)
        self.show()
        self.raise_()
        self._field.setFocus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Move through what was found with the arrow keys; close when the focus goes elsewhere."""
        if event.type() is QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() is QEvent.Type.FocusOut and not self.isAncestorOf(
            self.window().focusWidget() or self
        ):
            self.hide()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            if self._came_from is not None:
                self._came_from.setFocus()
            return True
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._list.count():
            return False
        row = self._list.currentRow() + step
        self._list.setCurrentRow(max(0, min(row, self._list.count() - 1)))
        return True

    def _search(self, text: str) -> None:
        hits = found(self._entries, text)
        self._list.clear()
        for hit in hits:
            item = QListWidgetItem(hit.title)
            item.setData(_ENTRY, hit)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.kind}: {hit.title}. {hit.detail}")
            item.setToolTip(hit.title)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        self._list.setVisible(bool(hits))
        self._nothing.setVisible(not hits)
        self._list.setFixedHeight(min(max(len(hits), 1), _MOST_ROWS) * _ROW + 6)
        self.adjustSize()

    def _choose(self, _item: QListWidgetItem | None = None) -> None:
        item = self._list.currentItem()
        if item is not None and self._list.isVisibleTo(self):
            hit: Entry = item.data(_ENTRY)
            self.hide()
            self.chosen.emit(hit.kind, hit.target)


class _EntryDelegate(QStyledItemDelegate):
    """Draws title, detail and kind on one line."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def sizeHint(self, _option: QStyleOptionViewItem, _index) -> QSize:
        """Return the height of an entry."""
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        """Draw one entry."""
        look, hit = self._appearance.look, index.data(_ENTRY)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(look.select))
        area = option.rect.adjusted(10, 0, -10, 0)
        small, body = QFontMetrics(small_font(look)), QFontMetrics(body_font(look))
        painter.setFont(small_font(look))
        painter.setPen(QColor(look.muted))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hit.kind)
        area.setRight(area.right() - small.horizontalAdvance("Command") - 12)
        wide = min(body.horizontalAdvance(hit.title), max(area.width() * 2 // 3, area.width() - 160))
        title = body.elidedText(hit.title, Qt.TextElideMode.ElideRight, wide)
        detail_area = area.adjusted(body.horizontalAdvance(title) + 10, 0, 0, 0)
        detail = small.elidedText(hit.detail, Qt.TextElideMode.ElideRight, max(detail_area.width(), 0))
        painter.drawText(detail_area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, detail)
        painter.setFont(body_font(look))
        painter.setPen(QColor(look.ink))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()
