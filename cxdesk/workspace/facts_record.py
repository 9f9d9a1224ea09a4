"""Facts: what is known up to a date, as column arrays that every metric and score reads.

Raw rows are read once, by `facts.py`, which makes these records; nothing else looks at raw rows. Arrays of
one record have equal length and are read-only. `account` columns hold the position of the account in
`Accounts`, so `np.bincount(x.account, minlength=n)` aggregates per account. Dates are `datetime64[D]`,
instants `datetime64[s]` in UTC, NaT when unknown; numbers are float64, NaN when unknown; texts are object
arrays of str, "" when unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from cxdesk.tables import ROLES, SURVEY_KINDS
from cxdesk.workspace.conventions import Conventions
from cxdesk.workspace.event_records import (
    Agents,
    FirstUses,
    IncidentAccounts,
    Incidents,
    Invoices,
    Reviews,
    TicketEvents,
    no_rows,
)
from cxdesk.workspace.lifetime_terms import LifetimeTerms, default_terms

if TYPE_CHECKING:
    from cxdesk.workspace.renewal_histories import RenewalHistories

ROLE_NAMES = tuple(ROLES)
SURVEY_KIND_NAMES = tuple(SURVEY_KINDS)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Accounts:
    """One row per account, sorted by account id (length n).

    `arr`, `mrr` and `seats` are those in force on the as-of date: from the open contracts where there are
    any, else from the account's own row. `is_lost` is true when it is no longer a customer; `lost_at` is NaT
    while it is one, and when the day of the loss is not known. `is_trial` is true where it never had more
    than a trial: it is no customer. `start_date` falls back to the first contract. `tenure_years` is time as
    a customer up to the as-of date or the loss, NaN when unknown.
    """

    account_id: np.ndarray
    account_name: np.ndarray
    segment: np.ndarray
    owner: np.ndarray
    industry: np.ndarray
    region: np.ndarray
    country: np.ndarray
    plan: np.ndarray
    currency: np.ndarray
    start_date: np.ndarray
    renewal_date: np.ndarray
    notice_date: np.ndarray
    arr: np.ndarray
    mrr: np.ndarray
    seats: np.ndarray
    is_trial: np.ndarray
    is_lost: np.ndarray
    lost_at: np.ndarray
    churn_reason: np.ndarray
    tenure_years: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account_id)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Answers:
    """One row per person asked: survey rows, and ratings given on tickets (kind csat, `ticket_id` set).

    `role` and `kind` are positions in ROLE_NAMES and SURVEY_KIND_NAMES. `unit` is the answer between 0 and 1,
    high is good (nps 1, .5, 0; csat satisfied 1, else 0; ces linear), NaN while unanswered; `score` is on its
    own scale.
    """

    account: np.ndarray
    contact: np.ndarray
    role: np.ndarray
    kind: np.ndarray
    score: np.ndarray
    scale_min: np.ndarray
    scale_max: np.ndarray
    high_is_good: np.ndarray
    unit: np.ndarray
    invited_at: np.ndarray
    answered_at: np.ndarray
    comment: np.ndarray
    ticket_id: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Tickets:
    """One row per ticket opened up to the as-of date.

    `is_open` is true when it was still open then; `resolved_at` is NaT while open, and when a closed ticket's
    source does not say when it was solved.

    `first_contact_resolved` and `within_sla` are 1, 0 or NaN; `reopens`, `escalations`, `handoffs`, `replies`
    are counts or NaN. `resolution_minutes` is NaN while open. `acknowledged_at` is NaT when nobody had taken
    it by then, or no source says so. `is_case` is false for what was merged into another, and for spam and
    what was deleted. `tags` is one text, as the source has it. `has_hours` is false where the ticket's source
    had told days alone by then: every one of its tickets began at midnight.
    """

    account: np.ndarray
    ticket_id: np.ndarray
    contact: np.ndarray
    created_at: np.ndarray
    acknowledged_at: np.ndarray
    resolved_at: np.ndarray
    is_open: np.ndarray
    first_response_minutes: np.ndarray
    resolution_minutes: np.ndarray
    status: np.ndarray
    priority: np.ndarray
    channel: np.ndarray
    category: np.ndarray
    subject: np.ndarray
    tags: np.ndarray
    team: np.ndarray
    agent: np.ndarray
    replies: np.ndarray
    reopens: np.ndarray
    escalations: np.ndarray
    handoffs: np.ndarray
    first_contact_resolved: np.ndarray
    within_sla: np.ndarray
    is_merged: np.ndarray
    is_case: np.ndarray
    has_hours: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class UsageMonths:
    """Account-month facts of usage. `month` 0 is the month that ends on the as-of date, 1 the one before it.

    `active_users` is the number of distinct users (or the largest count given, where the source is already
    counted), NaN when users are not named; `user_days` the users of each day added up, NaN like them;
    `active_days` the days with any use; `last_at` the last day of use in the month.
    """

    account: np.ndarray
    month: np.ndarray
    events: np.ndarray
    duration_seconds: np.ndarray
    errors: np.ndarray
    active_users: np.ndarray
    user_days: np.ndarray
    active_days: np.ndarray
    last_at: np.ndarray
    rows: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class FeatureMonths:
    """Account-month-feature facts. `feature` is a position in `Facts.features`."""

    account: np.ndarray
    month: np.ndarray
    feature: np.ndarray
    events: np.ndarray
    users: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Contracts:
    """One row per contract that began up to the as-of date.

    `end` is NaT while open, also when an early end was only known later; `ended` is true when it had ended by
    then.
    """

    account: np.ndarray
    contract_id: np.ndarray
    start: np.ndarray
    end: np.ndarray
    notice: np.ndarray
    ended: np.ndarray
    mrr: np.ndarray
    seats: np.ndarray
    plan: np.ndarray
    movement: np.ndarray
    currency: np.ndarray
    is_trial: np.ndarray
    churned: np.ndarray
    auto_renew: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class ChurnEvents:
    """One row per event in which an account left or came back, up to the as-of date."""

    account: np.ndarray
    at: np.ndarray
    reason: np.ndarray
    comment: np.ndarray
    amount: np.ndarray
    is_reactivation: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Contacts:
    """One row per person who had joined by the as-of date, or of whom it is not known when (`joined_at` NaT).
    `last_seen` is their newest answer, ticket or use up to that date, NaT when never.
    """

    account: np.ndarray
    contact_id: np.ndarray
    name: np.ndarray
    email: np.ndarray
    role: np.ndarray
    title: np.ndarray
    is_champion: np.ndarray
    joined_at: np.ndarray
    left_at: np.ndarray
    last_seen: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the data as a whole that the user should know, in words, with its numbers."""

    code: str
    message: str
    numbers: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Facts:
    """Everything known up to `as_of`.

    `feed_days[m]` is the share (0 to 1) of the days of month m on which any account has a usage row: a gap in
    the feed is missing data, not zero use. `sources` names (file, sheet) for the `source` columns.
    `synthetic` is true when the rows come from the generated sample. `also_known_as` has, by account id, the
    other ids and names that the user said are the same account. `evidence` is what the facts were cut
    from, to look further back (`facts.facts_back`); facts of chosen accounts have none. `conventions`: what
    the user says counts as what, today's on every date. `all_invoices`, in facts of chosen accounts, are
    those of all: what models of buying are fitted to; `all_renewals`: likewise, what retention curves are
    fitted to, None where that is these accounts' own. `lifetime_terms`: of the standards in force.
    `by_order`: there are invoices, and of no account at all a contract, a recurring revenue or a loss is
    known: customers order, and leave without a word.
    `surveyed`: there are answers or invitations, be it of accounts that were not chosen. Likewise,
    `counts_users`: usage says how many people there were; `names_users`: first uses tell people apart;
    `silence_told`: the surveys of `surveys_with_silence`.
    """

    as_of: np.datetime64
    accounts: Accounts
    answers: Answers
    tickets: Tickets
    usage: UsageMonths
    features: tuple[str, ...]
    feature_months: FeatureMonths
    feed_days: np.ndarray
    contracts: Contracts
    churn_events: ChurnEvents
    contacts: Contacts
    sources: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...] = ()
    synthetic: bool = False
    evidence: object = None
    also_known_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conventions: Conventions = field(default_factory=Conventions)
    incidents: Incidents = field(default_factory=lambda: no_rows(Incidents))
    incident_accounts: IncidentAccounts = field(default_factory=lambda: no_rows(IncidentAccounts))
    ticket_events: TicketEvents = field(default_factory=lambda: no_rows(TicketEvents))
    first_uses: FirstUses = field(default_factory=lambda: no_rows(FirstUses))
    reviews: Reviews = field(default_factory=lambda: no_rows(Reviews))
    agents: Agents = field(default_factory=lambda: no_rows(Agents))
    invoices: Invoices = field(default_factory=lambda: no_rows(Invoices))
    all_invoices: Invoices | None = None
    all_renewals: RenewalHistories | None = None
    lifetime_terms: LifetimeTerms = field(default_factory=default_terms)
    by_order: bool = False
    surveyed: bool = False
    counts_users: bool = False
    names_users: bool = False
    silence_told: frozenset[tuple[int, int]] | None = None

    def of(self, codes: Sequence[int] | np.ndarray) -> Facts:
        """Return the facts of some accounts only, renumbered in the order of `codes` (positions in
        `accounts`), with the incidents that touched them.
        """
        codes = np.asarray(codes, dtype=np.int64)
        position = np.full(len(self.accounts), -1, dtype=np.int32)
        position[codes] = np.arange(len(codes), dtype=np.int32)
        parts = {
            name: _chosen(getattr(self, name), position)
            for name in (
                "answers",
                "tickets",
                "usage",
                "feature_months",
                "contracts",
                "churn_events",
                "contacts",
                "ticket_events",
                "first_uses",
                "invoices",
                "reviews",
            )
        }
        kept = np.flatnonzero(position[self.tickets.account] >= 0)
        events = parts["ticket_events"]
        ticket = _places(kept, len(self.tickets))[events.ticket]
        parts["ticket_events"] = replace(events, ticket=_frozen(ticket))
        touched = _chosen(self.incident_accounts, position)
        known = np.unique(touched.incident)
        incident = _places(known, len(self.incidents))[touched.incident]
        return replace(
            self,
            accounts=rows_taken(self.accounts, codes),
            evidence=None,
            all_invoices=self.invoices if self.all_invoices is None else self.all_invoices,
            surveyed=self.surveyed or len(self.answers) > 0,
            counts_users=users_counted(self),
            names_users=users_named(self),
            silence_told=surveys_with_silence(self),
            incidents=rows_taken(self.incidents, known),
            incident_accounts=replace(touched, incident=_frozen(incident)),
            **parts,
        )


