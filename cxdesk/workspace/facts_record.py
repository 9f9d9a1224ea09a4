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
from cxdesk.workspace.customer_records import (
    Accounts,
    Answers,
    ChurnEvents,
    Contacts,
    Contracts,
    FeatureMonths,
    Tickets,
    UsageMonths,
)
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
from cxdesk.workspace.later_columns import frozen, rows_later
from cxdesk.workspace.lifetime_terms import LifetimeTerms, default_terms

if TYPE_CHECKING:
    from cxdesk.workspace.comment_vectors import CommentVectors
    from cxdesk.workspace.losses import Losses
    from cxdesk.workspace.renewal_histories import RenewalHistories

ROLE_NAMES = tuple(ROLES)
SURVEY_KIND_NAMES = tuple(SURVEY_KINDS)


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
    fitted to, None where that is these accounts' own. `losses` (read them by `losses.losses_of`): when
    accounts were lost, None in facts that were not read from a workspace. `lifetime_terms`: of the standards
    in force.
    `by_order`: there are invoices, and of no account at all a contract, a recurring revenue or a loss is
    known: customers order, and leave without a word.
    `surveyed`: there are answers or invitations, be it of accounts that were not chosen. Likewise,
    `counts_users`: usage says how many people there were; `names_users`: first uses tell people apart;
    `silence_told`: the surveys of `surveys_with_silence`; `terms_told`: as `contracts_have_terms`.
    `comment_vectors` are those of the workspace, None where comments are not read; then `all_answers`, in
    facts of chosen accounts, are those of all: what reading is learned from. `used_by_month`: a row of usage
    stands for the month that its day begins. `attributes` are further columns of the accounts, by header,
    texts (n,), read where the standards in force learned from them: as the newest import has them.
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
    losses: Losses | None = None
    lifetime_terms: LifetimeTerms = field(default_factory=default_terms)
    by_order: bool = False
    surveyed: bool = False
    counts_users: bool = False
    names_users: bool = False
    silence_told: frozenset[tuple[int, int]] | None = None
    terms_told: bool | None = None
    used_by_month: bool = False
    attributes: Mapping[str, np.ndarray] = field(default_factory=dict)
    comment_vectors: CommentVectors | None = None
    all_answers: Answers | None = None

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
        if self.losses is not None:
            parts["losses"] = _chosen(self.losses, position)
        kept = np.flatnonzero(position[self.tickets.account] >= 0)
        events = parts["ticket_events"]
        ticket = _places(kept, len(self.tickets))[events.ticket]
        parts["ticket_events"] = rows_later(events, None, ticket=ticket)
        touched = _chosen(self.incident_accounts, position)
        known = np.unique(touched.incident)
        incident = _places(known, len(self.incidents))[touched.incident]
        return replace(
            self,
            accounts=rows_later(self.accounts, codes),
            attributes={name: column[codes] for name, column in self.attributes.items()},
            evidence=None,
            all_invoices=self.invoices if self.all_invoices is None else self.all_invoices,
            surveyed=self.surveyed or len(self.answers) > 0,
            counts_users=users_counted(self),
            names_users=users_named(self),
            silence_told=surveys_with_silence(self),
            terms_told=contracts_have_terms(self),
            all_answers=_all_answers(self),
            incidents=rows_later(self.incidents, known),
            incident_accounts=rows_later(touched, None, incident=incident),
            **parts,
        )


def _all_answers(facts: Facts) -> Answers | None:
    """Return the answers of all accounts, where comments are learned from them."""
    if facts.comment_vectors is None:
        return None
    return facts.answers if facts.all_answers is None else facts.all_answers


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
    return frozenset(zip(answers.kind[silent].tolist(), answers.invited_by[silent].tolist(), strict=True))


def contracts_have_terms(facts: Facts) -> bool:
    """Return whether contracts say when they come due, be it those of accounts that were not chosen: any that
    was not lost has an end. Otherwise an end is a loss, and tells nothing of the others.
    """
    if facts.terms_told is not None:
        return facts.terms_told
    kept = ~facts.contracts.is_trial & ~facts.contracts.churned
    return not kept.any() or bool(np.any(kept & ~np.isnat(facts.contracts.end)))


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
    return type(record)(**{part.name: frozen(getattr(record, part.name)[rows]) for part in fields(record)})


def _chosen(record, position: np.ndarray):
    """Return the rows of a record whose account is kept, with the account renumbered by `position` (-1:
    dropped).
    """
    account = position[record.account]
    if (account >= 0).all():
        return rows_later(record, None, account=account)
    rows = np.flatnonzero(account >= 0)
    return rows_later(record, rows, account=account[rows])


def _places(kept: np.ndarray, count: int) -> np.ndarray:
    """Return for each of `count` rows its place among those kept, -1 where it is not; -1 stays -1."""
    places = np.full(count + 1, -1, dtype=np.int32)
    places[kept] = np.arange(len(kept), dtype=np.int32)
    return places
