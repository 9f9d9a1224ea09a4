"""Fonts that the machine has, and text that can be drawn with them."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font, weight_dict

_LAST_FAMILY = "DejaVu Sans"
"""Comes with matplotlib: always there."""
_MISSING_GLYPH = "□"
_RULER = RendererAgg(1, 1, 72)
"""Only measures: fonts are kept apart by thread, so it may be asked in any."""


@lru_cache(maxsize=8)
def families(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the wanted families that the machine has, in order; the last one is always there."""
    present = {font.name for font in fontManager.ttflist}
    return tuple(dict.fromkeys([*(name for name in wanted if name in present), _LAST_FAMILY]))


@lru_cache(maxsize=64)
def properties(found: tuple[str, ...], size: float, weight: int) -> FontProperties:
    """Return a font of a size in pixels, in the weight nearest to the wanted one; not to be changed."""
    there = {_weight_number(font.weight) for font in fontManager.ttflist if font.name == found[0]}
    nearest = min(there, key=lambda present: (abs(present - weight), -present))
    return FontProperties(family=list(found), size=size, weight=nearest)


@lru_cache(maxsize=8192)
def width(text: str, found: tuple[str, ...], size: float, weight: int) -> float:
    """Return the width in pixels of one line of text; laying out a line costs half a millisecond."""
    if not text:
        return 0.0
    line, font = drawable(text, found), properties(found, size, weight)
    return float(_RULER.get_text_width_height_descent(line, font, False)[0])


def drawable(text: str, found: tuple[str, ...]) -> str:
    """Return a text in one line, with a box in place of each character that no font has."""
    line = "".join(character if character.isprintable() else " " for character in text)
    if line.isascii():
        return line
    return "".join(character if _is_known(character, found) else _MISSING_GLYPH for character in line)


def _weight_number(weight: int | str) -> int:
    """Return a font's weight as a number from 100 to 900."""
    return weight_dict[weight] if isinstance(weight, str) else weight


@lru_cache(maxsize=4096)
def _is_known(character: str, found: tuple[str, ...]) -> bool:
    """Return whether any of the families can draw a character."""
    return any(ord(character) in _characters(family) for family in found)


@lru_cache(maxsize=32)
def _characters(family: str) -> frozenset[int]:
    """Return the code points that a family can draw."""
    return frozenset(get_font(findfont(FontProperties(family=[family]))).get_charmap())
