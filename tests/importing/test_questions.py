"""What a file leaves open is asked, with its evidence; an answer has its effect at once and lasts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxdesk.errors import UsageError
from cxdesk.importing import SheetPlan, answer, choose_table, remap
from tests.importing.made import ACCOUNTS, aside, csv_file, kept, planned, problem_codes

ACCOUNT_HEAD = ("Account ID", "Account Name", "MRR", "Renewal date", "Start date")
OPEN = (("A-1", "Acme", "1.234", "03/04/2025", "01/02/2020"), ("A-2", "Bee", "2.500", "05/06/2025", ""))
SURVEY_HEAD = ("Response ID", "Account ID", "Answered at")
TICKET_HEAD = ("Ticket ID", "Account ID", "Created at", "Status")


def accounts(folder: Path, rows=OPEN) -> SheetPlan:
    return planned(csv_file(folder, [ACCOUNT_HEAD, *rows], delimiter=";"))


def survey(folder: Path, header: str, scores, name: str = "answers.csv") -> SheetPlan:
    rows = [(f"R-{number}", "A-1", "2026-05-01", str(score)) for number, score in enumerate(scores)]
    return planned(csv_file(folder, [(*SURVEY_HEAD, header), *rows], name))


def tickets(folder: Path, header: str, values) -> SheetPlan:
    rows = [(f"T-{n}", "A-1", "2026-05-01", "open", value) for n, value in enumerate(values)]
    return planned(csv_file(folder, [(*TICKET_HEAD, header), *rows], "tickets.csv"))


def question(plan: SheetPlan, code: str):
    return next(each for each in plan.questions if each.code == code)


def test_an_order_of_dates_that_nothing_shows_is_asked(tmp_path) -> None:
    """3 April or 4 March 2025: assumed day first, both offered with the date that each means."""
    plan = accounts(tmp_path)
    asked = next(each for each in plan.questions if each.position == 3)
    assert (asked.code, asked.answer, asked.settled) == ("date_order", "day", False)
    assert dict(asked.options) == {"day": "Day first: 3 April", "month": "Month first: 4 March"}
    changed = answer(plan, 3, "date_order", "month")
    assert kept(changed, "renewal_date") == [date(2025, 3, 4), date(2025, 5, 6)]
    assert question(changed, "date_order").settled
    assert kept(plan, "renewal_date") == [date(2025, 4, 3), date(2025, 6, 5)]


def test_an_answer_decides_for_the_columns_that_prove_nothing(tmp_path) -> None:
    """The start date follows the renewal date, and can still be answered otherwise."""
    plan = answer(accounts(tmp_path), 3, "date_order", "month")
    assert kept(plan, "start_date") == [date(2020, 1, 2), None]
    assert "ambiguous_date_order" not in problem_codes(plan)
    assert kept(answer(plan, 4, "date_order", "day"), "start_date") == [date(2020, 2, 1), None]


def test_evidence_settles_the_order_and_is_shown(tmp_path) -> None:
    """One value over 12 in the column proves it; a column without any follows it; no doubt is left."""
    rows = (*OPEN, ("A-3", "Cee", "1,5", "31/12/2025", ""))
    plan = accounts(tmp_path, rows)
    asked = next(each for each in plan.questions if each.position == 3)
    assert asked.settled
    assert "Day first, certain: 1 value over 12." in asked.text
    assert "ambiguous_date_order" not in problem_codes(plan)


def test_dates_that_contradict_each_other_are_asked(tmp_path) -> None:
    """One proves day first, one month first, and one could be either: nobody but the user knows."""
    rows = [("A-1", "a", "1", "13/01/2025", ""), ("A-2", "b", "1", "01/13/2025", ""), OPEN[0]]
    asked = next(each for each in accounts(tmp_path, rows).questions if each.position == 3)
    assert not asked.settled
    assert "1 dates are day first, 1 the other way round" in asked.text


def test_a_decimal_sign_that_nothing_shows_is_asked(tmp_path) -> None:
    """1.234 is one and a bit, or more than a thousand: assumed as where files have semicolons."""
    plan = accounts(tmp_path)
    asked = question(plan, "decimal_sign")
    assert not asked.settled
    assert dict(asked.options)[","] == "Decimal comma: 1.234 is 1234"
    assert kept(plan, "mrr") == [1234.0, 2500.0]
    changed = answer(plan, 2, "decimal_sign", ".")
    assert kept(changed, "mrr") == [1.234, 2.5]
    assert "ambiguous_number" not in problem_codes(changed)


@pytest.mark.parametrize(
    ("header", "values", "code", "assumed", "settled", "given", "expected"),
    [
        ("Resolution time", ("30", "90"), "unit", "minutes", False, "hours", [1800.0, 5400.0]),
        ("Resolution time (hours)", ("1", "2"), "unit", "hours", True, "days", [1440.0, 2880.0]),
        ("Resolution time", ("1:30", "0:45"), "clock", "hours", False, "minutes", [1.5, 0.75]),
        ("Resolution time (mm:ss)", ("1:30", "0:45"), "clock", "minutes", True, "hours", [90.0, 45.0]),
    ],
)
def test_units_are_asked(tmp_path, header, values, code, assumed, settled, given, expected) -> None:
    """Minutes of resolution, worked out by hand from the value and the answered unit."""
    plan = tickets(tmp_path, header, values)
    asked = question(plan, code)
    assert (asked.answer, asked.settled) == (assumed, settled)
    changed = answer(plan, 4, code, given)
    assert kept(changed, "resolution_minutes") == pytest.approx(expected)
    assert not {f"assumed_{code}"} & set(problem_codes(changed))


def test_a_scale_that_nothing_states_is_asked(tmp_path) -> None:
    """Answers from 1 to 5 may be on a scale of 1 to 7; ends and what lies outside follow the answer."""
    plan = survey(tmp_path, "CSAT", (1, 4, 5, 5))
    assert not question(plan, "scale").settled
    changed = answer(plan, 3, "scale", "1 to 7")
    assert set(kept(changed, "scale_min", "scale_max")) == {(1.0, 7.0)}
    assert "assumed_scale" not in problem_codes(changed)
    assert aside(answer(plan, 3, "scale", "1 to 4")) == [
        (4, "score_outside_scale"),
        (5, "score_outside_scale"),
    ]


def test_nps_is_certain_with_a_zero_and_a_ten_only(tmp_path) -> None:
    """NPS is asked from 0 to 10, or by some from 1 to 10 (vendor-headers, scale traps)."""
    assert question(survey(tmp_path, "NPS", (0, 5, 10)), "scale").settled
    plan = survey(tmp_path, "NPS", (1, 5, 10))
    assert not question(plan, "scale").settled
    assert set(kept(answer(plan, 3, "scale", "1 to 10"), "scale_min", "scale_max")) == {(1.0, 10.0)}


def test_scores_of_whole_accounts_are_kept_on_their_scale(tmp_path) -> None:
    """An account-level NPS is not recognised as answers; when the user says so, -100 to 100 is offered and
    nothing is set aside."""
    unused = survey(tmp_path, "NPS", (-40, 25, 60, -10))
    chosen = choose_table(unused, "surveys")
    mapped = remap(chosen, {3: "surveys.score"})
    plan = answer(mapped, 3, "scale", "-100 to 100")
    assert aside(plan) == []
    assert kept(plan, "score", "scale_min", "scale_max")[0] == (-40.0, -100.0, 100.0)


@pytest.mark.parametrize(
    ("given", "scores", "rows_aside"),
    [("aside", [5.0, 4.0], [4]), ("no_answer", [5.0, 4.0, None], []), ("answer", [5.0, 4.0, 0.0], [])],
)
def test_a_zero_below_the_scale_is_asked(tmp_path, given, scores, rows_aside) -> None:
    """0 among 1 to 5: no answer at all, not applicable, or the lowest one."""
    plan = survey(tmp_path, "Satisfaction (1 to 5)", (5, 4, 0))
    assert (question(plan, "zero").answer, question(plan, "zero").settled) == ("aside", False)
    changed = answer(plan, 3, "zero", given)
    assert kept(changed, "score") == scores
    assert [row for row, _ in aside(changed)] == rows_aside


def test_the_direction_of_effort_is_asked_where_the_words_do_not_say_it(tmp_path) -> None:
    """CES alone says neither; how easy and how hard do."""
    plan = survey(tmp_path, "CES", (1, 2, 5))
    assert not question(plan, "direction").settled
    assert set(kept(answer(plan, 3, "direction", "high"), "high_is_good")) == {True}
    assert question(survey(tmp_path, "How easy was it? (1-5)", (1, 2, 5)), "direction").settled


def test_the_kind_is_asked_where_the_header_does_not_say_it(tmp_path) -> None:
    """Score could be anything; another kind brings its own scale and questions."""
    plan = survey(tmp_path, "Score", (1, 4, 5))
    assert not question(plan, "kind").settled
    changed = answer(plan, 3, "kind", "ces")
    assert set(kept(changed, "kind")) == {"ces"}
    assert question(changed, "direction")


def test_several_kinds_in_one_column_are_asked_apart(tmp_path) -> None:
    """The scale of CSAT can be answered without touching that of NPS."""
    answers = [("nps", "10"), ("csat", "4"), ("nps", "1"), ("csat", "5")]
    rows = [(*SURVEY_HEAD, "Kind", "Score")]
    rows += [(f"R-{n}", "A-1", "2026-05-01", *each) for n, each in enumerate(answers)]
    plan = planned(csv_file(tmp_path, rows, "survey.csv"))
    changed = answer(plan, 4, "scale of csat", "1 to 7")
    assert kept(changed, "kind", "scale_max")[:2] == [("nps", 10.0), ("csat", 7.0)]


def test_what_is_not_asked_cannot_be_answered(tmp_path) -> None:
    """No such question, and no such option."""
    plan = accounts(tmp_path)
    for position, code, value in (
        (0, "date_order", "day"),
        (3, "scale", "1 to 5"),
        (3, "date_order", "year"),
    ):
        with pytest.raises(UsageError):
            answer(plan, position, code, value)


def test_answers_last_while_the_column_is_the_same_field(tmp_path) -> None:
    """Mapping another column keeps them; mapping this one elsewhere drops them; leaving the sheet out and
    taking it again does not lose them."""
    plan = answer(accounts(tmp_path), 3, "date_order", "month")
    assert kept(remap(plan, {1: ""}), "renewal_date")[0] == date(2025, 3, 4)
    moved = remap(plan, {3: "accounts.notice_date"})
    assert kept(moved, "notice_date")[0] == date(2025, 4, 3)
    again = choose_table(choose_table(plan, ""), "accounts")
    assert kept(again, "renewal_date")[0] == date(2025, 3, 4)


def test_the_digest_knows_answers_that_change_something(tmp_path) -> None:
    """Saying what would be assumed anyway is the same import; saying otherwise is another."""
    plan = accounts(tmp_path)
    assert answer(plan, 3, "date_order", "day").report.digest == plan.report.digest
    other = answer(plan, 3, "date_order", "month")
    assert other.report.digest != plan.report.digest
    assert answer(other, 3, "date_order", "day").report.digest == plan.report.digest


def test_a_plain_file_asks_nothing(tmp_path) -> None:
    """ISO dates and plain numbers leave no choice."""
    assert planned(csv_file(tmp_path, ACCOUNTS)).questions == ()
