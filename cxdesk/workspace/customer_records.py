"""Customers and what is known of each of them: their answers, tickets, use, contracts and people.

The conventions of `facts_record` hold: equal lengths, read-only, NaT and NaN and "" when unknown. Records
never change, so what is worked out of one can be kept with it: they are told apart as objects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.workspace.later_columns import LaterColumns


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Accounts(LaterColumns):
    """One row per account, sorted by account id (length n).

    `arr`, `mrr` and `seats` are those in force on the as-of date: from the open contracts where there are
    any, else from the account's own row. `is_lost` is true when it is no longer a customer; `lost_at` is NaT
    while it is one, and when the day of the loss is not known. `is_trial` is true where it never had more
    than a trial: it is no customer. `start_date` falls back to the first contract. `tenure_years` is time as
    a customer up to the as-of date or the loss, NaN when unknown. `last_call` is the day of the last
    call up to the date that was written down, NaT without one.
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
    last_call: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account_id)

    @property
    def is_customer(self) -> np.ndarray:
        """Where an account is a customer on the as-of date: neither lost nor only ever on trial, (n,) bool.

        The one meaning of it, for what is typical and for totals too: a trial has nothing to renew.
        """
        return ~self.is_lost & ~self.is_trial


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Answers(LaterColumns):
    """One row per person asked: survey rows, and ratings given on tickets (kind csat, `ticket_id` set).

    `role` and `kind` are positions in ROLE_NAMES and SURVEY_KIND_NAMES. `unit` is the answer between 0 and 1,
    high is good (nps 1, .5, 0; csat satisfied 1, else 0; ces linear), NaN while unanswered; `score` is on its
    own scale. `invited_by` is the source that lists the invitation: the row's own, or, where only another
    tells whom the survey asked in vain, that one.
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
    invited_by: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Tickets(LaterColumns):
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
class UsageMonths(LaterColumns):
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
class FeatureMonths(LaterColumns):
    """Account-month-feature facts. `feature` is a position in `Facts.features`."""

    account: np.ndarray
    month: np.ndarray
    feature: np.ndarray
    events: np.ndarray
    users: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Contracts(LaterColumns):
    """One row per contract that began up to the as-of date.

    `end` is NaT while open, also when an early end was only known later; `ended` is true when it had ended by
    then. `term_months` is for how long it binds before it can be left or renewed, `billed_months` what lies
    between two bills, NaN when unknown.
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
    term_months: np.ndarray
    billed_months: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class ChurnEvents(LaterColumns):
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
class Contacts(LaterColumns):
    """One row per person who had joined by the as-of date, or of whom it is not known when (`joined_at` NaT).
    `last_seen` is their newest answer, ticket or use up to that date, NaT when never. `acts` is true for
    people who wrote a ticket by then, or used the product while the feed of usage goes on: whoever only
    answers surveys is silent between two of them. `missed_rounds` counts the rounds of invitations that they
    left unanswered since `last_seen`.
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
    acts: np.ndarray
    missed_rounds: np.ndarray
    source: np.ndarray
    source_row: np.ndarray

    def __len__(self) -> int:
        return len(self.account)
