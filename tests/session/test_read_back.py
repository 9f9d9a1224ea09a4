"""What came back beside what is kept: new, unchanged, changed, contradicting; kept and undone as one step."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from cxdesk.errors import UnreadableInput
from cxdesk.report.round_trip.reading import read_returned
from cxdesk.report.round_trip.texts import HandedOut, handed_out
from cxdesk.session.read_back import CHANGED, CONFLICT, EMPTIED, NEW, ReadBack, chosen, compared
from cxdesk.session.reading_back import checked_book
from cxdesk.workspace import Workspace
from cxdesk.workspace.annotations import in_force
from tests.report.round_trip.book_factory import AS_OF, FIRST_ROW, Row, make_book

NAMES = {"A-1": "Granskog", "A-2": "Øst & Vård", "A-3": "Third"}


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    """An empty workspace; the accounts are NAMES."""
    with Workspace.in_memory() as opened:
        yield opened


class Trip:
    """Hands workbooks of a workspace out and reads them back, in a folder."""

    def __init__(self, workspace: Workspace, folder: Path, identity: str = "ab12") -> None:
        self.workspace, self.folder, self.identity = workspace, folder, identity

    def out(self) -> HandedOut:
        """Return what a workbook made now has in its cells."""
        return handed_out(self.identity, in_force(self.workspace.annotations()))

    def back(
        self, given: HandedOut, *files: Sequence[Row], sheets: Sequence[str] = ("Portfolio",)
    ) -> ReadBack:
        """Return what came back in files of the rows given."""
        books = [
            read_returned(make_book(self.folder / f"{number}.xlsx", rows, given, sheets))
            for number, rows in enumerate(files, 1)
        ]
        return compared(books, in_force(self.workspace.annotations()), NAMES, self.identity)

    def kept(self) -> dict[tuple[str, str], str]:
        """Return what is in force, empty texts too."""
        return {key: one.record.text for key, one in in_force(self.workspace.annotations()).items()}


@pytest.fixture
def trip(workspace: Workspace, tmp_path: Path) -> Trip:
    """The trip."""
    return Trip(workspace, tmp_path)


def states(found: ReadBack) -> dict[tuple[str, str], str]:
    """Return the state of what changed by account and field."""
    return {item.key: item.state for item in found.items}


def test_a_round_trip_in_words(trip: Trip, workspace: Workspace) -> None:
    """Intent: the whole story by hand. First all is new; read again nothing is; then a workbook made
    afterwards shows it, and what its reader changes or empties is told from what he left.
    """
    first = trip.out()
    rows = [Row("A-1", {"decision": "Renew", "comment": "=1+1"}), Row("A-2", {"owner": "Kim"}), Row("A-3")]
    found = trip.back(first, rows)
    assert states(found) == {("A-1", "decision"): NEW, ("A-1", "comment"): NEW, ("A-2", "owner"): NEW}
    assert (found.rows, found.unchanged) == (3, 6)
    assert trip.kept() == {}, "looking changes nothing"
    number = workspace.keep_annotations(chosen(found, {}))
    assert trip.kept() == {
        ("A-1", "decision"): "Renew", ("A-1", "comment"): "=1+1", ("A-2", "owner"): "Kim",
    }  # fmt: skip
    assert trip.back(first, rows).items == (), "the same file again says nothing new"
    second = trip.out()
    found = trip.back(second, [Row("A-1", {"decision": "Wait", "comment": ""}), Row("A-2")])
    assert states(found) == {("A-1", "decision"): CHANGED, ("A-1", "comment"): EMPTIED}
    changed = found.items[0]
    assert (changed.account_name, changed.kept, changed.kept_from) == ("Granskog", "Renew", "1.xlsx")
    offer = changed.offers[0]
    assert (offer.text, offer.file, offer.sheet, offer.place, offer.handed_out) == (
        "Wait", "1.xlsx", "Portfolio", f"B{FIRST_ROW}", "2026-09-30",
    )  # fmt: skip
    later = workspace.keep_annotations(chosen(found, {}))
    assert trip.kept()["A-1", "comment"] == ""
    assert ("A-1", "comment") not in trip.out().texts
    workspace.mark_read_back(later, undone=True)
    assert trip.kept()["A-1", "decision"] == "Renew"
    workspace.mark_read_back(number, undone=True)
    assert trip.kept() == {}


def test_what_changed_since_is_a_conflict_and_kept_unless_chosen(trip: Trip, workspace: Workspace) -> None:
    """Intent: two people had the same workbook. The second file contradicts the first one's text side by
    side; left alone it changes nothing, chosen it replaces it; what both wrote alike is no conflict.
    """
    first = trip.out()
    one = [Row("A-1", {"decision": "Renew", "owner": "Kim"}), Row("A-2", {"comment": "Calm"})]
    workspace.keep_annotations(chosen(trip.back(first, one), {}))
    two = [Row("A-1", {"decision": "let go", "owner": "Kim"}), Row("A-2")]
    found = trip.back(first, two)
    assert states(found) == {("A-1", "decision"): CONFLICT}
    (conflict,) = found.conflicts
    assert (conflict.kept, [offer.text for offer in conflict.offers]) == ("Renew", ["Let go"])
    assert chosen(found, {}) == []
    assert [record.text for record in chosen(found, {conflict.key: 0})] == ["Let go"]
    assert chosen(found, {conflict.key: None}) == []


def test_two_files_that_differ_are_a_conflict_with_both_texts(trip: Trip) -> None:
    """Intent: neither file wins by its place in the list; equal texts and files that say nothing agree."""
    out = trip.out()
    found = trip.back(
        out,
        [Row("A-1", {"owner": "Kim", "comment": "Same"})],
        [Row("A-1", {"owner": "Robin", "comment": "Same"})],
        [Row("A-1")],
    )
    assert states(found) == {("A-1", "owner"): CONFLICT, ("A-1", "comment"): NEW}
    (conflict,) = found.conflicts
    assert [(offer.text, offer.file) for offer in conflict.offers] == [("Kim", "1.xlsx"), ("Robin", "2.xlsx")]
    assert conflict.kept == ""
    taken = {record.field: record.text for record in chosen(found, {conflict.key: 1})}
    assert taken == {"owner": "Robin", "comment": "Same"}


def test_rows_of_others_and_copies_that_differ_are_set_aside(trip: Trip) -> None:
    """Intent: another workspace's A-1 is not ours; an account that is gone, and one that stands twice with
    different texts, are told with row and reason; a copy in which nothing was written does not count.
    """
    ours, theirs = trip.out(), HandedOut("ffff")
    rows = [
        Row("A-1", {"owner": "Stranger"}, key=theirs.key("A-1", AS_OF, 3)),
        Row("B-9", {"owner": "Kim"}),
        Row("A-2", {"owner": "Kim"}),
        Row("A-2", {"owner": "Robin"}),
        Row("A-3", {"owner": "Ada"}),
        Row("A-3"),
    ]
    found = trip.back(ours, rows)
    assert states(found) == {("A-3", "owner"): NEW}
    reasons = {each.row.row: each.row.reason for each in found.aside}
    assert sorted(reasons) == [FIRST_ROW, FIRST_ROW + 1, FIRST_ROW + 2, FIRST_ROW + 3]
    assert "another workspace" in reasons[FIRST_ROW]
    assert "no account B-9" in reasons[FIRST_ROW + 1]
    assert f"Portfolio row {FIRST_ROW + 2}, Portfolio row {FIRST_ROW + 3}" in reasons[FIRST_ROW + 2]
    assert {each.account_name for each in found.aside if each.row.account == "A-2"} == {"Øst & Vård"}


def test_workbooks_of_no_workspace_are_taken_and_said(tmp_path: Path) -> None:
    """Intent: `cxdesk score FILES --out BOOK` has no workspace to name: its accounts are known by id."""
    book = read_returned(make_book(tmp_path / "b.xlsx", [Row("A-1", {"owner": "Kim"})], HandedOut()))
    found = compared([book], {}, NAMES, "ab12")
    assert states(found) == {("A-1", "owner"): NEW}
    assert any("known by their ids alone" in remark for remark in found.remarks)


def test_a_package_that_is_not_safe_is_not_opened(tmp_path: Path) -> None:
    """Intent: the file comes from outside: a part beyond its declared limits (a cell in the last row and
    column) and a name that stands twice are refused before a reader opens it (reliability.md).
    """
    path = make_book(tmp_path / "b.xlsx", [Row("A-1")])
    assert len(checked_book(path).rows) == 1
    wide = tmp_path / "wide.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(wide, "w") as made:
        for part in whole.infolist():
            held = whole.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                held = held.replace(b"</sheetData>", far)
            made.writestr(part.filename, held)
    with pytest.raises(UnreadableInput, match="reaches to row"):
        checked_book(wide)
    with zipfile.ZipFile(path, "a") as twice, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        twice.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnreadableInput, match="stands in it twice"):
        checked_book(path)
    with pytest.raises(UnreadableInput, match="no such file"):
        checked_book(tmp_path / "gone.xlsx")
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))  # how Office wraps encrypted files
    with pytest.raises(UnreadableInput, match="protected by a password"):
        checked_book(locked)
