"""The chart of the list of themes: bars in parts by rating, shapes beside colours, two quotes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from cxdesk.charts import Chart, Surface, pixels
from cxdesk.charts.listed_themes import listed_themes_chart
from cxdesk.charts.theme_records import ListedQuote, ListedRow, ListedThemes
from cxdesk.theme import theme
from tests.charts.whole_text import (
    SIZES,
    assert_table_is_text,
    assert_text_is_whole_and_apart,
    boxes,
    written,
)

LONG = "Long-Established Freight and Logistics of the Lower Rhine"
TEXT = "We have waited for weeks and weeks in the depot and the invoice is still what it was for us all."


def _row(label: str, *ratings: int) -> ListedRow:
    """Return a theme with comments of those ratings, of half as many accounts, and two long quotes."""
    count = sum(ratings)
    quotes = (ListedQuote(TEXT, "Acme", "invoice*"), ListedQuote(TEXT, LONG, "invoice*"))
    return ListedRow(label, count, (count + 1) // 2, ratings, (("invoice*", count),)[:count], quotes[:count])


def _themes(*rows: ListedRow, comments: int = 1260, accounts: int = 115, whose: str = "") -> ListedThemes:
    holding = sum(row.comments for row in rows)
    return ListedThemes(rows, comments, accounts, holding, "last 730 days", whose)


NINE = _themes(*(_row(f"Theme {9 - number}", 9 - number, 5, 20 - number, 2) for number in range(9)))
RECORDS = {
    "nine": NINE,
    "thirty": _themes(*(_row(f"{LONG} {number}", 60 - number, 900, 400, 300) for number in range(30))),
    "one comment": _themes(_row("Billing", 1, 0, 0, 0), _row("Price", 0, 0, 0, 0), comments=1, accounts=1),
    "one account": replace(NINE, accounts=1, whose=LONG),
    "unrated": _themes(_row("Billing", 0, 0, 0, 7), *(_row(f"None {n}", 0, 0, 0, 0) for n in range(8))),
    "no hit": _themes(_row("Billing", 0, 0, 0, 0)),
    "no comment": _themes(_row("Billing", 0, 0, 0, 0), comments=0, accounts=0),
}  # fmt: skip


def _drawn(name: str, size: tuple[int, int] = (900, 520), dark: bool = False) -> Chart:
    return listed_themes_chart(RECORDS[name], Surface(theme(dark), *size, padding=14))


@pytest.mark.parametrize("size", [(320, 240), *SIZES], ids=lambda size: "x".join(map(str, size)))
@pytest.mark.parametrize("name", RECORDS)
def test_text_is_whole_and_apart(name, size):
    """From 320 x 240 to 1600 x 900 every text lies inside the figure and on no other; the marks lie inside
    and point at rows of the table.
    """
    chart = _drawn(name, size)
    assert_text_is_whole_and_apart(chart, size)
    assert_table_is_text(chart)
    marks = chart.marks
    assert marks.item.tolist() == list(range(len(marks)))
    assert np.all(marks.left >= 0)
    assert np.all(marks.top >= 0)
    assert np.all(marks.right <= size[0])
    assert np.all(marks.bottom <= size[1])


def test_every_theme_that_is_drawn_has_two_quotes():
    """At each size as many quotes as twice the themes drawn, each showing the word it is quoted for; the
    themes that do not fit are counted in words.
    """
    for size in SIZES:
        chart = _drawn("nine", size)
        quotes = [text for text, _box in boxes(chart) if text.startswith("“")]
        assert len(quotes) == 2 * len(chart.marks)
        assert all("invoice" in quote for quote in quotes)
        assert (f"{9 - len(chart.marks)} more themes in the table" in chart.subtitle) == (
            len(chart.marks) < 9
        )
    assert len(_drawn("nine", (480, 300)).marks) >= 3


def test_parts_of_bars_are_as_long_as_their_counts():
    """The parts of each bar lie one behind the other from the same zero, in one scale, one pixel apart.
    Expected: the counts of the record.
    """
    chart = _drawn("nine", (1600, 900))
    bars = [patch for patch in chart.figure.findobj(Rectangle) if 1 < patch.get_height() < 30]
    counts = [count for row in NINE.rows for count in row.ratings]
    assert len(bars) == len(counts)
    # A hollow part is drawn half a line inside, and its line around it.
    widths = [bar.get_width() + (1 if bar.get_facecolor()[3] == 0 else 0) + 1 for bar in bars]
    assert np.allclose(np.array(widths) / counts, widths[0] / counts[0])
    starts = np.array([bar.get_x() for bar in bars]).reshape(9, 4)
    assert np.allclose(starts[:, 0], starts[0, 0])
    assert np.all(np.diff(starts, axis=1) > 0)


def test_each_rating_has_a_shape_and_its_number():
    """Colour is never alone: square, triangle, circle and ring with their numbers, and words for the shapes
    that there are.
    """
    text = written(_drawn("nine"))
    for part in ("■ low rating", "▲ middle", "● high", "○ no rating", "■ 9", "▲ 5", "● 20", "○ 2"):
        assert part in text
    assert "■ 9 ▲ 5 ● 20 ○ 2 of 18 accounts" in written(_drawn("nine", (480, 300)))
    alone = written(_drawn("unrated"))
    assert "○ no rating" in alone
    assert "■" not in alone


def test_dark_and_light_say_the_same():
    """Words and marks are equal, the ground is each theme's panel."""
    light, dark = (_drawn("nine", (480, 300), is_dark) for is_dark in (False, True))
    assert (light.title, light.subtitle, light.as_table()) == (dark.title, dark.subtitle, dark.as_table())
    for chart, is_dark in ((light, False), (dark, True)):
        assert "#{:02X}{:02X}{:02X}".format(*pixels(chart)[0, 0, :3]) == theme(is_dark).panel


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([(2, 9, 0, 0), (7, 0, 0, 0)],
         "The most frequent theme is “A”: 11 of 100; most low ratings come with “B”: 7"),
        ([(7, 9, 0, 0), (2, 0, 0, 0)], "The most frequent theme is “A”: 16 of 100, 7 with a low rating"),
        ([(0, 9, 0, 0), (0, 1, 0, 0)], "The most frequent theme is “A”: 9 of 100"),
        ([(0, 9, 0, 0), (2, 0, 0, 0)],
         "The most frequent theme is “A”: 9 of 100; most low ratings come with “B”: 2, of one account"),
        ([(0, 9, 0, 0), (0, 9, 0, 0)], "As frequent as 1 other is “A”: 9 of 100"),
    ],
)  # fmt: skip
def test_the_title_says_the_finding(rows, title):
    """The theme with the most comments and the one with the most low ratings; what one account alone says is
    told as that.
    """
    record = _themes(
        *(_row(label, *ratings) for label, ratings in zip("AB", rows, strict=True)), comments=100
    )
    assert listed_themes_chart(record, Surface(theme(), 900, 520)).title == title


def test_nothing_found_is_said_in_words():
    """Without a hit, and without a comment: a sentence in place of bars; the table still lists the themes."""
    chart = _drawn("no hit")
    assert "None of 1,260 comments holds a phrase of the list." in written(chart)
    assert chart.as_table()[1] == ("Billing", "0", "0", "0", "0", "0", "0", "", "")
    assert len(chart.marks) == 0
    assert "There is no comment in this time." in written(_drawn("no comment"))
    one = replace(RECORDS["no hit"], comments=1)
    assert "The only comment holds no phrase" in written(listed_themes_chart(one, Surface(theme(), 900, 520)))


def test_themes_without_a_comment_are_named():
    """Up to three by name, more by their number; all of them are in the table with zeros."""
    assert "no comment: Price" in _drawn("one comment").subtitle
    assert "8 themes without a comment" in _drawn("unrated").subtitle
    assert len(_drawn("unrated").as_table()) == 10


def test_one_account_is_named_once():
    """A chart of one account has its name in the title and not beside each quote."""
    chart = _drawn("one account")
    assert chart.title.startswith(f"{LONG}: ")
    assert "Acme" not in written(chart)
    assert "comments of" not in written(chart)
