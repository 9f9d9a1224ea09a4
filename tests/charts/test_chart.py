"""What every chart keeps to: its text is whole, it can be drawn in any thread, it brings no pyplot."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, product

import numpy as np
import pytest
from matplotlib.text import Text

from cxdesk.charts import (
    Chart,
    Contribution,
    Event,
    Marks,
    Surface,
    history_chart,
    pixels,
    quadrant_chart,
    waterfall_chart,
)
from cxdesk.theme import theme
from tests.charts.invented import BANDS, invented_contributions, invented_history, invented_spots

_AWKWARD = [
    Contribution("Typical for accounts of this segment on the date of calibration", 60.0, "start"),
    Contribution("Solved tickets that the same person reopened within 14 days", -12.0, "signal"),
    Contribution("$5 of $10 in_a ^ formula", 8.0, "driver"),
    Contribution("日本語のラベル\nover two lines \x07", -3.0, "driver"),
]
_EVENTS = [
    Event(
        np.datetime64("2025-10-20") + 17 * number,
        f"Event {number} " + "that is described at length " * (number % 3),
    )
    for number in range(16)
]

CHARTS: dict[str, Callable[[Surface], Chart]] = {
    "waterfall": lambda surface: waterfall_chart(
        invented_contributions([-9, -7, -5, -4, 6, 4, 3]), surface, 6.0
    ),
    "waterfall with 25 bars": lambda surface: waterfall_chart(
        invented_contributions(np.random.default_rng(3).normal(0, 4, 25)), surface
    ),
    "waterfall with awkward labels": lambda surface: waterfall_chart(_AWKWARD, surface),
    "waterfall below zero": lambda surface: waterfall_chart(
        invented_contributions([-30, -25, -20, 15]), surface
    ),
    "waterfall of nothing": lambda surface: waterfall_chart([], surface),
    "quadrant of 120": lambda surface: quadrant_chart(invented_spots(120, 1, 7), BANDS, surface, "EUR"),
    "quadrant of one": lambda surface: quadrant_chart(invented_spots(1), BANDS, surface),
    "quadrant of none": lambda surface: quadrant_chart(invented_spots(0), BANDS, surface),
    "quadrant without values": lambda surface: quadrant_chart(invented_spots(5, 1, 5), BANDS, surface),
    "history": lambda surface: history_chart(invented_history(range(70, 57, -1)), BANDS, surface),
    "history with events": lambda surface: history_chart(
        invented_history([60.0] * 13, events=_EVENTS), BANDS, surface
    ),
    "history of one": lambda surface: history_chart(invented_history([55]), BANDS, surface),
    "history of nothing": lambda surface: history_chart(invented_history([np.nan] * 12), BANDS, surface),
}
SIZES = [(430, 400), (350, 420), (550, 240), (300, 220), (1100, 620)]


def _boxes(chart: Chart) -> list[tuple[str, object]]:
    """Return each text that is drawn, with the box of its ink in pixels."""
    chart.figure.canvas.draw()
    texts = [text for text in chart.figure.findobj(Text) if text.get_text() and text.get_visible()]
    return [(text.get_text(), text.get_tightbbox()) for text in texts]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("name", CHARTS)
def test_text_is_whole_and_apart(name, size):
    """Measured after drawing, every text lies inside the figure and on no other text, at every size."""
    chart = CHARTS[name](Surface(theme(), *size))
    boxes = _boxes(chart)
    assert boxes
    for text, box in boxes:
        assert -0.5 <= box.x0 <= box.x1 <= size[0] + 0.5, text
        assert -0.5 <= box.y0 <= box.y1 <= size[1] + 0.5, text
    for (first, one), (second, other) in combinations(boxes, 2):
        width = min(one.x1, other.x1) - max(one.x0, other.x0)
        height = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert width <= 0.5 or height <= 2.0, f"{first!r} lies on {second!r}"


@pytest.mark.parametrize("name", CHARTS)
def test_table_says_what_the_chart_shows(name):
    """Each chart has a title, a subtitle and a table whose rows are as long as its header."""
    chart = CHARTS[name](Surface(theme(), 430, 400))
    assert chart.title
    assert chart.subtitle
    header, *rows = chart.as_table()
    assert all(len(row) == len(header) for row in rows)
    assert all(isinstance(cell, str) for row in rows for cell in row)


@pytest.mark.parametrize("name", CHARTS)
def test_drawn_the_same_in_another_thread(name):
    """A worker's picture is the main thread's to the last pixel, and is not blank."""
    surface = Surface(theme(dark=True), 430, 300)
    here = pixels(CHARTS[name](surface))
    with ThreadPoolExecutor(1) as pool:
        there = pool.submit(lambda: pixels(CHARTS[name](surface))).result()
    assert here.shape == (300, 430, 4)
    assert len(np.unique(here.reshape(-1, 4), axis=0)) > 10
    assert np.array_equal(here, there)


def test_scaling_doubles_the_pixels():
    """At 200 % the picture has twice the pixels each way, and shrunk by two it is the same picture."""
    chart = CHARTS["waterfall"](Surface(theme(), 430, 400))
    once, twice = pixels(chart), pixels(chart, 2.0)
    assert twice.shape == (800, 860, 4)
    shrunk = twice.reshape(400, 2, 430, 2, 4).mean(axis=(1, 3))
    assert np.abs(shrunk - once).mean() < 3.0


def test_ground_is_the_panel_of_the_theme():
    """A chart lies on a card without an edge to be seen: its corner pixel is the panel's colour."""
    for dark in (False, True):
        look = theme(dark)
        corner = pixels(CHARTS["history"](Surface(look, 550, 240)))[0, 0, :3]
        assert "#{:02X}{:02X}{:02X}".format(*corner) == look.panel


