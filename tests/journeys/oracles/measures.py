"""Every metric of the catalogue: which rows it is made of, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from tests.journeys.oracles import adoption, contract_value, customers, estimates, people, support
from tests.journeys.oracles.book import Book, known_on
from tests.journeys.oracles.clock import Named
from tests.journeys.oracles.estimates import Expected
from tests.journeys.oracles.period import Period

Rows = Callable[..., pd.DataFrame]
Summary = Callable[[pd.DataFrame], Expected]
YEAR, QUARTER, MONTH, TWO_YEARS = 365, 91, 30, 730
# None of the data sets here has invoices or orders: these are unknown everywhere.
OF_ORDERS = (
    "order_value",
    "order_frequency",
    "order_recency",
    "expected_orders",
    "clv_orders",
    "invoices_overdue",
)


@dataclass(frozen=True, slots=True)
class Measure:
    """`days` is the usual period (a year for what is measured on a day); `part` says what the rows are of:
    what they know besides the account follows from it.
    """

    rows: Rows
    summary: Summary
    part: str
    days: int = YEAR


# What depends on what the user has named.
BY_CONVENTION = {
    *("ticket_mtta", "ticket_mttr", "mtta", "mttr"),
    *("average_resolution_time", "resolution_time_median", "resolution_time_p80"),
    *("after_hours_interruptions", "sleep_interruptions", "after_hours_tickets"),
    *("feature_breadth", "time_to_value", "workflow_conversion"),
}
OF_ACCOUNTS = ("segment", "owner", "industry", "country")
OF_TICKETS = ("team", "agent", "category", "priority")
OF_REVIEWS = ("team", "agent", "category", "criterion", "reviewer")
OF_INCIDENTS = ("service", "urgency", "priority")


def _answers(kind: str) -> Rows:
    return lambda known, accounts, period: support.answers_of(kind, known, period)


def _first_contact(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    return support.first_contact(support.resolved(known, period))


def _nothing(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    return accounts.assign(value=0.0).head(0)


MEASURES: dict[str, Measure] = {
    "csat": Measure(_answers("csat"), estimates.share, "answers"),
    "nps": Measure(_answers("nps"), estimates.promoters, "answers"),
    "ces": Measure(_answers("ces"), estimates.effort, "answers"),
    # Nobody reads the comments of these data sets, and no answer is of a kind of that name.
    "text_sentiment": Measure(_answers("text_sentiment"), estimates.effort, "answers"),
    "response_rate": Measure(support.invitations, estimates.share, "answers"),
    "account_coverage": Measure(support.coverage, estimates.share, "accounts"),
    "role_coverage": Measure(support.roles_heard, estimates.share, "roles"),
    "silent_accounts": Measure(support.silent, estimates.share, "accounts"),
    "answer_age": Measure(support.answer_age, estimates.median, "accounts"),
    "fcr": Measure(_first_contact, estimates.share, "tickets"),
    "net_fcr": Measure(support.net_first_contact, estimates.share, "tickets"),
    "stayed_solved": Measure(support.stayed_solved, estimates.share, "tickets"),
    "review_score": Measure(people.scores, people.mean_score, "reviews"),
    "review_agreement": Measure(people.agreements, people.agreement, "reviews"),
    "average_resolution_time": Measure(support.resolution_hours, estimates.mean, "tickets"),
    "resolution_time_median": Measure(support.durations, estimates.median_time, "tickets"),
    "resolution_time_p80": Measure(support.durations, estimates.time_of_most, "tickets"),
    "reopen_rate": Measure(support.reopened, estimates.rare_share, "tickets"),
    "escalation_rate": Measure(support.escalated, estimates.rare_share, "tickets"),
    "escalated_tickets": Measure(support.escalated, estimates.number, "tickets"),
    "handoffs": Measure(support.handoffs, estimates.mean, "tickets"),
    "ticket_mtta": Measure(support.first_answers, estimates.mean, "tickets"),
    "ticket_mttr": Measure(support.resolution_hours, estimates.mean, "tickets"),
    "mtta": Measure(support.until_taken, estimates.mean, "incidents"),
    "mttr": Measure(support.until_over, estimates.mean, "incidents"),
    "after_hours_interruptions": Measure(support.interruptions, estimates.ratio, "incidents"),
    "sleep_interruptions": Measure(support.sleep_interruptions, estimates.ratio, "incidents"),
    "after_hours_tickets": Measure(support.after_hours_tickets, estimates.share, "tickets"),
    "backlog": Measure(support.backlog, estimates.number, "tickets"),
    "backlog_age": Measure(support.backlog_age, estimates.median, "tickets"),
    "load_per_agent": Measure(support.desks, support.load, "tickets", QUARTER),
    "agent_tenure": Measure(people.tenure, estimates.median, "tickets"),
    "new_agent_share": Measure(people.newcomers, estimates.share, "tickets"),
    "churn_rate": Measure(customers.at_start, estimates.share, "accounts"),
    "retention_rate": Measure(customers.stayed, estimates.share, "accounts"),
    "renewal_rate": Measure(customers.renewals, estimates.share, "contracts"),
    "gross_revenue_retention": Measure(customers.revenue_kept, estimates.ratio, "accounts"),
    "net_revenue_retention": Measure(customers.revenue, estimates.ratio, "accounts"),
    "clv": Measure(customers.lifetime, customers.lifetime_value, "accounts"),
    "clv_discounted": Measure(contract_value.contracts_worth, contract_value.mean_worth, "accounts"),
    **dict.fromkeys(OF_ORDERS, Measure(_nothing, estimates.median, "accounts")),
    "seat_use": Measure(adoption.seats_used, adoption.seat_use, "accounts", MONTH),
    "feature_breadth": Measure(adoption.breadth, estimates.mean_share, "accounts", QUARTER),
    "feature_depth": Measure(adoption.depth, estimates.mean, "accounts", QUARTER),
    "stickiness": Measure(adoption.stickiness, estimates.mean_share, "accounts", MONTH),
    "time_to_value": Measure(adoption.first_value, estimates.median_time, "accounts", TWO_YEARS),
    "workflow_conversion": Measure(adoption.conversions, estimates.share, "people"),
    "usage_trend": Measure(adoption.trends, adoption.trend, "accounts"),
    "recency": Measure(adoption.recency, estimates.median, "accounts"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """The rows of every metric for one day and period, and the accounts, tickets, incidents and reviews known
    then.
    """

    rows: Mapping[str, pd.DataFrame]
    accounts: pd.DataFrame
    tickets: pd.DataFrame
    incidents: pd.DataFrame
    reviews: pd.DataFrame

    def of_all(self, name: str) -> Expected:
        """Return what a metric comes to over everything; an incident that touched many counts once."""
        return _summed(name, self.rows[name])

    def of_account(self, name: str, account: str) -> Expected:
        """Return what it comes to for one account."""
        rows = self.rows[name]
        return _summed(name, rows[rows.account == account])

    def by(self, name: str, dimension: str) -> dict[str, Expected] | None:
        """Return what it comes to for each group; None where its rows do not know the dimension."""
        rows, part = self.rows[name].reset_index(drop=True), MEASURES[name].part
        if dimension in OF_ACCOUNTS:
            groups = self.accounts.set_index("account")[dimension]
            of_row, names = rows.account.map(groups), sorted(set(groups))
        elif dimension == "role" and part in ("answers", "roles"):
            of_row, names = rows.role, ["admin", "end user", "buyer", "other"]
        elif dimension in OF_TICKETS and part == "answers":
            of_row = self._of_their_tickets(rows, dimension)
            if len(rows) and of_row.isna().all():
                return None
            of_row = of_row.fillna("")
            names = sorted(set(self.tickets[dimension]) | set(of_row))
        elif dimension in OF_TICKETS and part == "tickets":
            of_row, names = rows[dimension], sorted(set(self.tickets[dimension]))
        elif dimension in OF_REVIEWS and part == "reviews":
            of_row, names = rows[dimension], sorted(set(self.reviews[dimension]))
        elif dimension in OF_INCIDENTS and part == "incidents":
            of_row, names = rows[dimension], sorted(set(self.incidents[dimension]))
        else:
            return None
        return {group: _summed(name, rows[of_row == group]) for group in names}

    def _of_their_tickets(self, answers: pd.DataFrame, dimension: str) -> pd.Series:
        """Return what the ticket that an answer is about says, NaN where no ticket of its account is it."""
        about = answers[["account", "ticket"]].rename_axis("row").reset_index()
        of_ticket = self.tickets[["account", "ticket", dimension]]
        pairs = about[about.ticket != ""].merge(of_ticket, on=["account", "ticket"])
        return pairs.set_index("row")[dimension].reindex(answers.index)


def measured(whole: Book, day: str, days: int | None, named: Named, *, is_present: bool) -> Measured:
    """Return the rows of every metric as of a day, over `days` days or each one's usual period, with what the
    user has named.
    """
    end = pd.Timestamp(day)
    known = known_on(whole, end, is_present=is_present)
    accounts = customers.accounts_on(known, end)
    known = _until_left(_of(known, set(accounts.account)), accounts)
    rows = {}
    for name, measure in MEASURES.items():
        given = (known, accounts, Period(end, days or measure.days))
        rows[name] = measure.rows(*given, named) if name in BY_CONVENTION else measure.rows(*given)
    return Measured(rows, accounts, known.tickets, known.incidents, known.reviews)


def _of(known: Book, accounts: set[str]) -> Book:
    """Return what is about accounts that there were; incidents of services belong to all."""
    names = ("contracts", "churn_events", "contacts", "answers", "tickets", "touched", "usage", "reviews")
    parts = {}
    for name in names:
        frame = getattr(known, name)
        parts[name] = frame[frame.account.isin(accounts)]
    return Book(accounts=known.accounts, incidents=known.incidents, agents=known.agents, **parts)


def _until_left(known: Book, accounts: pd.DataFrame) -> Book:
    """Return no incident as one of an account that had left on the day it began."""
    pairs = known.touched.merge(known.incidents[["incident", "began"]], on="incident", how="left")
    left = pairs.account.map(accounts.set_index("account").lost_at.where(accounts.set_index("account").lost))
    gone = left.dt.normalize() <= pairs.began.dt.normalize()
    return replace(known, touched=pairs.loc[~gone, ["incident", "account"]])


def _summed(name: str, rows: pd.DataFrame) -> Expected:
    measure = MEASURES[name]
    if measure.part == "incidents":
        rows = rows.drop_duplicates("incident")
    return measure.summary(rows)
