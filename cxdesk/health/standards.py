"""Standards: what good looks like, as versioned data. One record, read from TOML, that everything else refers
to.

The defaults are judgement (methods: weights, betas and gates are settings); the user's own version is kept in
the workspace and named in every output.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cxdesk.errors import CxdeskError
from cxdesk.health.portfolio import PILLARS
from cxdesk.health.segment_standards import SegmentStandards, segment_from_plain
from cxdesk.health.standards_check import check
from cxdesk.health.table_model import TableModel, table_from_plain
from cxdesk.resource_files import resource

_SINCE = (
    ("caps",),
    ("tensions",),
    ("sentiment", "weights", "text_sentiment"),
    ("calibration", "default_anchors", "text_sentiment"),
    ("adoption", "weights", "time_to_value"),
    ("calibration", "default_anchors", "time_to_value"),
    ("renewal", "betas", "bill_trouble"),
    ("renewal", "betas", "incident_exposure"),
    ("renewal", "betas", "price_rise"),
    ("calibration", "default_signal_scales", "incident_exposure"),
)
"""What standards written by earlier versions do not have: sections, drivers and signals."""


@dataclass(frozen=True, slots=True)
class Score:
    """How the score reads: `typical` is the score of a typical account; coverages are 0 to 1.

    `imbalance` adds the bar that pulls lopsided accounts down to the geometric mean.
    """

    typical: float
    interval_z: float
    coverage_high: float
    coverage_medium: float
    coverage_no_colour: float
    imbalance: bool


@dataclass(frozen=True, slots=True)
class Sentiment:
    """Survey evidence: decay half-life in days, weights of the kinds, weights of the respondents' roles."""

    half_life_days: float
    weights: Mapping[str, float]
    roles: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Adoption:
    """Usage evidence: window in months, seats that the segment's mean is worth, weights of the drivers."""

    window_months: int
    seats_prior: float
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Renewal:
    """The scorecard: points that double the odds of renewal, betas in log-odds of loss; a `table` that was
    learned from and adopted is part of it.
    """

    points_to_double_odds: float
    signal_clip: float
    ticket_half_life_days: float
    champion_silent_days: int
    silent_invitations: int
    betas: Mapping[str, float]
    table: TableModel | None = None


@dataclass(frozen=True, slots=True)
class LifetimeValue:
    """Money: margin and yearly discount as fractions; weights of the drivers."""

    prior_renewals: float
    margin: float
    discount_rate: float
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Cap:
    """A hard fact that holds the score down to `ceiling` (0 to 100; 100 switches it off) beyond `threshold`:
    days, or below that share of the use before; 0 for facts that are or are not.
    """

    ceiling: float
    threshold: float


@dataclass(frozen=True, slots=True)
class TensionGates:
    """When signals that contradict each other are told: how probable a high or low rate has to be (`likely`),
    how many standard errors a change (`changed`), below how many nothing has changed (`unchanged`), and how
    reliable both sides (`least_reliability`, 0 to 1).
    """

    likely: float
    changed: float
    unchanged: float
    least_reliability: float


@dataclass(frozen=True, slots=True)
class CalibrationRule:
    """Which percentiles of the own accounts stand for which scores, and the anchors per driver and (mean,
    standard deviation) per renewal signal that are used before there are enough.
    """

    least_accounts: int
    percentiles: tuple[float, ...]
    scores: tuple[float, ...]
    default_anchors: Mapping[str, tuple[float, ...]]
    default_signal_scales: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Standards:
    """All of it. `bands` are (name, lower bound inclusive), highest first; they cover 0 to 100. `segments`
    have what differs for theirs by name; `standards_of_segment` puts both together.
    """

    version: int
    name: str
    score: Score
    bands: tuple[tuple[str, float], ...]
    pillars: tuple[float, ...]
    sentiment: Sentiment
    adoption: Adoption
    renewal: Renewal
    lifetime_value: LifetimeValue
    caps: Mapping[str, Cap]
    tensions: TensionGates
    calibration: CalibrationRule
    segments: Mapping[str, SegmentStandards] = field(default_factory=dict)


def default_standards_text() -> str:
    """Return the TOML text of the standards that every new workspace starts from."""
    return resource("standards/default.toml").read_text(encoding="utf-8")


def read_standards(text: str) -> Standards:
    """Return the standards written in TOML; raises CxdeskError when something is missing or contradicts
    itself.
    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(str(error)) from error
    return standards_from_plain(plain)


def standards_from_plain(plain: Mapping[str, Any]) -> Standards:
    """Return the standards of tables and values in the shape of their TOML; raises as `read_standards`."""
    try:
        data = _filled(plain)
        standards = Standards(
            version=data["version"],
            name=data["name"],
            score=Score(**data["score"]),
            bands=tuple(
                sorted(((band["name"], float(band["from"])) for band in data["bands"]), key=lambda b: -b[1])
            ),
            pillars=tuple(float(data["pillars"][name]) for name in PILLARS),
            sentiment=Sentiment(**data["sentiment"]),
            adoption=Adoption(**data["adoption"]),
            renewal=Renewal(**{**data["renewal"], "table": table_from_plain(data["renewal"].get("table"))}),
            lifetime_value=LifetimeValue(**data["lifetime_value"]),
            caps={name: Cap(**cap) for name, cap in data["caps"].items()},
            tensions=TensionGates(**data["tensions"]),
            calibration=_calibration(data["calibration"]),
            segments={name: segment_from_plain(own) for name, own in data.get("segment", {}).items()},
        )
    except KeyError as error:
        raise _unreadable(f"{error} is missing") from error
    except (AttributeError, TypeError, ValueError) as error:
        raise _unreadable(str(error)) from error
    check(standards)
    return standards


def _unreadable(why: str) -> CxdeskError:
    return CxdeskError(f"The standards cannot be read: {why}.", "Restore an earlier version of them.")


def _filled(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the standards with the defaults of what earlier versions did not know; what is set stays."""
    missing = [path for path in _SINCE if not _has(plain, path)]
    defaults = tomllib.loads(default_standards_text()) if missing else {}
    filled = dict(plain)
    for path in missing:
        filled = _with(filled, path, defaults)
    return filled


def _has(table: Any, path: tuple[str, ...]) -> bool:
    """Return whether a path leads to a value, or is cut off by what is no table: that is told elsewhere."""
    for name in path[:-1]:
        table = table.get(name) if isinstance(table, Mapping) else None
    return not isinstance(table, Mapping) or path[-1] in table


def _with(table: Mapping[str, Any], path: tuple[str, ...], defaults: Mapping[str, Any]) -> dict[str, Any]:
    name, rest = path[0], path[1:]
    return {**table, name: _with(table[name], rest, defaults[name]) if rest else defaults[name]}


def _calibration(data: Mapping) -> CalibrationRule:
    anchors = {name: tuple(values) for name, values in data["default_anchors"].items()}
    scales = {
        name: (given["mean"], given["deviation"]) for name, given in data["default_signal_scales"].items()
    }
    return CalibrationRule(
        data["least_accounts"], tuple(data["percentiles"]), tuple(data["scores"]), anchors, scales
    )
