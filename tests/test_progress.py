"""How long work will still take: worked out by hand, and not said where it would be a guess."""

from __future__ import annotations

import pytest

from cxdesk.progress import left_text, seconds_left


@pytest.mark.parametrize(
    ("elapsed", "fraction", "expected"),
    [
        (4.0, 0.5, 4.0),
        (3.0, 0.25, 9.0),
        (10.0, 1.0, 0.0),
        (1.0, 0.5, None),
        (60.0, 0.01, None),
        (9.0, None, None),
    ],
)
def test_the_time_left_follows_the_pace(
    elapsed: float, fraction: float | None, expected: float | None
) -> None:
    """A quarter in 3 s leaves three quarters, 9 s; too early, too little, of unknown length: nothing."""
    assert seconds_left(elapsed, fraction) == expected


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "1 s left"), (9.4, "9 s left"), (200.0, "3 min left")])
def test_the_time_left_in_words(seconds: float, text: str) -> None:
    """Seconds up to a minute and a half, then minutes; never nought while it still works."""
    assert left_text(seconds) == text
