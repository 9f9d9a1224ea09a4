"""Every metric for every account in every month, after one pass over the rows."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import numpy as np

from tests.benchmarks.harness import Case, in_child, measure, table

_SLOWEST = 6
"""How many of the metrics have a line of their own."""


def report(folder: Path, accounts: int, months: int, rounds: int) -> str:
    """Measure each metric over all accounts and months against one sum over as many tickets; return the
    table.
    """
    in_child(folder, "scoring:make", {"accounts": accounts})
    asked = {"months": months}
    measured = measure(folder, [Case("metrics", "metrics:ours", asked)], rounds)
    sum_alone = "metrics: counting the tickets of each account and month with numpy"
    ratios = {name: sum_alone for name in measured if name not in ("metrics", sum_alone)}
    return table(f"Any metric for {accounts:,} accounts x {months} months", measured, ratios)


def ours(folder: Path, months: int) -> dict[str, float]:
    """Read the facts once, then measure every metric; return the slowest ones and their median."""
    from cxdesk.metrics import METRICS, measure_months
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import read_facts
    from tests.benchmarks.made_rows import LAST_DAY

    with Workspace.open(folder / "scoring.cxdesk") as workspace:
        started = perf_counter()
        facts = read_facts(workspace, LAST_DAY)
        read = perf_counter() - started
    times = {}
    for metric in METRICS:
        name = metric.definition.name
        started = perf_counter()
        grid = measure_months(name, facts, months)
        times[name] = perf_counter() - started
        if len(grid) != months * len(facts.accounts):
            raise SystemExit(f"{name} has {len(grid)} numbers: this measures something else")
    slowest = sorted(times, key=times.get, reverse=True)[:_SLOWEST]
    return {
        "": read + sum(times.values()),
        "reading the facts": read,
        "counting the tickets of each account and month with numpy": _bare(facts, months),
        "the median of all metrics": float(np.median(list(times.values()))),
        **{f"{name} (of the {_SLOWEST} slowest)": times[name] for name in slowest},
    }


def _bare(facts, months: int) -> float:
    """Return the seconds for the least that any of them has to do."""
    started = perf_counter()
    month = facts.tickets.created_at.astype("datetime64[M]").astype(np.int64)
    month = month.max(initial=0) - month
    inside = month < months
    np.bincount(facts.tickets.account[inside] * months + month[inside], minlength=months)
    return perf_counter() - started
