"""Items made ahead of their use."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from cxdesk.importing.ahead import made_ahead

_PATIENCE = 10.0


def test_items_come_whole_and_in_order() -> None:
    """Nothing is lost between two threads, however little may wait; the numbers are those put in."""
    assert list(made_ahead((number for number in range(1000)), 2)) == list(range(1000))
    assert list(made_ahead((number for number in ()), 2)) == []


def test_an_error_comes_after_the_items_before_it() -> None:
    """What a reader raises reaches who asked, as it is, and not before the last good item."""

    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise KeyError("lost")

    made = made_ahead(items(), 5)
    assert (next(made), next(made)) == (1, 2)
    with pytest.raises(KeyError, match="lost"):
        next(made)


def test_the_next_items_are_made_meanwhile() -> None:
    """While the first item is in use, as many more as may wait are made, and no more."""
    made = [threading.Event() for _ in range(6)]

    def items() -> Iterator[int]:
        for place, event in enumerate(made):
            event.set()
            yield place

    with closing(made_ahead(items(), 2)) as taken:
        assert next(taken) == 0
        assert all(event.wait(_PATIENCE) for event in made[:3])
        assert not made[3].wait(0.3)


def test_who_leaves_early_ends_the_thread() -> None:
    """A reader that nobody listens to any more is closed: it holds a file, and memory."""
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            while True:
                yield 0
        finally:
            closed.set()

    with closing(made_ahead(items(), 2)) as taken:
        next(taken)
    assert closed.wait(_PATIENCE)
