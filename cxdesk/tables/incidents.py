"""Incidents of services, one row each. Which accounts they touched, `service_accounts` says."""

from cxdesk.tables.schema import Column, Kind, Table

INCIDENTS = Table(
    name="incidents",
    label="Incidents",
    help="One row per incident of a service.",
    key=("incident_id",),
    needs=(
        ("incident_id",),
        ("created_at",),
        ("service", "seconds_to_acknowledge", "acknowledged_at", "auto_resolved"),
        ("service", "seconds_to_acknowledge", "seconds_to_resolve", "urgency"),
    ),
    names=("incident", "incidents", "outages", "alerts", "pagerduty"),
    columns=(
        Column(
            "incident_id", Kind.ID, "Incident id", "The incident's identifier.", ("incident", "incident key")
        ),
        Column("service", Kind.TEXT, "Service", "What was disturbed.", ("service name", "system")),
        Column(
            "account_id",
            Kind.ID,
            "Account",
            "The account's id or name, where one is named.",
            ("affected account", "affected customer"),
        ),
        Column(
            "created_at",
            Kind.DATETIME,
            "Began",
            "When it was noticed.",
            ("opened on", "created on", "triggered at", "detected at"),
            observed=True,
        ),
        Column(
            "acknowledged_at",
            Kind.DATETIME,
            "Acknowledged",
            "When someone took it.",
            ("acknowledged on", "acked at"),
        ),
        Column(
            "seconds_to_acknowledge",
            Kind.DECIMAL,
            "Time to acknowledge",
            "From its beginning until someone took it.",
            ("seconds to first ack", "sec to 1st ack", "time to acknowledge", "mtta"),
            unit="seconds",
        ),
        Column(
            "resolved_at",
            Kind.DATETIME,
            "Resolved",
            "When it was over.",
            ("resolved on", "ended at", "restored at"),
        ),
        Column(
            "seconds_to_resolve",
            Kind.DECIMAL,
            "Time to resolve",
            "From its beginning until it was over.",
            ("sec to resolve", "time to resolve", "incident duration", "mttr"),
            unit="seconds",
        ),
        Column("urgency", Kind.TEXT, "Urgency", "High or low.", ("incident urgency",)),
        Column("priority", Kind.TEXT, "Priority", "How grave it was.", ("priority name", "severity", "sev")),
        Column(
            "escalations",
            Kind.DECIMAL,
            "Escalations",
            "How often it was escalated.",
            ("escalation count",),
            unit="times",
        ),
        Column(
            "reassignments",
            Kind.DECIMAL,
            "Reassignments",
            "How often it changed hands.",
            ("reassignment count",),
            unit="times",
        ),
        Column(
            "auto_resolved", Kind.BOOL, "Resolved by itself", "Whether nobody had to act.", ("auto resolve",)
        ),
        Column(
            "interruptions_business_hours",
            Kind.DECIMAL,
            "Interruptions, business hours",
            "How often somebody was called at work.",
            ("business hour interruptions",),
            unit="times",
        ),
        Column(
            "interruptions_off_hours",
            Kind.DECIMAL,
            "Interruptions, off hours",
            "How often somebody was called in the evening.",
            ("off hour interruptions",),
            unit="times",
        ),
        Column(
            "interruptions_sleep_hours",
            Kind.DECIMAL,
            "Interruptions, at night",
            "How often somebody was woken.",
            ("sleep hour interruptions",),
            unit="times",
        ),
    ),
)
