"""The discounted value of contracts as a metric: placed on a curve, on a day, for a book; by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from cxdesk.metrics import (
    MONTH,
    Window,
    estimate_of,
    measure,
    measure_account_periods,
    measure_accounts,
    observations_of,
    periods_to,
)
from cxdesk.metrics.renewal_curves import renewal_curves, standing
from cxdesk.workspace.lifetime_terms import LifetimeTerms, default_terms, terms_of
from cxdesk.workspace.renewal_histories import RenewalHistories, renewals_behind
from tests.metrics.made_facts import make_facts

PARTS = ("value", "n", "low", "high")


def histories(survivors: list[int], segment: str = "") -> RenewalHistories:
    """Return a book of customers of whom so many were left after each renewal."""
    last = len(survivors) - 1
    lost = [before - after for before, after in pairwise(survivors)]
    counts = [*lost, survivors[-1]]
    renewals = np.repeat([*range(last), last], counts)
    total = len(renewals)
    is_lost = np.repeat([*[True] * last, False], counts)
    names = np.array([segment] * total, dtype=object)
    return RenewalHistories(names, renewals, 0 * renewals, is_lost, np.ones(total), np.zeros(0))


def together(*books: RenewalHistories) -> RenewalHistories:
    """Return several books as one."""
    return RenewalHistories(
        *(
            np.concatenate([getattr(book, name) for book in books])
            for name in ("segment", "renewals", "entry", "lost", "a_year")
        ),
        np.zeros(0),
    )


COHORT = [10000, 8000, 6480, 5307, 4391]
CASE_1 = together(*(histories(COHORT[:years]) for years in range(1, 6)))
"""Five cohorts of which one began each year, as in table 3 of Fader & Hardie 2010."""


def customers(**columns):
    """Return facts of two customers since 15 March 2023 and 2021, of 1,000 and 2,000 a year."""
    facts = make_facts(
        {
            "account_id": ["A", "B"],
            "arr": [1000.0, 2000.0],
            "start_date": ["2023-03-15", "2021-03-15"],
            "tenure_years": [2.29, 4.29],
        }
        | columns
    )
    return replace(facts, all_renewals=CASE_1)


def test_the_published_curve_gives_the_published_value() -> None:
    """Fader & Hardie 2010, table 3, case 1 (alpha 3.80, beta 15.20, 10 %): DERL before renewal 3 is 3.59, and
    before renewal 5 it is 3.84. What a contract is worth is ARR x margin x DERL of the coming renewal: A, who
    renewed twice, 800 x 3.5865, and B, who renewed four times, 1,600 x 3.8421. The prior of ten moves
    cohorts of 10,000 by less than a per cent.
    """
    found = measure_accounts("clv_discounted", customers())
    np.testing.assert_allclose(found.value, [800 * 3.5865, 1600 * 3.8421], rtol=1e-2)
    both = measure("clv_discounted", customers())
    assert (both.value, both.n) == (pytest.approx(found.value.mean()), 2)
    assert both.period == "on 2025-06-30 at 80 % margin and 10 % discount"


def test_the_lower_end_is_constant_retention() -> None:
    """Of the decisions of the five cohorts 4 x 8,000 + 3 x 6,480 + 2 x 5,307 + 4,391 were renewals, of
    4 x 10,000 + 3 x 8,000 + 2 x 6,480 + 5,307: .8078. At that rate later renewals are worth r / (1.1 - r) in
    all: 1,000 x .8 x rate x (1 + r / (1.1 - r)).
    """
    share = (4 * 8000 + 3 * 6480 + 2 * 5307 + 4391) / (4 * 10000 + 3 * 8000 + 2 * 6480 + 5307)
    facts = customers()
    rate = standing(renewal_curves(facts), facts.accounts.segment, np.array([2, 4]), np.ones(2), 0.1).rate
    found = measure_accounts("clv_discounted", facts)
    np.testing.assert_allclose(found.low, [800, 1600] * rate * (1 + share / (1.1 - share)), rtol=1e-9)
    assert (found.high == found.value).all()


def test_a_year_ago_it_had_renewed_once_less_and_earned_what_it_earned_then() -> None:
    """In June 2024 A had renewed once (DERL before renewal 2: 3.4510, table 3) and paid 50 a month."""
    facts = customers()
    paid = make_facts(
        2, contracts={"account": [0], "start": ["2023-03-15"], "end": ["2025-03-14"], "mrr": [50.0]}
    )
    facts = replace(facts, contracts=paid.contracts)
    then = observations_of("clv_discounted", facts, Window(facts.as_of, 365, back=12))
    assert then.value[0] == pytest.approx(600 * 0.8 * 3.4510, rel=1e-2)
    months = measure_account_periods("clv_discounted", facts, periods_to(facts.as_of, MONTH, 13))
    assert months.value[0] == then.value[0]


def test_one_account_has_the_value_that_it_has_among_all() -> None:
    """The curve is the book's, whoever is looked at: chosen alone, B is worth what it is beside A."""
    facts = customers()
    assert (
        measure("clv_discounted", facts.of([1])).value == measure_accounts("clv_discounted", facts).value[1]
    )


