"""Which answers have a comment that is looked at."""

from __future__ import annotations

import pytest

from cxdesk.metrics.comments import comment_window, commented, with_comment
from tests.metrics.made_facts import AS_OF, make_facts


def test_blanks_are_no_comment():
    """Spaces of any kind say nothing; one letter of any script does."""
    facts = make_facts(answers={"comment": ["", " \t\n", "\u00a0\u2003", " x ", "好"]})
    assert with_comment(facts.answers).tolist() == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(None, [True, True, False, True]), (365, [True, False, False, True]), (90, [True, False, False, False])],
)
def test_which_days_are_looked_at(days, expected):
    """As of 30 June 2025: 730 days from 2 July 2023 by default; a comment without a date counts in a year
    or more, and in no shorter time.
    """
    facts = make_facts(
        answers={
            "comment": ["a", "b", "c", "d"],
            "answered_at": ["2025-06-30T23:59:59", "2023-07-02", "2023-07-01T23:59:59", "NaT"],
        }
    )
    window = comment_window(AS_OF, days)
    assert commented(facts.answers, window).tolist() == expected
    assert window.text == {None: "last 730 days", 365: "last 365 days", 90: "last 90 days"}[days]
