"""The same table, whatever its file looks like: columns shuffled, another country, another encoding."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxdesk.errors import UnreadableInput
from cxdesk.importing import SheetPlan
from cxdesk.importing.files import source_file
from cxdesk.importing.isolation import Reader
from cxdesk.importing.plan import plan_sheet
from cxdesk.importing.reading import read_file
from cxdesk.importing.sheet import as_texts
from cxdesk.progress import silent
from tests.importing.made import (
    ACCOUNTS,
    csv_bytes,
    csv_file,
    kept,
    problem_codes,
    raw_file,
    sheets_here,
    xlsx_file,
)

OLD_BOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

HEADERS = {
    "account_id": ("Account ID", "account_id", "AccountId", "customerID"),
    "account_name": ("Account Name", "Company name", "account_name", "Client Name"),
    "arr": ("ARR", "current_arr", "Annual recurring revenue"),
    "renewal_date": ("Renewal Date", "NextRenewalDate", "renewal_date"),
    "churned": ("Churned", "churn_flag", "Is churned"),
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
GERMAN = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
SPANISH = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


def indian(value: float) -> str:
    """Return an amount with groups of two digits before the last three."""
    whole, cents = f"{value:.2f}".split(".")
    head, groups = whole[:-3], []
    while head:
        head, group = head[:-2], head[-2:]
        groups.insert(0, group)
    return ",".join([*groups, whole[-3:]]) + "." + cents


NUMBERS = {
    "plain": lambda value: f"{value:.2f}",
    "english": lambda value: f"{value:,.2f}",
    "german": lambda value: f"{value:,.2f}".translate(str.maketrans(",.", ".,")),
    "french": lambda value: f"{value:,.2f}".replace(",", "\u00a0").replace(".", ","),
    "swiss": lambda value: f"{value:,.2f}".replace(",", "'"),
    "indian": lambda value: indian(value),
    "narrow spaces": lambda value: f"{value:,.2f}".replace(",", "\u202f").replace(".", ","),
    "dollars": lambda value: f"${value:,.2f}" if value >= 0 else f"(${-value:,.2f})",
}
DATES = {
    "iso": lambda day: day.isoformat(),
    "german": lambda day: f"{day:%d.%m.%Y}",
    "british": lambda day: f"{day:%d/%m/%Y}",
    "american": lambda day: f"{day.month}/{day.day}/{day.year}",
    "long German": lambda day: f"{day.day}. {GERMAN[day.month - 1]} {day.year}",
    "long Spanish": lambda day: f"{day.day} de {SPANISH[day.month - 1]} de {day.year}",
    "serial": lambda day: str(day.toordinal() - date(1899, 12, 30).toordinal()),
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


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One reader process for all examples: starting one takes longer than reading a small file."""
    with Reader() as running:
        yield running


def plans_of(reader: Reader, path: Path) -> list[SheetPlan]:
    """Return the plans of a file; raises `UnreadableInput`."""
    source = source_file(path)
    return [plan for sheet in read_file(source, reader, silent()) for plan in plan_sheet(source, sheet)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.data(),
    rows=rows,
    number=st.sampled_from(sorted(NUMBERS)),
    day=st.sampled_from(sorted(DATES)),
    truth=st.sampled_from(sorted(TRUTHS)),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be", "cp1252"]),
    newline=st.sampled_from(["\n", "\r\n"]),
)
def test_the_look_of_a_file_does_not_change_its_table(
    reader, data, rows, number, day, truth, delimiter, encoding, newline
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
        text = csv_bytes(table, delimiter=delimiter, newline=newline).decode()
        if encoding == "cp1252":  # which has one kind of space only
            text = text.replace("\u202f", "\u00a0")
        raw = text.encode(encoding)
        (plan,) = plans_of(reader, raw_file(Path(folder), raw))
    assert plan.table == "accounts"
    assert plan.report.rows_in == plan.report.rows_kept == len(records)
    assert kept(plan, "account_id", "account_name", "arr", "renewal_date", "churned") == records


@settings(max_examples=60, deadline=None)
@given(
    table=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=0, max_size=6),
        min_size=1,
        max_size=15,
    )
)
def test_any_table_of_texts_is_accounted_for(reader, table) -> None:
    """Whatever the cells are and however long the rows: what came in is kept or set aside, and nothing
    crashes."""
    with tempfile.TemporaryDirectory() as folder:
        path = csv_file(Path(folder), [["account_id", "account_name", "arr"], *table])
        for plan in plans_of(reader, path):
            report = plan.report
            filled = sum(1 for row in table if any(cell.strip() for cell in row))
            assert report.rows_in == report.rows_kept + report.rows_set_aside
            if report.header_row == 1:
                assert report.rows_in == filled


