"""Taking any import back, in any order, leaves what would be there had it never been made."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import apsw
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.workspace import SheetImport, Workspace, store
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts.accounts import read_accounts
from tests.workspace.old_schemas import WITHOUT_VERSION_3, WITHOUT_VERSION_6
from tests.workspace.rows_factory import sheet

NAMES = ("A1", "A2", "A3", "A4")


def usage_sheet(accounts: tuple[str, ...], count: float, feature: str = "export") -> SheetImport:
    """Return an export of usage, whose rows have no key; always of one name."""
    rows = [{"account_id": name, "feature": feature, "count": count} for name in accounts]
    return sheet("usage", rows, digest=f"usage {accounts} {count} {feature}")


def correction(of: SheetImport, count: float, rows: tuple[int, ...]) -> SheetImport:
    """Return rows of a sheet that were set aside, corrected; they have the numbers that they had there."""
    corrected = [{"account_id": "A1", "count": count}] * len(rows)
    made = sheet("usage", corrected, "corrected.xlsx", f"correction {of.report.digest} {count} {rows}")
    place = made.rows.column_names.index("source_row")
    numbered = made.rows.set_column(place, "source_row", pa.array(rows, pa.int32()))
    return SheetImport(replace(made.report, corrects=of.report.digest, corrected=rows), numbered)


def account_sheet(name: str, segment: str) -> SheetImport:
    """Return an account sheet, whose rows merge by their id."""
    rows = [{"account_id": name, "account_name": f"Account {name}", "segment": segment}]
    return sheet("accounts", rows, digest=f"accounts {name} {segment}")


USAGE_SHEETS = st.builds(
    usage_sheet,
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True).map(lambda n: tuple(sorted(n))),
    st.sampled_from([1.0, 2.0]),
    st.sampled_from(["web", "app"]),
)
SHEETS = st.one_of(
    USAGE_SHEETS,
    st.builds(account_sheet, st.sampled_from(NAMES), st.sampled_from(["small", "large"])),
)

IMPORTS = st.lists(st.lists(SHEETS, min_size=1, max_size=3), min_size=1, max_size=5)
MERGES = st.lists(st.permutations(NAMES).map(lambda names: tuple(names[:2])), max_size=3)


@st.composite
def imports_with_corrections(draw: st.DrawFn) -> list[list[SheetImport]]:
    """Return imports, of which some bring corrections of a sheet of usage that is among them, and some sheets
    that are to replace their earlier exports.
    """
    imports = [[replace(one, replaces=draw(st.booleans())) for one in sheets] for sheets in draw(IMPORTS)]
    usage = [one for sheets in imports for one in sheets if one.report.table == "usage"]
    for sheets in imports:
        if usage and draw(st.booleans()):
            of = draw(st.sampled_from(usage))
            rows = draw(st.sampled_from([(7,), (8,), (7, 8)]))
            sheets.append(correction(of, draw(st.sampled_from([5.0, 6.0])), rows))
    return imports


def content(workspace: Workspace) -> list[tuple]:
    """Return everything that counts, byte for byte: the reports in force and their rows as Arrow streams."""
    columns = ["account_id", "account_name", "segment", "feature", "count", "source_row"]
    found = []
    for name in ("accounts", "usage"):
        for sheet_id, _, report in workspace.sheets_of(name):
            stream = pa.BufferOutputStream()
            rows = pa.concat_tables(workspace.chunks(sheet_id, columns))
            with pa.ipc.new_stream(stream, rows.schema) as writer:
                writer.write_table(rows.combine_chunks())
            found.append((report, stream.getvalue().to_pybytes()))
    return found


def accounts_of(workspace: Workspace) -> tuple[list, list, tuple]:
    """Return the accounts after merging, their segments, and under which other names they go."""
    rows = read_accounts(workspace)
    return list(rows.texts["account_id"]), list(rows.texts["segment"]), rows.known_as


@settings(max_examples=150, deadline=None)
@given(imports_with_corrections(), MERGES, st.randoms(use_true_random=False))
def test_an_undone_import_was_never_made(
    imports: list[list[SheetImport]], merges: list[tuple[str, str]], dice: random.Random
) -> None:
    """Some of up to five imports, with corrections of their rows and two feeds of one name, and of up to
    three merges are taken back and some of those brought back, in a random order. Expected: byte for byte
    what a workspace holds that got only the others. An import that said it changes nothing is none.
    """
    with Workspace.in_memory() as workspace, Workspace.in_memory() as other:
        made = [sheets for sheets in imports if workspace.add_import(sheets) is not None]
        for kept, merged in merges:
            workspace.merge_accounts(kept, merged)
        steps = [(workspace.undo_import, workspace.redo_import, place) for place in range(1, len(made) + 1)]
        steps += [
            (workspace.undo_decision, workspace.redo_decision, place) for place in range(1, len(merges) + 1)
        ]
        undone: set[int] = set()
        for _ in range(2 * len(steps)):
            number = dice.randrange(len(steps))
            undo, redo, place = steps[number]
            (redo if number in undone else undo)(place)
            undone ^= {number}
        for number, sheets in enumerate(made):
            if number not in undone:
                other.add_import(sheets)
        for number, (kept, merged) in enumerate(merges, len(made)):
            if number not in undone:
                other.merge_accounts(kept, merged)
        assert content(workspace) == content(other)
        assert accounts_of(workspace) == accounts_of(other)


def counted(workspace: Workspace) -> list[float]:
    """Return the counts of all rows of usage that are in force."""
    return [
        value
        for sheet_id, _, _ in workspace.sheets_of("usage")
        for chunk in workspace.chunks(sheet_id, ["count"])
        for value in chunk["count"].to_pylist()
    ]


def test_of_two_feeds_of_one_name_the_nearest_is_replaced() -> None:
    """Two files of one name in one import, of the same accounts: web 1 and app 2. Web comes alone with 3:
    app 2 and web 3 count. A third feature is as near to the one as to the other: all count, and it says so.
    """
    web, app = usage_sheet(("A1", "A2"), 1.0, "web"), usage_sheet(("A1", "A2"), 2.0, "app")
    newer, other = usage_sheet(("A1", "A2"), 3.0, "web"), usage_sheet(("A1", "A2"), 9.0, "desktop")
    with Workspace.in_memory() as workspace:
        workspace.add_import([web, app])
        assert workspace.earlier_exports(newer).sources == (0,)
        workspace.add_import([newer])
        assert counted(workspace) == [2.0, 2.0, 3.0, 3.0]
        found = workspace.earlier_exports(other)
        assert (found.sources, found.replaced, found.unclear) == ((0, 1), False, True)
        workspace.add_import([other])
        assert counted(workspace) == [2.0, 2.0, 3.0, 3.0, 9.0, 9.0]
        workspace.undo_import(2)
        assert counted(workspace) == [1.0, 1.0, 2.0, 2.0, 9.0, 9.0]


def test_corrections_go_and_come_back_with_their_sheet() -> None:
    """The import of a sheet is taken back: its corrected rows count no more, and the record says so; brought
    back, they count again. One that comes when its sheet was replaced never counts, as its record says.
    """
    first, newer = usage_sheet(("A1", "A2"), 1.0), usage_sheet(("A1", "A2", "A3"), 2.0)
    fixed, late = correction(first, 5.0, (7,)), correction(first, 6.0, (8,))
    with Workspace.in_memory() as workspace:
        workspace.add_import([first])
        assert workspace.will_count(fixed)
        assert workspace.add_import([fixed]).counts == (True,)
        workspace.undo_import(1)
        assert (counted(workspace), workspace.is_empty) == ([], True)
        assert [record.counts for record in workspace.imports()] == [(False,), (False,)]
        workspace.redo_import(1)
        assert counted(workspace) == [1.0, 1.0, 5.0]
        workspace.add_import([newer])
        assert not workspace.will_count(late)
        assert workspace.add_import([late]).counts == (False,)
        assert counted(workspace) == [2.0, 2.0, 2.0]
        assert [record.counts for record in workspace.imports()] == [(False,), (False,), (True,), (False,)]


def test_undo_and_redo_in_the_middle_change_no_fact() -> None:
    """Three imports, the middle one undone and redone: the same facts; undone, those of the other two."""
    first, second, third = (
        account_sheet("A1", "small"),
        account_sheet("A1", "large"),
        account_sheet("A2", "x"),
    )
    with Workspace.in_memory() as workspace:
        for one in (first, second, third):
            workspace.add_import([one])
        before = content(workspace)
        workspace.undo_import(2)
        assert list(read_facts(workspace, None).accounts.segment) == ["small", "x"]
        workspace.redo_import(2)
        assert content(workspace) == before
        assert list(read_facts(workspace, None).accounts.segment) == ["large", "x"]


def test_a_sheet_that_two_imports_have_counts_while_one_of_them_does() -> None:
    """The second import brought the first one's sheet again beside a new one. It counts once; with the first
    taken back it counts through the second, whose record says which of its sheets do.
    """
    shared, more = usage_sheet(("A1",), 1.0), account_sheet("A1", "small")
    with Workspace.in_memory() as workspace:
        workspace.add_import([shared])
        record = workspace.add_import([shared, more])
        assert [report.table for report in record.sheets] == ["accounts"]
        assert [record.counts for record in workspace.imports()] == [(True,), (False, True)]
        workspace.undo_import(1)
        assert [record.counts for record in workspace.imports()] == [(False,), (True, True)]
        ((sheet_id, _, _),) = workspace.sheets_of("usage")
        assert [chunk.to_pydict() for chunk in workspace.chunks(sheet_id, ["count"])] == [{"count": [1.0]}]


def test_a_newer_file_takes_the_corrections_of_the_older_with_it() -> None:
    """Rows without a key: a correction of an export counts beside it until the export is read anew, for that
    holds those rows itself; of two corrections of one row the later one counts. Expected counts by hand.
    """
    first, newer = usage_sheet(("A1", "A2"), 1.0), usage_sheet(("A1", "A2", "A3"), 2.0)
    with Workspace.in_memory() as workspace:
        workspace.add_import([first])
        workspace.add_import([correction(first, 5.0, (7, 8))])
        assert counted(workspace) == [1.0, 1.0, 5.0, 5.0]
        workspace.add_import([correction(first, 6.0, (8,))])
        assert counted(workspace) == [1.0, 1.0, 5.0, 6.0]
        workspace.add_import([newer])
        assert counted(workspace) == [2.0, 2.0, 2.0]
        workspace.undo_import(4)
        workspace.undo_import(3)
        assert counted(workspace) == [1.0, 1.0, 5.0, 5.0]


def test_a_workspace_of_the_second_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """A file as cxdesk made them before it looked at how near two feeds are: of two the newest gave way, and
    still does; a newer sheet is measured. Expected counts by hand.
    """
    path = tmp_path / "old.cxdesk"
    with Workspace.create(path) as workspace:
        workspace.add_import([usage_sheet(("A1",), 1.0, "web"), usage_sheet(("A1",), 2.0, "app")])
        workspace.add_import([usage_sheet(("A1",), 3.0, "web")])
    connection: apsw.Connection = store.open_existing(path, None)
    with connection:
        connection.execute(WITHOUT_VERSION_3)
        connection.pragma("user_version", 2)
    connection.close()
    with Workspace.open(path) as workspace:
        assert counted(workspace) == [1.0, 3.0]
        workspace.undo_import(2)
        workspace.add_import([usage_sheet(("A1",), 4.0, "web")])
        assert counted(workspace) == [2.0, 4.0]


def test_a_workspace_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """A file as cxdesk first made them: three exports of one feed, the second taken back. Opened today, the
    newest counts, and after undoing it the first; nothing of the old view is left.
    """
    path = tmp_path / "old.cxdesk"
    with Workspace.create(path) as workspace:
        for count in (1.0, 2.0, 3.0):
            workspace.add_import([sheet("usage", [{"account_id": "A1", "count": count}], digest=str(count))])
        workspace.undo_import(2)
    _make_old(path)
    with Workspace.open(path) as workspace:
        assert [report.digest for report in workspace.reports()] == ["3.0"]
        workspace.undo_import(3)
        assert [report.digest for report in workspace.reports()] == ["1.0"]
        assert workspace.presets() == ()


def _make_old(path: Path) -> None:
    """Put a workspace file back to the schema of version 1, as it stood in the code of that time."""
    connection: apsw.Connection = store.open_existing(path, None)
    with connection:
        connection.execute(
            WITHOUT_VERSION_6 + "DROP TABLE replaces; DROP TABLE account_decisions; DROP TABLE presets;"
            "DROP TABLE conventions; DROP INDEX sheets_by_table;"
            "ALTER TABLE sheets DROP COLUMN rows_of; ALTER TABLE sheets DROP COLUMN corrects;"
            "ALTER TABLE sheets ADD COLUMN feed INTEGER; UPDATE sheets SET feed = 1;"
            "CREATE INDEX sheets_by_feed ON sheets (feed);"
            "CREATE VIEW sheets_in_force AS SELECT sheets.* FROM sheets JOIN imports USING (import_id) "
            "WHERE undone_at IS NULL AND NOT EXISTS (SELECT 1 FROM sheets AS newer JOIN imports AS later "
            "USING (import_id) WHERE newer.feed = sheets.feed AND newer.sheet_id > sheets.sheet_id "
            "AND later.undone_at IS NULL)"
        )
        connection.pragma("user_version", 1)
    connection.close()


@pytest.mark.parametrize("name", ["", "   "])
def test_a_preset_needs_a_name(name: str) -> None:
    """Without a name nobody finds it again."""
    with Workspace.in_memory() as workspace, pytest.raises(Exception, match="no name"):
        workspace.keep_preset(name, "text")


def test_presets_are_kept_replaced_and_dropped() -> None:
    """The newest text of a name counts; a dropped one is offered no more, and can be kept anew."""
    with Workspace.in_memory() as workspace:
        workspace.keep_preset("Our CRM", "a = 1")
        workspace.keep_preset("Billing", "b = 1")
        workspace.keep_preset("Our CRM", "a = 2")
        assert workspace.presets() == (("Billing", "b = 1"), ("Our CRM", "a = 2"))
        workspace.drop_preset("Our CRM")
        assert workspace.presets() == (("Billing", "b = 1"),)
        with pytest.raises(Exception, match="no preset named Our CRM"):
            workspace.drop_preset("Our CRM")
        workspace.keep_preset("Our CRM", "a = 3")
        assert dict(workspace.presets())["Our CRM"] == "a = 3"
