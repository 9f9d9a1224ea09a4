"""What each column of the sheet Contributions shows: header, values, note; the formulas are beside this
file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxdesk.health.caps import CAP_LABELS
from cxdesk.health.portfolio import PILLAR_LABELS
from cxdesk.health.segment_standards import segment_codes, sets_of
from cxdesk.report import names
from cxdesk.report.contribution_formulas import formula_of
from cxdesk.report.contribution_layout import SENTIMENT_LOW, Layout
from cxdesk.report.evidence_sheet import Evidence, evidence_targets, item_targets
from cxdesk.report.material import Material
from cxdesk.report.retention_sheet import Curves
from cxdesk.report.table import Column
from cxdesk.report.terms import TERMS, note_of, note_of_item
from cxdesk.report.usual_sheet import Peers

_WIDTH = 11
_POINTS = "Points: what lifts and lowers the health"
_MONEY = "Money"
_AGE = "Inputs: age and retention"
_EXPECTED = "Compared with the segment"
# Header, width, number format, group.
_RESULTS = {
    "health": ("Health", 8, "score1", ""),
    "check": ("Check", 10, "decimal", ""),
    "coverage": ("Coverage", 10, "percent", ""),
    "p_renew": ("Chance of renewal", 10, "percent1", _MONEY),
    "derl": ("Expected renewals after next", 11, "decimal", _MONEY),
    "clv": ("CLV", 13, "money", _MONEY),
    "value_at_risk": ("Value at risk", 13, "money", _MONEY),
    "expected": ("Expected renewals", 11, "decimal", _EXPECTED),
    "ratio": ("Ratio to usual", 11, "precise", _EXPECTED),
}
# Of customers who order and have nothing to renew.
_OF_ORDERS = {
    "p_renew": "Chance to buy again in 12 months",
    "derl": "Orders to come, if one comes",
    "expected": "Expected orders",
    "arr": "Expected value of an order",
    "renewals": "Days with an order",
    "base": "Log-odds by orders so far",
}
_ORDER_NOTE = (
    "Of customers who order and have nothing to renew: as cxdesk computed it from how often, when and for "
    "how much they ordered (BG/NBD, Gamma-Gamma)."
)
# Header, number format, note.
_INPUTS = {
    "base": ("Log-odds by age", "decimal", note_of("base")),
    "curve": ("Curve on Retention", "whole", "Which curve of the sheet Retention, counted from the left."),
    "renewals": ("Renewals behind it", "whole", "Whole years as a customer."),
    "customer": (
        "Customer",
        "whole",
        "1 for a customer, 0 for one that is lost: nothing to score, nothing at risk.",
    ),
    "renews": (
        "Has something to renew",
        "whole",
        "1 for a customer, 0 for one that is lost or on trial: no lifetime value, no value at risk.",
    ),
    "peers": ("Row on Usual in segment", "whole", "Which segment it is compared with."),
    "told": (
        "Chance can be told",
        "whole",
        "0 for a customer who only orders beside contracts, too few for a model; else 1, of an order.",
    ),
}
# Group, number format, array of the portfolio.
_BY_PILLAR = {
    "share": ("Share of each pillar", "decimal", "pillar_share"),
    "score": ("Score of each pillar", "score1", "pillar_score"),
    "reliability": ("Reliability of each pillar, and its weight", "decimal", "pillar_reliability"),
}
# Group, number format, array of the portfolio, term.
_BY_DRIVER = {
    "R": (
        "Inputs: reliability of the drivers, and their weights in the pillar",
        "decimal",
        "driver_reliability",
        "reliability",
    ),
    "g": ("Inputs: score of the drivers", "score1", "driver_score", "driver_score"),
}


def contribution_columns(
    layout: Layout, material: Material, curves: Curves, peers: Peers, evidence: Evidence
) -> list[Column]:
    """Return the columns in the order of the layout; those of drivers and signals lead to evidence."""
    begins = evidence_targets(evidence)
    found = [_column(key, layout, material, curves, peers, begins) for key in layout.keys]
    return [replace(each, targets=each.targets or _targets(each.key, layout, evidence)) for each in found]


def _targets(key: str, layout: Layout, evidence: Evidence) -> Sequence[str]:
    """Return where the evidence of a driver's or signal's numbers is, nothing for other columns."""
    kind, _, position = key.partition(":")
    if not position:
        return ()
    place, drivers = int(position), len(layout.portfolio.drivers)
    if kind == "bar":
        bar = layout.portfolio.bars[place]
        kind, place = bar.kind, bar.item
    if kind in ("driver", "R", "g"):
        return item_targets(evidence, place)
    return item_targets(evidence, drivers + place) if kind in ("signal", "x") else ()


def _column(
    key: str, layout: Layout, material: Material, curves: Curves, peers: Peers, evidence: list[str]
) -> Column:
    kind, _, position = key.partition(":")
    if position:
        return _numbered(key, kind, int(position), layout, material)
    if material.portfolio.order_value is not None and key in ("arr", "derl"):
        return _order_input(key, material)
    if key in ("expected", "ratio"):
        return _expected(key, layout, material, peers)
    if key in _RESULTS:
        return _result(key, layout, material)
    if key in _INPUTS:
        header, number, note = _INPUTS[key]
        if material.portfolio.order_value is not None and key in _OF_ORDERS:
            header, note = _OF_ORDERS[key], _ORDER_NOTE
        values = _input_values(key, material, curves, peers)
        return Column(key, header, _WIDTH, values, number=number, entered=True, note=note, group=_AGE)
    match key:
        case "number":
            note = "The place in the order of work."
            return Column(key, "No.", 5, material.numbers, number="whole", note=note)
        case "account":
            return Column(
                key, "Account", 30, material.names, "link", targets=evidence, note="Leads to its evidence."
            )
        case "band":
            labels = [material.look.band(name).label for name in material.portfolio.band[material.order]]
            return Column(key, "Band", 12, labels, "formula", "", formula_of(layout, key), note=note_of(key))
        case "set":
            return _set_column(key, layout, material)
    amounts = material.facts.accounts.arr[material.order]
    header, note = material.with_currency("ARR"), "From the sheet Accounts."
    return Column(key, header, 13, amounts, "formula", "money", _arr_formula(layout), note=note, group=_MONEY)


def _result(key: str, layout: Layout, material: Material) -> Column:
    """Return a computed column that there is one of."""
    portfolio, order = material.portfolio, material.order
    header, width, number, group = _RESULTS[key]
    if portfolio.order_value is not None:
        header = _OF_ORDERS.get(key, header)
    if number == "money":
        header = material.with_currency(header)
    if key == "check":
        values = portfolio.health[order] - portfolio.bar_points[order].sum(axis=1)
    else:
        values = getattr(portfolio, "derl_next" if key == "derl" else key)[order]
    formula = formula_of(layout, key)
    return Column(key, header, width, values, "formula", number, formula, note=note_of(key), group=group)


def _expected(key: str, layout: Layout, material: Material, peers: Peers) -> Column:
    """Return what is expected of an account, or that as a ratio to what is usual in its segment."""
    header, width, number, group = _RESULTS[key]
    if layout.of_orders:
        header = _OF_ORDERS.get(key, header)
    values = (
        peers.expected if key == "expected" else material.portfolio.driver_value[:, layout.expected_driver]
    )
    formula, note = formula_of(layout, key), note_of(key)
    return Column(
        key, header, width, values[material.order], "formula", number, formula, note=note, group=group
    )


def _order_input(key: str, material: Material) -> Column:
    """Return what an order is worth, or how many follow: models of buying are no formula of a spreadsheet."""
    portfolio = material.portfolio
    values = portfolio.order_value if key == "arr" else material.orders_to_come
    header = material.with_currency(_OF_ORDERS[key]) if key == "arr" else _OF_ORDERS[key]
    number = "money" if key == "arr" else "decimal"
    return Column(
        key, header, 13, values[material.order], number=number, entered=True, note=_ORDER_NOTE, group=_MONEY
    )


def _set_column(key: str, layout: Layout, material: Material) -> Column:
    """Return the row of each account's standards on the sheet Segments."""
    sets = sets_of(material.standards, *segment_codes(material.facts.accounts.segment))
    return Column(
        key,
        "Row on Segments",
        _WIDTH,
        sets.row[material.order] + 1,
        "formula",
        "whole",
        formula_of(layout, key),
        note="Whose standards hold: by the account's segment, 1 where it has none of its own.",
        group="Standards of the segment",
    )


