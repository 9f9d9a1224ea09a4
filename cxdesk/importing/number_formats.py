"""Which cell styles of an xlsx workbook show a number as a date, a time or a length of time, and which have a
format that says more of a number.

The rule for dates is that of the other reader (calamine), so that both make the same cells: only the first
section of a format counts, and what is quoted, escaped or in brackets does not, but for `[h]`, `[m]` and
`[s]`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum

from lxml import etree

from cxdesk.importing.format_codes import built_in_code, number_format


class Shown(IntEnum):
    """What a number format makes of a number."""

    NUMBER = 0
    MOMENT = 1
    LENGTH = 2


_MOMENTS = frozenset((*range(14, 23), 45, 47))
_LENGTH = 46
_SKIPPED = re.compile(r'[_\\*].|"[^"]*"?', re.DOTALL)
_BRACKET = re.compile(r"\[([^\]]*)\]?")
_ELAPSED = re.compile(r"(?:h+|m+|s+)", re.IGNORECASE)
_DATED = re.compile(r"[^aA]*?[dmhysDMHYS]|[^aA]*[aA].*?[pPmM/]", re.DOTALL)  # letters of a date, or AM/PM


def shown_as(format_code: str) -> Shown:
    """Return what a custom number format makes of a number."""
    section = _SKIPPED.sub("", format_code).split(";")[0]
    for bracket in _BRACKET.finditer(section):
        if _DATED.match(_BRACKET.sub("", section[: bracket.start()])):
            return Shown.MOMENT
        if _ELAPSED.fullmatch(bracket.group(1)):
            return Shown.LENGTH
    return Shown.MOMENT if _DATED.match(_BRACKET.sub("", section)) else Shown.NUMBER


def shown_by_style(styles: etree._Element) -> tuple[Shown, ...]:
    """Return what each cell style makes of a number, in the order that cells count them."""
    custom = {
        int(entry.get("numFmtId")): shown_as(entry.get("formatCode", ""))
        for entry in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    return tuple(
        _shown_by_number(int(style.get("numFmtId", "0")), custom)
        for style in styles.iterfind("{*}cellXfs/{*}xf")
    )


def telling_by_style(styles: etree._Element) -> tuple[str, ...]:
    """Return the format code of each cell style, in the order that cells count them; "" for one that says no
    more than that there is a number."""
    custom = {
        int(entry.get("numFmtId")): entry.get("formatCode", "")
        for entry in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    numbers = (int(style.get("numFmtId", "0")) for style in styles.iterfind("{*}cellXfs/{*}xf"))
    codes = (custom[number] if number in custom else built_in_code(number) for number in numbers)
    return tuple(code if number_format(code).is_telling else "" for code in codes)


def _shown_by_number(number: int, custom: Mapping[int, Shown]) -> Shown:
    """Return what a format makes of a number; the workbook's own come before those that are agreed."""
    if number in custom:
        return custom[number]
    if number == _LENGTH:
        return Shown.LENGTH
    return Shown.MOMENT if number in _MOMENTS else Shown.NUMBER
