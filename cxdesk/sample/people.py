"""Contacts of an account: the people the CRM knows, who answer surveys, write tickets, use the product."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from cxdesk.sample.dates import SAMPLE_END, SAMPLE_START
from cxdesk.sample.names import Culture, email_domain, plain
from cxdesk.sample.records import ADMIN, BUYER, END_USER, Account, Behaviour, Person

_TITLES = {
    ADMIN: ("IT administrator", "Operations manager", "Application owner", "Systems lead"),
    END_USER: ("Dispatcher", "Planner", "Team lead", "Shift supervisor", "Depot clerk", "Site coordinator"),
    BUYER: ("Managing director", "Head of procurement", "Finance director", "COO"),
}


def contacts(
    account: Account, behaviour: Behaviour, culture: Culture, first_number: int, rng: np.random.Generator
) -> tuple[Person, ...]:
    """Return the account's contacts, numbered from `first_number`: administrators, end users, buyers.

    The first administrator is the champion. About one in nine ordinary contacts has left.
    """
    roles = [ADMIN] * behaviour.admins + [END_USER] * behaviour.end_users + [BUYER] * behaviour.buyers
    taken: set[str] = set()
    people = []
    for place, role in enumerate(roles):
        name = _name(culture, taken, rng)
        joined = account.since + timedelta(days=0 if place < 2 else int(rng.integers(0, 45)))
        people.append(
            Person(
                person_id=f"P-{first_number + place}",
                account_id=account.account_id,
                name=name,
                email=_email(account, name, place),
                role=role,
                title=_TITLES[role][int(rng.integers(len(_TITLES[role])))],
                is_champion=place == 0 and role == ADMIN,
                joined=min(joined, SAMPLE_END - timedelta(days=7)),
                left=None,
            )
        )
    return tuple(_with_leavers(people, account, behaviour, rng))


def _with_leavers(
    people: list[Person], account: Account, behaviour: Behaviour, rng: np.random.Generator
) -> list[Person]:
    if behaviour.steady:
        return [replace(one, left=behaviour.champion_leaves if one.is_champion else None) for one in people]
    until = account.churn_date or SAMPLE_END
    leavers = []
    for person in people:
        earliest = max(person.joined + timedelta(days=120), SAMPLE_START)
        days = (until - earliest).days
        leaves = rng.random() < 0.11 and days > 30 and not person.is_champion
        leavers.append(
            replace(person, left=earliest + timedelta(days=int(rng.integers(days)))) if leaves else person
        )
    return leavers


def _name(culture: Culture, taken: set[str], rng: np.random.Generator) -> str:
    while True:
        first = culture.first[int(rng.integers(len(culture.first)))]
        family = culture.family[int(rng.integers(len(culture.family)))]
        if f"{first} {family}" not in taken:
            taken.add(f"{first} {family}")
            return f"{first} {family}"


def _email(account: Account, name: str, place: int) -> str:
    parts = [plain(part) for part in name.split(" ", 1)]
    # Names in other scripts leave nothing that may stand before the @.
    local = ".".join(part for part in parts if part) or f"person{place + 1}"
    return f"{local}@{email_domain(account.account_id, account.name)}"
