"""Whether standards can be scored with: every value is there, of its kind and in its range.

The file is the user's own and edited by hand, so each demand names the value that breaks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import inf, isfinite
from typing import TYPE_CHECKING

from cxdesk.errors import CxdeskError
from cxdesk.health.portfolio import LOST_BAND, NO_BAND, PILLARS
from cxdesk.health.segment_standards import SegmentStandards, standards_of_segment
from cxdesk.workspace.facts_record import ROLE_NAMES

if TYPE_CHECKING:
    from cxdesk.health.standards import CalibrationRule, Standards

SENTIMENT_DRIVERS = ("nps", "csat", "ces", "text_sentiment")
ADOPTION_DRIVERS = (
    "seat_use",
    "feature_breadth",
    "feature_depth",
    "usage_trend",
    "recency",
    "time_to_value",
)
LIFETIME_DRIVERS = ("derl_ratio", "net_revenue_retention", "expansion")
STANDARDISED_SIGNALS = (
    "usage_falling",
    "seats_unused",
    "sentiment_low",
    "escalations",
    "reopens",
    "incident_exposure",
)
FLAG_SIGNALS = ("champion_gone", "single_threaded", "silent", "no_contact", "bill_trouble", "price_rise")
CAPS = ("notice_given", "champion_gone", "unpaid", "severity_one", "usage_collapse")
_NOT_IN_DAYS = ("notice_given", "champion_gone", "usage_collapse")
"""Caps with a threshold of what is or is not, or of a share: of 25 % written as 25 everybody falls short."""
ANCHOR_COUNT = 5  # the interval takes the second and the fourth as the spread between accounts


def check(standards: Standards) -> None:
    """Raise CxdeskError, naming the value, unless everything is there and can be used together; for every
    segment too.
    """
    _check_one(standards)
    for segment, own in standards.segments.items():
        try:
            _check_segment(standards, segment, own)
        except _Contradiction as error:
            raise _Contradiction(f"for {segment}, {error.why}") from error


def _check_segment(standards: Standards, segment: str, own: SegmentStandards) -> None:
    """Raise unless what a segment names is there to differ from, and its standards can be used together."""
    _demand(segment != "", "a segment has no name")
    bands = [name for name, _ in standards.bands]
    for what, given, known in (
        ("pillars", own.pillars, PILLARS),
        ("bands", own.bands, bands),
        ("caps", own.caps, CAPS),
        *((f"settings of {name}", cap, ("ceiling", "threshold")) for name, cap in own.caps.items()),
    ):
        for name in given:
            _demand(name in known, f"{name} is not known among the {what}")
    merged = standards_of_segment(standards, segment)
    _check_one(merged)
    for (higher, start), (lower, other) in pairwise(merged.bands):
        _demand(start > other, f"{lower} begins above {higher}, which is the better band")


def _check_one(standards: Standards) -> None:
    """Raise unless one set of standards can be used."""
    _check_score(standards)
    _check_bands(standards.bands)
    for name, weight in zip(PILLARS, standards.pillars, strict=True):
        _number(f"the weight of {name}", weight, 0.0, 1.0)
    whole = sum(standards.pillars)
    _demand(abs(whole - 1) < 1e-9, f"the pillars' weights do not add up to 1, but to {whole:g}")
    _check_weights("sentiment weights", standards.sentiment.weights, SENTIMENT_DRIVERS)
    _check_weights("sentiment roles", standards.sentiment.roles, ROLE_NAMES)
    _check_weights("adoption weights", standards.adoption.weights, ADOPTION_DRIVERS)
    _check_weights("lifetime value weights", standards.lifetime_value.weights, LIFETIME_DRIVERS)
    _check_weights("renewal betas", standards.renewal.betas, (*STANDARDISED_SIGNALS, *FLAG_SIGNALS))
    _above_zero("half_life_days", standards.sentiment.half_life_days)
    _above_zero("seats_prior", standards.adoption.seats_prior)
    _whole("window_months", standards.adoption.window_months, 1)
    renewal, value = standards.renewal, standards.lifetime_value
    _above_zero("points_to_double_odds", renewal.points_to_double_odds)
    _above_zero("signal_clip", renewal.signal_clip)
    _above_zero("ticket_half_life_days", renewal.ticket_half_life_days)
    _whole("champion_silent_days", renewal.champion_silent_days, 1)
    _whole("silent_invitations", renewal.silent_invitations, 1)
    _above_zero("prior_renewals", value.prior_renewals)
    _number("margin", value.margin, 0.0, 1.0)
    _above_zero("margin", value.margin)
    _above_zero("discount_rate", value.discount_rate)
    _number("discount_rate", value.discount_rate, 0.0, 1.0)
    _check_names("caps", standards.caps, CAPS)
    for name, cap in standards.caps.items():
        _number(f"the ceiling of {name}", cap.ceiling, 0.0, 100.0)
        _number(f"the threshold of {name}", cap.threshold, 0.0, 1.0 if name in _NOT_IN_DAYS else inf)
    gates = standards.tensions
    _number("likely", gates.likely, 0.5, 1.0)
    _above_zero("changed", gates.changed)
    _above_zero("unchanged", gates.unchanged)
    _number("least_reliability", gates.least_reliability, 0.0, 1.0)
    _check_calibration(standards.calibration)


def _check_score(standards: Standards) -> None:
    score = standards.score
    _whole("version", standards.version, 1)
    _demand(isinstance(standards.name, str) and standards.name != "", "the name is not a text")
    _number("typical", score.typical, 0.0, 100.0)
    _above_zero("interval_z", score.interval_z)
    shares = (score.coverage_no_colour, score.coverage_medium, score.coverage_high)
    for name, share in zip(("coverage_no_colour", "coverage_medium", "coverage_high"), shares, strict=True):
        _number(name, share, 0.0, 1.0)
    _demand(list(shares) == sorted(shares), "the three coverages do not rise from no colour to high")
    _demand(isinstance(score.imbalance, bool), "imbalance is neither true nor false")


def _check_bands(bands: tuple[tuple[str, float], ...]) -> None:
    """`bands` are (name, lower bound), highest first."""
    names = [name for name, _ in bands]
    _demand(all(isinstance(name, str) and name for name in names), "the name of a band is not a text")
    for name, start in bands:
        _number(f"the lower bound of the band {name}", start, 0.0, 100.0)
    _demand(bool(bands), "there are no bands, so no band begins at 0")
    lowest, start = bands[-1]
    _demand(start == 0, f"no band begins at 0: the lowest, {lowest}, begins at {start:g}")
    for (higher, start), (lower, other) in pairwise(bands):
        _demand(start != other, f"two bands begin at the same score: {higher} and {lower} at {start:g}")
    _demand(len(set(names)) == len(names), "two bands have the same name")
    for name in (NO_BAND, LOST_BAND):
        _demand(name not in names, f'a band may not be called "{name}"')


def _check_calibration(rule: CalibrationRule) -> None:
    _whole("least_accounts", rule.least_accounts, 2)
    _rising("the percentiles", rule.percentiles, 0.0, 100.0)
    _rising("the scores", rule.scores, 0.0, 100.0)
    _check_names(
        "default anchors",
        rule.default_anchors,
        (*SENTIMENT_DRIVERS, *ADOPTION_DRIVERS, *LIFETIME_DRIVERS),
    )
    for name, anchors in rule.default_anchors.items():
        _rising(f"the anchors of {name}", anchors, -inf, inf)
    _check_names("default signal scales", rule.default_signal_scales, STANDARDISED_SIGNALS)
    for name, (mean, deviation) in rule.default_signal_scales.items():
        _number(f"the mean of {name}", mean, -inf, inf)
        _above_zero(f"the deviation of {name}", deviation)


def _check_weights(what: str, weights: Mapping[str, float], names: Iterable[str]) -> None:
    _check_names(what, weights, names)
    for name, weight in weights.items():
        _number(f"{name} of the {what}", weight, 0.0, inf)
    _demand(sum(weights.values()) > 0, f"all {what} are 0")


def _check_names(what: str, given: Mapping, names: Iterable[str]) -> None:
    names = tuple(names)
    for name in names:
        _demand(name in given, f"{name} is missing among the {what}")
    for name in given:
        _demand(name in names, f"{name} is not known among the {what}")


def _rising(what: str, values: tuple[float, ...], least: float, most: float) -> None:
    _demand(len(values) == ANCHOR_COUNT, f"{what} are not {ANCHOR_COUNT} numbers")
    for value in values:
        _number(f"one of {what}", value, least, most)
    _demand(list(values) == sorted(set(values)), f"{what} do not rise")


def _number(name: str, value: object, least: float, most: float) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    _demand(is_number, f"{name} is not a number")
    _demand(value >= least, f"{name} is below {least:g}" if least else f"{name} is negative")
    _demand(value <= most, f"{name} is above {most:g}")


def _above_zero(name: str, value: object) -> None:
    _number(name, value, 0.0, inf)
    _demand(value > 0, f"{name} is 0")


def _whole(name: str, value: object, least: int) -> None:
    _demand(isinstance(value, int) and not isinstance(value, bool), f"{name} is not a whole number")
    _demand(value >= least, f"{name} is below {least}")


class _Contradiction(CxdeskError):
    """What breaks the standards, in words that can be told of a segment too."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The standards contradict themselves: {why}.", "Mend that value, or restore an earlier version."
        )
        self.why = why


def _demand(holds: bool, why: str) -> None:
    if not holds:
        raise _Contradiction(why)
