"""The annotated workbook: every score a formula that can be changed and traced to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cxdesk.errors import ExportError
from cxdesk.health.portfolio import Portfolio
from cxdesk.health.standards import Standards
from cxdesk.progress import Progress, silent
from cxdesk.report import (
    accounts_sheet,
    audit_sheet,
    contributions_sheet,
    definitions_sheet,
    evidence_sheet,
    gaps_sheet,
    portfolio_sheet,
    retention_sheet,
    standards_sheet,
)
from cxdesk.report.atomic_file import replaced
from cxdesk.report.contribution_columns import make_layout
from cxdesk.report.material import Material, make_material
from cxdesk.report.sheet_writer import Book
from cxdesk.report.styles import Styles
from cxdesk.theme import theme
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.records import SheetReport

TITLE = "Account health"
_SHEETS = (
    portfolio_sheet.NAME,
    accounts_sheet.NAME,
    contributions_sheet.NAME,
    evidence_sheet.NAME,
    definitions_sheet.NAME,
    standards_sheet.NAME,
    retention_sheet.NAME,
    gaps_sheet.NAME,
    audit_sheet.NAME,
)
_SHARE_OF_WRITING = 0.7  # the rest is packing the file


@dataclass(frozen=True, slots=True)
class WorkbookSummary:
    """What was written. `texts_cut` counts texts longer than a cell, each cut where it says so."""

    path: Path
    sheets: tuple[str, ...]
    accounts: int
    scored: int
    texts_cut: int


def write_workbook(
    path: Path,
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    imports: Sequence[SheetReport],
    progress: Progress | None = None,
    title: str = TITLE,
) -> WorkbookSummary:
    """Write the workbook to `path`, whole or not at all; equal arguments give equal bytes.

    `portfolio` must be the score of `facts` by `standards`, `imports` the reports of the sheets behind
    them. The file is made in memory. Raises ExportError when there is no account, the place cannot be
    written to or something does not fit, and Cancelled when the user stops it.
    """
    if len(portfolio) == 0:
        raise ExportError("There is no account to export.", "Import a sheet of accounts first.")
    progress = progress or silent()
    material = make_material(title, facts, portfolio, standards, imports, theme(dark=False))
    path = Path(path)
    with replaced(path) as temporary:
        book = Book(temporary, portfolio.as_of, title)
        _write_sheets(book, material, progress.part(0, _SHARE_OF_WRITING))
        progress.report("Saving the workbook", _SHARE_OF_WRITING)
        book.close()
        progress.check()
    progress.report("Workbook saved", 1.0)
    return WorkbookSummary(path, _SHEETS, len(material), material.scored, book.texts_cut)


def _write_sheets(book: Book, material: Material, progress: Progress) -> None:
    """Write the sheets in the order of their tabs."""
    styles = Styles(book, material.look)
    layout = make_layout(material.portfolio)
    curves = retention_sheet.curves_of(material)
    evidence = evidence_sheet.evidence_of(material)
    targets = evidence_sheet.evidence_targets(evidence)
    writers = (
        lambda sheet: portfolio_sheet.write_portfolio(sheet, styles, material, layout),
        lambda sheet: accounts_sheet.write_accounts(sheet, styles, material),
        lambda sheet: contributions_sheet.write_contributions(
            sheet, styles, material, layout, curves, targets
        ),
        lambda sheet: evidence_sheet.write_evidence(sheet, styles, material, evidence),
        lambda sheet: definitions_sheet.write_definitions(sheet, styles, material),
        lambda sheet: standards_sheet.write_standards(sheet, styles, material),
        lambda sheet: retention_sheet.write_retention(sheet, styles, material, curves),
        lambda sheet: gaps_sheet.write_gaps(sheet, styles, material),
        lambda sheet: audit_sheet.write_audit(sheet, styles, material),
    )
    for index, (name, write) in enumerate(zip(_SHEETS, writers, strict=True)):
        progress.report(f"Writing the sheet {name}", index / len(_SHEETS))
        write(book.sheet(name))
