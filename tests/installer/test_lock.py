"""The lock is complete, hashed and within what pyproject.toml allows, and names no place on any network."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.requirements import CHECKOUT, declared, locked, normal_name

LOCK = CHECKOUT / "installer" / "requirements.lock"


def test_no_address_no_path_no_comment() -> None:
    """The lock holds versions, markers and hashes: where packages come from is each machine's business."""
    text = LOCK.read_text(encoding="utf-8")
    assert "http" not in text
    assert "//" not in text
    assert "#" not in text
    assert all(
        line.startswith(("    --hash=sha256:", *"abcdefghijklmnopqrstuvwxyz")) for line in text.splitlines()
    )


def test_every_requirement_is_one_version_with_hashes() -> None:
    """`pip install --require-hashes` takes a line only when it is pinned with == and has a hash."""
    for entries in locked().values():
        for requirement, hashes in entries:
            assert [clause.operator for clause in requirement.specifier] == ["=="], requirement
            assert hashes > 0, requirement


def test_what_we_ask_for_is_locked_within_its_range() -> None:
    """Every dependency of pyproject.toml, the developers' included, is locked at a version it allows."""
    entries = locked()
    for wanted in declared(development=True):
        assert normal_name(wanted.name) in entries, f"{wanted} is not locked: python3 installer lock"
        for requirement, _hashes in entries[normal_name(wanted.name)]:
            version = next(iter(requirement.specifier)).version
            assert wanted.specifier.contains(version), (
                f"{requirement} is outside {wanted}: python3 installer lock"
            )


def test_qt_stays_below_the_version_that_aborts() -> None:
    """PySide6 6.12.0 aborts after about 550 emits on Python 3.11; before 6.11.2 docked widgets break."""
    for name in ("pyside6-essentials", "shiboken6"):
        for requirement, _hashes in locked()[name]:
            version = Version(next(iter(requirement.specifier)).version)
            assert Version("6.11.2") <= version < Version("6.12")


def test_what_the_locked_packages_need_is_locked_too() -> None:
    """The lock is installed without looking for dependencies, so it must hold theirs, as installed here."""
    entries = locked()
    missing = [
        f"{name} needs {needed}"
        for name in entries
        for needed in _needed_by(name)
        if normal_name(needed.name) not in entries
    ]
    assert missing == []


def test_the_environment_holds_the_locked_versions() -> None:
    """The tests run against what the lock says, not against something newer that happened to be there."""
    if not (Path(sys.prefix) / "cxdesk-setup.json").exists():
        pytest.skip("this environment was not made by the installer")
    for name, entries in locked().items():
        for requirement, _hashes in entries:
            if requirement.marker is None or requirement.marker.evaluate():
                assert requirement.specifier.contains(distribution(name).version), requirement


def _needed_by(name: str) -> list[Requirement]:
    """Return what an installed package needs here; nothing for one that is for other systems."""
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return []
    needed = [Requirement(line) for line in lines]
    return [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
