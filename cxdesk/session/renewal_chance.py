"""The chance that an account stays, in words: over 12 months for all, and at its own next renewal."""

from __future__ import annotations

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.buying import only_orders
from cxdesk.health.portfolio import Portfolio
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import are_leaving
from cxdesk.workspace.renewal_terms import MONTHLY, renewals_by_contract

RENEWS, BUYS = "Chance to renew", "Chance to buy again within 12 months"
_BASIS = "From the segment's own history and this account's signals."
_ANY_TIME = "Accounts here leave at any time of their terms, so that staying is counted by the month."


def chance_text(facts: Facts, portfolio: Portfolio, code: int, style: NumberStyle) -> tuple[str, str, str]:
    """Return the label, the chance, and what it is of and rests on.

    The chance is that of 12 months, so that contracts of different terms compare; beside it stands that of
    the contract's own next renewal where its term is not a year.
    """
    share = float(portfolio.p_renew[code])
    if portfolio.order_value is not None or (only_orders(facts)[code] and not np.isnan(share)):
        how = "At least one order, from how often and when it has ordered and from its signals."
        return BUYS, percent_text(share, style), f"{how} There is no contract to renew."
    if np.isnan(share):
        why = "There is no contract to renew, and too few order as it does to say more."
        return RENEWS, "unknown, it only orders", f"{why} Its health rests on the other evidence."
    shown, a_year = percent_text(share, style), float(portfolio.renewals_a_year[code])
    said = "It has said that it leaves. " if are_leaving(facts)[code] else ""
    if a_year == 1.0:
        return RENEWS, shown, f"{said}At the next yearly renewal. {_BASIS}"
    each = percent_text(share ** (1.0 / a_year), style)
    if a_year == MONTHLY:
        bound = a_year == float(renewals_by_contract(facts)[code])
        why = "Its contract is by the month." if bound else _ANY_TIME
        return RENEWS, f"{shown} over 12 months", f"{said}Each month {each}. {why} {_BASIS}"
    months = round(MONTHLY / a_year)
    told = f"At the next renewal of its {months} months {each}, over 12 months {shown}."
    return (
        RENEWS,
        f"{each} ({shown} a year)" if months > MONTHLY else f"{shown} over 12 months",
        (f"{said}{told} {_BASIS}"),
    )


def percent_text(share: float, style: NumberStyle) -> str:
    """Return a probability as a percentage that never claims to be certain."""
    if share > 0.995:
        return f"over {formatting.percent(0.99, None, style)}"
    if share < 0.005:
        return f"under {formatting.percent(0.01, None, style)}"
    return formatting.percent(share, None, style)
