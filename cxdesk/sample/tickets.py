"""Support tickets with the satisfaction and effort answers that follow them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np

from cxdesk.sample.chance import (
    SAMPLE_END_MINUTE,
    chance_at,
    customer_days,
    even_chances,
    event_minutes,
    quality_at,
)
from cxdesk.sample.dates import SAMPLE_START, curve_at, day_number, season
from cxdesk.sample.records import BUYER, Behaviour, Customer, Person

PRIORITIES = ("low", "normal", "high", "urgent")
_PRIORITY_BOUNDS = np.cumsum((0.22, 0.50, 0.21, 0.07))
# Median minutes by priority: to the first reply, to the solution.
_FIRST_REPLY = np.array([260.0, 130.0, 60.0, 22.0])
_SOLUTION = np.array([3400.0, 1900.0, 1000.0, 520.0])
_TOPICS = ("technical", "how-to", "performance", "integration", "onboarding")
BILLING = "billing"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket. Minutes are calendar minutes; `csat` 1-5 and `effort` 1-7 (easy) are 0 if not answered."""

    account_id: str
    account_name: str
    requester: Person
    created: datetime
    solved: datetime | None
    first_reply_minutes: int | None
    solution_minutes: int | None
    priority: str
    topic: str
    subject_number: int
    agent_number: int
    replies: int
    reopens: int
    escalations: int
    handoffs: int
    csat: int
    effort: int
    answered: datetime | None


def tickets_of(customer: Customer, rng: np.random.Generator) -> list[Ticket]:
    """Return the account's tickets in order of creation, none where nobody could have written one."""
    account, behaviour = customer.account, customer.behaviour
    writers = [person for person in customer.people if person.role != BUYER]
    if not writers:
        return []
    first, after = customer_days(account)
    days = np.arange(first, after)
    newcomer = 1 + 1.2 * np.exp(-np.clip(days - day_number(account.since), 0, None) / 45)
    working = season()[first:after] * 7 / 5.2
    per_day = behaviour.tickets_per_month / 30.4 * curve_at(behaviour.ticket_level, days) * newcomer * working
    minutes = event_minutes(rng, first, after, per_day, behaviour.steady)
    return _build(customer, writers, minutes, rng)


def _build(
    customer: Customer, writers: list[Person], minutes: np.ndarray, rng: np.random.Generator
) -> list[Ticket]:
    behaviour = customer.behaviour
    count = len(minutes)
    quality = quality_at(customer.account, behaviour, minutes / 1440)
    reopen, escalate = _rates(behaviour, quality, minutes)
    reopened = even_chances(rng, count, behaviour.steady) < reopen
    escalated = even_chances(rng, count, behaviour.steady) < escalate
    handoffs = rng.binomial(2, np.clip(0.16 - 0.04 * quality, 0.03, 0.5)) + escalated
    priority = np.maximum(np.searchsorted(_PRIORITY_BOUNDS, rng.random(count)), np.where(escalated, 2, 0))
    billing = even_chances(rng, count, behaviour.steady) < behaviour.billing_share
    reply = np.ceil(_FIRST_REPLY[priority] * rng.lognormal(0, 0.7, count)).astype(int)
    effort_factor = 1 + 0.7 * reopened + 0.3 * handoffs
    solution = _SOLUTION[priority] * rng.lognormal(-0.12 * quality, 0.85) * effort_factor
    solution = np.ceil(np.maximum(solution, reply + 2)).astype(int)
    replied = minutes + reply <= SAMPLE_END_MINUTE
    # A few tickets stay open for ever, as everywhere.
    solved = (minutes + solution <= SAMPLE_END_MINUTE) & (rng.random(count) > 0.006)
    asked = solved & ~escalated if behaviour.escalators_apart else solved
    csat, effort, answered = _answers(customer, minutes, minutes + solution, asked, reopened, handoffs, rng)
    circles = (writers[:-3], writers[-3:]) if behaviour.escalators_apart else (writers, writers)
    extra = rng.random((count, 4))
    reopens = (1 + (rng.random(count) < 0.2)) * (reopened & solved)
    replies = 1 + rng.exponential(1.6, count).astype(int) + reopened + handoffs
    topics = (extra[:, 1] ** 1.4 * len(_TOPICS)).astype(int)
    return [
        Ticket(
            account_id=customer.account.account_id,
            account_name=customer.account.name,
            requester=_requester(circles[int(escalated[place])], int(minutes[place]), extra[place, 0]),
            created=moment(int(minutes[place])),
            solved=moment(int(minutes[place] + solution[place])) if solved[place] else None,
            first_reply_minutes=int(reply[place]) if replied[place] else None,
            solution_minutes=int(solution[place]) if solved[place] else None,
            priority=PRIORITIES[priority[place]],
            topic=BILLING if billing[place] else _TOPICS[topics[place]],
            subject_number=int(extra[place, 2] * 1000),
            agent_number=int(extra[place, 3] * 1000),
            replies=int(replies[place]),
            reopens=int(reopens[place]),
            escalations=int(escalated[place]),
            handoffs=int(handoffs[place]),
            csat=int(csat[place]),
            effort=int(effort[place]),
            answered=moment(int(answered[place])) if csat[place] else None,
        )
        for place in range(count)
    ]