def _input_values(key: str, material: Material, curves: Curves, peers: Peers) -> np.ndarray:
    order = material.order
    match key:
        case "base":
            return material.portfolio.renewal_base[order]
        case "peers":
            return peers.of_account[order]
        case "curve":
            return curves.of_account[order]
        case "renewals":
            return material.portfolio.renewals[order]
        case "told":
            return np.where(np.isnan(material.portfolio.p_renew[order]), 0, 1)
        case "renews":
            return np.where(material.facts.accounts.is_customer[order], 1, 0)
    return np.where(material.facts.accounts.is_lost[order], 0, 1)


def _numbered(key: str, kind: str, position: int, layout: Layout, material: Material) -> Column:
    """Return a column of a kind that there is one of per pillar, bar, driver or signal."""
    portfolio, order = material.portfolio, material.order
    if kind in _BY_PILLAR:
        group, number, array = _BY_PILLAR[kind]
        header, values, note = PILLAR_LABELS[position], getattr(portfolio, array), note_of(kind)
    elif kind == "bar":
        bar = portfolio.bars[position]
        group, number, header, values = _POINTS, "points", bar.label, portfolio.bar_points
        pillar = f"Pillar: {PILLAR_LABELS[bar.pillar].lower()}" if bar.pillar >= 0 else ""
        note = note_of(bar.kind, pillar)
    elif kind == "x":
        return _signal(key, position, layout, material)
    elif kind == "cap":
        return _hard_fact(key, position, material)
    else:
        group, number, array, term = _BY_DRIVER[kind]
        driver = portfolio.drivers[position]
        note = note_of_item(driver.name, driver.label, driver.unit, TERMS[term].formula)
        values = getattr(portfolio, array)[order, position]
        if kind == "g" and position == layout.expected_driver:
            formula = formula_of(layout, key)
            return Column(
                key, driver.label, _WIDTH, values, "formula", number, formula, note=note, group=group
            )
        return Column(key, driver.label, _WIDTH, values, number=number, entered=True, note=note, group=group)
    formula = formula_of(layout, key)
    return Column(
        key, header, _WIDTH, values[order, position], "formula", number, formula, note=note, group=group
    )


