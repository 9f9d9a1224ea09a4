"""Facts invented by seed for charts: every kind of answer and ticket over two years, as of 30 June 2025."""

from __future__ import annotations

import numpy as np

from cxdesk.tables.survey_scales import KIND_NAMES, unit_score
from cxdesk.workspace.facts_record import Facts
from tests.metrics.made_facts import AS_OF, make_facts

_SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}
_DAYS = 730


def invented_facts(accounts: int = 20, answers: int = 900, tickets: int = 1500, seed: int = 3) -> Facts:
    """Return accounts with long names in three segments, some lost, with answers and tickets."""
    random = np.random.default_rng(seed)
    started = AS_OF - random.integers(30, 1500, accounts)
    lost = random.random(accounts) < 0.25
    left = started + random.integers(20, 1000, accounts)
    lost &= left < AS_OF
    columns = {
        "account_id": [f"A{number}" for number in range(accounts)],
        "account_name": [f"Long-Established Freight and Logistics Number {n}" for n in range(accounts)],
        "segment": [("Enterprise", "Mid-market", "Small business")[n % 3] for n in range(accounts)],
        "owner": [f"Owner with a long name {n % 15}" for n in range(accounts)],
        "start_date": started,
        "is_lost": lost,
        "lost_at": np.where(lost, left, np.datetime64("NaT")),
    }
    parts = {}
    if answers:
        parts["answers"] = _answers(random, accounts, answers)
    if tickets:
        parts["tickets"] = _tickets(random, accounts, tickets)
    return make_facts(columns, **parts)


def _answers(random: np.random.Generator, accounts: int, count: int) -> dict:
    names = random.choice(list(_SCALES), count)
    low, high = np.array([_SCALES[name] for name in names], dtype=float).T
    score = np.floor(low + random.beta(4, 2, count) * (high - low + 1)).clip(low, high)
    kind = [KIND_NAMES.index(name) for name in names]
    invited = _instants(random, count)
    silent = random.random(count) < 0.4
    unit = unit_score(kind, score, low, high, np.ones(count, dtype=bool))
    return {
        "account": random.integers(0, accounts, count),
        "role": random.integers(0, 3, count),
        "kind": kind,
        "score": np.where(silent, np.nan, score),
        "scale_min": low,
        "scale_max": high,
        "high_is_good": [True] * count,
        "unit": np.where(silent, np.nan, unit),
        "invited_at": invited,
        "answered_at": np.where(silent, np.datetime64("NaT"), invited),
    }


def _tickets(random: np.random.Generator, accounts: int, count: int) -> dict:
    created = _instants(random, count)
    solved = created + (random.exponential(2.0, count) * 86_400).astype("timedelta64[s]")
    return {
        "account": random.integers(0, accounts, count),
        "ticket_id": [f"T{number}" for number in range(count)],
        "created_at": created,
        "resolved_at": np.where(solved > AS_OF.astype("datetime64[s]"), np.datetime64("NaT"), solved),
        "reopens": (random.random(count) < 0.1).astype(float),
    }


def _instants(random: np.random.Generator, count: int) -> np.ndarray:
    seconds = random.integers(0, _DAYS * 86_400, count).astype("timedelta64[s]")
    return np.sort(AS_OF.astype("datetime64[s]") - seconds)
