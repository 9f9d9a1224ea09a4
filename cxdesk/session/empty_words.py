"""What the pages say while no account is known: what is there, what is missing, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.tables import table as canonical_table
from cxdesk.workspace.records import ImportRecord

_MOST_NAMED = 3
_ACCOUNTS = (
    "Next: import a list of your accounts, with an id or a name in each row. Any export of your CRM will do."
)

_MISSING = (
    "What is missing is a column with the account's id or name. If the file has one, import it again and "
    "choose “Account id” or “Account name” for that column."
)


@dataclass(frozen=True, slots=True)
class EmptyWords:
    """A title and the lines below it."""

    title: str
    lines: tuple[str, ...]


def empty_words(records: Sequence[ImportRecord], style: NumberStyle) -> EmptyWords | None:
    """Return what to say of imports that brought no account; None where nothing was imported."""
    if not records:
        return None
    if all(record.undone for record in records):
        return EmptyWords(
            "Everything is taken back",
            (
                "All that was imported here has been taken back. Nothing of it is deleted.",
                "Next: open Imports and bring an import back, or import other files.",
            ),
        )
    given = [
        report
        for record in records
        for report, counts in zip(record.sheets, record.counts, strict=True)
        if counts
    ]
    rows: dict[str, int] = {}
    for report in given:
        if report.table:
            rows[report.table] = rows.get(report.table, 0) + report.rows_kept
    unused = list(dict.fromkeys(report.file for report in given if not report.table))
    if not any(rows.values()):
        return EmptyWords("Nothing is used yet", (*_unused_lines(unused, style), _ACCOUNTS))
    there = [f"{canonical_table(name).label}: {_rows(count, style)}" for name, count in rows.items() if count]
    return EmptyWords(
        "No accounts yet",
        (
            f"Here is {'; '.join(there)}. No row says which account it belongs to.",
            _MISSING,
            _ACCOUNTS,
        ),
    )


def _rows(count: int, style: NumberStyle) -> str:
    return formatting.counted(count, "row", "rows", style)


def _unused_lines(files: Sequence[str], style: NumberStyle) -> tuple[str, ...]:
    """Return which files were kept without being used, and how they can be."""
    more = len(files) - _MOST_NAMED
    beyond = f" and {formatting.number(more, style)} more" if more > 0 else ""
    named = f"{', '.join(files[:_MOST_NAMED])}{beyond}"
    if not files:
        return ("The files that were imported had no row that could be used.",)
    return (
        f"The rows of {named} are kept, but cxdesk does not know what they are about.",
        "Import the file again and choose in the review what to read it as, for example Survey answers.",
    )
