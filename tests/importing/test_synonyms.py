"""A sheet is the same table under any of the names that its columns go by, in any language and any order."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxdesk.importing import prepare
from cxdesk.importing.matching import asks, is_everyday, known_names
from cxdesk.importing.names import squeezed
from cxdesk.importing.synonyms import synonyms
from cxdesk.progress import silent
from cxdesk.resource_files import resource
from cxdesk.tables import TABLES, table
from tests.importing.made import csv_file, kept

ROWS: dict[str, dict[str, tuple[str, str, str]]] = {
    "accounts": {
        "account_id": ("A-1", "A-2", "A-3"),
        "account_name": ("Acme", "Beta Works", "Gamma"),
        "industry": ("Retail", "Finance", "Retail"),
        "renewal_date": ("2027-02-01", "2027-02-13", "2027-03-01"),
        "seats": ("5", "6", "7"),
        "churn_reason": ("price", "", "merger"),
    },
    "contracts": {
        "contract_id": ("C-1", "C-2", "C-3"),
        "account_id": ("A-1", "A-2", "A-3"),
        "start_date": ("2025-02-01", "2025-02-13", "2025-03-01"),
        "end_date": ("2027-02-01", "2027-02-13", "2027-03-01"),
        "arr": ("1200.50", "98000.25", "300.75"),
    },
    "tickets": {
        "ticket_id": ("T-1", "T-2", "T-3"),
        "account_id": ("A-1", "A-2", "A-3"),
        "created_at": ("2026-02-01 10:00:00", "2026-02-13 11:00:00", "2026-03-01 12:00:00"),
        "closed_at": ("2026-02-02 10:00:00", "2026-02-14 11:00:00", "2026-03-02 12:00:00"),
        "priority": ("high", "low", "high"),
        "subject": ("Cannot log in", "Invoice is wrong", "Export fails"),
    },
    "usage": {
        "account_id": ("A-1", "A-2", "A-3"),
        "at": ("2026-02-01", "2026-02-13", "2026-03-01"),
        "feature": ("report", "export", "report"),
        "active_users": ("5", "6", "7"),
    },
    "invoices": {
        "invoice_id": ("R-1", "R-2", "R-3"),
        "account_id": ("A-1", "A-2", "A-3"),
        "issued_at": ("2026-02-01", "2026-02-13", "2026-03-01"),
        "due_at": ("2026-03-01", "2026-03-13", "2026-04-01"),
        "amount": ("1200.50", "98000.25", "300.75"),
    },
    "reviews": {
        "review_id": ("V-1", "V-2", "V-3"),
        "ticket_id": ("T-1", "T-2", "T-3"),
        "reviewer": ("Ann", "Bo", "Ann"),
        "at": ("2026-02-01", "2026-02-13", "2026-03-01"),
        "criterion": ("tone", "tone", "solution"),
        "score": ("4", "5", "2"),
    },
    "agents": {
        "agent": ("Cy", "Di", "Ed"),
        "team": ("first line", "first line", "second line"),
        "joined_date": ("2024-02-01", "2025-02-13", "2026-03-01"),
        "hours_per_week": ("40", "20", "38.5"),
    },
}


def _names(table_name: str, field: str) -> list[str]:
    """Return the names that mean this field of the table and nothing else in it, everyday words left out."""
    column = table(table_name).column(field)
    own = [squeezed(name) for name in (column.name, *column.aliases)]
    names = dict.fromkeys((*own, *synonyms().get((table_name, field), ())))
    return [
        name
        for name in names
        if [where for where in known_names()[name] if where[0] == table_name]
        == [known(name, table_name, field)]
        and not is_everyday(name)
        and name not in asks(table_name, column)
    ]


def known(name: str, table_name: str, field: str) -> tuple[str, str, int]:
    """Return the entry of the field among those that go by a name."""
    return next(where for where in known_names()[name] if where[:2] == (table_name, field))


@pytest.mark.parametrize("name", sorted(ROWS))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_names_and_order_of_columns_do_not_change_the_table(name: str, data: st.DataObject) -> None:
    """Intent: whoever calls a column otherwise gets the same table. Expected: the values as they were written
    under cxdesk's own names, in its own order.
    """
    columns = ROWS[name]
    order = data.draw(st.permutations(sorted(columns)))
    titles = [data.draw(st.sampled_from(_names(name, field))) for field in order]
    rows = [titles, *([columns[field][row] for field in order] for row in range(3))]
    own = [list(columns), *([columns[field][row] for field in columns] for row in range(3))]
    with tempfile.TemporaryDirectory() as folder:
        files = [csv_file(Path(folder), rows, name="one.csv"), csv_file(Path(folder), own, name="two.csv")]
        renamed, plain = prepare(files, silent()).sheets
    assert (renamed.table, plain.table) == (name, name), titles
    assert kept(renamed, *columns) == kept(plain, *columns), titles


def test_the_languages_name_fields_that_there_are() -> None:
    """Intent: a field that a language's file misspells would never be found. Expected: the tables."""
    fields = {(each.name, column) for each in TABLES for column in each.column_names}
    assert set(synonyms()) <= fields
    assert len(list(resource("headers").glob("*.toml"))) == 6
