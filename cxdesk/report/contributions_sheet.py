"""The sheet Contributions: one row per account, from the inputs to the health, all of it live."""

from __future__ import annotations

from cxdesk.health.portfolio import LOST_BAND, NO_BAND, PILLARS
from cxdesk.report import names
from cxdesk.report.contribution_layout import FIRST_ROW, HEADER_ROW, WEIGHT_ROW, Layout
from cxdesk.report.contribution_table import contribution_columns
from cxdesk.report.evidence_sheet import Evidence
from cxdesk.report.material import Material
from cxdesk.report.retention_sheet import Curves
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.styles import Styles
from cxdesk.report.table import mark_nothing, mark_points, write_head, write_table
from cxdesk.report.usual_sheet import Peers

NAME = "Contributions"
_NAMED = ("number", "health", "band", "coverage", "arr", "clv", "value_at_risk", "expected", "peers")
_LARGEST_DIFFERENCE = 1e-9


def write_contributions(
    sheet: SheetWriter,
    styles: Styles,
    material: Material,
    layout: Layout,
    curves: Curves,
    peers: Peers,
    evidence: Evidence,
) -> None:
    """Write every column; numbers lead to where the `evidence` of them is."""
    explained = "the bars from start to scale add up to the health · inputs are blue, far right"
    title = "Contributions: how each health comes about"
    write_head(sheet, styles, title, f"{material.subtitle} · {explained}", material.warning)
    columns = contribution_columns(layout, material, curves, peers, evidence)
    area = write_table(
        sheet, styles, HEADER_ROW, columns, header_height=64, rows_between=HEADER_ROW - WEIGHT_ROW
    )
    last = area[2]
    _write_weights(sheet, styles, material, layout)
    own_set = ("set",) if layout.by_segment else ()
    for key in (*_NAMED, *own_set, *layout.pillars("share"), *layout.pillars("score")):
        letter = layout.letter(key)
        cells = f"{NAME}!${letter}${FIRST_ROW + 1}:${letter}${last + 1}"
        sheet.book.name(names.account_column(_name_of(key)), cells)
    _mark(sheet, styles, material, layout, last)
    sheet.filter(area)
    sheet.freeze(FIRST_ROW, 3)
    last_bar = layout.position(layout.all_bars()[-1])
    sheet.printing(material.page_head, HEADER_ROW, (last, last_bar), kept=3)


def mark_bands(
    sheet: SheetWriter, styles: Styles, material: Material, area: tuple[int, int, int, int]
) -> None:
    """Give the bands of a column their colours, beside their shape and word."""
    for name in (*(name for name, _ in material.standards.bands), NO_BAND, LOST_BAND):
        label = f'"{material.look.band(name).label}"'
        sheet.condition(area, {"type": "cell", "criteria": "==", "value": label, "format": styles.band(name)})


def bar_ranges(layout: Layout, last: int) -> tuple[str, str]:
    """Return the range of the bars that can be the strongest signal, and that of their headers."""
    keys = layout.bars("driver", "signal", "cap")
    left, right = layout.letter(keys[0]), layout.letter(keys[-1])
    header = HEADER_ROW + 1
    return (
        f"{NAME}!${left}${FIRST_ROW + 1}:${right}${last + 1}",
        f"{NAME}!${left}${header}:${right}${header}",
    )


def _mark(sheet: SheetWriter, styles: Styles, material: Material, layout: Layout, last: int) -> None:
    """Colour bands, what lowers a health, and a check that fails."""
    band, check = layout.position("band"), layout.position("check")
    mark_bands(sheet, styles, material, (FIRST_ROW, band, last, band))
    rule = {"type": "cell", "criteria": "not between", "format": styles.wrong}
    limits = {"minimum": -_LARGEST_DIFFERENCE, "maximum": _LARGEST_DIFFERENCE}
    sheet.condition((FIRST_ROW, check, last, check), rule | limits)
    mark_nothing(sheet, styles, (FIRST_ROW, check, last, check), "0.00", 0.005)
    bars = [key for key in layout.all_bars() if key not in layout.bars("start")]
    columns = [layout.position(key) for key in bars]
    mark_points(sheet, styles, (FIRST_ROW, min(columns), last, max(columns)))


def _name_of(key: str) -> str:
    """Return what a column is called in a defined name: "score:0" is "score_sentiment"."""
    kind, _, position = key.partition(":")
    return f"{kind}_{PILLARS[int(position)]}" if position else kind


def _write_weights(sheet: SheetWriter, styles: Styles, material: Material, layout: Layout) -> None:
    """Write above the inputs the weight that each has on the sheet Standards."""
    portfolio = layout.portfolio
    weights = [
        (f"reliability:{i}", names.pillar_weight(pillar), weight)
        for i, (pillar, weight) in enumerate(zip(PILLARS, material.standards.pillars, strict=True))
    ]
    weights += [(f"R:{i}", names.driver_weight(d.name), d.weight) for i, d in enumerate(portfolio.drivers)]
    if layout.by_segment:  # these differ from account to account: they are on the sheet Segments
        weights = []
    weights += [(f"x:{i}", names.signal_beta(s.name), s.beta) for i, s in enumerate(portfolio.signals)]
    for key, name, value in weights:
        column = layout.position(key)
        sheet.formula(WEIGHT_ROW, column, f"={name}", float(value), styles.number("decimal"))
