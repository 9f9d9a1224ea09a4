"""How slow work tells what it is doing and learns that it should stop.

Long functions take a `Progress`; the desktop gives one that crosses threads, scripts give `silent`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from cxdesk.errors import Cancelled

_LEAST_ELAPSED, _LEAST_DONE = 2.0, 0.03
"""Before so many seconds and so much of the work, the time left is a guess."""
_SECONDS_SAID = 90.0


def _ignore(_message: str, _fraction: float | None) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A line to whoever waits. `report(message, fraction)`: fraction 0 to 1, or None while the length is
    unknown.
    """

    listener: Callable[[str, float | None], None] = _ignore
    stop: Event = field(default_factory=Event)

    def report(self, message: str, fraction: float | None = None) -> None:
        """Say what is being done; raises `Cancelled` when the user has asked to stop."""
        self.check()
        self.listener(message, fraction)

    def check(self) -> None:
        """Raise `Cancelled` when the user has asked to stop."""
        if self.stop.is_set():
            raise Cancelled

    def part(self, start: float, end: float) -> Progress:
        """Return a progress whose 0 to 1 is this one's `start` to `end`."""

        def scaled(message: str, fraction: float | None) -> None:
            self.listener(message, None if fraction is None else start + (end - start) * fraction)

        return Progress(scaled, self.stop)


def silent() -> Progress:
    """Return a progress that nobody listens to and nobody stops."""
    return Progress()


def seconds_left(elapsed: float, fraction: float | None) -> float | None:
    """Return the seconds that work will still take at its pace until now; None while that is a guess.

    `elapsed` are the seconds since it began, `fraction` the part that is done, 0 to 1 or None.
    """
    if fraction is None or elapsed < _LEAST_ELAPSED or not _LEAST_DONE <= fraction <= 1.0:
        return None
    return elapsed * (1.0 - fraction) / fraction


def left_text(seconds: float) -> str:
    """Return a time to wait in words: "9 s left", "3 min left"."""
    if seconds < _SECONDS_SAID:
        return f"{max(round(seconds), 1)} s left"
    return f"{round(seconds / 60)} min left"
