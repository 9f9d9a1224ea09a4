"""Which services an account uses, so that an incident of a service is one of the account."""

from cxdesk.tables.schema import Column, Kind, Table

SERVICE_ACCOUNTS = Table(
    name="service_accounts",
    label="Services of accounts",
    help="One row per service and account that uses it.",
    key=("service", "account_id"),
    needs=(("service",), ("account_id",)),
    names=("service map", "service accounts", "services"),
    columns=(
        Column(
            "service", Kind.TEXT, "Service", "The service as incidents call it.", ("service name", "system")
        ),
        Column(
            "account_id",
            Kind.ID,
            "Account",
            "The account's id or name.",
            ("account", "account name", "customer", "customer id", "company", "company id"),
        ),
        Column("from_date", Kind.DATE, "From", "First day on which it is used.", ("since", "valid from")),
        Column("to_date", Kind.DATE, "To", "Last day on which it is used.", ("until", "valid to")),
    ),
)
