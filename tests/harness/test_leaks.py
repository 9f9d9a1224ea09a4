"""The checks that run around every test do catch what they are there for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

_LEAKS = {
    "thread": "left the thread forgotten running",
    "window": "left the window",
    "timer": "left a timer running every 60000 ms",
    "folder": "left the working folder changed",
    "log": "unexpected log record: store: disk is full",
    "silence": "expected log record did not appear: disk is full",
    "warning": "UserWarning: this will change",
    "qt_message": "no such signal",
    "pool": "left jobs running in the global thread pool",
}
_SUITE = """
import logging, os, tempfile, threading, time, warnings
import pytest
from PySide6.QtCore import QThreadPool, QTimer, qWarning
from PySide6.QtWidgets import QWidget

kept = []

def test_thread():
    threading.Thread(target=threading.Event().wait, name="forgotten", daemon=True).start()

def test_window(qapp):
    kept.append(QWidget())

def test_timer(qapp):
    kept.append(QTimer(interval=60000))
    kept[-1].start()

def test_folder():
    os.chdir(tempfile.gettempdir())

def test_log():
    logging.getLogger("store").warning("disk is full")

@pytest.mark.expected_log("disk is full")
def test_silence():
    pass

def test_warning():
    warnings.warn("this will change")

def test_qt_message(qapp):
    qWarning("no such signal")

@pytest.mark.expected_log("disk is .*full")
def test_tidy(qtbot):
    qtbot.addWidget(QWidget())
    threading.Thread(target=lambda: None).start()
    logging.getLogger("store").warning("disk is nearly full")

def test_pool(qapp):
    QThreadPool.globalInstance().start(lambda: time.sleep(2.5))
"""
_CONFTEST = """
from tests.conftest import *
from tests.conftest import _traces_before_test
"""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the untidy suite under this project's settings; give each test's complaint, empty if it passed."""
    folder = tmp_path_factory.mktemp("untidy")
    (folder / "test_untidy.py").write_text(_SUITE, encoding="utf-8")
    (folder / "conftest.py").write_text(_CONFTEST, encoding="utf-8")
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    command += ["-c", str(CHECKOUT / "pyproject.toml"), "--rootdir", str(folder), str(folder)]
    subprocess.run(command, cwd=CHECKOUT, capture_output=True, timeout=120, check=False)
    cases = ET.parse(report).iter("testcase")
    return {case.attrib["name"]: "".join(case.itertext()) for case in cases}


@pytest.mark.parametrize("name", _LEAKS)
def test_a_test_that_leaves_something_behind_fails(name: str, verdicts: dict[str, str]) -> None:
    """Each kind of leak fails its test and is named; the sentences are those that tests/leaks.py promises."""
    assert _LEAKS[name] in verdicts[f"test_{name}"]


def test_a_tidy_test_passes(verdicts: dict[str, str]) -> None:
    """Closed windows, ended threads and announced log records are no leak: the checks ask for no detours."""
    assert verdicts["test_tidy"] == ""
