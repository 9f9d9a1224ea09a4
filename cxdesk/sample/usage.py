"""Daily product use: one row a day, user and feature, drawn account by account with whole arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.sample.chance import customer_days, quality_at
from cxdesk.sample.dates import DAY_COUNT, curve_at, day_number, season
from cxdesk.sample.records import BUYER, FEATURES, Customer, Person
from cxdesk.sample.terms import seats_by_day

_CHAMPION_FACTOR = 2.5
_SECOND_FEATURE, _THIRD_FEATURE = 0.38, 0.14


@dataclass(frozen=True, slots=True)
class UsageRows:
    """Parallel arrays: day since `SAMPLE_START`, number of the user, feature, events, seconds."""

    day: np.ndarray
    user: np.ndarray
    feature: np.ndarray
    events: np.ndarray
    seconds: np.ndarray


def usage_rows(customer: Customer, rng: np.random.Generator) -> tuple[UsageRows, list[str]]:
    """Return the account's usage rows and the ids that its user numbers stand for.

    Contacts other than buyers come first among the users; the rest are people whom the CRM does not know.
    """
    account, behaviour = customer.account, customer.behaviour
    known = [person for person in customer.people if person.role != BUYER]
    wanted = _active_users(customer)
    count = int(np.ceil(wanted.max())) if behaviour.has_usage_feed else 0
    unknown = [
        f"P-{account.account_id[4:]}{number:03d}" for number in range(1, max(0, count - len(known)) + 1)
    ]
    ids = [person.person_id for person in known][:count] + unknown
    active = np.arange(count)[:, None] < wanted[None, :]
    weight = rng.gamma(4.0, 0.25, count)
    for number, person in enumerate(known[:count]):
        active[number] &= _present(person)
        if person.is_champion:
            weight[number] = _CHAMPION_FACTOR
    days = np.arange(DAY_COUNT)
    pace = season() * curve_at(behaviour.level, days) * np.exp(0.3 * quality_at(account, behaviour, days))
    chance = np.clip(behaviour.depth * weight[:, None] * pace[None, :], 0, 0.95) * active
    user, day = np.nonzero(rng.random((count, DAY_COUNT)) < chance)
    return _with_features(customer, user, day, weight, rng), ids


def _active_users(customer: Customer) -> np.ndarray:
    """Return how many users there are on each day: a share of the seats, growing over the first weeks."""
    first, after = customer_days(customer.account)
    days = np.arange(DAY_COUNT)
    ramp = np.clip(0.35 + 0.65 * (days - day_number(customer.account.since)) / 75, 0, 1)
    users = seats_by_day(customer.terms) * customer.behaviour.active_share * ramp
    users[:first] = 0
    users[after:] = 0
    return users


def _present(person: Person) -> np.ndarray:
    days = np.arange(DAY_COUNT)
    return (days >= day_number(person.joined)) & (
        days < (day_number(person.left) if person.left else DAY_COUNT)
    )


def _with_features(
    customer: Customer, user: np.ndarray, day: np.ndarray, weight: np.ndarray, rng: np.random.Generator
) -> UsageRows:
    """Split each active day of a user into one to three features, with events and seconds for each."""
    behaviour = customer.behaviour
    shares = np.array(behaviour.feature_weights)
    order = np.argsort(-shares)
    # Less used features are taken up later, three weeks apart.
    adopted = np.empty(len(FEATURES))
    adopted[order] = day_number(customer.account.since) + 21.0 * np.arange(len(FEATURES)) - 21.0
    bounds = np.cumsum(shares / shares.sum())
    bounds[-1] = 1.0
    picks = np.searchsorted(bounds, rng.random((len(day), 3)), side="right").clip(max=len(FEATURES) - 1)
    picks = np.where(adopted[picks] <= day[:, None], picks, order[0])
    keep = np.ones((len(day), 3), dtype=bool)
    keep[:, 1] = (rng.random(len(day)) < _SECOND_FEATURE) & (picks[:, 1] != picks[:, 0])
    third = (picks[:, 2] != picks[:, 0]) & (picks[:, 2] != picks[:, 1])
    keep[:, 2] = (rng.random(len(day)) < _THIRD_FEATURE) & third
    row, which = np.nonzero(keep)
    events = 1 + rng.poisson(6.0 * behaviour.event_scale * np.sqrt(weight[user[row]]))
    seconds = np.rint(events * rng.uniform(35, 110, len(row))).astype(int)
    return UsageRows(day[row], user[row], picks[row, which], events, seconds)
