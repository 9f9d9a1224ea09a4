"""The environment in `.venv`: made, filled from the lock, and remembered as done.

A stamp inside says for which lock, project file, Python and folder it was made. While set-up runs the stamp
says unfinished: an environment found so was interrupted and is made anew. One without a stamp is somebody's:
it is completed, checked against its packages' records, and made anew only when it turns out to be damaged.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from installer.messages import Counter, Problem, last_lines, say
from installer.turn import own_turn

CHECKOUT = Path(__file__).resolve().parent.parent
LOCK = CHECKOUT / "installer" / "requirements.lock"
FOLDER = CHECKOUT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = FOLDER / "cxdesk-setup.json"
_TURN = FOLDER / "cxdesk-setup.lock"
_UNFINISHED = "unfinished"
_LEFT_OUT = ("PYTHONHOME", "PYTHONPATH", "PIP_PREFIX", "PIP_TARGET", "PIP_USER", "__PYVENV_LAUNCHER__")


def is_ready() -> bool:
    """Return whether the environment is complete for this checkout, lock and Python."""
    return _read_stamp().get("made_for") == _wanted_stamp() and PYTHON.exists()


def prepare(again: str) -> None:
    """Make or complete the environment unless it is ready; `again` is what to type after a failure."""
    if is_ready():
        return
    try:
        FOLDER.mkdir(exist_ok=True)
        with own_turn(_TURN):
            if not is_ready():
                _set_up(again)
    except OSError as error:
        raise Problem(f"The folder {FOLDER} cannot be written: {error}.", again) from error


def tried() -> set[str]:
    """Return the optional system packages that were offered to this environment before."""
    return set(_read_stamp().get("tried", ()))


def remember_tried(packages: set[str]) -> None:
    """Note the optional system packages that were offered, so that no later call offers them again."""
    _write_stamp({"made_for": _wanted_stamp(), "tried": sorted(packages)})


def surroundings(**changes: str) -> dict[str, str]:
    """Return the environment variables for a program started inside `.venv`, with `changes` on top."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    search = os.pathsep.join(part for part in (str(PYTHON.parent), kept.get("PATH", "")) if part)
    return {**kept, "VIRTUAL_ENV": str(FOLDER), "PATH": search, **changes}


def _set_up(again: str) -> None:
    """Make or complete the environment; a damaged one is made anew once."""
    interrupted = _read_stamp().get("made_for") == _UNFINISHED
    offered = tried()
    if interrupted:
        say("The last set-up was interrupted; starting over.")
    if interrupted or not _is_usable():
        _clear()
    for attempt in ("completed", "made anew"):
        _write_stamp({"made_for": _UNFINISHED, "tried": sorted(offered)})
        try:
            _fill(again)
        except Problem:  # a program that fails by itself leaves nothing half-written: the next call goes on
            _write_stamp({"tried": sorted(offered)})
            raise
        damaged = _output(PYTHON, "-m", "installer.damage").split()
        if not damaged:
            _write_stamp({"made_for": _wanted_stamp(), "tried": sorted(offered)})
            say("Set-up is done.")
            return
        say(f"Files are missing from {', '.join(damaged)}.")
        if attempt == "completed":
            say("Making the environment anew.")
            _clear()
    raise Problem(f"Packages in {FOLDER} stay damaged. Is the disk full?", again)


def _fill(again: str) -> None:
    """Create what is missing of the environment and install the lock and the project into it."""
    if not _is_usable():
        say(f"Making the Python environment in {FOLDER}.")
        base = getattr(sys, "_base_executable", sys.executable)
        made = _run(base, "-m", "venv", FOLDER)
        if made.returncode != 0:
            raise Problem(f"The environment could not be made:\n{last_lines(made.stdout)}", again)
    say("Installing the libraries (about 300 MB the first time, some minutes).")
    failed = "The libraries could not be installed (the first set-up needs the network)"
    _pip(again, failed, "--require-hashes", "--no-deps", "--requirement", LOCK)
    say("Installing cxdesk itself.")
    failed = "cxdesk itself could not be installed"
    _pip(again, failed, "--no-deps", "--no-build-isolation", "--no-index", "--editable", CHECKOUT)


def _pip(again: str, failed: str, *arguments: str | Path) -> None:
    """Run `pip install`, counting packages; raises `Problem` with what `failed` and pip's last words."""
    options = ("--no-input", "--disable-pip-version-check", "--no-warn-script-location", "--progress-bar=off")
    heard: list[str] = []
    counter = Counter("packages fetched")
    with _start(PYTHON, "-m", "pip", "install", *options, *arguments) as pip:
        for line in pip.stdout:
            heard.append(line)
            if line.startswith("Collecting "):
                counter.more()
    counter.end()
    if pip.returncode != 0:
        complaints = [line for line in heard if line.lower().startswith(("error", "  "))] or heard
        raise Problem(f"{failed}:\n{last_lines(''.join(complaints))}", again)


def _is_usable() -> bool:
    """Return whether `.venv` holds a Python of the running version with pip."""
    if not PYTHON.exists():
        return False
    # The path is asked for in ASCII: what a console makes of other letters differs between systems.
    question = "import sys, pip; print(*sys.version_info[:2], ascii(sys.prefix))"
    expected = f"{sys.version_info[0]} {sys.version_info[1]} {str(FOLDER)!a}"
    return expected in _output(PYTHON, "-c", question).splitlines()


def _clear() -> None:
    """Empty the environment's folder; the lock file in it stays, another process may wait for it."""
    for path in FOLDER.iterdir():
        if path == _TURN:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _wanted_stamp() -> str:
    """Return a digest of all that the environment depends on."""
    digest = hashlib.sha256()
    for part in (LOCK.read_bytes(), (CHECKOUT / "pyproject.toml").read_bytes()):
        digest.update(hashlib.sha256(part).digest())
    digest.update(f"{sys.implementation.name} {platform.python_version()} {sys.platform} {FOLDER}".encode())
    return digest.hexdigest()


def _read_stamp() -> dict:
    """Return what was noted in the environment; empty when there is none, or when it cannot be read."""
    try:
        noted = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _write_stamp(noted: dict) -> None:
    """Replace the stamp in one step."""
    fresh = STAMP.with_suffix(".new")
    fresh.write_text(json.dumps(noted), encoding="utf-8")
    fresh.replace(STAMP)


def _output(*command: str | Path) -> str:
    """Return what a program prints; a failure counts as its output."""
    return _run(*command).stdout


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; its two outputs come as one."""
    with _start(*command) as program:
        said = program.communicate()[0]
    return subprocess.CompletedProcess(command, program.returncode, said)


def _start(*command: str | Path) -> subprocess.Popen[str]:
    """Start a program that gets no answers, to be read line by line."""
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=CHECKOUT,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,  # it holds our turn with us
    )
