"""The chart of the sheet Portfolio: health against value at risk, the accounts with most at risk by name."""

from __future__ import annotations

from typing import Any

from cxdesk.report.material import Material
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.styles import NUMBER_FORMATS
from cxdesk.theme import Theme

CHART_ROWS = 21
_SIZE = (900, 400)
_DESCRIPTION = "Scatter chart: health of every account against its value at risk."
_NAMED = 6


def insert_chart(
    sheet: SheetWriter,
    material: Material,
    first_row: int,
    columns: tuple[int, int, int],
    corner: tuple[int, int],
) -> None:
    """Put a native scatter chart on the sheet; `columns` are those of account, health and value at risk.

    It reads the rows of accounts that have a health: a text among the values would make Excel count from 1.
    """
    look = material.look
    chart = sheet.book.chart("scatter")
    named = min(_NAMED, material.scored)
    last = first_row + material.scored - 1
    if first_row + named <= last:
        chart.add_series(_series(sheet, (first_row + named, last), columns, look.bar, look))
    for row in range(first_row, first_row + named):
        # A series of its own, so that the label stays with its account when the reader sorts the table.
        series = _series(sheet, (row, row), columns, look.accent, look)
        label = {"series_name": True, "value": False, "position": "right", "font": _font(look.ink)}
        chart.add_series(series | {"name": [sheet.name, row, columns[0]], "data_labels": label})
    title_font = {"name": "Calibri", "size": 13, "bold": True, "color": look.ink}
    chart.set_title({"name": "Save first: low health, high value at risk", "name_font": title_font})
    _set_axes(chart, material)
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": look.line}})
    sheet.chart(*corner, chart, _SIZE, _DESCRIPTION)


def _series(
    sheet: SheetWriter, rows: tuple[int, int], columns: tuple[int, int, int], colour: str, look: Theme
) -> dict[str, Any]:
    """Return the points of the rows from first to last."""
    first, last = rows
    _, health, risk = columns
    return {
        "name": "Accounts",
        "categories": [sheet.name, first, health, last, health],
        "values": [sheet.name, first, risk, last, risk],
        "marker": {"type": "circle", "size": 7, "fill": {"color": colour}, "border": {"color": look.panel}},
    }


def _set_axes(chart, material: Material) -> None:
    """Set scales, units and the hairlines that are read."""
    look = material.look
    font = _font(look.muted)
    chart.set_x_axis(
        {
            "name": "Health, 0 to 100",
            "name_font": font,
            "num_font": font,
            "min": 0,
            "max": 100,
            "major_unit": 10,
            "num_format": "0",
            "major_gridlines": {"visible": False},
            "line": {"color": look.muted},
        }
    )
    chart.set_y_axis(
        {
            "name": material.with_currency("Value at risk"),
            "name_font": font,
            "num_font": font,
            "min": 0,
            "num_format": NUMBER_FORMATS["money_short"],
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": look.line, "width": 0.75}},
        }
    )


def _font(colour: str) -> dict[str, Any]:
    """Return the font of labels."""
    return {"name": "Calibri", "size": 10, "color": colour, "bold": False}
