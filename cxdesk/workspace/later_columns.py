"""Records of arrays of which a column is taken only when somebody looks at it.

A date in the past is a choice of rows of everything that was imported, and most who ask for one look at few
of the columns: to copy them all would take longer than to work on those.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

Column = np.ndarray | Callable[[], np.ndarray]


class LaterColumns:
    """What a record inherits so that it can be made by `rows_later`. It looks like any other."""

    __slots__ = ("_later",)

    def __getattr__(self, name: str) -> Any:
        if name not in type(self).__dataclass_fields__:
            raise AttributeError(f"{type(self).__name__} has no column {name}")
        source, rows, given = self._later
        found = given[name]() if name in given else _taken(source, name, rows)
        object.__setattr__(self, name, frozen(found))
        return found


Record = TypeVar("Record", bound=LaterColumns)


def _taken(record: Any, name: str, rows: np.ndarray | None) -> np.ndarray:
    """Return some rows of a column (None: all of them). Of one that was not looked at yet no others are."""
    if rows is None:
        return getattr(record, name)
    try:
        column = object.__getattribute__(record, name)
    except AttributeError:
        source, own, given = record._later
        if name not in given:
            return _taken(source, name, rows if own is None else own[rows])
        column = getattr(record, name)
    return column[rows]


def rows_later(record: Record, rows: np.ndarray | None, **given: Column) -> Record:
    """Return the record with only the rows at those positions (None: all of them), and with other columns in
    place of some: arrays, or functions that find them.

    The record must not change, and is kept as long as the result is.
    """
    result = object.__new__(type(record))
    functions = {}
    for name, column in given.items():
        if callable(column):
            functions[name] = column
        else:
            object.__setattr__(result, name, frozen(column))
    object.__setattr__(result, "_later", (record, rows, functions))
    return result


def frozen(array: np.ndarray) -> np.ndarray:
    """Return the array, made read-only."""
    array.flags.writeable = False
    return array
