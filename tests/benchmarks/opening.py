"""Time from starting the program to its first painted window, against an empty window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter

from tests.benchmarks.harness import CHECKOUT, Case, measure, table

_PAINTED = "painted"
_PROGRAMS = {
    "cxdesk": f"""
from PySide6.QtCore import QTimer
from cxdesk.cli import main
from cxdesk.desktop.window import MainWindow
paint = MainWindow.paintEvent
def paint_and_tell(window, event):
    paint(window, event)
    QTimer.singleShot(0, lambda: print("{_PAINTED}", flush=True))
MainWindow.paintEvent = paint_and_tell
main(["open"])
""",
    "empty": f"""
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: print("{_PAINTED}", flush=True))
application = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
application.exec()
""",
}


def report(folder: Path, rounds: int) -> str:
    """Measure both windows, in turn; return the table."""
    cases = [
        Case("cxdesk window", "opening:start", {"program": "cxdesk"}),
        Case("empty PySide6 window", "opening:start", {"program": "empty"}),
    ]
    measured = measure(folder, cases, rounds)
    title = "From starting Python to the first painted window"
    return table(title, measured, {"cxdesk window": "empty PySide6 window"}, unit="ms")


def start(_folder: Path, program: str) -> dict[str, float]:
    """Start a program, wait until its window has been painted, and end it."""
    started = perf_counter()
    command = [sys.executable, "-c", _PROGRAMS[program]]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        painted = perf_counter()
        process.terminate()
    if line.strip() != _PAINTED:
        raise SystemExit(f"the {program} window was not painted")
    return {"": painted - started}
