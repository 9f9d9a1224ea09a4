"""Standards that contradict themselves are refused in words."""

from __future__ import annotations

import re

import pytest

from cxdesk.errors import CxdeskError
from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.standards_check import (
    ADOPTION_DRIVERS,
    FLAG_SIGNALS,
    LIFETIME_DRIVERS,
    SENTIMENT_DRIVERS,
    STANDARDISED_SIGNALS,
)
from tests.metrics.made_facts import make_facts
from tests.metrics.test_comment_sentiment import made


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sentiment = 0.25", "sentiment = 0.35", "do not add up to 1, but to 1.1"),
        ("from = 0.0", "from = 5.0", "no band begins at 0: the lowest, at risk, begins at 5"),
        ("from = 65.0", "from = 45.0", "two bands begin at the same score: healthy and watch at 45"),
        ("from = 65.0", "from = 120.0", "the lower bound of the band healthy is above 100"),
        ("sentiment = 0.25", "sentiment = -0.25", "the weight of sentiment is negative"),
        ("usage_falling = 0.45", "usage_falling = -0.45", "usage_falling of the renewal betas is negative"),
        ("csat = [30.0, 60.0,", "csat = [60.0, 30.0,", "anchors of csat do not rise"),
        ("version = 1", "version = ", "cannot be read"),
        ("margin = 0.80\n", "", "cannot be read.*margin"),
        ("[sentiment.roles]", "[sentiment.rolls]", "cannot be read"),
        ("sentiment = 0.25\n", "", "'sentiment' is missing"),
        ("recency = 0.10\n", "", "recency is missing among the adoption weights"),
        ("recency = [-120.0, -30.0, -3.0, -1.0, 0.0]\n", "", "recency is missing among the default anchors"),
        ("no_contact = 0.20", "", "no_contact is missing among the renewal betas"),
        (
            "no_contact = 0.20",
            "no_contact = 0.20\nprice = 0.25",
            "price is not known among the renewal betas",
        ),
        ("other = 0.40\n", "", "other is missing among the sentiment roles"),
        ("reopens = { mean = 0.10, deviation = 0.10 }", "", "reopens is missing among the default signal"),
        ("deviation = 0.40", "deviation = 0.0", "the deviation of usage_falling is 0"),
        ("deviation = 0.40", "spread = 0.40", "'deviation' is missing"),
        ("discount_rate = 0.10", "discount_rate = 0.0", "discount_rate is 0"),
        ("discount_rate = 0.10", "discount_rate = nan", "discount_rate is not a number"),
        ("margin = 0.80", 'margin = "80 %"', "margin is not a number"),
        ("margin = 0.80", "margin = 80", "margin is above 1"),
        ("\nhalf_life_days = 180.0", "\nhalf_life_days = 0.0", "half_life_days is 0"),
        ("ticket_half_life_days = 90.0", "ticket_half_life_days = -1", "ticket_half_life_days is negative"),
        ("window_months = 3", "window_months = 0", "window_months is below 1"),
        ("window_months = 3", "window_months = 2.5", "window_months is not a whole number"),
        ("percentiles = [1.0, 10.0,", "percentiles = [10.0,", "the percentiles are not 5 numbers"),
        ("scores = [0.0, 30.0, 60.0", "scores = [0.0, 60.0, 30.0", "the scores do not rise"),
        ("typical = 60.0", "typical = 130.0", "typical is above 100"),
        ("least_accounts = 30", "least_accounts = 0", "least_accounts is below 2"),
        (
            "points_to_double_odds = 10.0",
            "points_to_double_odds = -10.0",
            "points_to_double_odds is negative",
        ),
        ("coverage_medium = 0.40", "coverage_medium = 0.90", "coverages do not rise"),
        ("imbalance = false", "imbalance = 0", "imbalance is neither true nor false"),
        ('name = "watch"', 'name = "lost"', "may not be called"),
        ('name = "watch"', 'name = "healthy"', "two bands have the same name"),
        ("threshold = 0.25 }", "threshold = 25.0 }", "the threshold of usage_collapse is above 1"),
        ("60.0, threshold = 0.0", "60.0, threshold = 45.0", "the threshold of champion_gone is above 1"),
        ("signal_clip = 3.0", "signal_clip = true", "signal_clip is not a number"),
    ],
)
def test_contradictions_are_named(old: str, new: str, says: str) -> None:
    """Each edit breaks one rule of the default file, and the error names that rule."""
    text = default_standards_text()
    assert old in text
    with pytest.raises(CxdeskError, match=says):
        read_standards(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ("sentiment.weights", "all sentiment weights are 0"),
        ("sentiment.roles", "all sentiment roles are 0"),
        ("adoption.weights", "all adoption weights are 0"),
        ("renewal.betas", "all renewal betas are 0"),
        ("lifetime_value.weights", "all lifetime value weights are 0"),
    ],
)
def test_weights_that_are_all_zero_are_refused(section: str, says: str) -> None:
    """Nothing can be divided by weights that add up to 0: the section is named."""
    before, heading, rest = default_standards_text().partition(f"[{section}]")
    lines, blank, after = rest.partition("\n\n" if "\n\n" in rest else "\n[")
    one, bracket, others = lines.partition("\n[")
    zeros = re.sub(r"= [\d.]+", "= 0.0", one)
    with pytest.raises(CxdeskError, match=says):
        read_standards(before + heading + zeros + bracket + others + blank + after)


