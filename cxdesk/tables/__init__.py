"""The canonical tables in which every import ends: the contract between the parts."""

from cxdesk.tables.accounts import ACCOUNTS
from cxdesk.tables.agents import AGENTS
from cxdesk.tables.churn_events import CHURN_EVENTS
from cxdesk.tables.contacts import CONTACTS, ROLES
from cxdesk.tables.contracts import CONTRACTS
from cxdesk.tables.incidents import INCIDENTS
from cxdesk.tables.invoices import INVOICES
from cxdesk.tables.reviews import REVIEWS
from cxdesk.tables.schema import EXTRA_PREFIX, PROVENANCE, Column, Kind, Table
from cxdesk.tables.service_accounts import SERVICE_ACCOUNTS
from cxdesk.tables.survey_counts import SURVEY_COUNTS
from cxdesk.tables.surveys import SURVEY_KINDS, SURVEYS
from cxdesk.tables.ticket_events import TICKET_EVENTS
from cxdesk.tables.tickets import TICKETS
from cxdesk.tables.usage import USAGE
from cxdesk.tables.usage_months import USAGE_MONTHS

TABLES: tuple[Table, ...] = (
    ACCOUNTS,
    CONTACTS,
    CONTRACTS,
    CHURN_EVENTS,
    SURVEYS,
    SURVEY_COUNTS,
    USAGE,
    TICKETS,
    TICKET_EVENTS,
    INCIDENTS,
    SERVICE_ACCOUNTS,
    INVOICES,
    REVIEWS,
    AGENTS,
)

__all__ = [
    "ACCOUNTS",
    "AGENTS",
    "CHURN_EVENTS",
    "CONTACTS",
    "CONTRACTS",
    "EXTRA_PREFIX",
    "INCIDENTS",
    "INVOICES",
    "PROVENANCE",
    "REVIEWS",
    "ROLES",
    "SERVICE_ACCOUNTS",
    "SURVEYS",
    "SURVEY_COUNTS",
    "SURVEY_KINDS",
    "TABLES",
    "TICKETS",
    "TICKET_EVENTS",
    "USAGE",
    "USAGE_MONTHS",
    "Column",
    "Kind",
    "Table",
    "table",
]


def table(name: str) -> Table:
    """Return the canonical table of that name; raises KeyError when there is none."""
    for candidate in (*TABLES, USAGE_MONTHS):
        if candidate.name == name:
            return candidate
    raise KeyError(f"there is no table named {name}")
