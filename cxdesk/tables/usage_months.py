"""Usage as it comes home from a warehouse, counted per account and month there; no file is read as this."""

from cxdesk.tables.schema import Column, Kind, Table

USAGE_MONTHS = Table(
    name="usage_months",
    label="Usage per month",
    help=(
        "One row per account and month, counted where the events are; one per feature where one is named, "
        "one per person where one is named, one per day of the feed where no account is, one per account, "
        "feature and user with the first day of use."
    ),
    columns=(
        Column("account_id", Kind.ID, "Account", "The account's id or name, or one of its contracts."),
        Column("user_id", Kind.ID, "User", "A person of the contacts: when they last used it in the month."),
        Column("feature", Kind.TEXT, "Feature", "What was used; empty: all of it."),
        Column("month_end", Kind.DATE, "Month's end", "The last day of the month that was counted."),
        Column("counted_to", Kind.DATE, "Counted to", "The day up to which all months were counted."),
        Column("count", Kind.DECIMAL, "Count", "How often it was used.", unit="events"),
        Column("duration_seconds", Kind.DECIMAL, "Duration", "How long it was used.", unit="seconds"),
        Column("errors", Kind.DECIMAL, "Errors", "Errors met.", unit="errors"),
        Column("active_users", Kind.DECIMAL, "Active users", "Different people in the month.", unit="people"),
        Column("user_days", Kind.DECIMAL, "User-days", "The users of each day added up.", unit="days"),
        Column("active_days", Kind.DECIMAL, "Active days", "Days with any use.", unit="days"),
        Column("rows", Kind.DECIMAL, "Events", "Events counted; of a day: those without account."),
        Column(
            "first_at", Kind.DATE, "First use", "The first day on which a user, by number, used a feature."
        ),
        Column("last_at", Kind.DATE, "Last use", "The last day of use in the month.", observed=True),
    ),
)
