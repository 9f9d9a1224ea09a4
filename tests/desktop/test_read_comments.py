"""Reading comments from the menu: in the background, kept as it goes, and told in words."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cxdesk.desktop.window import MainWindow
from cxdesk.metrics.comment_seeds import comment_seeds
from cxdesk.session import comment_reading
from cxdesk.workspace import Workspace
from tests.desktop.conftest import PATIENCE, import_as_shown, settle
from tests.metrics.test_comment_sentiment import WORDS
from tests.metrics.word_encoder import WordEncoder
from tests.workspace.rows_factory import sheet

PHRASES = len(comment_seeds().texts)


class SlowEncoder(WordEncoder):
    """Takes its time, so that a test can stop it."""

    pause = 0.0

    def encode(self, text: str) -> np.ndarray:
        """Return the vector of a text after a pause."""
        time.sleep(self.pause)
        return super().encode(text)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> SlowEncoder:
    """Stand in for the optional package."""
    found = SlowEncoder()
    monkeypatch.setattr(comment_reading, "find_encoder", lambda: found)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a workspace of three accounts with 60 comments, every tenth without a rating."""
    rows = [
        {
            "response_id": f"r{n}", "account_id": f"A{n % 3}", "kind": "nps", "contact_id": f"p{n}",
            "score": {0: 2.0, 1: 7.0, 2: 10.0}[n % 3] if n % 10 else None, "scale_min": 0.0,
            "scale_max": 10.0, "comment": f"{WORDS[n % 3]} {n % 7}",
            "answered_at": datetime(2026, 1, 1) + timedelta(days=n),  # noqa: DTZ001
        }
        for n in range(60)
    ]  # fmt: skip
    accounts = [{"account_id": f"A{n}", "account_name": f"Account {n}"} for n in range(3)]
    path = tmp_path / "made.cxdesk"
    with Workspace.create(path) as workspace:
        workspace.add_import([sheet("accounts", accounts), sheet("surveys", rows)])
    return path


def new_answers(folder: Path) -> Path:
    """Return a file with one more answer, whose comment is new."""
    path = folder / "more answers.csv"
    path.write_text(
        "Response ID,Account ID,Survey kind,NPS score,Comment,Answered at\n"
        "n1,A1,NPS,9,Quite new words,2026-03-05\n"
        "n2,A2,NPS,4,lovely superb quick 3,2026-03-06\n"
    )
    return path


def vectors_in(path: Path) -> int:
    """Return how many vectors a workspace holds."""
    with Workspace.open(path) as workspace:
        found = workspace.comment_vectors()
    return 0 if found is None else len(found.place)


def test_comments_are_read_stopped_and_read_on(
    qtbot: QtBot, make_window: Callable[..., MainWindow], file: Path, encoder: SlowEncoder
) -> None:
    """A stop tells how many are left and keeps the rest; the second time reads those alone and says how
    well it works; an import after that is followed. 21 different comments (3 words x 7 numbers) and the
    phrases are read, then one that is new.
    """
    window = make_window(file)
    encoder.pause = 0.01
    window.actions_by_name["read_comments"].trigger()
    qtbot.waitUntil(lambda: len(encoder.asked) > 20, timeout=PATIENCE)
    window.desk.cancel()
    qtbot.waitUntil(lambda: "Stopped with" in window.notices.text, timeout=PATIENCE)
    settle(qtbot, window)
    done = len(encoder.asked)
    assert f"Stopped with {PHRASES + 21 - done} texts left" in window.notices.text
    encoder.pause = 0.0
    window.actions_by_name["read_comments"].trigger()
    said = "Comments without a rating are scored: macro-F1"
    qtbot.waitUntil(lambda: said in window.notices.text, timeout=PATIENCE)
    settle(qtbot, window)
    assert len(encoder.asked) == PHRASES + 21
    assert "judged on 54 rated comments of your own" in window.notices.text
    window.review([new_answers(file.parent)])
    settle(qtbot, window)
    import_as_shown(qtbot, window)
    qtbot.waitUntil(lambda: len(encoder.asked) == PHRASES + 22, timeout=PATIENCE)
    settle(qtbot, window)
    window.close()
    assert vectors_in(file) == PHRASES + 22


def test_without_the_package_the_notice_says_what_to_do(
    qtbot: QtBot, make_window: Callable[..., MainWindow], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read, and the next step is told."""
    monkeypatch.setattr(comment_reading, "find_encoder", lambda: None)
    window = make_window(file)
    window.actions_by_name["read_comments"].trigger()
    qtbot.waitUntil(lambda: "Install fast-universal" in window.notices.text, timeout=PATIENCE)
    settle(qtbot, window)
    window.close()
    assert vectors_in(file) == 0
