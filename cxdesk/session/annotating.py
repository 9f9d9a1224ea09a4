"""A workbook that was imported, to be annotated: which of its rows are which accounts, and what is said of
each.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cxdesk import formatting
from cxdesk.errors import ExportError, Place
from cxdesk.formatting import NEUTRAL, NumberStyle
from cxdesk.health.portfolio import LOST_BAND, NO_BAND, PILLAR_LABELS, Portfolio
from cxdesk.health.standards import Standards
from cxdesk.health.tensions import CALL, Tensions, find_tensions
from cxdesk.importing.files import digest_of
from cxdesk.importing.package_check import check_package, opened_package
from cxdesk.report.annotated import (
    BAND,
    NUMBER,
    PERCENT,
    POINTS,
    TEXT,
    AccountRows,
    AddedColumn,
    Annotation,
    AnnotationPlan,
    BandColours,
)
from cxdesk.report.terms import note_of
from cxdesk.session.range_words import without_cap
from cxdesk.session.scoring import scored, standards_of
from cxdesk.session.signals import bar_text, longest_bars, strongest_bars, strongest_signal
from cxdesk.tables import ACCOUNTS
from cxdesk.theme import theme
from cxdesk.workspace import Workspace
from cxdesk.workspace.arrow_types import texts
from cxdesk.workspace.facts.resolving import normal_name
from cxdesk.workspace.facts.rows import completed
from cxdesk.workspace.facts_record import Accounts, Facts

SHEET_NAME = "cxdesk health"
_MOST_REASONS = 4
_WIDEST = 72  # characters


def prepared(workspace: Workspace, facts: Facts, book: Path) -> tuple[Annotation, list[AccountRows]]:
    """Return what is added to a workbook that was imported, and to which rows. Raises as `account_rows` does,
    and UnreadableInput for a package that is not safe to open.
    """
    rows = account_rows(workspace, facts, book)
    if book.suffix.lower() in (".xlsx", ".xlsm"):
        with opened_package(book) as package:
            check_package(book, package)
    standards, portfolio = standards_of(workspace), scored(workspace, facts)
    tensions = find_tensions(facts, portfolio, standards)
    annotation = health_annotation(facts, portfolio, standards, tensions)
    _imported_digest(workspace, book)  # scoring takes seconds, in which it may have been saved anew
    return annotation, rows


def plan_lines(plan: AnnotationPlan, style: NumberStyle) -> tuple[str, ...]:
    """Return what annotating adds, in sentences."""
    added = [
        f"Columns {each.first} to {each.last} are added to the sheet {each.sheet}, beside "
        f"{formatting.counted(each.rows, 'account', 'accounts', style)}."
        for each in plan.sheets
    ]
    if plain := sum(each.plain for each in plan.sheets):
        rows = formatting.counted(plain, "row gets", "rows get", style)
        added.append(f"{rows} plain values, which do not follow their account when the sheet is sorted.")
    kept = formatting.number(plan.kept_parts, style)
    return *added, f"The sheet {plan.new_sheet} is added. {kept} parts of the workbook stay as they are."


def account_rows(workspace: Workspace, facts: Facts, book: Path) -> list[AccountRows]:
    """Return where the sheets of a workbook name accounts, by the import of that very file.

    Raises ExportError where the workbook was not imported as it is now or names no account that is known.
    """
    digest, place = _imported_digest(workspace, book), Place(file=book.name)
    found = []
    for sheet_id, _, report in workspace.sheets_of(ACCOUNTS.name):
        if report.file_digest == digest and report.header_row is not None:
            rows = _rows_of(workspace, sheet_id, facts.accounts)
            if rows:
                found.append(AccountRows(report.sheet, report.header_row, rows))
    if not found:
        what = "No sheet of the workbook is a list of accounts that are scored."
        raise ExportError(what, "Annotate the workbook that has the accounts, or export a new one.", place)
    return found


def _imported_digest(workspace: Workspace, book: Path) -> str:
    """Return the digest of a workbook; raises ExportError where it was not imported as it is now."""
    digest = digest_of(book)
    if not any(report.file_digest == digest for report in workspace.reports()):
        seen = any(report.file == book.name for report in workspace.reports())
        what = "The workbook has changed since it was imported." if seen else "The workbook was not imported."
        raise ExportError(what, "Import it as it is now, then annotate it.", Place(file=book.name))
    return digest


def health_annotation(
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    tensions: Tensions,
    style: NumberStyle = NEUTRAL,
) -> Annotation:
    """Return health, band, coverage, strongest signal and question of every account, and what explains
    them.
    """
    look, accounts = theme(dark=False), facts.accounts
    bands = [look.band(name) for name in (*(name for name, _ in standards.bands), NO_BAND, LOST_BAND)]
    return Annotation(
        title="Account health",
        sheet_name=SHEET_NAME,
        about=_about(facts, portfolio, style),
        identifiers=tuple(zip(accounts.account_id.tolist(), accounts.account_name.tolist(), strict=True)),
        columns=_columns(facts, portfolio, tensions, style),
        explained=(*_points(portfolio), _reasons(portfolio, style)),
        notes=tuple(_note(facts, portfolio, code, style) for code in range(len(accounts))),
        bands=tuple(BandColours(band.label, band.ink.lstrip("#"), band.ground.lstrip("#")) for band in bands),
    )


def _rows_of(workspace: Workspace, sheet_id: int, accounts: Accounts) -> tuple[tuple[int, int], ...]:
    """Return the rows of a sheet with the position of the account that each one names."""
    by_id = {identifier: code for code, identifier in enumerate(accounts.account_id.tolist())}
    by_name: dict[str, int] = {}
    for code, name in enumerate(accounts.account_name.tolist()):
        by_name.setdefault(normal_name(name), code)
    wanted = ("account_id", "account_name")
    columns = [column for column in ACCOUNTS.columns if column.name in wanted]
    found = []
    for chunk in workspace.chunks(sheet_id, [*wanted, "source_row"]):
        rows = completed(chunk, columns, 0, 0)
        identifiers, names = (texts(rows[name]) for name in wanted)
        for row, identifier, name in zip(rows["source_row"].to_pylist(), identifiers, names, strict=True):
            code = by_id.get(identifier, by_name.get(normal_name(name or identifier)))
            if code is not None:
                found.append((row, code))
    return tuple(found)


def _about(facts: Facts, portfolio: Portfolio, style: NumberStyle) -> tuple[str, ...]:
    """Return what the explanations are of: date, standards, scale, how to read them."""
    stamp = portfolio.calibration
    day = formatting.date_text(stamp.date, style)
    as_of = formatting.date_text(portfolio.as_of, style)
    scale = f"calibration {day}" if stamp.calibrated else "default scale, not calibrated"
    lines = [
        f"As of {as_of} · standards v{portfolio.standards_version} · {scale}",
        "Added by cxdesk. The columns beside your accounts are looked up here; nothing else was changed.",
        "The points of a row add up to its health: 60 is typical for these accounts.",
    ]
    if facts.synthetic:
        lines.append("Synthetic data: made to show how cxdesk works. No customer behind it is real.")
    return tuple(lines)


def _columns(
    facts: Facts, portfolio: Portfolio, tensions: Tensions, style: NumberStyle
) -> tuple[AddedColumn, ...]:
    """Return the columns that stand beside the accounts."""
    look, accounts = theme(dark=False), range(len(facts.accounts))
    strongest = strongest_bars(portfolio)
    questions = {}
    for one in tensions.found:
        if one.rule.audience == CALL:
            questions.setdefault(one.account, one.rule.question)
    signals = [strongest_signal(portfolio, code, int(strongest[code]), style) for code in accounts]
    asked = tuple(questions.get(code, "") for code in accounts)
    return (
        AddedColumn("Health", note_of("health"), NUMBER, 8, _numbers(portfolio.health)),
        AddedColumn(
            "Band", note_of("band"), BAND, 12, tuple(look.band(name).label for name in portfolio.band)
        ),
        AddedColumn("Coverage", note_of("coverage"), PERCENT, 10, _numbers(portfolio.coverage)),
        AddedColumn("Strongest signal", note_of("strongest"), TEXT, _width(signals, 20), tuple(signals)),
        AddedColumn(
            "What to ask",
            "The question about the severest contradiction between signals; empty where there is none.",
            TEXT,
            _width(asked, 28),
            asked,
        ),
    )


def _width(texts: Sequence[str], least: int) -> int:
    """Return the width of a column in which the longest of its texts is seen, up to a point."""
    return min(max([least, *(len(text) + 2 for text in texts)]), _WIDEST)


def _points(portfolio: Portfolio) -> tuple[AddedColumn, ...]:
    """Return the points that add up to the health: start and gaps, each pillar, caps and the rest."""
    kinds = np.array([bar.kind for bar in portfolio.bars])
    pillars = np.array([bar.pillar for bar in portfolio.bars])
    outside = np.isin(kinds, ("cap", "imbalance"))
    groups = [("Start and data gaps", (pillars < 0) & ~outside)]
    groups += [
        (f"{label}, points", (pillars == number) & ~outside) for number, label in enumerate(PILLAR_LABELS)
    ]
    groups.append(("Caps and imbalance", outside))
    unknown = np.isnan(portfolio.health)
    return tuple(
        AddedColumn(
            title,
            "",
            POINTS,
            12,
            _numbers(np.where(unknown, np.nan, portfolio.bar_points[:, chosen].sum(axis=1))),
        )
        for title, chosen in groups
    )


def _reasons(portfolio: Portfolio, style: NumberStyle) -> AddedColumn:
    """Return the bars that move each account's health most, in words with their points."""
    said = tuple("; ".join(_moved(portfolio, code, style)) for code in range(len(portfolio)))
    return AddedColumn("Why", "", TEXT, 70, said)


