"""On the sheet Usual in segment: what the chances of the customers that are not live are made of.

They make the mean of their segment together with the live ones, so a changed log-odds must reach them too.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxdesk.report import names, renewal_formulas
from cxdesk.report.contribution_layout import SENTIMENT, SENTIMENT_LOW, Layout
from cxdesk.report.material import Material
from cxdesk.report.retention_sheet import Curves
from cxdesk.report.sheet_writer import SheetWriter, column_letter
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, write_table
from cxdesk.report.usual_sheet import NAME, Peers, with_widths, write_segments_and_scale

_BEFORE = ("number", "account", "peers", "expected", "base", "renewals", "to_come")


def write_usual(
    sheet: SheetWriter, styles: Styles, material: Material, layout: Layout, curves: Curves, peers: Peers
) -> None:
    """Write the sheet: segments, scale, and below them the customers that are not live, where there are."""
    last = write_segments_and_scale(sheet, styles, material, layout, peers)
    rest = material.rest[peers.counted[material.rest]]
    if len(rest) == 0:
        return
    header_row = last + 5
    heading = "Customers that are not live: what is expected of them, for the means above"
    sheet.text(header_row - 2, 0, heading, styles.section)
    columns = list(_columns(material, layout, curves, peers, rest, header_row - 1))
    last = write_table(sheet, styles, header_row, with_widths(columns), header_height=48)[2]
    keys = [column.key for column in columns]
    for name, key in ((names.OTHER_PEERS, "peers"), (names.OTHER_EXPECTED, "expected")):
        letter = column_letter(keys.index(key))
        sheet.book.name(name, f"'{NAME}'!${letter}${header_row + 2}:${letter}${last + 1}")
    _write_weights(sheet, styles, layout, keys, header_row - 1)


def _write_weights(sheet: SheetWriter, styles: Styles, layout: Layout, keys: list[str], row: int) -> None:
    """Write above the inputs the weight that each has on the sheet Standards."""
    portfolio = layout.portfolio
    for column, key in enumerate(keys):
        kind, _, position = key.partition(":")
        if kind == "x":
            signal = portfolio.signals[int(position)]
            name, weight = names.signal_beta(signal.name), signal.beta
        elif kind == "R":
            driver = portfolio.drivers[int(position)]
            name, weight = names.driver_weight(driver.name), driver.weight
        else:
            continue
        sheet.formula(row, column, f"={name}", float(weight), styles.number("decimal"))


def _columns(
    material: Material, layout: Layout, curves: Curves, peers: Peers, rest: np.ndarray, weight_row: int
) -> Iterator[Column]:
    """Give the columns: who, the result, then what it is made of. Signals that none of them has move nothing
    and are left out.
    """
    portfolio = material.portfolio
    known = np.isfinite(portfolio.signal_value[rest]).any(axis=0)
    signals = [f"x:{place}" for place in np.flatnonzero(known).tolist()]
    heard = _heard(layout, rest, known)
    reliabilities, scores = ([f"{kind}:{place}" for place in heard] for kind in "Rg")
    cells = _Cells([*_BEFORE, *reliabilities, *scores, *signals], weight_row)
    numbers = np.flatnonzero(peers.counted[material.rest]) + len(material) + 1
    yield Column("number", "No.", 0, numbers, number="whole")
    yield Column("account", "Account", 0, material.names_of(rest), "text")
    yield _input("peers", "No. of its segment", peers.of_account[rest], "whole")
    formula = cells.expected(signals, layout.of_orders)
    yield Column("expected", "Expected", 0, peers.expected[rest], "formula", "decimal", formula)
    yield _input("base", "Log-odds before signals", portfolio.renewal_base[rest], "decimal")
    behind = "Days with an order" if layout.of_orders else "Renewals behind it"
    yield _input("renewals", behind, portfolio.renewals[rest], "whole")
    if layout.of_orders:
        yield _input("to_come", "Orders to come, if one comes", material.orders_to_come[rest], "decimal")
    else:
        yield _input("to_come", "Curve on Retention", curves.of_account[rest], "whole")
    for key, place in zip((*reliabilities, *scores), (*heard, *heard), strict=True):
        of_reliability = key.startswith("R")
        label = f"{portfolio.drivers[place].label}: {'reliability' if of_reliability else 'score'}"
        values = portfolio.driver_reliability if of_reliability else portfolio.driver_score
        yield _input(key, label, values[rest, place], "decimal" if of_reliability else "score1")
    for key, place in zip(signals, np.flatnonzero(known).tolist(), strict=True):
        signal = portfolio.signals[place]
        told = np.isfinite(portfolio.signal_value[rest, place])
        values = np.where(told, portfolio.signal_x[rest, place], np.nan)
        if signal.name == SENTIMENT_LOW:
            formula = cells.low_sentiment(reliabilities, scores, layout.standards.renewal.signal_clip)
            yield Column(key, signal.label, 0, values, "formula", "decimal", formula)
        else:
            yield _input(key, signal.label, values, "decimal")


def _heard(layout: Layout, rest: np.ndarray, known: np.ndarray) -> list[int]:
    """Return the drivers of sentiment that some of them have and the signal of low sentiment reads."""
    portfolio = layout.portfolio
    low = [known[place] for place, signal in enumerate(portfolio.signals) if signal.name == SENTIMENT_LOW]
    return [
        place
        for place, driver in enumerate(portfolio.drivers)
        if any(low) and driver.pillar == SENTIMENT and portfolio.driver_reliability[rest, place].any()
    ]


def _input(key: str, header: str, values: np.ndarray, number: str) -> Column:
    return Column(key, header, 0, values, number=number, entered=True)


class _Cells:
    """The cells of a row of the table, and of the weights above it."""

    def __init__(self, keys: list[str], weight_row: int) -> None:
        self._keys, self._weight_row = keys, weight_row

    def expected(self, signals: list[str], of_orders: bool) -> str:
        """Return the formula of what is expected of a customer."""
        moved = f"-SUMPRODUCT({self._weights(signals)},{self._range(signals)})" if signals else ""
        chance = renewal_formulas.chance_of(f"{self._own('base')}{moved}")
        if of_orders:
            return f"={chance}*{self._own('to_come')}"
        following = renewal_formulas.following(self._own("renewals"), self._own("to_come"))
        return f"={chance}*{renewal_formulas.to_come(following)}"

    def low_sentiment(self, reliabilities: list[str], scores: list[str], clip: float) -> str:
        """Return the formula of the signal of low sentiment."""
        weights = self._weights(reliabilities)
        own = self._range(reliabilities), self._range(scores)
        return f"={renewal_formulas.low_sentiment(weights, *own, clip)}"

    def _own(self, key: str) -> str:
        return f"{self._letter(key)}{{r}}"

    def _range(self, keys: list[str]) -> str:
        return f"{self._own(keys[0])}:{self._own(keys[-1])}"

    def _weights(self, keys: list[str]) -> str:
        row = self._weight_row + 1
        return f"${self._letter(keys[0])}${row}:${self._letter(keys[-1])}${row}"

    def _letter(self, key: str) -> str:
        return column_letter(self._keys.index(key))
