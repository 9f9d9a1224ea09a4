"""What headers mean in other languages: data, one TOML file a language, beside each column's own aliases."""

from __future__ import annotations

import tomllib
from functools import cache

from cxdesk.importing.names import squeezed
from cxdesk.resource_files import resource


@cache
def synonyms() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return by (table, field) the squeezed headers that mean it in any of the languages."""
    found: dict[tuple[str, str], list[str]] = {}
    for language in _languages():
        for table, fields in language.items():
            if isinstance(fields, dict):
                for field, headers in fields.items():
                    found.setdefault((table, field), []).extend(map(squeezed, headers))
    return {place: tuple(dict.fromkeys(headers)) for place, headers in found.items()}


@cache
def everyday_words() -> frozenset[str]:
    """Return the squeezed words of all languages that stand in every kind of sheet."""
    return frozenset(squeezed(word) for language in _languages() for word in language["everyday"])


@cache
def _languages() -> tuple[dict, ...]:
    files = sorted(resource("headers").glob("*.toml"))
    return tuple(tomllib.loads(file.read_text(encoding="utf-8")) for file in files)
