"""The sheet Accounts: what is known of every account itself, and the amounts that the formulas start from."""

from __future__ import annotations

import numpy as np

from cxdesk.report import names
from cxdesk.report.contribution_columns import FIRST_ROW as CONTRIBUTIONS_FIRST_ROW
from cxdesk.report.material import Material
from cxdesk.report.sheet_writer import SheetWriter, column_letter
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, texts_of, write_head, write_table
from cxdesk.report.terms import note_of
from cxdesk.tables import ACCOUNTS

NAME = "Accounts"
HEADER_ROW = 4
FIRST_ROW = 5
_ALWAYS = ("number", "account_id", "account", "arr")


def write_accounts(sheet: SheetWriter, styles: Styles, material: Material) -> None:
    """Write the sheet and name the columns that Contributions reads. Columns without any value are left out."""
    columns = [column for column in _columns(material) if column.key in _ALWAYS or _has_values(column)]
    write_head(
        sheet, styles, "Accounts: facts and amounts",
        f"{material.subtitle} · amounts in blue are inputs of the formulas on Contributions", material.warning,
    )  # fmt: skip
    area = write_table(sheet, styles, HEADER_ROW, columns)
    keys = [column.key for column in columns]
    for key, name in (("number", names.FACTS_NUMBER), ("arr", names.FACTS_ARR)):
        letter = column_letter(keys.index(key))
        sheet.book.name(name, f"{NAME}!${letter}${FIRST_ROW + 1}:${letter}${area[2] + 1}")
    identifier = keys.index("account_id")
    sheet.numbers_as_text((FIRST_ROW, identifier, area[2], identifier))
    sheet.filter(area)
    sheet.freeze(FIRST_ROW, 3)
    sheet.printing(material.page_head, HEADER_ROW, area[2:], paper_a3=True)


def _columns(material: Material) -> list[Column]:
    """Return every column that the sheet could have."""
    accounts, portfolio, order = material.facts.accounts, material.portfolio, material.order
    targets = [f"'Contributions'!A{CONTRIBUTIONS_FIRST_ROW + place + 1}" for place in range(len(order))]

    def text(name: str, width: float) -> Column:
        return Column(
            name, _label(name), width, texts_of(getattr(accounts, name)[order]), "text", note=_help(name)
        )

    def day(name: str, header: str = "") -> Column:
        return Column(name, header or _label(name), 13, getattr(accounts, name)[order], "date",
                      note=_help(name))  # fmt: skip

    def amount(name: str, number: str = "money") -> Column:
        return Column(name, _label(name) if name == "seats" else material.with_currency(_label(name)), 14,
                      getattr(accounts, name)[order], number=number, entered=name == "arr",
                      note=_help(name))  # fmt: skip

    def computed(name: str, header: str, number: str, note: str) -> Column:
        return Column(name, header, 12, getattr(portfolio, name)[order], number=number, note=note)

    money = "As cxdesk computed it; it does not follow changes on Standards."
    return [
        Column("number", "No.", 6, material.numbers, number="whole", note="The place in the order of work."),
        text("account_id", 22),
        Column("account", "Account", 30, material.names, "link", targets=targets, note="Leads to its contributions."),
        text("segment", 16), text("owner", 18), text("industry", 18), text("region", 14), text("country", 12),
        text("plan", 14), text("currency", 9), day("start_date"),
        Column("tenure_years", "Years as a customer", 11, accounts.tenure_years[order], number="score1",
               note="Up to the as-of date, or to the day it left."),
        day("renewal_date"), day("notice_date"), amount("arr"), amount("mrr"), amount("seats", "whole"),
        _flag("is_trial", "Trial", accounts.is_trial[order]),
        _flag("is_lost", "Lost", accounts.is_lost[order]), day("lost_at", "Lost on"), text("churn_reason", 18),
        computed("low", "Health, low", "score1", note_of("range")),
        computed("high", "Health, high", "score1", note_of("range")),
        computed("clv_low", material.with_currency("CLV, low"), "money", f"The lower of a constant retention and the fitted curve. {money}"),
        computed("clv_high", material.with_currency("CLV, high"), "money", f"The higher of the two. {money}"),
        Column("source", "Source", 40, _sources(material), "text", note="File and sheet of the account's own row."),
        Column("source_row", "Source row", 10, accounts.source_row[order].astype(float), number="whole",
               note="As your spreadsheet shows it."),
    ]  # fmt: skip


def _flag(key: str, header: str, values: np.ndarray) -> Column:
    """Return a column that says yes where something is so."""
    return Column(key, header, 8, ["yes" if value else "" for value in values], "text")


def _sources(material: Material) -> list[str]:
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
