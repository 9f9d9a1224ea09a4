"""The sheet Portfolio: one line per account, the most value at risk first, to read, to print and to write into."""

from __future__ import annotations

import numpy as np

from cxdesk.health.portfolio import PILLAR_LABELS, PILLARS
from cxdesk.report import names
from cxdesk.report.contribution_columns import FIRST_ROW as CONTRIBUTIONS_FIRST_ROW
from cxdesk.report.contribution_columns import Layout
from cxdesk.report.contributions_sheet import bar_ranges, mark_bands
from cxdesk.report.material import Material
from cxdesk.report.portfolio_chart import CHART_ROWS, insert_chart
from cxdesk.report.sheet_writer import SheetWriter, column_letter
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, texts_of, write_head, write_table
from cxdesk.report.terms import note_of

NAME = "Portfolio"
WEIGHT_ROW = 3
HEADER_ROW = 5
FIRST_ROW = 6
_CHART_BELOW = 30  # with more accounts nobody would find the chart under the table, nor does it fit the page
_KEYS = (
    "account", "health", "band", *(f"pillar:{index}" for index in range(len(PILLARS))), "coverage", "notice", "arr",
    "clv", "value_at_risk", "strongest", "points", "comment", "owner_of_step", "number", "account_id", "place",
)  # fmt: skip
_NOTICE_KEYS = ("notice_date", "renewal_date")


def write_portfolio(sheet: SheetWriter, styles: Styles, material: Material, layout: Layout) -> None:
    """Write the sheet; every score on it is fetched from Contributions by the account's number."""
    columns = _columns(material, layout)
    keys = list(_KEYS)
    write_head(
        sheet, styles, material.title,
        f"{material.subtitle} · every score is a formula: change a weight on the sheet Standards and watch it move",
        material.warning,
    )  # fmt: skip
    area = write_table(sheet, styles, HEADER_ROW, columns)
    _write_weights(sheet, styles, material, keys)
    _mark(sheet, styles, material, keys, area[2])
    sheet.freeze(FIRST_ROW, 1)
    visible = keys.index("owner_of_step")
    sheet.filter((HEADER_ROW, 0, area[2], visible))
    last, below = area[2], len(material) <= _CHART_BELOW
    if material.scored:
        corner = (area[2] + 2, 0) if below else (HEADER_ROW, len(columns) + 1)
        insert_chart(sheet, material, FIRST_ROW, _chart_columns(keys), corner)
        where = "below" if below else "to the right"
        cell = f"'{NAME}'!{column_letter(corner[1])}{corner[0] + 1}"
        sheet.link(WEIGHT_ROW, keys.index("strongest"), cell, f"Chart: save first ({where})", styles.link(1))
        last += CHART_ROWS + 2 if below else 0
    sheet.printing(material.page_head, HEADER_ROW, (last, visible), one_page=below)


def _columns(material: Material, layout: Layout) -> list[Column]:
    """Return the columns; the last three are hidden and tie a row to its account."""
    portfolio, order = material.portfolio, material.order
    targets = [f"'Contributions'!A{CONTRIBUTIONS_FIRST_ROW + place + 1}" for place in range(len(order))]
    bands = [material.look.band(name).label for name in portfolio.band[order]]
    points, labels = _strongest(material)
    ranges = bar_ranges(layout, CONTRIBUTIONS_FIRST_ROW + len(order) - 1)
    amounts = material.facts.accounts.arr[order]
    notice, notice_header = _notice(material)
    place = f"${column_letter(_KEYS.index('place'))}{{r}}"

    def fetched(key: str, header: str, width: float, values, number: str, term: str) -> Column:
        return Column(key, header, width, values, "formula", number, f"=INDEX({names.account_column(key)},{place})",
                      note=note_of(term) if term else "Annual recurring revenue, from the sheet Accounts.")  # fmt: skip

    return [
        Column("account", "Account", 30, material.names, "link", targets=targets, note="Leads to its contributions."),
        fetched("health", "Health", 8, portfolio.health[order], "score", "health"),
        fetched("band", "Band", 12, bands, "", "band"),
        *(_pillar(material, index, place) for index in range(len(PILLARS))),
        fetched("coverage", "Coverage", 10, portfolio.coverage[order], "percent", "coverage"),
        Column("notice", notice_header, 10, notice, number="days", note=note_of("notice")),
        fetched("arr", material.with_currency("ARR"), 11, amounts, "money_short", ""),
        fetched("clv", material.with_currency("CLV"), 11, portfolio.clv[order], "money_short", "clv"),
        fetched("value_at_risk", material.with_currency("Value at risk"), 11, portfolio.value_at_risk[order],
                "money_short", "value_at_risk"),
        Column("strongest", "Strongest signal", 27, labels, "formula", "", _label_formula(*ranges, place),
               note=note_of("strongest")),
        Column("points", "Points", 8, points, "formula", "points", _points_formula(ranges[0], place),
               note="What the strongest signal adds to the health."),
        Column("comment", "Your comment", 34, [""] * len(order), "blank", note="Yours to fill in."),
        Column("owner_of_step", "Owner of next step", 20, [""] * len(order), "blank", note="Yours to fill in."),
        Column("number", "No.", 6, material.numbers, number="whole", hidden=True),
        Column("account_id", "Account id", 20, texts_of(material.facts.accounts.account_id[order]), "text", hidden=True),
        Column("place", "Row in Contributions", 10, material.numbers.astype(float), "formula", "whole",
               f"=MATCH(${column_letter(_KEYS.index('number'))}{{r}},{names.account_column('number')},0)", hidden=True),
    ]  # fmt: skip


