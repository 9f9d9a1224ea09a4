"""What the generator works with: an account, how it behaves, its people, its contract terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# Points (days before the sample's end, value); linear between them, flat outside.
Curve = tuple[tuple[float, float], ...]

ADMIN, END_USER, BUYER = "Admin", "End user", "Buyer"

FEATURES = (
    "planning_board",
    "dispatch",
    "time_sheets",
    "mobile_app",
    "reports",
    "inventory",
    "alerts",
    "invoicing",
    "customer_portal",
    "route_optimizer",
    "integrations",
    "api_export",
)


@dataclass(frozen=True, slots=True)
class Account:
    """A row of the CRM's account report. `seats` are those bought today; `price` is EUR a seat and year."""

    account_id: str
    name: str
    segment: str
    industry: str
    country: str
    owner: str
    plan: str
    since: date
    term_months: int
    notice_days: int
    seats: int
    price: float
    churn_date: date | None = None
    churn_reason: str = ""
    goes_by_crm_row_only: bool = False


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The hidden truth that surveys, usage, tickets and renewals of one account are drawn from.

    `quality` is the latent account quality on a standard normal scale, `drift` its change a year. The fields
    with a default replace what quality would give; planted stories set them. `steady` spreads chances evenly
    over time instead of drawing them one by one: a planted rate is then met in every window, for every seed.
    `escalators_apart`: those who escalate are never asked how satisfied they are, and write nothing else.
    """

    quality: float
    drift: float
    phase: float
    active_share: float
    depth: float
    feature_weights: tuple[float, ...]
    tickets_per_month: float
    growth: float
    admins: int
    end_users: int
    buyers: int
    survey_day: int
    level: Curve = ((0, 1.0),)
    event_scale: float = 1.0
    ticket_level: Curve = ((0, 1.0),)
    reopen_rate: float | None = None
    escalation_rate: Curve | None = None
    escalators_apart: bool = False
    csat_shares: tuple[float, ...] | None = None
    csat_answer_rate: Curve = ((0, 0.42),)
    nps_ranges: tuple[tuple[str, int, int], ...] = ()
    nps_answer_rate: Curve | None = None
    comment_rate: float = 0.45
    theme: str = ""
    billing_share: float = 0.12
    upgrade_date: date | None = None
    champion_leaves: date | None = None
    has_usage_feed: bool = True
    steady: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One contract row: a stretch of time with the same seats and price. `mrr` is EUR a month."""

    contract_id: str
    account_id: str
    start: date
    end: date
    seats: int
    mrr: float
    plan: str
    movement: str
    auto_renew: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a customer. Contacts stand in the CRM; the usage export knows them by the same id."""

    person_id: str
    account_id: str
    name: str
    email: str
    role: str
    title: str
    is_champion: bool
    joined: date
    left: date | None


@dataclass(frozen=True, slots=True)
class Customer:
    """An account with all that the event files are drawn from. `renewal` is None once it has churned."""

    account: Account
    behaviour: Behaviour
    terms: tuple[Term, ...]
    renewal: date | None
    people: tuple[Person, ...]
