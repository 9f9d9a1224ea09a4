"""Where commands write: scripts may write a file anew every night, and nothing that somebody made is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.commands import outputs
from cxdesk.errors import ExportError
from tests.journeys.command_line import run


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a workspace of two accounts."""
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("Account ID,Account name\n1,Alder\n2,Birch\n", encoding="utf-8")
    path = tmp_path / "two.cxdesk"
    assert run("import", "--workspace", path, accounts).status == 0
    return path


def test_no_command_writes_over_what_it_reads(workspace: Path, tmp_path: Path) -> None:
    """The workspace given as the output, by its name or by a link, stays as it was, whatever is agreed to; no
    workbook gets the ending of something else, with which no program would open it.
    """
    before = workspace.read_bytes()
    link = tmp_path / "link.xlsx"
    link.hardlink_to(workspace)
    for command in ("score", "set-aside"):
        for out in (workspace, link):
            outcome = run(command, workspace, "--out", out, "--replace")
            assert (outcome.status, "is read by this command" in outcome.errors) == (2, True)
        assert "End the name with .xlsx" in run(command, workspace, "--out", tmp_path / "x.pdf").errors
    assert workspace.read_bytes() == before


def test_what_somebody_else_made_or_changed_is_not_written_over(workspace: Path, tmp_path: Path) -> None:
    """The imported file, a table that somebody edited and one that is open: each is left as it was and the
    next step is told. The same table again, an empty file and one that was agreed to are written.
    """
    accounts, table = tmp_path / "accounts.csv", tmp_path / "table.csv"
    export = ("export", workspace, "--out")
    assert "cxdesk did not write it" in run(*export, accounts).errors
    assert accounts.read_text(encoding="utf-8").endswith("Birch\n")

    table.touch()
    assert [run(*export, table).status for _ in range(2)] == [0, 0]
    written = table.read_bytes()
    table.write_bytes(written + b"a note of mine")
    refused = run(*export, table)
    assert refused.status == 1
    assert "has changed since cxdesk wrote it" in refused.errors
    assert "--replace" in refused.errors
    assert table.read_bytes() == written + b"a note of mine"
    (tmp_path / "~$table.csv").touch()
    assert "open in another program" in run(*export, table, "--replace").errors
    (tmp_path / "~$table.csv").unlink()
    assert run(*export, table, "--replace").status == 0
    assert table.read_bytes() == written
    assert run(*export, table).status == 0


def test_briefs_in_a_folder_are_not_written_over_others(workspace: Path, tmp_path: Path) -> None:
    """Nothing is written into a folder where one of the names is taken by somebody's own file."""
    folder = tmp_path / "briefs"
    folder.mkdir()
    both = ("brief", workspace, "--account", "1", "--account", "2", "--out", folder, "--form", "xlsx")
    named = run(*both, "--json").json["files"]
    for file in named:
        Path(file).unlink()
    Path(named[1]).write_bytes(b"somebody's own")
    assert run(*both).status == 1
    assert [path.name for path in folder.iterdir()] == [Path(named[1]).name]
    assert run(*both, "--replace").status == 0
    assert run(*both).status == 0


def test_of_very_many_files_the_last_ones_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for two, the first of three asks again; one that is written anew is among the last."""
    monkeypatch.setattr(outputs, "_MOST_REMEMBERED", 2)
    one, two, three = (tmp_path / f"{name}.csv" for name in ("one", "two", "three"))
    for path in (one, two, one, three):
        path.write_text("written")
        outputs.remember_files([path])
    outputs.check_files([one, three], replace=False)
    with pytest.raises(ExportError, match="did not write it"):
        outputs.check_files([two], replace=False)
