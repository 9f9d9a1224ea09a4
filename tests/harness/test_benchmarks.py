"""The benchmarks run: nobody would notice otherwise that one has lost what it measures."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import CHECKOUT


@pytest.mark.parametrize("name", ["import", "text", "stalls"])
def test_a_benchmark_of_an_import_runs_to_its_end(name: str) -> None:
    """Intent: the figures can be had at any time. Expected: on a small file, an end and a table.

    Nothing is said about how long anything took.
    """
    small = ["--rows", "2000", "--text-rows", "20000", "--rounds", "1"]
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
    assert ("portfolio" if name == "stalls" else "cxdesk import") in done.stdout
