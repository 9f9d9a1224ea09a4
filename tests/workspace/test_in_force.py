"""Which sheets count together, on small cases worked out by hand."""

from __future__ import annotations

import pytest

from cxdesk.workspace.in_force import KeptSheet, in_force

A, B = KeptSheet(1, "a"), KeptSheet(2, "b")


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ((A, B), (1, 2)),
        ((A, B, KeptSheet(3, "c", (1, 2))), (1, 3)),
        ((A, B, KeptSheet(3, "c", (1, 2), nearness={1: 0.9, 2: 0.5})), (2, 3)),
        ((A, B, KeptSheet(3, "c", (1, 2), nearness={1: 0.9, 2: 0.85})), (1, 2, 3)),
        ((B, KeptSheet(3, "c", (1, 2), nearness={1: 0.9, 2: 0.5})), (3,)),
        ((A, B, KeptSheet(3, "c", (1, 2), whole=True)), (3,)),
        ((A, KeptSheet(3, "c", (1, 2))), (3,)),
        ((A, B, KeptSheet(3, "a")), (1, 2)),
        ((A, KeptSheet(2, "b", (1,)), KeptSheet(3, "a", (1, 2))), (3,)),
    ],
    ids=[
        "two",
        "the newest gives way",
        "the nearest gives way",
        "none is clearly nearest",
        "the nearest taken back",
        "all give way",
        "one taken back",
        "there already",
        "the old one again",
    ],
)
def test_what_counts_together(sheets: tuple[KeptSheet, ...], expected: tuple[int, ...]) -> None:
    """Of two that a newer export may replace the nearest gives way, none where they are near alike, the
    newest where an earlier cxdesk did not look, or both when the user says so; content that is there is not
    counted twice, and content that was replaced may come again.
    """
    assert in_force(sheets).sheet_ids == expected


def test_the_newest_correction_of_a_row_counts() -> None:
    """Rows 5 and 6 corrected first, 6 again later: row 6 of the first correction is left out."""
    first = KeptSheet(2, "c1", corrects="a", corrected=frozenset((5, 6)))
    second = KeptSheet(3, "c2", corrects="a", corrected=frozenset((6, 7)))
    found = in_force((A, first, second))
    assert found.sheet_ids == (1, 2, 3)
    assert found.left_out == {2: frozenset((6,))}


def test_a_correction_counts_while_its_own_sheet_does() -> None:
    """Without its sheet it counts nothing, whichever came first; it comes back with it, also when the same
    content comes again after a newer export had replaced it.
    """
    fixed = KeptSheet(2, "c1", corrects="a", corrected=frozenset((5,)))
    newer, again = KeptSheet(3, "n", (1,)), KeptSheet(4, "a", (1, 3))
    assert in_force((fixed,)).sheet_ids == ()
    assert in_force((A, fixed)).sheet_ids == (1, 2)
    assert in_force((fixed, KeptSheet(3, "a"))).sheet_ids == (2, 3)
    assert in_force((A, fixed, newer)).sheet_ids == (3,)
    assert in_force((A, fixed, newer, again)).sheet_ids == (2, 4)
