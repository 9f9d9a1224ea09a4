"""The commands: each sets up what it needs, once, and hands over to the environment's Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from installer import environment, sample, system
from installer.locking import write_lock
from installer.messages import Problem, say

USAGE = """\
usage: python3 installer COMMAND

  run                open cxdesk on the sample portfolio; without a display, leave its workbook and pictures
                     in cxdesk-output
  run ARGUMENTS      run cxdesk with these arguments, such as: run score a.xlsx b.csv --out book.xlsx
  test [ARGUMENTS]   check the style and run the tests; arguments go to pytest
  bench              measure; prints figures, passes no judgement
  lock [--upgrade]   write installer/requirements.lock again from pyproject.toml

The first call of any of them sets everything up in .venv. No later call does it again."""


def main(arguments: list[str]) -> int:
    """Run one command; return its exit status: 1 for a problem, 2 for usage, else that of what it started."""
    commands = {"run": run, "test": test, "bench": bench, "lock": lock}
    if not arguments or arguments[0] not in commands:
        asked = bool(arguments) and arguments[0] in {"-h", "--help", "help"}
        print(USAGE, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        return commands[arguments[0]](arguments[1:])
    except Problem as problem:
        say(str(problem))
        return 1
    except OSError as error:
        say(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.")
        return 1
    except KeyboardInterrupt:
        say("Stopped. The same command goes on from here.")
        return 130


def run(arguments: list[str]) -> int:
    """Open cxdesk on the sample portfolio, or run it with the arguments given."""
    display = system.has_display()
    _set_up("run", display=display)
    if arguments:
        _hand_over("-m", "cxdesk", *arguments)
    if display:
        _hand_over("-m", "cxdesk", "open", "--sample")
    sample.run_without_display()
    return 0


def test(arguments: list[str]) -> int:
    """Check the style, then run the tests without a screen; the tests run even when the style is off.

    All of them run in two processes, a file at a time; a selection runs in one, where a debugger works.
    """
    _set_up("test", office=True)
    style = _start("-m", "ruff", "check", "--output-format=concise", "--quiet", ".")
    selection = arguments or ["-n", "2", "--dist", "loadfile"]
    tests = _start("-m", "pytest", *selection, QT_QPA_PLATFORM="offscreen")
    return tests or style


def bench(arguments: list[str]) -> NoReturn:
    """Print the benchmark's figures."""
    _set_up("bench")
    _hand_over("-m", "tests.benchmarks", *arguments)


def lock(arguments: list[str]) -> int:
    """Write the lock again."""
    _set_up("lock")
    write_lock(arguments)
    return 0


def _set_up(command: str, *, display: bool = False, office: bool = False) -> None:
    """Provide the system's part and the environment; quick when both are there."""
    again = f"{Path(sys.executable).name} installer {command}"
    needs = system.find_needs(display=display, office=office, venv=not environment.is_ready())
    system.require(needs, again)
    environment.prepare(again)
    tried = environment.tried()
    fresh = [package for package in needs.wanted if package not in tried]
    for package in fresh:
        system.offer(package)
    if fresh:
        environment.remember_tried(tried.union(fresh))


def _hand_over(*arguments: str) -> NoReturn:
    """Become the environment's Python, so that signals reach it; Windows cannot: we end as it ends."""
    if sys.platform == "win32":
        sys.exit(_start(*arguments))
    os.chdir(environment.CHECKOUT)
    sys.stdout.flush()
    os.execve(environment.PYTHON, [str(environment.PYTHON), *arguments], environment.surroundings())


def _start(*arguments: str, **variables: str) -> int:
    """Run the environment's Python in the checkout and return its exit status."""
    command = [str(environment.PYTHON), *arguments]
    surroundings = environment.surroundings(**variables)
    return subprocess.run(command, cwd=environment.CHECKOUT, env=surroundings, check=False).returncode
