"""Traps that were met once and must not be met again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_EMIT_600_TIMES = """
from PySide6.QtCore import QObject, Signal
class Sender(QObject):
    told = Signal(bool)
heard = []
sender = Sender()
sender.told.connect(heard.append)
for _ in range(600):
    sender.told.emit(True)
print(len(heard))
"""
# The authors' own examples, and what version 3.3.2 gives for them when it is run.
_POLARITIES = {
    "VADER is smart, handsome, and funny.": 0.8316,
    "VADER is smart, handsome, and funny!": 0.8439,
    "VADER is VERY SMART, handsome, and FUNNY.": 0.9227,
    "VADER is not smart, handsome, nor funny.": -0.7424,
    "The book was good.": 0.4404,
    "Today SUX!": -0.5461,
}
_BROKEN_MODEL = """
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
class Broken(QAbstractListModel):
    def rowCount(self, parent=QModelIndex()):
        return 3
    def parent(self, index):
        return self.index(0, 0)
    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        return "text"
def test_broken(qtmodeltester):
    qtmodeltester.check(Broken())
"""


def test_600_emits_do_not_abort() -> None:
    """PySide6 6.12.0 on Python 3.10 and 3.11 loses a reference to True per emit() and aborts at about 550."""
    command = [sys.executable, "-c", _EMIT_600_TIMES]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "600"), done.stderr


def test_the_model_tester_still_finds_a_broken_model(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    """A canary: under `-s` or `--no-qt-log` pytest-qt's model tester passes broken models without a word.

    The model says that row 0 is its own parent. It is tested under the flags of this run: a run in which the
    tests of item models mean nothing fails here.
    """
    (tmp_path / "test_canary.py").write_text(_BROKEN_MODEL, encoding="utf-8")
    flags = ["-s"] if pytestconfig.getoption("capture") == "no" else []
    if not pytestconfig.getoption("qt_log", True):
        flags.append("--no-qt-log")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *flags, "test_canary.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    found = "Qt modeltester errors" in done.stdout and "1 failed" in done.stdout
    assert found, f"with -s or --no-qt-log the tests of item models are blind:\n{done.stdout}"


@pytest.mark.parametrize("sentence", _POLARITIES)
def test_the_english_lexicon_gives_its_published_polarities(sentence: str) -> None:
    """Intent: whoever compares a reading of comments with the lexicon compares with the published one.

    Expected: the README of the lexicon's authors (Hutto and Gilbert 2014), four decimals.
    """
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    assert SentimentIntensityAnalyzer().polarity_scores(sentence)["compound"] == _POLARITIES[sentence]
