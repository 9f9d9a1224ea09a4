"""The app's side of the reader process: starts it, watches its time, and turns its end into a typed error."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import cxdesk
from cxdesk.errors import Cancelled, UnreadableInput
from cxdesk.importing.ahead import made_ahead
from cxdesk.importing.blocks import Item
from cxdesk.importing.files import PACKAGE_DAMAGE, TEXT, SourceFile, unreadable
from cxdesk.importing.text_extent import cells_at_most
from cxdesk.importing.wire import (
    ARROW_TAG,
    MEMORY_VARIABLE,
    error_from,
    read_frame,
    sheet_end,
    sheet_start,
    text_end,
    unpacked,
)
from cxdesk.progress import Progress

MEMORY = 3 * 1024**3  # bytes of addresses; what is really used stays below 2 GiB
BASE_SECONDS = 15.0
BYTES_PER_SECOND = 4_000_000  # a tenth of what the slowest machine we know reads
MOST_SECONDS = 180.0
SMALL_TEXT = 1024**2
"""Bytes of text that are read here, where they are few cells as well: starting a process takes a second."""
SMALL_CELLS = 500_000
_SHEET_PARTS = ("sheets/", "sharedstrings.", "content.xml")
_LOOK_EVERY = 0.1
_RENEW_AFTER = 32 * 1024**2
_WAITING = 4  # blocks that are here before they are asked for: without, both processes wait in turn


@dataclass(slots=True)
class Reader:
    """Reads workbooks in a child process, which serves one file after another and is renewed when it dies.

    A context manager: leaving it ends the process. `memory` in bytes and `base_seconds` bound the child.
    """

    memory: int = MEMORY
    base_seconds: float = BASE_SECONDS
    _process: subprocess.Popen | None = field(default=None, init=False)

    def __enter__(self) -> Reader:
        """Return the reader; the process itself starts with the first file."""
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()
        process.wait()

    def read(self, file: SourceFile, progress: Progress, password: str | None = None) -> Iterator[Item]:
        """Yield what is in the file; raises `UnreadableInput`, or `Cancelled` when the user stops.

        A protected workbook without its password raises `PasswordNeeded`, with another one `WrongPassword`.
        """
        if _is_small_text(file):
            yield from _small_text(file, progress)
            return
        process = self._running()
        seconds = self._allowed_seconds(file)
        watch = _Watch(process, seconds, progress.stop)
        finished = False
        try:
            _ask(process, file, seconds, password)
            yield from made_ahead(_answers(process, file, watch), _WAITING)
            finished = True
        except UnreadableInput:
            finished = process.poll() is None  # it has said why, and waits for the next file
            raise
        finally:
            watch.end()
            # A process that was left in the middle of an answer cannot be asked again; one that read a large
            # file would keep its memory.
            if not finished or file.size > _RENEW_AFTER:
                self.close()

    def _running(self) -> subprocess.Popen:
        """Return the process, started anew where it has ended."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _started(self.memory)
        return self._process

    def _allowed_seconds(self, file: SourceFile) -> float:
        """Return how long reading the file may take: by the unpacked size of what holds its cells."""
        if file.kind == TEXT:  # nothing is packed in it, and the careful reader of text takes long
            return self.base_seconds + file.size / BYTES_PER_SECOND
        size = file.size
        with suppress(*PACKAGE_DAMAGE), zipfile.ZipFile(file.path) as package:
            parts = [
                part.file_size
                for part in package.infolist()
                if any(word in part.filename.lower().replace("\\", "/") for word in _SHEET_PARTS)
            ]
            size = max(size, sum(parts))
        return min(self.base_seconds + size / BYTES_PER_SECOND, MOST_SECONDS)


def _is_small_text(file: SourceFile) -> bool:
    """Return whether no reading of the file can be dangerous: few bytes can be a great many cells."""
    if file.kind != TEXT or file.size > SMALL_TEXT:
        return False
    with suppress(OSError):
        with file.path.open("rb") as stream:
            cells = cells_at_most(stream.read(SMALL_TEXT))
        return cells is not None and cells <= SMALL_CELLS
    return False


