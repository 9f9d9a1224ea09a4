"""Records whose columns are taken when they are looked at, against the same rows taken at once."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from cxdesk.workspace.event_records import FirstUses
from cxdesk.workspace.facts_record import rows_taken
from cxdesk.workspace.later_columns import rows_later

DAYS = np.array(["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"], dtype="datetime64[D]")


def uses() -> FirstUses:
    """Return four first uses."""
    return FirstUses(np.array([0, 0, 1, 2]), np.array([3, 4, 3, 5]), DAYS.copy(), np.array([7, -1, 8, 9]))


def test_rows_of_rows_are_those_that_are_taken_at_once() -> None:
    """Expected: `rows_taken` twice, whichever columns of the record between were looked at before."""
    first, second = np.array([0, 2, 3]), np.array([2, 0])
    expected = rows_taken(rows_taken(uses(), first), second)
    between = rows_later(uses(), first)
    assert between.user.tolist() == [7, 8, 9]
    found = rows_later(rows_later(between, None), second)
    for column in fields(FirstUses):
        np.testing.assert_array_equal(getattr(found, column.name), getattr(expected, column.name))
    assert len(found) == 2


def test_what_nobody_looks_at_is_not_worked_out() -> None:
    """Intent: a column that a function finds is found once, and only when it is asked for."""
    asked = []

    def users() -> np.ndarray:
        asked.append(1)
        return np.array([1, 2])

    found = rows_later(uses(), np.array([1, 3]), user=users, account=np.array([5, 6]))
    assert (found.account.tolist(), found.feature.tolist(), asked) == ([5, 6], [4, 5], [])
    assert rows_later(found, np.array([1, 0])).user.tolist() == [2, 1]
    assert found.user.tolist() == [1, 2]
    assert found.user is found.user
    assert len(asked) == 1


def test_rows_of_a_column_that_nobody_looked_at_leave_it_alone() -> None:
    """Intent: of a million rows some are taken, not all of them for it: the record between stays unread."""
    between = rows_later(uses(), np.array([0, 2, 3]))
    assert rows_later(between, np.array([2, 0])).user.tolist() == [9, 7]
    with pytest.raises(AttributeError):
        object.__getattribute__(between, "user")


def test_it_is_like_any_other_record() -> None:
    """It can be replaced in part, its columns are read-only, and it has no others."""
    found = rows_later(uses(), np.array([1, 3]))
    assert replace(found, user=np.array([0, 0])).first_at.tolist() == DAYS[[1, 3]].tolist()
    with pytest.raises(ValueError, match="read-only"):
        found.user[0] = 5
    with pytest.raises(AttributeError, match="no column nothing"):
        _ = found.nothing
