"""Which rows can be used: the first reason against one counts, and stays with it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from cxdesk.tables.schema import Table

LINKS = {
    "contracts": ("account_id",),
    "surveys": ("account_id", "contact_id", "ticket_id"),
    "tickets": ("account_id", "contact_id"),
    "usage": ("account_id", "contract_id"),
}
"""What says whose row it is, where a table's needs do not say so already."""


class Verdicts:
    """The verdict on each of n rows. `kept`: bool[n]."""

    def __init__(self, count: int) -> None:
        self.kept = np.ones(count, bool)
        self._reasons: list[tuple[str, str]] = []
        self._which = np.full(count, -1, np.int32)

    def judge(self, bad: np.ndarray, code: str, reason: str) -> None:
        """Set rows aside for a reason, unless they already are."""
        fresh = bad & self.kept
        if fresh.any():
            self._which[fresh] = len(self._reasons)
            self._reasons.append((code, reason))
            self.kept &= ~fresh

    def require(self, arrays: Mapping[str, pa.Array], fields: tuple[str, ...]) -> None:
        """Set aside rows in which none of these fields has a value; fields that the sheet lacks do not
        count."""
        present = [arrays[name] for name in fields if name in arrays]
        if not present:
            return
        missing = np.ones(len(self.kept), bool)
        for values in present:
            missing &= np.asarray(values.is_null())
        if missing.any():
            words = " or ".join(name.replace("_", " ") for name in fields if name in arrays)
            self.judge(missing, f"missing_{fields[0]}", f"The row has no {words}.")

    def reason(self, row: int) -> tuple[str, str]:
        """Return the code and the reason of a row that is not kept."""
        return self._reasons[self._which[row]]


def required_groups(table: Table, mapped: set[str]) -> list[tuple[str, ...]]:
    """Return the groups of fields of which each row must have at least one.

    A table's last group only tells its sheets from others, and a survey without a score is one that nobody
    answered.
    """
    groups = table.needs if len(table.needs) == 1 else table.needs[:-1]
    wanted = [group for group in groups if group != ("score",)]
    keys = [(name,) for name in table.key if name in mapped]
    links = [LINKS[table.name]] if table.name in LINKS else []
    return [*keys, *wanted, *links]
