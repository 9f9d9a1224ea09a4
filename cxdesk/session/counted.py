"""What a metric made of each of its rows, in words: "1 · satisfied", "9.5 h", "20 seats"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.metrics.definition import Definition
from cxdesk.metrics.observations import VALUE
from cxdesk.metrics.orders import FIT_VALUES
from cxdesk.metrics.reviews import CONVERSATION, ITEM
from cxdesk.metrics.summaries import CURRENCY, ENDED, OTHER_CURRENCY, WHOLE
from cxdesk.metrics.workload import AGENT, WEEK
from cxdesk.session.wording import value_text
from cxdesk.workspace.facts_record import ROLE_NAMES

NUMBER = "number"
_COUNTED = "Counted as"
UNTOLD = (
    *(CURRENCY, OTHER_CURRENCY, AGENT, WEEK, CONVERSATION, ITEM),
    *("years", "scale_min", "scale_max", "high_is_good"),
    *FIT_VALUES,
)
"""Values that the row's own columns tell already, or that only make the range; scripts get them all."""


@dataclass(frozen=True, slots=True)
class Told:
    """One of the values of an observation: its title, and either the words for 0 and 1 (and for 0.5 between
    them), a unit of metrics, "role", or NUMBER.
    """

    title: str
    unit: str = ""
    words: tuple[str, ...] = ()


_WORDS: Mapping[str, tuple[str, ...]] = {
    "csat": ("not satisfied", "satisfied"),
    "nps": ("detractor", "passive", "promoter"),
    "response_rate": ("no answer", "answered"),
    "account_coverage": ("silent", "heard"),
    "role_coverage": ("silent", "heard"),
    "silent_accounts": ("heard", "silent"),
    "fcr": ("more contacts", "first contact"),
    "net_fcr": ("not, or came back", "first contact, for good"),
    "stayed_solved": ("came back", "stayed solved"),
    "new_agent_share": ("there for longer", "new"),
    "reopen_rate": ("not reopened", "reopened"),
    "escalated_tickets": ("not escalated", "escalated"),
    "escalation_rate": ("not escalated", "escalated"),
    "after_hours_tickets": ("in working hours", "after hours"),
    "backlog": ("not open", "open"),
    "load_per_agent": ("not open", "open"),
    "churn_rate": ("stayed", "left"),
    "retention_rate": ("left", "stayed"),
    "renewal_rate": ("not renewed", "renewed"),
    "workflow_conversion": ("stopped", "completed"),
}
_SOLVED = Told("Ended", words=("still open", "solved"))
_VALUES: Mapping[str, Mapping[str, Told]] = {
    "resolution_time_median": {ENDED: _SOLVED},
    "resolution_time_p80": {ENDED: _SOLVED},
    "time_to_value": {ENDED: Told("Came to it", words=("not yet", "yes"))},
    "role_coverage": {"role": Told("Role", "role")},
    "review_score": {VALUE: Told("Share of the scale", "share")},
    "review_agreement": {VALUE: Told("Others agree", "share")},
    "seat_use": {VALUE: Told("Active users", NUMBER), WHOLE: Told("Seats", NUMBER)},
    "feature_breadth": {VALUE: Told("Core features used", "share")},
    "feature_depth": {VALUE: Told("Actions per user and month", NUMBER)},
    "stickiness": {VALUE: Told("Users a day of users a month", "share")},
    "usage_trend": {
        VALUE: Told("Level, last month", NUMBER),
        "previous": Told("Level, 3 months before", NUMBER),
        "events": Told("Events, last month", NUMBER),
        "events_before": Told("Events, 3 months before", NUMBER),
        "noise": Told("Months vary, times as by chance", NUMBER),
        "freedom": Told("Months compared, less one", NUMBER),
    },
    "gross_revenue_retention": {
        VALUE: Told("Kept per month", "money"),
        WHOLE: Told("Paid per month then", "money"),
    },
    "net_revenue_retention": {
        VALUE: Told("Pays per month now", "money"),
        WHOLE: Told("Paid per month then", "money"),
    },
    "clv": {
        VALUE: Told("ARR", "money"),
        "at_risk": Told("Could leave", words=("no", "yes")),
        "lost": Told("Was lost", words=("no", "yes")),
    },
    "clv_discounted": {
        VALUE: Told("Worth", "money"),
        "low": Told("At least", "money"),
        "high": Told("At most", "money"),
        "arr": Told("ARR", "money"),
        "rate": Told("Renews next", "share"),
        "following": Told("Renewals after that", NUMBER),
    },
    "after_hours_interruptions": {VALUE: Told("After hours", NUMBER), WHOLE: Told("Interruptions", NUMBER)},
    "sleep_interruptions": {VALUE: Told("Of sleep", NUMBER), WHOLE: Told("Interruptions", NUMBER)},
}


def told(definition: Definition, value: str) -> Told | None:
    """Return how a value of a metric's observations is shown, None where the row shows it already."""
    if value in UNTOLD:
        return None
    found = _VALUES.get(definition.name, {}).get(value)
    if found is not None:
        return found
    words = _WORDS.get(definition.name, ())
    return Told(_COUNTED, definition.unit, words) if value == VALUE else Told(value, NUMBER)


def counted_texts(shown: Told, values: np.ndarray, style: NumberStyle, currency: str) -> list[str]:
    """Return each value in words."""
    return [_text(shown, float(value), style, currency) for value in values]


def _text(shown: Told, value: float, style: NumberStyle, currency: str) -> str:
    if np.isnan(value):
        return formatting.UNKNOWN
    if shown.words:
        place = round(value * (len(shown.words) - 1))
        return f"{_plain(value, style)} · {shown.words[place]}"
    if shown.unit == "role":
        return ROLE_NAMES[int(value)]
    if shown.unit in (NUMBER, "per ticket", "rating"):
        return _plain(value, style)
    if shown.unit == "money":
        return formatting.money_whole(value, currency, style)
    return value_text(value, shown.unit, style, currency)


def _plain(value: float, style: NumberStyle) -> str:
    """Return a number with a decimal only where it has one."""
    return formatting.number(value, style, 0 if value == round(value) else 1)
