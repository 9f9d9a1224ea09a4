"""Near names in the review of an import: what is asked, how it is answered, and what of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxdesk.errors import UsageError
from cxdesk.formatting import NEUTRAL
from cxdesk.session import Session, create_session, perform, review_work
from cxdesk.session.history import steps, to_redo, to_undo
from cxdesk.session.review import Known, Review
from cxdesk.session.review_names import (
    DIFFERENT,
    KEPT,
    LATER,
    OTHER,
    Said,
    answers_to,
    with_answer,
    with_names,
)

HEAD = "Account ID,Account Name,ARR\n"
THERE = HEAD + "1,GTXPro,100\n2,Initech,100\n"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Return a workspace with two accounts."""
    made = create_session(tmp_path / "there.cxdesk")
    perform(review_work.commit_import(made, read(tmp_path, "there.csv", THERE)))
    yield made
    made.close()


def read(folder: Path, name: str, text: str) -> Review:
    """Return the review of a file with some text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return perform(review_work.review_import([path], Known(), NEUTRAL)).value


def asked(session: Session, given: Review, said: Said | None = None) -> Review:
    """Return the review with what its names are near to, and what was answered."""
    names = perform(review_work.compare_names(session, given)).value
    return with_names(given, names, said or {}, NEUTRAL)


def test_two_near_names_are_asked_about_side_by_side(session: Session, tmp_path: Path) -> None:
    """The issue's own example: each side with whether it is new, its id and its file."""
    given = asked(session, read(tmp_path, "crm.csv", HEAD + "9,GTX Pro,5\n8,Ravenhill,5\n"))
    (question,) = given.name_questions
    assert question.sides == (
        ("GTXPro", "here already · id 1 · there.csv"),
        ("GTX Pro", "new · id 9 · crm.csv"),
    )
    assert [value for value, _ in question.options] == [KEPT, OTHER, DIFFERENT, LATER]
    assert [label for _, label in question.options[:2]] == ["Same, keep GTXPro", "Same, keep GTX Pro"]
    assert (question.answer, question.settled) == (LATER, False)
    assert given.name_changes == (("1 near name to decide", "watch"),)


@pytest.mark.parametrize(
    ("value", "kept", "other", "same", "accounts"),
    [
        (KEPT, "1", "9", True, ["1", "2"]),
        (OTHER, "9", "1", True, ["2", "9"]),
        (DIFFERENT, "1", "9", False, ["1", "2", "9"]),
    ],
)
def test_an_answer_is_kept_with_the_import_and_undone_with_it(
    session: Session, tmp_path: Path, value: str, kept: str, other: str, same: bool, accounts: list[str]
) -> None:
    """One step undoes the import and what was said in it, and one brings both back."""
    given = asked(session, read(tmp_path, "crm.csv", HEAD + "9,GTX Pro,5\n"))
    said = with_answer(given, {}, 0, value)
    given = with_names(given, given.names, said, NEUTRAL)
    assert (given.name_questions[0].answer, given.name_questions[0].settled) == (value, True)
    perform(review_work.commit_import(session, given))
    (decision,) = session.workspace.decisions()
    assert (decision.kept, decision.other, decision.same, decision.with_import) == (kept, other, same, 2)
    assert ids(session) == accounts
    step = to_undo(steps(session.imports(), session.workspace.decisions()))
    assert (step.kind, step.number) == ("import", 2)
    session.take_back(2)
    assert (ids(session), session.workspace.decisions()) == (["1", "2"], ())
    step = to_redo(steps(session.imports(), session.workspace.decisions()))
    assert (step.kind, step.number) == ("import", 2)
    session.bring_back(2)
    assert ids(session) == accounts
    session.take_back_decision(decision.decision_id)
    step = to_redo(steps(session.imports(), session.workspace.decisions()))
    assert (step.kind, step.number) == ("decision", decision.decision_id)


def test_later_keeps_nothing_and_takes_an_answer_back(session: Session, tmp_path: Path) -> None:
    """Without an answer both stay accounts, and the Imports page goes on asking."""
    given = asked(session, read(tmp_path, "crm.csv", HEAD + "9,GTX Pro,5\n"))
    said = with_answer(given, {}, 0, KEPT)
    given = with_names(given, given.names, said, NEUTRAL)
    said = with_answer(given, said, 0, LATER)
    given = with_names(given, given.names, said, NEUTRAL)
    perform(review_work.commit_import(session, given))
    assert (session.workspace.decisions(), ids(session)) == ((), ["1", "2", "9"])


