"""How long contracts bind, and how many renewals a year are counted of accounts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts.terms import billed_months
from cxdesk.workspace.renewal_histories import renewals_a_year, renewals_behind
from cxdesk.workspace.renewal_terms import renewals_by_contract, unbound
from tests.workspace.rows_factory import workspace_of

END = np.datetime64("2026-06-30")


def contract(account: str, start: tuple, end: tuple | None, **more) -> dict:
    return {
        "contract_id": f"{account}{start}", "account_id": account, "start_date": date(*start),
        "end_date": None if end is None else date(*end), "mrr": 10.0,
    } | more  # fmt: skip


YEAR = contract("a", (2026, 1, 1), (2026, 12, 31))
MONTH = contract("a", (2026, 6, 2), (2026, 7, 1))
RENEWED = contract("a", (2021, 1, 1), (2026, 12, 31), billing_frequency="Monthly")
QUARTER = contract("a", (2026, 4, 1), (2026, 6, 30), billing_frequency="annual")


@pytest.mark.parametrize(
    ("contracts", "a_year"),
    [
        ([YEAR], 1),
        ([contract("a", (2025, 1, 1), (2026, 12, 31))], 0.5),
        ([MONTH], 12),
        ([QUARTER], 4),  # its ends say more than its bills
        ([RENEWED], 12),  # six years: renewed on its row
        ([contract("a", (2026, 1, 1), (2026, 10, 10))], 1),  # what is left of a term: not known
        ([YEAR | {"term_months": 24.0}], 0.5),
        # The one that pays most; of equal ones the longest; one that runs before one that is over.
        ([YEAR, MONTH | {"mrr": 20.0}], 12),
        ([YEAR, MONTH], 1),
        ([contract("a", (2024, 1, 1), (2025, 12, 31), mrr=99.0), MONTH], 12),
        ([MONTH | {"is_trial": True}], 1),
        # Of those that are over the last to end, wherever it stands; a trial after it renews nothing.
        ([contract("a", (2026, 3, 1), (2026, 5, 31)), contract("a", (2024, 1, 1), (2025, 12, 31))], 4),
        (
            [
                contract("a", (2024, 1, 1), (2025, 12, 31)),
                contract("a", (2026, 3, 1), (2026, 3, 31), is_trial=True),
            ],
            0.5,
        ),
    ],
)
def test_the_term_of_an_account(contracts: list[dict], a_year: float) -> None:
    """By hand: twelve months over the term."""
    facts = read_facts(workspace_of(accounts=[{"account_id": "a"}], contracts=contracts), END)
    assert renewals_by_contract(facts).tolist() == [a_year]


def test_a_contract_without_an_end_binds_until_its_next_bill() -> None:
    """Words for how often it is billed, as exports have them; others are not known."""
    words = np.array(["monthly", "Half-yearly", "semi_annual", "ANNUAL", "every 3 months", "", "net 30"])
    np.testing.assert_array_equal(billed_months(words), [1, 6, 6, 12, 3, np.nan, np.nan])
    rolling = [contract("a", (2025, 3, 1), None, billing_frequency="monthly")]
    facts = read_facts(workspace_of(accounts=[{"account_id": "a"}], contracts=rolling), END)
    assert renewals_a_year(facts).tolist() == [12]


def test_terms_that_do_not_bind_are_counted_by_the_month() -> None:
    """Ten who left at 1 to 3 years within six weeks of an anniversary: yearly. Ten who left at half a year
    and one and a half: by the month, as who left in the first weeks;
    nine of them say too little. Of a month's term every day is near its
    end.
    """
    near = np.array([1.0, 1.1, 2.0, 1.9, 3.05] * 2)
    between = np.array([0.5, 1.5] * 5)
    assert unbound(np.ones(10), near).tolist() == []
    assert unbound(np.ones(10), between).tolist() == [1.0]
    assert unbound(np.ones(9), between[:9]).tolist() == []
    assert unbound(np.full(10, 12.0), between).tolist() == []
    early, late = np.full(10, 0.05), np.full(10, 1.15)  # 18 days after the start, 55 after an anniversary
    assert unbound(np.ones(10), early).tolist() == unbound(np.ones(10), late).tolist() == [1.0]
    assert unbound(np.append(np.ones(10), np.full(10, 0.5)), np.append(between, 2 * near)).tolist() == [1.0]


@pytest.mark.parametrize(
    ("years", "lost", "a_year", "renewals"),
    [
        (1.5, False, 12, 18),
        (1.5, False, 0.5, 0),
        (4.2, False, 0.5, 2),
        (4.05, True, 0.5, 1),
        (0.26, True, 12, 2),
        (0.265, True, 12, 3),
    ],
)
def test_renewals_behind_by_the_term(years: float, lost: bool, a_year: float, renewals: int) -> None:
    """Eighteen months of a month; of two years none after one and a half. Who leaves within 45 days after the
    end of a term, or an eighth of a shorter one (.26 x 12 = 3.12; .265 is five days
    after), did not renew at it.
    """
    found = renewals_behind(np.array([years]), np.array([lost]), np.array([a_year], dtype=float))
    assert found.tolist() == [renewals]
