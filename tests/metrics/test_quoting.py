"""Quotes beside one another say different things."""

from __future__ import annotations

import pytest

from cxdesk.metrics.quoting import alikeness, second_quote

SAME_DAY = "I wrote to support about export and it was fixed the same day."
TWIN = "I wrote to support about logins and it was fixed the same day!"
OTHER = "Fixed on the same day again, which nobody else manages."


def test_alikeness_is_the_share_of_words_that_both_have():
    """Counted by hand: of the seven words fast, and, kind, or, slow, support, here two stand in both."""
    assert alikeness("Fast and kind support", "SUPPORT, here: kind or slow") == pytest.approx(2 / 7)
    assert alikeness("Same", "same") == 1.0
    assert alikeness("", "?!") == 1.0


def test_a_near_twin_is_no_second_quote():
    """The twin has all words but one of twelve; the other comment is quoted, though it comes later and its
    writer is the first one's.
    """
    assert second_quote(SAME_DAY, 0, [TWIN, OTHER], [1, 0]) == 1


def test_another_account_and_then_the_order_decide():
    """Among comments that say other things that of another account; where all are twins too."""
    assert second_quote("Billing is slow", 0, ["Exports break", "Logins fail"], [0, 1]) == 1
    assert second_quote("Billing is slow", 0, ["Exports break", "Logins fail"], [1, 2]) == 0
    assert second_quote(SAME_DAY, 0, [SAME_DAY, TWIN], [0, 1]) == 1
    with pytest.raises(ValueError, match="no comment"):
        second_quote(SAME_DAY, 0, [], [])
