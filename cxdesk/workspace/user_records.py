"""What the user wrote, never an import: which accounts are the same, their own presets and conventions.

Only ever added to: taking back marks a decision or conventions, and a preset that is dropped or kept anew
stays in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import apsw

from cxdesk.errors import UsageError, WorkspaceError
from cxdesk.workspace import store
from cxdesk.workspace.merging import contradictions
from cxdesk.workspace.records import Decision

_IS_THERE = "(with_import IS NULL OR with_import IN (SELECT import_id FROM imports WHERE undone_at IS NULL))"


def decisions(connection: apsw.Connection) -> tuple[Decision, ...]:
    """Return every decision about accounts, oldest first, those taken back too; not those that were said in
    the review of an import that is taken back: they are gone with it.
    """
    found = store.rows(
        connection,
        "SELECT decision_id, kept, other, same, after_import, undone_at, with_import "
        f"FROM account_decisions WHERE {_IS_THERE} ORDER BY 1",
    )
    return tuple(
        Decision(number, kept, other, bool(same), after, undone is not None, with_import)
        for number, kept, other, same, after, undone, with_import in found
    )


def decide(connection: apsw.Connection, kept: str, other: str, same: bool) -> int:
    """Keep a decision and return its number; raises UsageError when it is about one account only, or
    contradicts the others."""
    with store.transaction(connection), without_contradiction(connection):
        return add_decision(connection, Decision(0, kept, other, same))


def add_decision(connection: apsw.Connection, said: Decision) -> int:
    """Write a decision within a transaction and return its number; raises UsageError when it is about one
    account only."""
    if not said.kept or not said.other or said.kept == said.other:
        raise UsageError("Two different accounts are needed.", "Name both by their id or name.")
    connection.execute(
        "INSERT INTO account_decisions (kept, other, same, after_import, decided_at, with_import) "
        "VALUES (?, ?, ?, (SELECT coalesce(max(import_id), 0) FROM imports), ?, ?)",
        (said.kept, said.other, said.same, _now(), said.with_import),
    )
    return connection.last_insert_rowid()


def mark_decision(connection: apsw.Connection, decision_id: int, *, undone: bool) -> None:
    """Take a decision back, or bring it back; raises WorkspaceError when there is none of that number, and
    UsageError when what is left would contradict itself."""
    with store.transaction(connection), without_contradiction(connection):
        connection.execute(
            f"UPDATE account_decisions SET undone_at = ? WHERE decision_id = ? AND {_IS_THERE}",
            (_now() if undone else None, decision_id),
        )
        if connection.changes() != 1:
            raise WorkspaceError("There is no such decision.", "Look at the list of decisions.")


@contextmanager
def without_contradiction(connection: apsw.Connection) -> Iterator[None]:
    """Change the decisions within a transaction, or the imports with which some of them come and go, but not
    so that two accounts are told apart and one account at once: raises UsageError."""
    before = contradictions(decisions(connection))
    yield
    for pair, words in contradictions(decisions(connection)).items():
        if pair not in before:
            raise UsageError(f"That cannot be: {words}.", "Take one of these decisions back first.")


def presets(connection: apsw.Connection) -> tuple[tuple[str, str], ...]:
    """Return (name, text) of the user's presets in the order of their names."""
    found = store.rows(
        connection,
        "SELECT name, text FROM presets WHERE text IS NOT NULL "
        "AND preset_id IN (SELECT max(preset_id) FROM presets GROUP BY name) ORDER BY name",
    )
    return tuple(found)


def keep_preset(connection: apsw.Connection, name: str, text: str) -> None:
    """Keep a preset under a name, in place of the one that had it."""
    if not name.strip():
        raise UsageError("The preset has no name.", "Give it a name by which you know it again.")
    _write_preset(connection, name.strip(), text)


def drop_preset(connection: apsw.Connection, name: str) -> None:
    """Offer a preset no more; raises UsageError when there is none of that name."""
    if name not in dict(presets(connection)):
        raise UsageError(f"There is no preset named {name}.", "Look at the list of presets.")
    _write_preset(connection, name, None)


def conventions_text(connection: apsw.Connection) -> str:
    """Return the newest conventions in force as TOML, "" where there are none."""
    newest = "SELECT text FROM conventions WHERE undone_at IS NULL ORDER BY version DESC LIMIT 1"
    return next((text for (text,) in store.rows(connection, newest)), "")


def conventions_versions(connection: apsw.Connection) -> tuple[tuple[int, str, bool], ...]:
    """Return (version, when it was set, taken back) of all conventions, oldest first."""
    found = store.rows(connection, "SELECT version, changed_at, undone_at FROM conventions ORDER BY 1")
    return tuple((version, changed, undone is not None) for version, changed, undone in found)


def keep_conventions(connection: apsw.Connection, text: str) -> int:
    """Keep conventions, in place of those in force, and return their version."""
    with store.transaction(connection):
        connection.execute("INSERT INTO conventions (text, changed_at) VALUES (?, ?)", (text, _now()))
        return connection.last_insert_rowid()


def undo_conventions(connection: apsw.Connection) -> None:
    """Take the conventions in force back; raises UsageError when there are none."""
    with store.transaction(connection):
        connection.execute(
            "UPDATE conventions SET undone_at = ? "
            "WHERE version = (SELECT max(version) FROM conventions WHERE undone_at IS NULL)",
            (_now(),),
        )
        if connection.changes() != 1:
            raise UsageError("There are no conventions to take back.", "The defaults hold already.")


def mark_conventions(connection: apsw.Connection, version: int, *, undone: bool) -> None:
    """Take the conventions of a version back or bring them back; raises UsageError when there are none."""
    with store.transaction(connection):
        connection.execute(
            "UPDATE conventions SET undone_at = ? WHERE version = ?", (_now() if undone else None, version)
        )
        if connection.changes() != 1:
            raise UsageError(f"There are no conventions {version}.", "Look at the list of versions.")


def conventions_texts(connection: apsw.Connection) -> tuple[tuple[int, str], ...]:
    """Return (version, TOML text) of all conventions ever set, oldest first."""
    return tuple(store.rows(connection, "SELECT version, text FROM conventions ORDER BY 1"))


def restore_conventions(connection: apsw.Connection, version: int) -> int:
    """Keep the conventions of a version anew; raises UsageError when there is none of that number."""
    found = next(store.rows(connection, "SELECT text FROM conventions WHERE version = ?", (version,)), None)
    if found is None:
        raise UsageError(f"There are no conventions {version}.", "Look at the list of versions.")
    return keep_conventions(connection, found[0])


def _write_preset(connection: apsw.Connection, name: str, text: str | None) -> None:
    with store.transaction(connection):
        connection.execute(
            "INSERT INTO presets (name, text, changed_at) VALUES (?, ?, ?)", (name, text, _now())
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
