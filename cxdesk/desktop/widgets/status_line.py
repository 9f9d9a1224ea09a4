"""The status bar: what is here, what is being done and how far, a way to stop it, and whether it is saved."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar, QWidget

from cxdesk.desktop.tasks import Task, TaskRunner
from cxdesk.desktop.widgets.card import ElidedLabel, text_label
from cxdesk.progress import left_text, seconds_left

_PATIENCE = 150
"""Milliseconds before work is mentioned: what is done at once needs no progress bar."""


def _time_left(task: Task) -> str:
    """Return how long a task will still take, as far as its pace until now tells."""
    left = seconds_left(time.monotonic() - task.started, task.fraction)
    return "" if left is None else f", {left_text(left)}"


class StatusLine(QStatusBar):
    """Watches background threads. `cancel_wanted` is sent by its button."""

    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._running: list[Task] = []
        self._counts = ElidedLabel("")
        self._message = text_label("")
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Progress")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(140)
        self._stop = QPushButton("Cancel")
        self._stop.setProperty("look", "link")
        self._stop.setAccessibleName("Cancel what is being done")
        self._stop.clicked.connect(self._cancel)
        self._saved = text_label("Offline")
        self.addWidget(self._counts, 1)
        for widget in (self._message, self._bar, self._stop, self._saved):
            self.addPermanentWidget(widget)
        self.setContentsMargins(8, 0, 8, 0)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._show)
        self._hide()

    def watch(self, runner: TaskRunner) -> None:
        """Show what a thread does."""
        runner.began.connect(self._begin)
        runner.progressed.connect(self._progress)
        runner.ended.connect(self._end)

    def show_counts(self, text: str) -> None:
        """Say what is here."""
        self._counts.setText(text)

    def show_saved(self, text: str) -> None:
        """Say whether the workspace is kept in a file."""
        self._saved.setText(text)

    def _begin(self, task: Task) -> None:
        self._running.append(task)
        if not self._patience.isActive() and not self._bar.isVisible():
            self._patience.start()

    def _progress(self, task: Task) -> None:
        if self._bar.isVisible() and self._running and task is self._running[-1]:
            self._show()

    def _end(self, task: Task) -> None:
        if task in self._running:
            self._running.remove(task)
        if not self._running:
            self._patience.stop()
            self._hide()
        elif self._bar.isVisible():
            self._show()

    def _show(self) -> None:
        """Show the newest of the running tasks."""
        if not self._running:
            return
        task = self._running[-1]
        self._message.setText(f"{task.message}{_time_left(task)} …")
        if task.fraction is None:
            self._bar.setRange(0, 0)
        else:
            self._bar.setRange(0, 100)
            self._bar.setValue(round(100 * task.fraction))
        for widget in (self._message, self._bar, self._stop):
            widget.setVisible(True)

    def _hide(self) -> None:
        for widget in (self._message, self._bar, self._stop):
            widget.setVisible(False)

    def _cancel(self) -> None:
        self.cancel_wanted.emit()
