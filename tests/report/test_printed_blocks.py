"""Wide tables are printed in blocks that can be read, each with the columns that say whose line it is."""

from __future__ import annotations

from itertools import pairwise

from cxdesk.report.printed_blocks import blocks_of, pixels

_PAGE = (11.69 - 0.8) * 96
"""Pixels of an A4 page on its side, within margins of 0.4 inches."""


def test_a_table_that_can_be_read_on_one_page_is_one_block() -> None:
    """Expected: a table as wide as the page at 65 % of its size, and none that is wider, stays whole."""
    narrow = [100] * 16  # 1,600 pixels; the page has room for 1,608 at 65 %
    assert _PAGE / 0.65 > 1600
    assert blocks_of(narrow, 2) == [0]
    assert blocks_of([*narrow, 100], 2) == [0, 10]  # 15 columns besides the two: 8 and 7


def test_blocks_are_few_about_equal_and_fit() -> None:
    """Thirty-seven columns as on Contributions: as few blocks as fit at 65 %, all about as wide."""
    widths = [pixels(width) for width in (5, 30, 8, 10, 12, 10, *[11] * 31)]
    starts = blocks_of(widths, 3)
    always = sum(widths[:3])
    blocks = [sum(widths[max(start, 3) : end]) for start, end in pairwise([*starts, len(widths)])]
    assert len(starts) == -(-sum(widths[3:]) // int(_PAGE / 0.65 - always)) == 3
    assert always + max(blocks) <= _PAGE / 0.65
    assert max(blocks) - min(blocks) <= 2 * max(widths[3:])
    assert sum(blocks) == sum(widths[3:]), "every column is printed once"


def test_a_column_wider_than_the_page_has_a_block_of_its_own() -> None:
    """It is printed smaller; nothing is left out."""
    assert blocks_of([50, 3000, 80, 80], 1) == [0, 2]


def test_widths_are_rounded_as_spreadsheets_do() -> None:
    """Seven pixels a digit of Calibri 11 and five around: the usual width of 8.43 is 64 pixels."""
    assert (pixels(8.43), pixels(0)) == (64, 0)
