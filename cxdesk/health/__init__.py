"""Health: what the facts say about every account, on one scale, explained to the last point."""

from cxdesk.health.calibration import Calibration
from cxdesk.health.portfolio import LOST_BAND, NO_BAND, PILLAR_LABELS, PILLARS, Portfolio
from cxdesk.health.score import calibrate, score
from cxdesk.health.standards import Standards, default_standards_text, read_standards
from cxdesk.workspace.facts import facts_back
from cxdesk.workspace.facts_record import Facts

__all__ = [
    "LOST_BAND",
    "NO_BAND",
    "PILLARS",
    "PILLAR_LABELS",
    "Calibration",
    "Portfolio",
    "Standards",
    "calibrate",
    "default_standards_text",
    "history",
    "read_standards",
    "score",
]


def history(facts: Facts, standards: Standards, months: int = 12) -> list[Portfolio]:
    """Return the health at the end of each of the last months, oldest first; the last is on the facts' own
    date.

    Each is scored on what was known then, all on the calibration of the newest date: a fall of everybody is
    seen as a fall. `score` of an earlier date on its own sets its own scale and may differ: there, nothing
    later may have a say. Months before the first account existed are left out. Accounts that did not exist
    yet are missing from a month's arrays: find them by `Facts.accounts` of `facts_back`.
    """
    calibration = calibrate(facts, standards)
    portfolios = []
    for back in range(months, -1, -1):
        earlier = facts if back == 0 else facts_back(facts, back)
        if len(earlier.accounts):
            portfolios.append(score(earlier, standards, calibration))
    return portfolios
