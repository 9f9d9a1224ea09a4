"""A newer export that replaces an older one takes its corrected rows with it: that is told before."""

from __future__ import annotations

from pathlib import Path

from cxdesk.importing import ImportPlan, commit
from cxdesk.importing.difference import difference, replacing
from cxdesk.progress import silent
from cxdesk.workspace import Workspace
from tests.importing.made import csv_file, planned
from tests.importing.test_corrections import exported, imported, put, rows_of

HEAD = ("Response ID", "Account ID", "NPS Score", "Comment", "Answered at")
ROWS = [HEAD] + [(f"R-{row}", f"A-{row}", row % 10, "fine", f"{row + 12}.09.2026") for row in range(1, 7)]
WRONG = ("R-9", "A-9", 7, "late", "40.09.2026")


def test_a_corrected_row_that_a_replacement_drops_counts_as_gone(tmp_path: Path) -> None:
    """Six rows and one corrected; the newer export has five of the six and none of the corrected: two are
    gone when it replaces the older one, and two are gone from the answers afterwards."""
    with Workspace.in_memory() as workspace:
        imported(workspace, csv_file(tmp_path, [*ROWS, WRONG], "answers.csv"))
        imported(
            workspace, exported(workspace, tmp_path, lambda book: put(book, 8, "Answered at", "04.09.2026"))
        )
        before = {row[0] for row in rows_of(workspace, "surveys", ("response_id",))}
        assert "R-9" in before
        newer = replacing(planned(csv_file(tmp_path, ROWS[:-1], "answers.csv")), yes=True)
        told = difference(workspace, newer)
        commit(workspace, ImportPlan((newer,)), silent())
        after = {row[0] for row in rows_of(workspace, "surveys", ("response_id",))}
        assert told.gone == len(before - after) == 2
