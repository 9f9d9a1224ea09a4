"""Charts as files: PNG, SVG whose text is text, and the table behind a chart as CSV."""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO

import matplotlib as mpl

from cxdesk.charts.cells import file_rows
from cxdesk.charts.chart import Chart, Table

_ACTS = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell may begin that a spreadsheet would take for a formula."""
_NUMBER = re.compile(r"[+-]?[\d.,\u00a0\u202f ]*\d(\u00a0?%)?")
_BREAKS = re.compile(r"[\r\n\v\f\x85\u2028\u2029]+")


def png_bytes(chart: Chart) -> bytes:
    """Return the chart as a PNG of its size in pixels."""
    return _saved(chart, "png")


def svg_text(chart: Chart) -> str:
    """Return the chart as SVG with its text as text, the same for the same chart on any day."""
    return _saved(chart, "svg").decode("utf-8")


def csv_text(table: Table) -> str:
    """Return a table as CSV with plain numbers and ISO days, units in the header. A text that a spreadsheet
    would run as a formula gets an apostrophe in front.
    """
    out = StringIO()
    rows = file_rows(table)
    csv.writer(out, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _saved(chart: Chart, form: str) -> bytes:
    out = BytesIO()
    settings = {"svg.fonttype": "none", "svg.hashsalt": "cxdesk"}
    metadata = {"Date": None, "Title": chart.title} if form == "svg" else {"Title": chart.title}
    with mpl.rc_context(settings):
        chart.figure.savefig(out, format=form, dpi=chart.figure.dpi, metadata=metadata)
    return out.getvalue()


def _harmless(cell: str) -> str:
    text = _BREAKS.sub(" ", cell)
    if text.startswith(_ACTS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
