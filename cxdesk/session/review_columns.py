"""The columns of a sheet under review: what stands in them, what each is read as, how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxdesk.session.table_view import Table, TableColumn
from cxdesk.tables import table as canonical_table

if TYPE_CHECKING:
    from cxdesk.importing import SheetPlan

IGNORED = ""
TONES = {"sure": "good", "check": "watch", "unmapped": "unknown"}
"""How the words for a match are shown."""


def columns_table(plan: SheetPlan, asking: frozenset[int]) -> Table:
    """Return the columns of a sheet; `asking` are the positions of those with an open question."""
    matches = plan.columns
    values = [" · ".join(match.first_values) for match in matches]
    words = ["check" if match.position in asking and match.field else match.confidence for match in matches]
    columns = (
        TableColumn(
            "header",
            "Column",
            "The column's title in the file.",
            [match.header for match in matches],
            whole=[match.header for match in matches],
        ),
        TableColumn("values", "First values", "What stands in its first rows.", values, "note", whole=values),
        TableColumn(
            "field",
            "Read as",
            "What the column means; choose another meaning if this is wrong.",
            [field_label(match.field) if plan.table else "not used" for match in matches],
            "choice" if plan.table else "text",
            tones=["" if match.field else "unknown" for match in matches],
        ),
        TableColumn(
            "confidence",
            "Match",
            "Sure: nothing else fits. Check: look at it. Unmapped: kept as a note, never dropped.",
            words,
            "sign",
            tones=[TONES[word] for word in words],
        ),
        TableColumn(
            "note",
            "Notes",
            "How its values were read.",
            [match.note for match in matches],
            "note",
            whole=[match.note for match in matches],
        ),
    )
    return Table(columns, f"Columns of {plan.report.file} and how they are read")


def field_label(field: str) -> str:
    """Return what a field is called, and whether it identifies the row."""
    if not field:
        return "keep as a note"
    table, _, name = field.partition(".")
    found = canonical_table(table)
    return f"{found.column(name).label}{' (key)' if name in found.key else ''}"


def choices(table: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of a table to choose from, and that a column can be left as a note."""
    if not table:
        return ()
    fields = [
        (f"{table}.{column.name}", field_label(f"{table}.{column.name}"))
        for column in canonical_table(table).columns
    ]
    return ((IGNORED, field_label("")), *fields)
