"""What the installer finds missing, what it does when it may install, and what it says when it may not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from installer import system
from installer.messages import Problem

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="shared libraries and apt-get are looked at on Linux"
)


class _Machine:
    """Stands for a machine: its programs, the libraries it lacks, who we are, whether apt-get works."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, lists: Path) -> None:
        self.programs = {"apt-get", "sudo", "soffice", "pdftoppm"}
        self.lacks: set[str] = set()
        self.root = True
        self.sudo_works = False
        self.apt_results: list[int] = []
        self.typed: list[str] = []
        monkeypatch.setattr(system.shutil, "which", lambda name: name if name in self.programs else None)
        monkeypatch.setattr(system.os, "geteuid", lambda: 0 if self.root else 1000)
        monkeypatch.setattr(system.ctypes, "CDLL", self._load)
        monkeypatch.setattr(system.subprocess, "run", self._run)
        monkeypatch.setattr(system, "PACKAGE_LISTS", lists)
        monkeypatch.setattr(system, "_any_font", lambda: True)

    def _load(self, name: str) -> None:
        if name in self.lacks:
            raise OSError(name)

    def _run(self, command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        if command == ["sudo", "-n", "true"]:
            return subprocess.CompletedProcess(command, 0 if self.sudo_works else 1)
        self.typed.append(" ".join(command))
        status = self.apt_results.pop(0) if self.apt_results else 0
        return subprocess.CompletedProcess(command, status, "E: Unable to locate package\n" if status else "")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> _Machine:
    """Give a machine that has everything, with fresh package lists, where we are root."""
    (tmp_path / "debian_main_Packages").touch()
    return _Machine(monkeypatch, tmp_path)


def _find(**wishes: bool) -> system.Needs:
    return system.find_needs(**({"display": False, "office": False, "venv": False} | wishes))


def test_a_complete_machine_needs_nothing(machine: _Machine) -> None:
    """Nothing is asked of apt-get where all is there."""
    needs = _find(display=True, office=True, venv=True)
    assert needs == system.Needs()
    system.require(needs, "again")
    assert machine.typed == []


def test_the_six_packages_of_a_bare_debian(machine: _Machine) -> None:
    """Without a screen Qt needs these six, found by adding one at a time to a minimal Debian 12."""
    machine.lacks = {name for names in system.OFFSCREEN.values() for name in names}
    six = ("libglib2.0-0", "libgl1", "libegl1", "libfontconfig1", "libxkbcommon0", "libdbus-1-3")
    assert _find().required == six


def test_only_what_is_missing_is_asked_for(machine: _Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain desktop image often lacks just these two of the X11 ones."""
    monkeypatch.setenv("DISPLAY", ":0")
    machine.lacks = {"libxcb-icccm.so.4", "libxcb-keysyms.so.1"}
    needs = _find(display=True)
    assert needs.required == ("libxcb-icccm4", "libxcb-keysyms1")
    assert needs.libraries == ("libxcb-icccm.so.4", "libxcb-keysyms.so.1")
    assert _find().required == ()


def test_a_wayland_screen_needs_other_libraries(machine: _Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no X server its libraries are not asked for."""
    monkeypatch.delenv("DISPLAY", raising=False)
    machine.lacks = {"libxcb-cursor.so.0", "libwayland-cursor.so.0"}
    assert _find(display=True).required == ("libwayland-cursor0",)


def test_the_venv_module_is_asked_for_by_its_version(
    machine: _Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian keeps ensurepip in a package named for its Python; only a new .venv needs it."""
    monkeypatch.setattr(system.importlib.util, "find_spec", lambda _name: None)
    expected = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert _find(venv=True).required == (expected,)
    assert _find(venv=False).required == ()


def test_office_and_fonts_are_wanted_not_required(machine: _Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that recalculate workbooks skip without LibreOffice; letters are boxes without a font."""
    machine.programs = {"apt-get"}
    monkeypatch.setattr(system, "_any_font", lambda: False)
    needs = _find(office=True)
    assert needs.required == ()
    assert needs.wanted == (*system.FONTS, "libreoffice-calc", "poppler-utils")
    assert _find().wanted == system.FONTS


def test_root_installs_without_questions(machine: _Machine) -> None:
    """One call of apt-get, without recommended packages, waiting for another package manager to finish."""
    system.require(system.Needs(required=("libegl1", "libgl1")), "again")
    (typed,) = machine.typed
    assert typed.startswith("env DEBIAN_FRONTEND=noninteractive apt-get")
    assert typed.endswith("install -y --no-install-recommends libegl1 libgl1")


def test_a_machine_without_package_lists_fetches_them_first(machine: _Machine) -> None:
    """A fresh image has empty lists: every install fails until the first update."""
    for path in system.PACKAGE_LISTS.iterdir():
        path.unlink()
    system.require(system.Needs(required=("libegl1",)), "again")
    assert [line.split()[-1] for line in machine.typed] == ["update", "libegl1"]


def test_old_package_lists_are_fetched_again(machine: _Machine) -> None:
    """Lists that name files which are gone make the first install fail; after an update it works."""
    machine.apt_results = [100, 0, 0]
    system.require(system.Needs(required=("libegl1",)), "again")
    assert [line.split()[-1] for line in machine.typed] == ["libegl1", "update", "libegl1"]


def test_sudo_is_used_where_it_asks_for_no_password(machine: _Machine) -> None:
    """A person who is not root but may become so without a word is not bothered."""
    machine.root = False
    machine.sudo_works = True
    system.require(system.Needs(required=("libegl1",)), "again")
    assert machine.typed[0].startswith("sudo -n env")


def test_who_may_not_install_reads_what_to_type(machine: _Machine) -> None:
    """The exact command, then the one to repeat, in one line to copy."""
    machine.root = False
    with pytest.raises(Problem) as problem:
        system.require(system.Needs(required=("libegl1", "libgl1")), "python3 installer run")
    assert str(problem.value).splitlines()[-1] == (
        "Type: sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 libgl1"
        " && python3 installer run"
    )
    assert machine.typed == []


def test_an_apt_that_fails_is_quoted(machine: _Machine) -> None:
    """What apt-get said last stands above what to type."""
    machine.apt_results = [100, 100, 100]
    with pytest.raises(Problem, match="Unable to locate package"):
        system.require(system.Needs(required=("libegl1",)), "again")


def test_a_system_without_apt_names_the_libraries(machine: _Machine) -> None:
    """On Fedora or Arch our package names mean nothing, the libraries' file names do."""
    machine.programs = set()
    needs = system.Needs(libraries=("libEGL.so.1",), required=("libegl1",))
    with pytest.raises(Problem, match=r"libEGL\.so\.1"):
        system.require(needs, "again")


@pytest.mark.parametrize("way", ["no apt-get", "not allowed", "apt-get fails"])
def test_what_is_only_wanted_never_stops_us(
    machine: _Machine, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without LibreOffice we go on and say so, whatever the reason."""
    machine.programs -= {"apt-get"} if way == "no apt-get" else set()
    machine.root = way != "not allowed"
    machine.apt_results = [100, 100, 100]
    system.offer("libreoffice-calc")
    assert "oing on without" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)
def test_a_display_is_found(
    variables: dict[str, str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X11 and Wayland name their screen in a variable; whoever asks Qt for no screen gets none."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system.has_display() is expected


def test_windows_and_macos_bring_what_qt_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """There PySide6 brings its libraries itself, the screen is always there, and apt-get is never asked."""
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    for platform in ("win32", "darwin"):
        monkeypatch.setattr(system.sys, "platform", platform)
        assert system.has_display()
        assert _find(display=True, office=True, venv=True) == system.Needs()
