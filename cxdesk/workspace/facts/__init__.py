"""Raw rows to facts: the one place that reads what was imported, and cuts it to a date.

`read_facts` reads everything once; `facts_back` looks further back from there without reading again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cxdesk.progress import Progress, silent
from cxdesk.tables import (
    CHURN_EVENTS,
    CONTACTS,
    CONTRACTS,
    INVOICES,
    SERVICE_ACCOUNTS,
    SURVEY_COUNTS,
    SURVEYS,
    TICKET_EVENTS,
    TICKETS,
    USAGE,
)
from cxdesk.tables.survey_scales import unit_score
from cxdesk.workspace.comment_vectors import CommentVectors
from cxdesk.workspace.conventions import Conventions
from cxdesk.workspace.event_records import Agents, FirstUses, Invoices, Reviews
from cxdesk.workspace.facts import findings as notes
from cxdesk.workspace.facts.accounts import (
    AccountRows,
    accounts_named,
    accounts_on,
    read_accounts,
    resolver_of,
    visible,
)
from cxdesk.workspace.facts.agents import agents_on, read_agents, with_teams_of_agents
from cxdesk.workspace.facts.as_of import default_as_of, newest_happening
from cxdesk.workspace.facts.attributes import are_learned_from, attributes_of, attributes_then
from cxdesk.workspace.facts.calls import Calls, last_calls, read_calls
from cxdesk.workspace.facts.contacts import contacts_on, read_contacts
from cxdesk.workspace.facts.contracts import churn_events_on, contracts_on, read_churn_events, read_contracts
from cxdesk.workspace.facts.incidents import IncidentRows, incidents_on, read_incidents, until_left
from cxdesk.workspace.facts.invoices import invoices_on, read_invoices
from cxdesk.workspace.facts.months import are_months, goes_on, month_end, used_until
from cxdesk.workspace.facts.people import People
from cxdesk.workspace.facts.references import references_of
from cxdesk.workspace.facts.reviews import read_reviews, reviews_on
from cxdesk.workspace.facts.rows import source_names
from cxdesk.workspace.facts.survey_counts import Counted, answers_of, read_counted
from cxdesk.workspace.facts.surveys import answers_on, joined, one_row_per_ticket, read_answers
from cxdesk.workspace.facts.ticket_events import TicketLog, read_ticket_events, with_log
from cxdesk.workspace.facts.tickets import accounts_of_tickets, read_tickets, tickets_on
from cxdesk.workspace.facts.usage import read_usage
from cxdesk.workspace.facts.usage_facts import UsageFacts, first_uses_on
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
    users_counted,
    with_incidents,
)
from cxdesk.workspace.later_columns import rows_later
from cxdesk.workspace.lifetime_terms import LifetimeTerms, terms_of
from cxdesk.workspace.merging import groups_of, told_apart
from cxdesk.workspace.renewal_histories import renewal_histories
from cxdesk.workspace.workspace import Workspace

__all__ = ["Evidence", "all_comments", "date_asked_for", "default_as_of", "facts_back", "read_facts"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything imported, resolved to accounts but not yet cut to a date; only usage is cut to `as_of`.

    `is_present` is true when nobody asked for a date, or for one after all that happened: only then is it
    believed what sources say of things that are still going on, such as the escalations of an open ticket,
    which bear no date.
    """

    as_of: np.datetime64
    is_present: bool
    accounts: AccountRows
    contracts: Contracts
    churn_events: ChurnEvents
    answers: Answers
    counted: Counted
    tickets: Tickets
    ticket_log: TicketLog
    incidents: IncidentRows
    contacts: Contacts
    people: People
    usage: UsageFacts
    invoices: Invoices
    reviews: Reviews
    agents: Agents
    calls: Calls
    sources: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    synthetic: bool
    strangers: Mapping[str, int]
    respelt: Mapping[str, int]
    conventions: Conventions
    lifetime_terms: LifetimeTerms
    comment_vectors: CommentVectors | None


