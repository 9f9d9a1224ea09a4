"""The relationship survey: everybody is invited twice a year, some answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cxdesk.sample.chance import even_chances, quality_at
from cxdesk.sample.comments import DETRACTOR, PASSIVE, PROMOTER, survey_comment
from cxdesk.sample.dates import SAMPLE_END, SAMPLE_START, curve_at, day_number, days_before_end
from cxdesk.sample.records import ADMIN, BUYER, END_USER, Customer, Person

_WAVE_DAYS = 180
_ROLE_SHIFT = {ADMIN: 0.3, END_USER: -0.15, BUYER: 0.0}
_ROLE_ANSWERS = {ADMIN: 0.35, END_USER: -0.25, BUYER: -0.45}


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation to the survey; `score` 0-10 and `answered` are None where nobody answered."""

    account_id: str
    person: Person
    invited: date
    answered: date | None
    score: int | None
    comment: str


def invitations_of(customer: Customer, language: str, rng: np.random.Generator) -> list[Invitation]:
    """Return the invitations sent to an account's contacts, wave by wave."""
    behaviour, account = customer.behaviour, customer.account
    moods = {role: rng.normal(0, 0.45) for role in _ROLE_SHIFT}
    personal = {person.person_id: rng.normal(0, 0.6) for person in customer.people}
    until = account.churn_date or SAMPLE_END
    invitations = []
    for before in range(behaviour.survey_day + 3 * _WAVE_DAYS, -1, -_WAVE_DAYS):
        invited = days_before_end(before)
        if not max(SAMPLE_START, account.since + timedelta(days=30)) <= invited < until:
            continue
        asked = [
            one for one in customer.people if one.joined <= invited and (not one.left or invited < one.left)
        ]
        chances = even_chances(rng, len(asked), behaviour.steady, block=max(1, len(asked)))
        for person, chance in zip(asked, chances, strict=True):
            answered = invited + timedelta(days=int(rng.exponential(3.0)))
            if chance >= _answer_rate(customer, person, invited) or answered > SAMPLE_END:
                invitations.append(Invitation(account.account_id, person, invited, None, None, ""))
                continue
            score = _score(customer, person, invited, moods[person.role] + personal[person.person_id], rng)
            comment = _comment(customer, score, language, rng)
            invitations.append(Invitation(account.account_id, person, invited, answered, score, comment))
    return invitations


def _answer_rate(customer: Customer, person: Person, invited: date) -> float:
    number = np.array([day_number(invited)])
    if customer.behaviour.nps_answer_rate is not None:
        return float(curve_at(customer.behaviour.nps_answer_rate, number)[0])
    quality = float(quality_at(customer.account, customer.behaviour, number)[0])
    return float(1 / (1 + np.exp(0.05 - 0.5 * quality - _ROLE_ANSWERS[person.role])))


def _score(customer: Customer, person: Person, invited: date, mood: float, rng: np.random.Generator) -> int:
    for role, low, high in customer.behaviour.nps_ranges:
        if role == person.role:
            return int(rng.integers(low, high + 1))
    quality = float(quality_at(customer.account, customer.behaviour, np.array([day_number(invited)]))[0])
    mean = 7.8 + 1.1 * quality + _ROLE_SHIFT[person.role] + mood
    return int(np.clip(round(rng.normal(mean, 1.2)), 0, 10))


def _comment(customer: Customer, score: int, language: str, rng: np.random.Generator) -> str:
    if rng.random() >= customer.behaviour.comment_rate:
        return ""
    mood = PROMOTER if score >= 9 else PASSIVE if score >= 7 else DETRACTOR
    return survey_comment(rng, mood, language, customer.behaviour.theme)
