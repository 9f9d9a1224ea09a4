"""A chart as a file: a picture, or the table behind it with plain numbers and ISO days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cxdesk.charts.cells import file_rows
from cxdesk.charts.chart import Chart
from cxdesk.charts.writing import pdf_bytes, png_bytes, svg_text
from cxdesk.errors import ExportError, Place
from cxdesk.metrics.evidence_columns import DAY, NUMBER, EvidenceColumn
from cxdesk.report.atomic_file import replaced
from cxdesk.report.table_export import text_column, write_table

PICTURES, TABLES = (".png", ".svg", ".pdf"), (".csv", ".parquet")
_PLAIN = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?(e[+-]?\d+)?")  # not 0012 or 20 digits: these are names
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def write_chart(chart: Chart, path: Path, *, raw: bool = False) -> None:
    """Write a chart as the picture or table that the ending asks for; raises ExportError for another one."""
    ending = path.suffix.lower()
    if ending in TABLES:
        write_table(path, chart_columns(chart.as_table()), raw=raw)
        return
    if ending not in PICTURES:
        what = f"{path.name} is no kind of file that a chart can be."
        raise ExportError(
            what, "End the name with .png, .svg, .pdf, .csv or .parquet.", Place(file=path.name)
        )
    drawn = {".png": png_bytes, ".pdf": pdf_bytes, ".svg": lambda one: svg_text(one).encode("utf-8")}[ending]
    written = drawn(chart)
    with replaced(path) as temporary:
        temporary.write_bytes(written)


def chart_columns(table: Sequence[Sequence[str]]) -> tuple[EvidenceColumn, ...]:
    """Return a chart's table as columns: numbers and days where all that is known in one is such."""
    header, *rows = file_rows(table)
    return tuple(_column(title, [row[place] for row in rows]) for place, title in enumerate(header))


def _column(title: str, texts: list[str]) -> EvidenceColumn:
    known = [text for text in texts if text]
    if known and all(_PLAIN.fullmatch(text) for text in known):
        return EvidenceColumn(title, title, NUMBER, np.array([float(text or "nan") for text in texts]))
    if known and all(_ISO_DAY.fullmatch(text) for text in known):
        days = np.array([text or "NaT" for text in texts], dtype="datetime64[D]")
        return EvidenceColumn(title, title, DAY, days)
    return text_column(title, texts)
