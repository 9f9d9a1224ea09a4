"""The sheet Accounts: what is known of every account itself, and the amounts that the formulas start from."""

from __future__ import annotations

import numpy as np

from cxdesk.report import names
from cxdesk.report.contribution_layout import FIRST_ROW as CONTRIBUTIONS_FIRST_ROW
from cxdesk.report.material import Material
from cxdesk.report.segments_sheet import sets_in_use
from cxdesk.report.sheet_writer import SheetWriter, column_letter
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, texts_of, write_head, write_table
from cxdesk.report.terms import note_of
from cxdesk.tables import ACCOUNTS

NAME = "Accounts"
HEADER_ROW = 4
FIRST_ROW = 5
_DESCRIPTIONS = (
    ("segment", 16), ("owner", 18), ("industry", 18), ("region", 14), ("country", 12), ("plan", 14),
    ("currency", 9),
)  # fmt: skip
_ALWAYS = ("number", "account_id", "account", "arr")


def write_accounts(sheet: SheetWriter, styles: Styles, material: Material) -> None:
    """Write the sheet and name the columns that Contributions reads; columns without a value are left out."""
    columns = [column for column in _columns(material) if column.key in _ALWAYS or _has_values(column)]
    write_head(
        sheet,
        styles,
        "Accounts: facts and amounts",
        f"{material.subtitle} · amounts in blue are inputs of the formulas on Contributions",
        material.warning,
    )
    area = write_table(sheet, styles, HEADER_ROW, columns)
    keys = [column.key for column in columns]
    named = [("number", names.FACTS_NUMBER), ("arr", names.FACTS_ARR)]
    if sets_in_use(material) is not None:
        named.append(("segment", names.FACTS_SEGMENT))
    for key, name in named:
        letter = column_letter(keys.index(key))
        sheet.book.name(name, f"{NAME}!${letter}${FIRST_ROW + 1}:${letter}${area[2] + 1}")
    identifier = keys.index("account_id")
    sheet.numbers_as_text((FIRST_ROW, identifier, area[2], identifier))
    sheet.filter(area)
    sheet.freeze(FIRST_ROW, 3)
    sheet.printing(material.page_head, HEADER_ROW, area[2:], kept=3)


def _columns(material: Material) -> list[Column]:
    """Return every column that the sheet could have."""
    accounts, order = material.facts.accounts, material.order
    targets = [f"'Contributions'!A{CONTRIBUTIONS_FIRST_ROW + place + 1}" for place in range(len(order))]
    rows, years = accounts.source_row[order].astype(float), accounts.tenure_years[order]
    place_note, row_note = "The place in the order of work.", "As your spreadsheet shows it."
    link_note, years_note = "Leads to its contributions.", "To the as-of date or loss, from its last start."
    return [
        Column("number", "No.", 6, material.numbers, number="whole", note=place_note),
        _text(material, "account_id", 22),
        Column("account", "Account", 30, material.names, "link", targets=targets, note=link_note),
        *(_text(material, name, width) for name, width in _DESCRIPTIONS),
        _day(material, "start_date"),
        Column("tenure_years", "Years as a customer", 11, years, number="score1", note=years_note),
        *(_day(material, name) for name in ("renewal_date", "notice_date")),
        *(_amount(material, name) for name in ("arr", "mrr", "seats")),
        _flag("is_trial", "Trial", accounts.is_trial[order]),
        _flag("is_lost", "Lost", accounts.is_lost[order]),
        _day(material, "lost_at", "Lost on"),
        _text(material, "churn_reason", 18),
        *_ranges(material),
        Column("source", "Source", 40, sources_of(material), "text", note="Where the account's own row is."),
        Column("source_row", "Source row", 10, rows, number="whole", note=row_note),
    ]


def _text(material: Material, name: str, width: float) -> Column:
    """Return a column of texts of the accounts."""
    values = texts_of(getattr(material.facts.accounts, name)[material.order])
    return Column(name, _label(name), width, values, "text", note=_help(name))


def _day(material: Material, name: str, header: str = "") -> Column:
    """Return a column of dates of the accounts."""
    values = getattr(material.facts.accounts, name)[material.order]
    return Column(name, header or _label(name), 13, values, "date", note=_help(name))


def _amount(material: Material, name: str) -> Column:
    """Return a column of amounts or seats; ARR is what the formulas start from."""
    values = getattr(material.facts.accounts, name)[material.order]
    header = _label(name) if name == "seats" else material.with_currency(_label(name))
    number = "whole" if name == "seats" else "money"
    return Column(name, header, 14, values, number=number, entered=name == "arr", note=_help(name))


_SIMPLE_FORMULA = (
    "The textbook's: average purchase value x purchases a year x lifespan, ARR / yearly churn rate of all "
    "customers. It differs from CLV, which counts margin and discount, the account's own chance of renewal, "
    "and that those who stay are the loyal ones."
)


def _ranges(material: Material) -> list[Column]:
    """Return the ends of the ranges, which no formula here could compute."""
    fixed = "As cxdesk computed it; it does not follow changes on Standards."
    simple = f"{_SIMPLE_FORMULA} {fixed}"
    lower = f"The lower of a constant retention and the fitted curve. {fixed}"
    columns = (
        ("low", "Health, low", "score1", note_of("range")),
        ("high", "Health, high", "score1", note_of("range")),
        ("clv_low", material.with_currency("CLV, low"), "money", lower),
        ("clv_high", material.with_currency("CLV, high"), "money", f"The higher of the two. {fixed}"),
        ("clv_textbook", material.with_currency("CLV, simple formula"), "money", simple),
    )
    return [
        Column(name, header, 12, getattr(material.portfolio, name)[material.order], number=number, note=note)
        for name, header, number, note in columns
    ]


def _flag(key: str, header: str, values: np.ndarray) -> Column:
    """Return a column that says yes where something is so."""
    return Column(key, header, 8, ["yes" if value else "" for value in values], "text")


def sources_of(material: Material) -> list[str]:
    """Return file and sheet of each account's row."""
    sources = material.facts.sources
    return [
        " › ".join(part for part in sources[code] if part) if 0 <= code < len(sources) else ""
        for code in material.facts.accounts.source[material.order].tolist()
    ]


def _has_values(column: Column) -> bool:
    """Return whether a column says anything about anyone."""
    if column.kind == "date":
        return not np.all(np.isnat(column.values))
    if column.kind == "number":
        return not np.all(np.isnan(column.values))
    return any(column.values)


def _label(name: str) -> str:
    """Return a column's label in the words of the canonical tables."""
    return ACCOUNTS.column(name).label


def _help(name: str) -> str:
    """Return a column's meaning in the words of the canonical tables."""
    return ACCOUNTS.column(name).help if name in ACCOUNTS.column_names else ""
