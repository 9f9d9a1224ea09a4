"""Our own overload against their service: rule 29."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.cases import reliability_of_values
from cxdesk.health.tensions.gates import z_of_means
from cxdesk.health.tensions.record import Floats, Mask, Side, Verdict
from cxdesk.health.tensions.sides import counted_fact, verdict
from cxdesk.health.tensions.spans import counted, last
from cxdesk.metrics.observations import text_codes
from cxdesk.metrics.resolution_time import hours_so_far
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts_record import Facts

WEEKS, LEAST_WEEKS, BUSY = 52, 26, 90
LEAST_CASES = 5
SURELY_SLOWER = 1.96  # of all tickets together: one chance find there would tell of many accounts
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Load:
    """Open tickets per agent at the beginning of each of the last 52 weeks (week 0 the newest), NaN where no
    agent is named; `busy` marks the weeks at or above their own 90th percentile, and above the middle one.

    At the beginning: a ticket that takes long adds to the load after it, and would make its own week busy.
    """

    per_agent: Floats
    busy: Mask


def our_overload_their_pain(basis: Basis) -> tuple[Verdict, ...]:
    """29: it takes longer, or comes back, only when we have too much to do."""
    tickets = basis.facts.tickets
    found = weekly_load(basis.facts)
    week = _week(tickets.created_at, basis.facts.as_of)
    inside = tickets.is_case & (week >= 0)
    busy = inside & found.busy[np.maximum(week, 0)]
    hours = hours_so_far(basis.facts)
    with np.errstate(invalid="ignore"):
        times = np.log1p(np.where(hours >= 0, hours, np.nan))
    reopened = np.where(np.isnan(tickets.reopens), np.nan, tickets.reopens > 0)
    return (
        _worse_when_busy(basis, found, times, busy, inside & ~busy, "Hours to solve", "hours", np.expm1),
        _worse_when_busy(basis, found, reopened, busy, inside & ~busy, "Reopened tickets", "share", np.array),
    )


def weekly_load(facts: Facts) -> Load:
    """Return the load of the last 52 weeks; no week is busy where fewer than 26 are known."""
    tickets = facts.tickets
    dated = (
        tickets.is_case & ~np.isnat(tickets.created_at) & (tickets.is_open | ~np.isnat(tickets.resolved_at))
    )
    opened = age_days(tickets.created_at[dated], facts.as_of)
    solved = age_days(tickets.resolved_at[dated], facts.as_of)
    # Open at the beginning of week w, 7 (w + 1) days ago: opened by then, and not solved by then.
    first = np.where(np.isnan(solved), 0, np.floor(np.nan_to_num(solved) / _DAYS)).astype(np.int64)
    final = np.minimum(np.floor(opened / _DAYS).astype(np.int64) - 1, WEEKS - 1)
    there = (first <= final) & (final >= 0)
    steps = np.bincount(first[there], minlength=WEEKS + 1)[: WEEKS + 1].astype(np.float64)
    steps -= np.bincount(final[there] + 1, minlength=WEEKS + 1)[: WEEKS + 1]
    waiting = np.cumsum(steps)[:WEEKS]
    load = ratio(waiting, _agents(facts))
    known = ~np.isnan(load)
    if known.sum() < LEAST_WEEKS:
        return Load(np.full(WEEKS, np.nan), np.zeros(WEEKS, dtype=bool))
    with np.errstate(invalid="ignore"):
        return Load(load, (load >= np.percentile(load[known], BUSY)) & (load > np.median(load[known])))


def _worse_when_busy(basis: Basis, found: Load, values: Floats, busy: Mask, calm: Mask, label: str,
                     unit: str, shown) -> Verdict:  # fmt: skip
    """Return where the values of tickets opened in busy weeks are higher than in others, and only there."""
    account, count = basis.facts.tickets.account, len(basis)
    known = ~np.isnan(values)
    parts = [_moments(account, rows & known, values, count) for rows in (busy, calm)]
    (mean, variance, n), (mean_calm, variance_calm, n_calm) = parts
    pooled = ratio(variance * (n - 1) + variance_calm * (n_calm - 1), n + n_calm - 2)
    floor = 0.01  # values that are all alike must not pass for certainty
    _, z = z_of_means(mean, np.fmax(pooled, floor), n, mean_calm, np.fmax(pooled, floor), n_calm)
    enough = (n >= LEAST_CASES) & (n_calm >= LEAST_CASES) & found.busy.any()
    reliability = reliability_of_values(basis.facts, (busy | calm) & known, values, basis.segments)
    period = last(basis.facts.as_of, WEEKS * _DAYS)
    needs = "five tickets in our busiest weeks and five in others, with their agents"
    usual = basis.quartile(np.where(n_calm >= LEAST_CASES, mean_calm, np.nan), 50)
    elsewhere = _z_of_others(account, busy & known, calm & known, values, count)
    with np.errstate(invalid="ignore"):
        worse, ordinary = z >= basis.gates.changed, mean_calm <= usual
        of_load = elsewhere >= SURELY_SLOWER
    in_busy = Side(
        f"{label}, opened in our busiest weeks", unit, np.where(enough, shown(mean), np.nan), n, period,
        worse, np.nan_to_num(ndtr(z)), reliability, needs, z=z, of="tickets",
    )  # fmt: skip
    otherwise = counted_fact(
        basis, f"{label}, opened in other weeks", unit,
        np.where(enough & ~np.isnan(usual), shown(mean_calm), np.nan), ordinary, period, needs,
        n=n_calm, of="tickets", reliability=reliability,
    )  # fmt: skip
    load = counted_fact(
        basis, "Open tickets per agent in those weeks", "per agent",
        np.full(count, np.nanmean(found.per_agent[found.busy]) if found.busy.any() else np.nan),
        of_load, period, needs,
        n=np.full(count, float(found.busy.sum())), of="weeks",
    )  # fmt: skip
    return verdict(basis, in_busy, otherwise, load)


def _z_of_others(account: np.ndarray, busy: Mask, calm: Mask, values: Floats, count: int) -> Floats:
    """Return z of the difference between busy weeks and others over the tickets of all other accounts, (n,):
    overload has to tell elsewhere before it is what tells here.
    """
    values = np.nan_to_num(values)
    parts = []
    for rows in (busy, calm):
        own = (counted(account, rows, count, power) for power in (np.ones(len(values)), values, values**2))
        n, total, squares = (each.sum() - each for each in own)
        mean = ratio(total, n)
        variance = ratio(np.maximum(squares - n * np.nan_to_num(mean) ** 2, 1e-6), n - 1)
        parts.append((mean, variance, np.where(n >= LEAST_CASES, n, 0.0)))
    _, z = z_of_means(*parts[0], *parts[1])
    return z


def _moments(account: np.ndarray, rows: Mask, values: Floats, count: int) -> tuple[Floats, Floats, Floats]:
    values = np.nan_to_num(values)
    n = counted(account, rows, count)
    mean = ratio(counted(account, rows, count, values), n)
    squares = counted(account, rows, count, values**2) - n * np.nan_to_num(mean) ** 2
    return mean, np.nan_to_num(ratio(np.maximum(squares, 0.0), n - 1)), n


def _agents(facts: Facts) -> Floats:
    """Return how many agents' tickets were opened or solved in each week."""
    tickets = facts.tickets
    agent = text_codes(tickets.agent)
    most = int(agent.max(initial=0)) + 1
    pairs = []
    for at in (tickets.created_at, tickets.resolved_at):
        week = _week(at, facts.as_of)
        named = (week >= 0) & (agent >= 0) & tickets.is_case
        pairs.append(week[named] * most + agent[named])
    return np.bincount(np.unique(np.concatenate(pairs)) // most, minlength=WEEKS).astype(np.float64)


def _week(instants: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    """Return the week of each date, 0 the newest; -1 where it is unknown or more than 52 weeks back."""
    age = age_days(instants, as_of)
    week = np.floor(np.nan_to_num(age, nan=-1.0) / _DAYS).astype(np.int64)
    return np.where((week >= 0) & (week < WEEKS), week, -1)
