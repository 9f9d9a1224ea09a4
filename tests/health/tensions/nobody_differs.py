"""A book in which no account differs from another: everything is drawn from the same distributions.

Sizes (seats, revenue) differ, as they do everywhere; what people say, how they use it and how they are served
does not, and nothing changes over the two years.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.tables.survey_scales import KIND_NAMES, unit_score
from cxdesk.workspace.conventions import Conventions, Workflow
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts
from tests.metrics.made_facts import AS_OF, make_facts

FEATURES = ("board", "reports", "alerts", "planner", "export", "api")
SHARES = np.array([0.3, 0.25, 0.15, 0.15, 0.1, 0.05])
MONTHS, DAYS = 24, 720
INCIDENTS = 6
_SIX = ("admin", "end user", "end user", "end user", "buyer", "admin")
_SCALES = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0)}
_SCORES = {
    "nps": ((3.0, 8.0, 9.0), (0.15, 0.35, 0.5)),
    "csat": ((2.0, 4.0, 5.0), (0.15, 0.35, 0.5)),
    "ces": ((2.0, 5.0, 6.0, 7.0), (0.15, 0.25, 0.35, 0.25)),
}
_COMMENTS = ("Good.", "The invoice was wrong.", "It is slow.", "Thank you all.")


def book_of_nobody(accounts: int, seed: int) -> Facts:
    """Return the facts of so many accounts, as of 30 June 2025."""
    random = np.random.default_rng(seed)
    seats = random.integers(10, 80, accounts).astype(float)
    people = _people(accounts)
    usage, features = _use(random, accounts, seats)
    facts = make_facts(
        _accounts(random, accounts, seats),
        features=FEATURES,
        feed_days=(1.0,) * MONTHS,
        answers=_answers(random, accounts),
        tickets=_tickets(random, accounts),
        usage=usage,
        feature_months=features,
        contacts=people | {"last_seen": _ago(random, len(people["account"]), 30).astype("datetime64[D]")},
        contracts=_contracts(accounts, seats),
        invoices=_invoices(random, accounts),
        first_uses=_first_uses(random, accounts),
        incidents={
            "incident_id": [f"I{number}" for number in range(INCIDENTS)],
            "service": [FEATURES[number % len(FEATURES)] for number in range(INCIDENTS)],
            "created_at": _ago(random, INCIDENTS, 85),
            "priority": ["P1"] * INCIDENTS,
        },
        incident_accounts={
            "account": np.repeat(np.arange(accounts), INCIDENTS),
            "incident": np.tile(np.arange(INCIDENTS), accounts),
        },
    )
    return replace(facts, conventions=Conventions(workflows=(Workflow("Report", ("board", "reports")),)))


def _ago(random: np.random.Generator, count: int, longest: int) -> np.ndarray:
    seconds = random.integers(0, longest * 86400, count).astype("timedelta64[s]")
    return AS_OF.astype("datetime64[s]") + np.timedelta64(23, "h") - seconds


def _accounts(random: np.random.Generator, count: int, seats: np.ndarray) -> dict:
    age = random.integers(200, 1500, count)
    return {
        "account_id": [f"A{number:04d}" for number in range(count)],
        "segment": random.choice(["large", "small"], count),
        "owner": random.choice(["Ann", "Bo"], count),
        "currency": ["EUR"] * count,
        "arr": 1000.0 * seats,
        "seats": seats,
        "start_date": AS_OF - age.astype("timedelta64[D]"),
        "tenure_years": age / 365.25,
        "renewal_date": AS_OF + random.integers(1, 365, count).astype("timedelta64[D]"),
        "notice_date": [AS_OF] * count,
    }


def _people(accounts: int) -> dict:
    return {
        "account": np.repeat(np.arange(accounts), 6),
        "contact_id": [f"p{number}" for _ in range(accounts) for number in range(6)],
        "role": np.tile([ROLE_NAMES.index(name) for name in _SIX], accounts),
        "is_champion": np.tile([True, False, False, False, False, False], accounts),
    }  # fmt: skip


def _answers(random: np.random.Generator, accounts: int) -> dict:
    """Two NPS invitations a person and half year, and satisfaction and effort after tickets: 60 % answer."""
    parts = []
    for kind, each in (("nps", 48), ("csat", 40), ("ces", 40)):
        count = accounts * each
        values, shares = _SCORES[kind]
        invited = _ago(random, count, DAYS)
        silent = random.random(count) < 0.4
        low, high = _SCALES[kind]
        score = np.where(silent, np.nan, random.choice(values, count, p=shares))
        parts.append(
            {
                "account": np.repeat(np.arange(accounts), each),
                "kind": np.full(count, KIND_NAMES.index(kind)),
                "role": random.choice(3, count, p=(0.3, 0.5, 0.2)),
                "contact": random.choice([f"p{number}" for number in range(6)], count),
                "score": score,
                "scale_min": np.full(count, low),
                "scale_max": np.full(count, high),
                "high_is_good": np.ones(count, dtype=bool),
                "invited_at": invited,
                "answered_at": np.where(silent, np.datetime64("NaT"), invited),
                "comment": np.where(silent, "", random.choice(_COMMENTS, count)),
            }
        )
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    unit = unit_score(
        columns["kind"], columns["score"], columns["scale_min"], columns["scale_max"], columns["high_is_good"]
    )
    return columns | {"unit": unit}


def _tickets(random: np.random.Generator, accounts: int) -> dict:
    count = accounts * 120
    created = _ago(random, count, DAYS)
    resolved = created + (random.lognormal(3.0, 0.8, count) * 3600).astype("timedelta64[s]")
    still_open = resolved.astype("datetime64[D]") > AS_OF
    return {
        "account": np.repeat(np.arange(accounts), 120),
        "ticket_id": [f"T{number}" for number in range(count)],
        "contact": random.choice([f"p{number}" for number in range(6)], count),
        "category": random.choice(["billing", "bug", "how-to", "other"], count, p=(0.05, 0.45, 0.3, 0.2)),
        "agent": random.choice(["Kim", "Lee", "Max", "Noa"], count),
        "created_at": created,
        "resolved_at": np.where(still_open, np.datetime64("NaT"), resolved),
        "first_response_minutes": random.lognormal(4.0, 0.7, count),
        "replies": random.integers(1, 5, count),
        "reopens": random.random(count) < 0.1,
        "escalations": random.random(count) < 0.06,
        "handoffs": random.random(count) < 0.25,
        "first_contact_resolved": random.random(count) < 0.6,
    }


def _use(random: np.random.Generator, accounts: int, seats: np.ndarray) -> tuple[dict, dict]:
    account = np.repeat(np.arange(accounts), MONTHS)
    users = random.binomial(seats[account].astype(int), 0.72)
    events = users[:, None] * 40.0 * SHARES * random.lognormal(0.0, 0.15, (len(account), len(FEATURES)))
    month = np.tile(np.arange(MONTHS), accounts)
    usage = {
        "account": account, "month": month, "events": events.sum(axis=1), "active_users": users,
        "user_days": 8.0 * users, "active_days": np.full(len(account), 21.0),
        "last_at": AS_OF - (30 * month).astype("timedelta64[D]"), "rows": np.full(len(account), 60),
    }  # fmt: skip
    size = len(FEATURES)
    features = {
        "account": np.repeat(account, size), "month": np.repeat(month, size),
        "feature": np.tile(np.arange(size), len(account)), "events": events.reshape(-1),
        "users": np.repeat(users * 0.8, size),
    }  # fmt: skip
    return usage, features


def _contracts(accounts: int, seats: np.ndarray) -> dict:
    return {
        "account": np.arange(accounts), "start": [AS_OF - np.timedelta64(1500, "D")] * accounts,
        "end": [AS_OF + np.timedelta64(300, "D")] * accounts, "mrr": 1000.0 * seats / 12, "seats": seats,
    }  # fmt: skip


def _invoices(random: np.random.Generator, accounts: int) -> dict:
    """One a month; one in thirty is paid more than a month late."""
    count = accounts * MONTHS
    due = AS_OF - np.tile(30 * np.arange(1, MONTHS + 1), accounts).astype("timedelta64[D]")
    late = np.where(random.random(count) < 1 / 30, 40, 0).astype("timedelta64[D]")
    paid = due + late
    return {
        "account": np.repeat(np.arange(accounts), MONTHS), "issued_at": due - np.timedelta64(14, "D"),
        "due_at": due, "paid_at": np.where(paid > AS_OF, np.datetime64("NaT"), paid),
        "amount": np.full(count, 100.0), "currency": ["EUR"] * count,
        "invoice_id": [f"N{number}" for number in range(count)],
    }  # fmt: skip


def _first_uses(random: np.random.Generator, accounts: int) -> dict:
    """Thirty people of each account began the first step in the year, seven of ten came to the second."""
    account = np.repeat(np.arange(accounts), 30)
    user = np.tile(np.arange(30), accounts)
    first = _ago(random, len(account), 300).astype("datetime64[D]")
    came = random.random(len(account)) < 0.7
    return {
        "account": np.concatenate([account, account[came]]),
        "feature": np.concatenate([np.zeros(len(account)), np.ones(came.sum())]).astype(int),
        "first_at": np.concatenate([first, first[came]]),
        "user": np.concatenate([user, user[came]]),
    }
