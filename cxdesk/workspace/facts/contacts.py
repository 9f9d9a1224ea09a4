"""People: who they are, in which role they speak, and when each was last heard of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.tables import CONTACTS
from cxdesk.workspace.arrow_types import days, flags, texts
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver, without_ambiguous
from cxdesk.workspace.facts.rows import ROW, SOURCE, newest_of_each_key, read_rows
from cxdesk.workspace.facts.surveys import OTHER_ROLE, coded
from cxdesk.workspace.facts_record import ROLE_NAMES, Answers, Contacts, Tickets, rows_taken
from cxdesk.workspace.workspace import Workspace


def read_contacts(
    workspace: Workspace, resolver: Resolver
) -> tuple[Contacts, np.ndarray, dict[str, int], int]:
    """Return the people of known accounts, when each joined, the role by id and address, and rows without an
    account.
    """
    rows = newest_of_each_key(read_rows(workspace, CONTACTS), "contact_id")
    account = resolver.of_rows(rows)
    contacts = Contacts(
        account=account,
        contact_id=texts(rows["contact_id"]),
        name=texts(rows["name"]),
        email=texts(rows["email"]),
        role=coded(texts(rows["role"]), ROLE_NAMES, OTHER_ROLE),
        title=texts(rows["title"]),
        is_champion=flags(rows["is_champion"]),
        left_at=days(rows["left_date"]),
        last_seen=np.full(len(account), np.datetime64("NaT"), dtype="datetime64[D]"),
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )
    known = np.flatnonzero(account != UNKNOWN)
    kept = rows_taken(contacts, known)
    roles = {
        name: role for names, role in zip(_names(kept), kept.role.tolist(), strict=True) for name in names
    }
    return kept, days(rows["joined_date"])[known], roles, len(account) - len(known)


def accounts_of_people(contacts: Contacts) -> dict[str, int]:
    """Return the account of each person by id and by address; what points to several accounts is left out."""
    pairs = [
        (name, account)
        for names, account in zip(_names(contacts), contacts.account.tolist(), strict=True)
        for name in names
    ]
    return without_ambiguous(pairs)


def contacts_on(
    contacts: Contacts,
    joined: np.ndarray,
    answers: Answers,
    tickets: Tickets,
    used: tuple[np.ndarray, np.ndarray],
    as_of: np.datetime64,
) -> Contacts:
    """Return the people who had joined by the date, with the newest day on which each was heard of.

    `used` is (person, last day of use), of rows up to the date.
    """
    kept = rows_taken(contacts, np.flatnonzero(np.isnat(joined) | (joined <= as_of)))
    newest: dict[str, np.datetime64] = {}
    for people, dates in (
        (answers.contact, answers.answered_at),
        (tickets.contact, tickets.created_at),
        used,
    ):
        for person, day in zip(people, dates.astype("datetime64[D]"), strict=True):
            if person and not np.isnat(day) and day > newest.get(person, np.datetime64("0001-01-01")):
                newest[person] = day
    never = np.datetime64("NaT", "D")
    seen = [np.fmax.reduce([newest.get(name, never) for name in names] or [never]) for names in _names(kept)]
    left = np.where(kept.left_at <= as_of, kept.left_at, never)
    return replace(kept, last_seen=np.array(seen, dtype="datetime64[D]"), left_at=left)


def _names(contacts: Contacts) -> list[list[str]]:
    """Return what each person may be called in other sheets: id, address, and the address in lower case."""
    return [
        [name for name in dict.fromkeys((identity, email, email.casefold())) if name]
        for identity, email in zip(contacts.contact_id, contacts.email, strict=True)
    ]
