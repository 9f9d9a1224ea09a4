"""Which sheets count: what the imports that were not taken back come to, one after the other.

It is worked out anew from the imports in force, so that taking any of them back, in any order, leaves exactly
what would be there had it never been made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A sheet of an import that was not taken back.

    `gives_way`: the earlier sheets that it may replace, oldest first; `whole`: all of them, not only the
    newest. `corrects`: the digest of the sheet whose rows set aside it brings, corrected, "" for others;
    `corrected`: the numbers of those rows.
    """

    sheet_id: int
    digest: str
    gives_way: Sequence[int] = ()
    whole: bool = False
    corrects: str = ""
    corrected: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class InForce:
    """`sheet_ids` of what counts, oldest first; `left_out`: source rows of a sheet that a later correction
    brings again."""

    sheet_ids: tuple[int, ...] = ()
    left_out: Mapping[int, frozenset[int]] = field(default_factory=dict)


def in_force(sheets: Iterable[KeptSheet]) -> InForce:
    """Return which of the sheets, oldest first, count together.

    A sheet that is there already is not counted again; a newer export of rows without a key takes the place
    of the older, and of its corrections.
    """
    current: dict[int, KeptSheet] = {}
    replaced: set[str] = set()
    for sheet in sheets:
        known = {other.digest for other in current.values()}
        if sheet.digest in known or (sheet.corrects in replaced and sheet.corrects not in known):
            continue
        earlier = [sheet_id for sheet_id in sheet.gives_way if sheet_id in current]
        for sheet_id in earlier if sheet.whole else earlier[-1:]:
            gone = current.pop(sheet_id).digest
            replaced.add(gone)
            current = {place: other for place, other in current.items() if other.corrects != gone}
        current[sheet.sheet_id] = sheet
    return InForce(tuple(current), _left_out(list(current.values())))


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
