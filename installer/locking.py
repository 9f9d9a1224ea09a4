"""Write `requirements.lock`: one version of everything, with hashes, for each system and Python."""

from __future__ import annotations

import re
import subprocess
import tempfile

from installer.environment import CHECKOUT, LOCK, PYTHON, surroundings
from installer.messages import Problem, last_lines, say

SYSTEMS = (
    "x86_64-manylinux_2_34",  # Debian 12 has glibc 2.36
    "aarch64-manylinux_2_39",  # Qt for ARM asks for more: Debian 13 has 2.41
    "windows",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
)
PYTHONS = ("3.11", "3.12", "3.13")


def write_lock(arguments: list[str]) -> None:
    """Resolve pyproject.toml and its dev group. Locked versions stay unless `--upgrade` is given."""
    say("Resolving.")
    what = ["pyproject.toml", "--group", "dev", "--universal", "--fork-strategy", "fewest"]
    form = [
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-annotate",
        "--no-header",
        "--output-file",
        str(LOCK),
    ]
    _uv("pip", "compile", "--python-version", PYTHONS[0], *what, *form, *arguments)
    if re.search(r"://|^\s*#", LOCK.read_text(encoding="utf-8"), re.MULTILINE):
        raise Problem(f"{LOCK.name} must hold versions and hashes alone: no address, no comment.")
    with tempfile.TemporaryDirectory() as nowhere:
        rules = ["--dry-run", "--target", nowhere, "--only-binary", ":all:", "--no-deps", "--require-hashes"]
        for system in SYSTEMS:
            say(f"Checking that every package is ready-made for {system}.")
            for python in PYTHONS:
                target = ["--python-platform", system, "--python-version", python]
                _uv("pip", "install", *rules, *target, "--requirements", str(LOCK))
    say(f"{LOCK.name} is written. The next command installs it.")


def _uv(*arguments: str) -> None:
    """Run uv quietly; raises `Problem` with its last words."""
    done = subprocess.run(
        [str(PYTHON), "-m", "uv", *arguments],
        cwd=CHECKOUT,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise Problem(f"The lock could not be written:\n{last_lines(done.stderr)}")
