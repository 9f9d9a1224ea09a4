"""How often the first line passed a ticket on: escalated it, or handed it to somebody else.

Merged tickets and spam are left out. Who escalates when is in `escalation_times.py`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.escalation_times import escalating_teams
from cxdesk.metrics.intervals import beta_interval
from cxdesk.metrics.observations import Observations, observed
from cxdesk.metrics.summaries import mean_of, number_of, share_of
from cxdesk.metrics.tickets import opened
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts_record import Facts

_NO_ESCALATIONS = "The tickets do not say whether they were escalated."
_NO_HANDOFFS = "The tickets do not say how often they changed hands."


def observe_escalated(facts: Facts, window: Window) -> Observations:
    """Return the tickets opened in the window: 1 escalated at least once, 0 not. An escalated one counts for
    the team that escalated it, where the log says which: it is with another one since.
    """
    escalations = facts.tickets.escalations
    found = _opened_ones(facts, window, ~np.isnan(escalations), _NO_ESCALATIONS, escalations > 0)
    team = facts.tickets.team[found.row]
    escalating = escalating_teams(facts, found.row)
    return replace(found, team=np.where((found.value > 0) & (escalating != ""), escalating, team))


def observe_handoffs(facts: Facts, window: Window) -> Observations:
    """Return how often each ticket opened in the window changed hands."""
    handoffs = facts.tickets.handoffs
    return _opened_ones(facts, window, ~np.isnan(handoffs), _NO_HANDOFFS, handoffs)


def _opened_ones(
    facts: Facts, window: Window, known: np.ndarray, no_column: str, value: np.ndarray
) -> Observations:
    tickets, rows = facts.tickets, opened(facts, window)
    reason = no_column if rows.any() else f"No tickets in the {window.text}."
    return observed(
        "tickets", rows & known, tickets.account, window.text, reason, tickets.created_at, value=value
    )


ESCALATION_RATE_METRIC = Metric(
    Definition(
        name="escalation_rate",
        label="Escalation rate",
        unit="share",
        direction="lower is better",
        formula=(
            "Tickets escalated at least once divided by tickets opened. By team, an escalated ticket counts "
            "for the team that escalated it where the log of tickets names it, else, like the others, for "
            "the team that it is with."
        ),
        minimum_sample=5,
        proves="How often the first line could not solve it, or was not believed.",
        does_not_prove="It does not show why: difficulty, routing, or a customer who knows whom to call.",
        limit="Not why they escalate",
        columns=("tickets.escalations", "tickets.created_at"),
        interval="Beta (Jeffreys), 95 %",
        usual_days=YEAR_DAYS,
        beside=("handoffs", "csat"),
        example=Example(
            "Of five tickets opened one was escalated: 1 of 5, 20 %.", {"value": (0, 0, 1, 0, 0)}, 0.2
        ),
    ),
    observe_escalated,
    share_of(beta_interval),
)

ESCALATED_METRIC = Metric(
    Definition(
        name="escalated_tickets",
        label="Escalated tickets",
        unit="tickets",
        direction="lower is better",
        formula=(
            "Tickets opened that were escalated at least once. By reason, the reason is that of the first "
            "escalation in the log of tickets; where the log gives none at all, the category of the ticket."
        ),
        minimum_sample=1,
        proves="How many problems needed somebody else, of which team and for which reason.",
        does_not_prove="More tickets have more escalations: read it beside the rate.",
        limit="More tickets, more of them",
        columns=("tickets.escalations", "tickets.created_at", "ticket_events.reason", "tickets.category"),
        interval="none: the tickets are counted, not sampled",
        usual_days=YEAR_DAYS,
        beside=("escalation_rate", "handoffs"),
        example=Example("Of five tickets opened two were escalated: 2.", {"value": (0, 1, 1, 0, 0)}, 2.0),
    ),
    observe_escalated,
    number_of,
)

HANDOFFS_METRIC = Metric(
    Definition(
        name="handoffs",
        label="Handoffs per ticket",
        unit="per ticket",
        direction="lower is better",
        formula="Times that tickets changed hands divided by tickets opened.",
        minimum_sample=5,
        proves="How many hands a problem went through.",
        does_not_prove="It does not show whether a handoff was right: some problems need several teams.",
        limit="Some handoffs are right",
        columns=("tickets.handoffs", "tickets.created_at"),
        interval="Student's t, 95 %, not below 0; none where all are equal",
        usual_days=YEAR_DAYS,
        beside=("ces", "escalation_rate"),
        example=Example(
            "Three tickets changed hands 0, 1 and 2 times: 3 divided by 3 is 1.0.", {"value": (0, 1, 2)}, 1.0
        ),
    ),
    observe_handoffs,
    mean_of(),
)
