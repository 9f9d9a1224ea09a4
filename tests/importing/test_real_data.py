"""Real files of other people: which tables they give, and that no row of them is lost.

Rows are counted here with other readers (the csv module, openpyxl), never with the code under test.
"""

from __future__ import annotations

import csv
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pyarrow.compute as pc
import pytest

from cxdesk.errors import UnreadableInput
from cxdesk.importing import SheetPlan, prepare
from cxdesk.importing.files import source_file
from cxdesk.importing.isolation import Reader
from cxdesk.importing.plan import plan_sheet
from cxdesk.importing.reading import read_file
from cxdesk.progress import silent
from tests.importing.made import kept, planned

_OPENPYXL_FAILS = (KeyError, IndexError, ValueError, TypeError, AttributeError, zipfile.BadZipFile)
RAVENSTACK = {
    "accounts": ("accounts", 500),
    "subscriptions": ("contracts", 5000),
    "feature_usage": ("usage", 25_000),
    "support_tickets": ("tickets", 2000),
    "churn_events": ("churn_events", 600),
}


def ravenstack(shared_data, name: str) -> SheetPlan:
    return planned(shared_data("ravenstack") / f"ravenstack_{name}.csv")


def counted(path: Path) -> int:
    """Return the number of records that hold anything, by the csv module."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    lines = text.splitlines(keepends=True)
    return sum(1 for record in csv.reader(lines) if any(cell.strip() for cell in record))


@pytest.mark.parametrize("name", RAVENSTACK)
def test_ravenstack_is_kept_whole(shared_data, name) -> None:
    """Every row of the five files is kept; the counts are those of the data's README."""
    plan = ravenstack(shared_data, name)
    table, rows = RAVENSTACK[name]
    assert plan.table == table
    assert (plan.report.rows_in, plan.report.rows_kept, plan.report.rows_set_aside) == (rows, rows, 0)
    assert all(match.confidence == "sure" for match in plan.columns if match.field)


def test_ravenstack_revenue(shared_data) -> None:
    """The sum of monthly revenue over subscriptions without end is 10,159,608 over 4,514 (README)."""
    rows = ravenstack(shared_data, "subscriptions").outcome.rows
    open_ones = rows.filter(pc.is_null(rows.column("end_date")))
    assert open_ones.num_rows == 4514
    assert pc.sum(open_ones.column("mrr")).as_py() == 10_159_608


def test_ravenstack_tickets_have_units_and_flags(shared_data) -> None:
    """Hours become minutes, and the escalation flag a count: compared with the file's own cells."""
    plan = ravenstack(shared_data, "support_tickets")
    with plan.source.path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert kept(plan, "resolution_minutes") == [float(row["resolution_time_hours"]) * 60 for row in rows]
    assert kept(plan, "escalations") == [1.0 if row["escalation_flag"] == "True" else 0.0 for row in rows]
    assert kept(plan, "csat_score") == [
        float(row["satisfaction_score"]) if row["satisfaction_score"] else None for row in rows
    ]


def test_ravenstack_usage_has_no_key(shared_data) -> None:
    """21 identifiers repeat on rows that differ: use is never merged, and the identifier stays beside it."""
    plan = ravenstack(shared_data, "feature_usage")
    assert plan.report.mapping["subscription_id"] == "usage.contract_id"
    assert "usage_id" in plan.report.unmapped
    names = kept(plan, "extra.usage_id")
    assert len(names) - len(set(names)) == 21


def test_telco(shared_data) -> None:
    """One table of consumers; TotalCharges is one space in 11 rows, which is nothing to complain about."""
    (path,) = shared_data("telco").glob("*.csv")
    plan = planned(path)
    assert dict(plan.report.mapping) == {
        "customerID": "accounts.account_id",
        "tenure": "accounts.tenure_months",
        "Contract": "accounts.plan",
        "MonthlyCharges": "accounts.mrr",
        "Churn": "accounts.churned",
    }
    assert plan.report.rows_kept == 7043
    assert sum(kept(plan, "churned")) == 1869
    assert kept(plan, "extra.TotalCharges").count(None) + kept(plan, "extra.TotalCharges").count(" ") == 11
    assert [(problem.code, problem.value) for problem in plan.report.problems] == [("to_check", "Contract")]


def test_gtm_edtech(shared_data) -> None:
    """Schools are the accounts, teachers the contacts; 49 renewals and 19 losses."""
    folder = shared_data("gtm_edtech_gbearden")
    tables = {path.stem: planned(path) for path in folder.glob("*.csv")}
    assert {name: plan.table for name, plan in tables.items()} == {
        "school_adoption": "accounts",
        "users": "contacts",
        "renewals": "contracts",
        "engagement_events": "usage",
        "lesson_plans": "",
    }
    outcomes = kept(tables["renewals"], "churned")
    assert (outcomes.count(False), outcomes.count(True)) == (49, 19)


