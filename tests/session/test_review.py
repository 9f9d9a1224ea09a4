"""The review of an import, on small files whose counts are plain to see."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from cxdesk.errors import PasswordNeeded, Place, WrongPassword
from cxdesk.formatting import NEUTRAL
from cxdesk.importing import ImportPlan, prepare
from cxdesk.importing.difference import Difference
from cxdesk.progress import Progress
from cxdesk.session import create_session, perform, review_work
from cxdesk.session.review import Known, Review, changed, review, with_edits, with_file
from cxdesk.session.review_changes import sheet_changes, totals
from cxdesk.session.review_edits import column_edit, table_edit
from cxdesk.session.sheet_reports import imports_view, problems_table
from cxdesk.workspace.records import ImportRecord

ACCOUNTS = (
    "Account ID,Account Name,ARR,Tier,Colour\nA1,Northwind,1200,Small,red\nA2,Quayside,5400,Large,blue\n"
)


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    """Return a file with two accounts and one column that means nothing to cxdesk."""
    path = tmp_path / "crm.csv"
    path.write_text(ACCOUNTS, encoding="utf-8")
    return path


def read(path: Path, known: Known | None = None) -> Review:
    """Return the review of one file."""
    return perform(review_work.review_import([path], known, NEUTRAL)).value


def with_column(given: Review, row: int, field: str) -> Review:
    """Return the review with a column of the first sheet read as another field."""
    return with_edits(given, [column_edit(given, 0, {row: field})], NEUTRAL)


def with_table(given: Review, table: str) -> Review:
    """Return the review with the first sheet read as another table."""
    return with_edits(given, [table_edit(given, 0, table)], NEUTRAL)


def cells(review: Review, column: str) -> list[str]:
    """Return a column of the first sheet."""
    return list(review.sheets[0].columns.column(column).texts)


def test_every_column_is_shown_with_its_meaning_and_its_first_values(accounts: Path) -> None:
    """Two rows, five columns: each meaning is the one that its header says; the unknown one is kept as a
    note.
    """
    given = read(accounts)
    assert cells(given, "header") == ["Account ID", "Account Name", "ARR", "Tier", "Colour"]
    assert cells(given, "field")[:4] == ["Account id (key)", "Account name", "ARR", "Segment"]
    assert cells(given, "field")[4] == "keep as a note"
    assert cells(given, "confidence")[4] == "unmapped"
    assert cells(given, "values")[1] == "Northwind · Quayside"


def test_the_button_says_what_it_does(accounts: Path) -> None:
    """Two rows are kept, so the button says so."""
    given = read(accounts)
    assert given.button == "Import 2 rows"
    assert given.can_import
    assert given.title == "1 sheet in 1 file"


def test_what_will_change_is_said_in_total_and_by_sheet(accounts: Path, tmp_path: Path) -> None:
    """The workspace has A1 with another revenue and A2 as it is; A3 is new: counted by hand in the files."""
    session = create_session(tmp_path / "there.cxdesk")
    perform(review_work.commit_import(session, read(accounts)))
    later = tmp_path / "later.csv"
    later.write_text(ACCOUNTS.replace("1200", "1500") + "A3,Ravenhill,900,Small,green\n", encoding="utf-8")
    given = read(later)
    assert given.changes[0] == ("3 accounts", "")
    assert not given.compared
    found = perform(review_work.compare_review(session, given, {})).value
    given = perform(review_work.show_differences(given, found, NEUTRAL)).value
    session.close()
    assert given.compared
    assert given.changes[:3] == (("1 new account", ""), ("1 account updated", ""), ("1 unchanged", "muted"))
    lines = {name: list(given.by_sheet.column(name).texts) for name in ("new", "updated", "unchanged")}
    assert lines == {"new": ["1", "1"], "updated": ["1", "1"], "unchanged": ["1", "1"]}
    values = changed(given, 0)
    assert [list(column.texts) for column in values.columns] == [["A1"], ["ARR"], ["1200"], ["1500"]]


def test_no_new_account_is_no_change(accounts: Path, tmp_path: Path) -> None:
    """One of two accounts has another revenue and none is new: "0 new accounts" would lead the list."""
    session = create_session(tmp_path / "there.cxdesk")
    perform(review_work.commit_import(session, read(accounts)))
    later = tmp_path / "later.csv"
    later.write_text(ACCOUNTS.replace("1200", "1500"), encoding="utf-8")
    given = read(later)
    found = perform(review_work.compare_review(session, given, {})).value
    given = perform(review_work.show_differences(given, found, NEUTRAL)).value
    session.close()
    assert given.changes[:2] == (("1 account updated", ""), ("1 unchanged", "muted"))


def test_a_sheet_that_is_there_already_changes_nothing(accounts: Path) -> None:
    """Its digest is known: nothing to import, and the sheet says why."""
    digest = read(accounts).plan.sheets[0].report.digest
    given = read(accounts, Known(frozenset(), frozenset({digest})))
    assert not given.can_import
    assert given.sheets[0].count == "here already"
    assert given.left_out == "1 here already"


def test_a_column_can_be_given_another_meaning(accounts: Path) -> None:
    """The colour is read as the industry; the sheet has been read again, the others stay as they were."""
    given = with_column(read(accounts), 4, "accounts.industry")
    assert cells(given, "field")[4] == "Industry"
    assert cells(given, "field")[:4] == ["Account id (key)", "Account name", "ARR", "Segment"]
    assert given.plan.sheets[0].outcome.rows["industry"].to_pylist() == ["red", "blue"]


def test_a_column_can_be_left_as_a_note(accounts: Path) -> None:
    """Nothing is dropped: the values go with the account under their own header."""
    given = with_column(read(accounts), 3, "")
    assert cells(given, "field")[3] == "keep as a note"
    assert given.plan.sheets[0].outcome.rows["extra.Tier"].to_pylist() == ["Small", "Large"]


def test_a_sheet_can_be_left_out(accounts: Path) -> None:
    """Not used: there is nothing to import, and its columns offer no choice."""
    given = with_table(read(accounts), "")
    assert not given.can_import
    assert given.sheets[0].title == "Not used"
    assert given.sheets[0].choices == ()


def test_choices_are_the_fields_of_the_table(accounts: Path) -> None:
    """The first choice is to leave the column; each field is offered once, in words."""
    choices = read(accounts).sheets[0].choices
    assert choices[0] == ("", "keep as a note")
    assert len({field for field, _ in choices}) == len(choices)
    assert ("accounts.renewal_date", "Renewal date") in choices


def test_rows_that_are_set_aside_are_listed_with_their_reason(tmp_path: Path) -> None:
    """The third row has no id and the fourth sums up: each is in the table with its row number, once."""
    path = tmp_path / "crm.csv"
    path.write_text(ACCOUNTS + ",,77,,\nTotal,,6600,,\n", encoding="utf-8")
    report = read(path).plan.sheets[0].report
    table = problems_table(report, NEUTRAL)
    aside = [row for row, text in enumerate(table.column("what").texts) if text == "Set aside"]
    assert len(aside) == report.rows_set_aside
    assert report.rows_in == report.rows_kept + report.rows_set_aside
    assert all(table.column("hint").texts[row] for row in aside)


def test_the_list_of_imports_has_a_row_for_each_sheet_newest_first(accounts: Path) -> None:
    """Two imports of one sheet each: the later one is on top, and the counts are added up in the subtitle."""
    report = read(accounts).plan.sheets[0].report
    records = [
        ImportRecord(1, "2026-09-01T08:00:00+00:00", (report,)),
        ImportRecord(2, "2026-09-02T09:30:00+00:00", (report,)),
    ]
    view = imports_view(records, ["A note."], NEUTRAL)
    assert list(view.table.column("imported").texts) == ["2 Sep 2026 09:30", "1 Sep 2026 08:00"]
    assert view.subtitle == "2 imports · 2 sheets · 4 rows kept"
    assert view.count == "2"


@pytest.mark.parametrize(
    ("undone", "to_undo", "to_redo"),
    [((), 3, None), ((3,), 2, 3), ((2, 3), 1, 2), ((1, 2, 3), None, 1), ((2,), 3, 2)],
)
def test_undo_and_redo_are_about_the_right_import(
    accounts: Path, undone: tuple, to_undo: int | None, to_redo: int | None
) -> None:
    """Undo goes down from the newest in force, redo comes back up; worked out by hand for three imports."""
    report = read(accounts).plan.sheets[0].report
    instant = "2026-09-01T08:00:00+00:00"
    records = [ImportRecord(number, instant, (report,), number in undone) for number in (1, 2, 3)]
    view = imports_view(records, [], NEUTRAL)
    numbers = [None if step is None else step.number for step in (view.to_undo, view.to_redo)]
    assert numbers == [to_undo, to_redo]
    assert view.subtitle.endswith(f"{2 * (3 - len(undone))} rows kept")


def test_a_password_is_for_the_file_in_its_own_folder(tmp_path: Path) -> None:
    """Two protected files have one name: each is asked for; opening the second leaves the first, and a
    wrong password is told of the one that it was given for."""
    first, second = (tmp_path / folder / "b.csv" for folder in ("one", "two"))
    for path in (first, second):
        path.parent.mkdir()
        path.write_text(ACCOUNTS, encoding="utf-8")
    place = Place("b.csv")
    locked, wrong = PasswordNeeded("Protected.", "Type it.", place), WrongPassword("Wrong.", "Again.", place)
    given = review(ImportPlan((), (locked, locked)), Known(), NEUTRAL, paths=[first, second])
    assert [file.path for file in given.files] == [first, second]
    opened = with_file(given, second, prepare([second], Progress()), NEUTRAL)
    assert [file.path for file in opened.files] == [first]
    tried = with_file(given, first, ImportPlan((), (wrong,)), NEUTRAL)
    assert [(file.path, file.what) for file in tried.files] == [(first, "Wrong."), (second, "Protected.")]


def test_what_counts_no_more_is_not_said_to_be_kept(accounts: Path) -> None:
    """Two rows are gone that stay, and three of another sheet that the newer export replaces: two sums."""
    given = read(accounts)
    sheet = given.plan.sheets[0]
    other = replace(sheet, outcome=replace(sheet.outcome, report=replace(sheet.report, digest="other")))
    none = pa.table({})
    differences = {
        sheet.report.digest: Difference(0, 0, 2, 2, 0, none, gone_stay=True),
        "other": Difference(0, 0, 2, 3, 0, none, gone_stay=False),
    }
    plan = replace(given.plan, sheets=(sheet, other))
    said = [text for text, _ in totals(plan, frozenset(), differences, NEUTRAL)]
    assert "2 no longer in the file, kept" in said
    assert "3 no longer in the file, no longer counted" in said


def test_a_sheet_that_will_not_count_or_is_like_several_is_remarked_on(accounts: Path) -> None:
    """Two corrected rows whose own sheet was replaced, and a file near to two feeds alike: the note of the
    sheet says so, though neither has an earlier export to speak of.
    """
    given = read(accounts)
    (digest,) = (sheet.report.digest for sheet in given.plan.sheets)
    none = pa.table({})
    for found, words in (
        (Difference(0, 0, 0, 0, 0, none, not_counted=2), "does not count"),
        (Difference(2, 0, 0, 0, 0, none, unclear=2), "near to 2 earlier exports alike: all of them count"),
    ):
        table = sheet_changes(given.plan, ["crm.csv"], frozenset(), {digest: found}, NEUTRAL)
        notes = next(column for column in table.columns if column.name == "note")
        assert words in notes.texts[1]


def test_what_was_changed_in_a_file_stays_when_it_is_read_in_another_encoding(tmp_path: Path) -> None:
    """By hand: the column that was made the segment is it still, its text is what the other encoding makes of
    byte F8 (ø in Windows-1252, ř in Windows-1250), and the second file's own change stays, too.
    """
    paths = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for path in paths:
        path.write_bytes(ACCOUNTS.replace("red", "r\xf8d").encode("cp1252"))
    given = perform(review_work.review_import(paths, None, NEUTRAL)).value
    given = with_column(given, 4, "accounts.segment")
    given = with_edits(given, [table_edit(given, 1, "")], NEUTRAL)
    waiting = [column_edit(given, 0, {3: "accounts.plan"})]
    again = perform(review_work.read_again(given, waiting, paths[0], "cp1250", NEUTRAL)).value
    assert cells(again, "values")[4] == "r\u0159d · blue"
    fields = {match.header: match.field for match in again.plan.sheets[0].columns}
    assert (fields["Colour"], fields["Tier"]) == ("accounts.segment", "accounts.plan")
    assert [sheet.table for sheet in again.plan.sheets] == ["accounts", ""]


def test_a_change_that_fits_no_more_is_left_out(tmp_path: Path) -> None:
    """Read as UTF-16 the file is one cell of signs: its fifth column is not there, and nothing is refused."""
    path = tmp_path / "crm.csv"
    path.write_bytes(ACCOUNTS.replace("red", "r\xf8d").encode("cp1252"))
    given = with_column(read(path), 4, "accounts.segment")
    again = perform(review_work.read_again(given, [], path, "utf-16", NEUTRAL)).value
    assert [sheet.table for sheet in again.plan.sheets] == [""]


def test_a_sheet_that_the_workspace_has_is_not_asked_for(tmp_path: Path) -> None:
    """PagerDuty's incidents ask for services and their accounts, but not where the workspace has them."""
    path = tmp_path / "incidents.csv"
    day = "2026-02-03 10:00"
    path.write_text(f"#,Service,Opened On,Resolved On,Duration\n1,Search,{day},{day},60\n", encoding="utf-8")

    def remarks(known: Known) -> list[str]:
        told = read(path, known).plan.sheets[0].report.problems
        return [problem.hint for problem in told if problem.code == "remark"]

    assert len(remarks(Known())) == 1
    assert remarks(Known(tables=frozenset({"service_accounts"}))) == []