def _rates(
    behaviour: Behaviour, quality: np.ndarray, minutes: np.ndarray
) -> tuple[np.ndarray | float, np.ndarray]:
    """Return the chances of being reopened and escalated: the story's, or what quality makes likely."""
    reopen = behaviour.reopen_rate
    if reopen is None:
        reopen = np.clip(0.10 - 0.04 * quality, 0.02, 0.35)
    if behaviour.escalation_rate is not None:
        return reopen, chance_at(behaviour.escalation_rate, minutes)
    return reopen, np.clip(0.05 - 0.025 * quality, 0.01, 0.3)


def _answers(
    customer: Customer,
    minutes: np.ndarray,
    solved_at: np.ndarray,
    asked: np.ndarray,
    reopened: np.ndarray,
    handoffs: np.ndarray,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return CSAT, effort (0 = no answer) and the answer's minute for each ticket; `asked` may answer."""
    behaviour = customer.behaviour
    count = len(minutes)
    quality = quality_at(customer.account, behaviour, minutes / 1440)
    answered = solved_at + 45 + np.rint(rng.exponential(900, count)).astype(int)
    rate = chance_at(behaviour.csat_answer_rate, minutes)
    responds = asked & (answered <= SAMPLE_END_MINUTE) & (even_chances(rng, count, behaviour.steady) < rate)
    mood = 0.42 * quality + rng.normal(0, 0.8, count)
    if behaviour.csat_shares is None:
        csat = np.rint(4.4 + mood - 0.9 * reopened - 0.25 * handoffs)
    else:
        shares = np.cumsum(behaviour.csat_shares)
        csat = np.ones(count)
        even = even_chances(rng, int(responds.sum()), behaviour.steady)
        csat[responds] = 1 + np.searchsorted(shares[:-1], even, side="right")
    effort = np.rint(5.4 + 1.1 * mood - 0.9 * reopened - 0.8 * handoffs + rng.normal(0, 0.5, count))
    both = responds & (rng.random(count) < 0.6)
    return np.where(responds, np.clip(csat, 1, 5), 0), np.where(both, np.clip(effort, 1, 7), 0), answered


def _requester(writers: list[Person], minute: int, chance: float) -> Person:
    """Return one of those who are there that day, the first ones more often; anybody when nobody is."""
    day = moment(minute).date()
    present = [
        one for one in writers if one.joined <= day and (one.left is None or day < one.left)
    ] or writers
    return present[int(chance**1.5 * len(present))]


def moment(minute: int) -> datetime:
    """Return the date and time that lies `minute` minutes after the start of the sample's first day (UTC)."""
    return datetime.combine(SAMPLE_START, time()) + timedelta(minutes=minute)
