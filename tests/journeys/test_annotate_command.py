"""`cxdesk annotate`: the very workbook that was imported comes back with each account's health beside it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cxdesk.errors import ExportError
from cxdesk.sample import write_sample
from cxdesk.session import annotating
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from tests.journeys.command_line import run

BOOK = "CRM export.xlsx"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workspace with the sample's CRM export alone, and that file."""
    folder = tmp_path_factory.mktemp("annotate")
    book = next(path for path in write_sample(folder) if path.name == BOOK)
    workspace = folder / "w.cxdesk"
    assert run("import", book, "--workspace", workspace).status == 0
    return workspace, book


def test_every_account_has_the_health_that_score_prints(imported: tuple[Path, Path], tmp_path: Path) -> None:
    """Joined by the account id of the sheet's own column, read by openpyxl, to 1e-9; empty where unknown."""
    workspace, book = imported
    out = tmp_path / "annotated.xlsx"
    told = run("annotate", workspace, book, "--out", out, "--json").json
    (sheet,) = told["sheets"]
    scores = {one["account_id"]: one["health"] for one in run("score", workspace, "--json").json["accounts"]}
    before = openpyxl.load_workbook(book)[sheet["sheet"]]
    after = openpyxl.load_workbook(out, data_only=True)[sheet["sheet"]]
    seen = {}
    for row in range(1, before.max_row + 1):
        if before.cell(row, 1).value in scores:
            seen[before.cell(row, 1).value] = after[f"{sheet['columns'][0]}{row}"].value
    assert len(seen) == sheet["rows"] == len(scores)
    assert {
        key: value if value is None else pytest.approx(value, abs=1e-9) for key, value in scores.items()
    } == {key: None if value == "" else value for key, value in seen.items()}
    written = openpyxl.load_workbook(out)[sheet["sheet"]]
    theirs = written.iter_rows(max_col=before.max_column, max_row=before.max_row, values_only=True)
    assert list(theirs) == list(before.iter_rows(values_only=True))


def test_a_file_that_changed_since_is_refused(imported: tuple[Path, Path], tmp_path: Path) -> None:
    """Its rows may stand elsewhere: import it again first. Nothing is written."""
    workspace, book = imported
    changed = tmp_path / BOOK
    changed.write_bytes(book.read_bytes() + b"\n")
    done = run("annotate", workspace, changed, "--out", tmp_path / "out.xlsx")
    assert done.status == 1
    assert "has changed since it was imported" in done.errors
    assert not (tmp_path / "out.xlsx").exists()


def test_a_file_saved_anew_while_accounts_are_scored_is_refused(
    imported: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scoring takes seconds: rows that moved meanwhile would get the health of others."""
    book, score = tmp_path / BOOK, annotating.scored
    book.write_bytes(imported[1].read_bytes())

    def saved_meanwhile(*given: object) -> object:
        book.write_bytes(book.read_bytes() + b"\n")
        return score(*given)

    monkeypatch.setattr(annotating, "scored", saved_meanwhile)
    with Workspace.open(imported[0]) as workspace:
        facts = read_facts(workspace)
        with pytest.raises(ExportError, match="has changed since it was imported"):
            annotating.prepared(workspace, facts, book)


def test_without_a_place_it_only_says_what_it_would_add(imported: tuple[Path, Path]) -> None:
    """The preview names columns, accounts and the new sheet."""
    workspace, book = imported
    done = run("annotate", workspace, book)
    assert done.output.startswith("Would add columns ")
    assert "cxdesk health" in done.output
