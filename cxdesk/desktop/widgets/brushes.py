"""What cells are drawn with: fonts, their measures and colours of a look, made once, not for every cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor, QFont, QFontMetrics

from cxdesk.desktop.appearance import body_font, sized, small_font
from cxdesk.theme import Theme, theme


@dataclass(frozen=True, slots=True)
class Brushes:
    """Fonts and colours of a look; not to be changed."""

    look: Theme
    body: QFont
    small: QFont
    bold: QFont
    chip: QFont
    body_measure: QFontMetrics
    small_measure: QFontMetrics
    bold_measure: QFontMetrics
    chip_measure: QFontMetrics
    ink: QColor
    muted: QColor
    line: QColor
    select: QColor
    raised: QColor
    bar: QColor
    tones: dict[str, QColor]


def brushes(look: Theme) -> Brushes:
    """Return what a look is drawn with in the application's font, which is set once, at the start."""
    return _made(look.dark)


@cache
def _made(dark: bool) -> Brushes:
    look = theme(dark)
    body, small = body_font(look), small_font(look)
    bold = sized(QFont(), look.text.body, look.text.semibold)
    chip = sized(QFont(), look.text.small, look.text.semibold)
    measures = [QFontMetrics(font) for font in (body, small, bold, chip)]
    colours = [QColor(name) for name in (look.ink, look.muted, look.line, look.select, look.raised, look.bar)]
    tones = {"good": look.good, "watch": look.watch, "risk": look.risk, "unknown": look.muted}
    named = {tone: QColor(name) for tone, name in tones.items()}
    return Brushes(look, body, small, bold, chip, *measures, *colours, named)
