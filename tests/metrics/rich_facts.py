"""Facts with something of everything, drawn by chance from a seed: for properties that hold for any data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.tables.survey_scales import KIND_NAMES, unit_score
from cxdesk.workspace.conventions import Conventions, Workflow
from cxdesk.workspace.event_records import TICKET_EVENT_NAMES, Invoices, Reviews, TicketEvents
from cxdesk.workspace.facts_record import Facts, rows_taken
from cxdesk.workspace.renewal_histories import RenewalHistories
from tests.metrics.made_facts import AS_OF, event_rows, make_facts
from tests.metrics.word_encoder import vectors_of

FEATURES = ("export", "report", "search", "share")
MONTHS = 14
GAP = 5
"""The month in which the feed brought nothing of anybody."""
TRIAL = 3
"""The account that is on trial, where there are more than `LEAST`; the last one has no row of any part."""
LEAST = 5
CUSTOMERS = 40  # of the book that the accounts are from: what models of buying are fitted to
WORKFLOWS = (Workflow("Report", ("search", "report", "export")), Workflow("Share", ("report", "share")))
_SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}


def rich_facts(accounts: int = 12, seed: int = 1) -> Facts:
    """Return facts as of 30 June 2025 of that many accounts, each with several rows of every part. Of more
    than `LEAST` accounts one is on trial, and of the last nothing is known but itself.
    """
    random = np.random.default_rng(seed)
    customers = _accounts(random, accounts)
    facts = make_facts(
        customers,
        features=FEATURES,
        feed_days=tuple(float(month != GAP) for month in range(MONTHS)),
        answers=_answers(random, accounts),
        tickets=_tickets(random, accounts),
        usage=_usage(random, accounts),
        feature_months=_feature_months(random, accounts),
        contracts=_contracts(random, customers),
        contacts=_contacts(random, accounts),
        churn_events={"account": [0], "at": ["2025-02-01"]},
        incidents=_incidents(random, accounts),
        incident_accounts=_touched(random, accounts),
        first_uses=_first_uses(random, accounts),
        agents=_agents(random),
    )
    orders = event_rows(Invoices, _invoices(random, CUSTOMERS))
    own = rows_taken(orders, np.flatnonzero(orders.account < accounts))
    facts = replace(
        facts,
        conventions=Conventions(workflows=WORKFLOWS),
        invoices=own,
        all_invoices=orders,
        all_renewals=_renewals(random, CUSTOMERS),
        ticket_events=_ticket_events(random, facts),
        reviews=_reviews(random, facts),
    )
    return _with_gaps(facts)


def in_two_currencies(facts: Facts) -> Facts:
    """Return the facts with every other account, its contracts and its orders in dollars."""

    def currency(account: np.ndarray) -> np.ndarray:
        return np.where(account % 2 == 0, "EUR", "USD").astype(object)

    numbers = np.arange(len(facts.accounts))
    return replace(
        facts,
        accounts=replace(facts.accounts, currency=currency(numbers)),
        **{
            name: replace(getattr(facts, name), currency=currency(getattr(facts, name).account))
            for name in ("contracts", "invoices", "all_invoices")
        },
    )


def _with_gaps(facts: Facts) -> Facts:
    """Return the facts without use in the month that the feed lacks, and without any row of the last account
    of more than `LEAST`.
    """
    silent = len(facts.accounts) - 1 if len(facts.accounts) > LEAST else -1
    kept = {}
    for name in ("answers", "tickets", "usage", "feature_months", "contracts", "contacts", "first_uses"):
        record = getattr(facts, name)
        rows = record.account != silent
        if name in ("usage", "feature_months"):
            rows = rows & (record.month != GAP)
        kept[name] = rows_taken(record, np.flatnonzero(rows))
    for name in ("invoices", "incident_accounts", "ticket_events", "reviews"):
        record = getattr(facts, name)
        kept[name] = rows_taken(record, np.flatnonzero(record.account != silent))
    return with_comments_read(replace(facts, **kept))


def with_comments_read(facts: Facts) -> Facts:
    """Return the facts with a comment in every answer, the words of the rated ones after their ratings, and
    with all of them read: what reading is learned from (`all_answers`) stays when rows are taken away.
    """
    answers = facts.answers
    moods = np.where(np.isnan(answers.unit), 0.9, answers.unit)
    words = ("broken awful slow", "usual average plain", "lovely superb quick")
    texts = [f"{words[round(2 * mood)]} {row % 7}" for row, mood in enumerate(moods.tolist())]
    comment = np.array(texts, dtype=object)
    rows = np.arange(2, len(answers) + 2, dtype=np.int32)
    read = replace(answers, comment=comment, source_row=rows)
    return replace(facts, answers=read, all_answers=read, comment_vectors=vectors_of(texts))


def _ticket_events(random: np.random.Generator, facts: Facts):
    """Of half of the tickets, whose order is that of their accounts, what happened to them, in its order."""
    tickets = facts.tickets
    ticket = random.choice(len(tickets), len(tickets) // 2)
    at = tickets.created_at[ticket] + random.integers(0, 90_000, len(ticket)).astype("timedelta64[s]")
    order = np.argsort(at, kind="stable")
    order = order[at[order].astype("datetime64[D]") <= AS_OF]
    columns = {
        "account": tickets.account[ticket[order]],
        "ticket": ticket[order],
        "at": at[order],
        "kind": random.integers(0, len(TICKET_EVENT_NAMES), len(order)),
        "reason": random.choice(["difficult", "angry", ""], len(order)),
        "has_hours": np.ones(len(order), dtype=bool),
    }
    return event_rows(TicketEvents, columns)


def _reviews(random: np.random.Generator, facts: Facts):
    """Of a third of the tickets scores of two criteria, by one reviewer or by both."""
    tickets = facts.tickets
    chosen = random.choice(len(tickets), len(tickets) // 3, replace=False)
    ticket, criterion, reviewer = (part.ravel() for part in np.meshgrid(chosen, [0, 1], [0, 1]))
    judged = random.random(len(ticket)) < 0.7
    ticket, criterion, reviewer = ticket[judged], criterion[judged], reviewer[judged]
    at = tickets.created_at[ticket] + random.integers(0, 90_000, len(ticket)).astype("timedelta64[s]")
    score = random.integers(1, 6, len(ticket))
    columns = {
        "account": tickets.account[ticket],
        "ticket_id": tickets.ticket_id[ticket],
        "reviewer": np.array(["Ann", "Bo"], dtype=object)[reviewer],
        "criterion": np.array(["tone", "solution"], dtype=object)[criterion],
        "at": np.minimum(at, AS_OF.astype("datetime64[s]")),
        "score": score,
        "scale_min": np.ones(len(ticket)),
        "scale_max": np.full(len(ticket), 5.0),
        "unit": (score - 1) / 4,
        "team": tickets.team[ticket],
        "agent": tickets.agent[ticket],
        "category": tickets.category[ticket],
    }
    return event_rows(Reviews, columns)


def _agents(random: np.random.Generator) -> dict:
    """Those whom tickets name, but for one: since when, and for how many hours a week."""
    return {
        "agent": ["Cy", "Di"],
        "team": ["first line", "second line"],
        "joined_at": _days_ago(random, 2, 1000).astype("datetime64[D]"),
        "hours_per_week": random.choice([20.0, 30.0, 40.0], 2),
    }


def _days_ago(random: np.random.Generator, count: int, longest: int) -> np.ndarray:
    seconds = random.integers(0, longest * 86400, count).astype("timedelta64[s]")
    return AS_OF.astype("datetime64[s]") + np.timedelta64(20, "h") - seconds


def _each(accounts: int, rows: int) -> np.ndarray:
    return np.repeat(np.arange(accounts), rows)


def _accounts(random: np.random.Generator, count: int) -> dict:
    lost = random.random(count) < 0.2
    lost[0] = True
    begun = _days_ago(random, count, 1200).astype("datetime64[D]")
    begun[0] = AS_OF - 1200  # there when the year begins, and lost in it
    return {
        "account_id": [f"A{i:03d}" for i in range(count)],
        "account_name": [f"Account {i}" for i in range(count)],
        "segment": random.choice(["large", "small", ""], count),
        "owner": random.choice(["Ann", "Bo"], count),
        "region": random.choice(["north", "south"], count),
        "currency": ["EUR"] * count,
        "arr": np.round(random.uniform(1_000, 90_000, count), 2),
        "seats": random.integers(5, 60, count),
        "start_date": begun,
        "is_trial": (np.arange(count) == TRIAL) & (count > LEAST),
        "is_lost": lost,
        "lost_at": np.where(
            lost, _days_ago(random, count, 300).astype("datetime64[D]"), np.datetime64("NaT")
        ),
    }


def _answers(random: np.random.Generator, accounts: int) -> dict:
    account = _each(accounts, 18)
    count = len(account)
    kinds = random.integers(0, 3, count)
    low, high = np.array([_SCALES[KIND_NAMES[kind]] for kind in kinds], dtype=float).T
    score = np.floor(random.uniform(low, high + 1))
    invited = _days_ago(random, count, 700)
    answered = invited + random.integers(0, 9 * 86400, count).astype("timedelta64[s]")
    silent = (random.random(count) < 0.3) | (answered.astype("datetime64[D]") > AS_OF)
    good = np.ones(count, dtype=bool)
    unit = unit_score(kinds, score, low, high, good)
    return {
        "account": account,
        "role": random.integers(0, 4, count),
        "kind": kinds,
        "score": np.where(silent, np.nan, score),
        "scale_min": low,
        "scale_max": high,
        "high_is_good": good,
        "unit": np.where(silent, np.nan, unit),
        "invited_at": invited,
        "answered_at": np.where(silent, np.datetime64("NaT"), answered),
    }


def _tickets(random: np.random.Generator, accounts: int) -> dict:
    account = _each(accounts, 30)
    count = len(account)
    created = _days_ago(random, count, 700)
    resolved = created + (random.exponential(4.0, count) * 86400).astype("timedelta64[s]")
    unsolved = (random.random(count) < 0.05) | (resolved.astype("datetime64[D]") > AS_OF)
    return {
        "account": account,
        "ticket_id": [f"T{i}" for i in range(count)],
        "contact": random.choice(["ann@x", "bo@x", ""], count),
        "created_at": created,
        "acknowledged_at": created + random.integers(60, 9000, count).astype("timedelta64[s]"),
        "resolved_at": np.where(unsolved, np.datetime64("NaT"), resolved),
        "first_response_minutes": random.integers(1, 300, count),
        "category": random.choice(["billing", "bug", ""], count),
        "priority": random.choice(["high", "low"], count),
        "channel": random.choice(["mail", "chat"], count),
        "team": random.choice(["first line", "second line", ""], count),
        "agent": random.choice(["Cy", "Di", "Ed", ""], count),
        "status": random.choice(["solved", "open", "spam"], count, p=[0.6, 0.35, 0.05]),
        "replies": random.integers(0, 6, count),
        "reopens": random.integers(0, 2, count),
        "escalations": random.integers(0, 2, count),
        "handoffs": random.integers(0, 4, count),
    }


def _usage(random: np.random.Generator, accounts: int) -> dict:
    account = _each(accounts, MONTHS)
    count = len(account)
    users = random.integers(1, 20, count)
    month = np.tile(np.arange(MONTHS), accounts)
    return {
        "account": account,
        "month": month,
        "events": random.integers(0, 400, count),
        "active_users": users,
        "user_days": users * random.integers(1, 25, count),
        "active_days": random.integers(1, 28, count),
        "last_at": AS_OF - (30 * month + random.integers(0, 20, count)).astype("timedelta64[D]"),
        "rows": random.integers(1, 30, count),
    }


def _feature_months(random: np.random.Generator, accounts: int) -> dict:
    account = _each(accounts, 10)
    count = len(account)
    return {
        "account": account,
        "month": random.integers(0, MONTHS, count),
        "feature": random.integers(0, len(FEATURES), count),
        "events": random.integers(0, 50, count),
        "users": random.integers(1, 9, count),
    }


def _contracts(random: np.random.Generator, customers: dict) -> dict:
    """Return three contracts of each account; those of lost ones are over on the day of the loss."""
    account = _each(len(customers["account_id"]), 3)
    count = len(account)
    start = _days_ago(random, count, 1100).astype("datetime64[D]")
    end = start + random.integers(200, 500, count).astype("timedelta64[D]")
    end = np.where(random.random(count) < 0.3, np.datetime64("NaT"), end)
    lost_at = customers["lost_at"][account]
    end = np.where(customers["is_lost"][account], np.fmin(end, lost_at - 1), end)
    start = np.where(start >= end, end - 200, start)
    return {
        "account": account,
        "contract_id": [f"C{i}" for i in range(count)],
        "start": start,
        "end": end,
        "ended": end < AS_OF,
        "mrr": np.round(random.uniform(100, 5_000, count), 2),
        "seats": random.integers(5, 60, count),
        "churned": random.random(count) < 0.15,
    }


def _contacts(random: np.random.Generator, accounts: int) -> dict:
    account = _each(accounts, 3)
    return {"account": account, "role": random.integers(0, 4, len(account))}


def _incidents(random: np.random.Generator, accounts: int) -> dict:
    count = 4 * accounts
    created = np.sort(_days_ago(random, count, 500))
    return {
        "created_at": created,
        "acknowledged_at": created + random.integers(60, 7200, count).astype("timedelta64[s]"),
        "resolved_at": created + random.integers(7200, 90_000, count).astype("timedelta64[s]"),
        "service": random.choice(["api", "web"], count),
        "urgency": random.choice(["high", "low"], count),
        "priority": random.choice(["P1", "P2"], count),
        "interruptions_business_hours": random.integers(0, 3, count),
        "interruptions_off_hours": random.integers(0, 3, count),
        "interruptions_sleep_hours": random.integers(0, 2, count),
    }


def _touched(random: np.random.Generator, accounts: int) -> dict:
    pairs = np.unique(random.integers(0, [accounts, 4 * accounts], (8 * accounts, 2)), axis=0)
    return {"account": pairs[:, 0], "incident": pairs[:, 1]}


def _renewals(random: np.random.Generator, accounts: int) -> RenewalHistories:
    """Of every customer of the book up to eight renewals, a third of them lost."""
    renewals = random.integers(0, 9, accounts)
    return RenewalHistories(
        random.choice(["large", "small", ""], accounts).astype(object),
        renewals,
        random.integers(0, renewals + 1),
        random.random(accounts) < 1 / 3,
        np.ones(accounts),
        np.zeros(0),
    )


def _invoices(random: np.random.Generator, accounts: int) -> dict:
    """Of each customer three to nine orders, some of the last 60 days among them."""
    account = np.repeat(np.arange(accounts), random.integers(3, 10, accounts))
    count = len(account)
    issued = _days_ago(random, count, 700).astype("datetime64[D]")
    issued[::3] = _days_ago(random, len(issued[::3]), 60).astype("datetime64[D]")
    paid = issued + random.integers(1, 90, count).astype("timedelta64[D]")
    unpaid = (random.random(count) < 0.2) | (paid > AS_OF)
    return {
        "account": account,
        "invoice_id": [f"R{i}" for i in range(count)],
        "issued_at": issued,
        "due_at": issued + np.timedelta64(30, "D"),
        "paid_at": np.where(unpaid, np.datetime64("NaT"), paid),
        "amount": np.round(random.gamma(4.0, 20.0 + 2.0 * account), 2),
        "currency": ["EUR"] * count,
        "status": np.where(random.random(count) < 0.05, "void", "open"),
    }


def _first_uses(random: np.random.Generator, accounts: int) -> dict:
    """Of every account six people, each of whom has used some of the features."""
    account, user, feature = np.nonzero(random.random((accounts, 6, len(FEATURES))) < 0.7)
    return {
        "account": account,
        "user": user,
        "feature": feature,
        "first_at": _days_ago(random, len(account), 420).astype("datetime64[D]"),
    }
