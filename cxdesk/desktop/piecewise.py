"""Making on the window's thread what takes longer than a window may stand still: a part at a time."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

_PAUSE = 1
"""Milliseconds between two parts, for whatever else the window has to do."""
_ENDED = object()


class Piecewise(QObject):
    """Makes named things, each by the steps of an iterator, one after the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._begun: set[str] = set()
        self._parts: dict[str, Iterator[None]] = {}
        self._turns = QTimer(self, interval=_PAUSE, singleShot=True)
        self._turns.timeout.connect(self._step)

    @property
    def busy(self) -> bool:
        """Whether a part of anything is still to be made."""
        return bool(self._parts)

    def begin(self, name: str, parts: Iterator[None]) -> None:
        """Make something by its parts from now on, unless something of that name was begun before."""
        if name not in self._begun:
            self._begun.add(name)
            self._parts[name] = parts
            self._turns.start()

    def again(self, name: str, parts: Iterator[None]) -> None:
        """Make something anew by its parts, after what else was begun; parts left from before are dropped."""
        self._parts.pop(name, None)
        self._parts[name] = parts
        self._turns.start()

    def finish(self, name: str) -> None:
        """Make at once the parts that are left."""
        for _ in self._parts.pop(name, ()):
            pass

    def _step(self) -> None:
        """Make one part of what was begun first."""
        name = next(iter(self._parts), None)
        if name is None:
            return
        if next(self._parts[name], _ENDED) is _ENDED:
            del self._parts[name]
        self._turns.start()
