"""Tensions: signals of one account that contradict each other, gated against noise, each with a question."""

from cxdesk.health.tensions.catalogue import RULES
from cxdesk.health.tensions.finding import Tensions, find_tensions
from cxdesk.health.tensions.record import CALL, INTERNAL, NotJudged, Number, Period, Rule, Tension

__all__ = [
    "CALL",
    "INTERNAL",
    "RULES",
    "NotJudged",
    "Number",
    "Period",
    "Rule",
    "Tension",
    "Tensions",
    "find_tensions",
]
