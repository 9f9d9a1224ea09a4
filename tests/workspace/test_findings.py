"""What the user should know about the data as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts.findings import (
    money_as_use,
    side_by_side,
    used_after_loss,
    uses_after_loss,
    without_currency,
)
from tests.metrics.made_facts import make_facts
from tests.workspace.rows_factory import workspace_of


def _used(*last: str):
    """Return facts of accounts lost on 1 March 2025, the last one still a customer, with their last use."""
    count = len(last)
    accounts = {
        "account_id": [f"A{number}" for number in range(count)],
        "account_name": ["Acme", *[""] * (count - 1)],
        "is_lost": [True] * (count - 1) + [False],
        "lost_at": ["2025-03-01"] * (count - 1) + ["NaT"],
    }
    return make_facts(accounts, usage={"account": list(range(count)), "last_at": list(last)})


def test_use_long_after_a_loss_is_told():
    """Intent: an account that is counted as lost because its contract ended, and is used on, is no surprise.

    Expected: by hand. Lost on 1 March: use of 31 March is within the 30 days of closing down, of 1 April it
    is not; a day that is not known says nothing, nor does use of a customer.
    """
    facts = _used("2025-04-01", "2025-03-31", "NaT", "2025-06-29")
    last = uses_after_loss(facts.accounts, facts.usage)
    assert np.flatnonzero(~np.isnat(last)).tolist() == [0]
    (finding,) = used_after_loss(facts.accounts, facts.usage)
    assert finding.numbers == (("accounts", 1.0),)
    assert finding.message.startswith("1 account is counted as lost and used more than 30 days later: Acme.")
    five = _used(*["2025-06-01"] * 6)
    (finding,) = used_after_loss(five.accounts, five.usage)
    assert "5 accounts are counted as lost" in finding.message
    assert "Acme, A1, A2 and 2 more" in finding.message


def test_without_use_after_a_loss_there_is_no_finding():
    """Nothing to say, also where there is no use at all."""
    facts = _used("2025-02-01", "2025-06-29")
    assert used_after_loss(facts.accounts, facts.usage) == []
    nobody = make_facts(0)
    assert used_after_loss(nobody.accounts, nobody.usage) == []


def test_amounts_of_money_among_uses_are_told():
    """Intent: in a long list of measures, revenue must not pass for use without a word. Names whose last word
    is money are told, others are not; an import of such rows carries the finding.
    """
    names = ["Net Revenue", "monthly_spend", "MRR", "revenue report", "search", ""]
    (finding,) = money_as_use(names)
    assert finding.numbers == (("features", 3.0),)
    assert "“Net Revenue”, “monthly_spend”, “MRR” as if it were a feature" in finding.message
    assert money_as_use(["revenue report", "cost centre", ""]) == []
    rows = [
        {"account_id": "A", "at": datetime(2026, 3, 2, tzinfo=UTC), "feature": name, "count": 900}
        for name in ("revenue", "search")
    ]
    facts = read_facts(workspace_of(accounts=[{"account_id": "A"}], usage=rows))
    assert [found.code for found in facts.findings] == ["money_as_use"]


def test_amounts_without_a_currency_are_told():
    """Intent: pages add what has no currency to the euros of the others; the user must know.

    Expected: by hand, customers who pay: told where all others name one currency, not where none or two do.
    """
    facts = make_facts(4)
    cases = ((("EUR", "EUR", "", ""), 1), (("", "", "", ""), None), (("EUR", "USD", "", ""), None))
    for currency, expected in cases:
        accounts = replace(
            facts.accounts,
            currency=np.array(currency, dtype=object),
            arr=np.array([10.0, 20.0, 30.0, np.nan]),
            is_lost=np.zeros(4, dtype=bool),
            is_trial=np.zeros(4, dtype=bool),
        )
        found = without_currency(accounts)
        assert [each.numbers for each in found] == ([] if expected is None else [(("accounts", 1.0),)])
        assert not found or "Totals count them as EUR" in found[0].message


def test_contracts_side_by_side_are_told():
    """Of three customers two have several that pay: 5 of 3, 1.7 each. One that ended, a trial and one without
    an amount count for nothing: then it is one of three, which is not most.
    """
    rows = {"account": [0, 0, 1, 1, 2], "mrr": [5.0] * 5, "ended": [False] * 5, "is_trial": [False] * 5}
    (finding,) = side_by_side(make_facts(3, contracts=rows).contracts)
    assert "2 of 3 customers" in finding.message
    assert "1.7 each" in finding.message
    for change in ({"mrr": [5.0, 0.0, 5.0, 5.0, 5.0]}, {"ended": [True, *[False] * 4]},
                   {"is_trial": [True, *[False] * 4]}):  # fmt: skip
        assert side_by_side(make_facts(3, contracts=rows | change).contracts) == []
