"""Scoring a whole portfolio at once and month by month, and trying other standards on it."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.harness import Case, in_child, measure, table

if TYPE_CHECKING:
    from cxdesk.health import Standards
    from cxdesk.health.past_order import Past
    from cxdesk.workspace.facts_record import Facts

_USAGE_ROWS_PER_ACCOUNT = 120
_PAST_DATES, _LOSSES = 12, 0.05
_TRIES = 15


def report(folder: Path, accounts: int, months: int, rounds: int) -> str:
    """Measure reading, scoring on one date, and scoring at the end of each month; return the table."""
    in_child(folder, "scoring:make", {"accounts": accounts})
    measured = measure(folder, [Case("everything", "scoring:ours", {"months": months})], rounds)
    once = "everything: scores on one date"
    others = (
        "everything: facts",
        f"everything: scores on {months + 1} dates",
        "everything: an edit of the standards",
    )
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
    from cxdesk.health.tensions import find_tensions
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import read_facts
    from tests.benchmarks.made_rows import LAST_DAY

    with Workspace.open(folder / "scoring.cxdesk") as workspace:
        standards = read_standards(workspace.standards_text())
        started = perf_counter()
        facts = read_facts(workspace, LAST_DAY)
        read = perf_counter()
        portfolio = score(facts, standards)
        once = perf_counter()
        find_tensions(facts, portfolio, standards)
        looked = perf_counter()
        portfolios = history(facts, standards, months)
        ended = perf_counter()
        edit = an_edit(facts, standards)
    if len(portfolios) != months + 1:
        raise SystemExit(f"{len(portfolios)} dates were scored: this measures something else")
    return {
        "": ended - started,
        "facts": read - started,
        "scores on one date": once - read,
        "tensions": looked - once,
        f"scores on {months + 1} dates": ended - looked,
        "an edit of the standards": edit,
    }


def an_edit(facts: Facts, standards: Standards) -> float:
    """Return the median seconds in which the effect of other weights, betas and bands is told."""
    from cxdesk.health.standards_edit import edited
    from cxdesk.health.what_if import effect_of, prepare

    prepared = prepare(facts, standards, None, made_past(len(facts.accounts), standards))
    before = prepared.before
    seconds = []
    for number in range(_TRIES):
        edit = {
            "pillars": {"sentiment": 0.24 - number / 1000, "adoption": 0.31 + number / 1000},
            "bands": {"healthy": 72.0 + number / 10},
            "renewal": {"betas": {"usage_falling": 0.5 + number / 100}},
            "segment": {"Enterprise": {"bands": {"watch": 50.0 + number / 10}}},
        }
        started = perf_counter()
        found = effect_of(prepared, edited(standards, [edit], 2))
        seconds.append(perf_counter() - started)
        if not len(found.moved) or found.before is not before:
            raise SystemExit("no account changed its band: this measures something else")
    return median(seconds)


def made_past(accounts: int, standards: Standards) -> Past:
    """Return a year of past dates for a back-test: random signals, some accounts lost."""
    from cxdesk.health.past_order import Past

    random = np.random.default_rng(20260930)
    signals, rows = tuple(standards.renewal.betas), accounts * _PAST_DATES
    return Past(
        signals,
        90,
        np.asfortranarray(random.normal(size=(rows, len(signals)))),
        random.normal(size=rows),
        random.random(rows) < _LOSSES,
        np.tile(np.arange(accounts), _PAST_DATES),
        np.repeat(np.arange(_PAST_DATES), accounts),
    )
