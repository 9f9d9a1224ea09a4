"""Reads pyproject.toml and the lock for the tests that compare them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parent.parent


def normal_name(name: str) -> str:
    """Return a package's name as indexes compare it: `XlsxWriter` is `xlsxwriter`."""
    return canonicalize_name(name)


def declared(*, development: bool = False) -> list[Requirement]:
    """Return what pyproject.toml asks for, with the developers' tools when `development`."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = project["project"]["dependencies"]
    if development:
        lines = lines + project["dependency-groups"]["dev"]
    return [Requirement(line) for line in lines]


def declared_names() -> set[str]:
    """Return the normal names of what cxdesk needs to run."""
    return {normal_name(requirement.name) for requirement in declared()}


def optional_names() -> set[str]:
    """Return the normal names of what only the extras need."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    return {normal_name(Requirement(line).name) for lines in extras.values() for line in lines}


def locked() -> dict[str, list[tuple[Requirement, int]]]:
    """Return for each normal name its locked requirements, each with its number of hashes."""
    text = (CHECKOUT / "installer" / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    found: dict[str, list[tuple[Requirement, int]]] = {}
    for entry in entries:
        requirement = Requirement(entry.split("\\")[0].strip())
        hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry))
        found.setdefault(normal_name(requirement.name), []).append((requirement, hashes))
    return found
