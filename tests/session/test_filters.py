"""Which accounts are shown, and in which order."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.formatting import NEUTRAL
from cxdesk.session.filters import PortfolioFilter, SortOrder, chosen_rows
from cxdesk.session.portfolio_view import PortfolioView, portfolio_view
from tests.session.factory import Made


@pytest.fixture(scope="module")
def view(portfolio: Made) -> PortfolioView:
    """Return the page of the hand-made portfolio."""
    return portfolio_view(portfolio.facts, portfolio.portfolio, portfolio.standards, NEUTRAL)


def names(view: PortfolioView, wanted: PortfolioFilter, order: SortOrder | None = None) -> list[str]:
    """Return the names that are shown, in their order."""
    return [str(view.account_name[row]) for row in chosen_rows(view, wanted, order or SortOrder("account"))]


def test_accounts_that_have_left_are_shown_only_when_asked_for(view: PortfolioView) -> None:
    """Kestrel Aero is the factory's lost account."""
    assert "Kestrel Aero" not in names(view, PortfolioFilter())
    assert "Kestrel Aero" in names(view, PortfolioFilter(with_lost=True))


def test_the_default_order_is_worst_first(view: PortfolioView) -> None:
    """The page asks who needs somebody first: health rises down the table."""
    health = view.health[chosen_rows(view, PortfolioFilter(), SortOrder())]
    assert np.all(np.diff(health) >= 0)


def test_text_matches_name_and_segment_in_any_case(view: PortfolioView) -> None:
    """Calder Pharma is the factory's only pharma account, and mid-market as every odd one; words may stand
    apart.
    """
    assert names(view, PortfolioFilter(text="PHARMA")) == ["Calder Pharma"]
    assert names(view, PortfolioFilter(text="mid-market phar")) == ["Calder Pharma"]
    assert names(view, PortfolioFilter(text="enterprise phar")) == []


def test_bands_are_alternatives(view: PortfolioView) -> None:
    """Two chips show accounts of either band: the counts add up."""
    both = len(names(view, PortfolioFilter(bands=frozenset({"watch", "healthy"}))))
    one, other = (len(names(view, PortfolioFilter(bands=frozenset({band})))) for band in ("watch", "healthy"))
    assert both == one + other
    assert one
    assert other


def test_due_soon_looks_ninety_days_ahead_and_not_back(view: PortfolioView) -> None:
    """Counted anew from the renewal dates: the notice date while it is open, else the renewal."""
    soon = {str(view.account_name[row]) for row in range(len(view)) if 0 <= view.due_days[row] <= 90}
    assert set(names(view, PortfolioFilter(due_soon=True))) == soon
    assert soon


def test_little_coverage_finds_the_account_with_nothing_but_a_name(view: PortfolioView) -> None:
    """Larkspur Retail is the factory's account without any evidence."""
    assert "Larkspur Retail" in names(view, PortfolioFilter(little_coverage=True))


def test_a_filter_knows_whether_it_hides_anything() -> None:
    """Blanks in the text field ask for nothing."""
    assert not PortfolioFilter(text="  ", with_lost=True).is_set
    assert PortfolioFilter(due_soon=True).is_set