def _moved(portfolio: Portfolio, code: int, style: NumberStyle) -> list[str]:
    """Return the bars that move an account's health most, in words with their points."""
    return [
        f"{formatting.signed(points, style)} {bar_text(portfolio, code, bar, style)}"
        for points, bar in longest_bars(portfolio, code, _MOST_REASONS)
    ]


def _note(facts: Facts, portfolio: Portfolio, code: int, style: NumberStyle) -> str:
    """Return the note on an account's health: whose it is, how sure, and what moves it most."""
    name = facts.accounts.account_name[code]
    if np.isnan(portfolio.health[code]):
        reason = "no longer a customer" if facts.accounts.is_lost[code] else "too little is known"
        return f"{name}: no health, {reason}."
    shown = formatting.score_in_tenths(float(portfolio.health[code]), style)
    between = formatting.interval(float(portfolio.low[code]), float(portfolio.high[code]), style)
    without = without_cap(portfolio, code, style)
    between = f"capped, {without}" if without else between
    covered = formatting.percent(float(portfolio.coverage[code]), None, style)
    lines = [f"{name}: health {shown} {between}, coverage {covered}.", *_moved(portfolio, code, style)]
    return "\n".join(lines)


def _numbers(values: Sequence[float]) -> tuple[float | str, ...]:
    """Return numbers as cells hold them, an empty text where one is not known."""
    return tuple("" if np.isnan(value) else float(value) for value in values)