def _small_text(file: SourceFile, progress: Progress) -> Iterator[Item]:
    """Read a small text file here."""
    from cxdesk.importing.delimited import read_delimited

    for item in read_delimited(file.path, file.encoding):
        progress.check()
        yield item


class _Watch:
    """Ends a process when its time is over or the user stops; `why` says which."""

    def __init__(self, process: subprocess.Popen, seconds: float, stop: threading.Event) -> None:
        self.why = ""
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(process, seconds, stop), name="reader watch")
        self._thread.start()

    def _run(self, process: subprocess.Popen, seconds: float, stop: threading.Event) -> None:
        """Look every tenth of a second."""
        waited = 0.0
        while not self._done.wait(_LOOK_EVERY):
            waited += _LOOK_EVERY
            if stop.is_set() or waited >= seconds:
                self.why = "stopped" if stop.is_set() else "time"
                process.kill()
                return

    def end(self) -> None:
        """Stop watching."""
        self._done.set()
        self._thread.join()


def _started(memory: int) -> subprocess.Popen:
    """Start the reader process."""
    environment = os.environ | {
        MEMORY_VARIABLE: str(memory),
        # Pools of these reserve addresses by the gigabyte, which the limit would count.
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "2",
        # What is made and dropped by the piece is kept for the next one, not given back to the system.
        "MALLOC_MMAP_THRESHOLD_": str(64 * 1024**2),
        "MALLOC_TRIM_THRESHOLD_": str(256 * 1024**2),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    # Nothing but this package is taken from beside the installed libraries: not what lies in the folder that
    # the app was started from, nor what the user's own variables point to.
    environment.pop("PYTHONPATH", None)
    home = str(Path(cxdesk.__file__).resolve().parent.parent)
    if home not in map(os.path.realpath, (*site.getsitepackages(), site.getusersitepackages())):
        environment["PYTHONPATH"] = home
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "cxdesk.importing.reader_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        creationflags=no_window,
    )


def _ask(process: subprocess.Popen, file: SourceFile, seconds: float, password: str | None) -> None:
    """Send the request; a process that died before is noticed when its answer is missing."""
    request = {
        "path": str(file.path.resolve()),
        "kind": file.kind,
        "seconds": seconds,
        "encoding": file.encoding,
        "password": password,  # through a pipe, which no list of processes shows
    }
    with suppress(OSError):
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()


def _answers(process: subprocess.Popen, file: SourceFile, watch: _Watch) -> Iterator[Item]:
    """Yield the frames of one answer."""
    while (frame := read_frame(process.stdout)) is not None:
        tag, body = frame
        if tag == ARROW_TAG:
            yield unpacked(body)
            continue
        message = json.loads(body)
        if "sheet" in message:
            yield sheet_start(message["sheet"])
        elif "sheet_end" in message:
            yield sheet_end(message["sheet_end"])
        elif "text_end" in message:
            yield text_end(message["text_end"])
        elif "error" in message:
            raise error_from(message["error"])
        elif "memory" in message:
            raise _memory_error(file)
        else:
            return
    process.wait()
    if watch.why == "stopped":
        raise Cancelled
    raise _time_error(file) if watch.why == "time" else _memory_error(file)


def _memory_error(file: SourceFile) -> UnreadableInput:
    """Return the error for a file on which the reader process ended by itself: nearly always for want of
    memory."""
    return unreadable(
        file.name,
        "The file made its reader fail: it is damaged, or asks for more memory than is allowed.",
        "Open it in your spreadsheet program, delete what lies beyond the table, save it under a new "
        "name and import that.",
    )


def _time_error(file: SourceFile) -> UnreadableInput:
    """Return the error for a file that took far longer than its size explains."""
    return unreadable(
        file.name,
        "Reading the file took far too long, so it was stopped.",
        "Open it in your spreadsheet program, save it under a new name and import that.",
    )
