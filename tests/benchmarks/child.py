"""One measurement in a process of its own: `-m tests.benchmarks.child MODULE:FUNCTION FOLDER ARGUMENTS`.

Prints one line of JSON: the seconds that the function returned, the seconds that processors worked for this
process and its children, and the most memory that they had together.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

_LOOK_EVERY = 0.05


def main() -> None:
    """Call the function that the command line names."""
    target, folder, arguments = sys.argv[1:]
    module, name = target.split(":")
    function = getattr(importlib.import_module(f"tests.benchmarks.{module}"), name)
    most = _Most()
    before = _processor_seconds()
    seconds = function(Path(folder), **json.loads(arguments))
    processor = _processor_seconds() - before
    print(json.dumps({"seconds": seconds, "processor": processor, "peak_mb": most.megabytes()}))


class _Most:
    """The most memory that this process and its children have at one time, from now on."""

    def __init__(self) -> None:
        self._together = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="memory watch", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(_LOOK_EVERY):
            self._together = max(self._together, _resident_bytes(os.getpid()))

    def megabytes(self) -> float:
        """Return it; where the system does not say who is whose child, the sum of what each had at most,
        which may be more; 0.0 where it says nothing."""
        self._ended.set()
        self._thread.join()
        try:
            import resource
        except ImportError:
            return 0.0
        unit = 2**20 if sys.platform == "darwin" else 2**10
        who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        own, children = (resource.getrusage(each).ru_maxrss * unit for each in who)
        return max(own, self._together if self._together else own + children) / 1e6


def _resident_bytes(process: int) -> int:
    """Return what a process and all below it have in memory; 0 where the system does not tell."""
    folder = Path("/proc", str(process))
    total = 0
    with suppress(OSError, ValueError, IndexError):  # it may end while it is looked at
        total = int((folder / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        for thread in (folder / "task").iterdir():
            total += sum(map(_resident_bytes, map(int, (thread / "children").read_text().split())))
    return total


def _processor_seconds() -> float:
    """Return how long processors worked for this process and its children that have ended."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    main()
