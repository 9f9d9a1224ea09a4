"""Ink that nobody sees, from the operators of a page (ISO 32000-1, tables 57, 60, 74 and 106)."""

from __future__ import annotations

import pytest

from cxdesk.report.leak_check.pdf_ink import unseen_ink

SAYS, WHITE, BLACK = ([], b"Tj"), ([1, 1, 1], b"rg"), ([0], b"g")
KEEP, BACK, FILL = ([], b"q"), ([], b"Q"), ([], b"f")


@pytest.mark.parametrize(
    ("operations", "hidden"),
    [
        ([WHITE, SAYS], True),
        ([([0, 0, 0, 0], b"k"), SAYS], True),
        ([BLACK, SAYS], False),
        # What was kept comes back: black around white, and white around black.
        ([KEEP, WHITE, BACK, SAYS], False),
        ([WHITE, KEEP, BLACK, BACK, SAYS], True),
        # White on white stays hidden; on a bar, a picture or a shading it can be read.
        ([WHITE, FILL, SAYS], True),
        ([FILL, WHITE, SAYS], False),
        ([([], b"Do"), WHITE, SAYS], False),
        ([([], b"sh"), WHITE, SAYS], False),
        # A colour space of its own says nothing that could be compared.
        ([WHITE, ([0.5], b"scn"), SAYS], False),
        ([([3], b"Tr"), SAYS], True),
        ([([0], b"Tr"), SAYS], False),
    ],
)
def test_what_is_seen_of_a_page(operations: list, hidden: bool) -> None:
    """Read off the order of the operators, by hand."""
    assert [leak.place for leak in unseen_ink(operations, "page 1")] == ["page 1"] * hidden


def test_each_way_is_told_once() -> None:
    """Two lines in white and two that are not drawn: two remarks."""
    operations = [WHITE, SAYS, SAYS, ([3], b"Tr"), ([3], b"Tr")]
    assert len(list(unseen_ink(operations, "page 1"))) == 2
