"""Forecasts against what came: the title says what the intervals say, the table has every bin."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.charts.calibration_plot import calibration_chart
from cxdesk.charts.chart import Surface
from cxdesk.charts.forecast_records import ForecastBins
from cxdesk.theme import theme


def _bins(said: list[float], came: list[float], reach: float = 0.05) -> ForecastBins:
    """Return bins of 100 whose intervals reach that far."""
    share = np.array(came)
    return ForecastBins(
        np.full(len(said), 100), np.array(said), share,
        np.clip(share - reach, 0, 1), np.clip(share + reach, 0, 1),
        int(100 * share.sum()), "Nothing is known.", 90,
    )  # fmt: skip


def _chart(bins: ForecastBins, dark: bool = False):
    return calibration_chart(bins, Surface(theme(dark), 640.0, 400.0))


@pytest.mark.parametrize(
    ("said", "came", "title"),
    [
        ([0.1, 0.3], [0.12, 0.28], "What was forecast agrees with what came"),
        ([0.1, 0.3], [0.12, 0.5], "More were lost than was forecast: 1 of 2 bins agree"),
        ([0.4, 0.6], [0.1, 0.2], "Fewer were lost than was forecast: 0 of 2 bins agree"),
        ([0.1], [0.4], "More were lost than was forecast"),
    ],
)
def test_the_title_says_whether_what_was_said_came(said: list, came: list, title: str) -> None:
    """By hand: a bin agrees where its mean forecast lies within the interval of what came."""
    assert _chart(_bins(said, came)).title == title


def test_the_table_has_every_bin_and_the_marks_lie_inside() -> None:
    """Three bins: three rows below the header, three marks within the picture, in both themes."""
    for dark in (False, True):
        chart = _chart(_bins([0.1, 0.3, 0.9], [0.1, 0.3, 0.95]), dark)
        table = chart.as_table()
        assert [row[1] for row in table[1:]] == ["100", "100", "100"]
        assert chart.marks.item.tolist() == [0, 1, 2]
        assert np.all(chart.marks.left >= 0)
        assert np.all(chart.marks.right <= 640 + 12)


def test_without_losses_there_are_words() -> None:
    """An empty back-test draws no axes: the verdict stands there."""
    nothing = np.zeros(0)
    chart = _chart(ForecastBins(nothing, nothing, nothing, nothing, nothing, 0, "Nothing is known.", 90))
    assert len(chart.as_table()) == 1
    assert len(chart.marks.item) == 0
