"""What the installer says, and the one error it ends with."""

from __future__ import annotations

import sys


class Problem(Exception):
    """Set-up cannot go on. `what` happened and what to `type` next, each in plain words."""

    def __init__(self, what: str, type_this: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.type_this = type_this

    def __str__(self) -> str:
        return f"{self.what}\nType: {self.type_this}" if self.type_this else self.what


def say(sentence: str) -> None:
    """Tell the person who waits what is being done. Standard output belongs to the program we start."""
    print(sentence, file=sys.stderr, flush=True)


class Counter:
    """A number that grows on one line of a terminal while slow work goes on; silent elsewhere."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._count = 0

    def more(self) -> None:
        """Count one more."""
        self._count += 1
        if sys.stderr.isatty():
            print(f"\r{self._count} {self._what} ", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._count and sys.stderr.isatty():
            print(file=sys.stderr)


def last_lines(text: str, count: int = 12) -> str:
    """Return the end of a program's output, indented: where the reason usually stands."""
    return "\n".join(f"    {line[:200]}" for line in text.strip().splitlines()[-count:])