def test_untitled_chart_leaves_the_title_to_its_page():
    """Without its title a chart starts higher, keeps its units and n, and has the title in the record."""
    titled = CHARTS["waterfall"](Surface(theme(), 430, 400))
    bare = CHARTS["waterfall"](Surface(theme(), 430, 400, titled=False))
    assert bare.title == titled.title
    written = [text for text, _box in _boxes(bare)]
    assert titled.title in [text for text, _box in _boxes(titled)]
    assert bare.title not in written
    assert bare.subtitle in written
    assert bare.marks.top[0] < titled.marks.top[0]


def test_package_brings_matplotlib_only_when_asked_and_never_pyplot():
    """A window may import the package before it is painted: matplotlib costs most of a second."""
    program = """
import sys
import cxdesk.charts
assert "matplotlib" not in sys.modules
from cxdesk.charts import history_chart, quadrant_chart, waterfall_chart, pixels
assert "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules
assert not [name for name in sys.modules if name.startswith(("PySide6", "PyQt"))]
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def test_figure_shows_on_a_qt_canvas(qtbot):
    """The figure can be put on matplotlib's Qt canvas: the widget's picture has the bars' accent."""
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg

    look = theme()
    chart = CHARTS["waterfall"](Surface(look, 430, 400))
    canvas = FigureCanvasQTAgg(chart.figure)
    qtbot.addWidget(canvas)
    canvas.resize(430, 400)
    image = canvas.grab().toImage()
    points = product(range(0, 430, 5), range(0, 400, 5))
    colours = {image.pixelColor(x, y).name().upper() for x, y in points}
    assert look.accent in colours


def _three_marks() -> Marks:
    """Return a large mark, a small one inside it, and a tiny one elsewhere."""
    return Marks(
        item=np.array([7, 3, 5]),
        x=np.zeros(3),
        y=np.zeros(3),
        left=np.array([0.0, 30.0, 100.0]),
        top=np.array([0.0, 30.0, 100.0]),
        right=np.array([60.0, 40.0, 101.0]),
        bottom=np.array([60.0, 40.0, 101.0]),
    )


@pytest.mark.parametrize(
    ("point", "expected"),
    [((35, 34), 3), ((5, 5), 7), ((80, 80), None), ((104, 97), 5), ((110, 100), None)],
)
def test_pointer_finds_the_nearest_mark(point, expected):
    """Small marks on large ones can be reached, and a mark of one pixel is met from six pixels away."""
    assert _three_marks().at(*point) == expected


def test_rectangle_selects_by_centre():
    """Dragging over centres selects in the order of the data; touching an edge does not."""
    assert _three_marks().within(20, 20, 200, 200).tolist() == [3, 5, 7]
    assert _three_marks().within(0, 0, 29, 29).tolist() == []
