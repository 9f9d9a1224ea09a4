"""What every test stands on: no screen, no settings of the person at the keyboard, nothing left behind."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.leaks import Traces, leaks_since, take_traces

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED_DATA = CHECKOUT.parent / "shared" / "data"
_HOME_VARIABLES = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_RUNTIME_DIR": "runtime",
    "XDG_STATE_HOME": "state",
}
_TRACES = pytest.StashKey[Traces]()
_LOG = pytest.StashKey["_LogCollector"]()
_HOME = pytest.StashKey[Path]()

hypothesis.settings.register_profile("cxdesk", deadline=None, derandomize="CI" in os.environ, print_blob=True)
hypothesis.settings.load_profile("cxdesk")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a home of its own before any library looks for its settings there."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    home = Path(tempfile.mkdtemp(prefix="cxdesk-test-home-"))
    config.stash[_HOME] = home
    for variable, folder in _HOME_VARIABLES.items():
        (home / folder).mkdir(mode=0o700, exist_ok=True)
        os.environ[variable] = str(home / folder)
    # Only a font cache lives here: built anew it costs each process seconds.
    os.environ["MPLCONFIGDIR"] = str(Path(sys.prefix) / "cache" / "matplotlib")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the home of this run."""
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how the columns of every vendor's export were matched; `tests/importing` records the counts."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    counted = sorted(
        value
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "vendor" and report.when == "call"
    )
    if not counted:
        return
    terminalreporter.section("columns of vendors' exports")
    row = "{:<28}{:>9}{:>7}{:>7}{:>8}{:>7}".format
    terminalreporter.line(row("export", "expected", "right", "asked", "missed", "wrong"))
    for counts in counted:
        terminalreporter.line(row(*counts))
    sums = [sum(column) for column in zip(*(counts[1:] for counts in counted), strict=True)]
    terminalreporter.line(row("all", *sums))


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Return a function that gives a folder of the development data, such as `ravenstack`.

    The data belongs to others and is not in the project: the test skips, saying so, where it is absent.
    """

    def find(name: str) -> Path:
        folder = SHARED_DATA / name
        if not folder.exists():
            pytest.skip(f"the development data ../shared/data/{name} is not on this machine")
        return folder

    return find


@pytest.fixture(autouse=True)
def _traces_before_test(request: pytest.FixtureRequest) -> None:
    """Note what is alive after the fixtures of wider scope are set up: those may outlive the test."""
    request.node.stash[_TRACES] = take_traces(timers="qapp" in request.fixturenames)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Listen to the log from before the first fixture."""
    collector = _LogCollector()
    item.stash[_LOG] = collector
    logging.getLogger().addHandler(collector)
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Fail a test that leaves something running or open, or that logged what nobody expected."""
    try:
        result = yield
    finally:
        collector = item.stash[_LOG]
        logging.getLogger().removeHandler(collector)
    patterns = [marker.args[0] for marker in item.iter_markers("expected_log")]
    problems = collector.surprises(patterns)
    if before := item.stash.get(_TRACES, None):
        problems += leaks_since(before)
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)
    return result


class _LogCollector(logging.Handler):
    """Keeps the records that a healthy run does not write."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record; how long matplotlib takes to index the fonts depends on the machine alone."""
        if record.name != "matplotlib.font_manager":
            self.messages.append(f"{record.name}: {record.getMessage()}")

    def surprises(self, patterns: list[str]) -> list[str]:
        """Return what was logged without being expected, and what was expected without being logged."""
        unexpected = [
            f"unexpected log record: {message}"
            for message in self.messages
            if not any(re.search(pattern, message) for pattern in patterns)
        ]
        missing = [
            f"expected log record did not appear: {pattern}"
            for pattern in patterns
            if not any(re.search(pattern, message) for message in self.messages)
        ]
        return unexpected + missing