@settings(max_examples=60)
@given(
    table=st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="'"), max_size=8),
            min_size=1,
            max_size=5,
        ),
        min_size=1,
        max_size=15,
    )
)
def test_every_cell_of_any_table_is_where_it_was(table) -> None:
    """Each record's cells, as they were written, in its row or whole among those set aside; the separator is
    declared, for between random letters anything could be one."""
    records = [["account_id", "account_name", "arr"], *table]
    with tempfile.TemporaryDirectory() as folder:
        (sheet,) = sheets_here(raw_file(Path(folder), b"sep=,\n" + csv_bytes(records)))
    laid = zip(*(as_texts(column).to_pylist() for column in sheet.columns), strict=True)
    found = dict(zip(sheet.row_numbers.tolist(), map(filled_part, laid), strict=True))
    found |= {row.row: filled_part(row.cells) for row in sheet.unread}
    assert found == {number: filled_part(record) for number, record in enumerate(records, start=1)}


def filled_part(cells) -> list[str]:
    """Return a record's cells without blank ones at its end; cells of spaces are blank."""
    words = [cell if cell and cell.strip() else "" for cell in cells]
    while words and not words[-1]:
        words.pop()
    return words


@settings(max_examples=40, deadline=None)
@given(
    thousands=st.lists(st.integers(1, 999), min_size=3, max_size=8),
    german=st.booleans(),
    proven=st.booleans(),
    delimiter=st.sampled_from(";\t"),
)
def test_numbers_that_could_be_either_follow_the_sheet(reader, thousands, german, proven, delimiter) -> None:
    """Whole thousands (`7.000`, `7,000`) beside amounts that prove the sign, or beside none: then a comma is
    read as thousands and a point as decimals, but for files with semicolons, and all of it is said."""
    written = [f"{value}.000" if german else f"{value},000" for value in thousands]
    amount = ("10,50" if german else "10.50") if proven else "10"
    head = ("Account ID", "Account Name", "MRR", "Seats")
    rows = [(f"A-{place}", f"N{place}", amount, text) for place, text in enumerate(written)]
    with tempfile.TemporaryDirectory() as folder:
        (plan,) = plans_of(reader, csv_file(Path(folder), [head, *rows], delimiter=delimiter))
    factor = 1 if german and not proven and delimiter != ";" else 1000
    assert kept(plan, "seats") == [value * factor for value in thousands]
    assert ("ambiguous_number" in problem_codes(plan)) == (german or not proven)


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(min_size=1, max_size=400))
def test_any_bytes_are_read_or_refused(reader, raw) -> None:
    """No crash, no other exception than the one that speaks to the user."""
    with tempfile.TemporaryDirectory() as folder, suppress(UnreadableInput):
        for sheet in plans_of(reader, raw_file(Path(folder), b"a,b\n" + raw, "any.csv")):
            assert sheet.report.rows_in == sheet.report.rows_kept + sheet.report.rows_set_aside


def test_any_damage_to_a_workbook_is_read_or_refused(tmp_path) -> None:
    """Bytes of a sound workbook and a sound parquet file overwritten anywhere, and random bytes behind the
    first ones of an old workbook, all through one reader: what comes adds up, or there is a next step."""
    book = xlsx_file(tmp_path, {"Accounts": ACCOUNTS}).read_bytes()
    parquet = tmp_path / "accounts.parquet"
    pq.write_table(pa.table({"account_id": ["A-1", "A-2"], "mrr": [1.0, 2.0]}), parquet)
    sound = {"book": book, "parquet": parquet.read_bytes(), "old": OLD_BOOK + bytes(1024)}
    with Reader() as reader:

        @settings(max_examples=60, deadline=None)
        @given(
            kind=st.sampled_from(sorted(sound)),
            at=st.floats(0.0, 1.0),
            raw=st.binary(min_size=1, max_size=200),
        )
        def damaged(kind: str, at: float, raw: bytes) -> None:
            whole = sound[kind]
            place = 8 + int(at * (len(whole) - 8))  # behind the bytes by which the kind is known
            refused = None
            path = raw_file(tmp_path, whole[:place] + raw + whole[place + len(raw) :], "damaged")
            try:
                source = source_file(path)
                plans = [
                    plan
                    for sheet in read_file(source, reader, silent())
                    for plan in plan_sheet(source, sheet)
                ]
            except UnreadableInput as error:
                plans, refused = [], error
            assert refused is None or (refused.what and refused.next_step)
            for plan in plans:
                assert plan.report.rows_in == plan.report.rows_kept + plan.report.rows_set_aside

        damaged()
