"""The commands hand over to the right program, and end as it ends."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from installer import commands, environment, system
from installer.__main__ import _refusal
from installer.messages import Problem
from tests.requirements import CHECKOUT


class _Started(Exception):
    """Stands for becoming another program, after which nothing of ours runs."""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Put nothing in place of set-up, and notes in place of the programs started."""
    notes: list[tuple[str, ...]] = []

    def start(*arguments: str, **_variables: str) -> int:
        notes.append(arguments)
        return 0

    def hand_over(*arguments: str) -> None:
        notes.append(arguments)
        raise _Started

    monkeypatch.setattr(commands, "_set_up", lambda *_arguments, **_options: None)
    monkeypatch.setattr(commands, "_start", start)
    monkeypatch.setattr(commands, "_hand_over", hand_over)
    return notes


def test_run_opens_the_sample_portfolio(started: list, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a screen, the window on the sample portfolio is what a newcomer sees first."""
    monkeypatch.setattr(system, "has_display", lambda: True)
    with pytest.raises(_Started):
        commands.main(["run"])
    assert started == [("-m", "cxdesk", "open", "--sample")]


def test_run_without_a_screen_does_the_job_headless(started: list, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a screen the same job leaves its files instead."""
    done = []
    monkeypatch.setattr(system, "has_display", lambda: False)
    monkeypatch.setattr(commands.sample, "run_without_display", lambda: done.append("job"))
    assert commands.main(["run"]) == 0
    assert done == ["job"]
    assert started == []


def test_run_with_arguments_is_cxdesk_with_them(started: list) -> None:
    """`run score ...` is a way to use every command of cxdesk before it is installed anywhere."""
    with pytest.raises(_Started):
        commands.main(["run", "score", "a.xlsx", "--json"])
    assert started == [("-m", "cxdesk", "score", "a.xlsx", "--json")]


def test_test_runs_style_then_tests_with_the_arguments(started: list) -> None:
    """Both run, in this order, and pytest gets what was typed."""
    assert commands.main(["test", "-k", "health"]) == 0
    assert [arguments[1] for arguments in started] == ["ruff", "pytest"]
    assert started[1][-2:] == ("-k", "health")


def test_test_alone_runs_everything(started: list) -> None:
    """No selection means the whole suite, in two processes that keep a file's tests together."""
    assert commands.main(["test"]) == 0
    assert started[1] == ("-m", "pytest", "-n", "2", "--dist", "loadfile")


@pytest.mark.parametrize(
    ("style", "tests", "expected"), [(0, 0, 0), (1, 0, 1), (0, 3, 3), (1, 3, 3), (0, 5, 5)]
)
def test_test_fails_when_either_fails(
    style: int, tests: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pytest's own exit status is passed on, the 5 for `no tests ran` too; a fault of style alone gives 1."""
    monkeypatch.setattr(commands, "_set_up", lambda *_arguments, **_options: None)
    monkeypatch.setattr(commands, "_start", lambda *words, **_variables: style if "ruff" in words else tests)
    assert commands.main(["test"]) == expected


def test_bench_runs_the_benchmarks(started: list) -> None:
    """The figures come from the module that the tests keep."""
    with pytest.raises(_Started):
        commands.main(["bench"])
    assert started == [("-m", "tests.benchmarks")]


@pytest.mark.parametrize(("typed", "expected"), [([], 2), (["fly"], 2), (["--help"], 0)])
def test_usage_is_told(typed: list[str], expected: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Help that was asked for goes to standard output and is no mistake; a wrong command is one."""
    assert commands.main(typed) == expected
    told = capsys.readouterr()
    assert "usage: python3 installer" in (told.err if expected else told.out)


def test_a_problem_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What happened and what to type, on standard error, with no traceback and exit status 1."""

    def fail(*_arguments: str, **_options: bool) -> None:
        raise Problem("The disk is full.", "python3 installer bench")

    monkeypatch.setattr(commands, "_set_up", fail)
    assert commands.main(["bench"]) == 1
    assert capsys.readouterr().err == "The disk is full.\nType: python3 installer bench\n"


def test_a_stop_by_the_keyboard_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C ends with 130, as shells expect."""

    def stop(*_arguments: str, **_options: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "_set_up", stop)
    assert commands.main(["test"]) == 130


def test_optional_packages_are_offered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice is offered at the first `test`; declined or failed, it is not offered at the second."""
    offered: list[str] = []
    noted: set[str] = set()
    needs = system.Needs(wanted=("libreoffice-calc",))
    monkeypatch.setattr(system, "find_needs", lambda **_wishes: needs)
    monkeypatch.setattr(system, "offer", offered.append)
    monkeypatch.setattr(environment, "prepare", lambda _again: None)
    monkeypatch.setattr(environment, "tried", lambda: set(noted))
    monkeypatch.setattr(environment, "remember_tried", noted.update)
    commands._set_up("test", office=True)
    commands._set_up("test", office=True)
    assert offered == ["libreoffice-calc"]


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 9, 2), (3, 10, 12)])
def test_an_old_python_is_told_which_one_to_take(version: tuple[int, ...]) -> None:
    """Debian 11 has 3.9, Ubuntu 22.04 has 3.10: they read a sentence, not a syntax error."""
    assert "needs Python 3.11 or newer" in _refusal(version)
    assert f"{version[0]}.{version[1]}" in _refusal(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_a_new_python_is_welcome(version: tuple[int, ...]) -> None:
    """3.11 is the oldest that we take."""
    assert _refusal(version) == ""


def test_the_door_parses_under_old_pythons() -> None:
    """The file that refuses an old Python must be readable to it; ast knows no grammar before 3.7's."""
    source = (CHECKOUT / "installer" / "__main__.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))
    assert "f'" not in source
    assert 'f"' not in source


def test_the_door_opens_from_any_folder(tmp_path: Path) -> None:
    """`python3 path/to/installer` finds its own package wherever it is typed."""
    command = [sys.executable, str(CHECKOUT / "installer"), "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0
    assert "usage: python3 installer" in done.stdout
