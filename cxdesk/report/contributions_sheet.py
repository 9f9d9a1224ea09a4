"""The sheet Contributions: one row per account, from the inputs to the health, all of it live."""

from __future__ import annotations

import numpy as np

from cxdesk.health.portfolio import LOST_BAND, NO_BAND, PILLAR_LABELS, PILLARS
from cxdesk.report import names
from cxdesk.report.contribution_columns import FIRST_ROW, HEADER_ROW, WEIGHT_ROW, Layout, formula_of
from cxdesk.report.material import Material
from cxdesk.report.retention_sheet import Curves
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, write_head, write_table
from cxdesk.report.terms import TERMS, note_of, note_of_item

NAME = "Contributions"
NAMED = ("number", "health", "band", "coverage", "arr", "clv", "value_at_risk")
_LARGEST_DIFFERENCE = 1e-9
_SCORE_WIDTH = 10


def write_contributions(
    sheet: SheetWriter,
    styles: Styles,
    material: Material,
    layout: Layout,
    curves: Curves,
    evidence: list[str],
) -> None:
    """Write every column; `evidence` says per account where its rows are on the sheet Evidence, "" for nowhere."""
    write_head(
        sheet, styles, "Contributions: how each health comes about",
        f"{material.subtitle} · the bars from start to scale add up to the health · inputs are blue, far right",
        material.warning,
    )  # fmt: skip
    columns = [_column(key, layout, material, curves, evidence) for key in layout.keys]
    area = write_table(sheet, styles, HEADER_ROW, columns, header_height=64)
    _write_weights(sheet, styles, layout)
    last = area[2]
    for key in (*NAMED, *layout.pillars("share"), *layout.pillars("score")):
        letter = layout.letter(key)
        cells = f"{NAME}!${letter}${FIRST_ROW + 1}:${letter}${last + 1}"
        sheet.book.name(names.account_column(_name_of(key)), cells)
    check = layout.position("check")
    sheet.condition((FIRST_ROW, check, last, check), {
        "type": "cell", "criteria": "not between", "minimum": -_LARGEST_DIFFERENCE,
        "maximum": _LARGEST_DIFFERENCE, "format": styles.wrong,
    })  # fmt: skip
    bars = layout.bars("gap", "tenure", "driver", "signal", "clip")
    first, final = layout.position(bars[0]), layout.position(bars[-1])
    sheet.condition((FIRST_ROW, first, last, final), {
        "type": "cell", "criteria": "<", "value": -0.05, "format": styles.falling,
    })  # fmt: skip
    band = layout.position("band")
    mark_bands(sheet, styles, material, (FIRST_ROW, band, last, band))
    sheet.filter(area)
    sheet.freeze(FIRST_ROW, 3)
    sheet.printing(material.page_head, HEADER_ROW, (last, final), paper_a3=True)


def mark_bands(
    sheet: SheetWriter, styles: Styles, material: Material, area: tuple[int, int, int, int]
) -> None:
    """Give the bands of a column their colours, beside their shape and word."""
    for name in (*(name for name, _ in material.standards.bands), NO_BAND, LOST_BAND):
        label = f'"{material.look.band(name).label}"'
        sheet.condition(area, {"type": "cell", "criteria": "==", "value": label, "format": styles.band(name)})


def bar_ranges(layout: Layout, last: int) -> tuple[str, str]:
    """Return the range of the bars that can be the strongest signal, and that of their headers."""
    keys = layout.bars("driver", "signal")
    first, final = layout.letter(keys[0]), layout.letter(keys[-1])
    return (
        f"{NAME}!${first}${FIRST_ROW + 1}:${final}${last + 1}",
        f"{NAME}!${first}${HEADER_ROW + 1}:${final}${HEADER_ROW + 1}",
    )


def _name_of(key: str) -> str:
    """Return what a column is called in a defined name: "score:0" is "score_sentiment"."""
    kind, _, position = key.partition(":")
    return f"{kind}_{PILLARS[int(position)]}" if position else kind


def _write_weights(sheet: SheetWriter, styles: Styles, layout: Layout) -> None:
    """Write above the inputs the weight that each has on the sheet Standards."""
    portfolio = layout.portfolio
    weights = [
        *(
            (f"reliability:{i}", names.pillar_weight(PILLARS[i]), portfolio.pillar_weight[i])
            for i in range(len(PILLARS))
        ),
        *(
            (f"R:{i}", names.driver_weight(driver.name), driver.weight)
            for i, driver in enumerate(portfolio.drivers)
        ),
        *(
            (f"x:{i}", names.signal_beta(signal.name), signal.beta)
            for i, signal in enumerate(portfolio.signals)
        ),
    ]
    for key, name, value in weights:
        sheet.formula(WEIGHT_ROW, layout.position(key), f"={name}", float(value), styles.number("decimal"))


