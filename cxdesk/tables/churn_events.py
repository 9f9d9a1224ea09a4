"""Events in which an account left or came back."""

from cxdesk.tables.schema import Column, Kind, Table

CHURN_EVENTS = Table(
    name="churn_events",
    label="Churn events",
    help="One row each time an account left, or came back.",
    key=("event_id",),
    needs=(("account_id",), ("date",), ("reason", "event_id", "is_reactivation")),
    names=("churn", "churn events", "cancellations", "lost"),
    columns=(
        Column(
            "event_id", Kind.ID, "Event id", "The event's identifier.", ("churn event id", "churn id", "id")
        ),
        Column(
            "account_id",
            Kind.ID,
            "Account",
            "The account's id or name.",
            ("customer id", "company id", "account", "account name", "customer"),
        ),
        Column(
            "date",
            Kind.DATE,
            "Date",
            "When the account left.",
            (
                "churn date",
                "churned at",
                "churned on",
                "lost on",
                "cancelled at",
                "canceled at",
                "cancellation date",
                "canceled on",
            ),
            observed=True,
        ),
        Column(
            "reason",
            Kind.TEXT,
            "Reason",
            "Why the account left.",
            ("reason code", "churn reason", "primary reason", "churn category", "cancellation reason"),
        ),
        Column(
            "comment",
            Kind.TEXT,
            "Comment",
            "What the customer wrote.",
            ("feedback text", "feedback", "notes"),
        ),
        Column(
            "amount",
            Kind.DECIMAL,
            "Amount",
            "Revenue lost or refunded.",
            ("refund amount usd", "refund amount", "lost mrr", "lost arr"),
            unit="money",
        ),
        Column(
            "is_reactivation", Kind.BOOL, "Came back", "Whether this event is a return.", ("reactivation",)
        ),
    ),
)
