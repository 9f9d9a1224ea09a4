"""Which accounts of the portfolio are shown, and in which order: view state without a window."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from cxdesk.session.portfolio_view import PortfolioView
from cxdesk.session.table_view import ordered
from cxdesk.session.tiles import SOON_DAYS

LITTLE_COVERAGE = 0.5


@dataclass(frozen=True, slots=True)
class PortfolioFilter:
    """What is asked for; everything that is set must hold. `bands` empty means every band.

    `text` is split at spaces: each word must occur somewhere in an account's name, id, segment, owner,
    industry, region, country, plan, grade or strongest signal.
    """

    text: str = ""
    bands: frozenset[str] = field(default_factory=frozenset)
    due_soon: bool = False
    little_coverage: bool = False
    with_lost: bool = False
    differs: bool = False

    @property
    def is_set(self) -> bool:
        """Whether it hides anything that the page shows by default."""
        return bool(self.text.split() or self.bands or self.due_soon or self.little_coverage or self.differs)


@dataclass(frozen=True, slots=True)
class SortOrder:
    """The column by which the table is sorted, and which way."""

    column: str = "health"
    descending: bool = False


def chosen_rows(view: PortfolioView, wanted: PortfolioFilter, order: SortOrder) -> np.ndarray:
    """Return the positions of the accounts that are shown, in their order."""
    keep = np.ones(len(view), dtype=bool)
    if not wanted.with_lost:
        keep &= view.is_customer
    if wanted.bands:
        keep &= np.isin(view.band.astype(str), list(wanted.bands))
    if wanted.due_soon:
        keep &= (view.due_days >= 0) & (view.due_days <= SOON_DAYS)
    if wanted.little_coverage:
        keep &= view.coverage < LITTLE_COVERAGE
    if wanted.differs:
        keep &= view.differs
    for word in wanted.text.casefold().split():
        keep &= np.fromiter((word in text for text in view.search_text), dtype=bool, count=len(view))
    return ordered(view.table.column(order.column), np.flatnonzero(keep), descending=order.descending)
