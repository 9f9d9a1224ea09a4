"""Every metric is defined completely, and measures any set of accounts without falling over."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from cxdesk.metrics import METRICS, Observations, definition, estimate_of, measure, metric
from cxdesk.metrics.definition import DIRECTIONS, UNITS
from cxdesk.tables import TABLES
from tests.metrics.made_facts import answers_of, make_facts
from tests.metrics.rich_facts import rich_facts

NAMES = [each.definition.name for each in METRICS]
# Each row of the product page that this part of the app measures.
REQUIRED = {
    "csat",
    "nps",
    "ces",
    "fcr",
    "net_fcr",
    "average_resolution_time",
    "resolution_time_median",
    "churn_rate",
    "retention_rate",
    "renewal_rate",
    "clv",
    "response_rate",
    "account_coverage",
    "seat_use",
    "feature_breadth",
    "feature_depth",
    "usage_trend",
    "recency",
    "reopen_rate",
    "escalation_rate",
    "handoffs",
}
COLUMNS = {f"{table.name}.{column.name}" for table in TABLES for column in table.columns}


def test_the_catalogue_holds_each_metric_once():
    """Names are unique and cover the product page."""
    assert len(set(NAMES)) == len(NAMES)
    assert set(NAMES) >= REQUIRED


@pytest.mark.parametrize("name", NAMES)
def test_every_definition_is_complete(name):
    """Each has every text, a known unit and direction, a minimum sample, and columns that the tables have."""
    record = definition(name)
    assert record.unit in UNITS
    assert record.direction in DIRECTIONS
    assert record.minimum_sample >= 1
    for text in (record.label, record.formula, record.proves, record.does_not_prove, record.interval):
        assert text.strip() == text != ""
    assert 0 < len(record.limit) <= 32, "a narrow column has room for 32 characters"
    for sentence in (record.formula, record.proves, record.does_not_prove):
        assert sentence.endswith(".")
        assert sentence[0].isupper() or sentence[0].isdigit()
    assert record.columns
    assert set(record.columns) <= COLUMNS


@pytest.mark.parametrize("name", NAMES)
def test_the_example_comes_out_as_it_was_computed_by_hand(name):
    """The observations of each definition's example come to the value that its text works out by hand."""
    example = definition(name).example
    count = len(example.values["value"])
    values = {key: np.array(column, dtype=float) for key, column in example.values.items()}
    rows = np.arange(count)
    observations = Observations("", rows, np.zeros(count, dtype=int), values, "a period", "No data.")
    assert estimate_of(name, observations).value == pytest.approx(example.value, abs=1e-6)
    assert example.text.endswith(".")
    assert set(definition(name).beside) <= set(NAMES) - {name}
    assert definition(name).beside


@pytest.mark.parametrize("name", NAMES)
def test_no_accounts_and_no_data_give_a_reason(name):
    """No account at all, one account with nothing, and three with nothing: NaN with a reason in words, n =
    0.
    """
    for facts in (make_facts(0), make_facts(1), make_facts(3), make_facts(1, feed_days=())):
        estimate = measure(name, facts)
        if name in ("churn_rate", "retention_rate") and len(facts.accounts):
            assert estimate.n == len(facts.accounts)  # a bare customer list already says who is still there
            continue
        assert np.isnan(estimate.value)
        assert estimate.missing.endswith(".")
        assert not estimate.known
        assert estimate.period


@pytest.mark.parametrize("name", NAMES)
def test_full_facts_are_measured_within_their_range(name):
    """With data there is a value of plain type, low <= value <= high where there is a range, and a period."""
    estimate = measure(name, rich_facts())
    assert estimate.missing == ""
    assert all(type(getattr(estimate, part.name)) in (float, int, str) for part in fields(estimate))
    assert np.isfinite(estimate.value)
    assert estimate.n > 0
    assert estimate.period
    for low, high in ((estimate.low, estimate.value), (estimate.value, estimate.high)):
        assert np.isnan([low, high]).any() or low <= high + 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_a_subset_is_measured_by_its_own_rows(name):
    """Facts of one present account give a well-formed estimate, for every account of the portfolio."""
    facts = rich_facts()
    for code in range(3):
        estimate = measure(name, facts.of([code]))
        assert np.isnan(estimate.value) == bool(estimate.missing)


def test_a_subset_has_its_own_value():
    """Account 2's satisfaction is 0 while the portfolio's is 2/3: the subset is renumbered, not mixed up."""
    facts = make_facts(3, answers=answers_of("csat", [5, 5, 1], (1, 5), account=[0, 1, 2]))
    assert measure("csat", facts).value == pytest.approx(2 / 3)
    assert [measure("csat", facts.of([code])).value for code in (2, 0)] == [0.0, 1.0]


def test_an_unknown_name_is_refused_by_name():
    """A typo in a setting or a script must say which name is not there."""
    with pytest.raises(KeyError, match="no metric named nsp"):
        metric("nsp")
