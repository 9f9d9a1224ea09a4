"""The look as data: colours, sizes and the shape of each band, for light and dark.

Everything that draws (windows, charts, workbooks) reads these records; nothing else names a colour or a size.
The values are in `resources/theme.toml`. Colours are "#RRGGBB" texts, sizes are pixels at 100 % scaling.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from cxdesk.resource_files import resource

UNKNOWN_BAND = "unknown"


@dataclass(frozen=True, slots=True)
class BandLook:
    """How a band of health is shown: always shape, word and colour together.

    `glyph` is one character, `shape` the same in words ("circle", "triangle", "square", "hollow circle").
    """

    name: str
    word: str
    glyph: str
    shape: str
    ink: str
    ground: str

    @property
    def label(self) -> str:
        """The band as text, such as "▲ Watch"."""
        return f"{self.glyph} {self.word}"


@dataclass(frozen=True, slots=True)
class TextLook:
    """Sizes in pixels, weights from 100 to 900, font families for charts in order of preference."""

    body: float
    small: float
    title: float
    figure: float
    regular: int
    medium: int
    semibold: int
    families: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spacing:
    """The grid of 4 and what stands on it, in pixels."""

    tiny: int
    small: int
    medium: int
    large: int
    card_radius: int
    card_padding: int
    row_height: int
    hairline: int
    focus_ring: int


@dataclass(frozen=True, slots=True)
class ChartLook:
    """Sizes that only charts need, in pixels; opacity from 0 to 1."""

    interval_opacity: float
    line_width: float
    rim_width: float
    bar_height: float
    bar_radius: float
    bar_pitch: float
    smallest_bar_pitch: float
    largest_bubble_radius: float
    smallest_bubble_radius: float


@dataclass(frozen=True, slots=True)
class Theme:
    """All tokens of one appearance. Colours are "#RRGGBB"."""

    dark: bool
    window: str
    panel: str
    raised: str
    ink: str
    muted: str
    line: str
    accent: str
    on_accent: str
    select: str
    bar: str
    good: str
    good_ground: str
    watch: str
    watch_ground: str
    risk: str
    risk_ground: str
    bands: Mapping[str, BandLook]
    text: TextLook
    space: Spacing
    chart: ChartLook

    def band(self, name: str) -> BandLook:
        """Return the look of a band; one that the theme does not know looks unknown under its own name."""
        known = self.bands.get(name)
        if known is not None:
            return known
        return replace(self.bands[UNKNOWN_BAND], name=name, word=name[:1].upper() + name[1:])


@cache
def theme(dark: bool = False) -> Theme:
    """Return the light or the dark look."""
    values = _values()
    colours = values["dark" if dark else "light"]
    bands = {
        name: BandLook(
            name, band["word"], band["glyph"], band["shape"], colours[band["ink"]], colours[band["ground"]]
        )
        for name, band in values["bands"].items()
    }
    text = TextLook(**(values["text"] | {"families": tuple(values["text"]["families"])}))
    return Theme(
        dark=dark,
        bands=MappingProxyType(bands),
        text=text,
        space=Spacing(**values["space"]),
        chart=ChartLook(**values["chart"]),
        **colours,
    )


@cache
def _values() -> dict[str, Any]:
    """Return the theme file as it stands."""
    return tomllib.loads(resource("theme.toml").read_text(encoding="utf-8"))
