"""Passwords of workbooks for scripts: from a file or the environment, never from the command line, which
every list of processes shows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from cxdesk.errors import Place, UsageError

VARIABLE = "CXDESK_PASSWORD"
_MOST_BYTES = 4096


def given_passwords(
    files: Sequence[Path], password_file: Path | None, environment: Mapping[str, str] = os.environ
) -> dict[Path, str]:
    """Return the one password that was given for all the files, by file; nothing where none was.

    It is the first line of `password_file`, else what CXDESK_PASSWORD holds. Raises `UsageError` for a file
    that cannot be read or is no short text.
    """
    password = _first_line(password_file) if password_file else environment.get(VARIABLE, "")
    return dict.fromkeys(files, password) if password else {}


def _first_line(path: Path) -> str:
    """Return the first line of a text file without its end."""
    try:
        with path.open("rb") as stream:
            text = stream.read(_MOST_BYTES + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UsageError(
            "The password file cannot be read as text.", "Check its name.", Place(path.name)
        ) from None
    if not text.strip() or len(text) > _MOST_BYTES:
        raise UsageError(
            "The password file holds no password.", "Put the password in its first line.", Place(path.name)
        )
    return text.split("\n")[0].removesuffix("\r")
