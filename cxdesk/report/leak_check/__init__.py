"""The check that a finished file tells a customer nothing that is not meant for them."""

from cxdesk.report.leak_check.check import checked, leaks, pictures, told_by
from cxdesk.report.leak_check.record import Leak, Piece, Secrets
from cxdesk.report.leak_check.secrets import secrets_of

__all__ = ["Leak", "Piece", "Secrets", "checked", "leaks", "pictures", "secrets_of", "told_by"]
