"""The defined names by which formulas refer to standards and columns."""

from __future__ import annotations

import re

TYPICAL = "typical_score"
NO_COLOUR = "coverage_no_colour"
LITTLE = "coverage_medium"
POINTS_TO_DOUBLE = "points_to_double_odds"
TYPICAL_ODDS = "typical_log_odds"
MARGIN = "margin"
DISCOUNT = "discount_rate"
LOW_SENTIMENT_MEAN = "low_sentiment_mean"
LOW_SENTIMENT_DEVIATION = "low_sentiment_deviation"
BAND_FROM = "band_from"
BAND_SHOWN = "band_shown"
BAND_UNKNOWN = "band_unknown"
BAND_LOST = "band_lost"
WITH_IMBALANCE = "with_imbalance"
DERL = "derl_table"
USUAL = "usual_expected"
SCALE_FROM = "expected_scale_from"
SCALE_TO = "expected_scale_to"
SCALE_SLOPE = "expected_scale_points"
SCALE_LOWEST = "expected_scale_lowest"
OTHER_PEERS = "other_peers"
OTHER_EXPECTED = "other_expected"
FACTS_NUMBER = "facts_number"
FACTS_ARR = "facts_arr"
FACTS_SEGMENT = "facts_segment"
CHANGE_NUMBER = "change_number"
CHANGE = "change_points"
AS_OF = "as_of"
SET_NUMBER = "set_number"
SET_SEGMENT = "set_segment"
SETS_BANDS, SETS_PILLARS, SETS_CEILINGS = "bands", "pillars", "ceilings"


def pillar_weight(pillar: str) -> str:
    """Return the name of a pillar's weight."""
    return _name("weight", pillar)


def driver_weight(driver: str) -> str:
    """Return the name of a driver's weight within its pillar."""
    return _name("driver", driver)


def signal_beta(signal: str) -> str:
    """Return the name of a renewal signal's log-odds."""
    return _name("beta", signal)


def cap_ceiling(cap: str) -> str:
    """Return the name of the ceiling that a hard fact holds the health down to."""
    return _name("ceiling", cap)


def of_sets(group: str) -> str:
    """Return the name of a group's settings on the sheet Segments, a row for each set of standards."""
    return _name("sets", group)


def account_column(key: str) -> str:
    """Return the name of a column of the sheet Contributions."""
    return _name("account", key)


def _name(kind: str, key: str) -> str:
    """Return a name that spreadsheets accept and cannot take for a cell."""
    return f"{kind}_{re.sub(r'[^0-9A-Za-z_]', '_', key)}"
