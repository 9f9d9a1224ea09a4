"""A small portfolio made by hand and by seed, for tests of pages: every kind of row, some of everything
missing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from cxdesk.health import Portfolio, Standards, default_standards_text, read_standards, score
from cxdesk.workspace.facts_record import (
    Accounts,
    Answers,
    ChurnEvents,
    Contacts,
    Contracts,
    Facts,
    FeatureMonths,
    Finding,
    Tickets,
    UsageMonths,
)

AS_OF = np.datetime64("2026-09-30")
MONTHS = 6
FEATURES = ("Planner", "Invoices", "Reports", "Alerts")
_NAMES = (
    "Aldermoor Freight",
    "Bright Harbour Logistics",
    "Calder Pharma",
    "Delmont Foods",
    "Eastgate Utilities",
    "Fjordline Ferries",
    "Greystone Legal",
    "Hartwell Steel",
    "Inverness Textiles",
    "Juniper Clinics",
    "Kestrel Aero",
    "Larkspur Retail",
)
_COMMENTS = (
    "The same invoice error came back a third time after support closed it.",
    "SSO set-up was quick and clear.",
    "We would miss the planner, the rest we hardly open.",
    "",
)


@dataclass(frozen=True, slots=True)
class Made:
    """Facts with the score of the default standards."""

    facts: Facts
    portfolio: Portfolio
    standards: Standards


def made(count: int = 12, seed: int = 5) -> Made:
    """Return `count` accounts; the last one has nothing but a name, the one before it has left."""
    facts = make_facts(count, seed)
    standards = read_standards(default_standards_text())
    return Made(facts, score(facts, standards), standards)


def make_facts(count: int = 12, seed: int = 5) -> Facts:
    """Return the facts alone."""
    random = np.random.default_rng(seed)
    silent = count - 1
    return Facts(
        as_of=AS_OF,
        accounts=_accounts(random, count),
        answers=_answers(random, count, silent),
        tickets=_tickets(random, silent),
        usage=_usage(random, silent),
        features=FEATURES,
        feature_months=_features(random, silent),
        feed_days=np.ones(MONTHS),
        contracts=_empty(Contracts),
        churn_events=_empty(ChurnEvents),
        contacts=_contacts(silent),
        sources=(("CRM export.xlsx", "Accounts"), ("NPS Q3.csv", "")),
        findings=(Finding("example", "3 rows name no account that is known."),),
        synthetic=True,
    )


def _accounts(random: np.random.Generator, count: int) -> Accounts:
    names = [_NAMES[row] if row < len(_NAMES) else f"Account {row + 1:05d}" for row in range(count)]
    arr = np.round(random.lognormal(11.3, 0.8, count))
    renewal = AS_OF + random.integers(5, 400, count).astype("timedelta64[D]")
    lost = np.zeros(count, dtype=bool)
    lost_at = np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    if count > 2:
        lost[-2], lost_at[-2] = True, AS_OF - 20
        arr[-1] = np.nan
        renewal[-1] = np.datetime64("NaT")
    return Accounts(
        account_id=_texts(f"A{row + 1:05d}" for row in range(count)),
        account_name=_texts(names),
        segment=_texts(("Mid-market", "Enterprise")[row % 2] for row in range(count)),
        owner=_texts(f"Owner {row % 4 + 1}" for row in range(count)),
        industry=_texts([""] * count),
        region=_texts([""] * count),
        country=_texts([""] * count),
        plan=_texts(["Team"] * count),
        currency=_texts(["EUR"] * count),
        start_date=AS_OF - random.integers(200, 1500, count).astype("timedelta64[D]"),
        renewal_date=renewal,
        notice_date=renewal - 30,
        arr=arr,
        mrr=arr / 12,
        seats=random.integers(20, 200, count).astype(float),
        is_trial=np.zeros(count, dtype=bool),
        is_lost=lost,
        lost_at=lost_at,
        churn_reason=_texts(["price" if row else "" for row in lost]),
        tenure_years=random.uniform(0.5, 4, count),
        last_call=np.full(count, np.datetime64("NaT"), dtype="datetime64[D]"),
        source=np.zeros(count, dtype=np.int32),
        source_row=np.arange(count, dtype=np.int32) + 2,
    )


def _answers(random: np.random.Generator, count: int, silent: int) -> Answers:
    rows = 14 * silent
    account = np.repeat(np.arange(silent), 14).astype(np.int32)
    kind = random.integers(0, 2, rows)
    nps = random.choice([0.0, 0.5, 1.0], rows, p=[0.3, 0.3, 0.4])
    csat = (random.random(rows) < 0.75).astype(float)
    unit = np.where(kind == 1, nps, csat)
    at = (AS_OF - random.integers(0, 300, rows).astype("timedelta64[D]")).astype("datetime64[s]")
    return Answers(
        account=account,
        contact=_texts(f"P{code}" for code in account),
        role=random.integers(0, 3, rows),
        kind=kind,
        score=np.where(kind == 1, np.array([3.0, 8.0, 10.0])[(unit * 2).astype(int)], 1 + 4 * csat),
        scale_min=np.where(kind == 1, 0.0, 1.0),
        scale_max=np.where(kind == 1, 10.0, 5.0),
        high_is_good=np.ones(rows),
        unit=unit,
        invited_at=at - 86400,
        answered_at=at,
        comment=_texts(_COMMENTS[row % len(_COMMENTS)] for row in range(rows)),
        ticket_id=_texts([""] * rows),
        invited_by=np.ones(rows, dtype=np.int32),
        source=np.ones(rows, dtype=np.int32),
        source_row=np.arange(rows, dtype=np.int32) + 2,
    )


def _tickets(random: np.random.Generator, silent: int) -> Tickets:
    rows = 9 * silent
    created = (AS_OF - random.integers(15, 300, rows).astype("timedelta64[D]")).astype("datetime64[s]")
    minutes = random.lognormal(6.5, 1.0, rows)
    resolved = created + (minutes * 60).astype("timedelta64[s]")
    blank = _texts([""] * rows)
    return Tickets(
        account=np.repeat(np.arange(silent), 9).astype(np.int32),
        ticket_id=_texts(f"{4400 + row}" for row in range(rows)),
        contact=blank,
        created_at=created,
        acknowledged_at=np.full(rows, np.datetime64("NaT"), dtype="datetime64[s]"),
        resolved_at=resolved,
        is_open=np.zeros(rows, dtype=bool),
        first_response_minutes=minutes / 10,
        resolution_minutes=minutes,
        status=_texts(["solved"] * rows),
        priority=blank,
        channel=blank,
        category=blank,
        subject=_texts(["Invoice"] * rows),
        tags=blank,
        team=blank,
        agent=blank,
        replies=np.full(rows, np.nan),
        reopens=(random.random(rows) < 0.2).astype(float),
        escalations=(random.random(rows) < 0.08).astype(float),
        handoffs=np.zeros(rows),
        first_contact_resolved=(random.random(rows) < 0.7).astype(float),
        within_sla=np.full(rows, np.nan),
        is_merged=np.zeros(rows, dtype=bool),
        is_case=np.ones(rows, dtype=bool),
        has_hours=np.zeros(rows, dtype=bool),
        source=np.ones(rows, dtype=np.int32),
        source_row=np.arange(rows, dtype=np.int32) + 2,
    )


def _usage(random: np.random.Generator, silent: int) -> UsageMonths:
    account = np.repeat(np.arange(silent), MONTHS).astype(np.int32)
    month = np.tile(np.arange(MONTHS), silent).astype(np.int16)
    rows = len(account)
    return UsageMonths(
        account,
        month,
        events=random.poisson(400, rows).astype(float),
        duration_seconds=np.full(rows, 1e4),
        errors=np.zeros(rows),
        active_users=random.integers(5, 60, rows).astype(float),
        user_days=np.full(rows, 60.0),
        active_days=np.full(rows, 20.0),
        last_at=AS_OF - 31 * month.astype("timedelta64[D]"),
        rows=np.full(rows, 40.0),
    )


def _features(random: np.random.Generator, silent: int) -> FeatureMonths:
    pairs = [
        (code, feature) for code in range(silent) for feature in range(len(FEATURES)) if random.random() < 0.7
    ]
    account, feature = np.array(pairs, dtype=np.int32).T
    ones = np.ones(len(account))
    return FeatureMonths(account, np.zeros(len(account), dtype=np.int16), feature, 50 * ones, 5 * ones)


def _contacts(silent: int) -> Contacts:
    rows = np.arange(silent, dtype=np.int32)
    nat = np.full(silent, np.datetime64("NaT"), dtype="datetime64[D]")
    return Contacts(
        account=rows,
        contact_id=_texts(f"P{row}" for row in rows),
        name=_texts(f"Person {row}" for row in rows),
        email=_texts(f"p{row}@example.org" for row in rows),
        role=rows % 3,
        title=_texts(["IT admin"] * silent),
        is_champion=np.ones(silent, dtype=bool),
        joined_at=nat,
        left_at=nat,
        last_seen=nat,
        acts=np.zeros(silent, dtype=bool),
        missed_rounds=np.zeros(silent),
        source=np.zeros(silent, dtype=np.int32),
        source_row=rows + 2,
    )


def _empty(record: type):
    """Return a record without rows."""
    dates, flags = (
        ("start", "end", "notice", "at"),
        ("ended", "is_trial", "is_reactivation", "churned", "auto_renew"),
    )
    texts = ("contract_id", "plan", "movement", "reason", "comment")
    return record(
        **{
            part.name: np.empty(
                0,
                dtype="datetime64[D]"
                if part.name in dates
                else object
                if part.name in texts
                else np.int32
                if part.name in ("account", "source", "source_row")
                else bool
                if part.name in flags
                else float,
            )
            for part in fields(record)
        }
    )


def _texts(values) -> np.ndarray:
    return np.array(list(values), dtype=object)
