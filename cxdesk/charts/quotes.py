"""Comments quoted in charts: one line each, from the words on that they are quoted for."""

from __future__ import annotations

from cxdesk.charts.paper import Paper, elided, width_of
from cxdesk.charts.rows import write_small

_LOOKED_BACK = 160
"""Characters before the words it is quoted for at which a quote may begin."""
_AFTER = 12
"""Characters that are to be seen behind these words."""
_ACCOUNT_SHARE = 0.3


def draw_quote(paper: Paper, text: str, account: str, term: str, left: float, right: float, y: float) -> None:
    """Write a comment in one line from so late on that the words are seen, with whose it is at the right."""
    look = paper.surface.theme
    size = look.text.small
    name = elided(paper, account, _ACCOUNT_SHARE * (right - left), size)
    write_small(paper, right, y, name, look.muted, "right")
    room = right - left - width_of(paper, name, size) - look.space.large
    quoted = f"“{' '.join(text.split())}”"
    if width_of(paper, quoted, size) > room:
        quoted = _from_term(paper, quoted, term, room)
    write_small(paper, left, y, elided(paper, quoted, room, size), look.ink)


def _from_term(paper: Paper, text: str, term: str, room: float) -> str:
    """Return a comment that is too long from the first word on from which the term's first word is seen."""
    first = term.split()[0].casefold() if term.split() else ""
    found = text.casefold().find(first)
    if not first or found < 0:
        return text
    seen, size = text[: found + len(first) + _AFTER], paper.surface.theme.text.small
    begin, shown = 0, seen
    while width_of(paper, shown, size) > room:
        begin = text.find(" ", max(begin + 1, found - _LOOKED_BACK), found)
        if begin < 0:
            return f"“…{text[found:]}"
        shown = f"“…{seen[begin + 1 :]}"
    return f"“…{text[begin + 1 :]}" if begin else text
