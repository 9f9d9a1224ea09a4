"""How pages word what the facts say, and whether two measurements differ. The texts of numbers with their
unit are `cxdesk.metrics.unit_texts`'.
"""

from __future__ import annotations

import numpy as np

from cxdesk.metrics.definition import Estimate
from cxdesk.metrics.unit_texts import (
    change_text,
    interval_text,
    share_of_change,
    signed_percent,
    value_text,
)
from cxdesk.workspace.facts_record import Facts

__all__ = [
    "Z95",
    "change_text",
    "interval_text",
    "is_clear_change",
    "place_text",
    "share_of_change",
    "signed_percent",
    "value_text",
]

Z95 = 1.959964


def is_clear_change(now: Estimate, before: Estimate) -> bool:
    """Return whether two measurements differ by more than chance would explain (two-sided 95 %, from their
    intervals).

    Overlapping periods share observations, which makes this stricter than it says; never looser.
    """
    widths = np.array([now.high - now.low, before.high - before.low])
    if np.any(np.isnan(widths)):
        return False
    standard_error = float(np.hypot(*(widths / (2.0 * Z95))))
    return abs(now.value - before.value) > Z95 * standard_error


def place_text(facts: Facts, source: int, row: int) -> str:
    """Return where a row came from: "NPS Q3.csv, row 12"."""
    file, sheet = facts.sources[source] if 0 <= source < len(facts.sources) else ("", "")
    named = " › ".join(part for part in (file, sheet) if part)
    return f"{named}, row {row}" if named else ""
