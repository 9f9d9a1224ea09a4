"""The program that opens workbooks, in a process of its own: whatever a file does to a reader, the app stays.

Reads requests (one JSON object a line: `path`, `kind`) from standard input and answers each with frames (see
`wire.py`) on standard output, until its input ends.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from cxdesk.errors import CxdeskError, UnreadableInput
from cxdesk.importing.blocks import Block, SheetStart
from cxdesk.importing.files import PARQUET, unreadable
from cxdesk.importing.wire import MEMORY_VARIABLE, write_error, write_item, write_json


def main() -> int:
    """Answer requests until the input ends; returns the exit status."""
    # Libraries below may print: what the app reads must hold frames alone.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    gc.disable()  # millions of cells are made and dropped in blocks; none of them is ever part of a cycle
    _limit_memory(int(os.environ.get(MEMORY_VARIABLE, "0")))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _answer(answers, Path(request["path"]), request["kind"])
        gc.collect()
    return 0


def _answer(answers: BinaryIO, path: Path, kind: str) -> None:
    """Read one file and send what is in it, or why it cannot be read."""
    try:
        for item in _items(path, kind):
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
    what = "The workbook's content is damaged."
    return unreadable(
        path.name, what, "Open it in your spreadsheet program, save it as .xlsx and import that."
    )


def _items(path: Path, kind: str) -> Iterator[SheetStart | Block]:
    """Read a file with the reader for its kind; only that one is loaded, for the user waits meanwhile."""
    if kind == PARQUET:
        from cxdesk.importing.parquet_files import read_parquet

        return read_parquet(path)
    from cxdesk.importing.workbooks import read_workbook

    return read_workbook(path, kind)


def _limit_memory(most: int) -> None:
    """Let this process have no more than so many bytes of addresses, where the system can see to it."""
    if most <= 0:
        return
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
