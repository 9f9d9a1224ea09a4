"""The sheet Read me: what the workbook rests on, how to try another weight, what signs mean, its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

import numpy as np

from cxdesk.formatting import counted, date_text
from cxdesk.health.portfolio import LOST_BAND, NO_BAND
from cxdesk.report import names
from cxdesk.report.changes_sheet import STEADY
from cxdesk.report.material import MOST_LIVE, Material
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.source_ages import file_days, newest_days
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, write_head, write_table
from cxdesk.tables import table

NAME = "Read me"
_FACTS_ROW = 3
_WIDTHS = (34, 26, 24, 14, 12, 14, 12, 12)
_TEXT_COLUMNS = len(_WIDTHS) - 1
_LETTERS, _LINE_POINTS = 128, 16  # letters on a line of merged text

SHEETS = {
    "Overview": "How many accounts are in each band, the last 12 months, what moves the portfolio.",
    "Portfolio": "One line per account, most value at risk first. Columns to write into are on the right.",
    "Changes": "Why each health is not what it was at the last call, or three months before.",
    "Accounts": "What is known of every account itself, and the amounts that the formulas start from.",
    "Contributions": "Every score as formulas: bars that add up to the health, then what they come from.",
    "Evidence": "Which files, sheets and rows each driver and signal was read from.",
    "Definitions": "What each number is, and what it does not prove.",
    "Standards": "Weights, bands, ceilings: change one in blue and every score follows.",
    "Segments": "The settings that a segment has of its own.",
    "Retention": "The curves that the chance of renewal and the lifetime value start from.",
    "Usual in segment": "What is expected of a customer of each segment, which accounts are compared with.",
    "Data gaps": "What is not known, and every row that was set aside, with the reason.",
    "Audit": "Files, digests, how columns were read; rows in = rows kept + rows set aside.",
    "Other accounts": "The accounts that are not live, as values.",
    "Back-test": "How the forecasts of past dates did.",
}
_TRY = (
    "1. Open the sheet Standards. Values in blue are inputs, each with a name (Formulas, Name manager).",
    "2. Change one, such as weight_adoption: all scores and amounts of live accounts follow at once.",
    "3. To undo, put the old value back. To keep a change, make it in cxdesk too: this file changes nothing.",
)
_LIMITS = (
    "A score sums up what is on record; it is no forecast. What a number does not prove is said in its note.",
    "Little evidence draws a score to what is usual. Look at the coverage first.",
    "Sorting and filtering do no harm. Inserting or deleting rows and columns can.",
)
_LIVE = (
    "Health, bands, coverage, pillars, points, chance of renewal, expected renewals and what is usual of "
    "them, lifetime value, value at risk, changes, the tables and charts of Overview."
)
_VALUES = (
    "Scores of most drivers, most standardised signals, reliabilities, hard facts, curves, ranges, causes of "
    "change, days left, past months, back-test: they need all rows, so cxdesk computed them."
)
_UNDERLINED = (
    "Leads somewhere. Scores and amounts lead to where they come from too: point at one to see where."
)
_ARROW = f"Up: the health rose by {STEADY:g} points or more. Down: it fell by as many. Level: between."
_RED = "Lowers the health. A red cell under Check: the sum is wrong, tell whoever sent you the file."


def write_readme(sheet: SheetWriter, styles: Styles, material: Material, sheets: Sequence[str]) -> None:
    """Write the sheet; `sheets` are the names of all others, in the order of their tabs."""
    write_head(sheet, styles, "Read me: how to use this workbook", material.subtitle, material.warning)
    for column, width in enumerate(_WIDTHS):
        sheet.width(column, width)
    row = _write_facts(sheet, styles, material)
    row = _write_lines(sheet, styles, row, "How to try another weight", _TRY)
    row = _write_pairs(sheet, styles, row, "What is live and what is not", _live(material))
    row = _write_signs(sheet, styles, material, row)
    row = _write_sheets(sheet, styles, row, sheets)
    row = _write_ages(sheet, styles, material, row)
    last = _write_lines(sheet, styles, row, "Limits", _LIMITS) - 2
    sheet.printing(material.page_head, 1, (last, _TEXT_COLUMNS))


def _write_facts(sheet: SheetWriter, styles: Styles, material: Material) -> int:
    """Write what all numbers rest on; the as-of date is the one that the formulas read."""
    stamp, row = material.portfolio.calibration, _FACTS_ROW
    sheet.text(row, 0, "As of", styles.text(muted=True))
    sheet.date(row, 1, material.portfolio.as_of, styles.day)
    sheet.book.name(names.AS_OF, f"'{NAME}'!$B${row + 1}")
    scale = f"set on {date_text(stamp.date)} on {counted(stamp.accounts, 'account', 'accounts')}"
    live = f", {len(material):,} of them live" if len(material.rest) else ", all live"
    facts = (
        ("Standards", f"{material.standards.name}, version {material.portfolio.standards_version}"),
        ("Calibration", scale if stamp.calibrated else "too few accounts: the default scale is used"),
        ("Accounts", counted(len(material.portfolio), "account", "accounts") + live),
        ("Amounts", f"in {material.currency}" if material.currency else "in the currency of each account"),
        ("Made by", f"{material.maker}, offline; nothing in this file connects to anything"),
    )
    for label, value in facts:
        row += 1
        sheet.text(row, 0, label, styles.text(muted=True))
        sheet.text(row, 1, value, styles.text())
    return row + 2


def _live(material: Material) -> tuple[tuple[str, str], ...]:
    """Return what follows a change on Standards and what does not."""
    beyond = (
        f"Up to {MOST_LIVE:,} accounts: a spreadsheet takes too long with more. The others are values on the "
        "sheet Other accounts."
    )
    return (
        ("Live", _LIVE),
        ("Values", _VALUES),
        *((("Accounts", beyond),) if len(material.rest) else ()),
    )


def _write_signs(sheet: SheetWriter, styles: Styles, material: Material, row: int) -> int:
    """Write each sign in its own look, and what it means."""
    bands, look = material.standards.bands, material.look
    sheet.text(row, 0, "Colours and signs", styles.section)
    for name, start in bands:
        row += 1
        sheet.text(row, 0, look.band(name).label, styles.banded(name))
        sheet.text(row, 1, f"Health from {start:g} on", styles.text())
    signs = (
        (look.band(NO_BAND).label, styles.banded(NO_BAND), "Too little is known for a band."),
        (look.band(LOST_BAND).label, styles.banded(LOST_BAND), "No longer a customer: nothing to score."),
        ("Blue number", styles.text(entered=True), "An input. Black numbers are formulas."),
        ("Underlined", styles.link(), _UNDERLINED),
        (
            "Column Sign",
            styles.text(),
            "On Portfolio: the band once more, as a shape.",
        ),
        ("Bar in a cell", styles.text(), "The pillar's score, from 0 to 100."),
        ("↑ → ↓", styles.text(), _ARROW),
        ("Italic grey", styles.muted_italic, "Coverage so low that the score may be off by much."),
        ("Red with a minus", styles.negative, _RED),
    )
    for label, style, meaning in signs:
        row += 1
        sheet.text(row, 0, label, style)
        sheet.text(row, 1, meaning, styles.text())
    return row + 2


def _write_sheets(sheet: SheetWriter, styles: Styles, row: int, sheets: Sequence[str]) -> int:
    """Write what each sheet answers, with a link to it."""
    sheet.text(row, 0, "Sheets", styles.section)
    for name in sheets:
        row += 1
        sheet.link(row, 0, f"'{name}'!A1", name, styles.link())
        sheet.text(row, 1, SHEETS[name], styles.text())
    return row + 2


def _write_ages(sheet: SheetWriter, styles: Styles, material: Material, row: int) -> int:
    """Write per sheet of the user's files the newest day in it and how old that is on the as-of date."""
    used = [report for report in material.imports if report.table]
    sheet.text(row, 0, "How old the data is", styles.section)
    if not used:
        sheet.text(row + 1, 0, "The files are not on record.", styles.text(muted=True))
        return row + 3
    newest = newest_days(material.facts, used)
    as_of = material.portfolio.as_of.astype("datetime64[D]")
    age = np.where(np.isnat(newest), np.nan, (as_of - newest).astype(np.float64))
    kept, aside = (
        np.array([getattr(r, k) for r in used], dtype=float) for k in ("rows_kept", "rows_set_aside")
    )
    columns = [
        Column("file", "File", 0, [report.file for report in used], "text"),
        Column("sheet", "Sheet", 0, [report.sheet for report in used], "text"),
        Column("table", "Read as", 0, [table(report.table).label for report in used], "text"),
        Column("newest", "Newest day in it", 0, newest, "date",
               note="Of what happened, up to the as-of date. Empty where rows have no days."),
        Column("age", "Days before as-of", 0, age, "formula", "whole",
               f'=IF(D{{r}}="","",{names.AS_OF}-D{{r}})'),
        Column("date", "File changed on", 0, file_days(used), "date"),
        Column("kept", "Rows kept", 0, kept, number="whole"),
        Column("aside", "Set aside", 0, aside, number="whole"),
    ]  # fmt: skip
    columns = [replace(column, width=width) for column, width in zip(columns, _WIDTHS, strict=True)]
    return write_table(sheet, styles, row + 1, columns)[2] + 2


def _write_lines(sheet: SheetWriter, styles: Styles, row: int, heading: str, lines: Sequence[str]) -> int:
    """Write a heading and sentences below, each across the whole width; return the row after the free one."""
    sheet.text(row, 0, heading, styles.section)
    for line in lines:
        row += 1
        sheet.merged((row, 0, row, _TEXT_COLUMNS), line, styles.text(wrap=True))
        sheet.height(row, _LINE_POINTS * ceil(len(line) / _LETTERS))
    return row + 2


def _write_pairs(
    sheet: SheetWriter, styles: Styles, row: int, heading: str, pairs: Sequence[tuple[str, str]]
) -> int:
    """Write a heading, and labels with a text beside each; return the row after the free one."""
    sheet.text(row, 0, heading, styles.section)
    for label, text in pairs:
        row += 1
        sheet.text(row, 0, label, styles.text(top=True))
        sheet.merged((row, 1, row, _TEXT_COLUMNS), text, styles.text(wrap=True, top=True))
        sheet.height(row, _LINE_POINTS * ceil(len(text) / (_LETTERS + 20 - _WIDTHS[0])))
    return row + 2