def _signal(key: str, position: int, layout: Layout, material: Material) -> Column:
    """Return the standardised values of a signal, empty where it is not known: then it adds nothing."""
    portfolio, order = material.portfolio, material.order
    signal = portfolio.signals[position]
    known = ~np.isnan(portfolio.signal_value[order, position])
    values = np.where(known, portfolio.signal_x[order, position], np.nan)
    note = note_of_item(signal.name, signal.label, signal.unit, TERMS["x"].formula)
    group = "Inputs: signals, standardised, and their log-odds"
    if signal.name == SENTIMENT_LOW:
        formula = formula_of(layout, key)
        return Column(
            key, signal.label, _WIDTH, values, "formula", "decimal", formula, note=note, group=group
        )
    return Column(key, signal.label, _WIDTH, values, number="decimal", entered=True, note=note, group=group)


def _hard_fact(key: str, position: int, material: Material) -> Column:
    """Return where a hard fact holds: 1 or 0, empty where it cannot be known."""
    portfolio, order, name = material.portfolio, material.order, material.portfolio.caps[position]
    known = ~np.isnan(portfolio.cap_value[order, position])
    values = np.where(known, portfolio.cap_holds[order, position], np.nan)
    label, group = CAP_LABELS[name], "Inputs: hard facts, 1 where one holds"
    return Column(
        key, label, _WIDTH, values, number="whole", entered=True, note=note_of("cap_fact"), group=group
    )


def _arr_formula(layout: Layout) -> str:
    """Return the formula that fetches an account's ARR by its number, however Accounts is sorted."""
    found = f"INDEX({names.FACTS_ARR},MATCH({layout.cell('number')},{names.FACTS_NUMBER},0))"
    return f'=IF({found}="","",{found})'
