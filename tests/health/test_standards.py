"""Standards that contradict themselves are refused in words."""

from __future__ import annotations

import pytest

from cxdesk.errors import CxdeskError
from cxdesk.health import default_standards_text, read_standards


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sentiment = 0.25", "sentiment = 0.35", "do not add up to 1"),
        ("from = 0.0", "from = 5.0", "no band begins at 0"),
        ("from = 65.0", "from = 45.0", "two bands begin at the same score"),
        ("usage_falling = 0.45", "usage_falling = -0.45", "negative weight"),
        ("csat = [30.0, 60.0,", "csat = [60.0, 30.0,", "anchors of csat do not rise"),
        ("version = 1", "version = ", "cannot be read"),
        ("margin = 0.80\n", "", "cannot be read"),
    ],
)
def test_contradictions_are_named(old: str, new: str, says: str) -> None:
    """Each edit breaks one rule of the default file, and the error names that rule."""
    text = default_standards_text()
    assert old in text
    with pytest.raises(CxdeskError, match=says):
        read_standards(text.replace(old, new, 1))
