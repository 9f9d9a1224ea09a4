"""The program that opens files, in a process of its own: whatever a file does to a reader, the app stays.

Reads requests (one JSON object a line: `path`, `kind`, `seconds`, `encoding`, `password`) from standard input
and answers each with frames (see `wire.py`) on standard output, until its input ends.
"""

from __future__ import annotations

import ctypes
import gc
import json
import math
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cxdesk.errors import CxdeskError, PasswordNeeded, UnreadableInput
from cxdesk.importing.blocks import Item
from cxdesk.importing.files import PARQUET, TEXT, unreadable
from cxdesk.importing.wire import MEMORY_VARIABLE, write_error, write_item, write_json

_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux's prctl


def main() -> int:
    """Answer requests until the input ends; returns the exit status."""
    # Libraries below may print: what the app reads must hold frames alone.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    sys.meta_path.insert(0, _WithoutPandas)
    gc.disable()  # millions of cells are made and dropped in blocks; none of them is ever part of a cycle
    _limit_memory(int(os.environ.get(MEMORY_VARIABLE, "0")))
    _end_with_parent()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _limit_time(request["seconds"])
        _answer(answers, Path(request["path"]), request)
        gc.collect()
        gc.freeze()  # what is left are libraries: looking through them takes longer than reading most files
    return 0


class _WithoutPandas:
    """Says that pandas is not installed: pyarrow would load it with its first array, and the user would wait
    a third of a second longer for what nothing here uses."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Return that others may know the module, unless it is pandas."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _answer(answers: BinaryIO, path: Path, request: dict) -> None:
    """Read one file and send what is in it, or why it cannot be read."""
    try:
        for item in _items(path, request["kind"], request["encoding"], request["password"]):
            write_item(answers, item)
        write_json(answers, {"end": True})
    except CxdeskError as error:
        write_error(answers, error)
    except MemoryError:
        write_json(answers, {"memory": True})
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        write_error(answers, _explained(path, error))  # a reader's panic is no Exception, and must not end us


def _explained(path: Path, error: BaseException) -> UnreadableInput:
    """Return what to say about an error that no reader explains itself."""
    if isinstance(error, OSError) and error.strerror:
        what = f"The file cannot be opened: {error.strerror}."
        return unreadable(path.name, what, "Close it in other programs and try again.")
    what = "The file's content is damaged."
    return unreadable(
        path.name, what, "Open it in your spreadsheet program, save it as .xlsx and import that."
    )


def _items(path: Path, kind: str, encoding: str, password: str | None) -> Iterator[Item]:
    """Read a file with the reader for its kind; only that one is loaded, for the user waits meanwhile."""
    if kind == PARQUET:
        from cxdesk.importing.parquet_files import read_parquet

        yield from read_parquet(path)
        return
    if kind == TEXT:
        from cxdesk.importing.delimited import read_delimited

        yield from read_delimited(path, encoding)
        return
    from cxdesk.importing.workbooks import read_workbook

    try:
        yield from read_workbook(path, kind)
    except PasswordNeeded:  # raised before the first item
        from cxdesk.importing.protected import unlocked

        yield from read_workbook(*unlocked(path, password))


def _limit_memory(most: int) -> None:
    """Let this process have no more than so many bytes of addresses, where the system can see to it."""
    if most <= 0:
        return
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float) -> None:
    """Let the next file take no more than so many seconds of two processors, where the system sees to it.

    The app watches the clock; this ends a process whose app is gone.
    """
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = used.ru_utime + used.ru_stime + 2.0 * max(seconds, 1.0)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(most), resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _end_with_parent() -> None:
    """Let Linux end this process with the thread of the app that started it; elsewhere its input's end does,
    once it has finished a file."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
