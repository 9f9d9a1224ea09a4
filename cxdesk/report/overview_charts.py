"""The native charts of the sheet Overview: the course of the health, and what moves its mean."""

from __future__ import annotations

from typing import Any

from cxdesk.report.material import Material
from cxdesk.report.sheet_writer import SheetWriter

CHART_COLUMN = 7
_COURSE_SIZE, _MEANS_SIZE = (720, 460), (720, 520)
COURSE_ROWS, MEANS_ROWS = 21, 24
"""Rows that the charts cover, at the sheets' own height of rows."""
_AROUND_BARS, _BAR_PIXELS = 90, 30
_MOST_BARS = 15
_DASHES = ("solid", "solid", "dash", "square_dot", "long_dash_dot")
_MARKERS = ("none", "circle", "diamond", "triangle", "square")
_COURSE = (
    "Line chart: mean health of all accounts, and health of those with the most value at risk, by month."
)
_MEANS = "Bar chart: points that each driver, signal and hard fact adds to the mean health."


def insert_course(
    sheet: SheetWriter, material: Material, rows: tuple[int, int], lines: int, corner: tuple[int, int]
) -> None:
    """Put a line chart on the sheet; `rows` are those of the header and of the last month, the days in the
    first column, a line in each of the `lines` columns after it.
    """
    look = material.look
    chart = sheet.book.chart("line")
    header, last = rows
    inks = (look.ink, look.accent, look.risk, look.good, look.watch)
    for line in range(lines):
        # Lines differ in dashes and markers too, so that a grey print tells them apart.
        marker = {"type": _MARKERS[line], "size": 6, "fill": {"color": inks[line]},
                  "border": {"color": inks[line]}}  # fmt: skip
        chart.add_series(
            {
                "name": [sheet.name, header, 1 + line],
                "categories": [sheet.name, header + 1, 0, last, 0],
                "values": [sheet.name, header + 1, 1 + line, last, 1 + line],
                "line": {"color": inks[line], "width": 2.25 if line else 3, "dash_type": _DASHES[line]},
                "marker": marker if line else {"type": "none"},
            }
        )
    chart.set_title({"name": "Health over the last months: all accounts, and the most value at risk",
                     "name_font": _title(material)})  # fmt: skip
    font = _font(look.muted)
    chart.set_x_axis({"num_font": font, "num_format": "mmm yy", "line": {"color": look.muted}})
    grid = {"visible": True, "line": {"color": look.line, "width": 0.75}}
    chart.set_y_axis({"min": 0, "max": 100, "major_unit": 20, "num_font": font, "num_format": "0",
                      "line": {"none": True}, "major_gridlines": grid})  # fmt: skip
    chart.set_legend({"position": "bottom", "font": _font(look.ink)})
    chart.show_blanks_as("gap")
    _finish(sheet, material, chart, corner, _COURSE_SIZE, _COURSE)


def insert_means(
    sheet: SheetWriter, material: Material, rows: tuple[int, int], corner: tuple[int, int]
) -> None:
    """Put a bar chart of the first of the means on the sheet, the largest on top."""
    look = material.look
    chart = sheet.book.chart("bar")
    header, last = rows[0], min(rows[1], rows[0] + _MOST_BARS)
    chart.add_series(
        {
            "name": "Points",
            "categories": [sheet.name, header + 1, 0, last, 0],
            "values": [sheet.name, header + 1, 1, last, 1],
            "fill": {"color": look.bar},
            "invert_if_negative": True,
            "invert_if_negative_color": look.risk,
            "gap": 40,
            "data_labels": {"value": True, "num_format": '+0.0;"−"0.0;0.0', "font": _font(look.ink)},
        }
    )
    chart.set_title({"name": "Points added to the mean health", "name_font": _title(material)})
    font = _font(look.ink)
    chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": font,
                      "line": {"color": look.muted}, "major_gridlines": {"visible": False}})  # fmt: skip
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_legend({"none": True})
    width, height = _MEANS_SIZE  # a few bars are not blown up to fill the place of many
    height = min(height, _AROUND_BARS + _BAR_PIXELS * (last - header))
    _finish(sheet, material, chart, corner, (width, height), _MEANS)


def _finish(
    sheet: SheetWriter,
    material: Material,
    chart: Any,
    corner: tuple[int, int],
    size: tuple[int, int],
    description: str,
) -> None:
    """Frame the chart and put it in its place."""
    chart.set_chartarea({"border": {"color": material.look.line}})
    sheet.chart(*corner, chart, size, description)


def _title(material: Material) -> dict[str, Any]:
    return {"name": "Calibri", "size": 13, "bold": True, "color": material.look.ink}


def _font(colour: str) -> dict[str, Any]:
    return {"name": "Calibri", "size": 10, "color": colour, "bold": False}
