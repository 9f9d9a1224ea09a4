"""Logs of what happened to tickets are no product usage, though both have events, moments and accounts."""

from __future__ import annotations

import pytest

from tests.importing.made import csv_file, kept, planned


@pytest.mark.parametrize(
    ("head", "events"),
    [
        (
            ("Ticket ID", "Event", "Timestamp", "Account", "Agent"),
            (
                ("created", "opened"),
                ("assigned", "assigned"),
                ("first reply", "replied"),
                ("resolved", "resolved"),
            ),
        ),
        (
            ("Fallnummer", "Ereignis", "Zeitpunkt", "Kunde", "Bearbeiter"),
            (
                ("Erstellt", "opened"),
                ("Zugewiesen", "assigned"),
                ("Eskaliert", "escalated"),
                ("Gelöst", "resolved"),
            ),
        ),
    ],
)
def test_events_with_the_id_of_a_ticket_are_events_of_tickets(tmp_path, head, events) -> None:
    """Even in a file called events, the id of a ticket decides; every event is read as what it says."""
    rows = [
        (f"T{ticket}", word, f"2025-03-{ticket:02} 0{hour}:00", f"Acme {ticket}", "Bob")
        for ticket in range(1, 15)
        for hour, (word, _) in enumerate(events)
    ]
    plan = planned(csv_file(tmp_path, [head, *rows], "events.csv"))
    assert plan.table == "ticket_events"
    assert kept(plan, "ticket_id") == [row[0] for row in rows]
    assert kept(plan, "kind") == [kind for _ in range(1, 15) for _, kind in events]


def test_events_of_a_product_stay_usage(tmp_path) -> None:
    """The same sheet with a feature and no ticket is product usage."""
    rows = [(f"Acme {row % 5}", "export", f"2025-03-{row:02}", f"u{row}") for row in range(1, 29)]
    plan = planned(csv_file(tmp_path, [("Account", "Event", "Timestamp", "User ID"), *rows], "events.csv"))
    assert plan.table == "usage"
