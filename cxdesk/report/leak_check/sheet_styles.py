"""Cell styles that let nothing be seen: ink of the ground's colour, and formats that show no text."""

from __future__ import annotations

import re

from lxml import etree

_WHITE = ("FFFFFF", "theme 0")
# What stands in a number format without showing anything of the cell: texts, gaps, conditions; not [h].
_BESIDE_VALUES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]|\s', re.IGNORECASE)


def unseen_styles(roots: dict[str, etree._Element]) -> dict[int, str]:
    """Return by number the cell styles in which a text cannot be seen, and why."""
    styles = next((root for name, root in roots.items() if name.lower() == "xl/styles.xml"), None)
    if styles is None:
        return {}
    fonts = [_colour(font.find("{*}color")) for font in styles.iterfind("{*}fonts/{*}font")]
    grounds = [_ground(fill) for fill in styles.iterfind("{*}fills/{*}fill")]
    formats = {each.get("numFmtId"): each.get("formatCode", "") for each in styles.iter("{*}numFmt")}
    empty = {number for number, code in formats.items() if _shows_nothing(code)}
    white = {number for number, code in formats.items() if "[white]" in code.lower()}
    unseen = {}
    for number, cell in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        ink = _WHITE[0] if cell.get("numFmtId") in white else _at(fonts, cell.get("fontId"))
        if cell.get("numFmtId") in empty:
            unseen[number] = "its format shows nothing"
        elif ink and (ink == (ground := _at(grounds, cell.get("fillId"))) or {ink, ground} <= {*_WHITE}):
            unseen[number] = "written in the colour of its ground"
    return unseen


def _shows_nothing(code: str) -> bool:
    """Return whether a number format shows no part of what is in a cell, as ;;; and "";"";"";"" do."""
    return bool(code) and not _BESIDE_VALUES.sub("", code).strip(";")


def _at(values: list[str], number: str | None) -> str:
    index = int(number or 0)
    return values[index] if index < len(values) else ""


def _ground(fill: etree._Element) -> str:
    """Return the colour behind a text: white where a cell is not filled, "" where that is not plain."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return ""
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return _WHITE[0]
    return _colour(pattern.find("{*}fgColor")) if kind == "solid" else ""


def _colour(element: etree._Element | None) -> str:
    """Return a colour as RRGGBB or as a theme's number, "" for black and what the program chooses."""
    if element is None:
        return ""
    if element.get("rgb"):
        return element.get("rgb", "")[-6:].upper()
    if element.get("theme") and not element.get("tint"):
        return f"theme {element.get('theme')}"
    return _WHITE[0] if element.get("indexed") in ("1", "9") else ""
