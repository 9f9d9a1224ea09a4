"""What the names of a sheet and its file say about which table it is."""

from __future__ import annotations

from collections.abc import Sequence

from cxdesk.importing.names import plain
from cxdesk.importing.synonyms import table_words
from cxdesk.tables.schema import Table

_SHEET_NAME, _FILE_NAME = 1.2, 1.0
_OF_IT = frozenset(
    (
        "note",
        "notes",
        "role",
        "roles",
        "tag",
        "tags",
        "property",
        "discount",
        "discounts",
        "change",
        "changes",
        "item",
        "items",
        "balance",
        "invoice",
        "invoices",
        "payment",
        "payments",
        "member",
        "members",
        "membership",
        "pipeline",
        "stage",
        "stages",
        "form",
        "forms",
        "field",
        "fields",
        "schedule",
        "policy",
        "comment",
        "comments",
        "merge",
        "type",
        "types",
        "definition",
        "definitions",
    )
)


def name_evidence(table: Table, sheet: str, file: str) -> float:
    """Return how much the sheet's and the file's names speak for a table."""
    names = set(table.names) | {name.rstrip("s") for name in table.names} | table_words(table.name)
    stem = file.rpartition(".")[0] or file
    return _SHEET_NAME * _speaks(plain(sheet).split(), names) + _FILE_NAME * _speaks(
        plain(stem).split(), names
    )


def _speaks(words: Sequence[str], names: set[str]) -> bool:
    """Return whether words name the table and not something of it: account notes are no accounts."""
    named = [place for place, word in enumerate(words) if word in names]
    return bool(named) and not any(word in _OF_IT for word in words[named[-1] + 1 :])


def speaks_of_others(sheet: str, file: str) -> bool:
    """Return whether the names speak of something that none of the tables holds, such as invoices."""
    words = plain(sheet).split() + plain(file.rpartition(".")[0] or file).split()
    return any(word in _OF_IT for word in words)
