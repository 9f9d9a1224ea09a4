"""The whole job on the sample portfolio without a window: import, score, workbook, pictures of both pages."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from installer.environment import CHECKOUT, PYTHON, surroundings
from installer.messages import Problem, last_lines, say

FOLDER = Path("cxdesk-output")
"""Where everything is left, seen from the checkout; nothing outside it is written."""

_FILES = FOLDER / "sample"
_WORKSPACE = FOLDER / "sample.cxdesk"
_WORKBOOK = FOLDER / "sample.xlsx"


def run_without_display() -> None:
    """Do the job and name the folder; raises `Problem` with the words of the step that failed."""
    say("There is no display here, so no window opens. Doing the same job without one.")
    _remove_earlier_run()
    say("Writing the sample files.")
    _cxdesk("sample", "--out", _FILES)
    say("Importing them.")
    files = sorted(path.relative_to(CHECKOUT) for path in (CHECKOUT / _FILES).iterdir() if path.is_file())
    _cxdesk("import", *files, "--workspace", _WORKSPACE)
    say("Scoring the accounts and writing the workbook.")
    accounts = json.loads(_cxdesk("score", _WORKSPACE, "--out", _WORKBOOK, "--json"))["accounts"]
    for mode in ((), ("--dark",)):
        name = "dark" if mode else "light"
        say(f"Drawing the pages, {name}.")
        picture = FOLDER / f"portfolio-{name}.png"
        _cxdesk("show", _WORKSPACE, "--page", "portfolio", "--out", picture, *mode)
        picture = FOLDER / f"account-{name}.png"
        page = ("--page", "account", "--account", _weakest(accounts))
        _cxdesk("show", _WORKSPACE, *page, "--out", picture, *mode)
    print(f"The workbook and the pictures of both pages are in {CHECKOUT / FOLDER}")


def _weakest(accounts: list[dict]) -> str:
    """Return the account that the Account page says most about: the one with the lowest health."""
    scored = [account for account in accounts if account["health"] is not None]
    if not scored:
        raise Problem(
            "No account of the sample portfolio has a score: a mistake in cxdesk, please report it."
        )
    return min(scored, key=lambda account: (account["health"], account["account_id"]))["account_id"]


def _remove_earlier_run() -> None:
    """Remove what an earlier run left; the workspace's side files first: they must not meet a new one."""
    shutil.rmtree(CHECKOUT / _FILES, ignore_errors=True)
    for suffix in ("-wal", "-shm", ".tmp", ""):
        (CHECKOUT / f"{_WORKSPACE}{suffix}").unlink(missing_ok=True)
    (CHECKOUT / FOLDER).mkdir(exist_ok=True)


def _cxdesk(*arguments: str | Path) -> str:
    """Run one cxdesk command and return its standard output; raises `Problem` when it fails."""
    done = subprocess.run(
        [str(PYTHON), "-m", "cxdesk", *map(str, arguments)],
        cwd=CHECKOUT,
        env=surroundings(QT_QPA_PLATFORM="offscreen", PYTHONUTF8="1"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        said = last_lines(done.stderr or done.stdout)
        raise Problem(f"cxdesk {arguments[0]} ended with status {done.returncode}:\n{said}")
    return done.stdout