def users_counted(facts: Facts) -> bool:
    """Return whether usage says how many people there were, be it that of accounts that were not chosen."""
    return facts.counts_users or not bool(np.isnan(facts.usage.active_users).all())


def users_named(facts: Facts) -> bool:
    """Return whether first uses tell people apart, be it those of accounts that were not chosen."""
    return facts.names_users or bool(np.any(facts.first_uses.user >= 0))


def surveys_with_silence(facts: Facts) -> frozenset[tuple[int, int]]:
    """Return the (kind, source) of surveys that list an invitation nobody answered, be it of accounts that
    were not chosen. Of the others only answers were exported: who was asked in vain is not known.
    """
    if facts.silence_told is not None:
        return facts.silence_told
    answers = facts.answers
    silent = ~np.isnat(answers.invited_at) & np.isnat(answers.answered_at) & np.isnan(answers.unit)
    return frozenset(zip(answers.kind[silent].tolist(), answers.source[silent].tolist(), strict=True))


def with_incidents(facts: Facts, incidents: Incidents, touched: IncidentAccounts, codes: np.ndarray) -> Facts:
    """Return the facts with all those incidents, whomever they touched; `touched` numbers accounts as they
    were before the facts were cut to `codes`.
    """
    position = _places(codes, max(int(touched.account.max(initial=-1)), int(codes.max(initial=-1))) + 1)
    return replace(facts, incidents=incidents, incident_accounts=_chosen(touched, position))


