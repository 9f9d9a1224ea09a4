"""What scripts can rely on: exit status, one JSON object, words that help."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.command_line import run

ACCOUNTS = "account_id,account_name,arr\nA1,One,1200\nA2,Two,2400\n"
SURVEYS = "response_id,account_id,nps_score,date\n1,A1,9,2026-01-05\n2,A2,11,2026-01-06\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two small exports; the second has a score that its scale does not have."""
    accounts, surveys = tmp_path / "accounts.csv", tmp_path / "nps survey.csv"
    accounts.write_text(ACCOUNTS)
    surveys.write_text(SURVEYS)
    return [accounts, surveys]


def test_wrong_usage_is_2_and_still_json() -> None:
    """An unknown option: exit status 2, an error object on standard output, words on standard error."""
    outcome = run("score", "a.csv", "--frobnicate", "--json")
    assert outcome.status == 2
    assert "frobnicate" in outcome.json["error"]["what"]
    assert "frobnicate" in outcome.errors


def test_unreadable_input_is_3_and_names_the_file(tmp_path: Path) -> None:
    """A file that is no spreadsheet: exit status 3, and the message names it."""
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not really")
    outcome = run("import", broken, "--workspace", tmp_path / "w.cxdesk", "--json")
    assert outcome.status == 3
    assert "broken.xlsx" in outcome.json["error"]["where"]
    assert outcome.json["error"]["next_step"]
    assert not (tmp_path / "w.cxdesk").exists()


def test_rows_set_aside_are_4_only_under_strict(files: list[Path], tmp_path: Path) -> None:
    """The score of 11 is set aside with its row and value; --strict turns that into exit status 4."""
    outcome = run("import", *files, "--workspace", tmp_path / "w.cxdesk", "--json")
    assert outcome.status == 0
    (sheet,) = [sheet for sheet in outcome.json["sheets"] if sheet["table"] == "surveys"]
    assert (sheet["rows_in"], sheet["rows_kept"], sheet["rows_set_aside"]) == (2, 1, 1)
    (problem,) = [problem for problem in sheet["problems"] if problem["row"] == 3]
    assert problem["value"] == "11"
    assert problem["hint"]
    assert run("import", *files, "--workspace", tmp_path / "v.cxdesk", "--strict").status == 4


def test_scoring_needs_somewhere_to_put_the_result(files: list[Path]) -> None:
    """Neither --out nor --json: said, with what to add."""
    outcome = run("score", *files)
    assert outcome.status == 2
    assert "--out" in outcome.errors


def test_an_impossible_date_and_size_are_refused(tmp_path: Path) -> None:
    """The messages show what a good value looks like. Neither the clock nor a guess makes a date."""
    for text in ("yesterday", "today", "now", "2026-09", "NaT", "2026-09-31", "2026-09-30T10:00", ""):
        outcome = run("score", "w.cxdesk", "--as-of", text, "--json")
        assert (outcome.status, "2026-09-30" in outcome.json["error"]["what"]) == (2, True), text
    shown = run("show", "w.cxdesk", "--page", "portfolio", "--out", "p.png", "--size", "big", "--json")
    assert "1440x900" in shown.json["error"]["what"]


def test_people_read_sentences(files: list[Path], tmp_path: Path) -> None:
    """Without --json the import says per sheet what it was taken for and how many rows were kept."""
    outcome = run("import", *files, "--workspace", tmp_path / "w.cxdesk")
    assert "accounts.csv" in outcome.output
    assert "2 of 2 rows kept" in outcome.output
    assert "1 of 2 rows kept" in outcome.output


def test_output_is_unicode_on_a_system_with_an_old_code_page(tmp_path: Path) -> None:
    """Names that a Windows pipe's code page (cp1252) does not have are written as UTF-8, not refused."""
    path = tmp_path / "accounts 你好.csv"
    path.write_text(ACCOUNTS.replace("One", "Łódź → 東京"), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    for extra in ((), ("--json",)):
        done = subprocess.run(
            [sys.executable, "-m", "cxdesk", "score", path, "--out", tmp_path / "book.xlsx", *extra],
            capture_output=True,
            check=False,
            env=environment,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert ("Łódź → 東京" if extra else "accounts 你好.csv") in done.stdout.decode("utf-8")
    assert json.loads(done.stdout)["accounts"][0]["account_name"] == "Łódź → 東京"


def test_a_text_that_is_no_unicode_is_escaped() -> None:
    """Half a surrogate pair has no UTF-8; in JSON it is written as the escape that gives it back."""
    done = subprocess.run(
        [sys.executable, "-m", "cxdesk", "score", "x.csv", "--odd\udcff", "--json"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert "\udcff" in json.loads(done.stdout)["error"]["what"]


def test_a_refused_file_leaves_no_empty_workspace(files: list[Path], tmp_path: Path) -> None:
    """One good file and one that is no spreadsheet: nothing is imported, and no workspace is made."""
    bad = tmp_path / "picture.pdf"
    bad.write_bytes(b"%PDF-1.7 not a spreadsheet")
    assert run("import", files[0], bad, "--workspace", tmp_path / "left.cxdesk").status == 3
    assert not (tmp_path / "left.cxdesk").exists()
