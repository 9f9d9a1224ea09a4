"""What an operation is: slow work with a name, off the thread that paints, that can be watched and stopped.

An operation is a function of a `Progress`. It returns an `Outcome`: the value, what of the session is
different afterwards, and what the user should be told. The desktop runs operations one after the other on the
one thread that owns the store; scripts and tests call `perform` directly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from cxdesk.progress import Progress


class Change(Enum):
    """A part of the session that an operation may leave different; pages that show it ask for it again."""

    WORKSPACE = "another workspace is open"
    IMPORTS = "rows came in"
    AS_OF = "the as-of date moved"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation gave: its value, what changed, and sentences for the user."""

    value: Any = None
    changed: frozenset[Change] = frozenset()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """Slow work. `title` is shown while it runs; starting another operation of the same `lane` cancels this
    one.
    """

    title: str
    lane: str
    work: Callable[[Progress], Outcome]


def perform(operation: Operation, progress: Progress | None = None) -> Outcome:
    """Run an operation here and now; raises what it raises."""
    return operation.work(progress or Progress())
