"""Background work: order, progress, stopping, errors, and the thread's end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cxdesk.desktop.tasks import Task, TaskRunner
from cxdesk.errors import Cancelled, CxdeskError
from cxdesk.progress import Progress
from cxdesk.session import Operation, Outcome


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    """Return a thread that ends with the test."""
    made = TaskRunner("test")
    yield made
    made.stop()


def giving(value: object, lane: str = "a") -> Operation:
    """Return an operation that gives a value."""
    return Operation("Giving", lane, lambda _progress: Outcome(value))


def waiting(gate: threading.Event, lane: str = "a") -> Operation:
    """Return an operation that asks again and again whether it should stop, until the gate opens."""

    def work(progress: Progress) -> Outcome:
        while not gate.wait(0.005):
            progress.check()
        return Outcome("through")

    return Operation("Waiting", lane, work)


def test_results_arrive_on_the_thread_that_asked_in_order(qtbot: QtBot, runner: TaskRunner) -> None:
    """Three operations, three results, in the order asked for, all called from this thread."""
    got: list[tuple[object, threading.Thread]] = []
    for value in range(3):
        runner.submit(
            giving(value, str(value)), lambda outcome: got.append((outcome.value, threading.current_thread()))
        )
    qtbot.waitUntil(lambda: len(got) == 3)
    assert got == [(value, threading.main_thread()) for value in range(3)]
    assert not runner.busy


def test_what_waits_for_the_window_begins_after_what_does_not(qtbot: QtBot, runner: TaskRunner) -> None:
    """Asked for first, with the window to be painted before: it counts as busy at once, gives way to what was
    asked for after it, and a newer one of its lane takes its place.
    """
    got: list[object] = []
    for value in ("old", "new"):
        runner.submit(giving(value, "later"), lambda outcome: got.append(outcome.value), painting=True)
    assert runner.is_busy_with("later")
    runner.submit(giving("now"), lambda outcome: got.append(outcome.value))
    qtbot.waitUntil(lambda: not runner.busy)
    assert got == ["now", "new"]


def test_what_waited_for_the_window_runs_once(qtbot: QtBot, runner: TaskRunner) -> None:
    """Intent: a second one that waits does not start the first again."""
    ran: list[str] = []

    def named(name: str) -> Operation:
        return Operation(name, name, lambda _progress: Outcome(ran.append(name)))

    for name in "ab":
        runner.submit(named(name), painting=True)
        qtbot.waitUntil(lambda: not runner.busy)
    runner.submit(named("c"))
    qtbot.waitUntil(lambda: not runner.busy)
    assert ran == ["a", "b", "c"]


def test_work_runs_on_the_threads_own_thread(qtbot: QtBot, runner: TaskRunner) -> None:
    """One thread owns the store: every operation runs on it, none on the one that paints."""
    seen: list[str] = []

    def work(_progress: Progress) -> Outcome:
        seen.append(threading.current_thread().name)
        return Outcome()

    for lane in "ab":
        runner.submit(Operation("Looking", lane, work))
    qtbot.waitUntil(lambda: not runner.busy)
    assert seen == ["cxdesk test", "cxdesk test"]


def test_starting_again_cancels_the_one_before(qtbot: QtBot, runner: TaskRunner) -> None:
    """Of two operations of a lane nobody hears of the first, even though it was running."""
    heard: list[object] = []
    gate = threading.Event()
    runner.submit(waiting(gate), lambda outcome: heard.append(outcome.value), heard.append)
    runner.submit(giving("second"), lambda outcome: heard.append(outcome.value), heard.append)
    qtbot.waitUntil(lambda: not runner.busy)
    assert heard == ["second"]


def test_another_lane_is_not_cancelled(qtbot: QtBot, runner: TaskRunner) -> None:
    """Looking at another account must not stop an import."""
    heard: list[object] = []
    gate = threading.Event()
    runner.submit(waiting(gate, "import"), lambda outcome: heard.append(outcome.value))
    runner.submit(giving("page", "page"), lambda outcome: heard.append(outcome.value))
    gate.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert heard == ["through", "page"]


def test_what_the_user_stops_is_told_as_cancelled(qtbot: QtBot, runner: TaskRunner) -> None:
    """The page that waits must know that nothing will come."""
    errors: list[Exception] = []
    runner.submit(waiting(threading.Event()), None, errors.append)
    runner.cancel("a")
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], Cancelled)


@pytest.mark.parametrize("error", [CxdeskError("It failed.", "Try again."), ZeroDivisionError("a bug")])
def test_errors_and_bugs_reach_whoever_asked_and_the_thread_goes_on(
    qtbot: QtBot, runner: TaskRunner, error: Exception
) -> None:
    """A thread that died of a bug would leave the window waiting for ever."""

    def work(_progress: Progress) -> Outcome:
        raise error

    heard: list[object] = []
    runner.submit(Operation("Failing", "a", work), None, heard.append)
    runner.submit(giving("next", "b"), lambda outcome: heard.append(outcome.value))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [error, "next"]


def test_progress_is_told_but_not_a_thousand_times_a_second(qtbot: QtBot, runner: TaskRunner) -> None:
    """2,000 reports in no time: the window hears of at least one and of no more than a few."""
    told: list[Task] = []
    runner.progressed.connect(told.append)

    def work(progress: Progress) -> Outcome:
        for step in range(2_000):
            progress.report("Counting", step / 2_000)
        return Outcome()

    runner.submit(Operation("Counting", "a", work))
    qtbot.waitUntil(lambda: not runner.busy)
    assert 1 <= len(told) < 100
    assert told[0].message == "Counting"


def test_stopping_waits_for_the_thread_and_calls_nobody(qtbot: QtBot) -> None:
    """A window that closes must not be called afterwards, nor leave a thread behind."""
    runner, heard = TaskRunner("short"), []
    runner.submit(waiting(threading.Event()), heard.append, heard.append)
    runner.stop()
    qtbot.wait(20)
    assert heard == []
    assert not any(thread.name == "cxdesk short" for thread in threading.enumerate())


def test_the_last_operation_runs_even_when_everything_is_stopped(qtbot: QtBot) -> None:
    """Closing the store is queued before the thread is told to end: it must not be cancelled."""
    runner, closed = TaskRunner("closing"), threading.Event()

    def close(_progress: Progress) -> Outcome:
        closed.set()
        return Outcome()

    runner.submit(waiting(threading.Event()))
    runner.cancel()
    runner.finish_with(Operation("Closing", "open", close))
    runner.stop()
    assert closed.is_set()
