"""Scoring a whole portfolio at once and month by month."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import numpy as np

from tests.benchmarks.harness import Case, in_child, measure, table

_USAGE_ROWS_PER_ACCOUNT = 120


def report(folder: Path, accounts: int, months: int, rounds: int) -> str:
    """Measure reading, scoring on one date, and scoring at the end of each month; return the table."""
    in_child(folder, "scoring:make", {"accounts": accounts})
    measured = measure(folder, [Case("everything", "scoring:ours", {"months": months})], rounds)
    once = "everything: scores on one date"
    others = ("everything: facts", f"everything: scores on {months + 1} dates")
    title = f"Full scoring of {accounts:,} accounts x {months} months"
    return table(title, measured, dict.fromkeys(others, once))


def make(folder: Path, accounts: int) -> dict[str, float]:
    """Write a workspace with accounts, contracts, surveys, tickets and usage."""
    from cxdesk.workspace import Workspace
    from tests.benchmarks import made_rows

    started = perf_counter()
    random = np.random.default_rng(20260930)
    with Workspace.create(folder / "scoring.cxdesk") as workspace:
        workspace.add_import(
            [
                made_rows.accounts(accounts, random),
                made_rows.contracts(accounts, random),
                made_rows.surveys(accounts, random),
                made_rows.tickets(accounts, random),
                made_rows.usage(accounts * _USAGE_ROWS_PER_ACCOUNT, accounts, random),
            ]
        )
    return {"": perf_counter() - started}


def ours(folder: Path, months: int) -> dict[str, float]:
    """Read the facts, score them, and score the months before."""
    from cxdesk.health import history, read_standards, score
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import read_facts
    from tests.benchmarks.made_rows import LAST_DAY

    with Workspace.open(folder / "scoring.cxdesk") as workspace:
        standards = read_standards(workspace.standards_text())
        started = perf_counter()
        facts = read_facts(workspace, LAST_DAY)
        read = perf_counter()
        score(facts, standards)
        once = perf_counter()
        portfolios = history(facts, standards, months)
        ended = perf_counter()
    if len(portfolios) != months + 1:
        raise SystemExit(f"{len(portfolios)} dates were scored: this measures something else")
    return {
        "": ended - started,
        "facts": read - started,
        "scores on one date": once - read,
        f"scores on {months + 1} dates": ended - once,
    }
