"""Charts as files: the picture's size, text that stays text, tables in which nothing acts."""

from __future__ import annotations

import csv
import io
import re
import struct
from datetime import date
from xml.etree import ElementTree as ET

import pypdf
import pytest

from cxdesk.charts import Surface, cells
from cxdesk.charts.catalogue import CHARTS, ChartRequest, draw
from cxdesk.charts.writing import pdf_bytes, png_bytes, svg_text
from cxdesk.formatting import NEUTRAL
from cxdesk.report.chart_file import chart_columns
from cxdesk.report.table_export import csv_bytes
from cxdesk.theme import theme
from tests.charts.invented_facts import invented_facts

FACTS = invented_facts(answers=200, tickets=200)


def drawn(name: str = "by_role"):
    """Return a chart of 640 by 400 pixels."""
    return draw(name, FACTS, ChartRequest(), Surface(theme(), 640.0, 400.0, padding=16.0))


def test_png_has_the_size_asked_for():
    """Width and height stand in bytes 16 to 24 of a PNG."""
    content = png_bytes(drawn())
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == (640, 400)


def test_pdf_is_one_page_whose_text_is_text_on_any_day():
    """The title is read back by pypdf, fonts are embedded, and two drawings are the same bytes."""
    chart = drawn()
    content = pdf_bytes(chart)
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    assert " ".join(chart.title.split()) in " ".join(page.extract_text().split())
    assert b"/FontFile2" in content
    assert content == pdf_bytes(drawn())


def test_svg_keeps_text_and_does_not_tell_the_day():
    """The title can be selected and searched, and two drawings of one chart are the same bytes."""
    chart = drawn()
    picture = svg_text(chart)
    written = [node.text for node in ET.fromstring(picture).iter() if node.tag.endswith("}text")]
    assert chart.title in written
    assert picture == svg_text(drawn())


def csv_text(table) -> str:
    """Return the file of a chart's table, without the mark at its beginning."""
    return csv_bytes(chart_columns(table)).decode("utf-8-sig")


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a chart's file."""
    return list(csv.DictReader(io.StringIO(csv_text(drawn(name).as_table()))))


def test_a_file_has_every_row_with_plain_numbers_and_days():
    """Intent: a file is for computing with: no "79 %", no "[70, 86]", no "Jan-Mar 2025".

    Expected: as many rows as the table; every number reads as one, and rounded it is the text of the table;
    every day is ISO. CSAT, NPS and CES differ in their unit: a column names it.
    """
    table = drawn("scores_over_time").as_table()
    rows = read("scores_over_time")
    assert len(rows) == len(table) - 1 > 3
    for row, shown in zip(rows, table[1:], strict=True):
        first, last = (date.fromisoformat(row[f"Period, {end} day"]) for end in ("first", "last"))
        assert first < last
        assert float(row["95 % interval, low"]) <= float(row["Value"]) <= float(row["95 % interval, high"])
        assert row["Value, unit"] == {"CSAT": "%", "NPS": "points", "CES": ""}[row["Metric"]]
        text = shown[2].replace("\u00a0%", "").replace("\u2212", "-").split(" (")[0]
        if " of " not in text:
            assert float(row["Value"]) == pytest.approx(float(text), abs=0.5)


@pytest.mark.parametrize("name", [chart.name for chart in CHARTS])
def test_no_two_columns_of_a_file_have_one_name(name):
    """In all charts: each name in the header stands there once, so that a reader by name loses no column."""
    header = next(csv.reader(io.StringIO(csv_text(drawn(name).as_table()))))
    assert len(set(header)) == len(header), header


@pytest.mark.parametrize("name", [chart.name for chart in CHARTS])
def test_no_file_has_a_number_with_its_unit(name):
    """In all charts: no cell ends with a percent sign or is an interval in brackets, whatever it shows."""
    for row in list(csv.reader(io.StringIO(csv_text(drawn(name).as_table()))))[1:]:
        for cell in row:
            assert not re.fullmatch(r"[-+\u2212]?[\d.,]+\s?(%|h|d|min)|\[.*\]", cell), cell


def test_names_of_digits_stay_names():
    """Accounts called 0012 or by 20 digits are no numbers: they would come out as 12 and as 1.2e19."""
    table = (("Account", "Large", "n"), ("0012", "12345678901234567890", "-0.5"), ("0013", "1", "1.5e-07"))
    rows = list(csv.reader(io.StringIO(csv_text(table))))
    assert rows[1] == ["0012", "12345678901234567890", "-0.5"]
    assert (rows[2][:2], float(rows[2][2])) == (["0013", "1"], 1.5e-07)


def test_a_column_of_one_unit_names_it_in_its_header():
    """CSAT by segment: percent for all, so the header says so, and an unknown value is an empty cell."""
    row = read("metric_by")[0]
    assert {"CSAT, %", "95 % interval, low, %", "95 % interval, high, %", "n"} <= set(row)
    unknown = (
        ("What", "Share"),
        ("a", cells.share(float("nan"), NEUTRAL)),
        ("b", cells.share(0.25, NEUTRAL)),
    )
    assert list(csv.reader(io.StringIO(csv_text(unknown)))) == [["What", "Share, %"], ["a", ""], ["b", "25"]]
    assert unknown[1][1] == "\u2013"
