"""The benchmarks run: nobody would notice otherwise that one has lost what it measures."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import CHECKOUT

_SAYS = {
    "import": "cxdesk import",
    "text": "cxdesk import",
    "stalls": "portfolio",
    "metrics": "the median of all metrics",
    "scoring": "an edit of the standards",
}


@pytest.mark.parametrize("name", sorted(_SAYS))
def test_a_benchmark_runs_to_its_end(name: str) -> None:
    """Intent: the figures can be had at any time. Expected: on a small file, an end and a table.

    Nothing is said about how long anything took.
    """
    small = ["--rows", "2000", "--text-rows", "20000", "--accounts", "60", "--rounds", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", name, *small],
        cwd=CHECKOUT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert _SAYS[name] in done.stdout
