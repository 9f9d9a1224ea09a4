"""Response and silence: bars from zero, the rate above each, the silent by name."""

from __future__ import annotations

import numpy as np

from cxdesk.charts import Surface
from cxdesk.charts.records import Response
from cxdesk.charts.response_over_time import response_chart
from cxdesk.metrics.periods import QUARTER, periods_to
from cxdesk.theme import theme
from tests.charts.seen import texts


def chart(asked, answered, silent=(), roles=10, size=(900.0, 520.0), only_answers=False):
    """Return the chart of quarters that end in June 2025."""
    periods = periods_to(np.datetime64("2025-06-30"), QUARTER, len(asked))
    counts = np.array(asked), np.array(answered)
    data = Response("", periods, *counts, silent, "last 365 days", roles, only_answers)
    return response_chart(data, Surface(theme(), *size, padding=16.0))


def test_bars_are_counts_from_zero_on_top_of_each_other():
    """40 of 100 answered: a bar from 0 to 40, another one from there to 100."""
    first, second = chart([100, 50], [40, 30]).figure.axes[1:3]
    assert [(bar.get_y(), bar.get_height()) for bar in first.patches] == [(0, 40), (0, 30)]
    assert [(bar.get_y(), bar.get_height()) for bar in second.patches] == [(40, 60), (30, 20)]
    assert first.get_ylim()[0] == second.get_ylim()[0] == 0.0


def test_title_and_year_before():
    """30 of 50 is 60 %; four quarters before 40 of 100, 40 %."""
    drawn = chart([100, 50, 50, 50, 50], [40, 30, 30, 30, 30])
    assert drawn.title == "60\u00a0% of those asked answered, Apr–Jun 2025"
    assert "a year before: 40\u00a0%" in drawn.subtitle
    assert "300 invitations" in drawn.subtitle


def test_few_invitations_are_told_as_answers():
    """Below five invitations a percentage would mislead: 1 of 2."""
    drawn = chart([2], [1])
    assert drawn.title.startswith("1 of 2 of those asked")
    assert "1 of 2" in texts(drawn)


def test_silent_are_listed_as_far_as_there_is_room():
    """Beside the bars of a wide chart, at the foot of a narrow one; the rest is counted."""
    silent = tuple((f"Account {number}, buyer", 40 - number) for number in range(40))
    wide, narrow = chart([9], [3], silent, 50), chart([9], [3], silent, 50, (480.0, 300.0))
    assert "Account 0, buyer" in texts(wide)
    listed = sum(text.startswith("Account") for text in texts(wide))
    assert f"and {40 - listed} more" in texts(wide)
    assert "40 of 50 roles of accounts are silent" in " ".join(texts(narrow))
    assert sum(row[0].startswith("Silent: ") for row in wide.as_table()) == 40


def test_table_has_every_quarter():
    """A quarter without invitations is a row as well."""
    assert chart([0, 50], [0, 30]).as_table()[1:] == (
        ("Jan–Mar 2025", "0", "0", "–"),
        ("Apr–Jun 2025", "50", "30", "60\u00a0%"),
    )


def test_surveys_of_answers_alone_are_said():
    """Intent: invitations that are no part of the rate are told, also where nothing else is there.

    Expected: what the chart shows, in words: the rate of the others, or that nobody's silence is known.
    """
    drawn = chart([4, 4], [2, 1], only_answers=True)
    assert "without surveys that list only answers" in drawn.subtitle
    assert any("list only answers" in text for text in texts(chart([0, 0], [0, 0], only_answers=True)))
