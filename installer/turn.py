"""Two set-ups of one checkout take turns. The system frees the lock when its holder ends, however it ends.

Programs started with `close_fds=False` hold it too (not on Windows): a pip that outlives a killed installer
must finish before the next set-up touches the folder.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from installer.messages import say

if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        """Lock the file or raise OSError at once."""
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        """Lock the file or raise OSError at once."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def own_turn(path: Path) -> Iterator[None]:
    """Hold the lock file `path` for the length of the block; waits, saying so, while another has it."""
    with path.open("ab") as file:
        os.set_inheritable(file.fileno(), True)
        waited = False
        while True:
            try:
                _take(file)
                break
            except OSError:
                if not waited:
                    say("Another set-up of this checkout is running; waiting for it to finish.")
                waited = True
                time.sleep(0.5)
        yield
