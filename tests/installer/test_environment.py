"""Setting up: once, whole, one at a time, and repaired when it was cut off.

No program is started: `_Programs` stands for venv, pip and Python and does to the folder what they would.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from installer import environment
from installer.messages import Problem
from installer.turn import own_turn


class _Programs:
    """Stands for the programs that set-up starts: notes their work; can fail, die or leave damage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done: list[str] = []
        self.fails: set[str] = set()
        self.dies: set[str] = set()
        self.damage: list[str] = []
        self.version = f"{sys.version_info[0]} {sys.version_info[1]}"

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Do what a program does that runs to its end."""
        words = [str(word) for word in command]
        if "venv" in words:
            self._work("venv")
            environment.PYTHON.parent.mkdir(parents=True)
            environment.PYTHON.write_text("", encoding="utf-8")
        said = ""
        if "-c" in words:
            said = f"a start-up warning\n{self.version} {str(self.folder)!a}\n"
        if "installer.damage" in words:
            said = self.damage.pop(0) if self.damage else ""
        return subprocess.CompletedProcess(words, 1 if "venv" in self.fails and "venv" in words else 0, said)

    def pip(self, again: str, failed: str, *arguments: str | Path) -> None:
        """Do what pip does: the lock first, then the project."""
        part = "lock" if "--require-hashes" in arguments else "project"
        self._work(part)
        if part in self.fails:
            raise Problem(failed, again)
        (self.folder / part).touch()

    def _work(self, part: str) -> None:
        if part in self.dies:
            raise KeyboardInterrupt
        self.done.append(part)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Programs:
    """Point the installer at a small checkout without an environment, and put the programs in place."""
    folder = tmp_path / ".venv"
    (tmp_path / "pyproject.toml").write_text("[project]", encoding="utf-8")
    (tmp_path / "requirements.lock").write_text("numpy==1", encoding="utf-8")
    monkeypatch.setattr(environment, "CHECKOUT", tmp_path)
    monkeypatch.setattr(environment, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(environment, "FOLDER", folder)
    monkeypatch.setattr(environment, "PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(environment, "STAMP", folder / "cxdesk-setup.json")
    monkeypatch.setattr(environment, "_TURN", folder / "cxdesk-setup.lock")
    stand_in = _Programs(folder)
    monkeypatch.setattr(environment, "_run", stand_in.run)
    monkeypatch.setattr(environment, "_pip", stand_in.pip)
    return stand_in


def test_a_first_call_does_everything_and_a_second_nothing(programs: _Programs) -> None:
    """From nothing: environment, lock, project, in this order; the next call starts nothing."""
    environment.prepare("again")
    assert programs.done == ["venv", "lock", "project"]
    environment.prepare("again")
    assert programs.done == ["venv", "lock", "project"]


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_over_the_old(programs: _Programs, changed: str) -> None:
    """The environment is brought up to date in place; it is not made anew."""
    environment.prepare("again")
    (environment.CHECKOUT / changed).write_text("numpy==2", encoding="utf-8")
    environment.prepare("again")
    assert programs.done == ["venv", "lock", "project", "lock", "project"]


def test_a_moved_checkout_is_not_ready(programs: _Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment knows its own folder: one that was copied elsewhere points back to the old place."""
    environment.prepare("again")
    stamp = environment.STAMP.read_text(encoding="utf-8")
    copied = programs.folder.parent / "copy" / ".venv"
    (copied / "bin").mkdir(parents=True)
    (copied / "bin" / "python").touch()
    (copied / "cxdesk-setup.json").write_text(stamp, encoding="utf-8")
    for name, path in {"FOLDER": "", "PYTHON": "bin/python", "STAMP": "cxdesk-setup.json"}.items():
        monkeypatch.setattr(environment, name, copied / path)
    assert not environment.is_ready()


def test_an_environment_without_a_stamp_is_completed_not_trusted(programs: _Programs) -> None:
    """Somebody's own environment keeps what is in it and gets the lock and the project on top."""
    programs.run("python", "-m", "venv")
    programs.done.clear()
    (programs.folder / "their-notes").touch()
    environment.prepare("again")
    assert programs.done == ["lock", "project"]
    assert (programs.folder / "their-notes").exists()


