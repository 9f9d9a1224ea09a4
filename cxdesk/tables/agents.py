"""The people who work on tickets: since when, in which team, and for how many hours a week."""

from cxdesk.tables.schema import Column, Kind, Table

AGENTS = Table(
    name="agents",
    label="Agents",
    help="One row per person who works on tickets, called as tickets call them.",
    key=("agent",),
    needs=(("agent",), ("joined_date", "hours_per_week")),
    names=("agent", "agents", "support team", "staff"),
    columns=(
        Column(
            "agent",
            Kind.TEXT,
            "Agent",
            "The person, as tickets name them.",
            ("agent name", "support agent", "employee", "employee name", "staff member", "name"),
        ),
        Column(
            "team",
            Kind.TEXT,
            "Team",
            "The team that the person belongs to.",
            ("team name", "group", "department", "squad"),
        ),
        Column(
            "joined_date",
            Kind.DATE,
            "Joined",
            "First day of work.",
            (
                "joined",
                "joined on",
                "date joined",
                "joining date",
                "hire date",
                "hired on",
                "hired at",
                "date of hire",
                "employed since",
                "start date",
            ),
        ),
        Column(
            "hours_per_week",
            Kind.DECIMAL,
            "Hours per week",
            "How many hours a week the person works.",
            (
                "weekly hours",
                "hours a week",
                "hours week",
                "contracted hours",
                "contract hours",
                "working hours per week",
                "weekly working hours",
            ),
        ),
    ),
)
