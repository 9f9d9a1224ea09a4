"""The wheel holds everything that the app reads, at the place where it looks."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.requirements import CHECKOUT


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the locked back end, without a network, and unpack it as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    built = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("cxdesk-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_every_resource_is_in_the_wheel(unpacked: Path) -> None:
    """The wheel's resources are the checkout's, file by file: listed from the folder itself."""
    in_checkout = {path.relative_to(CHECKOUT / "resources") for path in (CHECKOUT / "resources").rglob("*.*")}
    folder = unpacked / "cxdesk" / "resources"
    assert {path.relative_to(folder) for path in folder.rglob("*.*")} == in_checkout


def test_an_installed_cxdesk_finds_its_resources(unpacked: Path) -> None:
    """Installed, the resources lie inside the package, not beside it; the code must look in both places."""
    program = "from cxdesk.resource_files import resource; print(resource('standards'))"
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(unpacked)!r}); {program}"]
    found = subprocess.run(command, cwd=unpacked, capture_output=True, text=True, timeout=60, check=False)
    assert Path(found.stdout.strip()) == unpacked / "cxdesk" / "resources" / "standards", found.stderr


def test_tests_and_installer_stay_out_of_the_wheel(unpacked: Path) -> None:
    """What is for developers is not put beside other people's packages."""
    assert {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")} == {"cxdesk"}


def test_the_command_is_named_cxdesk(unpacked: Path) -> None:
    """Installing gives one program, `cxdesk`."""
    (entry_points,) = unpacked.glob("*.dist-info/entry_points.txt")
    text = entry_points.read_text(encoding="utf-8")
    assert text.split() == ["[console_scripts]", "cxdesk", "=", "cxdesk.cli:main"]
