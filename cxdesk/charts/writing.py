"""Charts as pictures: PNG, and SVG and PDF whose text is text."""

from __future__ import annotations

from io import BytesIO

import matplotlib as mpl

from cxdesk.charts.chart import Chart

_UNDATED = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None, "ModDate": None}}


def png_bytes(chart: Chart) -> bytes:
    """Return the chart as a PNG of its size in pixels."""
    return _saved(chart, "png")


def svg_text(chart: Chart) -> str:
    """Return the chart as SVG with its text as text, the same for the same chart on any day."""
    return _saved(chart, "svg").decode("utf-8")


def pdf_bytes(chart: Chart) -> bytes:
    """Return the chart as a page of PDF in vectors, its fonts embedded, the same on any day."""
    return _saved(chart, "pdf")


def _saved(chart: Chart, form: str) -> bytes:
    out = BytesIO()
    settings = {"svg.fonttype": "none", "svg.hashsalt": "cxdesk", "pdf.fonttype": 42}
    metadata = {"Title": chart.title, **_UNDATED[form]}
    with mpl.rc_context(settings):
        chart.figure.savefig(out, format=form, dpi=chart.figure.dpi, metadata=metadata)
    return out.getvalue()
