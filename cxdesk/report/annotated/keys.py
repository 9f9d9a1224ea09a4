"""How accounts are looked up: by the text or number with which the user's own sheet names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cxdesk.report.annotated.ooxml import column_letters
from cxdesk.report.annotated.records import AccountRows, Annotation
from cxdesk.report.annotated.sheet_cells import SheetCells
from cxdesk.report.cell_text import clean_text

Key = str | float
_ENOUGH = 0.9
"""Share of the accounts' rows that a column must name to be the one they are looked up by."""
_WILD, _LONGEST = frozenset("*?~"), 255
"""MATCH takes these characters for patterns, and no longer text."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the explanations in their rows, each as the user's sheet holds it, and the account it
    names; `found` are the keys as MATCH compares them.
    """

    values: tuple[Key, ...]
    accounts: tuple[int, ...]
    found: frozenset[Key]

    def finds(self, key: Key | None) -> bool:
        """Return whether a row of this key can be looked up."""
        return key is not None and _compared(key) in self.found


def keys_of(named: Iterable[tuple[Key | None, int]]) -> Keys:
    """Return every key once; `named` are the rows' keys and accounts. One that names two accounts is left
    out: its rows get plain values.
    """
    written: dict[Key, tuple[Key, int]] = {}
    meant: dict[Key, int] = {}
    double = set()
    for key, account in named:
        if key is None:
            continue
        written.setdefault(_compared(key), (key, account))
        if meant.setdefault(folded(key), account) != account:
            double.add(folded(key))
    kept = {compared: one for compared, one in written.items() if folded(one[0]) not in double}
    return Keys(
        tuple(key for key, _ in kept.values()),
        tuple(account for _, account in kept.values()),
        frozenset(kept),
    )


def key_column(
    cells: SheetCells, asked: AccountRows, annotation: Annotation
) -> tuple[int, tuple[Key | None, ...]]:
    """Return the column whose cells name the most accounts, and each row's key in it; 0 without one."""
    named: dict[int, dict[int, str]] = {}
    for number, (row, account) in enumerate(asked.rows):
        meant = {folded(text) for text in annotation.identifiers[account] if text}
        for column, text in cells.texts(row).items():
            if folded(text) in meant:
                named.setdefault(column, {})[number] = text
    best = max(named, key=lambda column: (len(named[column]), -column), default=0)
    if not best or len(named[best]) < _ENOUGH * len(asked.rows):
        return best, (None,) * len(asked.rows)
    rows = enumerate(row for row, _ in asked.rows)
    return best, tuple(_key(cells, row, best, named[best].get(number)) for number, row in rows)


def folded(key: Key) -> Key:
    """Return what a key is known by, whatever its case and the blanks around it."""
    return key.strip().casefold() if isinstance(key, str) else key


def _compared(key: Key) -> Key:
    """Return a key as MATCH compares it: blanks around it count, its case does not."""
    return key.lower() if isinstance(key, str) else key


def lookup(keys: Keys, sheet_name: str, top: int, column: int, cell: str) -> str:
    """Return the formula that fetches column `column` (counted from 1) of the explanations, whose first key
    stands in row `top`, for the key in a cell.
    """
    sheet = "'" + sheet_name.replace("'", "''") + "'"
    letter, last = column_letters(column), top + len(keys.values) - 1
    fetched, looked_in = (f"{sheet}!${name}${top}:${name}${last}" for name in (letter, "A"))
    return f"INDEX({fetched},MATCH({cell},{looked_in},0))"


def _key(cells: SheetCells, row: int, column: int, text: str | None) -> Key | None:
    """Return what MATCH has to find for a row; None where it could find something else."""
    if text is None or len(text) > _LONGEST or _WILD & set(text) or clean_text(text) != text:
        return None
    return float(text) if cells.is_number(row, column) else text


def plain_rows(keys: Keys, of_rows: Sequence[Key | None]) -> int:
    """Return how many rows cannot be looked up."""
    return sum(not keys.finds(key) for key in of_rows)
