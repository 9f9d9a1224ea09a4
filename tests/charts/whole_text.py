"""What holds for the text of every chart, measured after drawing."""

from __future__ import annotations

from itertools import combinations

from matplotlib.text import Text

from cxdesk.charts import Chart

SIZES = ((480, 300), (900, 520), (1600, 900))


def boxes(chart: Chart) -> list[tuple[str, object]]:
    """Return each text that is drawn, with the box of its ink in pixels."""
    chart.figure.canvas.draw()
    texts = [text for text in chart.figure.findobj(Text) if text.get_text() and text.get_visible()]
    return [(text.get_text(), text.get_tightbbox()) for text in texts]


def written(chart: Chart) -> str:
    """Return all that is written in a chart, on one line."""
    return " ".join(text for text, _box in boxes(chart))


def assert_text_is_whole_and_apart(chart: Chart, size: tuple[int, int]) -> None:
    """Fail unless every text lies inside the figure and on no other text."""
    found = boxes(chart)
    assert found
    for text, box in found:
        assert -0.5 <= box.x0 <= box.x1 <= size[0] + 0.5, text
        assert -0.5 <= box.y0 <= box.y1 <= size[1] + 0.5, text
    for (first, one), (second, other) in combinations(found, 2):
        width = min(one.x1, other.x1) - max(one.x0, other.x0)
        height = min(one.y1, other.y1) - max(one.y0, other.y0)
        assert width <= 0.5 or height <= 2.0, f"{first!r} lies on {second!r}"


def assert_table_is_text(chart: Chart) -> None:
    """Fail unless the chart has words, and a table of texts whose rows are as long as its header."""
    assert chart.title
    assert chart.subtitle
    header, *rows = chart.as_table()
    assert all(len(row) == len(header) for row in rows)
    assert all(isinstance(cell, str) for row in rows for cell in row)
