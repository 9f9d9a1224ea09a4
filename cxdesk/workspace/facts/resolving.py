"""Which account a row belongs to: by id, else by name, else through its contract or its person."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.workspace.facts.spellings import Spellings, spellings_of

UNKNOWN = -1
NO_SPELLINGS = spellings_of(())


def normal_name(text: str) -> str:
    """Return a name as it is compared: compatible characters unified, case folded, spaces collapsed."""
    unified = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(unified.casefold().split())


def person_name(text: str) -> str:
    """Return what names a person as it is compared: an address in any case, an id as it stands."""
    return text.casefold() if "@" in text else text


@dataclass(frozen=True, slots=True)
class Resolver:
    """Maps from what rows say to positions of accounts. An ambiguous name or address maps to nothing; a name
    that none has just so is that of the account whose `spellings` it fits.

    `strangers` fills up as rows are resolved: what names an account that is not known, and in how many rows;
    so does `respelt`: what was found by its spelling alone, with the account.
    """

    by_id: Mapping[str, int]
    by_name: Mapping[str, int]
    by_contract: Mapping[str, int]
    by_person: Mapping[str, int]
    spellings: Spellings = NO_SPELLINGS
    by_ticket: Mapping[str, int] = field(default_factory=dict)
    strangers: dict[str, int] = field(default_factory=dict)
    respelt: dict[str, int] = field(default_factory=dict)

    def accounts(self, references: pa.ChunkedArray) -> np.ndarray:
        """Return the account position of each reference (an id or a name), UNKNOWN where it is neither."""

        def position(text: str) -> int:
            found = self.by_id.get(text)
            found = self.by_name.get(normal_name(text)) if found is None else found
            if found is None:
                found = self.spellings.owner(text)
                if found is not None:
                    self.respelt[text] = found
            return UNKNOWN if found is None else found

        return looked_up(references, position)

    def through_contract(self, contracts: pa.ChunkedArray) -> np.ndarray:
        """Return the account position of each contract id."""
        return looked_up(contracts, lambda text: self.by_contract.get(text, UNKNOWN))

    def through_person(self, people: pa.ChunkedArray) -> np.ndarray:
        """Return the account position of each contact id or e-mail address."""
        return looked_up(people, lambda text: self.by_person.get(person_name(text), UNKNOWN))

    def through_ticket(self, tickets: pa.ChunkedArray) -> np.ndarray:
        """Return the account position of each ticket id."""
        return looked_up(tickets, lambda text: self.by_ticket.get(text, UNKNOWN))

    def of_rows(self, rows: pa.Table) -> np.ndarray:
        """Return the account position of each row by its account, contract, person and ticket, in that
        order.
        """
        found = self.accounts(rows["account_id"])
        for name, lookup in (
            ("contract_id", self.through_contract),
            ("contact_id", self.through_person),
            ("user_id", self.through_person),
            ("ticket_id", self.through_ticket),
        ):
            if name in rows.column_names and (found == UNKNOWN).any():
                found = np.where(found == UNKNOWN, lookup(rows[name]), found)
        self._note_strangers(rows["account_id"], found == UNKNOWN)
        return found.astype(np.int32)

    def _note_strangers(self, references: pa.ChunkedArray, unknown: np.ndarray) -> None:
        if unknown.any():
            counts = compute.value_counts(compute.drop_null(references.filter(pa.array(unknown))))
            for counted in counts.to_pylist():
                self.strangers[counted["values"]] = (
                    self.strangers.get(counted["values"], 0) + counted["counts"]
                )


def without_ambiguous(pairs: list[tuple[str, int]]) -> dict[str, int]:
    """Return the mapping of keys that point to one account only; empty keys are dropped."""
    found = dict(pairs)
    ambiguous = {key for key, account in pairs if found[key] != account} if len(found) < len(pairs) else set()
    return {key: account for key, account in found.items() if key and key not in ambiguous}


def earliest(pairs: list[tuple[str, int]], sheets: np.ndarray) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the account of each name, and the names of several accounts of which one could be chosen.

    `sheets` is each account's sheet, in the order of import. Of accounts of one name in several lists it is
    the one that came first: a list that comes later takes nothing away from it. Names that one list gives
    twice are nobody's.
    """
    found: dict[str, set[int]] = {}
    for name, account in pairs:
        if name:
            found.setdefault(name, set()).add(account)
    chosen, shared = {}, []
    for name, accounts in found.items():
        first = min(int(sheets[account]) for account in accounts)
        oldest = [account for account in accounts if sheets[account] == first]
        if len(oldest) == 1:
            chosen[name] = oldest[0]
            if len(accounts) > 1:
                shared.append(name)
    return chosen, tuple(shared)


def looked_up(column: pa.ChunkedArray, lookup: Callable[[str], int]) -> np.ndarray:
    """Apply a lookup to each distinct text of a column once; nulls are UNKNOWN."""
    coded = compute.dictionary_encode(column.combine_chunks())
    table = np.array([lookup(text) for text in coded.dictionary.to_pylist()] + [UNKNOWN], dtype=np.int32)
    return table[compute.fill_null(coded.indices, len(table) - 1).to_numpy(zero_copy_only=False)]
