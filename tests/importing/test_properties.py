"""The same table, whatever its file looks like: columns shuffled, another country, another encoding."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxdesk.errors import UnreadableInput
from cxdesk.importing import prepare
from cxdesk.progress import silent
from tests.importing.made import csv_bytes, csv_file, kept, planned, raw_file

HEADERS = {
    "account_id": ("Account ID", "account_id", "AccountId", "customerID"),
    "account_name": ("Account Name", "Company name", "account_name", "Client Name"),
    "arr": ("ARR", "current_arr", "Annual recurring revenue"),
    "renewal_date": ("Renewal Date", "NextRenewalDate", "renewal_date"),
    "churned": ("Churned", "churn_flag", "Is churned"),
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
NUMBERS = {
    "plain": lambda value: f"{value:.2f}",
    "english": lambda value: f"{value:,.2f}",
    "german": lambda value: f"{value:,.2f}".translate(str.maketrans(",.", ".,")),
    "french": lambda value: f"{value:,.2f}".replace(",", "\u00a0").replace(".", ","),
    "swiss": lambda value: f"{value:,.2f}".replace(",", "'"),
    "dollars": lambda value: f"${value:,.2f}" if value >= 0 else f"(${-value:,.2f})",
}
DATES = {
    "iso": lambda day: day.isoformat(),
    "german": lambda day: f"{day:%d.%m.%Y}",
    "british": lambda day: f"{day:%d/%m/%Y}",
    "american": lambda day: f"{day.month}/{day.day}/{day.year}",
    "named": lambda day: f"{day.day}-{MONTHS[day.month - 1]}-{day.year}",
}
TRUTHS = {
    "english": ("Yes", "No"),
    "python": ("True", "False"),
    "german": ("ja", "nein"),
    "digits": ("1", "0"),
}

# Letters that every encoding tried here has; what is no name at all (a dash, N/A) would rightly be empty.
names = st.text(st.sampled_from("abcdefgÄÖÜéèñß ,.'&"), min_size=1, max_size=20).map(lambda text: f"N{text}x")
amounts = st.decimals(min_value=0, max_value=9_999_999, places=2).map(float)
days = st.dates(date(1995, 1, 1), date(2060, 12, 31))
rows = st.lists(st.tuples(names, amounts, days, st.booleans()), min_size=3, max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.data(),
    rows=rows,
    number=st.sampled_from(sorted(NUMBERS)),
    day=st.sampled_from(sorted(DATES)),
    truth=st.sampled_from(sorted(TRUTHS)),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_the_look_of_a_file_does_not_change_its_table(
    data, rows, number, day, truth, delimiter, encoding, newline
) -> None:
    """The values that were generated come back, through every way of writing them.

    Two rows are added that leave no choice about decimals and days, as real columns nearly always have them.
    """
    proof = [
        ("Proof one", 1234567.25, date(2026, 12, 31), True),
        ("Proof two", 0.5, date(2026, 1, 13), False),
    ]
    records = [(f"A-{place:03d}", *row) for place, row in enumerate([*rows, *proof])]
    order = data.draw(st.permutations(list(HEADERS)))
    titles = [data.draw(st.sampled_from(HEADERS[field])) for field in order]
    yes, no = TRUTHS[truth]
    written = [
        {
            "account_id": ident,
            "account_name": name,
            "arr": NUMBERS[number](value),
            "renewal_date": DATES[day](when),
            "churned": yes if gone else no,
        }
        for ident, name, value, when, gone in records
    ]
    table = [titles, *[[cells[field] for field in order] for cells in written]]
    with tempfile.TemporaryDirectory() as folder:
        raw = csv_bytes(table, delimiter=delimiter, newline=newline).decode().encode(encoding)
        plan = planned(raw_file(Path(folder), raw))
    assert plan.table == "accounts"
    assert plan.report.rows_in == plan.report.rows_kept == len(records)
    assert kept(plan, "account_id", "account_name", "arr", "renewal_date", "churned") == records


@settings(max_examples=60)
@given(
    table=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=0, max_size=6),
        min_size=1,
        max_size=15,
    )
)
def test_any_table_of_texts_is_accounted_for(table) -> None:
    """Whatever the cells are and however long the rows: what came in is kept or set aside, and nothing
    crashes."""
    with tempfile.TemporaryDirectory() as folder:
        path = csv_file(Path(folder), [["account_id", "account_name", "arr"], *table])
        for plan in prepare([path], silent()).sheets:
            report = plan.report
            filled = sum(1 for row in table if any(cell.strip() for cell in row))
            assert report.rows_in == report.rows_kept + report.rows_set_aside
            if report.header_row == 1:
                assert report.rows_in == filled


@settings(max_examples=150)
@given(raw=st.binary(min_size=1, max_size=400))
def test_any_bytes_are_read_or_refused(raw) -> None:
    """No crash, no other exception than the one that speaks to the user."""
    with tempfile.TemporaryDirectory() as folder, suppress(UnreadableInput):
        for sheet in prepare([raw_file(Path(folder), b"a,b\n" + raw, "any.csv")], silent()).sheets:
            assert sheet.report.rows_in == sheet.report.rows_kept + sheet.report.rows_set_aside
