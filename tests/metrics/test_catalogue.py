"""Every metric is defined completely, and measures any set of accounts without falling over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from cxdesk.metrics import (
    METRICS,
    MONTH,
    Observations,
    definition,
    estimate_of,
    measure,
    measure_account_periods,
    measure_accounts,
    metric,
    periods_to,
)
from cxdesk.metrics.definition import DIRECTIONS, UNITS
from cxdesk.tables import TABLES
from cxdesk.workspace.facts_record import Facts, rows_taken
from tests.metrics.made_facts import answers_of, make_facts
from tests.metrics.rich_facts import LEAST, in_two_currencies, rich_facts

NAMES = [each.definition.name for each in METRICS]
# What the app is to measure by name: the list of its metrics as it was asked for.
REQUIRED = {
    "mtta",
    "mttr",
    "gross_revenue_retention",
    "net_revenue_retention",
    "stickiness",
    "time_to_value",
    "workflow_conversion",
    "backlog",
    "load_per_agent",
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
PARTS = (
    "accounts",
    "answers",
    "tickets",
    "usage",
    "feature_months",
    "contracts",
    "churn_events",
    "contacts",
    "incidents",
    "incident_accounts",
    "ticket_events",
    "first_uses",
    "invoices",
    "reviews",
    "agents",
)
KNOWN_OF_BLANK_ROWS = {"churn_rate", "retention_rate", "account_coverage", "role_coverage"}
"""Nobody is said to have left, and of those who were asked nobody has answered: that much such rows tell."""
COLUMNS = {f"{table.name}.{column.name}" for table in TABLES for column in table.columns}


def test_the_catalogue_holds_each_metric_once():
    """Names are unique, and none that was asked for is missing."""
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


def _blank(column: np.ndarray) -> np.ndarray:
    """Return a column of which nothing is known; numbers of other rows stay, since they say no more than
    where.
    """
    unknown = {"f": np.nan, "M": np.datetime64("NaT"), "O": "", "b": False}
    return np.full_like(column, unknown[column.dtype.kind]) if column.dtype.kind in unknown else column


def _with_parts(facts: Facts, change: Callable) -> Facts:
    """Return the facts with `change(name, record)` of every part."""
    return replace(facts, **{name: change(name, getattr(facts, name)) for name in PARTS})


def _faults(name: str, facts: Facts) -> list[str]:
    """Return what is wrong with a metric that should have a value within its range or a reason in words, and
    so for each account.
    """
    estimate, grid = measure(name, facts), measure_accounts(name, facts)
    months = measure_account_periods(name, facts, periods_to(facts.as_of, MONTH, 3))
    holds = {
        "a value or a reason": np.isnan(estimate.value) == bool(estimate.missing),
        "a reason in a sentence": not estimate.missing or estimate.missing.endswith("."),
        "a period": bool(estimate.period),
        "a range that holds the value": not estimate.low > estimate.value + 1e-12
        and not estimate.high < estimate.value - 1e-12,
        "a value or a reason for each account": (np.isnan(grid.value) == (grid.missing != "")).all(),
        "a number for each month": len(months) == 3 * len(facts.accounts),
    }
    return [f"{what}: {estimate}" for what, held in holds.items() if not held]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", NAMES)
def test_one_row_of_each_part_is_measured_or_has_a_reason(name):
    """One account, one row of every part, whichever of the first eight it is: a value within its range, or
    NaN with a reason, and no warning.
    """
    for row in range(8):
        assert _faults(name, _one_row_of_each_part(row)) == []


@cache
def _one_row_of_each_part(row: int) -> Facts:
    """Return the facts of one account with one row of every part."""
    one = _with_parts(
        rich_facts(1, seed=row + 1),
        lambda _, record: rows_taken(record, [row % len(record)] if len(record) else []),
    )
    one = replace(one, ticket_events=rows_taken(one.ticket_events, []))
    touched = one.incident_accounts
    return replace(one, incident_accounts=replace(touched, incident=0 * touched.incident))


@cache
def _blank_rows() -> Facts:
    """Return the facts of a few accounts with nothing in any row."""
    return _with_parts(
        rich_facts(LEAST),
        lambda _, record: type(record)(
            **{part.name: _blank(getattr(record, part.name)) for part in fields(record)}
        ),
    )


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", NAMES)
def test_rows_of_which_nothing_is_known_give_a_reason(name):
    """Every date NaT, every number NaN, every text empty and every mark false, in every row of every part:
    NaN with a reason, but for what counts customers.
    """
    facts = _blank_rows()
    assert _faults(name, facts) == []
    estimate = measure(name, facts)
    assert estimate.known == (name in KNOWN_OF_BLANK_ROWS), estimate


@pytest.mark.parametrize("name", NAMES)
def test_amounts_of_two_currencies_are_never_added(name):
    """Every other account pays in dollars: what is in money has a reason together and a value alone; what
    counts no money is what it was.
    """
    facts = rich_facts()
    both = in_two_currencies(facts)
    assert _faults(name, both) == []
    if definition(name).unit == "money":
        assert "currenc" in measure(name, both).missing
        # What is fitted to all orders has no value for any account where these are not in one currency.
        assert (measure_accounts(name, both).n.sum() > 0) == (name != "clv_orders")
    elif name not in ("gross_revenue_retention", "net_revenue_retention"):
        assert repr(measure(name, both)) == repr(measure(name, facts))  # NaN, too, is NaN


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
