"""Columns of answers that no table knows: told and asked about, never kept without a word."""

from __future__ import annotations

import pytest

from cxdesk.importing import plan_json, remap
from cxdesk.importing.answer_columns import NO, UNUSED, YES, answer_questions
from cxdesk.importing.answer_readings import said_of_answers
from cxdesk.importing.plan_records import ImportPlan
from tests.importing.made import csv_file, kept, planned, problem_codes

ACCOUNTS = ("Account ID", "Account Name", "ARR")


def accounts(folder, head: str, values: tuple, more: tuple[str, ...] = ()) -> object:
    """Return the plan of accounts with a column of these values."""
    rows = [(f"A-{n}", f"Name {n}", "500", value, *more[1:]) for n, value in enumerate(values)]
    return planned(csv_file(folder, [(*ACCOUNTS, head, *more[:1]), *rows]))


@pytest.mark.parametrize(
    "head",
    [
        "Recommandation (0-10)",
        "Würden Sie uns weiterempfehlen",
        "Zou u ons aanbevelen",
        "Poleciłbyś nas znajomym",
        "Consiglieresti questo prodotto",
        "Порекомендуете ли вы нас",
        "おすすめ度",
        "Likely to renew?",
        "Note de 0 à 10",
    ],
)
def test_a_column_that_reads_like_a_question_is_told_and_asked(tmp_path, head) -> None:
    """Seven languages, a question mark, and a stated scale; all values lie from 0 to 10."""
    plan = accounts(tmp_path, head, ("9", "3", "10"))
    (problem,) = [each for each in plan.report.problems if each.code == UNUSED]
    assert (problem.column, problem.value) == (head, "9 · 3 · 10")
    (question,) = answer_questions(plan)
    assert (question.position, question.answer, question.settled) == (3, NO, False)
    assert UNUSED in {each["code"] for each in plan_json(ImportPlan((plan,)))["sheets"][0]["problems"]}


@pytest.mark.parametrize(
    ("head", "values"),
    [
        ("Floor", ("9", "3", "10")),  # a number like any other
        ("Likely to renew?", ("9", "3", "11")),  # beyond the scale
        ("Likely to renew?", ("yes", "no", "")),  # words
        ("Is it live?", ("1", "0", "1")),  # yes and no
        ("Recommandation (0-10)", ("", "", "")),  # nothing
    ],
)
def test_what_is_no_answer_is_not_asked(tmp_path, head, values) -> None:
    """A header alone or values alone say nothing."""
    plan = accounts(tmp_path, head, values)
    assert answer_questions(plan) == ()
    assert UNUSED not in problem_codes(plan)


def test_yes_reads_the_sheet_as_answers_besides(tmp_path) -> None:
    """The accounts stay accounts, the column becomes answers of theirs, and no plan asks of it again."""
    plan = accounts(tmp_path, "Recommandation (0-10)", ("9", "3", "10"))
    first, second = said_of_answers(plan, 3, YES)
    assert (first.table, second.table) == ("accounts", "surveys")
    assert kept(first, "account_id") == ["A-0", "A-1", "A-2"]
    assert kept(second, "account_id", "score") == [("A-0", 9.0), ("A-1", 3.0), ("A-2", 10.0)]
    for each in (first, second):
        assert answer_questions(each) == ()
        assert not any("Recommandation" in name for name in each.outcome.rows.column_names)
        assert each.report.rows_in == each.report.rows_kept + each.report.rows_set_aside == 3
    assert [match.confidence for match in second.columns if match.field] == ["sure", "sure"]
    assert first.report.digest != second.report.digest != plan.report.digest


def test_no_keeps_it_and_asks_no_more(tmp_path) -> None:
    """The values stay an extra of the accounts; the question is there, answered."""
    plan = accounts(tmp_path, "Recommandation (0-10)", ("9", "3", "10"))
    (told,) = said_of_answers(plan, 3, NO)
    assert UNUSED not in problem_codes(told)
    assert told.outcome.rows["extra.Recommandation (0-10)"].to_pylist() == ["9", "3", "10"]
    (question,) = answer_questions(told)
    assert question.settled
    assert [each.table for each in said_of_answers(told, 3, YES)] == ["accounts", "surveys"]
    assert UNUSED in problem_codes(remap(plan, {2: ""}))
    assert UNUSED not in problem_codes(remap(told, {2: ""}))


def test_a_total_below_the_answers_is_none_of_them(tmp_path) -> None:
    """The sum of the scores is beyond the scale, and stands in a row that is set aside as a total."""
    head = "Recommandation (0-10)"
    rows = [(f"A-{number}", f"Name {number}", "500", value) for number, value in enumerate(("9", "3", "10"))]
    plan = planned(csv_file(tmp_path, [(*ACCOUNTS, head), *rows, ("Total", "", "1500", "22")]))
    assert plan.report.rows_set_aside == 1
    assert UNUSED in problem_codes(plan)


def test_of_two_such_columns_the_other_is_asked_about_once(tmp_path) -> None:
    """Once the first is said to be answers, the accounts alone ask about the second, not both readings."""
    plan = accounts(tmp_path, "Likely to renew?", ("9", "3", "10"), ("Likely to grow?", "7"))
    assert [question.position for question in answer_questions(plan)] == [3, 4]
    first, second = said_of_answers(plan, 3, YES)
    assert [question.position for question in answer_questions(first)] == [4]
    assert answer_questions(second) == ()


def test_a_second_question_of_a_survey_becomes_answers_of_its_own(tmp_path) -> None:
    """Two scores of each person: six answers in two readings of three rows, with ids of their own."""
    rows = [
        ("Response ID", "Account ID", "CSAT (1-5)", "Poleciłbyś nas znajomym? (0-10)", "Answered at"),
        ("R1", "A-1", "5", "9", "2026-01-02"),
        ("R2", "A-2", "3", "3", "2026-01-03"),
        ("R3", "A-3", "1", "10", "2026-01-05"),
    ]
    first, second = said_of_answers(planned(csv_file(tmp_path, rows)), 3, YES)
    assert kept(first, "score") == [5.0, 3.0, 1.0]
    assert kept(second, "response_id", "score") == [
        ("R1/nps", 9.0),
        ("R2/nps", 3.0),
        ("R3/nps", 10.0),
    ]


def test_a_sheet_that_was_not_understood_is_asked_too(tmp_path) -> None:
    """Polish answers: no table was found; said to be answers, they count."""
    rows = [
        ("Response ID", "Account ID", "Poleciłbyś nas znajomym? (0-10)", "Answered at"),
        ("R1", "A-1", "9", "2026-01-02"),
        ("R2", "A-2", "3", "2026-01-03"),
    ]
    plan = planned(csv_file(tmp_path, rows))
    assert plan.table == ""
    (question,) = answer_questions(plan)
    (read,) = said_of_answers(plan, question.position, YES)
    assert kept(read, "account_id", "score") == [("A-1", 9.0), ("A-2", 3.0)]
