"""Saving what is seen: any table as CSV or Parquet, any chart as a picture or its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from cxdesk.desktop import choosing
from cxdesk.desktop.context import Context
from cxdesk.desktop.notice import SUCCESS, Notice, notice_of
from cxdesk.errors import Cancelled
from cxdesk.session import Outcome, export_work
from cxdesk.session.files import plain_name
from cxdesk.theme import theme

if TYPE_CHECKING:
    from cxdesk.charts import Chart, Surface
    from cxdesk.session.table_view import Table

_TABLES = {".csv": "CSV", ".parquet": "Parquet"}
_CHARTS = {".png": "Picture", ".svg": "Drawing", ".pdf": "PDF", **_TABLES}
_PADDING = 16.0
_LEAST_SIZE = (720, 440)
"""Of a chart in a file: panels may be narrower than what is read on paper."""


class Saver(QObject):
    """Saves for all tables and charts of a window, whose child it is; `notice` says what came of it."""

    notice = Signal(object)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context

    def save_table(self, name: str, table: Table, rows: Sequence[int]) -> None:
        """Ask for a file and write some rows of a table in their order."""
        from cxdesk.session.table_view import file_columns

        if path := self._ask(name, _TABLES):
            operation = export_work.save_table(file_columns(table, rows), path)
            self._context.files.submit(operation, self._take, self._fail)

    def save_chart(
        self, name: str, build: Callable[[Surface], Chart], size: tuple[int, int], family: str
    ) -> None:
        """Ask for a file and draw a chart into it, in light colours as for paper."""
        style = self._context.style
        width, height = (float(max(pair)) for pair in zip(size, _LEAST_SIZE, strict=True))

        def draw() -> Chart:
            from cxdesk.charts import Surface

            return build(Surface(theme(dark=False), width, height, style, family, padding=_PADDING))

        if path := self._ask(name, _CHARTS):
            operation = export_work.save_chart(draw, path)
            self._context.drawing.submit(operation, self._take, self._fail)

    def _ask(self, name: str, kinds: Mapping[str, str]) -> Path | None:
        start = str(Path(self._context.settings.folder) / f"{plain_name(name)}{next(iter(kinds))}")
        return choosing.export_to_write(self.parent(), start, kinds)

    def _take(self, outcome: Outcome) -> None:
        written = outcome.value
        self._context.settings.folder = written.path.parent
        self.notice.emit(Notice(SUCCESS, written.said, file=written.path))

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.notice.emit(notice_of(error))


def saver_of(widget: QWidget | None) -> Saver | None:
    """Return what saves for a widget: that of the nearest window around it which has one."""
    while widget is not None:
        found = widget.findChild(Saver, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if found is not None:
            return found
        widget = widget.parentWidget()
    return None


def offer(parent: QWidget, place: QPoint, entries: Mapping[str, Callable[[], None]]) -> None:
    """Open a menu with these entries; nothing where nobody can save."""
    if saver_of(parent) is None:
        return
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for text, chosen in entries.items():
        menu.addAction(text, chosen)
    menu.popup(place)
