"""Escalations and handoffs: of the tickets opened, counted once each."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics import measure, measure_by
from cxdesk.workspace.event_records import TICKET_EVENT_NAMES
from tests.metrics.made_facts import make_facts

UNKNOWN = float("nan")


def _tickets(count: int, **columns):
    return {"created_at": ["2025-05-01"] * count, "resolved_at": ["2025-05-02"] * count} | columns


def test_an_escalated_ticket_counts_for_the_team_that_escalated_it():
    """Intent: a specialist desk that gets the hard tickets is not the one that escalates.

    Expected: by hand. Tickets 0 and 1 are with Desk now: 0 was first escalated by Line, 1 is not logged.
    Tickets 2 and 3 are with Line and were not escalated. So Line has 1 of 3, Desk 1 of 1.
    """
    events = {
        "ticket": [0, 0],
        "account": [0, 0],
        "kind": [TICKET_EVENT_NAMES.index("escalated")] * 2,
        "at": ["2025-05-01T09:00:00", "2025-05-01T10:00:00"],
        "from_team": ["Line", "Middle"],
    }
    tickets = _tickets(4, escalations=[2, 1, 0, 0], team=["Desk", "Desk", "Line", "Line"])
    names, grid = measure_by("escalation_rate", make_facts(tickets=tickets, ticket_events=events), "team")
    assert dict(zip(names, zip(grid.value, grid.n, strict=True), strict=True)) == {
        "Desk": (1.0, 1),
        "Line": (pytest.approx(1 / 3), 3),
    }


def test_escalation_rate_counts_tickets_not_escalations():
    """A ticket escalated three times is one escalated ticket; unknown is left out: 1 of 3."""
    facts = make_facts(tickets=_tickets(4, escalations=[3, 0, 0, UNKNOWN]))
    estimate = measure("escalation_rate", facts)
    assert (estimate.value, estimate.n) == (pytest.approx(1 / 3), 3)
    assert 0 < estimate.low < 1 / 3 < estimate.high < 1


def test_handoffs_are_a_mean_per_ticket():
    """0, 0 and 3 handoffs: one per ticket; the t range is cut at 0."""
    estimate = measure("handoffs", make_facts(tickets=_tickets(3, handoffs=[0, 0, 3])))
    assert (estimate.value, estimate.n, estimate.low) == (1.0, 3, 0.0)
    assert estimate.high == pytest.approx(1 + 4.302653 * np.sqrt(3) / np.sqrt(3), abs=1e-6)
