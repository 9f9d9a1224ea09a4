"""What must not be told to one customer of a workspace, and what is their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import reduce

import numpy as np

from cxdesk.health.standards import Standards
from cxdesk.report.leak_check.folding import joined, squeezed, words
from cxdesk.report.leak_check.lexicon import lexicon
from cxdesk.report.leak_check.record import SHORTEST_NAME, Secrets
from cxdesk.theme import UNKNOWN_BAND, theme
from cxdesk.workspace.facts_record import Facts

_SHINGLE = 5  # words of an internal text that, said in a row, are taken from it
_SHORTEST_TEXT = 10  # letters: a shorter one is too ordinary to be told by
_SHORTEST_CAPITALS, _SHORTEST_NUMBER = 2, 6
_AND = re.compile(r"\s*&\s*|\s+and\s+", re.IGNORECASE)


def secrets_of(facts: Facts, code: int, notes: Iterable[str], standards: Standards) -> Secrets:
    """Return what the account at position `code` must not read: of the facts of all accounts, of the internal
    texts `notes`, and the bands of the standards.
    """
    own_words = _squeezed(_own_words(facts, code))
    own_names = own_words | _squeezed(_own_names(facts, code))
    names = {key: name for name in _other_names(facts, code) if (key := _key(name))}
    known = [theme().band(name) for name, _ in standards.bands]
    return Secrets(
        names=names,
        notes=_shingles(_internal_texts(facts, notes), _own_texts(facts, code)),
        own_names=own_names,
        own_words=own_words | {key for text in _own_texts(facts, code) for key, _ in _runs(text)},
        bands=tuple({name for look in known for name in (look.name, look.word)}),
        signs=tuple({look.glyph for look in known} | {theme().band(UNKNOWN_BAND).glyph}),
    )


def _own_words(facts: Facts, code: int) -> Iterator[str]:
    """Yield what the customer is called, and the words in which their own things are named."""
    accounts = facts.accounts
    own = str(accounts.account_id[code])
    for name in (own, str(accounts.account_name[code]), *facts.also_known_as.get(own, ())):
        yield from _spellings(name)
    for column in (accounts.segment, accounts.industry, accounts.plan, accounts.region, accounts.country):
        yield str(column[code])
    yield from facts.features
    yield from map(str, np.unique(facts.incidents.service.astype(str)))
    own_tickets = facts.tickets.account == code
    for column in (facts.tickets.category, facts.tickets.team):
        yield from map(str, np.unique(column[own_tickets].astype(str)))


def _own_names(facts: Facts, code: int) -> Iterator[str]:
    """Yield the people of the customer and ours, and the ids of their people and tickets."""
    contacts, tickets = facts.contacts, facts.tickets
    here = contacts.account == code
    for column in (contacts.name, contacts.email, contacts.contact_id):
        yield from map(str, column[here])
    for email in contacts.email[here]:
        yield str(email).partition("@")[2]
    own = tickets.account == code
    for column in (tickets.ticket_id, tickets.contact, tickets.agent):
        yield from map(str, np.unique(column[own].astype(str)))
    yield from map(str, np.unique(facts.accounts.owner.astype(str)))
    yield from map(str, np.unique(facts.agents.agent.astype(str)))


def _own_texts(facts: Facts, code: int) -> Iterator[str]:
    """Yield what the customer wrote: subjects of tickets, comments of surveys."""
    yield from map(str, facts.tickets.subject[facts.tickets.account == code])
    yield from map(str, facts.answers.comment[facts.answers.account == code])


def _other_names(facts: Facts, code: int) -> Iterator[str]:
    """Yield names, ids, people and addresses of all other customers; not of those that share one."""
    accounts, contacts = facts.accounts, facts.contacts
    own = str(accounts.account_id[code])
    for account_id, name in zip(accounts.account_id.tolist(), accounts.account_name.tolist(), strict=True):
        if account_id != own:
            for each in (str(name), *map(str, facts.also_known_as.get(account_id, ()))):
                yield from _spellings(each)
            yield str(account_id)
    others = contacts.account != code
    for name in map(str, contacts.name[others]):
        parts = name.replace(",", " ").split()
        if len(parts) > 1:  # a first name alone is nobody
            yield name
            yield " ".join((parts[-1], *parts[:-1]))
    for column in (contacts.email, contacts.contact_id):
        yield from map(str, column[others])
    yield from _domains(facts, others)


def _domains(facts: Facts, others: np.ndarray) -> Iterator[str]:
    """Yield the domains of addresses that people of one other customer alone have: not those of providers."""
    contacts = facts.contacts
    pairs = {
        (str(email).partition("@")[2].casefold(), int(account))
        for email, account in zip(contacts.email, contacts.account, strict=True)
        if "@" in str(email)
    }
    shared = Counter(domain for domain, _ in pairs)
    found = {str(email).partition("@")[2].casefold() for email in contacts.email[others] if "@" in str(email)}
    yield from (domain for domain in sorted(found) if shared[domain] == 1)


def _spellings(name: str) -> Iterator[str]:
    """Yield a customer's name with and without its legal form, with "and" for & and the other way round."""
    for each in (name, _without_legal_form(name)):
        yield each
        if _AND.search(each):
            yield _AND.sub(" and ", each)
            yield _AND.sub(" & ", each)


def _without_legal_form(name: str) -> str:
    """Return a name without Ltd, GmbH and the like at its end, "" where nothing would be left."""
    found = words(name)
    kept = len(found)
    while kept and found[kept - 1].text in lexicon().legal_forms:
        kept -= 1
    return name[: found[kept - 1].end] if kept else ""


def _key(name: str) -> str:
    """Return a name as it is looked for, "" where it is too short or too ordinary to be told by."""
    key = squeezed(name)
    if key.isdigit():
        return key if len(key) >= _SHORTEST_NUMBER else ""
    in_capitals = name.isupper() and key.isalpha() and not any(map(str.isspace, name))
    shortest = _SHORTEST_CAPITALS if in_capitals or not key.isascii() else SHORTEST_NAME
    return key if len(key) >= shortest else ""


def _internal_texts(facts: Facts, notes: Iterable[str]) -> Iterator[str]:
    """Yield notes, and what reviewers wrote about tickets."""
    yield from notes
    yield from map(str, np.unique(facts.reviews.comment.astype(str)))


def _shingles(texts: Iterable[str], own: Iterable[str]) -> dict[str, str]:
    """Return every run of five words of internal texts, short ones whole, but what the customer wrote."""
    found = {key: said for text in texts for key, said in _runs(text)}
    for text in own:
        for key, _ in _runs(text):
            found.pop(key, None)
    return found


def _runs(text: str) -> Iterator[tuple[str, str]]:
    said = words(text)
    last = max(len(said) - _SHINGLE, 0)
    for first in range(last + 1):
        run = said[first : first + _SHINGLE]
        key = reduce(joined, (word.text for word in run), "")
        if len(run) > 1 and len(key) >= _SHORTEST_TEXT:
            yield key, text[run[0].start : run[-1].end]


def _squeezed(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(squeezed, texts)))
