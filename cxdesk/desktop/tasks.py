"""Background work: one named thread that runs operations one after the other and tells the window about them.

The window starts three: one owns the store, one reads files for review, one draws charts. Whatever an
operation needs of a store is made and used on the same thread. Nothing here knows what the operations do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from cxdesk.errors import Cancelled, CxdeskError
from cxdesk.progress import Progress
from cxdesk.session.operations import Operation, Outcome

_UNTIL_PAINTED = 150
"""Milliseconds after which what was just shown is painted. Two threads in Python at once halt the window for
longer than either takes.
"""
_LEAST_SECONDS_BETWEEN_REPORTS = 0.05


@dataclass(eq=False, slots=True)
class Task:
    """One operation under way. `superseded`: another of its lane was started, nobody waits for this one;
    `started`: the monotonic seconds at which its work began.
    """

    operation: Operation
    done: Callable[[Outcome], None] | None
    failed: Callable[[Exception], None] | None
    stop: threading.Event = field(default_factory=threading.Event)
    superseded: bool = False
    outcome: Outcome | None = None
    error: Exception | None = None
    message: str = ""
    fraction: float | None = None
    started: float = 0.0


class TaskRunner(QObject):
    """A thread with a queue. All methods and signals belong to the thread that made it."""

    began = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    _arrived = Signal(object, str)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[Task | None] = SimpleQueue()
        self._tasks: list[Task] = []
        self._later: list[Task] = []
        self._pause = QTimer(self, singleShot=True, interval=_UNTIL_PAINTED)
        self._pause.timeout.connect(self._begin_later)
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name=f"cxdesk {name}", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether any operation waits or runs."""
        return bool(self._tasks)

    def is_busy_with(self, lane: str) -> bool:
        """Whether an operation of that lane waits or runs."""
        return any(task.operation.lane == lane and not task.stop.is_set() for task in self._tasks)

    def submit(
        self,
        operation: Operation,
        done: Callable[[Outcome], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        *,
        painting: bool = False,
    ) -> Task:
        """Queue an operation, cancel older ones of its lane; `done` or `failed` is called on this thread.
        With `painting` it begins once what was just shown is painted: nobody waits for it.
        """
        for task in self._tasks:
            if task.operation.lane == operation.lane:
                task.superseded = True
                task.stop.set()
        task = Task(operation, done, failed, message=operation.title)
        self._tasks.append(task)
        if painting:
            self._later.append(task)
            self._pause.start()
        else:
            self._queue.put(task)
        return task

    def cancel(self, lane: str | None = None) -> None:
        """Ask the operations of a lane (None: all) to stop; `failed` gets `Cancelled` once they have."""
        for task in self._tasks:
            if lane in (None, task.operation.lane):
                task.stop.set()

    def finish_with(self, operation: Operation) -> None:
        """Queue a last operation that nobody waits for and `stop` does not cancel: closing the store."""
        self._queue.put(Task(operation, None, None, superseded=True))

    def stop(self) -> None:
        """Cancel everything and wait until the thread has ended; nothing is called any more."""
        self._pause.stop()
        for task in self._tasks:
            task.superseded = True
            task.stop.set()
        self._queue.put(None)
        self._thread.join()

    def _begin_later(self) -> None:
        """Queue what waited for the window."""
        for task in self._later:
            self._queue.put(task)
        self._later.clear()

    def _run(self) -> None:
        """Take tasks until told to end. Runs on the thread of its own."""
        while (task := self._queue.get()) is not None:
            if task.stop.is_set():
                task.error = Cancelled()
            else:
                task.started = time.monotonic()
                self._arrived.emit(task, "began")
                self._perform(task)
            self._arrived.emit(task, "ended")

    def _perform(self, task: Task) -> None:
        """Run one operation and keep its outcome or its error."""
        last = 0.0

        def listen(message: str, fraction: float | None) -> None:
            nonlocal last
            task.message, task.fraction = message, fraction
            now = time.monotonic()
            if now - last >= _LEAST_SECONDS_BETWEEN_REPORTS:
                last = now
                self._arrived.emit(task, "progressed")

        try:
            task.outcome = task.operation.work(Progress(listen, task.stop))
        except CxdeskError as error:
            task.error = error
        except Exception as error:  # noqa: BLE001  a bug in an operation must reach the window, not end the thread
            task.error = error

    @Slot(object, str)
    def _receive(self, task: Task, what: str) -> None:
        """Pass on what the thread says about a task."""
        if what == "ended" and task in self._tasks:
            self._tasks.remove(task)
        if what == "began":
            self.began.emit(task)
        elif what == "progressed":
            self.progressed.emit(task)
        else:
            self.ended.emit(task)
            self._call_back(task)

    @staticmethod
    def _call_back(task: Task) -> None:
        """Hand the result to whoever asked, unless something newer was asked for."""
        if task.superseded:
            return
        if task.error is not None and task.failed is not None:
            task.failed(task.error)
        elif task.outcome is not None and task.done is not None:
            task.done(task.outcome)
