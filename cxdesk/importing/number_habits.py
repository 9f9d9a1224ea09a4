"""Which decimal sign the country of a file is likely to write where no number in it proves one.

A semicolon parts columns where the comma is taken, headers in a language of the continent and days with
points come from where a comma is the decimal sign: together they say what `1.234` most likely means there.
It stays a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from cxdesk.importing.names import header, squeezed
from cxdesk.importing.synonyms import synonyms
from cxdesk.tables import TABLES

_LEAST_HEADERS, _SHARE = 2, 0.5


def comma_habit(delimiter: str, headers: Sequence[str], has_pointed_days: bool) -> str:
    """Return why a comma is likely to be the decimal sign, as the end of a sentence; "" without reasons.

    `delimiter` parts the columns of a text file, "" for others; `has_pointed_days`: some are as 31.12.2026.
    """
    reasons = []
    if delimiter == ";":
        reasons.append("semicolons part its columns")
    named = [header(text).forms[:1] for text in headers]
    foreign = sum(any(form in _continental() for form in forms) for forms in named)
    if foreign >= max(_LEAST_HEADERS, _SHARE * len(headers)):
        reasons.append("its headers are in a language of the continent")
    if has_pointed_days:
        reasons.append("its days have points")
    if not reasons:
        return ""
    told = reasons[0] if len(reasons) == 1 else f"{', '.join(reasons[:-1])} and {reasons[-1]}"
    return f"{told}, as where a comma is the decimal sign"


@cache
def _continental() -> frozenset[str]:
    """Return the squeezed headers that are no English ones."""
    english = {
        squeezed(name)
        for table in TABLES
        for field in table.columns
        for name in (field.name, field.label, *field.aliases)
    }
    return frozenset(name for names in synonyms().values() for name in names) - english
