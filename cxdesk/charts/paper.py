"""The sheet that charts are drawn on: text that is measured before it is placed, hairlines, headings.

A paper has one layer of axes that covers the figure and counts in pixels from the top left; marks that need
a scale get axes of their own with `plot`. Nothing here touches matplotlib's global settings: charts may be
built in any thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from cxdesk.charts import fonts
from cxdesk.charts.chart import Chart, Marks, Surface

_DOTS_PER_INCH = 72
"""One point is one pixel."""
_LINE_HEIGHT = 1.4
_HALF_CAPITAL = 0.36
"""Half the height of a capital letter, as a share of the font's size: it centres a line to the eye."""
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Paper:
    """A figure under construction; `families` are the fonts in use."""

    surface: Surface
    figure: Figure
    layer: Axes
    families: tuple[str, ...]


def open_paper(surface: Surface) -> Paper:
    """Return an empty figure in the surface's look and size."""
    look = surface.theme
    figure = Figure(
        figsize=(surface.width / _DOTS_PER_INCH, surface.height / _DOTS_PER_INCH),
        dpi=_DOTS_PER_INCH,
        facecolor=look.panel,
    )
    FigureCanvasAgg(figure)
    layer = _bare_axes(figure, (0.0, 0.0, 1.0, 1.0))
    layer.set_xlim(0.0, surface.width)
    layer.set_ylim(surface.height, 0.0)
    wanted = (surface.family, *look.text.families) if surface.family else look.text.families
    return Paper(surface, figure, layer, fonts.families(wanted))


def plot(paper: Paper, left: float, top: float, right: float, bottom: float) -> Axes:
    """Return axes without a frame in a rectangle of pixels, for marks in data coordinates."""
    width, height = paper.surface.width, paper.surface.height
    return _bare_axes(
        paper.figure,
        (left / width, 1.0 - bottom / height, (right - left) / width, (bottom - top) / height),
    )


def width_of(paper: Paper, text: str, size: float, weight: int = 400) -> float:
    """Return the width in pixels of one line of text."""
    return fonts.width(text, paper.families, size, weight)


def elided(paper: Paper, text: str, room: float, size: float, weight: int = 400) -> str:
    """Return the text, shortened with an ellipsis if it is wider than `room` pixels; "" when nothing fits."""
    if width_of(paper, text, size, weight) <= room:
        return text
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        shortened = text[:middle].rstrip() + _ELLIPSIS
        fits, too_long = (
            (middle, too_long) if width_of(paper, shortened, size, weight) <= room else (fits, middle)
        )
    return text[:fits].rstrip() + _ELLIPSIS if fits else ""


def wrapped(paper: Paper, text: str, room: float, size: float, weight: int = 400) -> list[str]:
    """Return the text in lines of at most `room` pixels, broken at spaces; a longer word is elided."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(paper, longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines.append(elided(paper, word, room, size, weight))
    return lines


def write(
    paper: Paper,
    x: float,
    y: float,
    text: str,
    colour: str,
    size: float,
    weight: int = 400,
    align: str = "left",
    rotation: float = 0.0,
    ground: str | None = None,
) -> None:
    """Write one line of text whose capitals are centred on `y`; `align` says which end `x` is.

    With a `ground` the text lies on a patch of that colour.
    """
    sideways = rotation != 0.0
    paper.layer.text(
        x + _HALF_CAPITAL * size if sideways else x,
        y if sideways else y + _HALF_CAPITAL * size,
        fonts.drawable(text, paper.families),
        color=colour,
        fontproperties=fonts.properties(paper.families, size, weight),
        horizontalalignment=align,
        verticalalignment="baseline",
        rotation=rotation,
        rotation_mode="anchor" if sideways else "default",
        parse_math=False,
        bbox={"facecolor": ground, "linewidth": 0, "pad": 2} if ground else None,
        clip_on=False,
    )


def hairline(
    paper: Paper, x: Sequence[float], y: Sequence[float], colour: str | None = None, dashed: bool = False
) -> None:
    """Draw a line one pixel wide through points in pixels."""
    look = paper.surface.theme
    paper.layer.add_line(
        Line2D(
            x,
            y,
            color=colour or look.line,
            linewidth=look.space.hairline,
            linestyle=(0, (3, 3)) if dashed else "solid",
            solid_capstyle="butt",
            clip_on=False,
            zorder=0.5,
        )
    )


def heading(paper: Paper, title: str, subtitle: str) -> float:
    """Write the title, in two lines where one is too short, and the subtitle, beside it where both fit;
    return the y below them.
    """
    surface, look = paper.surface, paper.surface.theme
    top, left = surface.padding, surface.padding
    room = surface.width - 2 * surface.padding
    body, small, semibold = look.text.body, look.text.small, look.text.semibold
    if surface.titled:
        first, *more = wrapped(paper, title, room, body, semibold)
        lines = [first, elided(paper, " ".join(more), room, body, semibold)] if more else [first]
        for line in lines:
            middle = top + body * _LINE_HEIGHT / 2
            write(paper, left, middle, line, look.ink, body, semibold)
            top += body * _LINE_HEIGHT
        beside = width_of(paper, lines[-1], body, semibold) + look.space.small
        if beside + width_of(paper, subtitle, small) <= room:
            write(paper, left + beside, middle, subtitle, look.muted, small)
            return top + look.space.small
    for line in wrapped(paper, subtitle, room, small):
        write(paper, left, top + small * _LINE_HEIGHT / 2, line, look.muted, small)
        top += small * _LINE_HEIGHT
    return top + look.space.small


def say(paper: Paper, top: float, message: str) -> None:
    """Write in the middle of the space below `top` what there is to say in place of a chart."""
    surface, look = paper.surface, paper.surface.theme
    size = look.text.body
    lines = wrapped(paper, message, surface.width - 2 * surface.padding - 2 * look.space.large, size)
    middle = (top + surface.height - surface.padding) / 2 - (len(lines) - 1) * size * _LINE_HEIGHT / 2
    for number, line in enumerate(lines):
        write(
            paper,
            surface.width / 2,
            middle + number * size * _LINE_HEIGHT,
            line,
            look.muted,
            size,
            align="center",
        )


def no_marks() -> Marks:
    """Return the marks of a chart that shows nothing."""
    nothing = np.empty(0)
    return Marks(nothing.astype(int), nothing, nothing, nothing, nothing, nothing, nothing)


def pixels(chart: Chart, pixel_ratio: float = 1.0) -> np.ndarray:
    """Return the drawn chart as uint8, height x width x 4 (red, green, blue, opacity), at a scaling.

    May be called in any thread, one chart in one thread at a time.
    """
    canvas = chart.figure.canvas
    chart.figure.set_dpi(_DOTS_PER_INCH * pixel_ratio)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def _bare_axes(figure: Figure, rectangle: tuple[float, float, float, float]) -> Axes:
    """Return axes that draw only what is put on them."""
    axes = figure.add_axes(rectangle, facecolor="none")
    axes.set_axis_off()
    axes.set_autoscale_on(False)
    return axes
