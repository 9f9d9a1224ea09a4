"""Usage events that stay where a team keeps them: counted there, and only account-month facts brought home.

Nothing is reached but the database that the user names, through a driver that their own Python has.
"""

from cxdesk.warehouse.bring_home import Brought, Request, bring_home, brought_json
from cxdesk.warehouse.connect import Address, Warehouse, address, connected, dialect_of
from cxdesk.warehouse.dialects import ALL_DIALECTS, DIALECTS, known_dialect
from cxdesk.warehouse.events import FIELDS, EventsTable, events_table, statements

__all__ = [
    "ALL_DIALECTS",
    "DIALECTS",
    "FIELDS",
    "Address",
    "Brought",
    "EventsTable",
    "Request",
    "Warehouse",
    "address",
    "bring_home",
    "brought_json",
    "connected",
    "dialect_of",
    "events_table",
    "known_dialect",
    "statements",
]
