"""The longest time for which the window does not answer while a large workbook is imported."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from tests.benchmarks.harness import Case, in_child, measure, table

_TICK = 5
"""Milliseconds between two ticks of a timer in the window's event loop; what they are late is the stall."""
_IDLE = 2_000
"""Milliseconds before the import, and for which the preview is looked at."""


def report(folder: Path, rows: int, rounds: int) -> str:
    """Measure the longest stall while idle and in each part of an import of `rows` rows; return the table."""
    in_child(folder, "imports:make", {"rows": rows})
    measured = measure(folder, [Case("longest stall", "stalls:ours", {"rows": rows})], rounds)
    return table(f"The window's event loop while {rows:,} rows are imported", measured, unit="ms")


def ours(folder: Path, rows: int) -> dict[str, float]:
    """Start the window, import the workbook in it as a user does, and return the longest stalls by part."""
    from cxdesk.cli import main
    from cxdesk.desktop.window import MainWindow

    watches: list[_Watch] = []
    begin = MainWindow.begin

    def begin_and_import(window: MainWindow, path: Path | None, *, sample: bool) -> None:
        begin(window, path, sample=sample)
        watches.append(_Watch(window, folder / f"synthetic usage {rows}.xlsx"))

    MainWindow.begin = begin_and_import
    main(["open"])
    if watches[0].failure:
        raise SystemExit(f"the import failed: {watches[0].failure}")
    return watches[0].longest


class _Watch:
    """Drives one import and keeps the longest stall of each of its parts, in seconds."""

    def __init__(self, window, file: Path) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._window, self._file = window, file
        self._part, self._last = "idle", perf_counter()
        self.longest = {"idle": 0.0}
        self.failure = ""
        self._ticks = QTimer(window, interval=_TICK, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._tick)
        self._ticks.start()
        window.desk.reviews.ready.connect(self._look)
        window.desk.pages_ready.connect(self._shown)
        window.desk.notice.connect(self._said)
        QTimer.singleShot(_IDLE, self._read)

    def _tick(self) -> None:
        now = perf_counter()
        self.longest[self._part] = max(self.longest[self._part], now - self._last - _TICK / 1000)
        self._last = now
        if self._part == "showing the portfolio" and self._window.is_settled():
            self._ticks.stop()
            self._window.close()

    def _enter(self, part: str) -> None:
        self._part = part
        self.longest.setdefault(part, 0.0)

    def _read(self) -> None:
        self._enter("reading")
        self._window.review([self._file])

    def _look(self, _review) -> None:
        from PySide6.QtCore import QTimer

        if self._part == "reading":  # it comes again once it is compared with the workspace
            self._enter("showing the preview")
            QTimer.singleShot(_IDLE, self._keep)

    def _keep(self) -> None:
        self._enter("keeping and scoring")
        self._window.desk.commit(self._window.desk.reviews.review)

    def _shown(self, _pages) -> None:
        if self._part == "keeping and scoring":
            self._enter("showing the portfolio")

    def _said(self, notice) -> None:
        if notice.kind == "failure":
            self.failure = f"{notice.what} {notice.details}"
            self._window.close()
