"""The sheet Overview: the portfolio as a whole, how it came here and what moves it, with native charts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.health.portfolio import LOST_BAND, NO_BAND
from cxdesk.health.segment_standards import segment_codes, sets_of
from cxdesk.report import names
from cxdesk.report.contribution_layout import FIRST_ROW as CONTRIBUTIONS_FIRST_ROW
from cxdesk.report.contribution_layout import Layout
from cxdesk.report.contributions_sheet import mark_bands
from cxdesk.report.material import Material
from cxdesk.report.over_time import PastHealth
from cxdesk.report.overview_charts import CHART_COLUMN, COURSE_ROWS, MEANS_ROWS, insert_course, insert_means
from cxdesk.report.sheet_writer import SheetWriter, column_letter
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, mark_points, write_head, write_table

NAME = "Overview"
_BANDS_ROW = 5
_SHOWN_ACCOUNTS = 4
_WIDTHS = (30, 12, 12, 13, 13, 13)
_PRINTED_COLUMNS = 18


def write_overview(
    sheet: SheetWriter, styles: Styles, material: Material, layout: Layout, past: PastHealth | None
) -> None:
    """Write the bands, the course of the last months where it is known, and the mean bars."""
    of = f"the {len(material):,} live accounts" if len(material.rest) else "all accounts"
    write_head(
        sheet,
        styles,
        "Overview: where the portfolio stands, and what moves it",
        f"{material.subtitle} · numbers are of {of}, and live but for the past",
        material.warning,
    )
    for column, width in enumerate(_WIDTHS):
        sheet.width(column, width)
    row = _write_bands(sheet, styles, material)
    if layout.by_segment:
        row = _write_bands_by_segment(sheet, styles, material, row)
    if past is not None and len(past.days) > 1:
        row = _write_course(sheet, styles, material, past, row)
    last = _write_means(sheet, styles, material, layout, row)
    sheet.printing(material.page_head, _BANDS_ROW, (last, _PRINTED_COLUMNS), one_page=True)


def _write_bands(sheet: SheetWriter, styles: Styles, material: Material) -> int:
    """Write how many accounts and how much money are in each band; return the row after the free one."""
    portfolio, order, row = material.portfolio, material.order, _BANDS_ROW
    sheet.text(row - 1, 0, "Bands", styles.section)
    bands = [name for name, _ in material.standards.bands[::-1]]
    named = [(name, f"INDEX({names.BAND_SHOWN},{place})") for place, name in enumerate(bands, 1)][::-1]
    named += [(NO_BAND, names.BAND_UNKNOWN), (LOST_BAND, names.BAND_LOST)]
    own = portfolio.band[order]
    inside = [own == name for name, _ in named]
    band, health = names.account_column("band"), names.account_column("health")
    columns = [
        Column("band", "Band", 0, [material.look.band(name).label for name, _ in named], "text"),
        Column("accounts", "Accounts", 0, [float(mask.sum()) for mask in inside], "formula", "whole",
               f"=COUNTIF({band},$A{{r}})"),
        Column("share", "Of all", 0, [float(mask.mean()) for mask in inside], "formula", "percent",
               f"=COUNTIF({band},$A{{r}})/ROWS({health})"),
        *(
            Column(key, material.with_currency(label), 0,
                   [float(np.nansum(values[order][mask])) for mask in inside], "formula", "money_short",
                   f"=SUMIF({band},$A{{r}},{names.account_column(key)})")
            for key, label, values in (
                ("arr", "ARR", material.facts.accounts.arr),
                ("value_at_risk", "Value at risk", portfolio.value_at_risk),
            )
        ),
    ]  # fmt: skip
    area = write_table(sheet, styles, row, _sized(columns))
    for offset, (name, formula) in enumerate(named, row + 1):
        sheet.formula(offset, 0, f"={formula}", material.look.band(name).label, styles.text())
    mark_bands(sheet, styles, material, (row + 1, 0, area[2], 0))
    return area[2] + 3


def _write_bands_by_segment(sheet: SheetWriter, styles: Styles, material: Material, row: int) -> int:
    """Write how many accounts of each segment are in each band by the segment's own standards; return the row
    after the free one.
    """
    title = "Bands by segment: those with standards of their own, see the sheet Segments"
    sheet.text(row - 1, 0, title, styles.section)
    sets = sets_of(material.standards, *segment_codes(material.facts.accounts.segment))
    own, band = sets.row[material.order], material.portfolio.band[material.order]
    used = sorted(set(own.tolist()))
    bands = [*(name for name, _ in material.standards.bands), NO_BAND, LOST_BAND]
    counts = [[float(((own == code) & (band == name)).sum()) for code in used] for name in bands]
    columns = [
        Column("segment", "Segment", 0, [sets.names[code] or "All others" for code in used], "text"),
        *(
            Column(name, material.look.band(name).label, 0, of_band, number="whole")
            for name, of_band in zip(bands, counts, strict=True)
        ),
    ]
    last = write_table(sheet, styles, row, _sized(columns))[2]
    for place, of_band in enumerate(counts, 1):
        same = f"({names.account_column('band')}={column_letter(place)}${row + 1})"
        for offset, (code, count) in enumerate(zip(used, of_band, strict=True), row + 1):
            formula = f"=SUMPRODUCT(({names.account_column('set')}={code + 1})*{same})"
            sheet.formula(offset, place, formula, count, styles.number("whole"))
    return last + 3


def _write_course(sheet: SheetWriter, styles: Styles, material: Material, past: PastHealth, row: int) -> int:
    """Write the health month by month, of the portfolio and of those with the most value at risk; the last
    line is live. Return the row after the free one.
    """
    sheet.text(row - 1, 0, "Health over the last months", styles.section)
    known = np.isfinite(past.health)
    months = known[:, material.order[: material.scored]].sum(axis=0)
    shown = np.flatnonzero(months > 1)[:_SHOWN_ACCOUNTS].tolist()
    counted = known.sum(axis=1)
    mean = np.where(known, past.health, 0.0).sum(axis=1) / np.where(counted, counted, np.nan)
    lines = [("All accounts, mean", mean)]
    lines += [(material.names[place], past.health[:, material.order[place]]) for place in shown]
    columns = [
        Column("day", "At the end of", 0, past.days, "date"),
        *(Column(f"line:{i}", name, 0, values, number="score1") for i, (name, values) in enumerate(lines)),
    ]
    area = write_table(sheet, styles, row, _sized(columns), header_height=48)
    last, health = area[2], names.account_column("health")
    score = styles.number("score1")
    if not len(material.rest):
        sheet.formula(last, 1, f"=SUM({health})/MAX(1,COUNT({health}))", mean[-1], score)
    for column, place in enumerate(shown, 2):
        found = f"=INDEX({health},MATCH({place + 1},{names.account_column('number')},0))"
        sheet.formula(last, column, found, past.health[-1, material.order[place]], score)
    insert_course(sheet, material, (row, last), len(lines), (_BANDS_ROW - 1, CHART_COLUMN))
    return max(last + 3, _BANDS_ROW + COURSE_ROWS + 1)


def _write_means(sheet: SheetWriter, styles: Styles, material: Material, layout: Layout, row: int) -> int:
    """Write what each driver, signal and cap adds to the mean health, the largest first; return the last
    row.
    """
    sheet.text(row - 1, 0, "What lifts and lowers the mean health", styles.section)
    portfolio, order = material.portfolio, material.order
    scored = np.isfinite(portfolio.health[order])
    points = portfolio.bar_points[order][scored].sum(axis=0) / max(int(scored.sum()), 1)
    moved = (np.nan_to_num(portfolio.bar_points[order]) != 0).sum(axis=0)
    kinds = ("driver", "signal", "cap", "tenure")
    chosen = [i for i, bar in enumerate(portfolio.bars) if bar.kind in kinds and moved[i]]
    chosen.sort(key=lambda i: -abs(points[i]))
    health, end = names.account_column("health"), CONTRIBUTIONS_FIRST_ROW + len(order)
    columns = [
        Column("bar", "Driver, signal or hard fact", 0, [portfolio.bars[i].label for i in chosen], "text"),
        Column("points", "Points, mean", 0, points[chosen], number="points"),
        Column("accounts", "Accounts it moves", 0, np.zeros(len(chosen)), number="whole"),
    ]
    area = write_table(sheet, styles, row, _sized(columns))
    for offset, i in enumerate(chosen, row + 1):
        letter = layout.letter(f"bar:{i}")
        cells = f"Contributions!${letter}${CONTRIBUTIONS_FIRST_ROW + 1}:${letter}${end}"
        mean = f"=SUM({cells})/MAX(1,COUNT({health}))"
        sheet.formula(offset, 1, mean, points[i], styles.number("points"))
        count = f'=COUNTIF({cells},">0")+COUNTIF({cells},"<0")'
        sheet.formula(offset, 2, count, float(moved[i]), styles.number("whole"))
    mark_points(sheet, styles, (row + 1, 1, area[2], 1))
    if chosen:
        insert_means(sheet, material, (row, area[2]), (row - 1, CHART_COLUMN))
    return max(area[2], row + MEANS_ROWS if chosen else 0)


def _sized(columns: list[Column]) -> list[Column]:
    """Return the columns at the sheet's widths, which all its tables share."""
    return [replace(column, width=width) for column, width in zip(columns, _WIDTHS, strict=False)]
