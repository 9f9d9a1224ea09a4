"""Files that are there whole or not at all, and never in place of what somebody else wrote."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cxdesk.errors import ExportError
from cxdesk.report.atomic_file import replaced


def _write(path: Path, content: bytes, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Write a file as the exports do; `meanwhile` is what happens before it takes its place."""
    with replaced(path) as temporary:
        temporary.write_bytes(content)
        meanwhile()


def _kept(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_what_fails_leaves_the_file_and_nothing_else(tmp_path: Path) -> None:
    """An error halfway: the old bytes stay, and no temporary file."""
    (tmp_path / "list.csv").write_bytes(b"old")
    with pytest.raises(ZeroDivisionError):
        _write(tmp_path / "list.csv", b"half", lambda: 1 / 0)
    assert _kept(tmp_path) == {"list.csv": b"old"}


@pytest.mark.parametrize("before", [b"old", None])
def test_what_somebody_wrote_meanwhile_stays(before: bytes | None, tmp_path: Path) -> None:
    """A file that changed, or appeared, while ours was being made is not lost without a word."""
    path = tmp_path / "list.csv"
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(ExportError, match=r"list\.csv: The file was changed by another program"):
        _write(path, b"ours", lambda: path.write_bytes(b"theirs"))
    assert _kept(tmp_path) == {"list.csv": b"theirs"}


def test_a_spreadsheet_program_that_opens_it_meanwhile_keeps_it(tmp_path: Path) -> None:
    """LibreOffice puts a lock beside a file that it opens: what is in it there is not pulled away."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    with pytest.raises(ExportError, match="open in another program"):
        _write(path, b"ours", (tmp_path / ".~lock.list.csv#").touch)
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What a link leads to is replaced and keeps its rights (here 600); the link itself stays."""
    (tmp_path / "shared").mkdir()
    kept, link = tmp_path / "shared" / "list.csv", tmp_path / "list.csv"
    kept.write_bytes(b"old")
    kept.chmod(0o600)
    link.symlink_to(kept)
    _write(link, b"new")
    assert (link.is_symlink(), kept.read_bytes(), kept.stat().st_mode & 0o777) == (True, b"new", 0o600)
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["list.csv", "list.csv", "shared"]


def test_a_long_name_is_no_hindrance(tmp_path: Path) -> None:
    """250 bytes, of the 255 that file systems allow: the temporary name is not longer."""
    path = tmp_path / f"{'x' * 246}.csv"
    _write(path, b"new")
    assert path.read_bytes() == b"new"
