"""What can be seen on a drawn chart: its texts, where they are, and which of them cannot be read."""

from __future__ import annotations

from itertools import combinations

from matplotlib.text import Text

from cxdesk.charts import Chart

_SLACK = 1.0
"""Pixels by which boxes may meet: a line of text is higher in its box than on paper."""


def texts(chart: Chart) -> list[str]:
    """Return what is written in a chart."""
    return [text.get_text() for text in chart.figure.findobj(Text) if text.get_text()]


def boxes(chart: Chart) -> list[tuple[str, float, float, float, float]]:
    """Return each text with left, top, right and bottom in pixels; digits and capitals fill about the middle
    70 % of a line's height.
    """
    chart.figure.canvas.draw()
    renderer, height = chart.figure.canvas.get_renderer(), chart.figure.bbox.height
    found = []
    for text in chart.figure.findobj(Text):
        if text.get_text():
            box = Text.get_window_extent(text, renderer)
            trim = 0.15 * box.height
            found.append((text.get_text(), box.x0, height - box.y1 + trim, box.x1, height - box.y0 - trim))
    return found


def outside(chart: Chart) -> list[str]:
    """Return the texts that are cut off at the figure's edge."""
    width, height = chart.figure.bbox.width, chart.figure.bbox.height
    return [
        text
        for text, left, top, right, bottom in boxes(chart)
        if left < -_SLACK or top < -_SLACK or right > width + _SLACK or bottom > height + _SLACK
    ]


def overlapping(chart: Chart) -> list[tuple[str, str]]:
    """Return the pairs of texts that lie on each other."""
    return [
        (one[0], other[0])
        for one, other in combinations(boxes(chart), 2)
        if one[1] < other[3] - _SLACK
        and other[1] < one[3] - _SLACK
        and one[2] < other[4] - _SLACK
        and other[2] < one[4] - _SLACK
    ]
