"""Themes: each on its side of zero with two quotes, and comments where there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.patches import Rectangle

from cxdesk.charts import Surface
from cxdesk.charts.themes import themes_chart
from cxdesk.theme import theme
from tests.charts.invented_behaviour import invented_themes
from tests.charts.whole_text import boxes, written

LOOK = theme()


def test_every_theme_that_is_drawn_has_two_quotes():
    """At each size as many quotes stand there as twice the themes drawn; the others are counted in words."""
    for size in ((480, 300), (900, 520), (1600, 900)):
        chart = themes_chart(invented_themes(), Surface(LOOK, *size, padding=14))
        quotes = [text for text, _box in boxes(chart) if text.startswith("“")]
        assert len(quotes) == 2 * len(chart.marks)
        if len(chart.marks) < 12:
            assert f"{12 - len(chart.marks)} more themes in the table" in chart.subtitle


def test_bars_lie_on_their_side_of_zero():
    """Bars begin at zero and are as long as z: detractors' to the right, promoters' to the left."""
    chart = themes_chart(invented_themes(4), Surface(LOOK, 1600, 900))
    bars = [patch for patch in chart.figure.findobj(Rectangle) if 1 < patch.get_height() < 30]
    z = np.array([7.0, -6.7, 6.4, -6.1])
    ends = np.array(
        [bar.get_x() + (bar.get_width() if value > 0 else 0.0) for bar, value in zip(bars, z, strict=True)]
    )
    starts = np.array(
        [bar.get_x() + (0.0 if value > 0 else bar.get_width()) for bar, value in zip(bars, z, strict=True)]
    )
    assert np.allclose(starts, starts[0])
    assert np.allclose((ends - starts) / z, (ends - starts)[0] / z[0])


def test_quotes_show_the_words_they_are_quoted_for():
    """A comment that is too long begins shortly before the words, so that these are seen."""
    chart = themes_chart(invented_themes(), Surface(LOOK, 480, 300, padding=14))
    quotes = [text for text, _box in boxes(chart) if text.startswith("“")]
    assert all(f"word{place // 2}" in quote for place, quote in enumerate(quotes))


def test_too_few_comments_are_shown_themselves():
    """Below 40 comments: the reason, and the comments with their group."""
    text = written(themes_chart(invented_themes(0, 12), Surface(LOOK, 480, 300)))
    assert "Too few comments for themes: 12 of at least 40." in text
    assert "detractors Acme “Comment 0.” promoters Acme “Comment 1.”" in text


def test_no_theme_among_enough_comments_is_another_sentence():
    """With a threshold there were enough comments: no word sets the groups apart."""
    record = invented_themes(0, 400)
    tried = replace(record, themes=replace(record.themes, threshold=3.0, missing="No word does."))
    chart = themes_chart(tried, Surface(LOOK, 480, 300))
    assert chart.title == "No word sets detractors and promoters apart"


def test_table_has_all_themes_with_whole_quotes():
    """Every theme is a row, with its quotes in full."""
    record = invented_themes()
    rows = themes_chart(record, Surface(LOOK, 480, 300)).as_table()[1:]
    assert [row[0] for row in rows] == [theme.term for theme in record.themes.found]
    assert all(record.quotes[place][1].text in row[6] for place, row in enumerate(rows))
