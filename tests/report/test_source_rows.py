"""From a number back to the rows of the user's own files."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.report.source_rows import Rows, newest_comments, rows_texts, source_texts
from cxdesk.workspace.facts_record import Facts
from tests.report.portfolio_factory import make_sample


def facts_of(count: int = 3) -> Facts:
    """Return facts whose sources are CRM export.xlsx › Accounts, Surveys.csv and Tickets.csv."""
    return make_sample(count).facts


def rows(*triples: tuple[int, int, int]) -> Rows:
    """Return rows from (account, source, row)."""
    account, source, row = np.array(triples).reshape(-1, 3).T
    return Rows(account, source, row)


def test_rows_are_named_by_file_and_joined_to_runs() -> None:
    """Rows 4, 2, 3, 9 of one file and 7 of another, in any order and twice, read as people write them."""
    given = rows((0, 2, 4), (0, 2, 2), (0, 0, 7), (0, 2, 3), (0, 2, 9), (0, 2, 3), (2, 1, 5))
    texts = rows_texts(facts_of(), given)
    assert texts == ["CRM export.xlsx › Accounts row 7; Tickets.csv rows 2–4, 9", "", "Surveys.csv row 5"]


def test_many_runs_are_counted_not_listed() -> None:
    """Eight runs are shown, the other 4 rows are counted: 12 rows with a gap after each."""
    texts = rows_texts(facts_of(), rows(*((1, 2, 2 * row) for row in range(1, 13))))
    assert texts[1] == "Tickets.csv rows 2, 4, 6, 8, 10, 12, 14, 16 and 4 more"


def test_rows_of_several_tables_come_together() -> None:
    """Contact is seen in answers and tickets: account 0 of 3 has answers in rows 2-3, tickets 2, 5, 8 ..."""
    texts = source_texts(facts_of(), "no_contact")
    assert texts[0] == "Surveys.csv rows 2–3; Tickets.csv rows 2, 5, 8, 11, 14"


def test_usage_is_told_by_rows_and_months() -> None:
    """Usage is kept per month: the factory gives each account 30 rows in one month."""
    assert source_texts(facts_of(), "seat_use") == ["30 usage rows in 1 month"] * 3


def test_without_rows_of_its_own_the_accounts_row_stands() -> None:
    """No contract in these facts, so what is known comes from the account list, from row 2 on."""
    assert source_texts(facts_of(), "expansion")[:2] == [
        "CRM export.xlsx › Accounts row 2",
        "CRM export.xlsx › Accounts row 3",
    ]


def test_the_newest_comment_of_the_kind_is_quoted() -> None:
    """Two answers of one account: the one of May stands, though the one of April is further down."""
    facts = facts_of(1)
    at = np.array(["2026-05-01", "2026-04-01"], dtype="datetime64[s]")
    words = np.array(["newer", "older"], dtype=object)
    answers = replace(facts.answers, kind=np.array([1, 1]), answered_at=at, comment=words)
    assert newest_comments(replace(facts, answers=answers), ("nps",)) == ["newer"]
    assert newest_comments(replace(facts, answers=answers), ("csat",)) == [""]
