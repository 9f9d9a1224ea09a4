"""How fast incidents and tickets were taken and solved, and when people were interrupted by them.

MTTA and MTTR are of incidents; the same for tickets has its own name. The clock, calendar or business hours,
is the user's convention and is said with every number.
"""

from __future__ import annotations

import numpy as np

from cxdesk.metrics.business_hours import (
    clock_text,
    hours_between,
    is_sleeping_time,
    is_working_time,
)
from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.observations import Observations, observed
from cxdesk.metrics.resolution_time import solution_hours
from cxdesk.metrics.summaries import mean_of, ratio_of_sums, share_of
from cxdesk.metrics.tickets import opened
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts_record import Facts

_NO_INCIDENTS = "No incident is known to have touched these accounts in the {}."


def observe_acknowledgement(facts: Facts, window: Window) -> Observations:
    """Return the hours from the beginning of each incident of the window to when someone took it."""
    incidents = facts.incidents
    taken = _later(incidents.created_at, incidents.acknowledged_at, incidents.seconds_to_acknowledge)
    return _incident_hours(facts, window, taken, "when somebody took them")


def observe_resolution(facts: Facts, window: Window) -> Observations:
    """Return the hours from the beginning of each incident of the window to when it was resolved."""
    incidents = facts.incidents
    resolved = _later(incidents.created_at, incidents.resolved_at, incidents.seconds_to_resolve)
    return _incident_hours(facts, window, resolved, "when they were resolved")


def observe_ticket_acknowledgement(facts: Facts, window: Window) -> Observations:
    """Return the hours from the opening of each ticket of the window to when it was taken, else first
    answered.
    """
    tickets = facts.tickets
    answered = _later(
        tickets.created_at, np.full(len(tickets), np.datetime64("NaT")), 60.0 * tickets.first_response_minutes
    )
    taken = np.where(np.isnat(tickets.acknowledged_at), answered, tickets.acknowledged_at)
    none = f"No tickets in the {window.text}."
    unsaid = "The tickets do not say when somebody took or answered them."
    hours = hours_between(tickets.created_at, taken, facts.conventions)
    return _ticket_hours(facts, window, opened(facts, window), hours, none, unsaid)


def observe_ticket_resolution(facts: Facts, window: Window) -> Observations:
    """Return the hours from the opening to the solution of each ticket resolved in the window, as the average
    resolution time has them.
    """
    tickets, at = facts.tickets, facts.tickets.resolved_at
    hours = solution_hours(facts)
    none = f"No ticket was resolved in the {window.text}."
    return _ticket_hours(facts, window, tickets.is_case & window.holds(at), hours, none, none).dated(at)


def observe_interruptions(facts: Facts, window: Window) -> Observations:
    """Return the interruptions outside working hours of each incident of the window, and all of them.

    Where the source does not count them, an incident is one interruption at the time it began.
    """
    return _interruptions(facts, window, asleep_only=False)


def observe_sleep_interruptions(facts: Facts, window: Window) -> Observations:
    """Return the interruptions in the hours of sleep of each incident of the window, and all of them."""
    return _interruptions(facts, window, asleep_only=True)


def observe_late_tickets(facts: Facts, window: Window) -> Observations:
    """Return the tickets opened in the window: 1 outside working hours, 0 within.

    Tickets of sources that have days and no hours are left out.
    """
    tickets, rows = facts.tickets, opened(facts, window)
    reason = "The tickets bear days and no hours." if rows.any() else f"No tickets in the {window.text}."
    return observed(
        "tickets",
        rows & tickets.has_hours,
        tickets.account,
        window.text,
        reason,
        tickets.created_at,
        value=~is_working_time(tickets.created_at, facts.conventions),
    )


def _interruptions(facts: Facts, window: Window, *, asleep_only: bool) -> Observations:
    incidents, conventions = facts.incidents, facts.conventions
    counted = [
        incidents.interruptions_business_hours,
        incidents.interruptions_off_hours,
        incidents.interruptions_sleep_hours,
    ]
    known = ~np.all(np.isnan(counted), axis=0)
    counting = np.isin(incidents.source, incidents.source[known])  # of one still going on it is not told yet
    working, off, asleep = (np.nan_to_num(part) for part in counted)
    began = incidents.created_at
    sleeping = is_sleeping_time(began, conventions)
    resting = ~is_working_time(began, conventions) & ~np.isnat(began)
    value = asleep if asleep_only else off + asleep
    whole = working + off + asleep
    rows = window.holds(began) & np.where(known, whole > 0, ~counting)
    uncounted = ", incidents without a count as one each" if np.any(rows & ~known) else ""
    return observed(
        "incidents",
        rows,
        np.full(len(incidents), -1),
        f"{window.text}{uncounted}",
        _NO_INCIDENTS.format(window.text),
        began,
        value=np.where(known, value, sleeping if asleep_only else resting),
        whole=np.where(known, whole, 1.0),
    )


