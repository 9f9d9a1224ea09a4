"""Files that are there whole or not at all, and never in place of what somebody else wrote."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cxdesk.errors import ExportError, Place
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
    """Both usual programs put a lock beside a file that they open: it is not pulled away under them."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    for lock in (".~lock.list.csv#", "~$list.csv"):
        with pytest.raises(ExportError, match="open in another program"):
            _write(path, b"ours", (tmp_path / lock).touch)
        begun: list[None] = []
        with pytest.raises(ExportError, match=r"list\.csv: .*open in another program"):
            _write(path, b"ours", lambda begun=begun: begun.append(None))
        assert not begun, "open before: nothing is computed for minutes first"
        (tmp_path / lock).unlink()
    assert _kept(tmp_path) == {"list.csv": b"old"}


def test_what_somebody_took_away_meanwhile_is_no_hindrance(tmp_path: Path) -> None:
    """Nothing of theirs can be lost where there is no file any more."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    _write(path, b"ours", path.unlink)
    assert _kept(tmp_path) == {"list.csv": b"ours"}


def test_a_file_of_the_same_size_is_another_file(tmp_path: Path) -> None:
    """As long as before and written in place, or moved there: it is known by its time or by itself."""
    path = tmp_path / "list.csv"
    path.write_bytes(b"old")
    seen = path.stat()

    def moved() -> None:
        other = tmp_path / "other.csv"
        other.write_bytes(b"new")
        os.utime(other, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        other.replace(path)

    def in_place() -> None:
        path.write_bytes(b"two")
        os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1_000_000_000))

    for meanwhile, kept in ((moved, b"new"), (in_place, b"two")):
        with pytest.raises(ExportError, match="changed by another program"):
            _write(path, b"our", meanwhile)
        assert _kept(tmp_path) == {"list.csv": kept}


def test_an_error_names_the_file_and_not_the_temporary_one(tmp_path: Path) -> None:
    """What a writer says of the path that it was given is said of the file that was asked for."""
    path = tmp_path / "list.csv"
    with (
        pytest.raises(ExportError, match=r"^list\.csv: It is too long\."),
        replaced(path) as temporary,
    ):
        raise ExportError("It is too long.", "Shorten it.", Place(file=temporary.name))


@pytest.mark.skipif(os.name != "posix", reason="rights of their own kind")
def test_a_new_file_has_the_rights_of_any_other(tmp_path: Path) -> None:
    """Those of a file that was made beside it: a temporary one would be for its owner alone."""
    (tmp_path / "other").touch()
    _write(tmp_path / "list.csv", b"new")
    modes = {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
    assert len(modes) == 1


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
