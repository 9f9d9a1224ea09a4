"""The sheet Usual in segment: what is to be expected of a customer of each segment.

The driver Expected renewals compares an account with it, so it follows the log-odds too: it is the mean over
all customers of the segment, also those whose scores are values. Below stands the scale that turns the ratio
into a score, then what the chances of those other customers are made of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from cxdesk.health.calibration import distinct_anchors
from cxdesk.health.segment_standards import segment_codes
from cxdesk.metrics.shifted_beta_geometric import derl_with_own_probability
from cxdesk.report import names
from cxdesk.report.contribution_layout import EXPECTED, Layout
from cxdesk.report.material import Material
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, write_head, write_table

NAME = "Usual in segment"
FIRST_COLUMNS = (7, 30, 13, 16, 16, 16, 16)
"""Widths that the tables of the sheet share."""
_HEADER_ROW = 4


@dataclass(frozen=True, slots=True)
class Peers:
    """Whom accounts are compared with. Segments by name; (n,): the row of each account's from 1, what is
    expected of it, and whether it is among those who make the mean.
    """

    segments: tuple[str, ...]
    of_account: np.ndarray
    expected: np.ndarray
    counted: np.ndarray


def peers_of(material: Material) -> Peers:
    """Return the segments and what is expected of their customers by the standards of the workbook."""
    portfolio, accounts = material.portfolio, material.facts.accounts
    segments, code = segment_codes(accounts.segment)
    counted = accounts.is_customer
    if portfolio.order_value is not None:  # who never ordered says nothing of what follows an order
        counted = counted & (portfolio.renewals > 0)
    chance = 1.0 / (1.0 + np.exp(-portfolio.log_odds))
    discount = material.standards.lifetime_value.discount_rate
    expected = derl_with_own_probability(chance, portfolio.derl_next, discount)
    return Peers(segments, code + 1, np.where(counted, expected, 0.0), counted)


def write_segments_and_scale(
    sheet: SheetWriter, styles: Styles, material: Material, layout: Layout, peers: Peers
) -> int:
    """Write the head and the first two tables, and the names by which Contributions reads them; return the
    last row.
    """
    thing = "orders" if layout.of_orders else "renewals"
    write_head(
        sheet,
        styles,
        f"Usual in segment: expected {thing}",
        f"Expected {thing} is scored as an account's own number divided by that of its segment's customers. "
        "Both follow the log-odds.",
        material.warning,
    )
    last = _write_segments(sheet, styles, material, peers)
    last = _write_scale(sheet, styles, material, last + 3)
    sheet.freeze(_HEADER_ROW + 1, 2)
    sheet.printing(material.page_head, _HEADER_ROW, (last, len(FIRST_COLUMNS) - 1))
    return last


def _write_segments(sheet: SheetWriter, styles: Styles, material: Material, peers: Peers) -> int:
    """Write a row per segment and return the last one."""
    count, segment = len(peers.segments), peers.of_account - 1
    sums = [
        np.bincount(segment[chosen], weights=peers.expected[chosen], minlength=count)
        for chosen in (material.order, material.rest)
    ]
    customers = np.bincount(segment[peers.counted], minlength=count)
    usual = np.divide(sums[0] + sums[1], customers, out=np.full(count, np.nan), where=customers > 0)
    live = (names.account_column("peers"), names.account_column("expected"))
    others = (names.OTHER_PEERS, names.OTHER_EXPECTED)
    added = [("Sum of those live", sums[0], live)]
    if peers.counted[material.rest].any():
        added.append(("Sum of the others", sums[1], others))
    total = "+".join(f"{letter}{{r}}" for letter in "DE"[: len(added)])
    labels = [name or "Without a segment" for name in peers.segments]
    columns = [
        Column("number", "No.", 0, np.arange(1, count + 1), number="whole"),
        Column("segment", "Segment", 0, labels, "text"),
        Column("customers", "Customers", 0, customers, number="whole", entered=True),
        *(
            Column(header, header, 0, values, "formula", "decimal", f"=SUMIF({where},A{{r}},{what})")
            for header, values, (where, what) in added
        ),
        Column("usual", "Usual: the mean", 0, usual, "formula", "precise",
               f'=IF(C{{r}}=0,"",({total})/C{{r}})'),
    ]  # fmt: skip
    last = write_table(sheet, styles, _HEADER_ROW, with_widths(columns))[2]
    letter = "DEF"[len(added)]
    sheet.book.name(names.USUAL, f"'{NAME}'!${letter}${_HEADER_ROW + 2}:${letter}${last + 1}")
    return last


def with_widths(columns: list[Column]) -> list[Column]:
    """Return columns of one of the tables, which stand below each other, as wide as those of the others."""
    return [
        replace(column, width=FIRST_COLUMNS[min(place, len(FIRST_COLUMNS) - 1)])
        for place, column in enumerate(columns)
    ]


def _write_scale(sheet: SheetWriter, styles: Styles, material: Material, header_row: int) -> int:
    """Write the pieces of the line from ratios to scores and return the last row."""
    portfolio, scores = material.portfolio, np.array(material.standards.calibration.scores)
    places, scores = distinct_anchors(portfolio.scale.anchors[EXPECTED], scores, portfolio.typical)
    if len(places) == 1:  # all alike: one score for every ratio
        places, scores = np.repeat(places, 2), np.repeat(scores, 2)
    width = np.diff(places)
    slope = np.divide(np.diff(scores), width, out=np.zeros(len(width)), where=width > 0)
    number = np.arange(1, len(width) + 1)
    pieces = [f"{low:g} to {high:g} points" for low, high in pairwise(scores.tolist())]
    sheet.text(header_row - 1, 0, "Scale of the calibration: from the ratio to a score", styles.section)
    columns = [
        Column("number", "No.", 0, number, number="whole"),
        Column("piece", "Piece of the line", 0, pieces, "text"),
        Column("from", "Ratio from", 0, places[:-1], number="precise", entered=True),
        Column("to", "Ratio to", 0, places[1:], number="precise", entered=True),
        Column("low", "Score from", 0, scores[:-1], number="score1", entered=True),
        Column("high", "Score to", 0, scores[1:], number="score1", entered=True),
        Column("slope", "Points for 1.00", 0, slope, "formula", "decimal",
               "=IF(D{r}>C{r},(F{r}-E{r})/(D{r}-C{r}),0)"),
    ]  # fmt: skip
    last = write_table(sheet, styles, header_row, with_widths(columns))[2]
    for name, letter in ((names.SCALE_FROM, "C"), (names.SCALE_TO, "D"), (names.SCALE_SLOPE, "G")):
        sheet.book.name(name, f"'{NAME}'!${letter}${header_row + 2}:${letter}${last + 1}")
    sheet.book.name(names.SCALE_LOWEST, f"'{NAME}'!$E${header_row + 2}")
    return last
