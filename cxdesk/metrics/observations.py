"""What a number is made of, and numbers for many groups at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
from numpy.typing import NDArray

from cxdesk.metrics.definition import Estimate

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
VALUE = "value"


class Later(Mapping[str, Floats]):
    """Values by name of which some are found together, when the first of them is asked for."""

    def __init__(
        self, known: Mapping[str, Floats], names: Sequence[str], find: Callable[[], Sequence[Floats]]
    ) -> None:
        self._known, self._names, self._find = dict(known), tuple(names), find

    def __getitem__(self, name: str) -> Floats:
        if name in self._names and name not in self._known:
            self._known.update(zip(self._names, self._find(), strict=True))
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._known, *self._names)))

    def __len__(self) -> int:
        return len(self._known.keys() | set(self._names))


@dataclass(frozen=True, slots=True)
class Observations:
    """The rows that a metric is made of, one entry each; arrays are of equal length.

    `part` names the part of the facts ("answers", "tickets", ...) in which `row` are positions; `account` are
    positions among the accounts, -1 for none. `values` holds what is summed up, by name, VALUE first, some of
    them perhaps `Later`.
    `at` says when each happened, where that is what puts it into a period (None: the period as a whole was
    looked at, such as who was there when it began). `beneath` names the rows of further parts that the values
    were computed from. `period` is in words; `reason` says why there is nothing, where there is nothing.
    """

    part: str
    row: Positions
    account: Positions
    values: Mapping[str, Floats]
    period: str
    reason: str
    at: np.ndarray | None = None
    find_beneath: Callable[[], Mapping[str, Positions]] = dict
    team: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.row)

    @property
    def beneath(self) -> Mapping[str, Positions]:
        """The rows that lie beneath; looked for when they are asked for, since most numbers never are."""
        return self.find_beneath()

    @property
    def value(self) -> Floats:
        """The values that every metric has."""
        return self.values[VALUE]

    def within(self, period: str) -> Observations:
        """Return the same with the period in other words."""
        return replace(self, period=period)

    def dated(self, at: np.ndarray) -> Observations:
        """Return the same put into periods by other dates, one for each row of the part."""
        return replace(self, at=at[self.row])

    def taken(self, rows: np.ndarray) -> Observations:
        """Return the observations at those positions, or where a mask is true."""
        return replace(
            self,
            row=self.row[rows],
            account=self.account[rows],
            values={name: values[rows] for name, values in self.values.items()},
            at=None if self.at is None else self.at[rows],
            team=None if self.team is None else self.team[rows],
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """One estimate for each of the groups: arrays of one length, as in `Estimate`. `missing` holds texts."""

    value: Floats
    n: NDArray[np.int64]
    low: Floats
    high: Floats
    missing: np.ndarray
    period: str

    def __len__(self) -> int:
        return len(self.value)

    def estimate(self, group: int) -> Estimate:
        """Return the estimate of one group as plain numbers."""
        return Estimate(
            float(self.value[group]),
            int(self.n[group]),
            float(self.low[group]),
            float(self.high[group]),
            self.period,
            str(self.missing[group]),
        )


def observed(
    part: str,
    rows: np.ndarray,
    account: np.ndarray,
    period: str,
    reason: str,
    at: np.ndarray | None = None,
    beneath: Callable[[], Mapping[str, Positions]] = dict,
    **values: np.ndarray,
) -> Observations:
    """Return the observations of the rows where a mask is true; the other arrays are of all rows of the
    part.
    """
    chosen = np.flatnonzero(rows)
    return Observations(
        part,
        chosen,
        account[chosen].astype(np.int64),
        {name: np.asarray(column)[chosen].astype(np.float64) for name, column in values.items()},
        period,
        reason,
        None if at is None else at[chosen],
        beneath,
    )


def numbered_texts(texts: np.ndarray) -> tuple[tuple[str, ...], Positions]:
    """Return the distinct texts, sorted, and the position of each text among them."""
    coded = compute.dictionary_encode(pa.array(texts, pa.string()))
    names = coded.dictionary.to_pylist()
    order = sorted(range(len(names)), key=names.__getitem__)
    position = np.empty(len(names), dtype=np.int64)
    position[order] = np.arange(len(names))
    return tuple(names[place] for place in order), position[coded.indices.to_numpy()]


def text_codes(texts: np.ndarray) -> Positions:
    """Return a number from 0 for each distinct text, in their order, -1 for the empty one."""
    names, codes = numbered_texts(texts)
    return codes - 1 if names[:1] == ("",) else codes


def grid(
    observations: Observations,
    value: np.ndarray,
    n: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    reasons: Mapping[str, np.ndarray] | None = None,
) -> Grid:
    """Return the grid; a group without a value gets the first of the further `reasons` whose mask is true
    for it, else the observations' own.
    """
    value = np.array(value, dtype=np.float64)
    missing = np.full(len(value), "", dtype=object)
    missing[np.isnan(value)] = observations.reason
    for reason, where in reversed((reasons or {}).items()):
        value[where] = np.nan
        missing[where] = reason
    return Grid(
        value,
        np.asarray(n).astype(np.int64),
        np.array(low, dtype=np.float64),
        np.array(high, dtype=np.float64),
        missing,
        observations.period,
    )
