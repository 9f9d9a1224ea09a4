"""The cell formats of a workbook, by what they are for. Inputs are blue, formulas black, links underlined."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from xlsxwriter.format import Format

from cxdesk.report.sheet_writer import Book
from cxdesk.theme import Theme

_MINUS = '"−"'  # a real minus, which a number format must quote


def signed(positive: str, plus: str = "") -> str:
    """Return a number format with a real minus sign, and `plus` before positive numbers."""
    return f"{plus}{positive};{_MINUS}{positive};{positive}"


NUMBER_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "score": signed("0"),
        "score1": signed("0.0"),
        "points": signed("0.0", "+"),
        "percent": signed("0%"),
        "percent1": signed("0.0%"),
        "decimal": signed("0.00"),
        "precise": signed("0.0000"),
        "whole": signed("#,##0"),
        "money": signed("#,##0"),
        # A format has room for two conditions: millions and thousands; amounts are not negative.
        "money_short": '[>=999500]0.0,,"M";[>=999.5]0,"k";0',
        "days": signed('0 "d"'),
        "date": "d mmm yyyy",
        "plain": "General",
    }
)
"""Number formats by name. The program that shows them puts in its own separators."""


def _upright(top: bool) -> str:
    """Return where in its cell a text stands: at the top in tables whose rows have several lines."""
    return "top" if top else "vcenter"


class Styles:
    """Cell formats of one workbook, made when first asked for."""

    def __init__(self, book: Book, look: Theme) -> None:
        self._book = book
        self._look = look
        self._plain = {"font_name": "Calibri", "font_size": 11, "font_color": look.ink, "valign": "vcenter"}

    def number(self, kind: str, entered: bool = False, top: bool = False) -> Format:
        """Return the format of a number of one of NUMBER_FORMATS; `entered` ones are inputs, not results."""
        return self._made(
            num_format=NUMBER_FORMATS[kind],
            align="right",
            font_color=self._ink(entered),
            valign=_upright(top),
        )

    def text(
        self,
        entered: bool = False,
        muted: bool = False,
        wrap: bool = False,
        indent: int = 0,
        top: bool = False,
        bold: bool = False,
    ) -> Format:
        """Return the format of text; `indent` keeps it from the number in the column before."""
        ink = self._look.muted if muted else self._ink(entered)
        weight = {"bold": True} if bold else {}
        return self._made(
            font_color=ink, text_wrap=wrap, valign=_upright(top), align="left", indent=indent, **weight
        )

    @property
    def title(self) -> Format:
        """The name of a sheet."""
        return self._made(bold=True, font_size=16, valign="vcenter")

    @property
    def subtitle(self) -> Format:
        """The line under the title."""
        return self._made(font_color=self._look.muted)

    @property
    def warning(self) -> Format:
        """A line that must not be overlooked."""
        return self._made(font_color=self._look.watch, bold=True)

    @property
    def section(self) -> Format:
        """A heading within a sheet."""
        return self._made(bold=True, font_size=12)

    @property
    def group(self) -> Format:
        """The name above several columns."""
        return self._made(font_color=self._look.muted, italic=True)

    def link(self, indent: int = 0, top: bool = False) -> Format:
        """Return the format of text that leads somewhere."""
        return self._made(
            font_color=self._look.accent, underline=1, align="left", indent=indent, valign=_upright(top)
        )

    @property
    def text_right(self) -> Format:
        """Muted text among numbers: on the right, as they are."""
        return self._made(font_color=self._look.muted, align="right")

    @property
    def as_text(self) -> Format:
        """A cell that stays text whatever is typed into it."""
        return self._made(num_format="@", align="left", indent=1)

    def handwriting(self, top: bool = False) -> Format:
        """Return the format of a cell left for the reader to fill in: what is typed there stays text."""
        return self._made(
            num_format="@",
            valign=_upright(top),
            bg_color=self._look.window,
            bottom=1,
            bottom_color=self._look.line,
            text_wrap=True,
            indent=1,
        )

    def header(self, right: bool, indent: int = 0) -> Format:
        """Return the format of a column's header, aligned as its column."""
        return self._made(
            bold=True,
            bg_color=self._look.select,
            bottom=1,
            bottom_color=self._look.ink,
            text_wrap=True,
            valign="vcenter",
            align="right" if right else "left",
            indent=0 if right else indent,
        )

    @property
    def bar_colour(self) -> str:
        """The colour of bars within cells, light enough for the number on it."""
        return self._look.line

    def band(self, name: str) -> Format:
        """Return what a cell in a band of health changes to: colour and a ground that prints."""
        band = self._look.band(name)
        return self._book.format({"font_color": band.ink, "bg_color": band.ground})

    def banded(self, name: str) -> Format:
        """Return the format of a cell that is always in a band of health."""
        band = self._look.band(name)
        return self._made(font_color=band.ink, bg_color=band.ground)

    @property
    def muted_italic(self) -> Format:
        """What `uncertain` looks like, for saying what it means."""
        return self._made(font_color=self._look.muted, italic=True)

    @property
    def negative(self) -> Format:
        """What `falling` looks like, for saying what it means."""
        return self._made(font_color=self._look.risk)

    @property
    def day(self) -> Format:
        """A day among texts: on the left, as they are."""
        return self._made(num_format=NUMBER_FORMATS["date"], align="left", font_color=self._look.accent)

    @property
    def uncertain(self) -> Format:
        """What a cell with little behind it changes to."""
        return self._book.format({"font_color": self._look.muted, "italic": True})

    @property
    def one_decimal(self) -> Format:
        """What a rounded number changes to where rounding would mislead."""
        return self._book.format({"num_format": NUMBER_FORMATS["score1"]})

    @property
    def one_decimal_percent(self) -> Format:
        """The same for a share."""
        return self._book.format({"num_format": NUMBER_FORMATS["percent1"]})

    @property
    def wrong(self) -> Format:
        """What a failed check changes to."""
        return self._book.format(
            {"font_color": self._look.risk, "bold": True, "bg_color": self._look.risk_ground}
        )

    def nothing(self, shown: str) -> Format:
        """Return what a number that is rounded away changes to: `shown`, without a sign."""
        return self._book.format({"num_format": f'"{shown}";"{shown}"'})

    @property
    def falling(self) -> Format:
        """What a negative contribution changes to."""
        return self._book.format({"font_color": self._look.risk})

    def _ink(self, entered: bool) -> str:
        return self._look.accent if entered else self._look.ink

    def _made(self, **properties: Any) -> Format:
        return self._book.format(self._plain | properties)
