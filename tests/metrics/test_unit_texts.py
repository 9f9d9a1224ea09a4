"""Numbers with their unit: as many decimals as tell a value from its range."""

from __future__ import annotations

from cxdesk.formatting import NEUTRAL
from cxdesk.metrics.unit_texts import change_text, interval_text, value_text


def test_handoffs_per_ticket_have_two_decimals():
    """The sample's 0.398 [0.373, 0.423] read 0.4 [0.4, 0.4] with one: a range of nothing."""
    assert value_text(0.398, "per ticket", NEUTRAL) == "0.40"
    assert interval_text(0.373, 0.423, "per ticket", NEUTRAL) == "[0.37, 0.42]"
    assert change_text(0.398, 0.376, "per ticket", NEUTRAL) == "0.02"
