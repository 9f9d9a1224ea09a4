"""How slow work tells what it is doing and learns that it should stop.

Long functions take a `Progress`; the desktop gives one that crosses threads, scripts give `silent`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from cxdesk.errors import Cancelled


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
