"""What was found out about a column, kept with it: each candidate table reads the same few cells again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from cxdesk.importing.sheet import RawColumn

MOST_CELLS = 2_000
"""Cells of the longest column that keeps anything; that of a longer one would take much memory."""
_More = ParamSpec("_More")
_Found = TypeVar("_Found")


def once(
    read: Callable[Concatenate[RawColumn, _More], _Found],
) -> Callable[Concatenate[RawColumn, _More], _Found]:
    """Return a reading of columns that is done once for each column and arguments, where the cells are few.

    What it returns must not be written to. The arguments are compared by value; mappings of hashable values
    may be among them.
    """

    @wraps(read)
    def kept(column: RawColumn, *more: _More.args, **named: _More.kwargs) -> _Found:
        if len(column) > MOST_CELLS:
            return read(column, *more, **named)
        what = (read, *map(_by_value, more), *((name, _by_value(value)) for name, value in named.items()))
        if what not in column.found:
            column.found[what] = read(column, *more, **named)
        return column.found[what]

    return kept


def _by_value(argument: object) -> Hashable:
    """Return an argument in a form that can be compared and looked up."""
    return tuple(argument.items()) if isinstance(argument, Mapping) else argument
