"""The columns of the sheet Contributions: where each stands, and where its weight does.

Weights stand above the columns they belong to, taken from the sheet Standards. Where segments have standards
of their own, each account's weights, ceilings and bands are those of its row on the sheet Segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.health.portfolio import PILLARS, Portfolio
from cxdesk.health.standards import Standards
from cxdesk.report import names
from cxdesk.report.sheet_writer import column_letter

WEIGHT_ROW = 4
HEADER_ROW = 5
FIRST_ROW = 6
SENTIMENT, RENEWAL = PILLARS.index("sentiment"), PILLARS.index("renewal")
EXPECTED, SENTIMENT_LOW = "derl_ratio", "sentiment_low"
"""The driver and the signal that follow from others: formulas where the rest is inputs."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what. Keys: plain names, or a kind and a position such as "bar:3" or "x:0".

    The drivers', signals' and caps' bars stand side by side, and each pillar's drivers do. `by_segment` says
    that the column "set" holds the row of each account's standards on the sheet Segments.
    """

    keys: tuple[str, ...]
    portfolio: Portfolio
    standards: Standards
    by_segment: bool = False

    def position(self, key: str) -> int:
        """Return the column of a key, counted from 0; raises ValueError when there is none."""
        return self.keys.index(key)

    def letter(self, key: str) -> str:
        """Return the letters of a key's column."""
        return column_letter(self.position(key))

    def cell(self, key: str) -> str:
        """Return a key's cell in the row of the formula."""
        return f"{self.letter(key)}{{r}}"

    def cells(self, keys: Sequence[str]) -> str:
        """Return the range of neighbouring columns in the row of the formula."""
        return f"{self.cell(keys[0])}:{self.cell(keys[-1])}"

    def weights(self, keys: Sequence[str]) -> str:
        """Return the range of the weights of neighbouring columns, all of a pillar or all pillars."""
        group, _ = self._place_in_sets(keys[0])
        if group:
            return f"INDEX({names.of_sets(group)},{self.own_set},0)"
        row = WEIGHT_ROW + 1
        return f"${self.letter(keys[0])}${row}:${self.letter(keys[-1])}${row}"

    def general_weights(self, keys: Sequence[str]) -> str:
        """Return the range of the general weights of a pillar's drivers, for all segments."""
        group, _ = self._place_in_sets(keys[0])
        return f"INDEX({names.of_sets(group)},1,0)" if group else self.weights(keys)

    def weight(self, key: str) -> str:
        """Return the weight of a column."""
        group, place = self._place_in_sets(key)
        return self.of_set(group, place) if group else f"${self.letter(key)}${WEIGHT_ROW + 1}"

    @property
    def of_orders(self) -> bool:
        """Whether customers order and nothing renews."""
        return self.portfolio.order_value is not None

    @property
    def expected_driver(self) -> int:
        """The position of the driver that compares what is expected with what is usual."""
        return next(i for i, driver in enumerate(self.portfolio.drivers) if driver.name == EXPECTED)

    @property
    def some_untold(self) -> bool:
        """Whether of some accounts among others that renew no chance can be told: those that only order."""
        return not self.of_orders and bool(np.isnan(self.portfolio.p_renew).any())

    @property
    def own_set(self) -> str:
        """The cell that holds the row of the account's standards on the sheet Segments."""
        return f"${self.cell('set')}"

    def of_set(self, group: str, place: int) -> str:
        """Return one setting of the account's standards; `place` counts from 0 within the group."""
        return f"INDEX({names.of_sets(group)},{self.own_set},{place + 1})"

    def _place_in_sets(self, key: str) -> tuple[str, int]:
        """Return the group on the sheet Segments in which a column's weight is and its place there; no group
        where all accounts have one weight.
        """
        kind, _, position = key.partition(":")
        if self.by_segment and kind == "reliability":
            return names.SETS_PILLARS, int(position)
        if self.by_segment and kind == "R":
            pillar = self.portfolio.drivers[int(position)].pillar
            return PILLARS[pillar], self.drivers("R", pillar).index(key)
        return "", -1

    def pillars(self, kind: str) -> list[str]:
        """Return the keys of one kind over the pillars."""
        return [f"{kind}:{pillar}" for pillar in range(len(PILLARS))]

    def drivers(self, kind: str, pillar: int) -> list[str]:
        """Return the keys of one kind over the drivers of a pillar."""
        return [f"{kind}:{i}" for i, driver in enumerate(self.portfolio.drivers) if driver.pillar == pillar]

    def signals(self) -> list[str]:
        """Return the keys of the signals' standardised values."""
        return [f"x:{i}" for i in range(len(self.portfolio.signals))]

    def cap_facts(self) -> list[str]:
        """Return the keys of the hard facts: 1 where one holds."""
        return [f"cap:{i}" for i in range(len(self.portfolio.caps))]

    def all_bars(self) -> list[str]:
        """Return the keys of all bars in the order of their columns."""
        return [key for key in self.keys if key.startswith("bar:")]

    def bars(self, *kinds: str) -> list[str]:
        """Return the keys of the bars of some kinds."""
        return [f"bar:{i}" for i, bar in enumerate(self.portfolio.bars) if bar.kind in kinds]


def make_layout(portfolio: Portfolio, standards: Standards, by_segment: bool = False) -> Layout:
    """Put the answer first, then the bars, then what they are computed from, then the inputs; `by_segment`
    where segments have standards of their own.
    """
    drivers = sorted(range(len(portfolio.drivers)), key=lambda i: portfolio.drivers[i].pillar)
    empty = Layout((), portfolio, standards)
    return Layout(
        (
            "number",
            "account",
            "health",
            "check",
            "band",
            "coverage",
            *empty.bars("start"),
            *empty.bars("gap"),
            *empty.bars("tenure"),
            *empty.bars("driver"),
            *empty.bars("signal"),
            *empty.bars("cap"),
            *empty.bars("clip"),
            *empty.bars("imbalance"),
            *empty.pillars("share"),
            *empty.pillars("score"),
            *empty.pillars("reliability"),
            "p_renew",
            "derl",
            "arr",
            "clv",
            "value_at_risk",
            "expected",
            "ratio",
            *(f"R:{i}" for i in drivers),
            *(f"g:{i}" for i in drivers),
            *empty.signals(),
            *empty.cap_facts(),
            "base",
            *([] if empty.of_orders else ["curve"]),
            "renewals",
            "customer",
            "renews",
            "peers",
            *(["told"] if empty.some_untold else []),
            *(["set"] if by_segment else []),
        ),
        portfolio,
        standards,
        by_segment,
    )
