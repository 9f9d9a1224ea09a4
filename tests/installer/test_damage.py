"""A package is whole when each file that its own record lists is there at its full size."""

from __future__ import annotations

from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from installer.damage import damaged

_RECORD = "thing/__init__.py,sha256=x,6\nthing/__pycache__/old.pyc,,\nthing-1.dist-info/RECORD,,\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Install a package of one file by hand; its compiled file is listed but absent, as after a clean-up."""
    (tmp_path / "thing").mkdir()
    (tmp_path / "thing" / "__init__.py").write_text("x = 1\n", encoding="utf-8", newline="")
    (tmp_path / "thing-1.dist-info").mkdir()
    (tmp_path / "thing-1.dist-info" / "METADATA").write_text("Name: thing\nVersion: 1\n", encoding="utf-8")
    (tmp_path / "thing-1.dist-info" / "RECORD").write_text(_RECORD, encoding="utf-8")
    return tmp_path


def test_a_whole_package_is_not_damaged(package: Path) -> None:
    """`x = 1` and its line end are the six bytes that the record says; compiled files come and go."""
    assert not damaged(PathDistribution(package / "thing-1.dist-info"))


def test_a_file_cut_short_is_damage(package: Path) -> None:
    """Killed while writing, pip leaves a shorter file."""
    (package / "thing" / "__init__.py").write_text("x =", encoding="utf-8")
    assert damaged(PathDistribution(package / "thing-1.dist-info"))


def test_a_missing_file_is_damage(package: Path) -> None:
    """Killed between two files, pip leaves the rest out; since Python 3.12 its own list hides that."""
    (package / "thing" / "__init__.py").unlink()
    assert damaged(PathDistribution(package / "thing-1.dist-info"))


def test_a_missing_record_is_damage(package: Path) -> None:
    """pip writes the record last; without it nobody can tell what belongs to the package."""
    (package / "thing-1.dist-info" / "RECORD").unlink()
    assert damaged(PathDistribution(package / "thing-1.dist-info"))
