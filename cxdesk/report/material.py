"""What a workbook is made from, put in order once: every sheet reads this record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk import __version__
from cxdesk.formatting import counted, date_text
from cxdesk.health.portfolio import Portfolio
from cxdesk.health.standards import Standards
from cxdesk.theme import Theme
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.records import SheetReport

SYNTHETIC = "Synthetic data: made by cxdesk to show how it works. No customer behind it is real."
SYNTHETIC_PRINTED = "Synthetic data"
MOST_LIVE = 300
"""Accounts whose scores are formulas; with more a spreadsheet takes too long to compute."""


@dataclass(frozen=True, slots=True)
class Material:
    """Facts, scores and how they are laid out. `order` holds positions of accounts, first the most value at
    risk.

    Accounts whose health is unknown come after those with a health, lost accounts last; their number in
    `order`, counted from 1, is how sheets refer to them. `scored` is how many of them have a health. `rest`
    holds the positions of those that are only shown as values, in the same order.
    """

    title: str
    facts: Facts
    portfolio: Portfolio
    standards: Standards
    imports: Sequence[SheetReport]
    look: Theme
    order: np.ndarray
    scored: int
    rest: np.ndarray

    def __len__(self) -> int:
        return len(self.order)

    @property
    def numbers(self) -> np.ndarray:
        """The accounts' numbers, down every sheet."""
        return np.arange(1, len(self) + 1)

    @property
    def names(self) -> list[str]:
        """The accounts' names in order; the identifier where there is no name."""
        return self.names_of(self.order)

    def names_of(self, positions: np.ndarray) -> list[str]:
        """Return the names of accounts; the identifier where there is no name."""
        accounts = self.facts.accounts
        pairs = zip(accounts.account_name[positions], accounts.account_id[positions], strict=True)
        return [name or identifier for name, identifier in pairs]

    @property
    def subtitle(self) -> str:
        """When, by which standards, on which scale, how many."""
        stamp = self.portfolio.calibration
        scale = (
            f"calibration {date_text(stamp.date)}" if stamp.calibrated else "default scale, not calibrated"
        )
        return " · ".join(
            (
                f"As of {date_text(self.portfolio.as_of)}",
                f"standards v{self.portfolio.standards_version}",
                scale,
                counted(len(self.portfolio), "account", "accounts")
                + (f", {len(self):,} of them live" if len(self.rest) else ""),
            )
        )

    @property
    def warning(self) -> str:
        """What must stand on every sheet: whether the data is made up."""
        return SYNTHETIC if self.facts.synthetic else ""

    @property
    def page_head(self) -> tuple[str, str]:
        """Title and warning for the head of every printed page."""
        return self.title, SYNTHETIC_PRINTED if self.facts.synthetic else ""

    @property
    def currency(self) -> str:
        """The one currency of all amounts, empty when there are several or none is known."""
        known = {code for code in self.facts.accounts.currency.tolist() if code and isinstance(code, str)}
        return known.pop() if len(known) == 1 else ""

    @property
    def orders_to_come(self) -> np.ndarray:
        """Of customers who order: discounted orders to expect if another comes, that one included, (n,)."""
        return 1.0 + self.portfolio.derl_next / (1.0 + self.standards.lifetime_value.discount_rate)

    @property
    def maker(self) -> str:
        """Which program made the workbook."""
        return f"cxdesk {__version__}"

    def with_currency(self, label: str) -> str:
        """Return a header with its currency where there is one: "ARR, EUR"."""
        return f"{label}, {self.currency}" if self.currency else label


def make_material(
    title: str,
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    imports: Sequence[SheetReport],
    look: Theme,
    live: Sequence[str] = (),
) -> Material:
    """Put the accounts in the order in which they need work.

    With more than MOST_LIVE accounts those in `live`, by their ids, are live, at the most as many; where none
    is named, those with the most value at risk.
    """
    known = ~np.isnan(portfolio.health)
    worth = np.where(np.isnan(portfolio.value_at_risk), -1.0, portfolio.value_at_risk)
    # The last key counts first; equal ones stay in the order of the account ids.
    order = np.lexsort((np.where(known, portfolio.health, np.inf), -worth, facts.accounts.is_lost, ~known))
    chosen = np.ones(len(order), dtype=bool)
    if len(order) > MOST_LIVE:
        named = np.isin(facts.accounts.account_id[order].astype(str), list(live))
        chosen = named if named.any() else chosen
        chosen &= np.cumsum(chosen) <= MOST_LIVE
    order, rest = order[chosen], order[~chosen]
    scored = int(known[order].sum())
    return Material(title, facts, portfolio, standards, imports, look, order, scored, rest)