def _incident_hours(facts: Facts, window: Window, until: np.ndarray, what: str) -> Observations:
    incidents = facts.incidents
    rows = window.holds(incidents.created_at)
    hours = hours_between(incidents.created_at, until, facts.conventions)
    reason = f"The incidents do not say {what}." if rows.any() else _NO_INCIDENTS.format(window.text)
    return observed(
        "incidents",
        rows & (hours >= 0),
        np.full(len(incidents), -1),
        f"{window.text}, {clock_text(facts.conventions)}",
        reason,
        incidents.created_at,
        value=hours,
    )


def _ticket_hours(
    facts: Facts, window: Window, rows: np.ndarray, hours: np.ndarray, none: str, unsaid: str
) -> Observations:
    tickets = facts.tickets
    reason = unsaid if rows.any() else none
    return observed(
        "tickets",
        rows & (hours >= 0),
        tickets.account,
        f"{window.text}, {clock_text(facts.conventions)}",
        reason,
        tickets.created_at,
        value=hours,
    )


def _later(begun: np.ndarray, moment: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Return the moment, or the beginning plus the seconds that the source gives instead."""
    given = begun + np.where(np.isnan(seconds), 0.0, seconds).astype("timedelta64[s]")
    nothing = np.datetime64("NaT", "s")
    return np.where(np.isnat(moment), np.where(np.isnan(seconds), nothing, given), moment)


_INCIDENT_TIMES = (
    "incidents.created_at",
    "service_accounts.service",
    "service_accounts.account_id",
)
_INTERRUPTIONS = (
    "incidents.created_at",
    "incidents.interruptions_business_hours",
    "incidents.interruptions_off_hours",
    "incidents.interruptions_sleep_hours",
)

MTTA_METRIC = Metric(
    Definition(
        name="mtta",
        label="MTTA",
        unit="hours",
        direction="lower is better",
        formula="Hours from the beginning of each incident until someone took it, divided by incidents.",
        minimum_sample=5,
        proves="How fast someone looks when something breaks.",
        does_not_prove="Taken is not solved, and an incident that nobody took is not in it.",
        limit="Taken is not solved",
        columns=(*_INCIDENT_TIMES, "incidents.acknowledged_at", "incidents.seconds_to_acknowledge"),
        interval="Student's t, 95 %, not below 0; none where all are equal",
        usual_days=YEAR_DAYS,
        beside=("mttr", "sleep_interruptions"),
        example=Example(
            "Three incidents were taken after 0.5, 1 and 3 hours: 4.5 divided by 3 is 1.5 hours.",
            {"value": (0.5, 1, 3)},
            1.5,
        ),
    ),
    observe_acknowledgement,
    mean_of(),
)

MTTR_METRIC = Metric(
    Definition(
        name="mttr",
        label="MTTR (to resolution)",
        unit="hours",
        direction="lower is better",
        formula="Hours from the beginning of each incident until it was resolved, divided by incidents.",
        minimum_sample=5,
        proves="How long it takes until the service is back.",
        does_not_prove="Incidents still open are not in it, nor what the customers lost meanwhile.",
        limit="Not what customers lost",
        columns=(*_INCIDENT_TIMES, "incidents.resolved_at", "incidents.seconds_to_resolve"),
        interval="Student's t, 95 %, not below 0; none where all are equal",
        usual_days=YEAR_DAYS,
        beside=("mtta", "csat"),
        example=Example(
            "Three incidents were resolved after 1, 2 and 9 hours: 12 divided by 3 is 4 hours.",
            {"value": (1, 2, 9)},
            4.0,
        ),
    ),
    observe_resolution,
    mean_of(),
)

TICKET_MTTA_METRIC = Metric(
    Definition(
        name="ticket_mtta",
        label="MTTA of tickets",
        unit="hours",
        direction="lower is better",
        formula=(
            "Hours from the opening of a ticket until someone took it, or first answered where that is not "
            "recorded, added up, divided by tickets."
        ),
        minimum_sample=5,
        proves="How long people wait for a sign that someone is there.",
        does_not_prove="A quick reply may be an acknowledgement and no help.",
        limit="A reply is not yet help",
        columns=("tickets.created_at", "tickets.acknowledged_at", "tickets.first_response_minutes"),
        interval="Student's t, 95 %, not below 0; none where all are equal",
        usual_days=YEAR_DAYS,
        beside=("ticket_mttr", "csat"),
        example=Example(
            "Two tickets were answered after 1 and 2 hours: 3 divided by 2 is 1.5 hours.",
            {"value": (1, 2)},
            1.5,
        ),
    ),
    observe_ticket_acknowledgement,
    mean_of(),
)

TICKET_MTTR_METRIC = Metric(
    Definition(
        name="ticket_mttr",
        label="MTTR of tickets",
        unit="hours",
        direction="lower is better",
        formula="Hours from the opening of a ticket until it was resolved, added up, divided by tickets.",
        minimum_sample=5,
        proves="How long those waited whose tickets are solved.",
        does_not_prove="The oldest open tickets are not in it: read the median beside it, which counts them.",
        limit="Hides the oldest open ones",
        columns=("tickets.created_at", "tickets.resolved_at", "tickets.resolution_minutes"),
        interval="Student's t, 95 %, not below 0; none where all are equal",
        usual_days=YEAR_DAYS,
        beside=("resolution_time_median", "backlog_age"),
        example=Example(
            "Three tickets took 2, 4 and 12 hours: 18 divided by 3 is 6 hours.", {"value": (2, 4, 12)}, 6.0
        ),
    ),
    observe_ticket_resolution,
    mean_of(),
)

INTERRUPTIONS_METRIC = Metric(
    Definition(
        name="after_hours_interruptions",
        label="Interruptions after hours",
        unit="share",
        direction="lower is better",
        formula=(
            "Interruptions outside working hours divided by all interruptions by incidents. Where the source "
            "does not count them, an incident is one interruption when it begins."
        ),
        minimum_sample=5,
        proves="How much of the on-call work falls into people's own time.",
        does_not_prove="It does not show how long each one took, nor who was woken.",
        limit="Not how long each one took",
        columns=_INTERRUPTIONS,
        interval="none: the interruptions are counted, not sampled",
        usual_days=YEAR_DAYS,
        beside=("mtta", "load_per_agent"),
        example=Example(
            "Three incidents with 2, 1 and 2 interruptions, 1, 0 and 1 after hours: 2 of 5, 40 %.",
            {"value": (1, 0, 1), "whole": (2, 1, 2)},
            0.4,
        ),
    ),
    observe_interruptions,
    ratio_of_sums(),
)

SLEEP_METRIC = Metric(
    Definition(
        name="sleep_interruptions",
        label="Interruptions of sleep",
        unit="share",
        direction="lower is better",
        formula="Interruptions in the hours of sleep divided by all interruptions by incidents.",
        minimum_sample=5,
        proves="How often incidents wake people.",
        does_not_prove="It does not show whether it had to be: an alert that could wait counts too.",
        limit="Not whether it had to be",
        columns=_INTERRUPTIONS,
        interval="none: the interruptions are counted, not sampled",
        usual_days=YEAR_DAYS,
        beside=("after_hours_interruptions", "mtta"),
        example=Example(
            "Four incidents with one interruption each, one of them at three in the night: 1 of 4, 25 %.",
            {"value": (0, 0, 1, 0), "whole": (1, 1, 1, 1)},
            0.25,
        ),
    ),
    observe_sleep_interruptions,
    ratio_of_sums(),
)

LATE_TICKETS_METRIC = Metric(
    Definition(
        name="after_hours_tickets",
        label="Tickets after hours",
        unit="share",
        direction="neutral",
        formula=(
            "Tickets opened outside working hours divided by tickets opened, those left out whose source "
            "has days and no hours."
        ),
        minimum_sample=5,
        proves="How much is asked of us when nobody works.",
        does_not_prove="People in other time zones write in their own working hours.",
        limit="Other time zones count too",
        columns=("tickets.created_at",),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("ticket_mtta", "load_per_agent"),
        example=Example(
            "Of four tickets one was opened on a Sunday: 1 of 4, 25 %.", {"value": (0, 1, 0, 0)}, 0.25
        ),
    ),
    observe_late_tickets,
    share_of(),
)
