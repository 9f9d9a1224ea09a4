"""What they pay against how they are: rules 30 to 33."""

from __future__ import annotations

import numpy as np

from cxdesk.health.bills import are_tracked, has_known_end
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.record import Floats, Side, Verdict
from cxdesk.health.tensions.sides import (
    DOWN,
    UP,
    counted_fact,
    days_left,
    health_side,
    mean_level,
    sentiment_changed,
    use_not_falling,
    verdict,
)
from cxdesk.health.tensions.spans import ANSWER_DAYS, counted, last, on_the_day
from cxdesk.metrics.shares import ratio
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts_record import in_force

MUCH_MORE, MUCH_LESS = 1.10, 0.90
LONG = 365
LOW_HEALTH = 40.0
LATE_DAYS, TWICE = 30, 2
HALF_A_YEAR_MONTHS = 6
_NOT_FALLING = -0.5


def expanding_while_souring(basis: Basis) -> Verdict:
    """30: they buy more and like it less."""
    now, before = (_in_force(basis, "mrr", months) for months in (0, HALF_A_YEAR_MONTHS))
    with np.errstate(invalid="ignore"):
        more = now >= MUCH_MORE * before
    return verdict(basis, _paid(basis, now, before, more), sentiment_changed(basis, DOWN))


def shrinking_promoter(basis: Basis) -> Verdict:
    """31: they like it and buy less."""
    kept = [
        ratio(*(_in_force(basis, name, months) for months in (0, HALF_A_YEAR_MONTHS)))
        for name in ("mrr", "seats")
    ]
    left = np.fmin(*kept)
    with np.errstate(invalid="ignore"):
        less = left <= MUCH_LESS
        by_seats = ~(kept[0] <= left)
    paid = counted_fact(
        basis,
        "Of revenue or seats half a year ago, kept",
        "share",
        left,
        less,
        last(basis.facts.as_of, ANSWER_DAYS),
        "contracts that ran half a year ago and now",
        about=np.where(by_seats, "seats", "revenue").astype(object),
    )
    liked = mean_level(
        basis, "Sentiment", "score", basis.mood, basis.quartile(basis.mood.value, 75), UP,
        on_the_day(basis.facts.as_of), "survey answers",
    )  # fmt: skip
    return verdict(basis, paid, liked)


def locked_in_and_unhappy(basis: Basis) -> Verdict:
    """32: they cannot leave for a year, and would."""
    return verdict(basis, days_left(basis, LONG + 1, np.inf), health_side(basis, LOW_HEALTH, DOWN))


def late_payer_active_user(basis: Basis) -> Verdict:
    """33: invoices come late again and again, while use goes on."""
    facts = basis.facts
    invoices, count = facts.invoices, len(basis)
    late_on = invoices.due_at + np.timedelta64(LATE_DAYS, "D")
    today = facts.as_of.astype("datetime64[D]")
    open_or_late = np.isnat(invoices.paid_at) | (invoices.paid_at > late_on)
    wanted = has_known_end(invoices) & ~invoices.is_disputed & ~np.isnat(invoices.due_at)
    became_late = (late_on < today) & (late_on >= today - np.timedelta64(ANSWER_DAYS, "D"))
    late = counted(invoices.account, wanted & open_or_late & became_late, count)
    due = counted(invoices.account, wanted & became_late, count)
    side = counted_fact(
        basis,
        "Invoices more than 30 days late",
        "count",
        np.where((due > 0) & are_tracked(invoices), late, np.nan),
        late >= TWICE,
        last(facts.as_of, ANSWER_DAYS),
        "invoices with the days on which they were due and paid",
        n=due,
        of="due then",
    )
    return verdict(basis, side, use_not_falling(basis, _NOT_FALLING))


def _in_force(basis: Basis, name: str, months: int) -> Floats:
    """Return the sum of an amount of the contracts that ran that many months ago, NaN where none did."""
    contracts = basis.facts.contracts
    amounts = getattr(contracts, name)
    rows = in_force(contracts, month_end(basis.facts.as_of, months)) & ~np.isnan(amounts)
    found = counted(contracts.account, rows, len(basis), amounts)
    return np.where(found > 0, found, np.nan)


def _paid(basis: Basis, now: Floats, before: Floats, holds: np.ndarray) -> Side:
    known = ~np.isnan(ratio(now, before))
    return counted_fact(
        basis,
        "Paid a month",
        "money",
        np.where(known, now, np.nan),
        holds,
        last(basis.facts.as_of, ANSWER_DAYS),
        "contracts that ran half a year ago and now",
        before=before,
        before_n=basis.everybody,
    )
