"""What happened to tickets, one row per event or message; tickets that have no row of their own come from
these.
"""

from cxdesk.tables.schema import Column, Kind, Table

EVENT_KINDS = {
    "opened": (
        "created",
        "open",
        "new",
        "in progress",
        "pending",
        "inbound",
        "customer message",
        "message",
        "comment",
        "user",
        "erstellt",
        "eröffnet",
    ),
    "assigned": ("assign", "assignment", "assigned to", "triaged", "zugewiesen"),
    "escalated": ("escalate", "escalation", "eskaliert", "eskalation"),
    "reopened": ("reopen", "wiedereröffnet"),
    "resolved": (
        "solved",
        "close",
        "closed",
        "archive",
        "archived",
        "resolve",
        "done",
        "gelöst",
        "geschlossen",
    ),
    "replied": (
        "outbound",
        "reply",
        "agent reply",
        "admin",
        "note",
        "out reply",
        "replied to",
        "first reply",
        "beantwortet",
    ),
    "moved": ("move", "transferred", "moved inbox", "handoff", "group changed", "weitergeleitet"),
}

TICKET_EVENTS = Table(
    name="ticket_events",
    label="Ticket events",
    help="One row per event or message of a ticket.",
    needs=(("ticket_id",), ("at",), ("kind", "status")),
    names=("ticket events", "event log", "messages", "activities", "history", "audit"),
    columns=(
        Column(
            "ticket_id",
            Kind.ID,
            "Ticket",
            "The ticket's identifier.",
            ("ticket", "conversation id", "case id", "case number", "issue key"),
        ),
        Column(
            "at",
            Kind.DATETIME,
            "When",
            "When it happened.",
            (
                "event time",
                "event at",
                "timestamp",
                "occurred at",
                "activity date",
                "message date",
                "changed at",
                "status changed at",
                "updated at",
                "updated",
                "created at",
            ),
            observed=True,
        ),
        Column(
            "kind",
            Kind.CHOICE,
            "Event",
            "What happened.",
            ("event", "event type", "activity", "activity type", "action"),
            choices=EVENT_KINDS,
        ),
        Column(
            "account_id",
            Kind.ID,
            "Account",
            "The account's id or name.",
            (
                "account",
                "customer",
                "organization",
                "company",
                "company id",
                "customer id",
                "account name",
                "account names",
            ),
        ),
        Column(
            "contact_id", Kind.ID, "Requester", "Who asked: an id or an e-mail address.", ("requester email",)
        ),
        Column("subject", Kind.TEXT, "Subject", "The ticket's title.", ("ticket subject",)),
        Column(
            "status", Kind.TEXT, "Status", "The ticket's state after it.", ("new status", "ticket status")
        ),
        Column("tags", Kind.TEXT, "Tags", "Labels given.", ("labels",)),
        Column("from_team", Kind.TEXT, "From team", "Who had it before.", ("from group", "previous group")),
        Column(
            "to_team", Kind.TEXT, "To team", "Who has it now.", ("to group", "new group", "group", "team")
        ),
        Column("agent", Kind.TEXT, "Agent", "Who did it.", ("assignee", "author", "actor", "updater")),
        Column(
            "reason",
            Kind.TEXT,
            "Reason",
            "Why it happened, such as the reason of an escalation.",
            ("escalation reason", "reason for escalation", "transfer reason", "reopen reason"),
        ),
    ),
)
