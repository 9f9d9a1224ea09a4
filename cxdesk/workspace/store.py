"""The workspace file: SQLite in which every page is encrypted and authenticated, so that damage is always
noticed.

Without a password the file is keyed with a fixed, public key: that buys detection of every damaged page, not
secrecy. Write-ahead log with full synchronisation: what was acknowledged survives a crash and a power loss.
The lock is exclusive, so two programs never write one workspace; it goes with the process that held it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import apsw

from cxdesk.errors import PasswordNeeded, Place, WorkspaceError

APPLICATION_ID = 0x43584450  # "CXDP"
SCHEMA_VERSION = 8
OLDEST_SAFE_SQLITE = 3051003  # earlier ones can lose a write-ahead log that two connections reset at once
_PUBLIC_KEY = "cxdesk workspace without a password"
_WAIT_MILLISECONDS = 1500

_SCHEMA = """
CREATE TABLE imports (import_id INTEGER PRIMARY KEY, imported_at TEXT NOT NULL, undone_at TEXT);
CREATE TABLE sheets (
    sheet_id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports,
    table_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    report BLOB NOT NULL,
    rows_of INTEGER,  -- the sheet of the same content that holds its rows; NULL where it holds them itself
    corrects TEXT  -- digest of the sheet whose rows set aside it has, corrected
);
CREATE TABLE set_aside (sheet_id INTEGER PRIMARY KEY REFERENCES sheets, rows BLOB NOT NULL);
CREATE INDEX sheets_by_digest ON sheets (digest);
CREATE INDEX sheets_by_table ON sheets (table_name);
CREATE TABLE chunks (
    chunk_id INTEGER PRIMARY KEY,
    sheet_id INTEGER NOT NULL REFERENCES sheets,
    row_count INTEGER NOT NULL,
    parquet BLOB NOT NULL
);
CREATE TABLE standards (
    version INTEGER PRIMARY KEY, text TEXT NOT NULL, changed_at TEXT NOT NULL, why TEXT NOT NULL
);
"""
_SINCE_VERSION_2 = """
CREATE TABLE replaces (  -- whole: every such sheet gives way, else only the newest of them
    sheet_id INTEGER NOT NULL REFERENCES sheets, earlier_id INTEGER NOT NULL REFERENCES sheets,
    whole INTEGER NOT NULL, PRIMARY KEY (sheet_id, earlier_id)
) WITHOUT ROWID;
CREATE TABLE account_decisions (
    decision_id INTEGER PRIMARY KEY, kept TEXT NOT NULL, other TEXT NOT NULL, same INTEGER NOT NULL,
    after_import INTEGER NOT NULL, decided_at TEXT NOT NULL, undone_at TEXT
);
CREATE TABLE presets (
    preset_id INTEGER PRIMARY KEY, name TEXT NOT NULL, text TEXT, changed_at TEXT NOT NULL  -- NULL: dropped
);
"""
_SINCE_VERSION_3 = """
ALTER TABLE replaces ADD COLUMN nearness REAL;  -- 0 to 1, NULL where there was nothing to choose
"""
_SINCE_VERSION_4 = """
CREATE TABLE conventions (
    version INTEGER PRIMARY KEY, text TEXT NOT NULL, changed_at TEXT NOT NULL, undone_at TEXT
);
"""
_SINCE_VERSION_5 = """
ALTER TABLE account_decisions ADD COLUMN with_import INTEGER;  -- said in its review: it goes with that import
"""
_SINCE_VERSION_6 = """
ALTER TABLE standards ADD COLUMN who TEXT NOT NULL DEFAULT '';
ALTER TABLE standards ADD COLUMN undone_at TEXT;
CREATE TABLE calibrations (
    calibration_id INTEGER PRIMARY KEY, name TEXT NOT NULL, date TEXT NOT NULL, text TEXT NOT NULL,
    set_at TEXT NOT NULL, undone_at TEXT
);
CREATE TABLE entries (  -- what was written about an account: calls, human views; text is JSON
    entry_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, text TEXT NOT NULL,
    written_at TEXT NOT NULL, undone_at TEXT
);
CREATE INDEX entries_by_account ON entries (account);
"""
_SINCE_VERSION_7 = """
CREATE TABLE comment_vectors (  -- what comments mean, by their content: worked out again when it is lost
    digest BLOB PRIMARY KEY, encoder TEXT NOT NULL, vector BLOB NOT NULL  -- float16, the lower byte first
);
"""
_SINCE_VERSION_8 = """
CREATE TABLE identity (workspace TEXT NOT NULL);
INSERT INTO identity VALUES (lower(hex(randomblob(8))));
CREATE TABLE read_backs (read_back_id INTEGER PRIMARY KEY, read_at TEXT NOT NULL, undone_at TEXT);
CREATE TABLE annotations (  -- what was written into a workbook that was handed out
    annotation_id INTEGER PRIMARY KEY, read_back_id INTEGER NOT NULL REFERENCES read_backs,
    account TEXT NOT NULL, field TEXT NOT NULL, text TEXT NOT NULL, file TEXT NOT NULL,
    handed_out TEXT NOT NULL
);
"""
_FROM_VERSION_1 = """
INSERT INTO replaces
    SELECT newer.sheet_id, older.sheet_id, 0 FROM sheets AS newer JOIN sheets AS older USING (feed)
    WHERE older.sheet_id < newer.sheet_id;
