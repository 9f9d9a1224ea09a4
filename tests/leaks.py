"""What a test must not leave behind: threads, pool jobs, windows, running timers, a changed folder."""

from __future__ import annotations

import gc
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

GRACE = 2.0
"""Seconds that a thread or pool job which was told to stop may take."""


@dataclass(frozen=True, slots=True)
class Traces:
    """What was alive at one moment. Qt objects are kept by address: holding them would keep them alive."""

    threads: frozenset[threading.Thread]
    windows: frozenset[int]
    timers: frozenset[int] | None
    folder: Path


def take_traces(*, timers: bool) -> Traces:
    """Note what is alive now; `timers` only where some may run: finding them takes a tenth of a second."""
    return Traces(
        frozenset(threading.enumerate()),
        frozenset(_address(window) for window in _windows()),
        frozenset(_address(timer) for timer in _running_timers()) if timers else None,
        Path.cwd(),
    )


def leaks_since(before: Traces) -> list[str]:
    """Return one sentence for each thing that is alive now and was not `before`; empty when all is clean."""
    problems = [f"left the thread {thread.name} running" for thread in _new_threads(before)]
    if not _pool_is_idle():
        problems.append("left jobs running in the global thread pool")
    problems += [f"left the window {window!r} alive" for window in _new_windows(before)]
    problems += [
        f"left a timer running every {timer.interval()} ms"
        for timer in (_running_timers() if before.timers is not None else ())
        if _address(timer) not in before.timers
    ]
    if Path.cwd() != before.folder:
        problems.append(f"left the working folder changed to {Path.cwd()}")
    return problems


def _new_threads(before: Traces) -> list[threading.Thread]:
    """Return the threads that are new and did not end within the grace time."""
    deadline = time.monotonic() + GRACE
    fresh = [thread for thread in threading.enumerate() if thread not in before.threads]
    for thread in fresh:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread for thread in fresh if thread.is_alive()]


def _application():
    """Return the running QApplication; None as long as no test has made one."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None


def _address(thing) -> int:
    """Return the address of the C++ object: the Python object around it may be made anew at each look."""
    return sys.modules["shiboken6"].getCppPointer(thing)[0]


def _pool_is_idle() -> bool:
    """Return whether Qt's global thread pool came to rest within the grace time."""
    if _application() is None:
        return True
    return sys.modules["PySide6.QtCore"].QThreadPool.globalInstance().waitForDone(int(GRACE * 1000))


def _windows() -> list:
    """Return every top-level widget."""
    application = _application()
    return list(application.topLevelWidgets()) if application else []


def _new_windows(before: Traces) -> list:
    """Return the top-level widgets that are new, once those waiting for deletion or collection are gone."""
    application = _application()
    if application is None:
        return []
    application.sendPostedEvents(None, sys.modules["PySide6.QtCore"].QEvent.Type.DeferredDelete.value)
    if all(_address(window) in before.windows for window in _windows()):
        return []
    gc.collect()
    return [window for window in _windows() if _address(window) not in before.windows]


def _running_timers() -> list:
    """Return every running timer that Python knows of."""
    if _application() is None:
        return []
    timer_class = sys.modules["PySide6.QtCore"].QTimer
    is_valid = sys.modules["shiboken6"].isValid
    return [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, timer_class) and is_valid(thing) and thing.isActive()
    ]
