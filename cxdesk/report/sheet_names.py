"""Names of sheets that come from the user's data: as Excel takes them, and none twice in a workbook."""

from __future__ import annotations

import re

from cxdesk.report.cell_text import clean_text

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 31  # UTF-16 units, as Excel counts
_TAKEN_BY_EXCEL = "history"


def free_sheet_name(title: str, taken: set[str], otherwise: str) -> str:
    """Return a name for a sheet, the title as far as Excel takes it, and add it to `taken`.

    `taken` holds names in lower case (casefold): to Excel they are alike in any case. The second of one name
    gets a number; `otherwise` stands for a title of which nothing is left.
    """
    plain = " ".join(_FORBIDDEN.sub(" ", clean_text(title)).split())
    name, number = _cut(plain, _LONGEST) or otherwise, 1
    while name.casefold() in taken or name.casefold() == _TAKEN_BY_EXCEL:
        number += 1
        ending = f" ({number})"
        name = (_cut(plain, _LONGEST - len(ending)) or otherwise) + ending
    taken.add(name.casefold())
    return name


def _cut(text: str, units: int) -> str:
    """Return the beginning of a text, without blanks and apostrophes at its ends, which no name may have."""
    whole = text.strip(" '").encode("utf-16-le")[: 2 * units]
    return whole.decode("utf-16-le", errors="ignore").rstrip(" '")
