"""One set-up at a time, whatever became of the one before."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from installer.turn import own_turn
from tests.requirements import CHECKOUT

_START_A_CHILD_AND_DIE = """
import os, subprocess, sys
from pathlib import Path
from installer.turn import own_turn
with own_turn(Path(sys.argv[1])):
    child = [sys.executable, "-c", "import sys; print('up', flush=True); sys.stdin.read()"]
    subprocess.Popen(child, close_fds=False)
    os._exit(9)
"""


def test_a_turn_ends_with_its_block(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file stays, the lock does not: the next one need not wait."""
    for _ in range(2):
        with own_turn(tmp_path / "turn"):
            pass
    assert capsys.readouterr().err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows a child does not hold its parent's lock")
def test_a_child_of_a_killed_set_up_keeps_the_turn(tmp_path: Path) -> None:
    """A pip that goes on alone after the installer was killed would write into what the next one empties."""
    command = [sys.executable, "-c", _START_A_CHILD_AND_DIE, str(tmp_path / "turn")]
    first = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert first.stdout.readline() == b"up\n"
    assert first.wait(10) == 9
    had_turn = threading.Event()

    def next_one() -> None:
        with own_turn(tmp_path / "turn"):
            had_turn.set()

    waiting = threading.Thread(target=next_one)
    waiting.start()
    assert not had_turn.wait(1.0)
    first.stdin.close()
    assert had_turn.wait(5.0)
    waiting.join()
    first.stdout.close()
