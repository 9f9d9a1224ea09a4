"""What is worked out once for a record: asked once, told apart by its key, gone with the record."""

from __future__ import annotations

import gc
from dataclasses import replace
from weakref import ref

from cxdesk.metrics.kept import kept_with
from tests.metrics.rich_facts import rich_facts


def test_it_is_worked_out_once_for_each_record_and_key() -> None:
    """Intent: the second question is answered from memory; another key or an equal record asks again.

    Expected: by counting the calls.
    """
    usage, calls = rich_facts(3).usage, []
    same = replace(usage)

    def find() -> int:
        calls.append(1)
        return len(calls)

    found = [kept_with(usage, "a", find), kept_with(usage, "a", find), kept_with(usage, "b", find)]
    assert [*found, kept_with(same, "a", find)] == [1, 1, 2, 3]


def test_it_goes_with_the_record() -> None:
    """Intent: facts of a date that is no longer looked at leave nothing behind.

    Expected: the weak reference to what was kept is empty.
    """
    usage, other = rich_facts(3).usage, rich_facts(3).usage
    gone = ref(kept_with(usage, "a", lambda: replace(other)))
    assert gone() is not None
    del usage
    gc.collect()
    assert gone() is None