def read_facts(
    workspace: Workspace, as_of: np.datetime64 | None = None, progress: Progress | None = None
) -> Facts:
    """Read all rows in force and return what was known on the date (default: `default_as_of`).

    A date that is given is the past, and held to what was dated by then, unless it comes after all that
    happened; `date_asked_for` says when it is the present by name. Raises CxdeskError when nothing has been
    imported, Cancelled when stopped.
    """
    progress = progress or silent()
    date = (default_as_of(workspace) if as_of is None else as_of).astype("datetime64[D]")
    happened = newest_happening(workspace) if as_of is not None else None
    is_present = as_of is None or (happened is not None and date > happened)
    facts = _cut(_read(workspace, date, is_present, progress), 0)
    if not are_learned_from(workspace.standards_text()):
        return facts
    return replace(facts, attributes=attributes_of(workspace, facts))


def date_asked_for(workspace: Workspace, date: np.datetime64 | None) -> np.datetime64 | None:
    """Return None, the present, for the default date by name: naming it must change nothing."""
    return None if date is None or date == default_as_of(workspace) else date


def facts_back(facts: Facts, months: int) -> Facts:
    """Return what was known at the end of the month that many months before the facts' own date."""
    then = _cut(facts.evidence, months)
    return replace(then, attributes=attributes_then(facts, then)) if facts.attributes else then


def all_comments(facts: Facts) -> tuple[str, ...]:
    """Return what people wrote on any day, be it after the facts' own date, each text once."""
    return tuple(sorted(set(facts.evidence.answers.comment.tolist()) - {""}))


def _read(workspace: Workspace, as_of: np.datetime64, is_present: bool, progress: Progress) -> Evidence:
    progress.report("Reading accounts", 0.0)
    accounts = read_accounts(workspace)
    if len(accounts) == 0:
        accounts = _accounts_referred_to(workspace)
    resolver, shared = resolver_of(accounts)
    contracts, by_contract, no_contract_account = read_contracts(workspace, resolver)
    resolver = replace(resolver, by_contract=by_contract)
    contacts, roles, no_contact_account = read_contacts(workspace, resolver)
    resolver = replace(resolver, by_person=roles.people.accounts_of_names())
    progress.report("Reading answers and tickets", 0.2)
    tickets, ratings, no_ticket_account = read_tickets(workspace, resolver, roles)
    about_tickets = replace(resolver, by_ticket=accounts_of_tickets(tickets))
    answers, no_answer_account = read_answers(workspace, about_tickets, roles)
    counted, no_count_account, count_findings = read_counted(workspace, resolver)
    conventions = workspace.conventions()
    answers = _with_units(one_row_per_ticket(answers, ratings), conventions)
    ticket_log, no_ticket_event_account = read_ticket_events(workspace, resolver, tickets.ticket_id)
    incidents, no_service_account = read_incidents(workspace, resolver)
    events, no_event_account = read_churn_events(workspace, resolver)
    invoices, no_invoice_account = read_invoices(workspace, resolver)
    progress.report("Counting usage", 0.4)
    usage = read_usage(workspace, resolver, roles.people, as_of)
    progress.report("Facts are ready", 1.0)
    without = {
        CONTRACTS.label.lower(): no_contract_account,
        CONTACTS.label.lower(): no_contact_account,
        SURVEYS.label.lower(): no_answer_account,
        SURVEY_COUNTS.label.lower(): no_count_account,
        TICKETS.label.lower(): no_ticket_account,
        TICKET_EVENTS.label.lower(): no_ticket_event_account,
        SERVICE_ACCOUNTS.label.lower(): no_service_account,
        CHURN_EVENTS.label.lower(): no_event_account,
        USAGE.label.lower(): usage.without_account,
        INVOICES.label.lower(): no_invoice_account,
    }
    return Evidence(
        as_of,
        is_present,
        accounts,
        contracts,
        events,
        answers,
        counted,
        tickets,
        ticket_log,
        incidents,
        contacts,
        roles.people,
        usage,
        invoices,
        read_reviews(workspace),
        read_agents(workspace),
        read_calls(workspace.calls()),
        source_names(workspace),
        (
            *notes.rows_without_account(without, resolver.strangers),
            *notes.shared_names(shared),
            *notes.respelt_names(resolver.respelt, accounts),
            *usage.findings,
            *notes.money_as_use(usage.features),
            *count_findings,
        ),
        any(report.synthetic for report in workspace.reports()),
        resolver.strangers,
        resolver.respelt,
        conventions,
        terms_of(workspace.standards_text()),
        workspace.comment_vectors(),
    )


