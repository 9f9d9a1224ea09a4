"""Prints figures, side by side in one run; there is no pass or fail: `python -m tests.benchmarks --help`."""

from __future__ import annotations

import argparse
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import facts, imports, metrics, opening, scoring, stalls, text_imports, workbooks

BENCHMARKS: dict[str, Callable[[Path, argparse.Namespace], str]] = {
    "import": lambda folder, asked: imports.report(folder, asked.rows, asked.rounds),
    "text": lambda folder, asked: text_imports.report(folder, asked.text_rows, asked.rounds),
    "facts": lambda folder, asked: facts.report(folder, asked.usage_rows, asked.rounds),
    "scoring": lambda folder, asked: scoring.report(folder, asked.accounts, asked.months, asked.rounds),
    "metrics": lambda folder, asked: metrics.report(folder, asked.accounts, asked.months, asked.rounds),
    "workbook": lambda folder, asked: workbooks.report(folder, asked.rounds),
    "opening": lambda folder, asked: opening.report(folder, asked.window_rounds),
    "stalls": lambda folder, asked: stalls.report(folder, asked.rows, asked.rounds),
}


def main() -> None:
    """Run the chosen benchmarks in a folder that is deleted afterwards."""
    options = _options()
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    print(f"{machine}; medians of the rounds; all data is synthetic\n")
    with tempfile.TemporaryDirectory(prefix="cxdesk-bench-", ignore_cleanup_errors=True) as folder:
        for name in options.only or BENCHMARKS:
            print(BENCHMARKS[name](Path(folder), options), flush=True)


def _options() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure, and print figures side by side.")
    parser.add_argument(
        "only", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all when none is named"
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the large workbook")
    parser.add_argument("--text-rows", type=int, default=10_000_000, help="rows of the large text file")
    parser.add_argument("--usage-rows", type=int, default=10_000_000, help="usage rows behind the facts")
    parser.add_argument("--accounts", type=int, default=10_000, help="accounts to score")
    parser.add_argument("--months", type=int, default=24, help="months to score before the present one")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--window-rounds", type=int, default=7, help="rounds of what takes only a second")
    options = parser.parse_args()
    if unknown := set(options.only) - set(BENCHMARKS):
        parser.error(f"there is no benchmark named {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    main()
