"""Who is meant when a row names a person: somebody of the same account, by id or by address.

Ids repeat between accounts: contact 7 of one is not user 7 of another. An address is the same in any case; an
id is not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.workspace.facts.resolving import UNKNOWN, person_name
from cxdesk.workspace.facts_record import Contacts


@dataclass(frozen=True, slots=True)
class People:
    """The pairs of account and name under which a known person is found, numbered from 0.

    `names` are distinct and as `person_name` gives them; `pairs` is sorted int64, account * len(names) + the
    name's position.
    """

    names: pa.Array
    pairs: np.ndarray

    def __len__(self) -> int:
        return len(self.pairs)

    def numbers_of(self, accounts: np.ndarray, people: pa.DictionaryArray) -> np.ndarray:
        """Return the number of each row's pair (int32), UNKNOWN where it means nobody. `people` as
        `coded_people` gives them.
        """
        if len(self.pairs) == 0:
            return np.full(len(accounts), UNKNOWN, dtype=np.int32)
        places = compute.index_in(people.dictionary, value_set=self.names)
        places = np.append(compute.fill_null(places, UNKNOWN).to_numpy().astype(np.int64), UNKNOWN)
        place = places[compute.fill_null(people.indices, UNKNOWN).to_numpy()]
        pairs = accounts.astype(np.int64) * len(self.names) + place
        found = np.minimum(np.searchsorted(self.pairs, pairs), len(self.pairs) - 1)
        is_known = (place != UNKNOWN) & (accounts != UNKNOWN) & (self.pairs[found] == pairs)
        return np.where(is_known, found, UNKNOWN).astype(np.int32)

    def accounts_of_names(self) -> dict[str, int]:
        """Return the account of each name; one that several accounts have is left out."""
        accounts, places = np.divmod(self.pairs, max(len(self.names), 1))
        alone = np.bincount(places, minlength=len(self.names))[places] == 1
        names = self.names.take(pa.array(places[alone])).to_pylist()
        return dict(zip(names, accounts[alone].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Roles:
    """The role in which each of the people speaks: `role` is a position in ROLE_NAMES per number (int8)."""

    people: People
    role: np.ndarray
    otherwise: int

    def roles_of(self, accounts: np.ndarray, people: np.ndarray | pa.ChunkedArray) -> np.ndarray:
        """Return the role of each row's person (int8), `otherwise` where it means nobody."""
        numbers = self.people.numbers_of(accounts, coded_people(people))
        return np.append(self.role, self.otherwise)[numbers].astype(np.int8)


def coded_people(people: np.ndarray | pa.ChunkedArray) -> pa.DictionaryArray:
    """Return what names people as codes of distinct names, as `person_name` gives them; null stays null."""
    texts = pa.array(people, pa.string()) if isinstance(people, np.ndarray) else people.combine_chunks()
    coded = compute.dictionary_encode(texts)
    if not compute.any(compute.match_substring(coded.dictionary, "@")).as_py():
        return coded
    written = pa.array([person_name(text) for text in coded.dictionary.to_pylist()], pa.string())
    names = compute.dictionary_encode(written)
    return pa.DictionaryArray.from_arrays(names.indices.take(coded.indices), names.dictionary)


def numbers_of_contacts(people: People, contacts: Contacts) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of each contact by its id and by its address, UNKNOWN where it has none."""
    by_id, by_address = (
        people.numbers_of(contacts.account, coded_people(names))
        for names in (contacts.contact_id, contacts.email)
    )
    return by_id, by_address


def people_of(contacts: Contacts) -> People:
    """Return the people that the contacts are, by id and by address."""
    coded = coded_people(np.concatenate([contacts.contact_id, contacts.email]))
    places = coded.indices.to_numpy().astype(np.int64)
    pairs = np.tile(contacts.account, 2).astype(np.int64) * len(coded.dictionary) + places
    blank = compute.index(coded.dictionary, "").as_py()
    return People(coded.dictionary, np.unique(pairs[places != blank]))


def roles_of_contacts(contacts: Contacts, otherwise: int) -> Roles:
    """Return the contacts' roles. Of several rows about one person the newest that names a role counts."""
    people = people_of(contacts)
    role = np.full(len(people), otherwise, dtype=np.int8)
    told = contacts.role != otherwise
    for numbers in numbers_of_contacts(people, contacts):
        known = told & (numbers != UNKNOWN)
        role[numbers[known]] = contacts.role[known]
    return Roles(people, role, otherwise)
