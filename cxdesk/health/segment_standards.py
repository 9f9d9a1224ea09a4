"""Standards per segment: what differs for the accounts of a segment, and which standards each account has.

A segment names only what differs from the general standards: weights of pillars and drivers, lower bounds of
bands, caps. The rest it follows. From standards to every account's score:

    Standards + its `segments`  --standards_of_segment-->  one merged set per segment
    sets and each account's segment  --sets_of-->  `Sets`: the sets, and the row of each account in them
    `Sets.each(setting)`  -->  n x k arrays, which pillars, caps and bands are worked out from

A segment's standards judge; they do not forecast. How facts are read, the signals and log-odds of renewal
(with the sentiment that they read), the money, the tensions and the calibration with its anchors are one for
the whole book: a chance of renewal must not move because somebody is judged more sternly, and what is typical
is typical of all customers. Where a score should mean something else for a segment, its bands move. Without
segments every account has the general standards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.portfolio import PILLARS

if TYPE_CHECKING:
    from cxdesk.health.standards import Standards

WEIGHED = ("sentiment", "adoption", "lifetime_value")  # pillars whose drivers have weights
GENERAL = ""  # the name of the general set, and the segment of accounts without one


@dataclass(frozen=True, slots=True)
class SegmentStandards:
    """What differs for the accounts of one segment: weights of `pillars`, lower bounds of `bands`, weights of
    the drivers of sentiment, adoption and lifetime value, and the ceiling or threshold of `caps`, each by
    name. Empty where nothing does.
    """

    pillars: Mapping[str, float]
    bands: Mapping[str, float]
    sentiment: Mapping[str, float]
    adoption: Mapping[str, float]
    lifetime_value: Mapping[str, float]
    caps: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Sets:
    """The sets of standards of n accounts: `standards` are G merged sets without segments, the general one
    first, of the segments `names` ("" for the general one); `row` (n,) is whose is which.
    """

    names: tuple[str, ...]
    standards: tuple[Standards, ...]
    row: NDArray[np.int64]

    def each(self, setting: Callable[[Standards], Sequence[float]]) -> NDArray[np.float64]:
        """Return n x k: k settings as the standards of each account have them."""
        values = self.by_set(setting)
        if len(values) == 1:  # one row for all, without a copy
            return np.broadcast_to(values[0], (len(self.row), values.shape[1]))
        return values[self.row]

    def by_set(self, setting: Callable[[Standards], Sequence[float]]) -> NDArray[np.float64]:
        """Return G x k: k settings as each set has them."""
        return np.array([setting(one) for one in self.standards], dtype=np.float64)


def sets_of(standards: Standards, segment_names: Sequence[str], segments: NDArray[np.int64]) -> Sets:
    """Return which standards hold for each account; `segments` (n,) are positions in `segment_names`.

    Segments of the standards that no account is in are sets of nobody.
    """
    names = (GENERAL, *standards.segments)
    rows = {name: row for row, name in enumerate(names)}
    row_of = np.array([rows.get(name, 0) for name in segment_names], dtype=np.int64)
    merged = tuple(standards_of_segment(standards, name) for name in names)
    row = row_of[segments] if len(row_of) else np.zeros(len(segments), dtype=np.int64)
    return Sets(names, merged, row)


def segment_codes(segments: NDArray[Any]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the distinct names in order, and each account's position among them; `segments` (n,) are texts.

    Not by arrays of text: they are all as wide as the longest name.
    """
    given = segments.tolist()
    names = tuple(sorted(set(given)))
    codes = {name: code for code, name in enumerate(names)}
    return names, np.fromiter(map(codes.__getitem__, given), np.int64, len(given))


def standards_of_segment(standards: Standards, segment: str) -> Standards:
    """Return the standards that hold for a segment's accounts, without segments of their own: the general
    ones with what the segment has otherwise, if anything.
    """
    own = standards.segments.get(segment)
    if own is None:
        return replace(standards, segments={}) if standards.segments else standards
    return replace(
        standards,
        pillars=tuple(own.pillars.get(n, w) for n, w in zip(PILLARS, standards.pillars, strict=True)),
        bands=tuple((name, own.bands.get(name, start)) for name, start in standards.bands),
        sentiment=_weighed(standards.sentiment, own.sentiment),
        adoption=_weighed(standards.adoption, own.adoption),
        lifetime_value=_weighed(standards.lifetime_value, own.lifetime_value),
        caps={name: replace(cap, **own.caps.get(name, {})) for name, cap in standards.caps.items()},
        segments={},
    )


def driver_weights(standards: Standards) -> dict[str, float]:
    """Return the weight of every driver of the weighted pillars within its pillar, by name."""
    return {name: weight for pillar in WEIGHED for name, weight in getattr(standards, pillar).weights.items()}


def segment_from_plain(plain: Mapping[str, Any]) -> SegmentStandards:
    """Return what differs for a segment from tables and values in the shape of their TOML.

    Raises TypeError or ValueError for tables that are none and names that no segment may have.
    """
    rest = dict(plain)
    weights = {name: dict(rest.pop(name, {})) for name in WEIGHED}
    found = SegmentStandards(
        pillars=dict(rest.pop("pillars", {})),
        bands=dict(rest.pop("bands", {})),
        caps={name: dict(cap) for name, cap in rest.pop("caps", {}).items()},
        **{name: dict(given.pop("weights", {})) for name, given in weights.items()},
    )
    unknown = [*rest, *(f"{pillar}.{name}" for pillar, given in weights.items() for name in given)]
    if unknown:
        raise ValueError(f"{unknown[0]} is one for all segments")
    return found


def segment_plain(own: SegmentStandards) -> dict[str, Any]:
    """Return what differs for a segment in the shape of its TOML, without empty tables."""
    tables = {
        "pillars": dict(own.pillars),
        "bands": dict(own.bands),
        **{name: {"weights": dict(weights)} if (weights := getattr(own, name)) else {} for name in WEIGHED},
        "caps": {name: dict(cap) for name, cap in own.caps.items()},
    }
    return {name: table for name, table in tables.items() if table}


def _weighed(record: Any, weights: Mapping[str, float]) -> Any:
    """Return a pillar's settings with other weights of its drivers."""
    return replace(record, weights={**record.weights, **weights}) if weights else record
