"""Health of customers who order and have no contract; as of 30 June 2025."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.buying import only_orders, orders_beside_contracts
from cxdesk.health.portfolio import PILLARS
from cxdesk.health.unknowns import unknowns
from cxdesk.metrics.buying_models import buying_of
from cxdesk.metrics.repeat_buying import expected_orders_ahead
from cxdesk.workspace.facts_record import Facts
from tests.metrics.made_facts import AS_OF, make_facts

STANDARDS = read_standards(default_standards_text())
RENEWAL, LIFETIME = PILLARS.index("renewal"), PILLARS.index("lifetime_value")


def sellers(customers: int) -> Facts:
    """Return so many customers who ordered 1 to 6 times in two years, some lately and some not, and one
    account that never did.
    """
    random = np.random.default_rng(7)
    number = random.integers(1, 7, customers)
    account = np.repeat(np.arange(customers), number)
    back = np.where(
        account % 2 == 0, random.integers(1, 700, len(account)), random.integers(400, 700, len(account))
    )
    facts = make_facts(
        customers + 1,
        invoices={
            "account": account,
            "issued_at": AS_OF - back.astype("timedelta64[D]"),
            "amount": np.round(random.gamma(3.0, 20.0, len(account)), 2),
            "currency": ["EUR"] * len(account),
        },
    )
    return replace(facts, by_order=True)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return sellers(60)


def days_of(facts: Facts, account: int) -> np.ndarray:
    """Return the days on which an account ordered, sorted."""
    return np.unique(facts.invoices.issued_at[facts.invoices.account == account].astype("datetime64[D]"))


def test_the_chance_is_that_of_an_order_within_12_months(facts: Facts) -> None:
    """By the model's formula from each customer's own days, by hand: P(active) times
    1 - ((alpha + T) / (alpha + T + 365)) ** (r + x). Nobody who ordered once is certain to come
    back; who never did is unknown.
    """
    found, model = score(facts, STANDARDS), buying_of(facts).orders
    for account in range(60):
        days = days_of(facts, account)
        x, age = len(days) - 1, int((AS_OF - days[0]).astype(int))
        gone = (
            model.a
            / (model.b + x - 1)
            * ((model.alpha + age) / (model.alpha + age - int((AS_OF - days[-1]).astype(int))))
            ** (model.r + x)
        )
        active = 1 / (1 + gone) if x else 1.0
        chance = active * (1 - ((model.alpha + age) / (model.alpha + age + 365)) ** (model.r + x))
        assert found.p_renew[account] == pytest.approx(chance, rel=1e-9)
    once = [account for account in range(60) if len(days_of(facts, account)) == 1]
    assert once
    assert np.all(found.p_renew[once] < 0.9)
    assert np.isnan(found.p_renew[60])
    assert np.isnan(found.clv[60])
    assert np.isnan(found.health[60])


def test_value_of_the_orders_to_come(facts: Facts) -> None:
    """Orders expected month by month over 150 years, discounted at 10 %, times the expected value of an order
    (Gamma-Gamma by its printed formula) and the margin of 80 %; at the low end those of 12 months alone. At
    risk is that times the chance that nothing is ordered.
    """
    found, models = score(facts, STANDARDS), buying_of(facts)
    model, value = models.orders, models.value
    for account in (0, 1, 2, 3):
        days = days_of(facts, account)
        x, age = len(days) - 1, int((AS_OF - days[0]).astype(int))
        last = int((days[-1] - days[0]).astype(int))
        rows = (facts.invoices.account == account) & (
            facts.invoices.issued_at.astype("datetime64[D]") > days[0]
        )
        spent = facts.invoices.amount[rows].sum()
        worth = value.p * (value.v + spent) / (value.p * x + value.q - 1)
        months = np.arange(0, 150 * 12 + 1)
        of_month = np.diff(expected_orders_ahead(model, x, last, age, months * 365 / 12))
        discounted = of_month * 1.1 ** (-(months[1:] - 0.5) / 12)
        assert found.clv[account] == pytest.approx(discounted.sum() * worth * 0.8, rel=2e-3)
        assert found.clv_low[account] == pytest.approx(discounted[:12].sum() * worth * 0.8, rel=1e-9)
        assert found.clv_high[account] == found.clv[account]
        assert found.value_at_risk[account] == pytest.approx(
            found.clv[account] * (1 - found.p_renew[account])
        )
        assert found.order_value[account] == pytest.approx(worth)


def test_pillars_stand_on_the_orders(facts: Facts) -> None:
    """Three orders and a prior of two make 3 / 5; lifetime value has half of its weight there. The driver is
    the ratio to the mean of all, and the bars add up.
    """
    found = score(facts, STANDARDS)
    account = next(account for account in range(60) if len(days_of(facts, account)) == 3)
    assert found.pillar_reliability[account, RENEWAL] == pytest.approx(0.6)
    assert found.pillar_reliability[account, LIFETIME] == pytest.approx(0.6 * 0.5)
    driver = [each.name for each in found.drivers].index("derl_ratio")
    expected = found.clv[:60] / found.order_value[:60] / 0.8
    np.testing.assert_allclose(found.driver_value[:60, driver], expected / expected.mean(), atol=1e-9)
    assert found.drivers[driver].label == "Expected orders"
    known = np.isfinite(found.health)
    np.testing.assert_allclose(found.bar_points[known].sum(axis=1), found.health[known], atol=1e-9)
    assert "Orders so far" in [bar.label for bar in found.bars]


@pytest.mark.parametrize(("customers", "known"), [(29, False), (30, True)])
def test_from_thirty_customers_on(customers: int, known: bool) -> None:
    """With fewer there is no model: nothing is said of anybody, instead of an ordinary chance to renew."""
    found = score(sellers(customers), STANDARDS)
    assert np.isfinite(found.p_renew[:customers]).all() == known
    assert np.isfinite(found.p_renew).any() == known
    assert np.isfinite(found.health).any() == known


def test_one_customer_is_judged_by_the_models_of_all(facts: Facts) -> None:
    """Facts of one account alone say the same chance and value as those of all."""
    whole, alone = score(facts, STANDARDS), score(facts.of([4]), STANDARDS)
    assert alone.p_renew[0] == pytest.approx(whole.p_renew[4], rel=1e-12)
    assert alone.clv[0] == pytest.approx(whole.clv[4], rel=1e-12)


def test_just_enough_evidence_is_enough(facts: Facts) -> None:
    """Four orders: 4 / 6 of .30, and of half of .15, is a coverage of .25, from which on there is a band."""
    found = score(facts, STANDARDS)
    four = [account for account in range(60) if len(days_of(facts, account)) == 4]
    np.testing.assert_allclose(found.coverage[four], 0.25, rtol=1e-12)
    assert set(found.band[four]) <= {"healthy", "watch", "at risk"}


def test_nobody_is_asked_when_a_contract_renews(facts: Facts) -> None:
    """Without contracts neither a renewal date nor a yearly price is unknown; who the people are still is."""
    asked = {one.code for one in unknowns(facts, score(facts, STANDARDS), STANDARDS, 60)}
    assert "contacts" in asked or "people" in asked
    assert not asked & {"renewal_date", "notice_date", "revenue", "first_renewal"}


def test_who_only_orders_among_others_with_contracts_has_no_chance_to_renew() -> None:
    """Intent: the curve of contracts was told as the chance to renew of a customer without one.

    Expected: by hand. Of three who are invoiced, one has a contract and one recurring revenue: the third only
    orders. It is alone, too few for a model: its chance and money are unknown, no renewal of it counts as
    evidence, and it is not asked when it renews; of the others nothing changes. Without anything that
    renews, nobody is told apart.
    """
    contracts = {"account": [0], "start": ["2023-01-01"], "end": ["2027-01-01"], "mrr": [100.0]}
    invoices = {
        "account": [0, 1, 2, 2],
        "issued_at": ["2025-03-01", "2025-03-01", "2024-11-05", "2025-05-02"],
        "amount": [1200.0, 900.0, 40.0, 60.0],
    }
    accounts = {
        "account_id": ["contract", "revenue", "orders", "neither"],
        "arr": [1200.0, 900.0, np.nan, np.nan],
        "tenure_years": [2.4, 2.4, 2.4, 2.4],
    }
    mixed = make_facts(accounts, contracts=contracts, invoices=invoices)
    assert only_orders(mixed).tolist() == [False, False, True, False]
    found = score(mixed, STANDARDS)
    assert np.isnan(found.p_renew).tolist() == [False, False, True, False]
    assert np.isnan([found.clv[2], found.value_at_risk[2]]).all()
    assert found.pillar_reliability[2, LIFETIME] == 0.0 < found.pillar_reliability[3, LIFETIME]
    asked = [{one.code for one in unknowns(mixed, found, STANDARDS, code)} for code in (2, 3)]
    assert ["renewal_date" in codes for codes in asked] == [False, True]
    bare = make_facts({**accounts, "arr": [np.nan] * 4}, invoices=invoices)
    assert not only_orders(bare).any()


def test_who_only_orders_beside_contracts_has_the_chance_of_an_order(facts: Facts) -> None:
    """Of 60 who order and one with a contract and monthly bills: the chances of the 60 start from the same
    model as in a book of their own, which the bills of the contract do not move; the contract's own does not
    change. No renewal of theirs counts as evidence, and their money stays unknown.
    """
    orders, count = facts.invoices, len(facts.accounts)
    bills = AS_OF - (30 * np.arange(24)).astype("timedelta64[D]")
    both = {
        "account": [*orders.account, *[count] * 24],
        "issued_at": [*orders.issued_at, *bills],
        "amount": [*orders.amount, *[500.0] * 24],
        "currency": ["EUR"] * (len(orders) + 24),
    }
    contract = {"account": [count], "start": ["2023-01-01"], "end": ["NaT"], "mrr": [500.0]}
    accounts = {
        "account_id": [f"A{number:03}" for number in range(count + 1)],
        "arr": [*[np.nan] * count, 6000.0],
        "tenure_years": [*[np.nan] * count, 2.5],
    }
    mixed = make_facts(accounts, contracts=contract, invoices=both)
    assert only_orders(mixed).sum() == 60
    apart, together = score(facts, STANDARDS), score(mixed, STANDARDS)
    np.testing.assert_allclose(together.renewal_base[:60], apart.renewal_base[:60], rtol=1e-9)
    assert np.isfinite(together.p_renew[:60]).all()
    assert np.isnan(together.clv[:60]).all()
    assert (together.pillar_reliability[:60, LIFETIME] == 0.0).all()
    alone = make_facts(
        {name: values[-1:] for name, values in accounts.items()}, contracts=contract | {"account": [0]}
    )
    assert together.renewal_base[-1] == pytest.approx(score(alone, STANDARDS).renewal_base[0])


def test_who_only_orders_is_a_customer_with_an_order_and_nothing_to_renew() -> None:
    """By hand, beside a contract: an order makes one; a known renewal, a loss, a credit note or a void bill
    alone do not.
    """
    contracts = {"account": [0], "start": ["2023-01-01"], "end": ["2027-01-01"], "mrr": [100.0]}
    facts = make_facts(
        {
            "account_id": ["contract", "orders", "renews", "lost", "credited", "void"],
            "arr": [1200.0, *[np.nan] * 5],
            "renewal_date": ["NaT", "NaT", "2026-01-01", "NaT", "NaT", "NaT"],
            "is_lost": [False, False, False, True, False, False],
        },
        contracts=contracts,
        invoices={
            "account": [0, 1, 2, 3, 4, 5],
            "issued_at": ["2025-03-01"] * 6,
            "amount": [100.0, 50.0, 50.0, 50.0, -50.0, 50.0],
            "status": ["", "", "", "", "", "void"],
        },
    )
    assert only_orders(facts).tolist() == [False, True, False, False, False, False]


def test_of_chosen_accounts_no_model_of_orders_is_made(facts: Facts) -> None:
    """Sixty chosen out of a book with a contract: who else orders is not among them, so nothing is known."""
    contract = {"account": [60], "start": ["2023-01-01"], "end": ["NaT"], "mrr": [500.0]}
    mixed = make_facts(
        {"account_id": [f"A{number:03}" for number in range(61)], "arr": [*[np.nan] * 60, 6000.0]},
        contracts=contract,
        invoices={name: getattr(facts.invoices, name) for name in ("account", "issued_at", "amount")},
    )
    assert orders_beside_contracts(mixed, 0.1).known[:60].all()
    assert not orders_beside_contracts(mixed.of(np.arange(61)), 0.1).known.any()
