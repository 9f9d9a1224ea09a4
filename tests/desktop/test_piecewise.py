"""Making a thing by parts on the window's thread."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from cxdesk.desktop.piecewise import Piecewise


def parts(made: list[str], *names: str) -> Iterator[None]:
    """Make a part in each step."""
    for name in names:
        made.append(name)
        yield


def test_other_things_happen_between_two_parts(qtbot: QtBot) -> None:
    """Three parts of 40 ms each: a timer gets its turn between them, so nobody waits for all."""
    parent, longest, last = QObject(), [0.0], [perf_counter()]
    done: list[int] = []

    def tick() -> None:
        longest[0] = max(longest[0], perf_counter() - last[0])
        last[0] = perf_counter()

    def slow() -> Iterator[None]:
        for number in range(3):
            end = perf_counter() + 0.04
            while perf_counter() < end:
                pass
            done.append(number)
            yield

    ticks = QTimer(parent, interval=0)
    ticks.timeout.connect(tick)
    ticks.start()
    Piecewise(parent).begin("slow", slow())
    qtbot.waitUntil(lambda: len(done) == 3)
    qtbot.waitUntil(lambda: last[0] > 0)
    assert 0.04 <= longest[0] < 0.115  # all at once is 0.12


def test_one_is_made_after_the_other(qtbot: QtBot) -> None:
    """What was begun first is whole first."""
    made: list[str] = []
    parent = QObject()
    piecewise = Piecewise(parent)
    piecewise.begin("a", parts(made, "a1", "a2"))
    piecewise.begin("b", parts(made, "b1"))
    assert made == []
    qtbot.waitUntil(lambda: len(made) == 3)
    assert made == ["a1", "a2", "b1"]


def test_what_is_needed_now_is_finished_at_once(qtbot: QtBot) -> None:
    """The file was read faster than the page was made: all parts, each once, and the other one goes on."""
    made: list[str] = []
    parent = QObject()
    piecewise = Piecewise(parent)
    piecewise.begin("a", parts(made, "a1", "a2"))
    piecewise.begin("b", parts(made, "b1", "b2"))
    piecewise.finish("b")
    assert made == ["b1", "b2"]
    assert piecewise.busy
    qtbot.waitUntil(lambda: not piecewise.busy)
    piecewise.finish("a")
    assert made == ["b1", "b2", "a1", "a2"]


def test_nothing_is_made_twice(qtbot: QtBot) -> None:
    """A second import asks for the page again: it is there."""
    made: list[str] = []
    parent = QObject()
    piecewise = Piecewise(parent)
    piecewise.begin("a", parts(made, "a1"))
    piecewise.finish("a")
    piecewise.begin("a", parts(made, "again"))
    piecewise.finish("a")
    assert made == ["a1"]
