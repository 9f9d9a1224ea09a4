"""The window is on the screen before any heavy library is loaded, and makes the workspace that is named."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from cxdesk.desktop.window import MainWindow
from tests.desktop.conftest import settle

HEAVY = ("pandas", "pyarrow", "duckdb", "matplotlib", "scipy", "openpyxl", "numpy", "apsw")
_PROGRAM = """
import json, sys, time
from PySide6.QtCore import QTimer
from cxdesk.desktop.application import make_application
from cxdesk.desktop.context import Context
from cxdesk.desktop.window import MainWindow
application = make_application(offscreen=True)
context = Context(remembers=False)
context.appearance.apply()
window = MainWindow(context)
loaded = []
def painted():
    loaded.extend(name for name in {names} if name in sys.modules)
    window.close()
    application.quit()
window.painted.connect(painted)
window.show()
application.exec()
print(json.dumps(loaded))
"""


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    """Each of these costs up to a second: they come after the window, in the background (architecture,
    traps).
    """
    program = _PROGRAM.replace("{names}", repr(HEAVY))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_the_pages_bring_no_statistics_and_no_back_test() -> None:
    """The pages are loaded on the window's own thread: scipy.stats held it for most of a second when a page's
    import drew the back-test in (found by the benchmark of stalls). Nor is the source of every module read
    and kept, as PySide6 would: linecache, in which it leaves them, holds none of numpy.
    """
    pages = ", ".join(
        f"cxdesk.desktop.pages.{name}_page" for name in ("portfolio", "account", "imports", "review")
    )
    slow = ("scipy.stats", "cxdesk.health.backtest", "matplotlib", "duckdb")
    program = (
        f"import sys, {pages}; import linecache;"
        f"loaded = [name for name in {slow!r} if name in sys.modules];"
        "print(loaded + [name for name in linecache.cache if 'numpy' in name][-1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_a_workspace_that_is_named_and_not_there_is_made(
    qtbot: QtBot, make_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    """`cxdesk open NEW.cxdesk`: the file is made and open, without an error; then it is opened as it is."""
    path = tmp_path / "NEW.cxdesk"
    for _ in range(2):
        window = make_window(path)
        settle(qtbot, window)
        assert path.exists()
        assert window.context.settings.workspace == path
        assert window.notices.text == ""
        window.close()


def test_a_workspace_that_cannot_be_made_is_told(
    qtbot: QtBot, make_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    """In a folder that there is not: the window says so, and works on without a workspace."""
    window = make_window(tmp_path / "missing" / "NEW.cxdesk")
    settle(qtbot, window)
    assert window.notices.text
    assert not (tmp_path / "missing").exists()
