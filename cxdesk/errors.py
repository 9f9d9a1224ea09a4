"""One tree of errors that speak to the user: what happened, where, and what to do next.

Anything raised on purpose in cxdesk is a `CxdeskError`; every other exception is a bug and is shown as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the user's files something happened; empty parts are unknown. `row` is 1-based as the
    spreadsheet shows it.
    """

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        """Return the place in words: `CRM export.xlsx › Accounts, row 12, column ARR`."""
        named = " › ".join(part for part in (self.file, self.sheet) if part)
        parts = [named] if named else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column {self.column}")
        return ", ".join(parts)


class CxdeskError(Exception):
    """Something the user can understand and act on.

    `what` and `next_step` are whole sentences; `exit_status` is what a script's process ends with.
    """

    exit_status = 1

    def __init__(self, what: str, next_step: str, place: Place | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step
        self.place = place or Place()

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where}: {self.what} {self.next_step}" if where else f"{self.what} {self.next_step}"


class UsageError(CxdeskError):
    """The command line or a request was not meaningful."""

    exit_status = 2


class UnreadableInput(CxdeskError):
    """A file cannot be read at all."""

    exit_status = 3


class PasswordNeeded(UnreadableInput):
    """A file is encrypted, and its password was not given."""


class WrongPassword(PasswordNeeded):
    """A file is encrypted, and the password that was given is not its own."""


class HandedOutBook(UnreadableInput):
    """A workbook that cxdesk handed out: what was written into it is read back, it is no data to import."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "cxdesk handed this workbook out: its numbers are no data to import.",
            "To keep what was written into it, use File › Read back a workbook, or `cxdesk read-back`.",
            Place(file=path.name),
        )
        self.path = path


class WorkspaceError(CxdeskError):
    """The workspace file cannot be opened, read or written."""

    exit_status = 3


class ExportError(CxdeskError):
    """A file that was to be handed out could not be written whole."""


class Cancelled(CxdeskError):
    """The user stopped a running operation; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__("Stopped.", "Nothing was changed.")
