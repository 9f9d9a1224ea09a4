"""People: who they are, in which role they speak, and when each was last heard of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.tables import CONTACTS
from cxdesk.workspace.arrow_types import days, flags, texts
from cxdesk.workspace.facts.people import (
    People,
    Roles,
    coded_people,
    numbers_of_contacts,
    roles_of_contacts,
)
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver
from cxdesk.workspace.facts.rows import ROW, SOURCE, newest_of_each_key, read_rows
from cxdesk.workspace.facts.surveys import OTHER_ROLE, coded
from cxdesk.workspace.facts_record import ROLE_NAMES, Answers, Contacts, Tickets, rows_taken
from cxdesk.workspace.workspace import Workspace

ROUND_DAYS = 14  # invitations of one round, and the time that people have to answer: a judgement
_NEVER = np.iinfo(np.int64).min  # how numpy keeps NaT


def read_contacts(workspace: Workspace, resolver: Resolver) -> tuple[Contacts, Roles, int]:
    """Return the people of known accounts, their roles, and how many rows have no account."""
    rows = newest_of_each_key(read_rows(workspace, CONTACTS), "contact_id")
    account = resolver.of_rows(rows)
    contacts = Contacts(
        account=account,
        contact_id=texts(rows["contact_id"]),
        name=texts(rows["name"]),
        email=texts(rows["email"]),
        role=coded(rows["role"], ROLE_NAMES, OTHER_ROLE),
        title=texts(rows["title"]),
        is_champion=flags(rows["is_champion"]),
        joined_at=days(rows["joined_date"]),
        left_at=days(rows["left_date"]),
        last_seen=np.full(len(account), np.datetime64("NaT"), dtype="datetime64[D]"),
        acts=np.zeros(len(account), dtype=bool),
        missed_rounds=np.zeros(len(account)),
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )
    known = np.flatnonzero(account != UNKNOWN)
    kept = rows_taken(contacts, known)
    roles = roles_of_contacts(kept, OTHER_ROLE)
    return kept, roles, len(account) - len(known)


def contacts_on(
    contacts: Contacts,
    people: People,
    answers: Answers,
    tickets: Tickets,
    used: tuple[np.ndarray, np.ndarray],
    feed_runs: bool,
    as_of: np.datetime64,
) -> Contacts:
    """Return the people who had joined by the date, with the newest day on which each was heard of.

    `people` are those of the contacts; `used` is (number among them, last day of use), of rows up to the
    date. Once the feed of usage does not run any more, nobody is silent in it.
    """
    if not len(contacts):
        return contacts
    kept = rows_taken(contacts, np.flatnonzero(~(contacts.joined_at > as_of)))
    asked = people.numbers_of(answers.account, coded_people(answers.contact))
    newest, acts = np.full(len(people) + 1, _NEVER), np.zeros(len(people) + 1, dtype=bool)
    writers = people.numbers_of(tickets.account, coded_people(tickets.contact))
    for numbers, dates in (used, (writers, tickets.created_at), (asked, answers.answered_at)):
        np.maximum.at(newest, numbers, _day_counts(dates))
    acts[writers] = True
    acts[used[0]] |= feed_runs
    newest[UNKNOWN], acts[UNKNOWN] = _NEVER, False
    unanswered = np.isnan(answers.unit) & np.isnat(answers.answered_at) & ~np.isnat(answers.invited_at)
    missed = _rounds_since(asked[unanswered], _day_counts(answers.invited_at[unanswered]), newest, as_of)
    by_id, by_address = numbers_of_contacts(people, kept)
    return replace(
        kept,
        last_seen=np.maximum(newest[by_id], newest[by_address]).view("datetime64[D]"),
        acts=acts[by_id] | acts[by_address],
        missed_rounds=np.maximum(missed[by_id], missed[by_address]),
        left_at=np.where(kept.left_at <= as_of, kept.left_at, np.datetime64("NaT", "D")),
    )


def _rounds_since(person: np.ndarray, day: np.ndarray, since: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    """Return in how many rounds each of the people was invited after the day `since`, (people + 1,).

    Invitations within 14 days of the one before are of its round; those of the last 14 days are not over yet.
    """
    over = (day <= int(as_of.astype(np.int64)) - ROUND_DAYS) & (person != UNKNOWN)
    person, day = person[over], day[over]
    later = day > since[person]
    order = np.lexsort((day[later], person[later]))
    person, day = person[later][order], day[later][order]
    is_new = np.ones(len(day), dtype=bool)
    is_new[1:] = (np.diff(person) != 0) | (np.diff(day) > ROUND_DAYS)
    return np.bincount(person[is_new], minlength=len(since)).astype(np.float64)


def _day_counts(dates: np.ndarray) -> np.ndarray:
    """Return days as int64; NaT is the least of all, `_NEVER`."""
    return dates.astype("datetime64[D]").astype(np.int64)
