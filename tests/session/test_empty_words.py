"""What is said while no account is known: what is there, what is missing, what to do next."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.formatting import NEUTRAL
from cxdesk.importing import commit, prepare
from cxdesk.progress import silent
from cxdesk.session.empty_words import empty_words
from cxdesk.workspace import Workspace
from tests.importing.made import csv_file

DAY = "2026-01-02 10:00"
TICKETS = [("Ticket ID", "Created at", "Priority"), ("T1", DAY, "high"), ("T2", DAY, "low")]
LUNCH = [("Dish", "Taste", "Day"), ("Soup", "good", "Monday")]


@pytest.mark.parametrize(
    ("rows", "title", "words"),
    [
        (
            TICKETS,
            "No accounts yet",
            ("Tickets: 2 rows", "“Account id” or “Account name”", "list of your accounts"),
        ),
        (LUNCH, "Nothing is used yet", ("file.csv", "choose in the review", "list of your accounts")),
    ],
)
def test_it_says_what_is_there_and_what_to_do(
    tmp_path: Path, rows: list[tuple], title: str, words: tuple[str, ...]
) -> None:
    """Two tickets without an account, and a sheet that no table fits: each with its own next step."""
    with Workspace.in_memory() as workspace:
        record = commit(workspace, prepare([csv_file(tmp_path, rows, "file.csv")], silent()), silent())
        said = empty_words(workspace.imports(), NEUTRAL)
        assert said.title == title
        assert all(word in " ".join(said.lines) for word in words)
        workspace.undo_import(record.import_id)
        assert empty_words(workspace.imports(), NEUTRAL).title == "Everything is taken back"


def test_it_says_nothing_of_no_imports() -> None:
    """Before anything is imported the page has words of its own."""
    assert empty_words((), NEUTRAL) is None
