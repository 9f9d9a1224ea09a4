"""A column that may hold survey answers, asked about in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from cxdesk.desktop.window import MainWindow
from tests.desktop.conftest import settle


def test_a_column_of_answers_is_asked_and_becomes_a_sheet_of_its_own(
    qtbot: QtBot, make_window: Callable[..., MainWindow], tmp_path: Path
) -> None:
    """Accounts with a French recommendation: key 1 reads it as answers besides, as a second sheet of 2 rows;
    in a second file key 2 keeps it as it is, and the question is answered."""
    header = "Account ID,Account Name,ARR,Recommandation (0-10)"
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(f"{header}\nA-1,Acme,500,9\nA-2,Bee,700,3\n", encoding="utf-8")
    window = make_window()
    window.resize(1440, 900)
    window.review([tmp_path / "one.csv", tmp_path / "two.csv"])
    settle(qtbot, window)
    page = window.stack.under_review
    assert [sheet.open_questions for sheet in window.desk.reviews.review.sheets] == [1, 1]
    assert page.sheet.questions.isVisible()
    assert page.sheet.questions.choose(1)
    settle(qtbot, window)
    sheets = window.desk.reviews.review.sheets
    assert [sheet.table for sheet in sheets] == ["accounts", "surveys", "accounts"]
    assert sheets[1].plan.outcome.rows["score"].to_pylist() == [9.0, 3.0]
    assert sheets[0].open_questions == 0
    page.sheets.setCurrentRow(2)
    assert page.sheet.questions.choose(2)
    settle(qtbot, window)
    sheets = window.desk.reviews.review.sheets
    assert [sheet.table for sheet in sheets] == ["accounts", "surveys", "accounts"]
    assert sheets[2].open_questions == 0
