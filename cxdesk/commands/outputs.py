"""Where commands write: never over what they read, and over no file that somebody else made or changed.

What was written is remembered in the user's own folder for such things, as a digest of the path with size and
time, so that a script may write the same file every night; nothing in it names a file or a customer.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cxdesk.errors import ExportError, Place, UsageError

_READ = ("workspace", "files", "book", "books", "file")
_MOST_REMEMBERED = 1_000


def add_replace(command: argparse.ArgumentParser) -> None:
    """Add the option that agrees to replace a file, where the command has an output."""
    if any(action.dest == "out" for action in command._actions):
        command.add_argument(
            "--replace", action="store_true", help="write over a file that cxdesk did not write, or not last"
        )


def check_output(options: argparse.Namespace) -> None:
    """Raise UsageError where the output is a file that the command reads, ExportError where it is open in
    another program or is a file that cxdesk did not write, or not last, and nobody agreed to replace.
    """
    out = getattr(options, "out", None)
    if out is None:
        return
    for name in _READ:
        given = getattr(options, name, None)
        for read in given if isinstance(given, list) else [given]:
            if isinstance(read, Path) and _same(read, out):
                raise UsageError(
                    f"{out.name} is read by this command and would be lost.", "Write to another file."
                )
    check_files([out], replace=options.replace)


def check_files(paths: Iterable[Path], *, replace: bool) -> None:
    """Raise ExportError where one of the files may not be written, as `check_output` does."""
    from cxdesk.report.atomic_file import check_not_open

    known = _remembered()
    for path in paths:
        check_not_open(path)
        stamp = _stamp(path)
        if replace or stamp is None or stamp[0] == 0 or known.get(_key(path)) == stamp:
            continue
        what = (
            "The file has changed since cxdesk wrote it."
            if _key(path) in known
            else "A file of this name is there already, and cxdesk did not write it."
        )
        raise ExportError(what, "Choose another name, or add --replace.", Place(file=path.name))


def ends_with(path: Path, endings: tuple[str, ...], what: str) -> None:
    """Raise UsageError where a file's name has none of these endings; `what` is what would be in it."""
    if path.suffix.lower() not in endings:
        ending = path.suffix or "a file without an ending"
        names = " or ".join(endings)
        raise UsageError(f"{what} cannot be written as {ending}.", f"End the name with {names}.")


def output_stamp(options: argparse.Namespace) -> list[int] | None:
    """Return the size and time of the output as it is now, None where there is none."""
    out = getattr(options, "out", None)
    return None if out is None else _stamp(out)


def remember_output(options: argparse.Namespace, before: list[int] | None) -> None:
    """Remember the output where it is another file than `before`, its `output_stamp` of then."""
    if output_stamp(options) != before:
        remember_files([options.out])


def remember_files(paths: Iterable[Path]) -> None:
    """Remember that these files were written by cxdesk; where that cannot be kept, later runs ask again."""
    from cxdesk.report.atomic_file import replaced

    stamps = {_key(path): stamp for path in paths if (stamp := _stamp(path)) is not None}
    if not stamps:
        return
    known = {key: stamp for key, stamp in _remembered().items() if key not in stamps} | stamps
    newest = dict(list(known.items())[-_MOST_REMEMBERED:])
    with suppress(OSError, ExportError):
        _record().parent.mkdir(parents=True, exist_ok=True)
        with replaced(_record()) as temporary:
            temporary.write_text(json.dumps(newest), encoding="ascii")


def _remembered() -> dict[str, list[int]]:
    try:
        known = json.loads(_record().read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _record() -> Path:
    """Return the file that remembers, in the folder that the system has for a program's state."""
    from platformdirs import user_state_path

    return user_state_path("cxdesk", appauthor=False) / "written.json"


def _key(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()


def _stamp(path: Path) -> list[int] | None:
    """Return size and time of change of a file; None where there is none, or no common file."""
    with suppress(OSError):
        if path.is_file():
            seen = path.stat()
            return [seen.st_size, seen.st_mtime_ns]
    return None


def _same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return False
