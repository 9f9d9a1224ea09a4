"""Charts as files: the picture's size, text that stays text, tables in which nothing acts."""

from __future__ import annotations

import csv
import io
import struct
from xml.etree import ElementTree as ET

import pytest

from cxdesk.charts import Surface
from cxdesk.charts.catalogue import ChartRequest, draw
from cxdesk.charts.writing import csv_text, png_bytes, svg_text
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


def test_svg_keeps_text_and_does_not_tell_the_day():
    """The title can be selected and searched, and two drawings of one chart are the same bytes."""
    chart = drawn()
    picture = svg_text(chart)
    written = [node.text for node in ET.fromstring(picture).iter() if node.tag.endswith("}text")]
    assert chart.title in written
    assert picture == svg_text(drawn())


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("+43", "+43"),
        ("-0.4", "-0.4"),
        ("+1,204.5", "+1,204.5"),
        ("−15", "−15"),
        ("75\u00a0%", "75\u00a0%"),
        ("Acme, \"the\" firm", "Acme, \"the\" firm"),
        ("two\r\nlines", "two lines"),
    ],
)  # fmt: skip
def test_cells_of_a_table_do_not_act(cell, written):
    """Formulas of the OWASP list on CSV injection get an apostrophe; numbers and plain text stay."""
    assert next(csv.reader(io.StringIO(csv_text(((cell, "x"),))))) == [written, "x"]


def test_table_is_written_whole():
    """Reading the CSV again gives the table of the chart."""
    table = drawn("scores_over_time").as_table()
    assert tuple(map(tuple, csv.reader(io.StringIO(csv_text(table))))) == table
