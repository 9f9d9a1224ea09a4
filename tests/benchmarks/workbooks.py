"""The annotated workbook against XlsxWriter writing as many plain cells: live, and mostly as values."""

from __future__ import annotations

import warnings
from pathlib import Path
from time import process_time

import numpy as np

from tests.benchmarks.harness import Case, in_child, measure, table

LIVE_ACCOUNTS, MANY_ACCOUNTS = 300, 10_000
"""Accounts of which all are formulas, and of which most are values."""


def report(folder: Path, rounds: int) -> str:
    """Measure both sizes in turn with plain cells; return the table. Seconds are of the processor."""
    cases, against = [], {}
    for accounts in (LIVE_ACCOUNTS, MANY_ACCOUNTS):
        in_child(folder, "workbooks:make", {"accounts": accounts})
        ours, plain = f"{accounts:,} accounts", f"their values as plain cells, {accounts:,}"
        cases.append(Case(ours, "workbooks:ours", {"accounts": accounts}))
        cases.append(Case(plain, "workbooks:plain", {"accounts": accounts}))
        against[ours] = plain
    return table("Annotated workbook, processor seconds", measure(folder, cases, rounds), against)


def make(folder: Path, accounts: int) -> dict[str, float]:
    """Keep a workspace of so many accounts, and its workbook for its values."""
    from cxdesk.workspace import Workspace
    from tests.benchmarks import made_rows

    random = np.random.default_rng(20260930)
    with Workspace.create(folder / f"book{accounts}.cxdesk") as workspace:
        workspace.add_import(
            [
                made_rows.accounts(accounts, random),
                made_rows.contracts(accounts, random),
                made_rows.surveys(accounts, random),
                made_rows.tickets(accounts, random),
            ]
        )
    return ours(folder, accounts)


def ours(folder: Path, accounts: int) -> dict[str, float]:
    """Write the annotated workbook; reading and scoring do not count."""
    from cxdesk.health import read_standards, score
    from cxdesk.report import write_workbook
    from cxdesk.session.workbook_parts import changes_of, past_of
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import read_facts
    from tests.benchmarks.made_rows import LAST_DAY

    with Workspace.open(folder / f"book{accounts}.cxdesk") as workspace:
        standards = read_standards(workspace.standards_text())
        facts = read_facts(workspace, LAST_DAY)
        portfolio = score(facts, standards)
        reports = workspace.full_reports()
        changed, past = changes_of(workspace, facts, portfolio), past_of(workspace, facts, portfolio)
    started = process_time()
    path = folder / f"book{accounts}.xlsx"
    write_workbook(path, facts, portfolio, standards, reports, changed=changed, past=past)
    return {"": process_time() - started}


def plain(folder: Path, accounts: int) -> dict[str, float]:
    """Write the same values as plain cells: no formulas, formats, notes, links or charts."""
    import openpyxl
    from xlsxwriter import Workbook

    warnings.simplefilter("ignore")  # of parts that openpyxl does not read
    read = openpyxl.load_workbook(folder / f"book{accounts}.xlsx", read_only=True, data_only=True)
    tables = [list(sheet.iter_rows(values_only=True)) for sheet in read]
    started = process_time()
    book = Workbook(str(folder / "plain.xlsx"), {"in_memory": True})
    for rows in tables:
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, int | float):
                    sheet.write_number(row, column, value)
                elif value is not None:
                    sheet.write_datetime(row, column, value)
    book.close()
    return {"": process_time() - started}
