"""The sheet Evidence: for every account what each driver and signal was read from, down to the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.health.portfolio import PILLAR_LABELS
from cxdesk.report.contribution_layout import FIRST_ROW as CONTRIBUTIONS_FIRST_ROW
from cxdesk.report.contribution_layout import RENEWAL
from cxdesk.report.material import Material
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.source_rows import COMMENTED, all_source_texts, newest_comments
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, write_head, write_table
from cxdesk.report.terms import note_of

NAME = "Evidence"
HEADER_ROW = 4
FIRST_ROW = 5
_VALUE_NOTE = "As measured, after shrinking small samples to the segment."
_COUNT_NOTE = "How many answers, actions, seats or renewals are behind it. Not counted for signals."
_SCALE_NOTE = (
    "Drivers: score from 0 to 100. Signals: standard deviations above the mean, or 1 and 0; positive is risk."
)
_ROWS_NOTE = "File, sheet and rows as your spreadsheet shows them."


@dataclass(frozen=True, slots=True)
class Evidence:
    """One entry per row of the sheet: the account's place in the order, and which driver or signal.

    `item` counts the drivers first, then the signals. `first` is each account's first row among these, -1
    for none; `row` (accounts, items) the row of each, -1 where nothing is known. `sources` says per row from
    which files, sheets and rows it was read.
    """

    place: np.ndarray
    item: np.ndarray
    first: np.ndarray
    row: np.ndarray
    sources: Sequence[str]


def evidence_of(material: Material) -> Evidence:
    """Return what there is evidence of: drivers with a reliability, signals with a value."""
    portfolio, order = material.portfolio, material.order
    known = np.hstack([portfolio.driver_reliability > 0, ~np.isnan(portfolio.signal_value)])[order]
    place, item = np.nonzero(known)
    first = np.full(len(order), -1, dtype=np.int64)
    starts = (
        np.flatnonzero(np.r_[True, place[1:] != place[:-1]]) if len(place) else np.zeros(0, dtype=np.int64)
    )
    first[place[starts]] = starts
    row = np.full(known.shape, -1, dtype=np.int64)
    row[place, item] = np.arange(len(place))
    facts = material.facts.of(order) if len(material.rest) else material.facts
    items = [record.name for record in (*portfolio.drivers, *portfolio.signals)]
    texts = all_source_texts(facts, items)
    account = place if len(material.rest) else order[place]
    pairs = zip(item.tolist(), account.tolist(), strict=True)
    return Evidence(place, item, first, row, [texts[items[which]][who] for which, who in pairs])


def evidence_targets(evidence: Evidence) -> list[str]:
    """Return for every account, in order, where its evidence begins; "" for nowhere."""
    return [f"'{NAME}'!A{FIRST_ROW + row + 1}" if row >= 0 else "" for row in evidence.first.tolist()]


def item_targets(evidence: Evidence, item: int) -> list[str]:
    """Return for every account where on this sheet a driver or signal is; "" for nowhere."""
    return [f"'{NAME}'!E{FIRST_ROW + row + 1}" if row >= 0 else "" for row in evidence.row[:, item].tolist()]


def write_evidence(sheet: SheetWriter, styles: Styles, material: Material, evidence: Evidence) -> None:
    """Write one row per account and driver or signal that there is evidence of."""
    write_head(
        sheet,
        styles,
        "Evidence: what each score was read from",
        f"{material.subtitle} · what an account has no evidence of is on the sheet Data gaps",
        material.warning,
    )
    columns = _columns(material, evidence)
    area = write_table(sheet, styles, HEADER_ROW, columns)
    _write_values(sheet, styles, material, evidence, [column.key for column in columns].index("value"))
    sheet.filter(area)
    sheet.freeze(FIRST_ROW, 2)
    sheet.printing(material.page_head, HEADER_ROW, area[2:])


def _columns(material: Material, evidence: Evidence) -> list[Column]:
    """Return the columns of the sheet."""
    portfolio = material.portfolio
    items = [*portfolio.drivers, *portfolio.signals]
    pillars = [PILLAR_LABELS[driver.pillar] for driver in portfolio.drivers]
    pillars += [PILLAR_LABELS[RENEWAL]] * len(portfolio.signals)
    names, item, place = material.names, evidence.item.tolist(), evidence.place.tolist()
    back = [
        f"'Contributions'!A{CONTRIBUTIONS_FIRST_ROW + account + 1}" if evidence.first[account] == row else ""
        for row, account in enumerate(place)
    ]
    units = [items[which].unit or "yes or no" for which in item]
    empty = np.full(len(item), np.nan)  # each in the format of its unit, see _write_values
    return [
        Column("number", "No.", 6, evidence.place + 1, number="whole"),
        Column("account", "Account", 28, [names[account] for account in place], "link", targets=back),
        Column("pillar", "Pillar", 14, [pillars[which] for which in item], "text"),
        Column("item", "Driver or signal", 34, [items[which].label for which in item], "text"),
        Column("value", "Value", 11, empty, number="decimal", note=_VALUE_NOTE),
        Column("unit", "Unit", 27, units, "text", muted=True),
        *_number_columns(material, evidence),
        *_text_columns(material, evidence),
    ]


def _number_columns(material: Material, evidence: Evidence) -> list[Column]:
    """Return how much evidence there is and where it stands on the scale."""
    portfolio = material.portfolio
    account, drivers = material.order[evidence.place], len(portfolio.drivers)
    is_driver = evidence.item < drivers
    driver, signal = np.where(is_driver, evidence.item, 0), np.where(is_driver, 0, evidence.item - drivers)

    def of_drivers(table: np.ndarray) -> np.ndarray:
        return np.where(is_driver, _picked(table, account, driver), np.nan)

    scale = np.where(
        is_driver, of_drivers(portfolio.driver_score), _picked(portfolio.signal_x, account, signal)
    )
    count, reliability = of_drivers(portfolio.driver_count), of_drivers(portfolio.driver_reliability)
    return [
        Column("count", "Observations", 13, count, number="whole", note=_COUNT_NOTE),
        Column("reliability", "Reliability", 11, reliability, number="decimal", note=note_of("reliability")),
        Column("scale", "On the scale", 11, scale, number="decimal", note=_SCALE_NOTE),
    ]


def _text_columns(material: Material, evidence: Evidence) -> list[Column]:
    """Return the rows that were read and, of surveys, the newest words."""
    portfolio, facts, account = material.portfolio, material.facts, material.order[evidence.place]
    comments = [""] * len(account)
    for item, record in enumerate([*portfolio.drivers, *portfolio.signals]):
        if record.name in COMMENTED:
            rows, said = np.flatnonzero(evidence.item == item), newest_comments(facts, COMMENTED[record.name])
            for row, who in zip(rows.tolist(), account[rows].tolist(), strict=True):
                comments[row] = said[who]
    return [
        Column("rows", "Source rows", 56, evidence.sources, "text", note=_ROWS_NOTE, wrap=True),
        Column(
            "comment", "Newest comment", 50, comments, "text", note="In the words of the customer.", wrap=True
        ),
    ]


def _write_values(
    sheet: SheetWriter, styles: Styles, material: Material, evidence: Evidence, column: int
) -> None:
    """Write each value in the format of its unit; flags as words."""
    portfolio = material.portfolio
    items = [*portfolio.drivers, *portfolio.signals]
    values = np.hstack([portfolio.driver_value, portfolio.signal_value])[
        material.order[evidence.place], evidence.item
    ]
    flags = [index >= len(portfolio.drivers) and each.is_flag for index, each in enumerate(items)]
    formats = [
        styles.number("whole" if flag else number_format(each.unit), top=True)
        for flag, each in zip(flags, items, strict=True)
    ]
    for row, (item, value) in enumerate(zip(evidence.item.tolist(), values.tolist(), strict=True), FIRST_ROW):
        if flags[item]:
            sheet.text(row, column, "yes" if value else "no", formats[item])
        else:
            sheet.number(row, column, value, formats[item])


def number_format(unit: str) -> str:
    """Return the name of the number format for a unit of drivers and signals."""
    if unit.startswith(("share", "relative change")):
        return "percent"
    if unit.startswith(("points", "%", "0 to 100", "actions")):
        return "score1"
    return "days" if unit.startswith("days") else "decimal"


def _picked(table: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return one cell of a table per row; NaN throughout when it has no columns."""
    return table[rows, columns] if table.shape[1] else np.full(len(rows), np.nan)
