"""How a command says what it is doing while it does it: one line of the terminal, written over and over."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

from cxdesk.progress import Progress, left_text, seconds_left

if TYPE_CHECKING:
    from collections.abc import Callable

_EVERY = 0.2
"""Seconds between two changes of the line."""


def progress_line(stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> Progress:
    """Return a progress that tells a terminal what is being done, how much of it is, and the time left; it is
    silent elsewhere. `end_line` takes the line away.
    """
    stream = sys.stderr if stream is None else stream
    if not stream.isatty():
        return Progress()
    began, last = clock(), [-_EVERY]

    def report(message: str, fraction: float | None) -> None:
        now = clock() - began
        if now - last[0] < _EVERY:
            return
        last[0] = now
        left = seconds_left(now, fraction)
        done = "" if fraction is None else f" · {fraction:.0%}"
        print(
            f"\r\x1b[K{message}{done}{f' · {left_text(left)}' if left else ''}",
            end="",
            file=stream,
            flush=True,
        )

    return Progress(report)


def end_line(stream: TextIO | None = None) -> None:
    """Take the line away, before anything else is printed."""
    stream = sys.stderr if stream is None else stream
    if stream.isatty():
        print("\r\x1b[K", end="", file=stream, flush=True)
