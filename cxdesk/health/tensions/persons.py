"""Which person a ticket or an answer is of, and who has been seen: for rules about people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.health.tensions.record import Floats, Mask
from cxdesk.workspace.facts.people import coded_people, numbers_of_contacts, people_of
from cxdesk.workspace.facts_record import Facts

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Persons:
    """A number from 0 for the person of each ticket and each answer, NOBODY where none is named; people of
    different accounts have different numbers. `account` says whose each number is.
    """

    of_tickets: np.ndarray
    of_answers: np.ndarray
    account: np.ndarray


def persons(facts: Facts) -> Persons:
    """Return who wrote each ticket and each answer. A contact's id and address are one person; a name that
    is no contact's is a person of its own.
    """
    tickets, answers = facts.tickets, facts.answers
    account = np.concatenate([tickets.account, answers.account]).astype(np.int64)
    names = np.concatenate([tickets.contact, answers.contact])
    coded = compute.dictionary_encode(pa.array(names, pa.string()))
    spelled = np.array([str(name).strip().casefold() for name in coded.dictionary.to_pylist()], dtype=object)
    blank = (spelled == "")[coded.indices.to_numpy()] if len(spelled) else np.zeros(0, dtype=bool)
    known = _contact_numbers(facts, account, names)
    # Contacts take the even numbers, other names the odd ones, so that neither can be taken for the other.
    keys = np.where(known >= 0, 2 * known, 2 * _name_codes(spelled)[coded.indices.to_numpy()] + 1)
    most = int(keys.max(initial=0)) + 1
    distinct, number = np.unique(account * most + keys, return_inverse=True)
    number = np.where(blank, NOBODY, number.reshape(-1))
    return Persons(number[: len(tickets)], number[len(tickets) :], distinct // most)


def events_of_each(found: Persons, tickets: Mask, answers: Mask) -> Floats:
    """Return how many of the chosen tickets and answers each person wrote."""
    who = np.concatenate([found.of_tickets[tickets], found.of_answers[answers]])
    return np.bincount(who[who >= 0], minlength=len(found.account)).astype(np.float64)


def _contact_numbers(facts: Facts, account: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Return the row of the contact that each name means by id or by address, -1 where none does."""
    contacts = facts.contacts
    if len(contacts) == 0 or len(names) == 0:
        return np.full(len(names), -1, dtype=np.int64)
    people = people_of(contacts)
    by_id, by_address = numbers_of_contacts(people, contacts)
    # Of several rows about one person the one with an address comes last and counts: it knows both names.
    order = np.argsort(by_address >= 0, kind="stable")
    row = np.full(len(people) + 1, NOBODY, dtype=np.int64)
    row[by_id[order]] = order
    row[by_address] = np.where(by_id >= 0, row[by_id], np.arange(len(contacts)))
    row[-1] = NOBODY
    return row[people.numbers_of(account, coded_people(names))]


def _name_codes(spelled: np.ndarray) -> np.ndarray:
    """Return a number for each distinct spelling."""
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(name, len(codes)) for name in spelled.tolist()], dtype=np.int64)
