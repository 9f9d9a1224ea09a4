"""What headers mean in other languages: data, one TOML file a language, beside each column's own aliases."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache

from cxdesk.importing.names import squeezed
from cxdesk.resource_files import resource

_ASKED, _NAMES = "asked", "names"


@cache
def synonyms() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return by (table, field) the squeezed headers that mean it in any of the languages; those that are
    asked come last."""
    found = _squeezed(_languages())
    for place, headers in asked_synonyms().items():
        found.setdefault(place, []).extend(headers)
    return {place: tuple(dict.fromkeys(headers)) for place, headers in found.items()}


@cache
def asked_synonyms() -> dict[tuple[str, str], list[str]]:
    """Return those of them that may as well mean something else: a customer's own turnover, a region."""
    return _squeezed(language.get(_ASKED, {}) for language in _languages())


@cache
def everyday_words() -> frozenset[str]:
    """Return the squeezed words of all languages that stand in every kind of sheet."""
    return frozenset(squeezed(word) for language in _languages() for word in language["everyday"])


@cache
def table_words(table: str) -> frozenset[str]:
    """Return the words in names of sheets and files that speak for a table, in any of the languages."""
    return frozenset(word for language in _languages() for word in language.get(_NAMES, {}).get(table, ()))


@cache
def _languages() -> tuple[dict, ...]:
    files = sorted(resource("headers").glob("*.toml"))
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)


def _squeezed(sections: Iterable[dict]) -> dict[tuple[str, str], list[str]]:
    """Return the squeezed headers of tables and their fields."""
    found: dict[tuple[str, str], list[str]] = {}
    for section in sections:
        for table, fields in section.items():
            if isinstance(fields, dict) and table not in (_ASKED, _NAMES):
                for field, headers in fields.items():
                    found.setdefault((table, field), []).extend(map(squeezed, headers))
    return found
