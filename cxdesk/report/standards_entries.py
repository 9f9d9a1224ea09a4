"""The settings that the workbook's formulas read, section by section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxdesk.health.caps import CAP_LABELS
from cxdesk.health.portfolio import PILLAR_LABELS, PILLARS
from cxdesk.report import names
from cxdesk.report.contribution_layout import SENTIMENT_LOW
from cxdesk.report.material import Material

BEFORE_BANDS = "Score"
SUMMED = "Pillars"


@dataclass(frozen=True, slots=True)
class Entry:
    """A setting that formulas read under `name`; `number` names its number format."""

    name: str
    label: str
    value: float
    number: str
    unit: str
    use: str


def sections(material: Material) -> Iterator[tuple[str, list[Entry]]]:
    """Give each section's heading and settings."""
    yield BEFORE_BANDS, _score(material)
    yield SUMMED, _pillars(material)
    for pillar, label in enumerate(PILLAR_LABELS):
        drivers = _drivers(material, pillar)
        if drivers:
            yield f"{label}: drivers", drivers
    yield "Renewal: signals", _signals(material)
    yield "Renewal: scale", _scale(material)
    yield "Lifetime value", _money(material)
    yield "Caps: hard facts that no mean outvotes", _caps(material)


def _score(material: Material) -> list[Entry]:
    score, unit = material.standards.score, "% of the weight"
    typical = "The score of an account that is typical on the calibration date."
    little, none = "Coverage below it is shown in italics.", "Below this coverage an account has no band."
    lopsided = "Whether a bar pulls lopsided accounts down to the geometric mean of their pillars."
    return [
        Entry(names.TYPICAL, "Typical score", score.typical, "score1", "points", typical),
        Entry(names.LITTLE, "Little coverage below", score.coverage_medium, "percent", unit, little),
        Entry(names.NO_COLOUR, "No band below", score.coverage_no_colour, "percent", unit, none),
        Entry(
            names.WITH_IMBALANCE,
            "Imbalance",
            float(score.imbalance),
            "whole",
            "1 for yes, 0 for no",
            lopsided,
        ),
    ]


def _pillars(material: Material) -> list[Entry]:
    use = "Counts in proportion to the sum of the weights, and by the reliability of the evidence."
    weights = material.standards.pillars
    return [
        Entry(names.pillar_weight(pillar), label, weight, "percent", "weight", use)
        for pillar, label, weight in zip(PILLARS, PILLAR_LABELS, weights, strict=True)
    ]


def _drivers(material: Material, pillar: int) -> list[Entry]:
    use = "Counts in proportion within the pillar, and by the reliability of the evidence."
    return [
        Entry(names.driver_weight(driver.name), driver.label, driver.weight, "percent", "weight", use)
        for driver in material.portfolio.drivers
        if driver.pillar == pillar
    ]


def _signals(material: Material) -> list[Entry]:
    use = "Adds to the log-odds of losing the account."
    per = {False: "log-odds per standard dev.", True: "log-odds, when it is so"}
    return [
        Entry(names.signal_beta(signal.name), signal.label, signal.beta, "decimal", per[signal.is_flag], use)
        for signal in material.portfolio.signals
    ]


def _scale(material: Material) -> list[Entry]:
    points, odds = material.standards.renewal.points_to_double_odds, material.portfolio.renewal_typical
    low_mean, low_deviation = material.portfolio.scale.signal_scale[SENTIMENT_LOW]
    of_low = "Puts the signal Sentiment low on its scale, as on the calibration date."
    double = "So many points more on the renewal pillar mean twice the odds of renewal."
    typical = "What scores the typical score: the middle account on the calibration date."
    return [
        Entry(names.POINTS_TO_DOUBLE, "Points that double the odds", points, "score1", "points", double),
        Entry(names.TYPICAL_ODDS, "Typical log-odds of renewal", odds, "precise", "log-odds", typical),
        Entry(names.LOW_SENTIMENT_MEAN, "Sentiment low: mean", low_mean, "precise", "points", of_low),
        Entry(
            names.LOW_SENTIMENT_DEVIATION,
            "Sentiment low: standard deviation",
            low_deviation,
            "precise",
            "points",
            of_low,
        ),
    ]


def _caps(material: Material) -> list[Entry]:
    use = "The health goes no higher while this holds; 100 switches the cap off."
    caps = material.standards.caps
    return [
        Entry(
            names.cap_ceiling(name), CAP_LABELS[name], caps[name].ceiling, "score1", "points at the most", use
        )
        for name in material.portfolio.caps
    ]


def _money(material: Material) -> list[Entry]:
    value = material.standards.lifetime_value
    margin, wait = "What is left of the revenue.", "What a year's wait costs. Retention uses it too."
    entries = [Entry(names.MARGIN, "Margin", value.margin, "percent", "% of ARR", margin)]
    if material.portfolio.order_value is None:  # what is to come of orders was discounted by the models
        rate = value.discount_rate
        entries.append(Entry(names.DISCOUNT, "Discount rate", rate, "percent1", "% a year", wait))
    return entries
