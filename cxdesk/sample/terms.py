"""Contract rows of an account: one term after the other from the first day, seats and prices changing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from cxdesk.sample.dates import DAY_COUNT, SAMPLE_END, SAMPLE_START, add_months, day_number
from cxdesk.sample.records import Account, Behaviour, Term

_YEARLY_PRICE_RISE = 1.04


def contract_terms(account: Account, behaviour: Behaviour, rng: np.random.Generator) -> tuple[Term, ...]:
    """Return the account's contract rows in time order; the last is the current one or the one it left.

    Seats are counted back from today's by the account's growth a term; an upgrade splits its term.
    """
    term_starts = _term_starts(account)
    upgrade = _upgrade_date(account, behaviour, term_starts, rng)
    starts = sorted({*term_starts, upgrade} - {None}) if upgrade else term_starts
    seats = _seats(account, behaviour, len(starts), rng)
    term_ends = {start: add_months(start, account.term_months) - timedelta(days=1) for start in term_starts}
    terms = []
    for place, start in enumerate(starts):
        in_term = max(one for one in term_starts if one <= start)
        following = starts[place + 1] if place + 1 < len(starts) else None
        end = (
            term_ends[in_term]
            if following is None
            else min(term_ends[in_term], following - timedelta(days=1))
        )
        years = (SAMPLE_END - start).days / 365.25
        yearly = seats[place] * account.price / _YEARLY_PRICE_RISE ** round(years)
        leaves_after = account.churn_date is not None and following is None
        terms.append(
            Term(
                contract_id=f"CT-{account.account_id[4:]}-{place + 1:02d}",
                account_id=account.account_id,
                start=start,
                end=end,
                seats=seats[place],
                mrr=round(yearly / 12, 2),
                plan=account.plan,
                movement=_movement(seats, place),
                auto_renew=not leaves_after and (behaviour.steady or rng.random() < 0.7),
            )
        )
    return tuple(terms)


def renewal_date(account: Account, terms: tuple[Term, ...]) -> date | None:
    """Return the day on which the next term would start, None for an account that has left."""
    return None if account.churn_date else terms[-1].end + timedelta(days=1)


def seats_by_day(terms: tuple[Term, ...]) -> np.ndarray:
    """Return the seats under contract on each day, shape (DAY_COUNT,), 0 where there is none."""
    seats = np.zeros(DAY_COUNT)
    for term in terms:
        seats[max(0, day_number(term.start)) : max(0, day_number(term.end) + 1)] = term.seats
    return seats


def _term_starts(account: Account) -> list[date]:
    stop = account.churn_date or SAMPLE_END + timedelta(days=1)
    starts = []
    start = account.since
    while start < stop:
        starts.append(start)
        start = add_months(account.since, account.term_months * len(starts))
    return starts


def _upgrade_date(
    account: Account, behaviour: Behaviour, term_starts: list[date], rng: np.random.Generator
) -> date | None:
    """Return the day of an upgrade within a term: the planted one, or at times where seats grow."""
    if behaviour.upgrade_date or behaviour.steady:
        return behaviour.upgrade_date
    if account.churn_date or behaviour.growth < 1.06 or rng.random() < 0.4:
        return None
    day = max(SAMPLE_START, account.since) + timedelta(days=int(rng.integers(60, 700)))
    return day if day < SAMPLE_END and day not in term_starts else None


def _seats(account: Account, behaviour: Behaviour, count: int, rng: np.random.Generator) -> list[int]:
    seats = [account.seats]
    for _ in range(count - 1):
        spread = 0.0 if behaviour.steady else rng.normal(0, 0.03)
        seats.append(max(2, round(seats[-1] / max(0.8, behaviour.growth + spread))))
    return seats[::-1]


def _movement(seats: list[int], place: int) -> str:
    if place == 0:
        return "New"
    change = seats[place] - seats[place - 1]
    return "Upgrade" if change > 0 else "Downgrade" if change < 0 else "Renewal"
