"""The sheet Changes: why each health is not what it was, split by cause into points that add up exactly.

The causes are values: they compare two dates. What a changed standard does in the workbook is a column of its
own, so that the sum holds there too.
"""

from __future__ import annotations

import numpy as np

from cxdesk.health.change import CAUSE_LABELS, CAUSES
from cxdesk.report import names
from cxdesk.report.contribution_layout import FIRST_ROW as CONTRIBUTIONS_FIRST_ROW
from cxdesk.report.material import Material
from cxdesk.report.over_time import Changed
from cxdesk.report.sheet_writer import SheetWriter, column_letter
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, mark_nothing, mark_points, write_head, write_table
from cxdesk.report.terms import note_of

NAME = "Changes"
HEADER_ROW = 4
FIRST_ROW = 5
KEYS = (
    "number", "account", "since", "reason", "before", *(f"cause:{name}" for name in CAUSES), "here", "now",
    "change", "check", "moved", "exported",
)  # fmt: skip
STEADY = 2.0
"""Points up and down within which a health counts as steady."""
_LARGEST_DIFFERENCE = 1e-9
_CAUSE_NOTES = (
    "Their answers, use, tickets and bills moved the scores of drivers and signals.",
    "Something became known that was not, as that they renewed once more: it gets a say.",
    "What was known is too old to count as it did.",
    "Another scale, other standards, or another segment: no doing of theirs.",
    "A hard fact holds the health down, or does so no more.",
)


def write_changes(sheet: SheetWriter, styles: Styles, material: Material, changed: Changed) -> None:
    """Write one row per live account and name the column that the sheet Portfolio reads."""
    write_head(
        sheet,
        styles,
        "Changes: what moved each health, by cause",
        f"{material.subtitle} · before + causes + changed in this workbook = now; the causes are values, "
        "the rest is live",
        material.warning,
    )
    area = write_table(sheet, styles, HEADER_ROW, _columns(material, changed), header_height=64)
    last = area[2]
    for key, name in (("number", names.CHANGE_NUMBER), ("change", names.CHANGE)):
        letter = column_letter(KEYS.index(key))
        sheet.book.name(name, f"{NAME}!${letter}${FIRST_ROW + 1}:${letter}${last + 1}")
    _mark(sheet, styles, last)
    shown = KEYS.index("moved")
    sheet.filter((HEADER_ROW, 0, last, shown))
    sheet.freeze(FIRST_ROW, 2)
    sheet.printing(material.page_head, HEADER_ROW, (last, shown))


def trend_icons(sheet: SheetWriter, area: tuple[int, int, int, int]) -> None:
    """Put an arrow before each change: up, level or down, told apart by their direction."""
    levels = [
        {"criteria": ">=", "type": "number", "value": STEADY},
        {"criteria": ">", "type": "number", "value": -STEADY},
    ]
    sheet.condition(area, {"type": "icon_set", "icon_style": "3_arrows", "icons": levels})


def changes_now(material: Material, changed: Changed) -> np.ndarray:
    """Return the points by which each live account's health changed, NaN where that is unknown."""
    order = material.order
    return material.portfolio.health[order] - changed.before[order]


def _mark(sheet: SheetWriter, styles: Styles, last: int) -> None:
    """Show the direction of each change, what is negative, and a check that fails."""
    change, check = KEYS.index("change"), KEYS.index("check")
    trend_icons(sheet, (FIRST_ROW, change, last, change))
    mark_points(sheet, styles, (FIRST_ROW, KEYS.index("before") + 1, last, KEYS.index("here")))
    mark_points(sheet, styles, (FIRST_ROW, change, last, change))
    mark_nothing(sheet, styles, (FIRST_ROW, check, last, check), "0.00", 0.005)
    limits = {"minimum": -_LARGEST_DIFFERENCE, "maximum": _LARGEST_DIFFERENCE}
    rule = {"type": "cell", "criteria": "not between", "format": styles.wrong}
    sheet.condition((FIRST_ROW, check, last, check), rule | limits)


def _columns(material: Material, changed: Changed) -> list[Column]:
    """Return the columns in the order of KEYS; the last is hidden."""
    order = material.order
    targets = [f"'Contributions'!A{CONTRIBUTIONS_FIRST_ROW + place + 1}" for place in range(len(order))]
    before, health = changed.before[order], material.portfolio.health[order]
    change = changes_now(material, changed)
    words = [changed.moved[row] for row in order.tolist()]
    day_note = "The last call with the account, else three months before the as-of date."
    return [
        Column("number", "No.", 6, material.numbers, number="whole", note="The place in the order of work."),
        Column("account", "Account", 28, material.names, "link", targets=targets, note="To Contributions."),
        Column("since", "Since", 13, changed.since[order], "date", note=day_note),
        Column("reason", "Compared with", 17, changed.reason[order].tolist(), "text"),
        Column("before", "Health then", 9, before, number="score1", note=note_of("health")),
        *(
            Column(f"cause:{name}", label, 13, changed.causes[order, place], number="points", note=note)
            for place, (name, label, note) in enumerate(zip(CAUSES, CAUSE_LABELS, _CAUSE_NOTES, strict=True))
        ),
        _live("here", "Changed in this workbook", 13, np.where(np.isnan(health), np.nan, 0.0), "points"),
        _live("now", "Health now", 9, health, "score1"),
        _live("change", "Change", 10, change, "points"),
        _live("check", "Check", 9, change - changed.causes[order].sum(axis=1), "decimal"),
        Column("moved", "What moved it most, in points", 70, words, "text"),
        Column("exported", "Health as cxdesk gave it", 9, health, number="score1", hidden=True),
    ]


def _live(key: str, header: str, width: float, values: np.ndarray, number: str) -> Column:
    """Return a column that follows the health of the sheet Contributions."""

    def cell(other: str) -> str:
        return f"{column_letter(KEYS.index(other))}{{r}}"

    first = f"cause:{CAUSES[0]}"
    place = f"MATCH({cell('number')},{names.account_column('number')},0)"
    formulas = {
        "here": f'=IF(OR({cell("now")}="",{cell("exported")}=""),"",{cell("now")}-{cell("exported")})',
        "now": f"=INDEX({names.account_column('health')},{place})",
        "change": f'=IF(OR({cell("now")}="",{cell("before")}=""),"",{cell("now")}-{cell("before")})',
        "check": f'=IF({cell("change")}="","",{cell("change")}-SUM({cell(first)}:{cell("here")}))',
    }
    notes = {
        "here": "What a setting that you change on Standards does; 0 before.",
        "change": f"Arrows: up from +{STEADY:g} points, down from −{STEADY:g}; level between.",
        "check": "Change - sum of the causes. Zero but for rounding; red when it is not.",
    }
    note = notes.get(key, note_of("health"))
    return Column(key, header, width, values, "formula", number, formulas[key], note=note)
