"""What the chart of the list shows is what was counted, in the order of the chart, with names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cxdesk.charts.catalogue import ChartRequest, gathered
from cxdesk.charts.gather.listed_themes import listed_themes
from cxdesk.charts.theme_records import ListedQuote
from cxdesk.errors import UsageError
from cxdesk.workspace import Conventions
from cxdesk.workspace.theme_list import ListedTheme
from tests.metrics.made_facts import make_facts

LIST = tuple(
    ListedTheme(name, name.title(), (("en", (f"{name}*",)),)) for name in ("price", "invoice", "never")
)
FACTS = replace(
    make_facts(
        {"account_id": ["A", "B"], "account_name": ["Acme", ""]},
        answers={
            "account": [0, 0, 1, 1],
            "comment": ["The price. ", "invoices", " Invoiced twice", "fine"],
            "unit": [0.0, 1.0, 0.0, float("nan")],
            "answered_at": ["2025-06-01", "2025-05-01", "2025-06-02", "2025-06-03"],
        },
    ),
    conventions=Conventions(themes=LIST),
)


def test_the_theme_with_the_most_comments_comes_first():
    """Two comments hold invoice, one price, none never; quotes are trimmed, newest first, and an account
    without a name goes by its id. Expected: read off the four comments.
    """
    data = listed_themes(FACTS, ChartRequest())
    assert [(row.label, row.comments, row.accounts, row.ratings) for row in data.rows] == [
        ("Invoice", 2, 2, (1, 0, 1, 0)),
        ("Price", 1, 1, (1, 0, 0, 0)),
        ("Never", 0, 0, (0, 0, 0, 0)),
    ]
    assert data.rows[0].quotes == (
        ListedQuote("Invoiced twice", "B", "invoice*"),
        ListedQuote("invoices", "Acme", "invoice*"),
    )
    assert (data.comments, data.accounts, data.holding, data.period) == (4, 2, 3, "last 730 days")


def test_one_account():
    """Account B wrote two comments, one of them about its invoice."""
    data = listed_themes(FACTS, ChartRequest(account=1))
    assert (data.whose, data.comments, data.accounts, data.holding) == ("B", 2, 1, 1)
    assert data.rows[0].quotes == (ListedQuote("Invoiced twice", "B", "invoice*"),)


def test_it_has_no_groups():
    """A dimension that would be passed over is refused."""
    with pytest.raises(UsageError, match="no groups"):
        gathered("listed_themes", FACTS, ChartRequest(by="period"))
