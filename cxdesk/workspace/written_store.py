"""Standards, calibrations and entries in the store: only ever added to; taking back marks a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import apsw

from cxdesk.errors import UsageError
from cxdesk.workspace import store
from cxdesk.workspace.written_records import Call, Entry, HumanView, checked, kind_of, record_of, record_text

_IN_FORCE = "(SELECT max(version) FROM standards WHERE undone_at IS NULL)"


@dataclass(frozen=True, slots=True)
class StandardsVersion:
    """A version of the standards: its number, when it was set (UTC), by whom and why; its TOML text."""

    version: int
    changed_at: str
    who: str
    why: str
    is_undone: bool
    text: str


@dataclass(frozen=True, slots=True)
class KeptCalibration:
    """A scale that was set and named: the day of the data it was set on, its JSON text, and whether it was
    taken back.
    """

    number: int
    name: str
    day: str
    text: str
    set_at: str
    is_undone: bool = False


def standards_in_force(connection: apsw.Connection) -> str:
    """Return the TOML text of the newest standards that were not taken back."""
    ((text,),) = store.rows(connection, f"SELECT text FROM standards WHERE version = {_IN_FORCE}")
    return text


def standards_versions(connection: apsw.Connection) -> tuple[StandardsVersion, ...]:
    """Return every version, oldest first."""
    found = store.rows(
        connection, "SELECT version, changed_at, who, why, undone_at, text FROM standards ORDER BY version"
    )
    return tuple(
        StandardsVersion(version, changed_at, who, why, undone is not None, text)
        for version, changed_at, who, why, undone, text in found
    )


def next_standards_version(connection: apsw.Connection) -> int:
    """Return the number that the next version will have."""
    ((newest,),) = store.rows(connection, "SELECT coalesce(max(version), 0) FROM standards")
    return newest + 1


def keep_standards(connection: apsw.Connection, text: str, who: str, why: str) -> int:
    """Keep standards in place of those in force and return their version; the caller has checked the text."""
    with store.transaction(connection):
        connection.execute(
            "INSERT INTO standards (text, changed_at, who, why) VALUES (?, ?, ?, ?)", (text, _now(), who, why)
        )
        return connection.last_insert_rowid()


def mark_standards(connection: apsw.Connection, version: int, *, undone: bool) -> None:
    """Take a version back, or bring it back; raises UsageError for the first, and where there is none."""
    if version == 1:
        raise UsageError("The first standards cannot be taken back.", "Restore another version instead.")
    with store.transaction(connection):
        connection.execute(
            "UPDATE standards SET undone_at = ? WHERE version = ?", (_now() if undone else None, version)
        )
        if connection.changes() != 1:
            raise UsageError(f"There are no standards {version}.", "Look at the list of versions.")


def calibrations(connection: apsw.Connection) -> tuple[KeptCalibration, ...]:
    """Return every scale in the order of their days, of one day the newest last, those taken back too."""
    found = store.rows(
        connection,
        "SELECT calibration_id, name, date, text, set_at, undone_at IS NOT NULL FROM calibrations "
        "ORDER BY date, calibration_id",
    )
    return tuple(KeptCalibration(*row[:-1], bool(row[-1])) for row in found)


def keep_calibration(connection: apsw.Connection, name: str, day: str, text: str) -> int:
    """Keep a scale under a name, from its day on, and return its number."""
    if not name.strip():
        raise UsageError("The scale has no name.", "Give it a name, such as the quarter it was set in.")
    if any(kept.name.casefold() == name.strip().casefold() for kept in calibrations(connection)):
        raise UsageError(f"There is a scale named {name.strip()} already.", "Give it another name.")
    with store.transaction(connection):
        connection.execute(
            "INSERT INTO calibrations (name, date, text, set_at) VALUES (?, ?, ?, ?)",
            (name.strip(), day, text, _now()),
        )
        return connection.last_insert_rowid()


def mark_calibration(connection: apsw.Connection, number: int, *, undone: bool) -> None:
    """Take a scale back, or bring it back; raises UsageError when there is none of that number."""
    _mark(connection, "calibrations", "calibration_id", number, undone, "scale")


def entries(connection: apsw.Connection, kind: str) -> tuple[Entry, ...]:
    """Return all entries of a kind, oldest first, those taken back too."""
    found = store.rows(
        connection,
        "SELECT entry_id, text, written_at, undone_at FROM entries WHERE kind = ? ORDER BY entry_id",
        (kind,),
    )
    return tuple(
        Entry(number, record_of(kind, text), at, undone is not None) for number, text, at, undone in found
    )


def keep_entry(connection: apsw.Connection, record: Call | HumanView) -> int:
    """Keep what was written and return its number; raises UsageError when it cannot be kept as it is."""
    with store.transaction(connection):
        connection.execute(
            "INSERT INTO entries (kind, account, text, written_at) VALUES (?, ?, ?, ?)",
            (kind_of(record), checked(record).account, record_text(record), _now()),
        )
        return connection.last_insert_rowid()


def mark_entry(connection: apsw.Connection, number: int, *, undone: bool) -> None:
    """Take an entry back, or bring it back; raises UsageError when there is none of that number."""
    _mark(connection, "entries", "entry_id", number, undone, "entry")


def _mark(connection: apsw.Connection, table: str, key: str, number: int, undone: bool, what: str) -> None:
    with store.transaction(connection):
        connection.execute(
            f"UPDATE {table} SET undone_at = ? WHERE {key} = ?", (_now() if undone else None, number)
        )
        if connection.changes() != 1:
            raise UsageError(f"There is no {what} {number}.", "Look at the list.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