def _pillar(material: Material, index: int, place: str) -> Column:
    """Return the column of a pillar's score, empty where it has no say."""
    pillar, order = PILLARS[index], material.order
    share, score = (names.account_column(f"{kind}_{pillar}") for kind in ("share", "score"))
    counts = material.portfolio.pillar_share[order, index] > 0
    values = np.where(counts, material.portfolio.pillar_score[order, index], np.nan)
    formula = f'=IF(INDEX({share},{place})>0,INDEX({score},{place}),"")'
    return Column(f"pillar:{index}", PILLAR_LABELS[index], 11, values, "formula", "score", formula,
                  note=note_of("score", "Empty where there is no evidence."))  # fmt: skip


def _strongest(material: Material) -> tuple[np.ndarray, list[str]]:
    """Return the largest points of a driver or signal, up or down, and which it is; NaN and "" where none counts."""
    portfolio = material.portfolio
    bars = [index for index, bar in enumerate(portfolio.bars) if bar.kind == "driver"]
    bars += [index for index, bar in enumerate(portfolio.bars) if bar.kind == "signal"]
    points = np.nan_to_num(portfolio.bar_points[material.order][:, bars])
    rows = np.arange(len(points))
    # As the formula does: the highest, unless the lowest is further from zero; of equal ones the first.
    highest, lowest = points.argmax(axis=1), points.argmin(axis=1)
    chosen = np.where(points[rows, highest] >= -points[rows, lowest], highest, lowest)
    value = points[rows, chosen]
    labels = [
        portfolio.bars[bars[index]].label if v else ""
        for index, v in zip(chosen.tolist(), value, strict=True)
    ]
    return np.where(value == 0, np.nan, value), labels


def _extreme(bars: str, place: str) -> tuple[str, str, str]:
    """Return the row of an account's bars, and formulas for its highest and its lowest."""
    row = f"INDEX({bars},{place},0)"
    return row, f"MAX({row})", f"MIN({row})"


def _points_formula(bars: str, place: str) -> str:
    _, highest, lowest = _extreme(bars, place)
    strongest = f"IF({highest}>=-{lowest},{highest},{lowest})"
    return f'=IF(AND({highest}=0,{lowest}=0),"",{strongest})'


def _label_formula(bars: str, headers: str, place: str) -> str:
    row, highest, lowest = _extreme(bars, place)
    found = f"INDEX({headers},1,MATCH(IF({highest}>=-{lowest},{highest},{lowest}),{row},0))"
    return f'=IF(AND({highest}=0,{lowest}=0),"",{found})'


def _notice(material: Material) -> tuple[np.ndarray, str]:
    """Return the days to the notice date, or to the renewal where no account has a notice date, and the header."""
    accounts, as_of = material.facts.accounts, material.portfolio.as_of.astype("datetime64[D]")
    for name, header in zip(_NOTICE_KEYS, ("Notice in", "Renewal in"), strict=True):
        dates = getattr(accounts, name)[material.order].astype("datetime64[D]")
        if not np.all(np.isnat(dates)) or name == _NOTICE_KEYS[-1]:
            known = ~np.isnat(dates) & ~accounts.is_lost[material.order]
            return np.where(known, (dates - as_of).astype(np.float64), np.nan), header
    raise AssertionError("one of the two is always used")


def _write_weights(sheet: SheetWriter, styles: Styles, material: Material, keys: list[str]) -> None:
    """Show the pillars' weights above their columns, as the picture of the portfolio does."""
    sheet.text(WEIGHT_ROW, 0, "Weights, from the sheet Standards", styles.subtitle)
    for index, pillar in enumerate(PILLARS):
        weight = float(material.portfolio.pillar_weight[index])
        column = keys.index(f"pillar:{index}")
        sheet.formula(WEIGHT_ROW, column, f"={names.pillar_weight(pillar)}", weight, styles.number("percent"))


def _mark(sheet: SheetWriter, styles: Styles, material: Material, keys: list[str], last: int) -> None:
    """Give bands their colours, pillars their bars, and what is uncertain or negative its look."""
    band = keys.index("band")
    mark_bands(sheet, styles, material, (FIRST_ROW, band, last, band))
    for index in range(len(PILLARS)):
        column = keys.index(f"pillar:{index}")
        sheet.condition((FIRST_ROW, column, last, column), {
            "type": "data_bar", "bar_color": styles.bar_colour, "bar_solid": True, "data_bar_2010": True,
            "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 100, "bar_border_color": styles.bar_colour,
        })  # fmt: skip
    health = keys.index("health")
    shown = f"${column_letter(health)}{FIRST_ROW + 1}"
    sheet.condition((FIRST_ROW, health, last, health), {
        # 64.8 must not be shown as the 65 of a better band.
        "type": "formula", "format": styles.one_decimal,
        "criteria": f'=IF({shown}="",FALSE,LOOKUP(ROUND({shown},0),{names.BAND_FROM})>LOOKUP({shown},{names.BAND_FROM}))',
    })  # fmt: skip
    coverage = keys.index("coverage")
    sheet.condition((FIRST_ROW, coverage, last, coverage), {
        "type": "cell", "criteria": "<", "value": f"={names.LITTLE}", "format": styles.uncertain,
    })  # fmt: skip
    points = keys.index("points")
    sheet.condition((FIRST_ROW, points, last, points), {
        "type": "cell", "criteria": "<", "value": 0, "format": styles.falling,
    })  # fmt: skip


def _chart_columns(keys: list[str]) -> tuple[int, int, int]:
    """Return the columns of account, health and value at risk."""
    return keys.index("account"), keys.index("health"), keys.index("value_at_risk")