def _cut(evidence: Evidence, months: int) -> Facts:
    """Return what was known `months` months before the evidence's date."""
    as_of = evidence.as_of if months == 0 else month_end(evidence.as_of, months)
    contracts = contracts_on(evidence.contracts, as_of)
    events = churn_events_on(evidence.churn_events, as_of)
    answers = answers_on(evidence.answers, as_of)
    answers = joined(answers, _with_units(answers_of(evidence.counted, answers, as_of), Conventions()))
    is_present = evidence.is_present and months == 0
    tickets = tickets_on(evidence.tickets, as_of, is_present)
    tickets, ticket_events = with_log(tickets, evidence.ticket_log, as_of)
    agents = agents_on(evidence.agents, as_of)
    tickets = with_teams_of_agents(tickets, agents)
    reviews, on_reviews = reviews_on(evidence.reviews, tickets, as_of, is_present)
    incidents, touched, on_incidents = incidents_on(evidence.incidents, as_of, is_present)
    invoices = invoices_on(evidence.invoices, as_of, is_present)
    people, seen_month, seen_at = evidence.usage.people
    earlier = seen_month >= months
    accounts, losses = accounts_on(evidence.accounts, contracts, events, evidence.churn_events, as_of)
    accounts = replace(accounts, last_call=last_calls(evidence.calls, accounts.account_id, as_of))
    touched = until_left(touched, incidents.created_at, accounts.is_lost, accounts.lost_at)
    usage = _usage_cut(evidence.usage, months, as_of)
    facts = Facts(
        as_of=as_of,
        accounts=accounts,
        answers=answers,
        tickets=tickets,
        **usage,
        contracts=contracts,
        churn_events=events,
        losses=losses,
        contacts=contacts_on(
            evidence.contacts,
            evidence.people,
            answers,
            tickets,
            (
                people[earlier],
                used_until(seen_at[earlier], as_of) if usage["used_by_month"] else seen_at[earlier],
            ),
            goes_on(evidence.usage.days, as_of),
            as_of,
        ),
        sources=evidence.sources,
        findings=(
            *notes.churn_disagreement(evidence.accounts, accounts, contracts, events, losses, as_of),
            *notes.mixed_currencies(contracts),
            *notes.side_by_side(contracts),
            *notes.without_currency(accounts),
            *notes.used_after_loss(accounts, usage["usage"]),
            *on_incidents,
            *on_reviews,
            *evidence.findings,
        ),
        synthetic=evidence.synthetic,
        also_known_as=_also_known_as(evidence.accounts),
        conventions=evidence.conventions,
        lifetime_terms=evidence.lifetime_terms,
        incidents=incidents,
        incident_accounts=touched,
        ticket_events=ticket_events,
        reviews=reviews,
        agents=agents,
        invoices=invoices,
        by_order=_sells_by_order(accounts, contracts, invoices),
        names_users=_names_users(evidence.usage.first_uses, as_of),
        comment_vectors=evidence.comment_vectors,
    )
    existing = visible(evidence.accounts, contracts, as_of)
    if len(existing) < len(accounts):
        # Incidents that touched nobody known count for the whole portfolio all the same.
        facts = with_incidents(facts.of(existing), incidents, touched, existing)
    return replace(
        facts,
        evidence=evidence,
        all_invoices=None,
        all_answers=None,
        all_renewals=renewal_histories(facts),
        counts_users=users_counted(facts),
    )


def _names_users(uses: FirstUses, as_of: np.datetime64) -> bool:
    """Return whether first uses up to a date tell people apart."""
    return bool(np.any((uses.user >= 0) & (uses.first_at <= as_of)))


