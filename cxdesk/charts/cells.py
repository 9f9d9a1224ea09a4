"""Cells of a chart's table: the text that people read, and the plain numbers or days that a file has.

A cell is its text, so that a table is shown and compared as text. A file of the table has its `values`
instead: a decimal point, no unit, no grouping, days as ISO; the unit goes into the header.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np

from cxdesk import formatting
from cxdesk.charts.series import axis_values, period_text, unit_text
from cxdesk.formatting import NumberStyle
from cxdesk.metrics.periods import Periods
from cxdesk.metrics.unit_texts import interval_text, value_text

_ENDS = ("low", "high")
_DAYS = ("first day", "last day")
_DIGITS = 12
"""More than a measurement has, and fewer than a sum's last bits."""


class Cell(str):
    """A text with the plain values behind it: one for each of `parts` ("" where there is one), in `unit`."""

    __slots__ = ("parts", "unit", "values")

    parts: tuple[str, ...]
    values: tuple[str, ...]
    unit: str

    def __new__(cls, text: str, values: Sequence[str], parts: Sequence[str] = ("",), unit: str = "") -> Cell:
        """Return the cell; `values` and `parts` are of one length."""
        cell = super().__new__(cls, text)
        cell.values, cell.parts, cell.unit = tuple(values), tuple(parts), unit
        return cell


def plain(value: float) -> str:
    """Return a number as a file has it: "0.25", "-3", "1200000"; "" where it is not known."""
    if not isfinite(value):
        return ""
    text = f"{value:.{_DIGITS}g}"
    return "0" if text == "-0" else text


def number(value: float, text: str, unit: str = "") -> Cell:
    """Return a cell with one number, which stands there as it is."""
    return Cell(text, (plain(float(value)),), unit=unit)


def counted(value: float, style: NumberStyle) -> Cell:
    """Return a count."""
    return number(float(value), formatting.number(float(value), style))


def measured(value: float, unit: str, style: NumberStyle, currency: str = "", text: str = "") -> Cell:
    """Return a measurement in a metric's unit, shares in percent; `text` where it is shown otherwise."""
    written = text or value_text(float(value), unit, style, currency)
    return number(_axis(value, unit), written, unit_text(unit, currency))


def share(value: float, style: NumberStyle, text: str = "") -> Cell:
    """Return a share of 0 to 1."""
    return measured(value, "share", style, text=text or formatting.percent(float(value), None, style))


def ends(low: float, high: float, unit: str, style: NumberStyle, currency: str = "", text: str = "") -> Cell:
    """Return the ends of a range in a metric's unit; nothing where there is no range."""
    values = [plain(_axis(end, unit)) for end in (low, high)]
    return Cell(
        text or interval_text(float(low), float(high), unit, style), values, _ENDS, unit_text(unit, currency)
    )


def day(value: np.datetime64, style: NumberStyle) -> Cell:
    """Return a day."""
    return Cell(formatting.date_text(value, style), (str(value.astype("datetime64[D]")),))


def span(periods: Periods, period: int, style: NumberStyle) -> Cell:
    """Return a period by its first and last day."""
    days = (periods.first_days[period], periods.last_days[period])
    return Cell(
        period_text(periods, period, style), [str(one.astype("datetime64[D]")) for one in days], _DAYS
    )


def file_rows(table: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return a table as a file has it: a column for each part of its cells, with the unit in the header, or
    in a column of its own where the rows differ in it.
    """
    header, *rows = table
    columns = [_file_columns(name, [row[place] for row in rows]) for place, name in enumerate(header)]
    return [list(row) for row in zip(*(column for part in columns for column in part), strict=True)]


def _file_columns(name: str, cells: list[str]) -> list[list[str]]:
    """Return the columns of a file that one column of a table becomes, each with its header."""
    told = [cell for cell in cells if isinstance(cell, Cell)]
    if not told:
        return [[name, *cells]]
    units = dict.fromkeys(cell.unit for cell in told)
    unit = f", {next(iter(units))}" if len(units) == 1 and next(iter(units)) else ""
    parts = max((cell.parts for cell in told), key=len)
    columns = [
        [f"{name}{f', {part}' if part else ''}{unit}", *(_part(cell, place) for cell in cells)]
        for place, part in enumerate(parts)
    ]
    if len(units) > 1:
        columns.append([f"{name}, unit", *(cell.unit if isinstance(cell, Cell) else "" for cell in cells)])
    return columns


def _part(cell: str, place: int) -> str:
    if isinstance(cell, Cell):
        return cell.values[place] if place < len(cell.values) else ""
    return "" if place or cell == formatting.UNKNOWN else cell


def _axis(value: float, unit: str) -> float:
    return float(axis_values(np.array(float(value)), unit))
