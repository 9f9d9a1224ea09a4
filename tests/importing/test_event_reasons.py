"""Why a ticket was escalated comes with its log, from the file to the facts."""

from __future__ import annotations

from cxdesk.importing import prepare
from cxdesk.progress import silent
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from tests.importing.made import csv_file


def test_the_reason_of_an_escalation_is_read(tmp_path) -> None:
    """A log with the reason in a column of its own: the facts have it beside the event, as it was written."""
    rows = [
        ("Ticket ID", "Event time", "Event type", "Account", "Escalation reason"),
        ("T-1", "2026-02-13 09:00:00", "opened", "Acme", ""),
        ("T-1", "2026-02-13 10:00:00", "escalated", "Acme", "outage"),
        ("T-2", "2026-02-14 10:00:00", "opened", "Beta", ""),
    ]
    plan = prepare([csv_file(tmp_path, rows, "event log.csv")], silent())
    (sheet,) = plan.sheets
    assert sheet.table == "ticket_events"
    match = next(match for match in sheet.columns if match.header == "Escalation reason")
    assert match.field == "ticket_events.reason"
    workspace = Workspace.in_memory()
    workspace.add_import([each.outcome for each in plan.sheets])
    assert read_facts(workspace).ticket_events.reason.tolist() == ["", "outage", ""]
