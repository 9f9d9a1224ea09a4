"""What is said of a workbook that is to be annotated."""

from __future__ import annotations

from cxdesk.formatting import NEUTRAL
from cxdesk.report.annotated import AnnotatedSheet, AnnotationPlan
from cxdesk.session.annotating import plan_lines


def test_values_that_will_not_follow_their_account_are_said() -> None:
    """By hand: of 40 rows on two sheets 3 cannot be looked up; where all can, nothing is said of it."""
    north = AnnotatedSheet("North", "F", "J", 30, 3, "A")
    south = AnnotatedSheet("South", "D", "H", 10, 0, "B")
    lines = plan_lines(AnnotationPlan((north, south), "cxdesk health", (), 1_204), NEUTRAL)
    assert lines == (
        "Columns F to J are added to the sheet North, beside 30 accounts.",
        "Columns D to H are added to the sheet South, beside 10 accounts.",
        "3 rows get plain values, which do not follow their account when the sheet is sorted.",
        "The sheet cxdesk health is added. 1,204 parts of the workbook stay as they are.",
    )
    assert len(plan_lines(AnnotationPlan((south,), "cxdesk health", (), 12), NEUTRAL)) == 2
