"""What a review asks about columns that were read by their names, and what it says of those left open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxdesk.formatting import NEUTRAL, date_text
from cxdesk.importing import ImportPlan, commit, confirm, prepare, remap
from cxdesk.importing.remembered import with_remembered
from cxdesk.progress import silent
from cxdesk.session import perform, review_work
from cxdesk.session.review import Review, with_edits
from cxdesk.session.review_columns import columns_table
from cxdesk.session.review_edits import answer_edit, column_edit
from cxdesk.session.review_questions import ALL, ANOTHER, MEANING, open_words, sheet_questions
from cxdesk.workspace import Workspace
from cxdesk.workspace.said import remembered
from tests.importing.made import csv_file

TEXT = "Account ID,Account Name,ARR (last year),Custmer segment,Renewal date\nA1,Acme,1200,SMB,01/02/2027\n"
"""Two columns whose names leave something open, and one date of which nothing says what comes first."""


@pytest.fixture
def given(tmp_path: Path) -> Review:
    """Return the review of the one account."""
    path = tmp_path / "crm.csv"
    path.write_text(TEXT, encoding="utf-8")
    return perform(review_work.review_import([path], None, NEUTRAL)).value


def answered(given: Review, position: int, value: str) -> Review:
    """Return the review with an answer to what a column means."""
    return with_edits(given, [answer_edit(given, 0, position, MEANING, value)], NEUTRAL)


def asked(given: Review) -> list[tuple[str, bool]]:
    """Return (column, settled) of the questions about meanings."""
    return [(each.column, each.settled) for each in given.sheets[0].questions if each.code == MEANING]


def test_every_column_to_check_is_asked_about(given: Review) -> None:
    """Two columns in the order of the sheet, each with the four answers, before the order of the date; what
    is open is counted beside what will change. Counted by hand in the text above.
    """
    sheet = given.sheets[0]
    assert asked(given) == [("ARR (last year)", False), ("Custmer segment", False)]
    assert [value for value, _ in sheet.questions[0].options] == ["accounts.arr", ANOTHER, "", ALL]
    assert [question.code for question in sheet.questions] == [MEANING, MEANING, "date_order"]
    assert open_words(sheet.questions) == "2 columns to check, 1 more open"
    assert given.changes[-2:] == (("2 columns to check", "watch"), ("1 answer assumed", "watch"))


def test_what_nobody_answered_is_named_before_it_is_imported(given: Review) -> None:
    """Both columns and the assumed order of the date are named; after every answer nothing is."""
    assert given.unconfirmed == (
        "2 columns are read by name, unconfirmed: “ARR (last year)” as ARR; “Custmer segment” as Segment. "
        "1 answer is assumed: “Renewal date” as Day first: 1 February."
    )
    one = answered(given, 2, "accounts.arr")
    assert one.unconfirmed.startswith("1 column is read by name, unconfirmed: “Custmer segment” as Segment.")
    done = answered(one, 3, "accounts.segment")
    done = with_edits(done, [answer_edit(done, 0, 4, "date_order", "month")], NEUTRAL)
    assert done.unconfirmed == ""
    assert done.changes == (("1 account", ""),)


def test_one_answer_confirms_all(given: Review) -> None:
    """Read all as shown: both are settled and nothing of the rows has changed. The last has none such."""
    done = answered(given, 2, ALL)
    assert asked(done) == [("ARR (last year)", True), ("Custmer segment", True)]
    assert done.plan.sheets[0].outcome.rows is given.plan.sheets[0].outcome.rows
    assert [value for value, _ in done.sheets[0].questions[0].options] == ["accounts.arr", ANOTHER, ""]
    last = answered(given, 2, "accounts.arr").sheets[0].questions[1]
    assert [value for value, _ in last.options] == ["accounts.segment", ANOTHER, ""]


def test_a_column_kept_as_an_extra_or_read_otherwise_is_answered(given: Review) -> None:
    """The answer that uses it not keeps its values under its name; a choice in the table answers, too."""
    kept = answered(given, 2, "")
    assert kept.plan.sheets[0].outcome.rows["extra.ARR (last year)"].to_pylist() == ["1200"]
    other = with_edits(given, [column_edit(given, 0, {3: "accounts.industry"})], NEUTRAL)
    assert asked(kept)[0][1]
    assert asked(other)[1][1]


def test_very_many_columns_are_counted_and_the_first_named(tmp_path: Path) -> None:
    """Ten columns to check: eight are named, two are counted beyond."""
    words = ("ARR", "MRR", "Industry", "Segment", "Country", "Region", "Plan", "Owner", "Seats", "Currency")
    head = ",".join(f"{word} (old)" for word in words)
    path = tmp_path / "crm.csv"
    path.write_text(f"Account ID,Account Name,{head}\nA1,Acme,1,2,x,y,z,w,p,o,3,EUR\n", encoding="utf-8")
    given = perform(review_work.review_import([path], None, NEUTRAL)).value
    count = sum(not settled for _, settled in asked(given))
    assert count > 8
    assert given.unconfirmed.startswith(f"{count} columns are read by name, unconfirmed: “ARR (old)” as ARR;")
    assert f"; and {count - 8} more." in given.unconfirmed


def test_what_was_answered_before_is_shown_with_its_day(tmp_path: Path) -> None:
    """Both columns were said with an earlier file of that name: neither question is open, each has the day of
    that import, and so have the notes on the columns; who answers one otherwise is not told a day any more.
    """
    headers = ("Account ID", "Account Name", "ARR (last year)", "Custmer segment")
    first = csv_file(tmp_path, [headers, ("A-1", "Acme", "1200", "SMB")], "crm.csv")
    with Workspace.in_memory() as workspace:
        plan = prepare([first], silent())
        commit(workspace, ImportPlan((confirm(plan.sheets[0]),)), silent())
        memory = remembered(workspace.imports())
        day = date_text(date.fromisoformat(workspace.imports()[0].imported_at[:10]))
    newer = csv_file(tmp_path, [headers, ("A-2", "Beta", "2400", "SMB")], "crm.csv")
    (again,) = with_remembered(prepare([newer], silent()), memory).sheets
    assert [(each.settled, each.remembered) for each in sheet_questions(again)] == [(True, day)] * 2
    assert columns_table(again, frozenset()).column("note").texts[2].startswith(f"as you answered on {day}")
    changed = sheet_questions(remap(again, {2: ""}))
    assert [(each.settled, each.remembered) for each in changed] == [(True, ""), (True, day)]
