"""The columns of the sheet Portfolio: each score is fetched from Contributions by the account's number.

So the reader may sort this sheet or that one as they like.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cxdesk.health.portfolio import PILLAR_LABELS, PILLARS
from cxdesk.report import names
from cxdesk.report.changes_sheet import changes_now
from cxdesk.report.contribution_layout import FIRST_ROW as CONTRIBUTIONS_FIRST_ROW
from cxdesk.report.contribution_layout import Layout
from cxdesk.report.contributions_sheet import bar_ranges
from cxdesk.report.material import Material
from cxdesk.report.over_time import Changed
from cxdesk.report.portfolio_sources import origins
from cxdesk.report.round_trip.columns import KEY, WRITTEN, key_column, written_columns
from cxdesk.report.round_trip.texts import HandedOut
from cxdesk.report.sheet_writer import column_letter
from cxdesk.report.strongest_signal import label_formula, points_formula, strongest
from cxdesk.report.table import Column, texts_of
from cxdesk.report.terms import TERMS, note_of

KEYS = (
    "account", "health", "sign", "band", "change", *(f"pillar:{index}" for index in range(len(PILLARS))),
    "coverage", "notice", "arr", "clv", "value_at_risk", "strongest", "points", *WRITTEN.values(), "number",
    "account_id", "place", KEY,
)  # fmt: skip
_PLACE = f"${column_letter(KEYS.index('place'))}{{r}}"
_NUMBER = f"${column_letter(KEYS.index('number'))}{{r}}"


def portfolio_columns(
    material: Material, layout: Layout, given: HandedOut, changed: Changed | None
) -> list[Column]:
    """Return the columns in the order of KEYS; the last four are hidden and tie a row to its account."""
    portfolio, order = material.portfolio, material.order
    targets = [f"'Contributions'!A{CONTRIBUTIONS_FIRST_ROW + place + 1}" for place in range(len(order))]
    bands = [material.look.band(name).label for name in portfolio.band[order]]
    account_note = "Leads to its contributions."
    columns = [
        Column("account", "Account", 28, material.names, "link", targets=targets, note=account_note),
        _fetched("health", "Health", 8, portfolio.health[order], "score"),
        _sign(material),
        _fetched("band", "Band", 12, bands, ""),
        _change(material, changed),
        *(_pillar(material, index) for index in range(len(PILLARS))),
        _fetched("coverage", "Coverage", 10, portfolio.coverage[order], "percent"),
        _notice(material),
        *_money(material),
        *_signal(material, layout),
        *written_columns(material, order, given),
        *_hidden(material),
        key_column(material, order, given),
    ]
    found = origins(material, layout, changed is not None)
    return [replace(each, targets=found.get(each.key, each.targets)) for each in columns]


def _fetched(key: str, header: str, width: float, values: Any, number: str) -> Column:
    """Return a column of Contributions."""
    formula = f"=INDEX({names.account_column(key)},{_PLACE})"
    return Column(key, header, width, values, "formula", number, formula, note=note_of(key))


def _sign(material: Material) -> Column:
    """Return the place of the band among the bands, from the lowest: a sign is shown in its place."""
    own = material.portfolio.band[material.order]
    places = {name: place for place, (name, _) in enumerate(material.standards.bands[::-1], 1)}
    values = [float(places.get(name, np.nan)) for name in own]
    band = f"${column_letter(KEYS.index('band'))}{{r}}"
    formula = f'=IF(COUNTIF({names.BAND_SHOWN},{band})=0,"",MATCH({band},{names.BAND_SHOWN},0))'
    note = "The band once more, as a sign: it is sorted and filtered by its place among the bands."
    return Column("sign", "Sign", 6, values, "formula", "whole", formula, note=note)


def _change(material: Material, changed: Changed | None) -> Column:
    """Return the change of the health, fetched from Changes; hidden where nothing is known of the past."""
    if changed is None:
        return Column("change", "Change", 10, np.full(len(material), np.nan), hidden=True)
    formula = f"=INDEX({names.CHANGE},MATCH({_NUMBER},{names.CHANGE_NUMBER},0))"
    note = "Since the last call, else since three months before: see Changes, which says why."
    values = changes_now(material, changed)
    return Column("change", "Since last call", 11, values, "formula", "points", formula, note=note)


def _pillar(material: Material, index: int) -> Column:
    """Return the column of a pillar's score, empty where it has no say."""
    pillar, order = PILLARS[index], material.order
    share, score = (names.account_column(f"{kind}_{pillar}") for kind in ("share", "score"))
    counts = material.portfolio.pillar_share[order, index] > 0
    values = np.where(counts, material.portfolio.pillar_score[order, index], np.nan)
    formula = f'=IF(INDEX({share},{_PLACE})>0,INDEX({score},{_PLACE}),"")'
    note = note_of("score", "Empty where there is no evidence.")
    return Column(f"pillar:{index}", PILLAR_LABELS[index], 10, values, "formula", "score", formula, note=note)


def _money(material: Material) -> list[Column]:
    """Return the amounts."""
    portfolio, order = material.portfolio, material.order
    amounts = (
        ("arr", "ARR", material.facts.accounts.arr),
        ("clv", "CLV", portfolio.clv),
        ("value_at_risk", "Value at risk", portfolio.value_at_risk),
    )
    return [
        _fetched(key, material.with_currency(label), 10, values[order], "money_short")
        for key, label, values in amounts
    ]


def _signal(material: Material, layout: Layout) -> list[Column]:
    """Return what moves the health most, and by how much."""
    points, labels = strongest(material)
    bars, headers = bar_ranges(layout, CONTRIBUTIONS_FIRST_ROW + len(material) - 1)
    which, how_much = label_formula(bars, headers, _PLACE), points_formula(bars, _PLACE)
    note = "What the strongest signal adds to the health."
    return [
        Column("strongest", "Strongest signal", 25, labels, "formula", "", which, note=note_of("strongest")),
        Column("points", "Points", 8, points, "formula", "points", how_much, note=note),
    ]


def _hidden(material: Material) -> list[Column]:
    """Return what ties a row to its account, for formulas and for reading the comments back."""
    identifiers = texts_of(material.facts.accounts.account_id[material.order])
    formula = f"=MATCH({_NUMBER},{names.account_column('number')},0)"
    places = material.numbers.astype(float)
    return [
        Column("number", "No.", 6, material.numbers, number="whole", hidden=True),
        Column("account_id", "Account id", 20, identifiers, "text", hidden=True),
        Column("place", "Row in Contributions", 10, places, "formula", "whole", formula, hidden=True),
    ]


def _notice(material: Material) -> Column:
    """Return the days to the notice date; to the renewal where no account has a notice date."""
    accounts, order = material.facts.accounts, material.order
    term, dates = "notice", accounts.notice_date[order]
    if np.all(np.isnat(dates)):
        term, dates = "renewal", accounts.renewal_date[order]
    as_of = material.portfolio.as_of.astype("datetime64[D]")
    left = (dates.astype("datetime64[D]") - as_of).astype(np.float64)
    left[np.isnat(dates) | accounts.is_lost[order]] = np.nan
    return Column("notice", TERMS[term].label, 10, left, number="days", note=note_of(term))