def test_what_follows_from_other_answers_is_not_asked(session: Session, tmp_path: Path) -> None:
    """Three spellings are three pairs, of which two are asked about: with A as B and A as C nobody asks for B
    and C. Where A is B no more, and A not C, the third is asked after all.
    """
    given = asked(session, read(tmp_path, "crm.csv", HEAD + "8,GTX Pro,5\n9,GTX-Pro,5\n"))
    assert len(given.names.near) == 3
    assert [pair(given, place) for place in (0, 1)] == [("GTXPro", "GTX Pro"), ("GTXPro", "GTX-Pro")]
    assert len(given.name_questions) == 2
    said: Said = {}
    for place in (0, 1):
        said = with_answer(given, said, place, DIFFERENT)
        given = with_names(given, given.names, said, NEUTRAL)
    assert len(given.name_questions) == 3
    assert [question.settled for question in given.name_questions].count(False) == 1


def test_an_answer_that_contradicts_others_is_refused(session: Session, tmp_path: Path) -> None:
    """1 is 8, 1 is not 9; that 8 is 9 cannot be. The answers stay as they were."""
    given = asked(session, read(tmp_path, "crm.csv", HEAD + "8,GTX Pro,5\n9,GTX-Pro,5\n"))
    near, before = given.names.near, given.names.decisions
    made = answers_to(near, before, same=[("1", "8")], different=[("GTXPro", "9")])
    assert [(one.kept, one.other, one.same) for one in made] == [("1", "8", True), ("1", "9", False)]
    with pytest.raises(UsageError, match="That cannot be"):
        answers_to(near, before, same=[("1", "8"), ("8", "9")], different=[("1", "9")])
    with pytest.raises(UsageError, match="near to each other"):
        answers_to(near, before, same=[("1", "2")])


def test_a_name_in_the_rows_has_no_name_to_keep(session: Session, tmp_path: Path) -> None:
    """Tickets of "Ini tech", which is no account: it is Initech, it is not, or later."""
    text = "Ticket ID,Account,Created at,Status\nT1,Ini tech,2026-09-01,open\nT2,Ini tech,2026-09-01,open\n"
    given = asked(session, read(tmp_path, "tickets.csv", text))
    (question,) = given.name_questions
    assert question.sides[1] == ("Ini tech", "new · no account · 2 rows name it · tickets.csv")
    assert [value for value, _ in question.options] == [KEPT, DIFFERENT, LATER]


def test_rows_that_name_no_account_are_counted_for_each_sheet(session: Session, tmp_path: Path) -> None:
    """Of four tickets one names account 2 by its id, one account 1 by its name, two somebody unknown: two, in
    total and in the sheet's line; until that was looked for, the line says so. Once the account comes in the
    same import there is none.
    """
    head = "Ticket ID,Account,Created at,Status\n"
    rows = [
        f"T{at},{name},2026-09-01,open\n" for at, name in enumerate(("2", "gtxpro", "Quayside", "Quayside"))
    ]
    given = read(tmp_path, "tickets.csv", head + "".join(rows))
    assert list(given.by_sheet.column("unknown").texts) == ["…", "…"]
    found = asked(session, given)
    assert ("2 rows name no known account", "watch") in found.name_changes
    assert list(found.by_sheet.column("unknown").texts) == ["2", "2"]
    (tmp_path / "crm.csv").write_text(HEAD + "9,Quayside,5\n", encoding="utf-8")
    paths = [tmp_path / "tickets.csv", tmp_path / "crm.csv"]
    both = perform(review_work.review_import(paths, Known(), NEUTRAL)).value
    assert asked(session, both).name_changes == ()


def ids(session: Session) -> list[str]:
    """Return the ids of the accounts in force."""
    from cxdesk.workspace.facts.accounts import read_accounts

    return list(read_accounts(session.workspace).texts["account_id"])


def pair(given: Review, place: int) -> tuple[str, str]:
    """Return the two names of a question."""
    (first, _), (second, _) = given.name_questions[place].sides
    return first, second
