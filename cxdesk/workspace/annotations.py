"""What people wrote into a workbook that was handed out: a decision, an owner and a comment per account.

Only ever added to. All that is read back from workbooks in one go is one read-back: taking it back is one
mark, and what was in force before counts again. An empty text is kept too: somebody emptied the cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import apsw

from cxdesk.errors import UsageError
from cxdesk.workspace import store
from cxdesk.workspace.written_records import LONGEST_TEXT

DECISION, OWNER, COMMENT = "decision", "owner", "comment"
FIELDS: Mapping[str, str] = {
    DECISION: "Decision",
    OWNER: "Owner of next step",
    COMMENT: "Your comment",
}
"""The fields in the order of their columns, with the headers under which people write them."""
DECISIONS = ("Renew", "Renew smaller", "Escalate", "Let go", "Wait")
LONGEST: Mapping[str, int] = {DECISION: 40, OWNER: 200, COMMENT: LONGEST_TEXT}
"""How many characters a field holds at the most."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What was written about an account (its id) in a file; `handed_out` is the as-of day (ISO) of the
    workbook in which it was written.
    """

    account: str
    field: str
    text: str
    file: str
    handed_out: str = ""


@dataclass(frozen=True, slots=True)
class KeptAnnotation:
    """An annotation with the number of its read-back, when that was (UTC), and whether it was taken back."""

    record: Annotation
    read_back: int
    read_at: str
    is_undone: bool


InForce = Mapping[tuple[str, str], KeptAnnotation]
"""The newest annotation by account and field; those that emptied a cell are among them."""


def annotations(connection: apsw.Connection) -> tuple[KeptAnnotation, ...]:
    """Return every annotation, oldest first, those taken back too."""
    found = store.rows(
        connection,
        "SELECT account, field, text, file, handed_out, read_back_id, read_at, undone_at IS NOT NULL "
        "FROM annotations JOIN read_backs USING (read_back_id) ORDER BY annotation_id",
    )
    return tuple(KeptAnnotation(Annotation(*row[:5]), row[5], row[6], bool(row[7])) for row in found)


def in_force(kept: Iterable[KeptAnnotation]) -> InForce:
    """Return the newest of each account and field that was not taken back."""
    return {(one.record.account, one.record.field): one for one in kept if not one.is_undone}


def keep_annotations(connection: apsw.Connection, records: Sequence[Annotation]) -> int:
    """Keep annotations as one read-back, whole or not at all, and return its number. Raises UsageError where
    there are none, or one of them cannot be kept.
    """
    if not records:
        raise UsageError("There is nothing to keep.", "Choose at least one of the texts that came back.")
    for record in records:
        _check(record)
    with store.transaction(connection):
        connection.execute("INSERT INTO read_backs (read_at) VALUES (?)", (_now(),))
        number = connection.last_insert_rowid()
        connection.executemany(
            "INSERT INTO annotations (read_back_id, account, field, text, file, handed_out) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            [(number, one.account, one.field, one.text, one.file, one.handed_out) for one in records],
        )
        return number


def mark_read_back(connection: apsw.Connection, number: int, *, undone: bool) -> None:
    """Take a read-back back, or bring it back; raises UsageError when there is none of that number."""
    with store.transaction(connection):
        connection.execute(
            "UPDATE read_backs SET undone_at = ? WHERE read_back_id = ?", (_now() if undone else None, number)
        )
        if connection.changes() != 1:
            raise UsageError(f"Nothing was read back as number {number}.", "Look at the list.")


def identity(connection: apsw.Connection) -> str:
    """Return what tells a workspace, and copies of its file, from all others."""
    ((found,),) = store.rows(connection, "SELECT workspace FROM identity")
    return found


def _check(record: Annotation) -> None:
    """Raise UsageError for a record that names no account or field, or is too long."""
    if not record.account.strip() or record.field not in FIELDS:
        raise UsageError("No account or column is named.", "Read the workbook again.")
    if len(record.text) > LONGEST[record.field]:
        most = f"{LONGEST[record.field]:,} characters"
        raise UsageError(f"{FIELDS[record.field]} is too long.", f"Keep it below {most}.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
