"""The annotated workbook: every score a formula that can be changed and traced to its rows."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cxdesk.errors import ExportError
from cxdesk.health.backtest import Backtest
from cxdesk.health.portfolio import Portfolio
from cxdesk.health.standards import Standards
from cxdesk.progress import Progress, silent
from cxdesk.report import (
    accounts_sheet,
    audit_sheet,
    backtest_sheet,
    changes_sheet,
    contributions_sheet,
    definitions_sheet,
    evidence_sheet,
    gaps_sheet,
    other_accounts_sheet,
    overview_sheet,
    portfolio_sheet,
    readme_sheet,
    retention_sheet,
    segments_sheet,
    standards_sheet,
    usual_others,
    usual_sheet,
)
from cxdesk.report.atomic_file import replaced
from cxdesk.report.contribution_layout import make_layout
from cxdesk.report.material import Material, make_material
from cxdesk.report.over_time import Changed, PastHealth
from cxdesk.report.round_trip.texts import HandedOut
from cxdesk.report.sheet_writer import Book
from cxdesk.report.styles import Styles
from cxdesk.theme import theme
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.records import SheetReport

TITLE = "Account health"
_SHARE_OF_WRITING = 0.7  # the rest is packing the file


@dataclass(frozen=True, slots=True)
class WorkbookSummary:
    """What was written: `live` of the accounts are formulas, the others values. `texts_cut` counts the texts
    that were longer than a cell, each cut where it says so.
    """

    path: Path
    sheets: tuple[str, ...]
    accounts: int
    scored: int
    texts_cut: int
    live: int


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the workbook tells beside the scores of the as-of date."""

    backtest: Backtest | None
    given: HandedOut
    changed: Changed | None
    past: PastHealth | None


def write_workbook(
    path: Path,
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    imports: Sequence[SheetReport],
    progress: Progress | None = None,
    title: str = TITLE,
    backtest: Backtest | None = None,
    live: Sequence[str] = (),
    given: HandedOut | None = None,
    changed: Changed | None = None,
    past: PastHealth | None = None,
) -> WorkbookSummary:
    """Write the workbook to `path`, whole or not at all; equal arguments give equal bytes.

    `portfolio` must be the score of `facts` by `standards`, `imports` the reports of the sheets behind
    them; a `backtest` of them gets a sheet of its own. Up to 300 accounts are live: of more those named by
    their ids in `live`, else those with the most value at risk; the rest is values. What is `given` stands in
    the cells that are filled in by hand; `changed` and `past`, of the same accounts, say how their scores
    came here. The file is made in memory. Raises ExportError when there is no account, the place cannot be
    written to or something does not fit, and Cancelled when the user stops it.
    """
    if len(portfolio) == 0:
        raise ExportError("There is no account to export.", "Import a sheet of accounts first.")
    progress = progress or silent()
    material = make_material(title, facts, portfolio, standards, imports, theme(dark=False), live)
    path = Path(path)
    with replaced(path) as temporary, _no_collecting():
        book = Book(temporary, portfolio.as_of, title)
        beside = _Beside(backtest, given or HandedOut(), changed, past)
        sheets = _write_sheets(book, material, beside, progress.part(0, _SHARE_OF_WRITING))
        progress.report("Saving the workbook", _SHARE_OF_WRITING)
        book.close()
        progress.check()
    progress.report("Workbook saved", 1.0)
    scored = int(np.isfinite(portfolio.health).sum())
    return WorkbookSummary(path, sheets, len(portfolio), scored, book.texts_cut, len(material))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep Python from looking through all cells for garbage again and again: there is none among them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _write_sheets(book: Book, material: Material, beside: _Beside, progress: Progress) -> tuple[str, ...]:
    """Write the sheets in the order of their tabs and return their names."""
    backtest, given, changed, past = beside.backtest, beside.given, beside.changed, beside.past
    styles = Styles(book, material.look)
    sets = segments_sheet.sets_in_use(material)
    layout = make_layout(material.portfolio, material.standards, sets is not None)
    curves, peers = retention_sheet.curves_of(material), usual_sheet.peers_of(material)
    evidence = evidence_sheet.evidence_of(material)
    writers = {
        readme_sheet.NAME: lambda sheet: readme_sheet.write_readme(
            sheet, styles, material, list(writers)[1:]
        ),
        overview_sheet.NAME: lambda sheet: overview_sheet.write_overview(
            sheet, styles, material, layout, past
        ),
        portfolio_sheet.NAME: lambda sheet: portfolio_sheet.write_portfolio(
            sheet, styles, material, layout, given, changed, evidence
        ),
        changes_sheet.NAME: lambda sheet: changes_sheet.write_changes(sheet, styles, material, changed),
        accounts_sheet.NAME: lambda sheet: accounts_sheet.write_accounts(sheet, styles, material),
        contributions_sheet.NAME: lambda sheet: contributions_sheet.write_contributions(
            sheet, styles, material, layout, curves, peers, evidence
        ),
        evidence_sheet.NAME: lambda sheet: evidence_sheet.write_evidence(sheet, styles, material, evidence),
        definitions_sheet.NAME: lambda sheet: definitions_sheet.write_definitions(sheet, styles, material),
        standards_sheet.NAME: lambda sheet: standards_sheet.write_standards(sheet, styles, material),
        segments_sheet.NAME: lambda sheet: segments_sheet.write_segments(sheet, styles, material, sets),
        retention_sheet.NAME: lambda sheet: retention_sheet.write_retention(sheet, styles, material, curves),
        usual_sheet.NAME: lambda sheet: usual_others.write_usual(
            sheet, styles, material, layout, curves, peers
        ),
        gaps_sheet.NAME: lambda sheet: gaps_sheet.write_gaps(sheet, styles, material),
        audit_sheet.NAME: lambda sheet: audit_sheet.write_audit(sheet, styles, material),
    }
    if len(material.rest):
        writers[other_accounts_sheet.NAME] = lambda sheet: other_accounts_sheet.write_others(
            sheet, styles, material, given
        )
    if changed is None:
        del writers[changes_sheet.NAME]
    if material.portfolio.order_value is not None:  # nothing renews: no formula reads the curves
        del writers[retention_sheet.NAME]
    if sets is None:
        del writers[segments_sheet.NAME]
    if backtest is not None:
        writers[backtest_sheet.NAME] = lambda sheet: backtest_sheet.write_backtest(
            sheet, styles, material, backtest
        )
    for index, (name, write) in enumerate(writers.items()):
        progress.report(f"Writing the sheet {name}", index / len(writers))
        write(book.sheet(name))
    return tuple(writers)
