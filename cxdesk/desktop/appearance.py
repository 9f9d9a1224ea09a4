"""The look in Qt: the tokens of `cxdesk.theme` as palette, style sheet and fonts. Nothing else in the desktop
names one.

Colours follow the system's light or dark, unless the user chose; a change repaints what is open.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from cxdesk.desktop.style_sheet import style_sheet
from cxdesk.theme import Theme, theme

Role = QPalette.ColorRole


class Mode(Enum):
    """Which colours the user wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Appearance(QObject):
    """The look in force; `changed` is sent after the application has been given another one."""

    changed = Signal()

    def __init__(self, mode: Mode = Mode.SYSTEM, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = mode
        self.look: Theme = theme(self._is_dark())
        QApplication.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def mode(self) -> Mode:
        """What the user chose."""
        return self._mode

    def choose(self, mode: Mode) -> None:
        """Use light or dark colours, or follow the system."""
        self._mode = mode
        self._follow()

    def apply(self) -> None:
        """Give the application the look: style, font, palette and style sheet."""
        application = QApplication.instance()
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setFont(body_font(self.look))
        self._colour()

    def _colour(self) -> None:
        """Give the application the colours alone: every widget is styled anew, which takes its time.

        To take one style sheet off and put another on takes Qt a third of the time of changing it for the
        other; nothing is painted between.
        """
        QApplication.instance().setStyleSheet("")
        QApplication.setPalette(palette(self.look))
        QApplication.instance().setStyleSheet(style_sheet(self.look))

    def _is_dark(self) -> bool:
        if self._mode is Mode.SYSTEM:
            return QApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._mode is Mode.DARK

    def _follow(self) -> None:
        """Take the colours that are wanted now, if they are others."""
        wanted = theme(self._is_dark())
        if wanted is not self.look:
            self.look = wanted
            self._colour()
            self.changed.emit()


def palette(look: Theme) -> QPalette:
    """Return the palette of a look, also for what the style sheet does not reach."""
    colours = {
        Role.Window: look.window,
        Role.WindowText: look.ink,
        Role.Base: look.panel,
        Role.AlternateBase: look.raised,
        Role.Text: look.ink,
        Role.PlaceholderText: look.muted,
        Role.Button: look.panel,
        Role.ButtonText: look.ink,
        Role.BrightText: look.risk,
        Role.Highlight: look.select,
        Role.HighlightedText: look.ink,
        Role.ToolTipBase: look.panel,
        Role.ToolTipText: look.ink,
        Role.Link: look.accent,
        Role.LinkVisited: look.accent,
        Role.Accent: look.accent,
        Role.Light: look.raised,
        Role.Midlight: look.line,
        Role.Mid: look.line,
        Role.Dark: look.muted,
        Role.Shadow: look.line,
    }
    result = QPalette()
    for role, colour in colours.items():
        result.setColor(role, QColor(colour))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.muted))
    return result


def body_font(look: Theme) -> QFont:
    """Return the system's font in the size of body text, with figures of equal width."""
    return sized(QFont(), look.text.body)


def small_font(look: Theme) -> QFont:
    """Return the font of labels and notes."""
    return sized(QFont(), look.text.small)


def sized(font: QFont, pixels: float, weight: int | None = None) -> QFont:
    """Return the font in a size in pixels, with tabular figures where it has them."""
    result = QFont(font)
    result.setPixelSize(round(pixels))
    result.setFeature(QFont.Tag("tnum"), 1)
    if weight is not None:
        result.setWeight(QFont.Weight(weight))
    return result
