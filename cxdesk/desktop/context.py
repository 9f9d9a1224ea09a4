"""What every part of the window is given: the look, the settings, the background threads, the locale."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from cxdesk.desktop.appearance import Appearance
from cxdesk.desktop.settings import Settings
from cxdesk.desktop.tasks import TaskRunner

if TYPE_CHECKING:
    from cxdesk.formatting import NumberStyle


class Context(QObject):
    """Three threads: `store` owns the workspace, `files` reads what is to be imported, `drawing` draws
    charts.
    """

    def __init__(self, parent: QObject | None = None, *, remembers: bool = True) -> None:
        """With `remembers` false nothing is read from or kept in the user's settings."""
        super().__init__(parent)
        self.settings = Settings(remembers=remembers)
        self.appearance = Appearance(self.settings.mode, self)
        self.store = TaskRunner("store", self)
        self.files = TaskRunner("files", self)
        self.drawing = TaskRunner("drawing", self)

    @property
    def runners(self) -> tuple[TaskRunner, ...]:
        """The three threads."""
        return (self.store, self.files, self.drawing)

    @cached_property
    def style(self) -> NumberStyle:
        """How the user's locale writes numbers and dates. Asked for after the first paint: brings numpy."""
        return number_style(QLocale())

    def stop(self) -> None:
        """Stop the threads; whatever runs is cancelled."""
        for runner in self.runners:
            runner.stop()


def number_style(locale: QLocale) -> NumberStyle:
    """Return how a locale writes numbers and dates; months in the app's language, which is English."""
    from cxdesk.formatting import NumberStyle

    day_first = locale.dateFormat(QLocale.FormatType.ShortFormat).find("d") < locale.dateFormat(
        QLocale.FormatType.ShortFormat
    ).find("M")
    year_first = locale.dateFormat(QLocale.FormatType.ShortFormat).startswith("y")
    long, short = ("d MMM yyyy", "d MMM") if day_first else ("MMM d, yyyy", "MMM d")
    if year_first:
        long, short = "yyyy-MM-dd", "MMM d"
    return NumberStyle(locale.decimalPoint(), _group_separator(locale), long, short)


def _group_separator(locale: QLocale) -> str:
    """Return the separator of thousands, "" where the locale writes none."""
    return locale.groupSeparator() if locale.groupSeparator() != locale.decimalPoint() else ""
