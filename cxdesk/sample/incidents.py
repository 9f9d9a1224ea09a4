"""`Incidents.xlsx`: what broke and when, as an operations team keeps it, and which accounts use what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from cxdesk.sample.dates import DAY_COUNT, SAMPLE_START
from cxdesk.sample.records import FEATURES, Account, Customer
from cxdesk.sample.sheets import workbook, write_table

INCIDENT_HEADER = (
    "Incident ID",
    "Service",
    "Opened on",
    "Acknowledged on",
    "Resolved on",
    "Urgency",
    "Business hour interruptions",
    "Off hour interruptions",
    "Sleep hour interruptions",
)
SERVICE_HEADER = ("Service", "Account ID", "Since")
FIRST_INCIDENT = 7001

_SERVICES = {
    "Planning": ("planning_board", "dispatch", "route_optimizer"),
    "Mobile app": ("mobile_app", "time_sheets"),
    "Reporting": ("reports", "inventory", "alerts"),
    "Integrations": ("integrations", "api_export"),
}
_SHARES = (0.34, 0.28, 0.22, 0.16)
_PER_MONTH = 5.5
_HIGH_URGENCY = 0.35
_MINUTES_TO_TAKE = 7.0  # medians
_MINUTES_TO_RESOLVE = 95.0
_USES_FROM = 0.02
"""The share of its use from which on an account is one of a service's."""


def write_incidents(path: Path, customers: Sequence[Customer], rng: np.random.Generator) -> None:
    """Write a workbook with the sheets Incidents and Services; times are UTC."""
    with workbook(path, "Incidents and services") as (book, formats):
        widths = (12, 16, 18, 18, 18, 10, 26, 22, 24)
        write_table(book.add_worksheet("Incidents"), 0, INCIDENT_HEADER, _incidents(rng), widths, formats)
        services = [row for customer in customers for row in _services(customer)]
        write_table(book.add_worksheet("Services"), 0, SERVICE_HEADER, services, (16, 14, 12), formats)


def _incidents(rng: np.random.Generator) -> list[tuple]:
    """Return one row an incident, oldest first; the newest one is not over yet."""
    count = int(rng.poisson(_PER_MONTH * DAY_COUNT / 30.4))
    minutes = np.sort(rng.integers(0, DAY_COUNT * 1440 - 720, count))
    start = datetime.combine(SAMPLE_START, datetime.min.time())
    rows = []
    for number, minute in enumerate(minutes.tolist(), FIRST_INCIDENT):
        opened = start + timedelta(minutes=minute)
        high = rng.random() < _HIGH_URGENCY
        asleep = not 7 <= opened.hour < 22
        taken = opened + timedelta(minutes=_spread(rng, _MINUTES_TO_TAKE * (2.2 if asleep else 1.0), 0.8))
        length = _spread(rng, _MINUTES_TO_RESOLVE * (0.7 if high else 1.2), 0.9)
        people = 1 + int(rng.poisson(0.4)) if high or not asleep else 0
        rows.append(
            (
                f"INC-{number}",
                str(rng.choice(list(_SERVICES), p=_SHARES)),
                opened,
                taken,
                taken + timedelta(minutes=length) if number < FIRST_INCIDENT + count - 1 else None,
                "high" if high else "low",
                people if _is_working(opened) else 0,
                0 if _is_working(opened) or asleep else people,
                people if asleep else 0,
            )
        )
    return rows


def _services(customer: Customer) -> list[tuple]:
    """Return the services that an account uses, none where it has no use of the product."""
    account: Account = customer.account
    if not customer.behaviour.has_usage_feed:
        return []
    weights = dict(zip(FEATURES, customer.behaviour.feature_weights, strict=True))
    total = sum(weights.values())
    return [
        (service, account.account_id, account.since)
        for service, features in _SERVICES.items()
        if sum(weights[feature] for feature in features) >= _USES_FROM * total
    ]


def _is_working(moment: datetime) -> bool:
    return moment.weekday() < 5 and 9 <= moment.hour < 17


def _spread(rng: np.random.Generator, median: float, sigma: float) -> float:
    """Return a draw of a log-normal distribution, in whole minutes, at least one."""
    return max(1.0, round(float(median * np.exp(sigma * rng.standard_normal()))))
