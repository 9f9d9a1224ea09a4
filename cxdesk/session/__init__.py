"""What the app is doing, without Qt: one open workspace, views made for the pages, actions, operations,
search.

Only names that cost nothing to import are here; the views are in their own modules, which bring numpy and
more.
"""

from cxdesk.session.actions import ACTIONS, MENUS, Action, action, actions_of
from cxdesk.session.operations import Change, Operation, Outcome, perform
from cxdesk.session.session import Session, create_session, open_session, sample_session

__all__ = [
    "ACTIONS",
    "MENUS",
    "Action",
    "Change",
    "Operation",
    "Outcome",
    "Session",
    "action",
    "actions_of",
    "create_session",
    "open_session",
    "perform",
    "sample_session",
]
