"""`CRM export.xlsx`: account report with titles and a total, contacts, contracts, and somebody's pivot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.errors import ExportError
from cxdesk.sample.accounts import SEGMENTS, account_id_of
from cxdesk.sample.records import Customer, Person, Term
from cxdesk.sample.sheets import Cell, Formats, workbook, write_row, write_table

ACCOUNT_HEADER = (
    "Account ID",
    "Account Name",
    "Tier",
    "Industry",
    "Country",
    "CSM",
    "Plan",
    "Customer since",
    "Renewal Date",
    "Notice Date",
    "ARR (EUR)",
    "Seats",
    "Status",
    "Churn date",
    "Churn reason",
)
CONTACT_HEADER = ("Contact ID", "Account ID", "Name", "Email", "Role", "Title", "Champion", "Joined", "Left")
CONTRACT_HEADER = (
    "Contract ID",
    "Account ID",
    "Start",
    "End",
    "Seats",
    "MRR",
    "Plan",
    "Movement",
    "Auto-renew",
)

_TITLES = (
    "Account report, synthetic sample",
    "As of 30 September 2026. All companies and people are invented.",
)
_TOTALS = (ACCOUNT_HEADER.index("ARR (EUR)"), ACCOUNT_HEADER.index("Seats"))
# Cells that nobody has filled in, as (account, column); none belongs to a planted story but the last.
_BLANKS = frozenset(
    {
        (account_id_of(4), "Industry"),
        (account_id_of(22), "Industry"),
        (account_id_of(10), "Country"),
        (account_id_of(29), "CSM"),
        (account_id_of(51), "CSM"),
        (account_id_of(12), "ARR (EUR)"),
        (account_id_of(46), "CSM"),
    }
)


def write_crm_workbook(path: Path, customers: Sequence[Customer]) -> None:
    """Write the workbook; accounts that go by their CRM row only appear in no other sheet."""
    known = [customer for customer in customers if not customer.account.goes_by_crm_row_only]
    with workbook(path, "CRM export") as (book, formats):
        accounts = [_account_row(customer) for customer in customers]
        _write_accounts(book, accounts, formats)
        contacts = [_contact_row(person) for customer in known for person in customer.people]
        sheet = book.add_worksheet("Contacts")
        write_table(sheet, 0, CONTACT_HEADER, contacts, (11, 11, 26, 52, 10, 24, 10, 11, 11), formats)
        contracts = [_contract_row(term) for customer in known for term in customer.terms]
        sheet = book.add_worksheet("Contracts")
        write_table(sheet, 0, CONTRACT_HEADER, contracts, (13, 11, 11, 11, 7, 11, 13, 11, 10), formats)
        _write_pivot(book, accounts, formats)


def annual_revenue(customer: Customer) -> float:
    """Return what the account pays a year today in EUR; 0 once it has churned."""
    return 0.0 if customer.account.churn_date else round(customer.terms[-1].mrr * 12, 2)


def _account_row(customer: Customer) -> list[Cell]:
    account = customer.account
    gone = account.churn_date is not None
    cells: dict[str, Cell] = {
        "Account ID": account.account_id,
        "Account Name": account.name,
        "Tier": account.segment,
        "Industry": account.industry,
        "Country": account.country,
        "CSM": account.owner,
        "Plan": account.plan,
        "Customer since": account.since,
        "Renewal Date": customer.renewal,
        "Notice Date": customer.renewal - timedelta(days=account.notice_days) if customer.renewal else None,
        "ARR (EUR)": annual_revenue(customer),
        "Seats": 0 if gone else account.seats,
        "Status": "Churned" if gone else "Active",
        "Churn date": account.churn_date,
        "Churn reason": account.churn_reason,
    }
    return [None if (account.account_id, name) in _BLANKS else cells[name] for name in ACCOUNT_HEADER]


def _contact_row(person: Person) -> list[Cell]:
    champion = "Yes" if person.is_champion else ""
    return [
        person.person_id,
        person.account_id,
        person.name,
        person.email,
        person.role,
        person.title,
        champion,
        person.joined,
        person.left,
    ]


def _contract_row(term: Term) -> list[Cell]:
    auto = "Yes" if term.auto_renew else "No"
    return [
        term.contract_id,
        term.account_id,
        term.start,
        term.end,
        term.seats,
        term.mrr,
        term.plan,
        term.movement,
        auto,
    ]


def _write_accounts(book: Workbook, rows: list[list[Cell]], formats: Formats) -> None:
    sheet = book.add_worksheet("Accounts")
    write_row(sheet, 0, _TITLES[:1], formats, text=formats.title)
    write_row(sheet, 1, _TITLES[1:], formats)
    widths = (11, 34, 15, 18, 15, 18, 13, 14, 13, 12, 13, 7, 9, 11, 22)
    write_table(sheet, 2, ACCOUNT_HEADER, rows, widths, formats)
    last = 2 + len(rows)
    write_row(sheet, last + 1, ["Total"], formats, text=formats.total)
    for column in _TOTALS:
        cells = f"{xl_rowcol_to_cell(3, column)}:{xl_rowcol_to_cell(last, column)}"
        total = round(sum(row[column] or 0 for row in rows), 2)
        if sheet.write_formula(last + 1, column, f"=SUM({cells})", formats.total, total):
            raise ExportError("The total row does not fit into the account report.", "Report this as a bug.")


def _write_pivot(book: Workbook, accounts: list[list[Cell]], formats: Formats) -> None:
    """Write a summary as a pivot table leaves it: revenue by country and tier. It holds no rows to import."""
    names = [segment.name for segment in SEGMENTS]
    country, tier, revenue = (ACCOUNT_HEADER.index(name) for name in ("Country", "Tier", "ARR (EUR)"))
    sums: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(names, 0.0))
    for row in accounts:
        sums[row[country] or "(blank)"][row[tier]] += row[revenue] or 0.0
    sheet = book.add_worksheet("Pivot")
    write_row(sheet, 0, ["Sum of ARR (EUR)", "Column Labels"], formats, text=formats.header)
    write_row(sheet, 1, ["Row Labels", *names, "Grand Total"], formats, text=formats.header)
    for place, label in enumerate(sorted(sums), start=2):
        values = [round(sums[label][name], 2) for name in names]
        write_row(sheet, place, [label, *(value or None for value in values), round(sum(values), 2)], formats)
    totals = [round(sum(by_name[name] for by_name in sums.values()), 2) for name in names]
    write_row(sheet, 2 + len(sums), ["Grand Total", *totals, round(sum(totals), 2)], formats)
    sheet.set_column(0, 4, 17)