def test_margin_and_discount_are_those_of_the_standards() -> None:
    """Half the margin, half the value; the period says which. Of standards without them those by default."""
    facts = customers()
    half = replace(facts, lifetime_terms=replace(facts.lifetime_terms, margin=0.4))
    whole = measure("clv_discounted", facts)
    assert measure("clv_discounted", half).value == pytest.approx(whole.value / 2)
    assert "40 % margin" in measure("clv_discounted", half).period
    assert terms_of("[lifetime_value]\nmargin = 0.5\ndiscount_rate = 0.2") == LifetimeTerms(0.5, 0.2)
    assert terms_of("") == default_terms() == LifetimeTerms(0.8, 0.1)


def test_who_is_lost_on_trial_or_pays_nothing_is_not_counted() -> None:
    """Of two, one left in May: n is 1. With no revenue, and where nobody came up for renewal, a reason."""
    gone = customers(is_lost=[True, False], lost_at=["2025-05-01", "NaT"])
    assert measure("clv_discounted", gone).n == 1
    poor = customers(arr=[np.nan, 0.0])
    assert measure("clv_discounted", poor).missing == "No present customer has a known annual revenue."
    young = replace(customers(), all_renewals=histories([5]))
    assert "no retention curve" in measure("clv_discounted", young).missing


def test_the_rows_make_the_number() -> None:
    """ARR x margin x rate x (1 + following / 1.1) of the values that are told of each row."""
    told = observations_of("clv_discounted", customers()).values
    by_hand = told["arr"] * 0.8 * told["rate"] * (1 + told["following"] / 1.1)
    np.testing.assert_allclose(told["value"], by_hand)


def test_a_segment_without_enough_of_its_own_has_the_companys_curve() -> None:
    """40 of the large renew nearly always and 20 of the small hardly: 20 are below 30, so the small stand on
    the curve of both together.
    """
    large, small = histories([40, 39, 38, 37], "large"), histories([20, 8, 3, 1], "small")
    curves = renewal_curves(replace(make_facts(0), all_renewals=together(large, small)))
    on = standing(
        curves, np.array(["large", "small", "new"], dtype=object), np.zeros(3, dtype=int), np.ones(3), 0.1
    )
    assert on.alpha[1] == on.alpha[2] == curves.fits[1.0].company.alpha
    assert on.rate[0] > 0.9 > on.rate[1]


@pytest.mark.parametrize(
    ("years", "lost", "renewals"),
    [(0.99, False, 0), (0.998, False, 1), (3.0, True, 2), (3.2, True, 3), (np.nan, False, 0)],
)
def test_renewals_behind_an_account(years: float, lost: bool, renewals: int) -> None:
    """An anniversary is a renewal, a day early for leap years; who leaves within 45 days after did not."""
    assert renewals_behind(np.array([years]), np.array([lost]), np.ones(1)).tolist() == [renewals]


def test_several_currencies_have_no_mean() -> None:
    """Euros and dollars are not added."""
    mixed = customers(currency=["EUR", "USD"])
    assert measure("clv_discounted", mixed).missing == "The amounts are in several currencies."
    assert estimate_of("clv_discounted", observations_of("clv_discounted", mixed.of([0]))).known
