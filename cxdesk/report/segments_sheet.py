"""The sheet Segments: the settings that each segment has, which the formulas of Contributions pick by it.

It is there where an account is in a segment with standards of its own. Its first row is the general
standards; below, what a segment has of its own is an input in blue, and the rest follows the first row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from cxdesk.health.caps import CAP_LABELS
from cxdesk.health.portfolio import PILLAR_LABELS, PILLARS
from cxdesk.health.segment_standards import Sets, driver_weights, segment_codes, sets_of
from cxdesk.health.standards import Standards
from cxdesk.report import names
from cxdesk.report.material import Material
from cxdesk.report.segment_words import segment_told
from cxdesk.report.sheet_writer import SheetWriter, column_letter
from cxdesk.report.styles import Styles
from cxdesk.report.table import write_head

NAME = "Segments"
_GROUP_ROW, _HEADER_ROW, _FIRST_ROW = 4, 5, 6
_FIRST_SETTING = 3
_LINE_POINTS, _TOLD_WIDTH = 15, 60


@dataclass(frozen=True, slots=True)
class _Group:
    """Settings side by side under a defined name: their labels, the formulas of the general ones, and how a
    set of standards has them.
    """

    key: str
    label: str
    number: str
    labels: Sequence[str]
    general: Sequence[str]
    values: Callable[[Standards], Sequence[float]]


def sets_in_use(material: Material) -> Sets | None:
    """Return the sets of standards, None where all accounts have the general one."""
    sets = sets_of(material.standards, *segment_codes(material.facts.accounts.segment))
    return sets if sets.row.any() else None


def write_segments(sheet: SheetWriter, styles: Styles, material: Material, sets: Sets) -> None:
    """Write a row per set and define the names by which Contributions finds an account's settings."""
    write_head(
        sheet,
        styles,
        "Standards by segment",
        "Values in blue are a segment's own; all others follow the first row, which follows the sheet "
        "Standards. Which accounts they hold for is looked up by the segment on the sheet Accounts.",
        material.warning,
    )
    last = _FIRST_ROW + len(sets.names) - 1
    for column, (header, width) in enumerate((("No.", 6), ("Segment", 26), ("What is its own", _TOLD_WIDTH))):
        sheet.width(column, width)
        sheet.text(_HEADER_ROW, column, header, styles.header(column == 0, min(column, 1)))
    for row, name in enumerate(sets.names, _FIRST_ROW):
        told = segment_told(material.standards, name, material.portfolio.drivers)
        sheet.number(row, 0, row - _FIRST_ROW + 1, styles.number("whole"))
        sheet.text(row, 1, name or "All others", styles.text(indent=1))
        words = told.partition(": ")[2]
        sheet.text(row, 2, words, styles.text(muted=True, wrap=True, indent=1))
        sheet.height(row, _LINE_POINTS * max(1, ceil(len(words) / _TOLD_WIDTH)))
    for name, letter in ((names.SET_NUMBER, "A"), (names.SET_SEGMENT, "B")):
        sheet.book.name(name, f"{NAME}!${letter}${_FIRST_ROW + 2}:${letter}${last + 1}")
    right = _FIRST_SETTING
    for group in _groups(material):
        right = _write_group(sheet, styles, sets, group, right, last)
    sheet.height(_HEADER_ROW, 48)
    sheet.freeze(_FIRST_ROW, 2)
    sheet.printing(material.page_head, _HEADER_ROW, (last, right - 1), kept=2)


def _write_group(sheet: SheetWriter, styles: Styles, sets: Sets, group: _Group, left: int, last: int) -> int:
    """Write one group's columns from `left` on and name their cells; return the column after them."""
    sheet.text(_GROUP_ROW, left, group.label, styles.group)
    values = sets.by_set(group.values)
    for offset, (label, general) in enumerate(zip(group.labels, group.general, strict=True)):
        column = left + offset
        sheet.width(column, 12)
        sheet.text(_HEADER_ROW, column, label, styles.header(True))
        follows = f"={column_letter(column)}${_FIRST_ROW + 1}"
        for row, value in enumerate(values[:, offset].tolist(), _FIRST_ROW):
            if row > _FIRST_ROW and value != values[0, offset]:
                sheet.number(row, column, value, styles.number(group.number, entered=True))
            else:
                formula = follows if row > _FIRST_ROW else f"={general}"
                sheet.formula(row, column, formula, value, styles.number(group.number))
    after = left + len(group.labels)
    cells = f"${column_letter(left)}${_FIRST_ROW + 1}:${column_letter(after - 1)}${last + 1}"
    sheet.book.name(names.of_sets(group.key), f"{NAME}!{cells}")
    return after


def _groups(material: Material) -> Iterator[_Group]:
    """Give the groups in the order of their columns: bands from the lowest, pillars, drivers, ceilings."""
    portfolio, bands = material.portfolio, material.standards.bands[::-1]
    yield _Group(
        names.SETS_BANDS,
        "Bands begin at",
        "score1",
        [material.look.band(name).label for name, _ in bands],
        [f"INDEX({names.BAND_FROM},{place})" for place in range(1, len(bands) + 1)],
        lambda one: [start for _, start in one.bands[::-1]],
    )
    yield _Group(
        names.SETS_PILLARS,
        "Weights of the pillars",
        "percent",
        PILLAR_LABELS,
        [names.pillar_weight(pillar) for pillar in PILLARS],
        lambda one: one.pillars,
    )
    for pillar, label in enumerate(PILLAR_LABELS):
        drivers = [driver for driver in portfolio.drivers if driver.pillar == pillar]
        if drivers:
            own = [driver.name for driver in drivers]
            yield _Group(
                PILLARS[pillar],
                f"{label}: weights of the drivers",
                "percent",
                [driver.label for driver in drivers],
                [names.driver_weight(name) for name in own],
                lambda one, own=own: [driver_weights(one)[name] for name in own],
            )
    yield _Group(
        names.SETS_CEILINGS,
        "Caps: points at the most",
        "score1",
        [CAP_LABELS[name] for name in portfolio.caps],
        [names.cap_ceiling(name) for name in portfolio.caps],
        lambda one: [one.caps[name].ceiling for name in portfolio.caps],
    )
