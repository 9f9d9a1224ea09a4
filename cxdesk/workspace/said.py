"""What people said of files, kept with their imports: the newest answers for each shape of file.

The same shape has the same headers in the same order, the same sheet name and the same file name but for
dates and numbers in it: `Tickets 2026-09.csv` and `tickets_2026_10 (2).csv` are one source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from cxdesk.workspace.records import ImportRecord, SheetReport

Key = tuple[int, str]
"""A column's position and the code of a question about it."""
SAID_TABLE: Key = (-1, "table")
"""Stands for what the whole sheet is read as."""
Shape = tuple[str, ...]
_DATED = re.compile(
    r"\d+|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_BESIDE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a shape: by column and code of the question, `values` has the answers and `days` the
    ISO dates of the imports with which they were given."""

    values: Mapping[Key, str] = field(default_factory=dict)
    days: Mapping[Key, str] = field(default_factory=dict)


def remembered(records: Sequence[ImportRecord]) -> dict[Shape, Said]:
    """Return what was said with the imports of a workspace, oldest first; what was taken back does not count,
    of several answers to one question the newest does.
    """
    found: dict[Shape, Said] = {}
    for record in records:
        for report in () if record.undone else record.sheets:
            if not report.said:
                continue
            values = {_key(text): value for text, value in report.said.items()}
            before = Said() if SAID_TABLE in values else found.get(shape_of(report), Said())
            days = dict.fromkeys(values, record.imported_at[:10])
            found[shape_of(report)] = Said({**before.values, **values}, {**before.days, **days})
    return found


def shape_of(report: SheetReport) -> Shape:
    """Return what tells files of one source: the same for every export of it."""
    asked = "" if key_text(SAID_TABLE) in report.said else report.reading.get("asked", "")
    name = PurePath(report.file).stem.casefold().replace("_", " ")
    source = _BESIDE.sub(" ", _DATED.sub(" ", name)).strip()
    return (source, report.sheet, asked, *(report.headers or report.unmapped))


def key_text(key: Key) -> str:
    """Return column and code as one text, as reports keep them."""
    return f"{key[0]} {key[1]}"


def _key(text: str) -> Key:
    """Return column and code of what `key_text` wrote."""
    place, _, code = text.partition(" ")
    return int(place), code
