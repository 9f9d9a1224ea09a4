"""The sheet Back-test: whether the forecasts of past dates found who was lost, and every miss by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, isnan

import numpy as np

from cxdesk.health.backtest import Backtest, Quality
from cxdesk.report.backtest_json import verdict
from cxdesk.report.material import Material
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.styles import Styles
from cxdesk.report.table import write_head
from cxdesk.workspace.losses import RULE

NAME = "Back-test"
_HEADER_ROW = 5
_LINE_POINTS = 16
_WIDTHS = (34, 13, 13, 13, 13, 13, 13, 13, 13, 40)
MODEL_LABELS = {
    "standards": "Your standards",
    "learned": "Weights learned from your losses",
    "base_rate": "The share of losses alone",
    "retention_curve": "The segment's retention curve alone",
    "usage_trend": "The trend of use alone",
    "previous_standards": "Your standards before these",
}
_NOTES = {
    "AUC": "How often, of one lost and one kept account, the lost one was ranked first: 0.5 is chance.",
    "from": "The lower end of the 95 % range of the number to its left.",
    "to": "The upper end of the 95 % range.",
    "Brier": "Mean squared difference between the chance said and what came (0 or 1): less is better.",
    "Skill": "How much less that is than by saying the share of losses to all: above 0 is better than that.",
    "Off by, mean": "How far the chances said were from the shares that came, over groups of equal size.",
    "Lift": "The share lost among those called, divided by the share lost of all.",
    "ARR caught": "Of the ARR that was lost, the part of accounts that were among the calls.",
    "Said": "The mean chance to be lost that was forecast for the group.",
    "Came": "The share of the group that was lost.",
}
Cell = str | float | np.datetime64
Rows = list[tuple[Cell, ...]]


def write_backtest(sheet: SheetWriter, styles: Styles, material: Material, found: Backtest) -> None:
    """Write what was judged and how good it was, by model, date, chance and band, then the misses."""
    write_head(sheet, styles, "Back-test: would it have found who was lost?", "", material.warning)
    rule = f"{RULE} Judged on {found.method}.{_lead_text(found)}"
    for line, text in ((1, verdict(found)), (3, rule)):
        sheet.merged((line, 0, line, len(_WIDTHS) - 1), text, styles.text(muted=True, wrap=True, top=True))
        sheet.height(line, _LINE_POINTS * ceil(len(text) / sum(_WIDTHS)) + 2)
    for column, width in enumerate(_WIDTHS):
        sheet.width(column, width)
    row = _HEADER_ROW
    for heading, headers, rows, formats in _sections(found, material):
        row = _write_section(sheet, styles, row, heading, headers, rows, formats)
    sheet.printing(material.page_head, 0, (row, len(_WIDTHS) - 1))


def _sections(
    found: Backtest, material: Material
) -> Iterator[tuple[str, Sequence[str], Rows, Sequence[str]]]:
    """Give each section's heading, headers, rows, and the number formats of its columns ("" for text)."""
    look, names = material.look, material.facts.accounts.account_name
    order = {name: place for place, (name, _) in enumerate(material.standards.bands)}
    yield (
        "How good: by model",
        (
            "Model",
            "AUC",
            "from",
            "to",
            "Brier",
            "Skill",
            "Off by, mean",
            "Lift",
            "ARR caught",
            "What it says",
        ),
        [_model(name, quality) for name, quality in found.models.items()],
        ("", *["decimal"] * 3, "precise", "decimal", "percent1", "decimal", "percent1", ""),
    )
    if found.origins:
        yield (
            "By date",
            ("Date", "Accounts", "Lost", "AUC", "from", "to", "Called", "Lost and called"),
            [
                (
                    each.origin, each.accounts, each.events, each.auc.value, each.auc.low, each.auc.high,
                    each.calls, each.hits,
                )
                for each in found.origins
            ],
            ("date", "whole", "whole", "decimal", "decimal", "decimal", "whole", "whole"),
        )  # fmt: skip
    yield (
        "Do 20 % mean 20 %?",
        ("Forecasts, lowest first", "Accounts", "Said", "Came", "from", "to"),
        [
            (f"Bin {number + 1}", int(bins[0]), *map(float, bins[1:]))
            for number, bins in enumerate(
                zip(
                    found.bins.n,
                    found.bins.forecast,
                    found.bins.rate,
                    found.bins.low,
                    found.bins.high,
                    strict=True,
                )
            )
        ],
        ("", "whole", "percent1", "percent1", "percent1", "percent1"),
    )
    if found.bands:
        yield (
            "The record of each band",
            ("Band", "Accounts", "Kept", "Kept, %", "from", "to"),
            [
                (look.band(each.band).label, each.n, each.kept, each.kept / each.n, *each.range)
                for each in sorted(found.bands, key=lambda each: order.get(each.band, len(order)))
            ],
            ("", "whole", "whole", "percent1", "percent1", "percent1"),
        )
    if found.misses:
        yield (
            "Lost without being among the calls",
            ("Account", "Seen on", "Lost on", "Chance said", "Place", "of", "Band"),
            [
                (
                    str(names[miss.account]), miss.origin, miss.lost_on, miss.chance, miss.rank,
                    miss.accounts, look.band(miss.band).label,
                )
                for miss in found.misses
            ],
            ("", "date", "date", "percent1", "whole", "whole", ""),
        )  # fmt: skip


def _lead_text(found: Backtest) -> str:
    """Return how long before their loss those who were called had first been called, "" where nobody was."""
    if isnan(found.lead_days):
        return ""
    return (
        f" Lost accounts that were called were first called {found.lead_days:.0f} days before, at the median."
    )


def _model(name: str, quality: Quality) -> tuple[Cell, ...]:
    if isnan(quality.auc.low):
        says = "Too few losses to say."
    elif quality.auc.low > 0.5:
        says = "Orders who was lost better than chance."
    else:
        says = "Cannot be told from chance."
    return (
        MODEL_LABELS[name],
        quality.auc.value,
        quality.auc.low,
        quality.auc.high,
        quality.brier,
        quality.skill,
        quality.ece,
        quality.lift,
        quality.arr_recall,
        says,
    )


def _write_section(
    sheet: SheetWriter,
    styles: Styles,
    row: int,
    heading: str,
    headers: Sequence[str],
    rows: Rows,
    formats: Sequence[str],
) -> int:
    """Write a heading, headers and rows; return the row after the free one below."""
    sheet.text(row, 0, heading, styles.section)
    for column, (header, number) in enumerate(zip(headers, formats, strict=True)):
        sheet.text(row + 1, column, header, styles.header(bool(number), min(column, 1)))
        if header in _NOTES:
            sheet.note(row + 1, column, _NOTES[header])
    for offset, cells in enumerate(rows):
        for column, (value, number) in enumerate(zip(cells, formats, strict=True)):
            _write_cell(sheet, styles, row + 2 + offset, column, value, number)
    return row + len(rows) + 3


def _write_cell(sheet: SheetWriter, styles: Styles, row: int, column: int, value: Cell, number: str) -> None:
    """Write one value; an unknown number is a blank cell."""
    if isinstance(value, str):
        sheet.text(row, column, value, styles.text(indent=min(column, 1)))
    elif number == "date":
        sheet.date(row, column, value, styles.number("date"))
    elif not isnan(value):
        sheet.number(row, column, float(value), styles.number(number))
