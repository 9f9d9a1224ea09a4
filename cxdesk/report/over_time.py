"""What a workbook tells of the past: how each health changed, and where it stood at the ends of months.

Both are computed by whoever asks for the workbook, from what the workspace kept; here they are records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.formatting import signed
from cxdesk.health.change import CAUSES, Changes

LAST_CALL, THREE_MONTHS = "Last call", "3 months before"
_MOST_NAMED = 3
_SMALLEST_NAMED = 0.05  # what one decimal rounds to zero moved nothing


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """What each of n accounts' health changed by since a day of its own.

    `since` (n,) is that day, `reason` (n,) says why that day; `before` (n,) is the health then, `causes`
    (n, 5) the points by CAUSES, NaN where one of the two healths is unknown. `moved` names the drivers
    and signals that moved it most, "" where none did.
    """

    since: np.ndarray
    reason: np.ndarray
    before: np.ndarray
    causes: np.ndarray
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PastHealth:
    """Health at the ends of m months up to the as-of date, oldest first: `days` (m,), `health` (m, n), NaN
    where it is unknown or the account was not there yet.
    """

    days: np.ndarray
    health: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class SinceDay:
    """The changes of all accounts since one day, and the `accounts` (positions) whose day it is."""

    day: np.datetime64
    reason: str
    accounts: np.ndarray
    found: Changes


def changed_since(days: Sequence[SinceDay], count: int) -> Changed:
    """Put the changes since several days together; each of `count` accounts is in exactly one of them."""
    since = np.full(count, np.datetime64("NaT", "D"))
    reason = np.full(count, "", dtype=object)
    before, causes = np.full(count, np.nan), np.full((count, len(CAUSES)), np.nan)
    moved = [""] * count
    for each in days:
        rows, found = each.accounts, each.found
        by_cause = found.by_cause()[rows]
        known = np.isfinite(found.before[rows]) & np.isfinite(found.after[rows] + by_cause.sum(axis=1))
        since[rows], reason[rows] = each.day.astype("datetime64[D]"), each.reason
        before[rows] = np.where(known, found.before[rows], np.nan)
        causes[rows] = np.where(known[:, None], by_cause, np.nan)
        for row, words in zip(rows[known].tolist(), _moved(found, rows[known]), strict=True):
            moved[row] = words
    return Changed(since, reason, before, causes, tuple(moved))


def _moved(found: Changes, rows: np.ndarray) -> list[str]:
    """Return for each account the parts that moved it most: "NPS −4.2, Seats in use +1.3"."""
    labels = list(dict.fromkeys(part.label for part in found.parts))
    points = np.zeros((len(rows), len(labels)))
    for part in found.parts:
        points[:, labels.index(part.label)] += np.nan_to_num(part.points[rows])
    largest = np.argsort(-np.abs(points), axis=1, kind="stable")[:, :_MOST_NAMED]
    return [
        ", ".join(
            f"{labels[place]} {signed(own[place], decimals=1)}"
            for place in places
            if abs(own[place]) >= _SMALLEST_NAMED
        )
        for own, places in zip(points.tolist(), largest.tolist(), strict=True)
    ]