DROP VIEW sheets_in_force;
DROP INDEX sheets_by_feed;
ALTER TABLE sheets DROP COLUMN feed;
ALTER TABLE sheets ADD COLUMN rows_of INTEGER;
ALTER TABLE sheets ADD COLUMN corrects TEXT;
CREATE INDEX sheets_by_table ON sheets (table_name);
"""


def create(path: Path, password: str | None) -> apsw.Connection:
    """Make a new workspace file and return its connection; it gets its name only when it is whole."""
    if path.exists():
        raise _name_taken(path)
    unfinished = path.with_name(f"cxdesk-{uuid4().hex}.tmp")
    try:
        connection = _connected(unfinished, password)
        try:
            _lay_out(connection)
        finally:
            connection.close()
        _synchronise(unfinished)
        _give_name(unfinished, path)
        _synchronise(path.parent)
    except FileExistsError as error:
        raise _name_taken(path) from error
    except (apsw.Error, OSError) as error:
        raise _explained(error, path) from error
    finally:
        for suffix in ("", "-wal", "-journal"):
            with suppress(OSError):
                unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    return open_existing(path, password)


def open_existing(path: Path, password: str | None) -> apsw.Connection:
    """Open a workspace file; raises WorkspaceError or PasswordNeeded, saying what to do."""
    if not path.exists():
        raise WorkspaceError("There is no such workspace.", "Check the name.", Place(str(path)))
    if path.stat().st_size == 0:  # SQLite would make a database of it
        raise WorkspaceError("This file is empty.", "Choose a file that cxdesk made.", Place(str(path)))
    try:
        connection = _connected(path, password)
        application = connection.pragma("application_id")
        version = connection.pragma("user_version")
    except apsw.NotADBError as error:
        what = (
            "The password does not open this workspace."
            if password
            else "This is not a cxdesk workspace, or it is protected by a password."
        )
        raise PasswordNeeded(what, "Give its password, or choose another file.", Place(str(path))) from error
    except apsw.Error as error:
        raise _explained(error, path) from error
    if application != APPLICATION_ID:
        connection.close()
        raise WorkspaceError(
            "This is not a cxdesk workspace.", "Choose a file that cxdesk made.", Place(str(path))
        )
    if version > SCHEMA_VERSION:
        connection.close()
        raise WorkspaceError(
            "This workspace was written by a newer cxdesk.", "Update cxdesk to open it.", Place(str(path))
        )
    if version < SCHEMA_VERSION:
        _bring_up_to_date(connection, path, version)
    return connection


def in_memory() -> apsw.Connection:
    """Return a workspace that is never written to disk, for a single run."""
    connection = apsw.Connection(":memory:")
    connection.pragma("foreign_keys", True)
    _lay_out(connection)
    return connection


def close(connection: apsw.Connection) -> None:
    """Fold the write-ahead log into the file, so that the single file is whole when somebody copies it, and
    close. Raises WorkspaceError when folding fails: it is closed all the same, and nothing is lost.
    """
    try:
        if connection.filename:
            connection.pragma("wal_checkpoint(TRUNCATE)")
    except apsw.Error as error:
        raise explained(error, connection) from error
    finally:
        connection.close()


def rows(connection: apsw.Connection, statement: str, values: Sequence = ()) -> Iterator[tuple]:
    """Yield the rows that a query finds; raises WorkspaceError when the file cannot be read."""
    try:
        yield from connection.execute(statement, values)
    except apsw.Error as error:
        raise explained(error, connection) from error


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """Write whole or not at all; raises WorkspaceError when the file cannot be written."""
    try:
        # Statements let other threads go on while they run; apsw's own `with connection` stops them all until
        # the disk has everything.
        connection.execute("BEGIN")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # some errors have ended it already
                connection.execute("ROLLBACK")
            raise
    except apsw.Error as error:
        raise explained(error, connection) from error


def explained(error: Exception, connection: apsw.Connection) -> WorkspaceError:
    """Return what a failed read or write means to the user."""
    return _explained(error, Path(connection.filename or "workspace"))


def _connected(path: Path, password: str | None) -> apsw.Connection:
    if apsw.SQLITE_VERSION_NUMBER < OLDEST_SAFE_SQLITE:
        raise WorkspaceError(
            "The SQLite in this installation is too old to be safe.", "Install cxdesk again."
        )
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(_WAIT_MILLISECONDS)
        connection.pragma("key", password or _PUBLIC_KEY)
        connection.pragma("locking_mode", "exclusive")
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "full")
        connection.pragma("foreign_keys", True)
        connection.pragma("trusted_schema", False)
        connection.pragma("cell_size_check", True)
        connection.execute("BEGIN IMMEDIATE; COMMIT")  # takes the lock now, not at the first edit
    except BaseException:
        connection.close()
        raise
    return connection


def _lay_out(connection: apsw.Connection) -> None:
    with connection:
        connection.execute(
            _SCHEMA
            + _SINCE_VERSION_2
            + _SINCE_VERSION_3
            + _SINCE_VERSION_4
            + _SINCE_VERSION_5
            + _SINCE_VERSION_6
            + _SINCE_VERSION_7
            + _SINCE_VERSION_8
        )
        connection.pragma("application_id", APPLICATION_ID)
        connection.pragma("user_version", SCHEMA_VERSION)


def _bring_up_to_date(connection: apsw.Connection, path: Path, version: int) -> None:
    """Give a workspace of an earlier cxdesk the tables of today, whole or not at all."""
    steps = (
        (2, _SINCE_VERSION_2 + _FROM_VERSION_1),
        (3, _SINCE_VERSION_3),
        (4, _SINCE_VERSION_4),
        (5, _SINCE_VERSION_5),
        (6, _SINCE_VERSION_6),
        (7, _SINCE_VERSION_7),
        (8, _SINCE_VERSION_8),
    )
    try:
        with connection:
            connection.execute("".join(text for since, text in steps if version < since))
            connection.pragma("user_version", SCHEMA_VERSION)
    except apsw.Error as error:
        connection.close()
        raise _explained(error, path) from error


def _give_name(unfinished: Path, path: Path) -> None:
    """Rename a finished file; FileExistsError when another program took the name meanwhile."""
    if os.name == "nt":
        unfinished.rename(path)  # refuses a name that is taken
        return
    try:
        path.hardlink_to(unfinished)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: an empty file holds the name until the rename
        path.touch(exist_ok=False)
        unfinished.replace(path)


def _name_taken(path: Path) -> WorkspaceError:
    return WorkspaceError("There is already a file of that name.", "Choose another name.", Place(str(path)))


def _synchronise(path: Path) -> None:
    """Make sure that a file, or a folder's list of names, is on the disk (Windows: files only)."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _explained(error: Exception, path: Path) -> WorkspaceError:
    place = Place(str(path))
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return WorkspaceError("This workspace is open in another window.", "Close it there first.", place)
    if isinstance(error, apsw.FullError):
        return WorkspaceError(
            "The disk is full; nothing was changed.", "Free some space and try again.", place
        )
    if isinstance(error, apsw.CorruptError | apsw.NotADBError):
        return WorkspaceError("The workspace file is damaged.", "Restore a copy of it.", place)
    return WorkspaceError(
        f"The workspace cannot be read or written: {error}.", "Check the folder and its permissions.", place
    )
