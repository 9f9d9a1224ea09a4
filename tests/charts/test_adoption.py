"""What the chart of features says and how long its bars are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from cxdesk.charts import Surface
from cxdesk.charts.adoption import adoption_chart
from cxdesk.formatting import NO_BREAK
from cxdesk.theme import theme
from tests.charts.invented_behaviour import invented_features
from tests.charts.whole_text import written

LOOK = theme()
SURFACE = Surface(LOOK, 900, 520, padding=14)


def _features(shares, trends=None, clear=True):
    """Return features with those shares and trends, not clear unless said otherwise."""
    features = invented_features(len(shares))
    trend = np.zeros(len(shares)) if trends is None else np.array(trends)
    use = replace(
        features.use, share=np.array(shares), trend=trend, clear=(trend != 0) & clear,
        low=np.full(len(shares), np.nan), high=np.full(len(shares), np.nan),
    )  # fmt: skip
    return replace(features, names=tuple(f"f{number}" for number in range(len(shares))), use=use)


def test_bars_are_as_long_as_the_shares():
    """From zero: a share of 0.8 is four times as long as one of 0.2, in the order of the shares."""
    chart = adoption_chart(_features([0.2, 0.8, 0.4]), SURFACE)
    bars = [
        patch
        for patch in chart.figure.findobj(Rectangle)
        if patch.get_alpha() is None and patch.get_width() > 1
    ]
    widths = [bar.get_width() for bar in bars if bar.get_height() < 30]
    assert widths == pytest.approx([4 * widths[2], 2 * widths[2], widths[2]])
    assert chart.marks.item.tolist() == [1, 2, 0]


def test_clear_changes_are_the_title():
    """A clear fall by half comes before a clear growth; a change that is not clear is none."""
    minus, plus = f"−50{NO_BREAK}%", f"+100{NO_BREAK}%"
    both = adoption_chart(_features([0.9, 0.5, 0.3], [np.log(0.5), np.log(2), 0]), SURFACE)
    assert both.title == f"1 of 3 features fades: f0 {minus}"
    grows = adoption_chart(_features([0.9, 0.5, 0.3], [0, np.log(2), 0]), SURFACE)
    assert grows.title == f"1 of 3 features grows: f1 {plus}"
    assert "▲ +100 %" in written(grows)
    neither = adoption_chart(_features([0.9, 0.5, 0.3], [np.log(0.5), 0, 0], clear=False), SURFACE)
    assert neither.title == f"f0 is used most (90{NO_BREAK}%), f2 least (30{NO_BREAK}%)"


def test_features_that_nobody_uses_are_counted():
    """Two of three features have a share above zero."""
    chart = adoption_chart(_features([0.9, 0.0, 0.3]), SURFACE)
    assert chart.title == "2 of 3 features used in the last 3 months"


def test_at_most_twenty_features_and_the_rest_in_words():
    """Of 45 features 20 are drawn where there is room for more, fewer in a low chart; the table has all."""
    tall = adoption_chart(invented_features(45), Surface(LOOK, 900, 900))
    assert len(tall.marks) == 20
    assert "25 other features in the table" in tall.subtitle
    low = adoption_chart(invented_features(45), Surface(LOOK, 480, 300))
    assert len(low.marks) < 20
    assert f"{45 - len(low.marks)} other features in the table" in low.subtitle
    assert len(low.as_table()) == 46


def test_what_the_title_names_is_drawn():
    """Intent: nobody looks for a feature of the title in vain.

    Expected: of 30 features 20 are drawn; the one that fades is the 28th by use, so it stands last, in place
    of the 20th. Without a change the least used is named: the 30th.
    """
    shares = [0.9 - 0.01 * place for place in range(30)]
    fades = adoption_chart(_features(shares, [0.0] * 27 + [np.log(0.5), 0.0, 0.0]), Surface(LOOK, 900, 900))
    assert fades.title.startswith("1 of 30 features fades: f27")
    assert fades.marks.item.tolist() == [*range(19), 27]
    calm = adoption_chart(_features(shares), Surface(LOOK, 900, 900))
    assert "f29 least" in calm.title
    assert calm.marks.item.tolist() == [*range(19), 29]


def test_reason_in_place_of_rows():
    """Without features the metric's reason is written."""
    chart = adoption_chart(invented_features(0, reason="Usage does not name features."), SURFACE)
    assert "Usage does not name features." in written(chart)
    assert len(chart.marks) == 0
