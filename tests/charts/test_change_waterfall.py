"""The change of a score by cause: exact ends, causes in words, folding, and what is too small to matter."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from cxdesk.charts import Contribution, ScoreChange, Surface, change_chart
from cxdesk.theme import theme
from tests.charts.test_waterfall import drawn_bars, drawn_texts

DID, NEW, AGED = "What the customer did", "New evidence", "Evidence aged out"


def invented_change(parts: Sequence[tuple[str, str, float]], before: float = 70.0) -> ScoreChange:
    """Return a change of parts (cause, driver, points)."""
    made = tuple(Contribution(label, points, cause) for cause, label, points in parts)
    after = before + math.fsum(part.points for part in made)
    return ScoreChange(before, after, "12 Aug", "30 Sep", made)


FOUR = invented_change(
    [(DID, "Reopened", -9.0), (DID, "Seats", -2.0), (NEW, "CSAT", 2.0), (AGED, "NPS", -3.0)]
)
"""The design's account: 70 - 11 + 2 - 3 = 58."""


def test_bars_join_the_score_then_to_the_score_now() -> None:
    """70 - 9 - 2 + 2 - 3 = 58: the ends of the bars in proportion, and the scale begins at 58, not at 0."""
    bars = drawn_bars(change_chart(FOUR, Surface(theme(), 430, 400)))
    scale = (bars[0][1] - bars[0][0]) / 9.0
    ends = [(left - bars[0][1], right - bars[0][1]) for left, right in bars]
    expected = [(-9, 0), (-11, -9), (-11, -9), (-12, -9)]
    assert [end / scale for pair in ends for end in pair] == pytest.approx(
        [value for pair in expected for value in pair]
    )


def test_causes_are_words_over_their_drivers_with_their_sum() -> None:
    """Each cause stands once, with its sum: -9 - 2 = -11; the scores then and now are at the ends."""
    texts = drawn_texts(change_chart(FOUR, Surface(theme(), 430, 400)))
    assert "What the customer did −11.0" in texts
    assert "New evidence +2.0" in texts
    assert texts[texts.index("Health on 12 Aug") + 1] == "70.0"
    assert texts[-2:] == ["Health on 30 Sep", "58.0"]


def test_a_low_chart_has_one_bar_for_each_cause() -> None:
    """Where there is no room for drivers the causes themselves are the bars, with their exact sums."""
    texts = drawn_texts(change_chart(FOUR, Surface(theme(), 430, 110)))
    assert [text for text in (DID, NEW, AGED) if text in texts] == [DID, NEW, AGED]
    assert "−11.0" in texts
    assert "Reopened" not in texts


def test_the_smallest_drivers_of_a_cause_are_one_bar() -> None:
    """Twenty drivers of -1 to -20 in room for a dozen rows: the rest has the sum of those not shown."""
    change = invented_change([(DID, f"Driver {size}", -float(size)) for size in range(1, 21)], 250.0)
    texts = drawn_texts(change_chart(change, Surface(theme(), 430, 260)))
    shown = [int(text.split()[1]) for text in texts if text.startswith("Driver")]
    rest = next(text for text in texts if text.endswith("smaller"))
    assert shown == sorted(range(21 - len(shown), 21), reverse=True)
    assert rest == f"{20 - len(shown)} smaller"
    assert f"−{210 - sum(shown):.1f}" in texts


def test_rows_go_where_they_name_the_most_points() -> None:
    """One row more than causes: it names the one driver of -6, not one of the many of -1 beside it."""
    many = [(DID, f"Small {number}", -1.0) for number in range(9)]
    change = invented_change([*many, (AGED, "NPS", -6.0)])
    texts = drawn_texts(change_chart(change, Surface(theme(), 430, 110)))
    assert {"NPS", "Evidence aged out −6.0", DID} <= set(texts)
    assert not [text for text in texts if text.startswith("Small")]


def test_a_cause_that_does_not_matter_is_one_bar() -> None:
    """Two drivers of less than 0.05 points are not spelled out: they would be written as 0.0."""
    change = invented_change([(DID, "Seats", -6.0), (AGED, "NPS", 0.02), (AGED, "CSAT", 0.01)])
    texts = drawn_texts(change_chart(change, Surface(theme(), 430, 400)))
    assert AGED in texts
    assert "NPS" not in texts


def test_the_table_has_every_part_and_ends_at_the_score_now() -> None:
    """The twin in text folds nothing: four parts between both scores."""
    rows = change_chart(FOUR, Surface(theme(), 430, 130)).as_table()
    assert [str(getattr(row[1], "text", row[1])) for row in rows[1:]] == [
        "Health on 12 Aug", "Reopened", "Seats", "CSAT", "NPS", "Health on 30 Sep",
    ]  # fmt: skip
    assert float(rows[-1][-1].values[0]) == pytest.approx(58.0)
