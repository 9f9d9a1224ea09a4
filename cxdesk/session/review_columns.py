"""The columns of a sheet under review: what stands in them, what each is read as, how sure that is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.table_view import Table, TableColumn
from cxdesk.tables import table as canonical_table

if TYPE_CHECKING:
    from cxdesk.importing import ColumnMatch, SheetPlan

IGNORED = ""
MEANING = "meaning"
"""The code of a question what a column means, as `importing.checking` has it."""
TONES = {"sure": "good", "check": "watch", "unmapped": "unknown"}
"""How the words for a match are shown."""


def columns_table(plan: SheetPlan, asking: frozenset[int], style: NumberStyle = formatting.NEUTRAL) -> Table:
    """Return the columns of a sheet; `asking` are the positions of those with an open question."""
    matches = plan.columns
    values = [" · ".join(match.first_values) for match in matches]
    words = ["check" if match.position in asking and match.field else match.confidence for match in matches]
    notes = [_note(plan, match, style) for match in matches]
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
            notes,
            "note",
            whole=notes,
        ),
    )
    return Table(columns, f"Columns of {plan.report.file} and how they are read")


def said_day(plan: SheetPlan, position: int, code: str, style: NumberStyle) -> str:
    """Return the day on which something of a column was said with an earlier file, "" where it was not."""
    day = plan.remembered.get((position, code), "")
    return formatting.date_text(date.fromisoformat(day), style) if day else ""


def _note(plan: SheetPlan, match: ColumnMatch, style: NumberStyle) -> str:
    """Return how a column's values were read, and when a person said what it means."""
    day = said_day(plan, match.position, MEANING, style)
    said = f"as you answered on {day}" if day else ""
    return "; ".join(part for part in (said, match.note) if part)


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
