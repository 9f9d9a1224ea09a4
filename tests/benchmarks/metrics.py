"""Every metric for every account in every month, after one pass over the rows."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import numpy as np

from tests.benchmarks.harness import Case, in_child, measure, table

_SLOWEST = 5
"""How many of the metrics have a line of their own."""
_PANDAS = "tickets of each account and month with pandas"
_READING = "reading the facts"
_MEDIAN = "the median of all metrics"


def report(folder: Path, accounts: int, months: int, rounds: int) -> str:
    """Measure each metric over all accounts and months, for so many accounts and for ten times as many;
    return the tables.
    """
    return "\n".join(_report(folder, number, months, rounds) for number in (accounts, 10 * accounts))


def _report(folder: Path, accounts: int, months: int, rounds: int) -> str:
    place = folder / f"{accounts} accounts"
    place.mkdir(exist_ok=True)
    in_child(place, "scoring:make", {"accounts": accounts})
    measured = measure(place, [Case("all", "metrics:ours", {"months": months})], rounds)
    parts = {name: result for name, result in measured.items() if name not in ("all", f"all: {_READING}")}
    ratios = dict.fromkeys(parts, f"all: {_PANDAS}")
    ratios.pop(f"all: {_PANDAS}")
    return table(f"Any metric for {accounts:,} accounts x {months} months", measured, ratios, unit="ms")


def ours(folder: Path, months: int) -> dict[str, float]:
    """Read the facts once, then measure every metric; return the slowest ones and their median."""
    from cxdesk.metrics import METRICS, MONTH, measure_account_periods, periods_to
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
        grid = measure_account_periods(name, facts, periods_to(facts.as_of, MONTH, months))
        times[name] = perf_counter() - started
        if len(grid) != months * len(facts.accounts):
            raise SystemExit(f"{name} has {len(grid)} numbers: this measures something else")
    slowest = sorted(times, key=times.get, reverse=True)[:_SLOWEST]
    return {
        "": read + sum(times.values()),
        _READING: read,
        _PANDAS: _by_pandas(facts),
        _MEDIAN: float(np.median(list(times.values()))),
        **{f"{name}, of the slowest": times[name] for name in slowest},
    }


def _by_pandas(facts) -> float:
    """Return the seconds for a plain count of one table's rows, as one would write it without cxdesk."""
    import pandas as pd

    tickets = pd.DataFrame({"account": facts.tickets.account, "at": facts.tickets.created_at})
    started = perf_counter()
    tickets.groupby(["account", tickets["at"].dt.to_period("M")]).size()
    return perf_counter() - started
