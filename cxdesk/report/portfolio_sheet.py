"""The sheet Portfolio: one line per account, most value at risk first, to read, print and write into."""

from __future__ import annotations

from cxdesk.health.portfolio import PILLARS
from cxdesk.report import names
from cxdesk.report.changes_sheet import trend_icons
from cxdesk.report.contribution_layout import Layout
from cxdesk.report.contributions_sheet import mark_bands
from cxdesk.report.evidence_sheet import Evidence
from cxdesk.report.material import Material
from cxdesk.report.over_time import Changed
from cxdesk.report.portfolio_chart import CHART_ROWS, insert_chart
from cxdesk.report.portfolio_columns import KEYS, portfolio_columns
from cxdesk.report.portfolio_sources import source_notes
from cxdesk.report.round_trip.columns import check_cells
from cxdesk.report.round_trip.texts import HandedOut
from cxdesk.report.sheet_writer import SheetWriter, column_letter
from cxdesk.report.styles import Styles
from cxdesk.report.table import mark_points, write_head, write_table

NAME = "Portfolio"
WEIGHT_ROW = 3
HEADER_ROW = 5
FIRST_ROW = 6
_SIGNS = {
    3: "3_signs",
    4: "4_ratings",
    5: "5_quarters",
}  # a circle, a triangle, a diamond; bars; filled circles
_CHART_BELOW = 30  # with more accounts nobody finds a chart under the table, nor does it fit the page


def write_portfolio(
    sheet: SheetWriter,
    styles: Styles,
    material: Material,
    layout: Layout,
    given: HandedOut,
    changed: Changed | None,
    evidence: Evidence,
) -> None:
    """Write the sheet, with its chart below a short table and beside a long one; the file opens on it."""
    sheet.open_here()
    explained = "every score is a formula: change a weight on Standards and watch it move"
    write_head(sheet, styles, material.title, f"{material.subtitle} · {explained}", material.warning)
    area = write_table(sheet, styles, HEADER_ROW, portfolio_columns(material, layout, given, changed))
    for row, note in enumerate(source_notes(material, evidence), FIRST_ROW):
        sheet.note(row, KEYS.index("health"), note)
    last, last_visible = area[2], KEYS.index("number") - 1
    _write_weights(sheet, styles, material, layout)
    _mark(sheet, styles, material, layout, last)
    sheet.freeze(FIRST_ROW, 1)
    # The hidden columns too: a spreadsheet sorts what the buttons span, and leaves the rest where it is.
    sheet.filter(area)
    check_cells(sheet, KEYS, FIRST_ROW, last)
    below = len(material) <= _CHART_BELOW
    if material.scored:
        corner = (last + 2, 0) if below else (HEADER_ROW, len(KEYS) + 1)
        columns = KEYS.index("account"), KEYS.index("health"), KEYS.index("value_at_risk")
        insert_chart(sheet, material, FIRST_ROW, columns, corner)
        where = "below" if below else "to the right"
        cell = f"'{NAME}'!{column_letter(corner[1])}{corner[0] + 1}"
        sheet.link(
            WEIGHT_ROW, KEYS.index("strongest"), cell, f"Chart {where}: whom to save first", styles.link(1)
        )
        last += CHART_ROWS + 2 if below else 0
    sheet.printing(material.page_head, HEADER_ROW, (last, last_visible), one_page=below)


def _write_weights(sheet: SheetWriter, styles: Styles, material: Material, layout: Layout) -> None:
    """Show the pillars' weights above their columns."""
    others = ", but for Segments" if layout.by_segment else ""
    sheet.text(WEIGHT_ROW, 0, f"Weights, from the sheet Standards{others}", styles.subtitle)
    for index, pillar in enumerate(PILLARS):
        weight = material.standards.pillars[index]
        column = KEYS.index(f"pillar:{index}")
        sheet.formula(WEIGHT_ROW, column, f"={names.pillar_weight(pillar)}", weight, styles.number("percent"))


def _mark_signs(sheet: SheetWriter, material: Material, area: tuple[int, int, int, int]) -> None:
    """Show the place of each band as a sign of its own shape, where Excel has as many."""
    count = len(material.standards.bands)
    if count in _SIGNS:
        bounds = [{"criteria": ">=", "type": "number", "value": place} for place in range(count, 1, -1)]
        rule = {"type": "icon_set", "icon_style": _SIGNS[count], "icons": bounds, "icons_only": True}
        sheet.condition(area, rule)


def _mark(sheet: SheetWriter, styles: Styles, material: Material, layout: Layout, last: int) -> None:
    """Give bands their colours, pillars their bars, and what is uncertain or negative its look."""

    def area(key: str) -> tuple[int, int, int, int]:
        return FIRST_ROW, KEYS.index(key), last, KEYS.index(key)

    mark_bands(sheet, styles, material, area("band"))
    _mark_signs(sheet, material, area("sign"))
    for index in range(len(PILLARS)):
        sheet.condition(area(f"pillar:{index}"), {
            "type": "data_bar", "bar_solid": True, "data_bar_2010": True, "bar_color": styles.bar_colour,
            "bar_border_color": styles.bar_colour, "min_type": "num", "min_value": 0, "max_type": "num",
            "max_value": 100,
        })  # fmt: skip
    health = f"${column_letter(KEYS.index('health'))}{FIRST_ROW + 1}"
    bounds = names.BAND_FROM
    if layout.by_segment:
        place = f"${column_letter(KEYS.index('place'))}{FIRST_ROW + 1}"
        bounds = f"INDEX({names.of_sets(names.SETS_BANDS)},INDEX({names.account_column('set')},{place}),0)"
    seeming, own = (f"LOOKUP({value},{bounds})" for value in (f"ROUND({health},0)", health))
    # 64.8 must not be shown as the 65 of a better band.
    misleading = f'=IF({health}="",FALSE,{seeming}>{own})'
    sheet.condition(area("health"), {"type": "formula", "criteria": misleading, "format": styles.one_decimal})
    coverage = f"${column_letter(KEYS.index('coverage'))}{FIRST_ROW + 1}"
    rounded_up = f"=AND({coverage}<{names.NO_COLOUR},ROUND({coverage},2)>={names.NO_COLOUR})"
    precise = {"type": "formula", "criteria": rounded_up, "format": styles.one_decimal_percent}
    sheet.condition(area("coverage"), precise)
    uncertain = {"type": "cell", "criteria": "<", "value": f"={names.LITTLE}", "format": styles.uncertain}
    sheet.condition(area("coverage"), uncertain)
    mark_points(sheet, styles, area("points"))
    mark_points(sheet, styles, area("change"))
    trend_icons(sheet, area("change"))
