"""Every metric for every account in every month, after one pass over the rows."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import numpy as np

from tests.benchmarks.harness import Case, in_child, measure, table

_SLOWEST = 5
"""How many of the metrics have a line of their own."""
_PANDAS = "rows of each account and month with pandas"
_READING = "reading the facts"
_MEDIAN = "the median of all metrics"


def report(folder: Path, accounts: int, months: int, rounds: int) -> str:
    """Measure each metric over all accounts and months, for so many accounts and for ten times as many, of
    those with contracts and of those who only order; return the tables.
    """
    numbers = (accounts, 10 * accounts)
    contracts = [_report(folder, number, months, rounds, "scoring") for number in numbers]
    return "\n".join([*contracts, *(_report(folder, number, months, rounds, "orders") for number in numbers)])


def _report(folder: Path, accounts: int, months: int, rounds: int, book: str) -> str:
    place = folder / f"{accounts} accounts"
    place.mkdir(exist_ok=True)
    made = "metrics:make_orders" if book == "orders" else "scoring:make"
    in_child(place, made, {"accounts": accounts})
    case = Case("all", "metrics:ours", {"months": months, "book": book})
    measured = measure(place, [case], rounds)
    parts = {name: result for name, result in measured.items() if name not in ("all", f"all: {_READING}")}
    ratios = dict.fromkeys(parts, f"all: {_PANDAS}")
    ratios.pop(f"all: {_PANDAS}")
    who = "customers who order" if book == "orders" else "accounts"
    return table(f"Any metric for {accounts:,} {who} x {months} months", measured, ratios, unit="ms")


def make_orders(folder: Path, accounts: int) -> dict[str, float]:
    """Write a workspace with customers who order and have no contract."""
    from cxdesk.workspace import Workspace
    from tests.benchmarks import made_rows

    started = perf_counter()
    with Workspace.create(folder / "orders.cxdesk") as workspace:
        workspace.add_import([made_rows.orders(accounts, np.random.default_rng(20260930))])
    return {"": perf_counter() - started}


def ours(folder: Path, months: int, book: str) -> dict[str, float]:
    """Read the facts of a book once, then measure every metric; return the slowest ones and their median."""
    from cxdesk.metrics import METRICS, MONTH, measure_account_periods, periods_to
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import read_facts
    from tests.benchmarks.made_rows import LAST_DAY

    with Workspace.open(folder / f"{book}.cxdesk") as workspace:
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
        if book == "orders" and name == "clv_orders" and np.isnan(grid.value).all():
            raise SystemExit("nothing is expected of anybody: this measures something else")
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

    orders, tickets = facts.invoices, facts.tickets
    account, at = (
        (orders.account, orders.issued_at) if facts.by_order else (tickets.account, tickets.created_at)
    )
    rows = pd.DataFrame({"account": account, "at": at})
    started = perf_counter()
    rows.groupby(["account", rows["at"].dt.to_period("M")]).size()
    return perf_counter() - started
