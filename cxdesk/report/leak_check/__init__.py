"""The check that a finished file tells a customer nothing that is not meant for them."""

from cxdesk.report.leak_check.check import checked, leaks
from cxdesk.report.leak_check.record import Leak, Secrets

__all__ = ["Leak", "Secrets", "checked", "leaks"]
