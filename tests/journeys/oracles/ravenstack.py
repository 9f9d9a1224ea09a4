"""RavenStack read anew with pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.journeys.oracles.book import Book, book


def read(folder: Path) -> Book:
    """Return what the five files say. Usage names subscriptions, and these their accounts."""
    accounts, events, usage, subscriptions, tickets = (
        pd.read_csv(folder / f"ravenstack_{name}.csv")
        for name in ("accounts", "churn_events", "feature_usage", "subscriptions", "support_tickets")
    )
    owner_of = subscriptions.set_index("subscription_id").account_id
    created = pd.to_datetime(tickets.submitted_at)
    closed = pd.to_datetime(tickets.closed_at)
    rated = tickets[tickets.satisfaction_score.notna()]
    return book(
        accounts=pd.DataFrame(
            {
                "account": accounts.account_id,
                "industry": accounts.industry,
                "country": accounts.country,
                "start": pd.to_datetime(accounts.signup_date),
                "seats": accounts.seats,
                "is_trial": accounts.is_trial,
                "flagged": accounts.churn_flag,
            }
        ),
        contracts=pd.DataFrame(
            {
                "account": subscriptions.account_id,
                "start": pd.to_datetime(subscriptions.start_date),
                "end": pd.to_datetime(subscriptions.end_date),
                "mrr": subscriptions.mrr_amount,
                "seats": subscriptions.seats,
                "is_trial": subscriptions.is_trial,
                "lost": subscriptions.churn_flag,
                "billed": subscriptions.billing_frequency.map({"monthly": 1, "annual": 12}),
            }
        ),
        churn_events=pd.DataFrame(
            {
                "account": events.account_id,
                "at": pd.to_datetime(events.churn_date),
                "returned": events.is_reactivation,
            }
        ),
        # A rating of a ticket is of the day on which it was solved; 4 and 5 of 1 to 5 are satisfied.
        answers=pd.DataFrame(
            {
                "account": rated.account_id,
                "role": "other",
                "kind": "csat",
                "value": (rated.satisfaction_score >= 4).astype(float),
                "at": closed[rated.index],
                "ticket": rated.ticket_id,
            }
        ),
        tickets=pd.DataFrame(
            {
                "account": tickets.account_id,
                "ticket": tickets.ticket_id,
                "priority": tickets.priority,
                "created": created,
                "resolved": closed,
                "hours": tickets.resolution_time_hours,
                "unsolved": False,
                "reply": created + pd.to_timedelta(tickets.first_response_time_minutes, "min"),
                "escalations": tickets.escalation_flag.astype(float),
            }
        ),
        usage=pd.DataFrame(
            {
                "account": usage.subscription_id.map(owner_of),
                "feature": usage.feature_name,
                "day": pd.to_datetime(usage.usage_date),
                "events": usage.usage_count,
            }
        ),
    )
