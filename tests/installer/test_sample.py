"""The job without a display: the steps in their order, an earlier run replaced, failures told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from installer import sample
from installer.messages import Problem

_SCORES = {"accounts": [
    {"account_id": "A-2", "health": 41.0},
    {"account_id": "A-3", "health": None},
    {"account_id": "A-1", "health": 41.0},
    {"account_id": "A-4", "health": 80.0},
]}  # fmt: skip


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Work in an empty checkout and note what cxdesk would be asked, doing what it would leave."""
    notes: list[list[str]] = []

    def cxdesk(*arguments: str | Path) -> str:
        words = [str(argument) for argument in arguments]
        notes.append(words)
        if words[0] == "sample":
            (tmp_path / words[-1]).mkdir()
            (tmp_path / words[-1] / "usage.csv").touch()
            (tmp_path / words[-1] / "crm.xlsx").touch()
        return json.dumps(_SCORES) if words[0] == "score" else ""

    monkeypatch.setattr(sample, "CHECKOUT", tmp_path)
    monkeypatch.setattr(sample, "_cxdesk", cxdesk)
    return notes


def test_the_whole_job_in_its_order(typed: list, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files, import, workbook, four pictures; the folder is named last, on standard output."""
    sample.run_without_display()
    assert [words[0] for words in typed] == ["sample", "import", "score", "show", "show", "show", "show"]
    imported = [str(Path("cxdesk-output/sample") / name) for name in ("crm.xlsx", "usage.csv")]
    assert typed[1] == ["import", *imported, "--workspace", str(Path("cxdesk-output/sample.cxdesk"))]
    pictures = [words[words.index("--out") + 1] for words in typed[3:]]
    names = ("portfolio-light.png", "account-light.png", "portfolio-dark.png", "account-dark.png")
    assert [Path(picture).name for picture in pictures] == list(names)
    assert ["--dark" in words for words in typed[3:]] == [False, False, True, True]
    told = capsys.readouterr()
    assert "no display" in told.err
    assert str(tmp_path / "cxdesk-output") in told.out


def test_the_account_page_shows_the_weakest_account(typed: list) -> None:
    """41 is the lowest health here; A-1 and A-2 share it and the first by name is shown; A-3 has none."""
    sample.run_without_display()
    assert typed[4][typed[4].index("--account") + 1] == "A-1"


def test_an_earlier_run_is_replaced(typed: list, tmp_path: Path) -> None:
    """An old write-ahead log beside a new workspace would be read into it: all parts of the old one go."""
    folder = tmp_path / "cxdesk-output"
    (folder / "sample").mkdir(parents=True)
    (folder / "sample" / "from-an-older-version.csv").touch()
    for suffix in ("", "-wal", "-shm"):
        (folder / f"sample.cxdesk{suffix}").touch()
    (folder / "my-notes.txt").touch()
    sample.run_without_display()
    assert sorted(path.name for path in folder.iterdir()) == ["my-notes.txt", "sample"]
    assert "from-an-older-version.csv" not in " ".join(typed[1])


def test_a_failing_step_is_named(typed: list, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no account scored there is no page to show: a sentence, not a traceback."""
    monkeypatch.setitem(_SCORES, "accounts", [{"account_id": "A-3", "health": None}])
    with pytest.raises(Problem, match="No account"):
        sample.run_without_display()
