"""Response ids count within their survey: two surveys numbered from 1 do not overwrite one another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cxdesk.importing import ImportPlan, commit
from cxdesk.importing.difference import difference
from cxdesk.progress import silent
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from tests.importing.made import csv_file, planned

HEAD = ("Response ID", "Account", "Answered at", "NPS")
ACCOUNTS = ("Acme", "Beta", "Gamma", "Delta")
SPRING = [HEAD] + [(str(n + 1), name, f"2026-03-{n + 10}", str(n + 5)) for n, name in enumerate(ACCOUNTS)]
LAUNCH = [HEAD] + [(str(n + 1), name, f"2026-03-{n + 10}", str(9 - n)) for n, name in enumerate(ACCOUNTS)]
UNDATED = [tuple(cell for place, cell in enumerate(row) if place != 2) for row in SPRING]
UNDATED_TOO = [tuple(cell for place, cell in enumerate(row) if place != 2) for row in LAUNCH]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """Return an empty workspace."""
    with Workspace.in_memory() as opened:
        yield opened


def imported(workspace: Workspace, folder: Path, rows: list[tuple], name: str) -> tuple[int, int, int]:
    """Import a file; return how many rows were told to be new, updated and unchanged before it."""
    plan = planned(csv_file(folder, rows, name))
    told = difference(workspace, plan)
    commit(workspace, ImportPlan((plan,)), silent())
    return told.new, told.updated, told.unchanged


def scores(workspace: Workspace) -> list[float]:
    """Return all scores that count, in order."""
    return sorted(read_facts(workspace, np.datetime64("2026-06-01")).answers.score.tolist())


@pytest.mark.parametrize(("first", "second"), [(SPRING, LAUNCH), (UNDATED, UNDATED_TOO)])
def test_two_surveys_numbered_from_one_are_two(
    workspace: Workspace, tmp_path: Path, first: list[tuple], second: list[tuple]
) -> None:
    """Two files of other names have the ids 1 to 4, the same accounts and days, but other scores: all eight
    answers count, and the preview calls the second four new. Expected: the scores of both files.
    """
    assert imported(workspace, tmp_path, first, "spring.csv") == (4, 0, 0)
    assert imported(workspace, tmp_path, second, "launch.csv") == (4, 0, 0)
    expected = [float(row[-1]) for row in (*first[1:], *second[1:])]
    assert scores(workspace) == sorted(expected)


def test_a_file_of_the_same_name_is_read_again(workspace: Workspace, tmp_path: Path) -> None:
    """The same file with one score corrected and one answer more: an update, as the preview says."""
    imported(workspace, tmp_path, SPRING, "spring.csv")
    newer = [*SPRING[:4], ("4", "Delta", "2026-03-13", "2"), ("5", "Acme", "2026-03-20", "7")]
    assert imported(workspace, tmp_path, newer, "spring.csv") == (1, 1, 3)
    assert scores(workspace) == [2.0, 5.0, 6.0, 7.0, 7.0]


def test_a_later_month_that_repeats_the_last_one_is_the_same_survey(
    workspace: Workspace, tmp_path: Path
) -> None:
    """An export under another name repeats all four answers and has one more: five answers count."""
    imported(workspace, tmp_path, SPRING, "nps_march.csv")
    newer = [*SPRING, ("5", "Acme", "2026-04-02", "10")]
    assert imported(workspace, tmp_path, newer, "nps_april.csv") == (1, 0, 4)
    assert scores(workspace) == [5.0, 6.0, 7.0, 8.0, 10.0]
