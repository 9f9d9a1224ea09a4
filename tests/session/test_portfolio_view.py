"""The portfolio page as data: every number is counted again here from the facts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.formatting import NEUTRAL, NumberStyle
from cxdesk.session.portfolio_view import PortfolioView, portfolio_view
from cxdesk.session.signals import strongest_bars
from tests.session.factory import AS_OF, Made, made


@pytest.fixture(scope="module")
def view(portfolio: Made) -> PortfolioView:
    """Return the page of the hand-made portfolio."""
    return portfolio_view(portfolio.facts, portfolio.portfolio, portfolio.standards, NEUTRAL, 3)


def tile(view: PortfolioView, name: str):
    """Return a key figure by name."""
    return next(tile for tile in view.tiles if tile.name == name)


def test_columns_are_as_long_as_the_portfolio(view: PortfolioView) -> None:
    """A column that is too short would show one account's number on another's row."""
    for column in view.table.columns:
        lengths = {
            len(part) for part in (column.texts, column.second, column.tones, column.whole) if len(part)
        }
        lengths |= {len(part) for part in (column.keys, column.bars) if part is not None}
        assert lengths == {12}, column.name


def test_subtitle_and_counts_are_those_of_the_facts(view: PortfolioView, portfolio: Made) -> None:
    """11 of 12 accounts are customers; what they pay is summed here; the counts are the factory's."""
    accounts = portfolio.facts.accounts
    total = np.nansum(accounts.arr[~accounts.is_lost])
    assert view.subtitle == f"11 customers · EUR\u00a0{total / 1e6:.2f}M ARR · 1 lost"
    assert view.counts == "12 accounts · 2,640 usage rows · 154 answers · 99 tickets · 3 imports"


def test_weighted_health_is_the_mean_over_present_customers(view: PortfolioView, portfolio: Made) -> None:
    """Weighted by ARR, unknown ARR weighing nothing: computed again with plain sums."""
    accounts, health = portfolio.facts.accounts, portfolio.portfolio.health
    pairs = [
        (arr, score)
        for arr, score, lost in zip(accounts.arr, health, accounts.is_lost, strict=True)
        if not lost and not np.isnan(arr)
    ]
    mean = sum(arr * score for arr, score in pairs) / sum(arr for arr, _ in pairs)
    assert tile(view, "health").value == f"{mean:.0f}"


def test_revenue_at_risk_counts_the_lowest_band_that_is_due_soon(portfolio: Made) -> None:
    """Two accounts are put into the lowest band, one due in 10 days and one in 200: only the first counts."""
    accounts = portfolio.facts.accounts
    band = portfolio.portfolio.band.copy()
    band[:] = "healthy"
    band[[0, 1]] = "at risk"
    notice = accounts.notice_date.copy()
    notice[0], notice[1] = AS_OF + 10, AS_OF + 200
    facts = replace(portfolio.facts, accounts=replace(accounts, notice_date=notice))
    view = portfolio_view(facts, replace(portfolio.portfolio, band=band), portfolio.standards, NEUTRAL)
    assert tile(view, "arr_at_risk").value == f"EUR\u00a0{accounts.arr[0] / 1000:.0f}k"
    assert tile(view, "arr_at_risk").detail.endswith("· 1 account")
    assert tile(view, "arr_at_risk").label == "ARR at risk by 29 Dec"  # 90 days after 30 September


def test_unknown_dates_and_amounts_are_said_not_shown_as_nought(portfolio: Made) -> None:
    """Without any date the column and the tile say so; without any revenue the tile shows a dash."""
    accounts = portfolio.facts.accounts
    never = np.full(12, np.datetime64("NaT"), dtype="datetime64[D]")
    bare = replace(accounts, notice_date=never, renewal_date=never, arr=np.full(12, np.nan))
    facts = replace(portfolio.facts, accounts=bare)
    view = portfolio_view(facts, portfolio.portfolio, portfolio.standards, NEUTRAL)
    assert view.table.column("due").title == "Renews in"
    assert set(view.table.column("due").texts) == {"–"}
    assert tile(view, "arr_at_risk").label == "ARR at risk"
    assert (tile(view, "arr_at_risk").value, tile(view, "arr_at_risk").detail) == ("–", "ARR is not known")
    assert tile(view, "health").label == "Health, mean"


def test_a_notice_date_that_has_passed_gives_way_to_the_renewal(portfolio: Made) -> None:
    """Notice was due 5 days ago, the renewal is in 25 days: 25 is what can still be acted on."""
    accounts = portfolio.facts.accounts
    notice, renewal = accounts.notice_date.copy(), accounts.renewal_date.copy()
    notice[0], renewal[0] = AS_OF - 5, AS_OF + 25
    facts = replace(portfolio.facts, accounts=replace(accounts, notice_date=notice, renewal_date=renewal))
    view = portfolio_view(facts, portfolio.portfolio, portfolio.standards, NEUTRAL)
    assert view.due_days[0] == 25


def test_several_currencies_are_named_in_each_cell(portfolio: Made) -> None:
    """A sum over currencies means nothing: header and subtitle carry none, each cell its own."""
    currency = portfolio.facts.accounts.currency.copy()
    currency[0] = "USD"
    facts = replace(portfolio.facts, accounts=replace(portfolio.facts.accounts, currency=currency))
    view = portfolio_view(facts, portfolio.portfolio, portfolio.standards, NEUTRAL)
    column = view.table.column("arr")
    assert column.title == "ARR"
    assert column.texts[0].startswith("USD\u00a0")
    assert column.texts[1].startswith("EUR\u00a0")
    assert "in several currencies" in view.subtitle
    (at_risk,) = [tile for tile in view.tiles if tile.name == "arr_at_risk"]
    assert at_risk.detail == "several currencies, not added"


def test_the_strongest_signal_is_the_lowest_bar(portfolio: Made) -> None:
    """Found again by looking at each account's bars in turn; one that lowers goes before one that lifts."""
    scored = portfolio.portfolio
    for account, position in enumerate(strongest_bars(scored)):
        points = {
            index: scored.bar_points[account, index]
            for index, bar in enumerate(scored.bars)
            if bar.kind in ("driver", "signal")
        }
        lowest = min(points, key=lambda index: np.nan_to_num(points[index]))
        if np.nan_to_num(points[lowest]) <= -0.5:
            assert position == lowest
        else:
            assert position == -1 or points[position] >= 0.5


def test_numbers_are_written_as_the_locale_writes_them(portfolio: Made) -> None:
    """A German style has a comma for the decimal point and a dot between thousands."""
    style = NumberStyle(",", ".")
    view = portfolio_view(portfolio.facts, portfolio.portfolio, portfolio.standards, style)
    assert "2.640 usage rows" in view.counts
    assert all("." not in text for text in view.table.column("clv").texts)


def test_an_account_without_evidence_has_empty_bars_and_says_so(view: PortfolioView) -> None:
    """Larkspur Retail has no answers and no use: its first two pillars are no bars of 60."""
    bars, words = view.table.column("pillars").bars, view.table.column("pillars").whole
    assert np.isnan(bars[11][:2]).all()
    assert words[11].startswith("Sentiment no evidence · Adoption no evidence")


def test_ten_thousand_accounts_are_prepared() -> None:
    """The page of a large book has a row for each account; nothing is cut."""
    large = made(10_000, seed=1)
    view = portfolio_view(large.facts, large.portfolio, large.standards, NEUTRAL)
    assert len(view) == 10_000
    assert len(view.table) == 10_000
