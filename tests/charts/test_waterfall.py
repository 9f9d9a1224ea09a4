"""The explanation of a score: exact sums, order, folding."""

from __future__ import annotations

import math

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from cxdesk.charts import Contribution, Surface, waterfall_chart
from cxdesk.theme import theme
from tests.charts.invented import invented_contributions

SURFACE = Surface(theme(), 430, 400)


def bar_patches(chart) -> list[FancyBboxPatch]:
    """Return the drawn bars from top to bottom, without the grounds that texts lie on."""
    layer = chart.figure.axes[0]
    bars = [patch for patch in layer.patches if isinstance(patch, FancyBboxPatch)]
    return sorted(bars, key=lambda bar: bar.get_y())


def drawn_bars(chart) -> list[tuple[float, float]]:
    """Return the left and right ends of the drawn bars in pixels, from top to bottom."""
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bar_patches(chart)]


def drawn_texts(chart) -> list[str]:
    """Return the texts of a chart from top to bottom, those of one line from left to right."""
    texts = [text for text in chart.figure.findobj(Text) if text.get_text()]
    texts.sort(key=lambda text: (text.get_position()[1], text.get_position()[0]))
    return [text.get_text() for text in texts]


def test_bars_stand_where_their_points_say():
    """The design's account, 70 - 9 - 7 - 5 - 4 + 6 + 4 + 3 = 58: the bars' ends are in that proportion."""
    chart = waterfall_chart(invented_contributions([6, 4, 3, -9, -7, -5, -4], start=70.0), SURFACE, 6.0)
    running = [(0, 70), (61, 70), (54, 61), (49, 54), (45, 49), (45, 51), (51, 55), (55, 58), (0, 58)]
    bars = np.array(drawn_bars(chart))
    assert bars.shape == (9, 2)
    scale = (bars[0, 1] - bars[0, 0]) / 70
    assert (bars - bars[0, 0]) / scale == pytest.approx(np.array(running, dtype=float), abs=1e-9)
    assert chart.title == "Why 58 ±6"


def test_numbers_carry_sign_and_the_true_minus():
    """Contributions are written with one decimal, sign and U+2212; the score without a sign."""
    texts = drawn_texts(waterfall_chart(invented_contributions([-9.25, 4.0]), SURFACE))
    assert "−9.3" in texts
    assert "+4.0" in texts
    assert texts[-2:] == ["Health", "54.8"]


def test_smallest_bars_are_one_bar_with_their_exact_sum():
    """25 contributions, 10 bars at most: nine of their own, the other 16 as one that ends at the score."""
    points = np.random.default_rng(11).normal(0, 4, 25)
    chart = waterfall_chart(invented_contributions(points), SURFACE, most=10)
    smallest = sorted(points, key=abs)[:16]
    texts = drawn_texts(chart)
    assert "16 smaller" in texts
    assert f"{math.fsum(smallest):+.1f}".replace("-", "−") in texts
    bars = drawn_bars(chart)
    assert len(bars) == 12
    assert bars[-1][1] == pytest.approx(bars[-2][0 if math.fsum(smallest) < 0 else 1], abs=1e-9)


def test_no_bar_is_folded_alone_into_the_rest():
    """As many contributions as there may be bars are all shown by name."""
    texts = drawn_texts(waterfall_chart(invented_contributions([1.0] * 10), SURFACE, most=10))
    assert not [text for text in texts if "smaller" in text]
    assert [text for text in texts if text.startswith("Driver")] == [
        f"Driver {number}" for number in range(10)
    ]


def test_a_low_chart_folds_more():
    """At 150 pixels of height there is room for a few bars only; the sum still stands."""
    points = np.random.default_rng(5).normal(0, 4, 25)
    texts = drawn_texts(waterfall_chart(invented_contributions(points), Surface(theme(), 430, 150)))
    assert sum(text.startswith("Driver") for text in texts) < 8
    assert texts[-2:] == ["Health", f"{60 + math.fsum(points):.1f}"]


def test_missing_data_is_neither_good_nor_bad():
    """The bar of data gaps has the neutral colour whatever its sign; others follow their sign."""
    look = theme()
    bars = [
        Contribution("Typical for us", 60.0, "start"),
        Contribution("Data gaps", -6.0, "gap"),
        Contribution("Reopened tickets", -5.0, "signal"),
        Contribution("Seat use", 4.0, "driver"),
    ]
    chart = waterfall_chart(bars, SURFACE)
    colours = [bar.get_facecolor() for bar in bar_patches(chart)]
    expected = (look.accent, look.bar, look.risk, look.good, look.accent)
    assert colours == [to_rgba(colour) for colour in expected]


def test_table_has_every_bar_and_ends_at_the_score():
    """Nothing is folded in the table: 25 contributions, a start and the score below a header."""
    points = np.random.default_rng(11).normal(0, 4, 25)
    rows = waterfall_chart(invented_contributions(points), SURFACE, most=5).as_table()
    assert len(rows) == 28
    assert rows[-1] == ("Health", f"{60 + math.fsum(points):.1f}", f"{60 + math.fsum(points):.1f}")
    assert rows[-2][2] == rows[-1][2]


def test_score_in_the_title_does_not_contradict_its_band():
    """64.96 is below the edge of 65 and must not be announced as 65."""
    chart = waterfall_chart(invented_contributions([4.96]), SURFACE, edges=(65.0, 45.0))
    assert chart.title == "Why 64.9"


def test_unknown_health_is_said_in_words():
    """Without contributions the figure says so, and the table is only its header."""
    chart = waterfall_chart([], SURFACE)
    assert any("not known" in text for text in drawn_texts(chart))
    assert len(chart.as_table()) == 1
    assert len(chart.marks) == 0


def test_start_alone_says_that_nothing_moves_it():
    """One bar, or contributions that are all zero, show start and score and say that nothing moves it."""
    for bars in (invented_contributions([]), invented_contributions([0.0, 0.0])):
        chart = waterfall_chart(bars, SURFACE)
        assert "nothing moves it" in chart.subtitle
        assert len(drawn_bars(chart)) == 2


def test_pointer_finds_the_contribution_of_a_row():
    """The whole row of a bar, its name too, leads to its position in the data."""
    chart = waterfall_chart(invented_contributions([6, -9]), SURFACE)
    y = {text.get_text(): text.get_position()[1] for text in chart.figure.findobj(Text) if text.get_text()}
    assert chart.marks.at(30, y["Driver 0"]) == 1
    assert chart.marks.at(30, y["Driver 1"]) == 2
    assert chart.marks.at(30, y["Health"]) is None
