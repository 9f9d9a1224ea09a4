"""Unknowns: what is not known about an account, turned into questions for the next call.

Ranked by how much the answer would tell: what decides the date comes first, then evidence by the weight of
the pillar that lacks it. Nothing here says that something is bad; it says that we do not know.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.health.adoption import FIRST_DAYS
from cxdesk.health.buying import only_orders
from cxdesk.health.portfolio import PILLARS, Portfolio
from cxdesk.health.segment_standards import standards_of_segment
from cxdesk.health.standards import Standards
from cxdesk.metrics.windows import YEAR_DAYS, age_days
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts

OLD_ANSWER_DAYS = 180
_RENEWAL_DATE, _NOTICE_DATE, _SIGNER, _CHAMPION = 1.0, 0.45, 0.8, 0.5
"""Weights beside those of the pillars (which add up to 1): judgement. A date decides all else."""
_SENTIMENT, _ADOPTION, _RENEWAL, _VALUE = (
    PILLARS.index(name) for name in ("sentiment", "adoption", "renewal", "lifetime_value")
)
_ADMIN, _USER, _BUYER = (ROLE_NAMES.index(name) for name in ("admin", "end user", "buyer"))
_PLURALS = {_ADMIN: "admins", _USER: "end users", _BUYER: "buyer"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """One thing that is not known: `what` in a few words, the question to ask, why it matters, and its weight
    (above 0; the heaviest is asked first).
    """

    code: str
    what: str
    question: str
    why: str
    weight: float


def unknowns(facts: Facts, portfolio: Portfolio, standards: Standards, account: int) -> tuple[Unknown, ...]:
    """Return what is not known about the account at a position, the weightiest first; nothing of an account
    that has left.
    """
    if facts.accounts.is_lost[account]:
        return ()
    standards = standards_of_segment(standards, str(facts.accounts.segment[account]))
    gap = np.array(standards.pillars) * (1.0 - portfolio.pillar_reliability[account])
    found = [
        *_dates(facts, account),
        *_people(facts, account),
        *_voices(facts, standards, account, float(gap[_SENTIMENT])),
        *_use(facts, account, float(gap[_ADOPTION])),
        *_first_value(facts, portfolio, standards, account),
        *_service(facts, account, float(gap[_RENEWAL])),
        *_bills(portfolio, standards, account),
        *_money(facts, portfolio, account, float(gap[_VALUE])),
    ]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.code)))


def _dates(facts: Facts, account: int) -> list[Unknown]:
    accounts = facts.accounts
    if facts.by_order or only_orders(facts)[account]:  # nothing renews
        return []
    if np.isnat(accounts.renewal_date[account]):
        return [
            Unknown(
                "renewal_date",
                "Renewal date",
                "When does the contract renew, and by when would you have to give notice?",
                "Without it nobody knows how urgent anything else is.",
                _RENEWAL_DATE,
            )
        ]
    if np.isnat(accounts.notice_date[account]):
        return [
            Unknown(
                "notice_date",
                "Notice date",
                "By when would you have to give notice?",
                "The renewal date is known; the day on which they can still leave is earlier.",
                _NOTICE_DATE,
            )
        ]
    return []


def _people(facts: Facts, account: int) -> list[Unknown]:
    contacts = facts.contacts
    rows = (contacts.account == account) & np.isnat(contacts.left_at)
    if not rows.any():
        return [
            Unknown(
                "people",
                "People",
                "Who looks after it at your side, who uses it, and who signs the renewal?",
                "No contact of theirs is known.",
                _SIGNER,
            )
        ]
    found = []
    if not np.any(rows & (contacts.role == _BUYER)):
        found.append(
            Unknown(
                "buyer",
                "Who signs",
                "Who decides about the renewal, and what do they look at?",
                "No contact of theirs is a buyer.",
                _SIGNER,
            )
        )
    if not np.any(rows & contacts.is_champion):
        found.append(
            Unknown(
                "champion",
                "Champion",
                "Who would speak up for it inside if it were questioned?",
                "No present contact of theirs is marked as champion.",
                _CHAMPION,
            )
        )
    return found


def _voices(facts: Facts, standards: Standards, account: int, gap: float) -> list[Unknown]:
    """Return roles that nobody has heard of for a year, or that all of it is old."""
    answers = facts.answers
    rows = (answers.account == account) & ~np.isnan(answers.unit)
    if not rows.any():
        return [
            Unknown(
                "answers",
                "What they think",
                "How would you say it is going, and what would you change first?",
                "Not one survey answer of theirs is known.",
                gap,
            )
        ]
    found, age = [], age_days(answers.answered_at[rows], facts.as_of)
    newest = np.nanmin(age) if np.any(~np.isnan(age)) else np.nan
    if newest >= OLD_ANSWER_DAYS:
        found.append(
            Unknown(
                "old_answers",
                "What they think now",
                "What has changed since we last asked you?",
                "Their newest answer is more than half a year old.",
                gap,
            )
        )
    heard = set(answers.role[rows][age < YEAR_DAYS].tolist())
    there = _roles_there(facts, account)
    for role in (_ADMIN, _USER, _BUYER):
        if role in there and role not in heard and heard:
            weight = standards.sentiment.roles[ROLE_NAMES[role]]
            found.append(
                Unknown(
                    f"silent_{ROLE_NAMES[role].replace(' ', '_')}",
                    f"What their {_PLURALS[role]} would say",
                    f"What would your {_PLURALS[role]} tell us?",
                    "No answer of theirs in 12 months.",
                    standards.pillars[_SENTIMENT] * weight,
                )
            )
    return found


def _roles_there(facts: Facts, account: int) -> set[int]:
    contacts = facts.contacts
    rows = (contacts.account == account) & np.isnat(contacts.left_at)
    return set(contacts.role[rows].tolist())


def _use(facts: Facts, account: int, gap: float) -> list[Unknown]:
    usage = facts.usage
    rows = usage.account == account
    if not rows.any():
        return [
            Unknown(
                "usage",
                "Use of the product",
                "How many of you work in it in a week, and for what?",
                "No usage of theirs is known.",
                gap,
            )
        ]
    if np.isnan(usage.active_users[rows]).all():
        return [
            Unknown(
                "users",
                "Who uses it",
                "Which teams use it, and which do not yet?",
                "Usage does not name its users, so seats cannot be judged.",
                gap,
            )
        ]
    if not facts.accounts.seats[account] > 0:
        return [
            Unknown(
                "seats",
                "Seats",
                "How many people should be using it?",
                "The number of seats is not known, so their use cannot be judged.",
                gap,
            )
        ]
    return []


def _first_value(facts: Facts, portfolio: Portfolio, standards: Standards, account: int) -> list[Unknown]:
    """Return whether a new account of known use came to its first value; not once it is no longer new."""
    place = [driver.name for driver in portfolio.drivers].index("time_to_value")
    age = age_days(facts.accounts.start_date[account], facts.as_of)
    told = portfolio.driver_reliability[account, place] > 0 or not np.any(facts.usage.account == account)
    if told or not 0 <= age <= FIRST_DAYS:
        return []
    weights = standards.adoption.weights
    return [
        Unknown(
            "first_value",
            "First value",
            "What was the first thing that it really helped you with, and when?",
            "They are new, and nothing shows yet that they got something out of it.",
            standards.pillars[_ADOPTION] * weights["time_to_value"] / sum(weights.values()),
        )
    ]


def _bills(portfolio: Portfolio, standards: Standards, account: int) -> list[Unknown]:
    """Return that no bill of theirs is known where those of others are."""
    place = [signal.name for signal in portfolio.signals].index("bill_trouble")
    known = ~np.isnan(portfolio.signal_value[:, place])
    if known[account] or not known.any():
        return []
    betas = standards.renewal.betas
    return [
        Unknown(
            "bills",
            "Bills",
            "Is any bill of ours open or in dispute on your side?",
            "No bill of theirs is known, though those of others are.",
            standards.pillars[_RENEWAL] * betas["bill_trouble"] / sum(betas.values()),
        )
    ]


def _service(facts: Facts, account: int, gap: float) -> list[Unknown]:
    tickets = facts.tickets
    if len(tickets) == 0 or np.any(tickets.account == account):
        return []
    return [
        Unknown(
            "tickets",
            "Where they turn for help",
            "Whom do you ask when something does not work?",
            "No ticket of theirs is known.",
            gap,
        )
    ]


def _money(facts: Facts, portfolio: Portfolio, account: int, gap: float) -> list[Unknown]:
    if facts.by_order or only_orders(facts)[account]:
        return []
    if np.isnan(facts.accounts.arr[account]):
        return [
            Unknown(
                "revenue",
                "What they pay",
                "What does the contract come to in a year?",
                "Their revenue is not known, so what is at risk is not either.",
                _NOTICE_DATE,
            )
        ]
    if portfolio.pillar_reliability[account, _VALUE] == 0.0:
        return [
            Unknown(
                "first_renewal",
                "First renewal",
                "What would have to be true for you to renew the first time?",
                "They have not renewed yet: their own history says nothing.",
                gap,
            )
        ]
    return []
