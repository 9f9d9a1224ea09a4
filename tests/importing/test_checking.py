"""What is asked of columns that were read by their names, and what the answers change."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.errors import UsageError
from cxdesk.importing import answer, confirm, meaning_questions, plan_json, prepare, remap, unconfirmed
from cxdesk.importing.checking import KEEP, asked_json
from cxdesk.importing.plan_records import ImportPlan, SheetPlan
from cxdesk.progress import silent
from tests.importing.made import csv_file

DAY = "2026-01-02 10:00"
ROWS = [
    ("Account ID", "Account Name", "ARR (last year)", "Custmer segment", "Colour"),
    ("A-1", "Acme", "1200", "SMB", "red"),
    ("A-2", "Beta", "2400", "Enterprise", "blue"),
]
"""`ARR (last year)` says in brackets that it may be another ARR, one is misspelt, `Colour` is nothing."""


def planned(tmp_path: Path) -> SheetPlan:
    """Return the plan of the accounts."""
    (plan,) = prepare([csv_file(tmp_path, ROWS)], silent()).sheets
    return plan


def test_each_column_to_check_is_a_question_with_its_values_and_a_reason(tmp_path: Path) -> None:
    """Two of five columns are asked about, in the order of the sheet; the assumed answer is what it is read
    as; the other answer keeps it as it is. The words are those of the rows above, written by hand.
    """
    plan = planned(tmp_path)
    arr, segment = meaning_questions(plan)
    assert (arr.position, arr.answer, arr.settled) == (2, "accounts.arr", False)
    assert arr.text == (
        "What is in “ARR (last year)”? It is taken for “ARR”: annual recurring revenue. "
        "It holds 1200 · 2400. "
        "Asked because what the name says in brackets may change what it means."
    )
    assert arr.options == (("accounts.arr", "Yes, “ARR”"), (KEEP, "Keep as a note, not used"))
    assert (segment.position, segment.answer) == (3, "accounts.segment")
    assert segment.text.endswith("Asked because the name is only near to one of that meaning.")
    assert unconfirmed(ImportPlan((plan, plan))) == 4


def test_confirming_changes_what_is_said_and_no_row(tmp_path: Path) -> None:
    """Both are confirmed: the same rows and the same identity of the reading, but nothing is asked any more
    and the report names nothing to check. With one confirmed, the report names the other.
    """
    plan = planned(tmp_path)
    assert [each.value for each in plan.report.problems if each.code == "to_check"] == [
        "ARR (last year), Custmer segment"
    ]
    one = confirm(plan, [2])
    assert [each.value for each in one.report.problems if each.code == "to_check"] == ["Custmer segment"]
    assert [question.settled for question in meaning_questions(one)] == [True, False]
    both = confirm(plan)
    assert not [each for each in both.report.problems if each.code == "to_check"]
    assert all(question.settled for question in meaning_questions(both))
    assert both.report.digest == plan.report.digest
    assert both.outcome.rows is plan.outcome.rows
    assert unconfirmed(ImportPlan((both,))) == 0


def test_an_answer_can_be_another_field_or_none_and_can_be_changed(tmp_path: Path) -> None:
    """Kept as an extra, its values stay under its own name; as another field that field is offered beside the
    one that was assumed; the question stays, so that the answer can be taken back.
    """
    plan = planned(tmp_path)
    kept = remap(plan, {2: ""})
    assert kept.outcome.rows["extra.ARR (last year)"].to_pylist() == ["1200", "2400"]
    asked = meaning_questions(kept)[0]
    assert (asked.answer, asked.settled) == (KEEP, True)
    other = meaning_questions(remap(kept, {2: "accounts.mrr"}))[0]
    assert (other.answer, other.settled) == ("accounts.mrr", True)
    assert [value for value, _ in other.options] == ["accounts.arr", "accounts.mrr", KEEP]
    back = remap(kept, {2: "accounts.arr"})
    assert back.outcome.rows["arr"].to_pylist() == [1200.0, 2400.0]


def test_other_answers_leave_the_question_open(tmp_path: Path) -> None:
    """Answering in which order a date is written says nothing about what another column means."""
    rows = [
        ("Account ID", "Account Name", "Signup date", "Custmer segment"),
        ("A-1", "Acme", "01/02/2026", "SMB"),
    ]
    (plan,) = prepare([csv_file(tmp_path, rows)], silent()).sheets
    (question,) = plan.questions
    answered = answer(plan, question.position, question.code, question.options[0][0])
    assert [each.settled for each in meaning_questions(answered)] == [False]


def test_scripts_read_what_nobody_confirmed(tmp_path: Path) -> None:
    """The JSON has the two columns by name with what they are taken for, why they are asked and first values,
    and none of them once they are confirmed.
    """
    plan = planned(tmp_path)
    (sheet,) = plan_json(ImportPlan((plan,)))["sheets"]
    assert [(each["column"], each["read_as"]) for each in sheet["asked"]] == [
        ("ARR (last year)", "accounts.arr"),
        ("Custmer segment", "accounts.segment"),
    ]
    assert sheet["asked"][1]["first_values"] == ["SMB", "Enterprise"]
    assert all(each["why"] for each in sheet["asked"])
    assert asked_json(confirm(plan)) == []


def test_a_column_that_is_not_read_cannot_be_confirmed(tmp_path: Path) -> None:
    """`Colour` is no field: there is nothing to confirm."""
    with pytest.raises(UsageError):
        confirm(planned(tmp_path), [4])


def test_a_sheet_that_is_asked_for_is_not_asked_for_beside_it(tmp_path: Path) -> None:
    """An export of incidents asks for a sheet of services and accounts: alone it says so; with that sheet in
    the same import, before or after it, it does not, also when a column is read otherwise.
    """
    incidents = [("#", "Service", "Opened On", "Resolved On", "Duration"), ("1", "Search", DAY, DAY, "60")]
    services = [("Service", "Account ID"), ("Search", "A-1")]
    paths = [csv_file(tmp_path, incidents, "incidents.csv"), csv_file(tmp_path, services, "services.csv")]

    def remarks(*given: Path) -> list[str]:
        plans = prepare(list(given), silent()).sheets
        plans = [remap(plan, {0: ""}) if plan.table == "incidents" else plan for plan in plans]
        return [each.hint for plan in plans for each in plan.report.problems if each.code == "remark"]

    assert len(remarks(paths[0])) == 1
    assert remarks(*paths) == remarks(*reversed(paths)) == []