def test_the_names_are_those_that_the_score_reads() -> None:
    """The demanded drivers and signals are exactly those of a score, in what it says; that of comments only
    where they were read.
    """
    book = score(make_facts(2), read_standards(default_standards_text()))
    drivers = (*SENTIMENT_DRIVERS, *ADOPTION_DRIVERS, *LIFETIME_DRIVERS)
    assert {driver.name for driver in book.drivers} == set(drivers) - {"text_sentiment"}
    read = score(made(), read_standards(default_standards_text()))
    assert {driver.name for driver in read.drivers} == set(drivers)
    assert {signal.name for signal in book.signals if signal.is_flag} == set(FLAG_SIGNALS)
    assert {signal.name for signal in book.signals if not signal.is_flag} == set(STANDARDISED_SIGNALS)


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("adoption.weights", "time_to_value"),
        ("calibration.default_anchors", "time_to_value"),
        ("renewal.betas", "bill_trouble"),
        ("renewal.betas", "incident_exposure"),
        ("renewal.betas", "price_rise"),
        ("calibration.default_signal_scales", "incident_exposure"),
    ],
)
def test_what_earlier_versions_did_not_know_is_filled(section: str, line: str) -> None:
    """Intent: a workspace kept by an earlier version goes on scoring. Its text lacks the line, and sets a
    neighbour otherwise: that stays, and the line is the default's.
    """
    text = default_standards_text()
    before, heading, after = text.partition(f"[{section}]")
    older = before + heading + re.sub(rf"(?m)^{line} = .*\n", "", after, count=1)
    assert older.count("\n") == text.count("\n") - 1
    older = older.replace("no_contact = 0.20", "no_contact = 0.77")
    found, default = read_standards(older), read_standards(text)
    assert found.renewal.betas == {**default.renewal.betas, "no_contact": 0.77}
    assert found.adoption == default.adoption
    assert found.calibration == default.calibration


@pytest.mark.parametrize("section", ["caps", "tensions"])
def test_sections_of_later_versions_are_filled(section: str) -> None:
    """Intent: whole sections too; by hand, the text ends before them and goes on after."""
    text = default_standards_text()
    cut = re.sub(rf"(?ms)^\[{section}\].*?(?=^\[)", "", text)
    assert f"[{section}]" not in cut
    assert read_standards(cut) == read_standards(text)


@pytest.mark.parametrize("text", ["renewal = 3", "[renewal]\nbetas = 3", "[calibration]\ncaps = 1"])
def test_tables_that_are_none_are_refused_in_words(text: str) -> None:
    """Intent: filling never crashes on a text that is no standards."""
    with pytest.raises(CxdeskError, match="cannot be read"):
        read_standards(text)
