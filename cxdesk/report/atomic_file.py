"""A file that is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from cxdesk.errors import ExportError, Place

_LONGEST_BEGIN = 50  # letters of the name: what is behind them needs room too


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; when the block ends well, that file takes its place.

    It is on the disk before it is renamed. When the block fails nothing of it stays and `path` is untouched.
    Raises ExportError when the folder cannot be written to, another program holds the file or somebody else
    wrote it while the block ran. Behind a symbolic link the file that it leads to is replaced.
    """
    check_not_open(path)
    place, path = Place(file=path.name), path.resolve() if path.is_symlink() else path
    before = _seen(path)
    try:
        begin = f".{path.stem[:_LONGEST_BEGIN]}-"
        handle, name = tempfile.mkstemp(prefix=begin, suffix=path.suffix, dir=path.parent)
    except OSError as error:
        what = f"The folder {path.parent.name or path.parent} cannot be written to: {error.strerror}."
        raise ExportError(what, "Choose another folder.", place) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        check_not_open(path)
        if _seen(path) not in (before, None):
            what = "The file was changed by another program while it was being written anew."
            raise ExportError(what, "Look at it, then write again or choose another name.", place)
        _settle(temporary, path)
    except ExportError as error:
        if error.place.file != temporary.name:
            raise
        raise ExportError(error.what, error.next_step, replace(error.place, file=path.name)) from error
    except OSError as error:
        what = f"The file could not be saved: {error.strerror or error}."
        raise ExportError(what, "Close it where it is open, or choose another place.", place) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def check_not_open(path: Path) -> None:
    """Raise ExportError where the file of a spreadsheet program beside `path` says that it has it open."""
    for lock in (f".~lock.{path.name}#", f"~${path.name}"):
        if _seen(path.parent / lock) is not None:
            raise ExportError(
                "The file is open in another program.",
                f"Close it there, or choose another name; where no program has it, delete {lock} beside it.",
                Place(file=path.name),
            )


def _seen(path: Path) -> tuple[int, int, int] | None:
    """Return what tells a file from another one under its name, None where there is none."""
    with suppress(OSError):
        found = path.stat()
        return found.st_ino, found.st_size, found.st_mtime_ns
    return None


def _settle(temporary: Path, path: Path) -> None:
    """Bring the temporary file to the disk and give it its name, and the rights of what it replaces."""
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else _mode_of_new_files())
    temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _mode_of_new_files() -> int:
    """Return the rights that a file made without mkstemp would have."""
    mask = os.umask(0o077)  # asking sets it: what another thread makes meanwhile is too private, not too open
    os.umask(mask)
    return 0o666 & ~mask
