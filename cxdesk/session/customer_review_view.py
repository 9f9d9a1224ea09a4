"""The review for a customer as data: one page of facts about their own use and service, to be handed to them.

It never holds the score, a band, words of risk, money, notes of ours or anybody else: what is here a customer
could count themselves, and who rated what is not told.
"""

from __future__ import annotations

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.metrics import Window, measure
from cxdesk.report.paper import Box, Page, Section
from cxdesk.session.customer_review_sections import (
    Sayable,
    adoption_section,
    commitments_section,
    features_section,
    feedback_section,
    opened,
    service_section,
    solved,
    sources_section,
    still_open,
    trouble_section,
    users_and_seats,
)
from cxdesk.workspace.facts_record import Facts

_GOAL_LINES = 4
_NONE = "not recorded"


def customer_review(facts: Facts, code: int, days: int, style: NumberStyle, sayable: Sayable) -> Page:
    """Return the review of the last `days` days with the account at a position. A text of theirs of which
    `sayable` is false, such as a ticket's subject that names somebody else, is left out.
    """
    one, window = facts.of([code]), Window(facts.as_of, days)
    first = formatting.date_text(window.start + np.timedelta64(1, "D"), style)
    last = formatting.date_text(facts.as_of, style)
    synthetic = " · synthetic data" if facts.synthetic else ""
    return Page(
        title=f"Review with {_name(one)}",
        kind=f"{first} to {last}",
        subtitle=_subtitle(one, style),
        alert="",
        boxes=_boxes(one, window, style),
        left=(
            Section("Goals", empty="To be agreed: what should this product do for you?", lines=_GOAL_LINES),
            adoption_section(one, window, style),
            features_section(one, window, sayable),
            feedback_section(one, window, style),
        ),
        right=(
            service_section(one, window, style),
            trouble_section(one, window, style, sayable),
            commitments_section(one, style),
            sources_section(one, window, style),
        ),
        footer=f"Counted from what was recorded by {last}{synthetic}",
    )


def _name(one: Facts) -> str:
    return str(one.accounts.account_name[0]) or str(one.accounts.account_id[0])


def _subtitle(one: Facts, style: NumberStyle) -> str:
    """Return since when they are a customer, the plan, the seats and whom they can ask."""
    accounts, parts = one.accounts, []
    if not np.isnat(accounts.start_date[0]):
        parts.append(f"Customer since {formatting.month_text(accounts.start_date[0], style)}")
    if accounts.plan[0]:
        parts.append(f"Plan {accounts.plan[0]}")
    if not np.isnan(accounts.seats[0]):
        parts.append(formatting.counted(float(accounts.seats[0]), "seat", "seats", style))
    if accounts.owner[0]:
        parts.append(f"Your contact: {accounts.owner[0]}")
    return " · ".join(parts)


def _boxes(one: Facts, window: Window, style: NumberStyle) -> tuple[Box, ...]:
    """Return four figures to begin with."""
    users, seats = users_and_seats(one, window)
    use = _NONE if np.isnan(users) else formatting.number(users, style)
    if not (np.isnan(users) or np.isnan(seats)):
        use = formatting.out_of(users, seats, style)
    hours = measure("resolution_time_median", one, window)
    known = len(one.tickets) > 0
    was_opened, was_solved = opened(one, window).sum(), solved(one, window).sum()
    return (
        Box("People active" if np.isnan(seats) else "Seats in use", use,
            "" if np.isnan(users) else "people a month, on average"),
        Box("Tickets solved", formatting.number(float(was_solved), style) if known else _NONE,
            f"{formatting.number(float(was_opened), style)} opened" if known else ""),
        Box("Time to solve", formatting.duration(hours.value * 60, style) if hours.known else _NONE,
            "median, open ones too" if hours.known else ""),
        Box("Open now", formatting.counted(float(still_open(one).sum()), "ticket", "tickets", style)
            if known else _NONE),
    )  # fmt: skip