def test_an_environment_of_another_python_is_made_anew(programs: _Programs) -> None:
    """Libraries built for Python 3.9 do not load in the one that runs the installer."""
    programs.run("python", "-m", "venv")
    programs.done.clear()
    (programs.folder / "old-libraries").touch()
    programs.version = "3 9"
    environment.prepare("again")
    assert programs.done == ["venv", "lock", "project"]
    assert not (programs.folder / "old-libraries").exists()


@pytest.mark.parametrize("part", ["venv", "lock", "project"])
def test_an_interrupted_set_up_starts_over(programs: _Programs, part: str) -> None:
    """Cut off at any step, half-written files may lie about: the next call begins from an empty folder."""
    programs.dies.add(part)
    with pytest.raises(KeyboardInterrupt):
        environment.prepare("again")
    assert not environment.is_ready()
    (programs.folder / "half-written").touch()
    programs.dies.clear()
    programs.done.clear()
    environment.prepare("again")
    assert programs.done == ["venv", "lock", "project"]
    assert not (programs.folder / "half-written").exists()
    assert environment.is_ready()


def test_a_failed_set_up_goes_on_where_it_stopped(programs: _Programs) -> None:
    """Without a network pip says so and ends by itself: what is there is kept, and the next call finishes."""
    programs.fails.add("lock")
    with pytest.raises(Problem) as problem:
        environment.prepare("python3 installer run")
    assert str(problem.value).endswith("Type: python3 installer run")
    assert not environment.is_ready()
    programs.fails.clear()
    environment.prepare("again")
    assert programs.done == ["venv", "lock", "lock", "project"]


def test_a_damaged_environment_is_made_anew_once(programs: _Programs) -> None:
    """Files missing after installing mean that what was there before is broken: start from empty, once."""
    programs.damage = ["numpy\n"]
    environment.prepare("again")
    assert programs.done == ["venv", "lock", "project"] * 2
    programs.damage = ["numpy\n", "numpy\n"]
    environment.LOCK.write_text("numpy==3", encoding="utf-8")
    with pytest.raises(Problem, match="stay damaged"):
        environment.prepare("again")
    assert not environment.is_ready()


def test_what_was_offered_is_remembered(programs: _Programs) -> None:
    """An optional system package that could not be had is offered once, also when the lock changes."""
    environment.prepare("again")
    environment.remember_tried({"libreoffice-calc"})
    environment.LOCK.write_text("numpy==2", encoding="utf-8")
    environment.prepare("again")
    assert environment.tried() == {"libreoffice-calc"}
    assert environment.is_ready()


@pytest.mark.parametrize("noted", ["", "{", "[]", '{"made_for": 3}', "\0"])
def test_an_unreadable_stamp_counts_as_none(programs: _Programs, noted: str) -> None:
    """A stamp that a full disk or an editor spoiled leads to a set-up, never to an exception."""
    environment.prepare("again")
    environment.STAMP.write_text(noted, encoding="utf-8")
    assert not environment.is_ready()
    environment.prepare("again")
    assert json.loads(environment.STAMP.read_text(encoding="utf-8"))["made_for"]


def test_two_set_ups_take_turns(programs: _Programs, capsys: pytest.CaptureFixture[str]) -> None:
    """While another holds the turn this one waits, says so, and finds the work done."""
    programs.folder.mkdir()
    second = threading.Thread(target=environment.prepare, args=("again",))
    with own_turn(programs.folder / "cxdesk-setup.lock"):
        second.start()
        second.join(0.8)
        assert second.is_alive()
        programs.run("python", "-m", "venv")
        environment.remember_tried(set())
    second.join(5)
    assert programs.done == ["venv"]
    assert "waiting for it to finish" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(programs: _Programs) -> None:
    """Whoever runs it from a read-only place reads which folder it is."""
    programs.folder.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(Problem, match=str(programs.folder)):
        environment.prepare("again")


def test_programs_do_not_inherit_settings_that_lead_astray(monkeypatch: pytest.MonkeyPatch) -> None:
    """PIP_USER and PYTHONPATH would lead outside the environment; the rest is passed on."""
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    passed = environment.surroundings(QT_QPA_PLATFORM="offscreen")
    assert "PIP_USER" not in passed
    assert "PYTHONPATH" not in passed
    assert passed["LC_ALL"] == "C.UTF-8"
    assert passed["QT_QPA_PLATFORM"] == "offscreen"
    assert passed["PATH"].startswith(str(environment.PYTHON.parent))
