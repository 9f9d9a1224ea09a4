"""Ink that nobody sees on a page of PDF: text that is not drawn, or white where nothing was painted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxdesk.report.leak_check.record import HIDDEN, Leak

_NOT_DRAWN = 3  # text rendering mode 3: neither filled nor drawn
_SHOWS = (b"Tj", b"TJ", b"'", b'"')
_FILLS = (b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*")
_PICTURES = (b"Do", b"sh", b"EI")
_WHITE = {b"g": (1.0,), b"rg": (1.0, 1.0, 1.0), b"k": (0.0, 0.0, 0.0, 0.0)}
"""The operators that choose the colour of fillings, with their white (ISO 32000-1, 8.6.8)."""


def unseen_ink(operations: Sequence[tuple[list, bytes]], place: str) -> Iterator[Leak]:
    """Yield once for each way in which a page hides text. White text may stand on anything that was painted
    before it, a picture too: only where nothing was, it counts as hidden.
    """
    is_white, kept, is_painted, told = False, [], False, set()
    for operands, operator in operations:
        why = ""
        if operator == b"q":
            kept.append(is_white)
        elif operator == b"Q":
            is_white = kept.pop() if kept else False
        elif operator in _WHITE:
            is_white = tuple(float(each) for each in operands) == _WHITE[operator]
        elif operator in (b"sc", b"scn", b"cs"):
            is_white = False  # of a colour space of its own: not known
        elif operator in _PICTURES or (operator in _FILLS and not is_white):
            is_painted = True
        elif operator == b"Tr" and int(operands[0]) == _NOT_DRAWN:
            why = "text that is not drawn"
        elif operator in _SHOWS and is_white and not is_painted:
            why = "text written in white on white"
        if why and why not in told:
            told.add(why)
            yield Leak(place, HIDDEN, why)
