"""The window is on the screen before any heavy library is loaded."""

from __future__ import annotations

import json
import subprocess
import sys

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
