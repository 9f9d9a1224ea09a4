"""What must not change a number, and what must: relations between measurements, for every metric.

No expected values are needed here: each property follows from what a rate, a mean or a count is.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from cxdesk.metrics import METRICS, definition, measure, measure_by
from cxdesk.workspace.facts_record import Facts
from tests.metrics.rich_facts import rich_facts

NAMES = [metric.definition.name for metric in METRICS]
COUNTS = {"backlog", "escalated_tickets"}
"""What is a number of things: twice the company has twice as many."""
SEEDS = (1, 2, 3)
BY_ACCOUNT = (
    "answers",
    "tickets",
    "usage",
    "feature_months",
    "contracts",
    "churn_events",
    "contacts",
    "ticket_events",
    "first_uses",
    "invoices",
    "reviews",
)
ON_WEEKDAYS = {"after_hours_tickets"}
OF_INCIDENTS = {"mtta", "mttr", "after_hours_interruptions", "sleep_interruptions"}
BETWEEN_MODELS = {"clv_discounted"}
"""Whose range lies between two models of the same customers: more of them do not narrow it."""
BETWEEN_HALVES = ("share", "points", "rating", "hours", "days", "per ticket")


def _numbers(name: str, facts: Facts) -> list[float]:
    estimate = measure(name, facts)
    return [estimate.value, estimate.n, estimate.low, estimate.high]


def _parts(facts: Facts) -> list[str]:
    return [part for part in BY_ACCOUNT if hasattr(facts, part)]


def _arrays(record) -> dict[str, np.ndarray]:
    return {part.name: getattr(record, part.name) for part in fields(record)}


def _permuted(facts: Facts, seed: int) -> Facts:
    """Return the facts with the rows of every part in another order; accounts and incidents keep theirs,
    since others point at them.
    """
    random = np.random.default_rng(seed)
    changed = {}
    for part in _parts(facts):
        record = getattr(facts, part)
        order = random.permutation(len(record))
        changed[part] = type(record)(**{name: column[order] for name, column in _arrays(record).items()})
        if part == "tickets":
            now_at = np.argsort(order)
    # Events come in the order of time, and point at tickets by position, -1 for none.
    events = facts.ticket_events
    changed["ticket_events"] = replace(events, ticket=np.append(now_at, -1)[events.ticket])
    return replace(facts, **changed)


def _both(first, second, shifts: dict[str, int]):
    """Return the rows of both records; positions of the second are moved on by `shifts`."""
    columns = {}
    for name, column in _arrays(first).items():
        other = getattr(second, name)
        columns[name] = np.concatenate([column, other + shifts[name] if name in shifts else other])
    return type(first)(**columns)


def _together(facts: Facts, other: Facts) -> Facts:
    """Return the facts of two companies with the same features and dates as one."""
    shifts = {
        "account": len(facts.accounts),
        "incident": len(facts.incidents),
        "ticket": len(facts.tickets),
    }
    names = [*_parts(facts), "incident_accounts"]
    parts = {name: _both(getattr(facts, name), getattr(other, name), shifts) for name in names}
    ids = np.array([f"{identity} too" for identity in other.accounts.account_id], dtype=object)
    renamed = replace(other.accounts, account_id=ids)
    return replace(
        facts,
        accounts=_both(facts.accounts, renamed, {}),
        incidents=_both(facts.incidents, other.incidents, {}),
        **parts,
    )


def _later(facts: Facts, days: int) -> Facts:
    """Return the facts with every date, the as-of date too, that many days later."""
    step = np.timedelta64(days, "D")
    moved = {"as_of": facts.as_of + step}
    for name in (*_parts(facts), "accounts", "incidents", "agents"):
        record = getattr(facts, name)
        dates = {key: column + step for key, column in _arrays(record).items() if column.dtype.kind == "M"}
        moved[name] = replace(record, **dates)
    issued = facts.all_invoices.issued_at + step
    return replace(facts, all_invoices=replace(facts.all_invoices, issued_at=issued), **moved)


@cache
def _book(seed: int, accounts: int = 12) -> Facts:
    """Return the facts of a seed, made once for all numbers."""
    return rich_facts(accounts, seed)


@cache
def _permuted_book(seed: int) -> Facts:
    """Return the same facts with the rows of every part in another order."""
    return _permuted(_book(seed), seed)


@cache
def _beside(seed: int, other: int, accounts: int = 12) -> Facts:
    """Return two companies as one; the other has that many accounts."""
    return _together(_book(seed), _book(other, accounts))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_rows_means_nothing(name, seed):
    """Permuting the rows of every part changes no number, nor that of a reason (sums may differ in the last
    bit).
    """
    facts, permuted = _book(seed), _permuted_book(seed)
    np.testing.assert_allclose(_numbers(name, permuted), _numbers(name, facts), rtol=1e-12, atol=1e-12)
    found, by_reason = measure_by(name, permuted, "reason"), measure_by(name, facts, "reason")
    assert (found is None) == (by_reason is None)
    if by_reason is not None:
        assert found[0] == by_reason[0]
        np.testing.assert_allclose(found[1].value, by_reason[1].value, rtol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", NAMES)
def test_twice_the_company_has_the_same_rates_and_narrower_intervals(name, seed):
    """Every account and row twice: shares, means and medians stay, counts double, intervals narrow.

    The adjusted Wald method of NPS adds the same answers to both, and agents are the same people in both
    halves, so the load per agent doubles.
    """
    facts = _book(seed)
    once, twice = measure(name, facts), measure(name, _beside(seed, seed))
    assert once.known
    factor = 2.0 if name in COUNTS | {"load_per_agent"} else 1.0
    tolerance = 0.02 if name == "usage_trend" else 1e-12  # a fixed number of events is added to each side
    assert twice.value == pytest.approx(factor * once.value, rel=1e-12, abs=tolerance)
    if definition(name).usual_days:
        assert twice.n == 2 * once.n
    if not np.isnan(once.low) and once.low < once.high:
        if name in BETWEEN_MODELS:
            assert [twice.low, twice.high] == pytest.approx([once.low, once.high])
        else:
            assert twice.high - twice.low < once.high - once.low
        assert once.low <= twice.value or once.low == pytest.approx(twice.value, rel=1e-12)
        assert twice.value <= once.high or once.high == pytest.approx(twice.value, rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", NAMES)
def test_another_account_changes_nothing_here(name, seed):
    """The numbers of the first company's accounts are the same with and without the second's beside it.

    What is fitted to a whole book (`all_invoices`) is fitted to the first's in both: a model may change.
    """
    facts, beside = _book(seed), _beside(seed, seed + 10, 3)
    codes = np.arange(len(facts.accounts))
    for chosen in (codes, codes[:1], codes[4:5]):
        np.testing.assert_array_equal(_numbers(name, beside.of(chosen)), _numbers(name, facts.of(chosen)))


@pytest.mark.parametrize("name", NAMES)
def test_a_year_later_everything_is_the_same(name):
    """All dates and the as-of date moved by a year change no number; what asks for weekdays is moved by 28
    years, after which they repeat.
    """
    facts = rich_facts()
    year = 2053 if name in ON_WEEKDAYS else 2026
    days = int((np.datetime64(f"{year}-06-30") - facts.as_of).astype(int))
    np.testing.assert_array_equal(_numbers(name, _later(facts, days)), _numbers(name, facts))


@pytest.mark.parametrize(
    "name",
    [name for name in NAMES if name not in OF_INCIDENTS and definition(name).unit in BETWEEN_HALVES],
)
def test_a_whole_lies_between_its_halves(name):
    """A share, a mean or a median of all accounts lies between those of two halves. Incidents are left out:
    one may touch both halves, or nobody.
    """
    facts = rich_facts(accounts=14)
    codes = np.arange(14)
    low, high = sorted(measure(name, facts.of(half)).value for half in (codes[:7], codes[7:]))
    assert low - 1e-12 <= measure(name, facts).value <= high + 1e-12