def has_ended(end: np.ndarray, churned: np.ndarray, date: np.datetime64) -> np.ndarray:
    """Return whether contracts no longer ran on a date: a term runs on its last day, a lost one does not."""
    return (end < date) | (churned & (end <= date))


def in_force(contracts: Contracts, date: np.datetime64) -> np.ndarray:
    """Return which contracts ran on a date, trials left out; one of unknown start counts as begun. On the day
    on which one of an account ends and the next begins, the next one runs.
    """
    begun = np.isnat(contracts.start) | (contracts.start <= date)
    running = begun & ~has_ended(contracts.end, contracts.churned, date) & ~contracts.is_trial
    begins = running & (contracts.start == date)
    ends = np.flatnonzero(running & (contracts.end == date) & ~begins)
    running[ends] = ~np.isin(contracts.account[ends], contracts.account[begins])
    return running


def rows_taken(record, rows: np.ndarray):
    """Return a record of arrays with only the rows at those positions (read-only copies)."""
    return type(record)(**{part.name: _frozen(getattr(record, part.name)[rows]) for part in fields(record)})


def _chosen(record, position: np.ndarray):
    """Return the rows of a record whose account is kept, with the account renumbered by `position` (-1:
    dropped).
    """
    account = position[record.account]
    rows = np.flatnonzero(account >= 0)
    return replace(rows_taken(record, rows), account=_frozen(account[rows]))


def _places(kept: np.ndarray, count: int) -> np.ndarray:
    """Return for each of `count` rows its place among those kept, -1 where it is not; -1 stays -1."""
    places = np.full(count + 1, -1, dtype=np.int32)
    places[kept] = np.arange(len(kept), dtype=np.int32)
    return places


def _frozen(array: np.ndarray) -> np.ndarray:
    """Return the array, made read-only."""
    array.flags.writeable = False
    return array
