"""Which standards hold for a segment, in words."""

from __future__ import annotations

from cxdesk.health import default_standards_text, read_standards
from cxdesk.health.portfolio import Driver
from cxdesk.health.standards_edit import edit_of_segment, edited
from cxdesk.report.segment_words import segment_told, segment_words

DEFAULT = read_standards(default_standards_text())


def test_what_a_segment_has_of_its_own_is_told_in_a_line() -> None:
    """By hand, bands first; nothing where the general standards hold."""
    edits = {
        "bands": {"watch": 50, "healthy": 67.5},
        "pillars": {"sentiment": 0.1, "adoption": 0.45},
        "adoption": {"weights": {"seat_use": 0.05}},
        "caps": {"unpaid": {"ceiling": 20, "threshold": 45}},
    }
    standards = edited(DEFAULT, [edit_of_segment("Enterprise", edits)], 2)
    drivers = [Driver("seat_use", "Seats in use", 1, 0.3, "share")]
    assert segment_told(standards, "Enterprise", drivers).replace("\N{NO-BREAK SPACE}", " ") == (
        "Enterprise standards: healthy from 67.50, watch from 50, sentiment weighs 10 %, "
        "adoption weighs 45 %, seats in use weighs 0.05, bill unpaid holds it at 20, "
        "bill unpaid counts from 45"
    )
    assert segment_told(standards, "Small", drivers) == ""
    assert segment_words(DEFAULT, "Enterprise", drivers) == ()
