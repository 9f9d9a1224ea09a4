"""Fills the search list from the facts: one pass after each change, so that typing only compares texts."""

from __future__ import annotations

import numpy as np

from cxdesk.session.search import Entry, entry
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts

_LONGEST_TITLE = 120


def search_entries(facts: Facts) -> tuple[Entry, ...]:
    """Return every account, every named person and every comment as something to find."""
    return (*_accounts(facts), *_people(facts), *_comments(facts))


def _accounts(facts: Facts) -> list[Entry]:
    accounts = facts.accounts
    columns = (accounts.account_id, accounts.account_name, accounts.segment, accounts.owner)
    return [
        entry(
            "Account",
            str(name) or str(identity),
            " · ".join(str(part) for part in (segment, owner) if part),
            str(identity),
            f"{identity} {owner}",
        )
        for identity, name, segment, owner in zip(*columns, strict=True)
    ]


def _people(facts: Facts) -> list[Entry]:
    contacts = facts.contacts
    entries = []
    for row in range(len(contacts)):
        name = str(contacts.name[row]) or str(contacts.email[row])
        if name:
            detail = [
                str(contacts.title[row]) or ROLE_NAMES[int(contacts.role[row])],
                _account(facts, contacts, row),
            ]
            target = str(facts.accounts.account_id[contacts.account[row]])
            entries.append(entry("Person", name, " · ".join(detail), target, str(contacts.email[row])))
    return entries


def _comments(facts: Facts) -> list[Entry]:
    answers = facts.answers
    rows = np.flatnonzero(answers.comment.astype(str) != "")
    return [
        entry(
            "Comment",
            _shortened(str(answers.comment[row])),
            _account(facts, answers, row),
            str(facts.accounts.account_id[answers.account[row]]),
            str(answers.comment[row]),
        )
        for row in rows
    ]


def _account(facts: Facts, record, row: int) -> str:
    """Return the name of the account that a row of a record belongs to."""
    return str(facts.accounts.account_name[record.account[row]])


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[:_LONGEST_TITLE].rstrip()}…"
