"""Roles that disagree, and people that everything hangs on: rules 11 to 14."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from cxdesk.health.contact import seen_lately
from cxdesk.health.silence import fell_silent
from cxdesk.health.tensions import cases
from cxdesk.health.tensions.answers import Level, heard, level
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.persons import events_of_each
from cxdesk.health.tensions.record import Floats, Mask, Side, Verdict
from cxdesk.health.tensions.sides import counted_fact, days_left, verdict
from cxdesk.health.tensions.spans import LEVEL_DAYS, TICKET_DAYS, counted, last, on_the_day, within
from cxdesk.metrics.windows import age_days
from cxdesk.tables.survey_scales import NPS
from cxdesk.workspace.facts_record import ROLE_NAMES

APART = 0.15  # of 0 to 1: 30 points of NPS
SURE = 0.9
HIGH_VALUE, LEAST_VALUED = 80, 5
ONE_VOICE, LEAST_EVENTS = 0.8, 5
CHAMPION_WINDOW = 270
_TOP_ACTOR_DAYS = 365
_ADMIN, _USER, _BUYER = (ROLE_NAMES.index(name) for name in ("admin", "end user", "buyer"))


def admins_happier_than_users(basis: Basis) -> Verdict:
    """11: administrators recommend it, those who use it daily do not."""
    return _apart(basis, (_ADMIN, "NPS of admins", 2), (_USER, "NPS of end users", 4))


def users_happier_than_buyer(basis: Basis) -> tuple[Verdict, ...]:
    """12: users recommend it, the buyer, or else an administrator, does not."""
    users = (_USER, "NPS of end users", 4)
    return (
        _apart(basis, users, (_BUYER, "NPS of buyers", 1)),
        _apart(basis, users, (_ADMIN, "NPS of admins", 1)),
    )


def high_value_one_contact(basis: Basis) -> Verdict:
    """13: much hangs on the account, and the account hangs on one person."""
    worth = basis.portfolio.clv
    limit = _high_value(basis)
    with np.errstate(invalid="ignore"):
        valuable = worth >= limit
    value = counted_fact(
        basis, "Lifetime value", "money", np.where(np.isnan(limit), np.nan, worth), valuable,
        on_the_day(basis.facts.as_of), "a lifetime value, and those of four others in its currency",
    )  # fmt: skip
    return verdict(basis, value, _engaged(basis))


def champion_gone(basis: Basis) -> Verdict:
    """14: the champion, or whoever spoke most, has left or gone quiet, and the renewal is near."""
    return verdict(basis, _champion(basis), days_left(basis, 0, CHAMPION_WINDOW))


def _high_value(basis: Basis) -> Floats:
    """Return what one in five of the customers who pay in an account's currency is worth at least, (n,);
    amounts of two currencies cannot be put in one order. NaN where fewer than five are known.
    """
    currency, worth = basis.facts.accounts.currency, basis.portfolio.clv
    limit = np.full(len(basis), np.nan)
    for name in set(currency.tolist()):
        own = currency == name
        known = own & basis.customers & ~np.isnan(worth)
        if known.sum() >= LEAST_VALUED:
            limit[own] = np.percentile(worth[known], HIGH_VALUE)
    return limit


def _apart(basis: Basis, happy: tuple[int, str, int], other: tuple[int, str, int]) -> Verdict:
    """Return where one role's recommendation is surely above another's."""
    levels = [_role(basis, role) for role, _, _ in (happy, other)]
    difference = levels[0].value - levels[1].value
    with np.errstate(invalid="ignore", divide="ignore"):
        sure = np.nan_to_num(ndtr(difference / np.sqrt(levels[0].variance + levels[1].variance)))
        holds = (difference >= APART) & (sure >= SURE)
    sides = [
        _role_side(basis, found, label, least, holds, sure)
        for found, (_, label, least) in zip(levels, (happy, other), strict=True)
    ]
    return verdict(basis, *sides)


def _role(basis: Basis, role: int) -> Level:
    rows = heard(basis.facts, NPS, LEVEL_DAYS) & (basis.facts.answers.role == role)
    return level(basis.facts, rows, basis.segments)


def _role_side(basis: Basis, found: Level, label: str, least: int, holds: Mask, sure: Floats) -> Side:
    return Side(
        label,
        "points",
        np.where(found.n >= least, 200.0 * found.raw - 100.0, np.nan),
        found.n,
        last(basis.facts.as_of, LEVEL_DAYS),
        holds,
        sure,
        found.reliability,
        f"{_number(least)} of {label.removeprefix('NPS of ')} in 180 days",
        low=200.0 * found.low - 100.0,
        high=200.0 * found.high - 100.0,
        of="answers",
    )


def _number(least: int) -> str:
    return {1: "an NPS answer", 2: "two NPS answers", 4: "four NPS answers"}[least]


def _engaged(basis: Basis) -> Side:
    """Return how many people were heard of in 90 days; it holds with one at most, or where one of them wrote
    four fifths of all that was written.
    """
    facts, count = basis.facts, len(basis)
    contacts = facts.contacts
    traced = np.bincount(contacts.account[~np.isnat(contacts.last_seen)], minlength=count) > 0
    people = counted(contacts.account, seen_lately(facts), count)
    events = _written(basis, TICKET_DAYS)
    account = basis.persons.account
    total = np.bincount(account, events, count)
    most = np.zeros(count)
    np.maximum.at(most, account, events)
    one_voice = (total >= LEAST_EVENTS) & (most >= ONE_VOICE * total)
    return counted_fact(
        basis,
        "People heard of",
        "count",
        np.where(traced, people, np.nan),
        (people <= 1) | one_voice,
        last(facts.as_of, TICKET_DAYS),
        "contacts whose answers, tickets or use are known",
        n=total,
        of="tickets and answers",
        about=np.where(one_voice & (people > 1), "nearly all of it from one person", "").astype(object),
    )


def _champion(basis: Basis) -> Side:
    """Return for how many days no champion has been heard of, 0 or more since one left."""
    facts, count = basis.facts, len(basis)
    contacts, renewal = facts.contacts, basis.standards.renewal
    who, flagged = contacts.is_champion, np.zeros(count, dtype=bool)
    flagged[contacts.account[who]] = True
    left = ~np.isnat(contacts.left_at)
    silent = np.where(
        left, age_days(contacts.left_at, facts.as_of), age_days(contacts.last_seen, facts.as_of)
    )
    quiet = np.full(count, np.inf)
    known = who & ~np.isnan(silent)
    np.minimum.at(quiet, contacts.account[known], silent[known])
    there = known & ~left & ~fell_silent(facts, renewal)
    here = np.bincount(contacts.account[there], minlength=count) > 0
    top = _top_actor_quiet(basis)
    days = np.where(flagged, np.where(np.isinf(quiet), np.nan, quiet), top)
    with np.errstate(invalid="ignore"):
        gone = np.where(flagged, ~here, days > renewal.champion_silent_days)
    name = np.full(count, "", dtype=object)
    name[contacts.account[known]] = contacts.name[known]
    return counted_fact(
        basis,
        "Days since the champion left or was heard of",
        "days",
        days,
        gone & ~np.isnan(days),
        on_the_day(facts.as_of),
        "a contact marked champion, or five tickets and answers of named people in a year",
        about=np.where(flagged, name, ""),
    )


def _top_actor_quiet(basis: Basis) -> Floats:
    """Return the days since whoever wrote most in a year wrote last, NaN where too little was written."""
    facts, found, count = basis.facts, basis.persons, len(basis)
    events = _written(basis, _TOP_ACTOR_DAYS)
    total = np.bincount(found.account, events, count)
    order = np.argsort(events, kind="stable")
    top = np.full(count, -1)
    top[found.account[order]] = order  # the last one written, with the most, stays
    age = np.full(len(found.account), np.inf)
    for who, at in (
        (found.of_tickets, facts.tickets.created_at),
        (found.of_answers, facts.answers.answered_at),
    ):
        days = age_days(at, facts.as_of)
        known = (who >= 0) & ~np.isnan(days)
        np.minimum.at(age, who[known], days[known])
    enough = (total >= LEAST_EVENTS) & (top >= 0)
    return np.where(enough, age[top] if len(age) else np.nan, np.nan)


def _written(basis: Basis, days: int) -> Floats:
    """Return how many tickets and answers each person wrote in the last days."""
    facts = basis.facts
    answered = ~np.isnan(facts.answers.unit) & within(facts.answers.answered_at, facts.as_of, days)
    return events_of_each(basis.persons, cases.opened(facts, days), answered)