def test_dealdesk(shared_data) -> None:
    """Dates such as 31-May-2026 are read; opportunities are none of our tables; values of terms are no ARR.

    Expected: what the csv module reads there, times 12 over the months of the term.
    """
    folder = shared_data("dealdesk_neubig")
    tables = {path.stem: planned(path) for path in folder.glob("*.csv")}
    assert {name: plan.table for name, plan in tables.items()} == {
        "accounts": "accounts",
        "contracts": "contracts",
        "consumption_usage": "usage",
        "opportunities": "",
    }
    codes = {problem.code for plan in tables.values() if plan.table for problem in plan.report.problems}
    assert codes == {"annual_value", "no_account"}  # usage names contracts alone, whose list is another file
    # 100,000 and more a month of a cloud service is what it cost, not how often it was used.
    usage = {column.header: column.field for column in tables["consumption_usage"].columns}
    assert usage["consumed_value"] in ("", None)
    with (folder / "contracts.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    annual = [float(line["total_commit_value"]) / float(line["term_months"]) * 12 for line in lines]
    assert kept(tables["contracts"], "arr") == pytest.approx(annual)
    assert max(float(line["term_months"]) for line in lines) > 12


def test_zendesk_seeds(shared_data) -> None:
    """Organisations, users and tickets are found among 27 files; nothing else is taken for data."""
    folder = shared_data("fivetran_seeds") / "zendesk"
    used = {path.stem: plan.table for path in folder.glob("*.csv") if (plan := planned(path)).table}
    assert used == {"organization_data": "accounts", "user_data": "contacts", "ticket_data": "tickets"}


@pytest.mark.parametrize(
    "folder",
    [
        "ravenstack",
        "telco",
        "gtm_edtech_gbearden",
        "dealdesk_neubig",
        "fivetran_seeds",
        "surveymonkey_538",
        "qualtrics",
        "gsa_touchpoints",
        "cdnow",
        "sbg_retention",
    ],
)
def test_no_row_of_a_text_file_is_lost(shared_data, folder) -> None:
    """Records counted with the csv module, less the header's rows, are the rows that came in."""
    for path in sorted(shared_data(folder).rglob("*.csv")):
        if not path.stat().st_size:
            continue
        for plan in prepare([path], silent()).sheets:
            report = plan.report
            headers = 3 if path.name in ("excluder_qualtrics_raw.csv", "qualtRics_sample.csv") else 1
            headers += path.name in ("StarWars.csv", "qualtRics_sample_legacy.csv")
            assert report.rows_in == counted(path) - headers, path.name
            assert report.rows_in == report.rows_kept + report.rows_set_aside


def rows_below(path: Path, sheet: str, header_row: int) -> int:
    """Return how many rows below the header hold a value, by openpyxl."""
    with path.open("rb") as stream:
        book = openpyxl.load_workbook(stream, data_only=True)
        rows = list(book[sheet].iter_rows(min_row=header_row + 1, values_only=True))
    return sum(1 for row in rows if any(cell is not None and str(cell).strip() for cell in row))


def test_no_row_of_a_workbook_is_lost(shared_data) -> None:
    """Every hostile xlsx that openpyxl can read too: rows below the header are the rows that came in."""
    compared = 0
    with Reader() as reader:
        for path in sorted(shared_data("hostile").rglob("*.xlsx")):
            if path.name in ("bigfoot.xlsx", "zip_bomb_300MB.xlsx"):
                continue
            try:
                source = source_file(path)
                plans = [
                    plan
                    for sheet in read_file(source, reader, silent())
                    for plan in plan_sheet(source, sheet)
                ]
                expected = [_counted_rows(plan) for plan in plans]
            except (UnreadableInput, *_OPENPYXL_FAILS):
                continue
            for plan, rows in zip(plans, expected, strict=True):
                assert rows in (None, plan.report.rows_in), f"{path.name} {plan.sheet.name}"
                compared += rows is not None
    assert compared > 60


def _counted_rows(plan: SheetPlan) -> int | None:
    """Return the rows below the header by openpyxl; None where there is no header, or one of several rows."""
    codes = {problem.code for problem in plan.report.problems}
    if plan.report.header_row is None or codes & {"header_rows", "sheet_skipped"}:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return rows_below(plan.source.path, plan.sheet.name, plan.report.header_row)