def _usage_cut(usage: UsageFacts, months: int, as_of: np.datetime64) -> dict[str, Any]:
    """Return what the facts have of usage up to a date, so many months back, by the names of their fields."""
    until, used = (_rows_from(record.month, months) for record in (usage.months, usage.feature_months))
    first_uses = first_uses_on(usage.first_uses, as_of)
    is_seen = np.zeros(len(usage.features), dtype=bool)
    is_seen[_of(usage.feature_months.feature, used)] = is_seen[first_uses.feature] = True
    seen, place = np.flatnonzero(is_seen), np.cumsum(is_seen, dtype=np.int32) - 1

    def features_of(record: FeatureMonths | FirstUses, rows: np.ndarray | None) -> dict[str, Any]:
        return {} if is_seen.all() else {"feature": lambda: place[_of(record.feature, rows)]}

    def months_of(record: UsageMonths | FeatureMonths, rows: np.ndarray | None) -> np.ndarray:
        return (_of(record.month, rows) - months).astype(np.int16)

    return {
        "usage": rows_later(usage.months, until, month=lambda: months_of(usage.months, until)),
        "features": tuple(usage.features[code] for code in seen),
        "feature_months": rows_later(
            usage.feature_months,
            used,
            month=lambda: months_of(usage.feature_months, used),
            **features_of(usage.feature_months, used),
        ),
        "first_uses": rows_later(first_uses, None, **features_of(first_uses, None)),
        "feed_days": _feed_share(usage.days, as_of),
        "used_by_month": are_months(usage.days[usage.days <= as_of]),
    }


def _rows_from(month: np.ndarray, months: int) -> np.ndarray | None:
    """Return the rows of a month so many back or earlier; None for all: those are not copied."""
    rows = np.flatnonzero(month >= months)
    return None if len(rows) == len(month) else rows


def _of(column: np.ndarray, rows: np.ndarray | None) -> np.ndarray:
    return column if rows is None else column[rows]


def _sells_by_order(accounts: Accounts, contracts: Contracts, invoices: Invoices) -> bool:
    """Return whether customers only order: nothing that would be renewed is known, and nobody's loss."""
    renews = len(contracts) > 0 or (accounts.arr > 0).any()
    return len(invoices) > 0 and not renews and not accounts.is_lost.any()


def _feed_share(days: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    """Return per month back from the date the share of its days that the usage feed covers (0 to 1).

    A feed that is counted per week or month covers as many days as lie between its usual dates.
    """
    days = days[days <= as_of]
    if len(days) == 0:
        return np.zeros(0)
    grain = float(np.median(np.diff(days).astype(float))) if len(days) > 1 else 1.0
    shares = []
    end = as_of
    while end >= days[0]:
        start = month_end(as_of, len(shares) + 1)
        seen = np.count_nonzero((days > start) & (days <= end))
        shares.append(min(1.0, seen * grain / float((end - start).astype(int))))
        end = start
    return np.array(shares)


def _also_known_as(accounts: AccountRows) -> dict[str, tuple[str, ...]]:
    """Return by account id the other names under which the account goes."""
    found: dict[str, tuple[str, ...]] = {}
    for position, name in accounts.known_as:
        own = (accounts.texts["account_id"][position], accounts.texts["account_name"][position])
        if name not in own:
            found[str(own[0])] = (*found.get(str(own[0]), ()), name)
    return found


def _accounts_referred_to(workspace: Workspace) -> AccountRows:
    """Return the accounts that other sheets name, for a workspace without any account sheet."""
    decisions = workspace.decisions()
    return accounts_named(references_of(workspace), groups_of(decisions), told_apart(decisions))


def _with_units(answers: Answers, conventions: Conventions) -> Answers:
    """Return the answers with their units. What was counted before it was exported is parted already: of it
    the usual break points hold, whatever the user's.
    """
    unit = unit_score(
        answers.kind,
        answers.score,
        answers.scale_min,
        answers.scale_max,
        answers.high_is_good,
        conventions.csat_satisfied_from,
        conventions.nps_passive_and_promoter_from,
    )
    return replace(answers, unit=unit)