def _column(key: str, layout: Layout, material: Material, curves: Curves, evidence: list[str]) -> Column:
    """Return one column of the sheet."""
    kind, _, position = key.partition(":")
    if position:
        return _numbered(key, kind, int(position), layout, material)
    portfolio, order = material.portfolio, material.order
    lost = material.facts.accounts.is_lost[order]
    live = {"kind": "formula", "formula": formula_of(layout, key)} if key in _RESULTS else {}
    match key:
        case "number":
            return Column(
                key, "No.", 5, material.numbers, number="whole", note="The place in the order of work."
            )
        case "account":
            return Column(
                key, "Account", 30, material.names, "link", targets=evidence, note="Leads to its evidence."
            )
        case "health":
            return Column(
                key, "Health", 8, portfolio.health[order], number="score1", note=note_of(key), **live
            )
        case "check":
            difference = portfolio.health[order] - portfolio.bar_points[order].sum(axis=1)
            return Column(key, "Check", 10, difference, number="decimal", note=note_of(key), **live)
        case "band":
            shown = [material.look.band(name).label for name in portfolio.band[order]]
            return Column(key, "Band", 12, shown, note=note_of(key), **live)
        case "coverage":
            return Column(
                key, "Coverage", 10, portfolio.coverage[order], number="percent", note=note_of(key), **live
            )
        case "p_renew":
            return Column(key, "Chance of renewal", 10, portfolio.p_renew[order], number="percent1",
                          note=note_of(key), group="Money", **live)  # fmt: skip
        case "derl":
            return Column(key, "Expected renewals after next", 11, portfolio.derl_next[order], number="decimal",
                          note=note_of(key), group="Money", **live)  # fmt: skip
        case "arr":
            return Column(key, material.with_currency("ARR"), 13, material.facts.accounts.arr[order], "formula",
                          "money", _arr_formula(layout), note="From the sheet Accounts.", group="Money")  # fmt: skip
        case "clv":
            return Column(key, material.with_currency("CLV"), 13, portfolio.clv[order], number="money",
                          note=note_of(key), group="Money", **live)  # fmt: skip
        case "value_at_risk":
            return Column(key, material.with_currency("Value at risk"), 13, portfolio.value_at_risk[order],
                          number="money", note=note_of(key), group="Money", **live)  # fmt: skip
        case "base":
            return Column(key, "Log-odds by age", 10, portfolio.renewal_base[order], number="decimal", entered=True,
                          note=note_of(key), group="Inputs: age and retention")  # fmt: skip
        case "curve":
            return Column(key, "Curve on Retention", 10, curves.of_account[order], number="whole", entered=True,
                          note="Which curve of the sheet Retention, counted from the left.",
                          group="Inputs: age and retention")  # fmt: skip
        case "renewals":
            return Column(key, "Renewals behind it", 10, portfolio.renewals[order], number="whole", entered=True,
                          note="Whole years as a customer.", group="Inputs: age and retention")  # fmt: skip
    return Column(key, "Customer", 10, np.where(lost, 0, 1), number="whole", entered=True,
                  note="1 for a customer, 0 for one that is lost: nothing to score and nothing at risk.",
                  group="Inputs: age and retention")  # fmt: skip


def _numbered(key: str, kind: str, position: int, layout: Layout, material: Material) -> Column:
    """Return a column of a kind that there is one of per pillar, bar, driver or signal."""
    portfolio, order = material.portfolio, material.order
    if kind in _BY_PILLAR:
        group, number, values = _BY_PILLAR[kind]
        return Column(key, PILLAR_LABELS[position], 10, getattr(portfolio, values)[order, position], "formula",
                      number, formula_of(layout, key), note=note_of(kind), group=group)  # fmt: skip
    if kind == "bar":
        bar = portfolio.bars[position]
        return Column(key, bar.label, _SCORE_WIDTH, portfolio.bar_points[order, position], "formula", "points",
                      formula_of(layout, key), note=note_of(bar.kind, _pillar_line(bar.pillar)),
                      group="Points: what lifts and lowers the health")  # fmt: skip
    if kind == "x":
        signal = portfolio.signals[position]
        known = ~np.isnan(portfolio.signal_value[order, position])
        return Column(key, signal.label, _SCORE_WIDTH, np.where(known, portfolio.signal_x[order, position], np.nan),
                      number="decimal", entered=True, note=note_of_item(signal.name, signal.label, signal.unit,
                      TERMS["x"].formula), group="Inputs: signals, standardised, and their log-odds")  # fmt: skip
    driver = portfolio.drivers[position]
    group, number, values, term = _BY_DRIVER[kind]
    return Column(key, driver.label, _SCORE_WIDTH, getattr(portfolio, values)[order, position], number=number,
                  entered=True, note=note_of_item(driver.name, driver.label, driver.unit, TERMS[term].formula),
                  group=group)  # fmt: skip


def _arr_formula(layout: Layout) -> str:
    """Return the formula that fetches an account's ARR by its number, however the sheet Accounts is sorted."""
    found = f"INDEX({names.FACTS_ARR},MATCH({layout.cell('number')},{names.FACTS_NUMBER},0))"
    return f'=IF({found}="","",{found})'


def _pillar_line(pillar: int) -> str:
    """Return the line of a note that says to which pillar a bar belongs."""
    return f"Pillar: {PILLAR_LABELS[pillar].lower()}" if pillar >= 0 else ""


_RESULTS = ("health", "check", "band", "coverage", "p_renew", "derl", "clv", "value_at_risk")
_BY_PILLAR = {
    "share": ("Share of each pillar", "decimal", "pillar_share"),
    "score": ("Score of each pillar", "score1", "pillar_score"),
    "reliability": ("Reliability of each pillar, and its weight", "decimal", "pillar_reliability"),
}
_BY_DRIVER = {
    "R": (
        "Inputs: reliability of the drivers, and their weights in the pillar",
        "decimal",
        "driver_reliability",
        "reliability",
    ),
    "g": ("Inputs: score of the drivers", "score1", "driver_score", "driver_score"),
}
