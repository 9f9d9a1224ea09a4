"""Which sheets count: what the imports that were not taken back come to, one after the other.

It is worked out anew from the imports in force, so that taking any of them back, in any order, leaves exactly
what would be there had it never been made.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_CLEARLY = 0.1
"""How much more of its content a sheet must share with one earlier sheet than with the next, of 1."""


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A sheet of an import that was not taken back.

    `gives_way`: the earlier sheets that it may replace, oldest first; `whole`: all of them, not only the
    nearest; `nearness`: what it shares with each of them, 0 to 1, empty where there is nothing to choose or
    an earlier cxdesk did not look: then the newest gives way. `corrects`: the digest of the sheet whose rows
    set aside it brings, corrected, "" for others; `corrected`: the numbers of those rows.
    """

    sheet_id: int
    digest: str
    gives_way: Sequence[int] = ()
    whole: bool = False
    corrects: str = ""
    corrected: frozenset[int] = frozenset()
    nearness: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InForce:
    """`sheet_ids` of what counts, oldest first; `left_out`: source rows of a sheet that a later correction
    brings again."""

    sheet_ids: tuple[int, ...] = ()
    left_out: Mapping[int, frozenset[int]] = field(default_factory=dict)


def in_force(sheets: Iterable[KeptSheet]) -> InForce:
    """Return which of the sheets, oldest first, count together.

    A sheet that is there already is not counted again; a newer export of rows without a key takes the place
    of the older. One that replaces its earlier exports whole does so also where it is there already: it stays
    where it is. Corrected rows count while the sheet that they are from does.
    """
    current: dict[int, KeptSheet] = {}
    for sheet in sheets:
        is_there = any(sheet.digest == other.digest for other in current.values())
        if is_there and not sheet.whole:
            continue
        for sheet_id in giving_way(sheet, current):
            if current[sheet_id].digest != sheet.digest:
                del current[sheet_id]
        if not is_there:
            current[sheet.sheet_id] = sheet
    there = {sheet.digest for sheet in current.values() if not sheet.corrects}
    counting = [sheet for sheet in current.values() if not sheet.corrects or sheet.corrects in there]
    return InForce(tuple(sheet.sheet_id for sheet in counting), _left_out(counting))


def giving_way(sheet: KeptSheet, present: Container[int]) -> tuple[int, ...]:
    """Return which of the sheets that are present a newer one takes the place of: of several the one that it
    shares clearly more with, and none of them where there is no such one.
    """
    earlier = tuple(sheet_id for sheet_id in sheet.gives_way if sheet_id in present)
    if sheet.whole or len(earlier) < 2:
        return earlier
    if not sheet.nearness:
        return earlier[-1:]
    *_, second, nearest = sorted(earlier, key=lambda sheet_id: sheet.nearness[sheet_id])
    is_clear = sheet.nearness[nearest] - sheet.nearness[second] >= _CLEARLY
    return (nearest,) if is_clear else ()


def _left_out(sheets: Sequence[KeptSheet]) -> dict[int, frozenset[int]]:
    """Return the rows of corrections that a later correction of the same sheet has too."""
    later: dict[str, frozenset[int]] = {}
    found = {}
    for sheet in reversed(sheets):
        if sheet.corrects:
            known = later.get(sheet.corrects, frozenset())
            if known & sheet.corrected:
                found[sheet.sheet_id] = known & sheet.corrected
            later[sheet.corrects] = known | sheet.corrected
    return found
