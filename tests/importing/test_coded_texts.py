"""Texts that repeat, kept once: nothing that is read from them may differ from what plain texts give."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from cxdesk.importing import coded_texts
from cxdesk.importing.coded_texts import (
    Coding,
    changed,
    compact,
    joined_texts,
    passing,
    plain_texts,
    read_each,
)
from cxdesk.importing.difference import difference, difference_json
from cxdesk.importing.fields import SheetHints, read_field, sheet_hints
from cxdesk.importing.files import source_file
from cxdesk.importing.names import header
from cxdesk.importing.plan import plan_sheet
from cxdesk.importing.sheet import CellKind, RawColumn, Sheet, as_texts, text_column
from cxdesk.tables import TABLES
from cxdesk.workspace import Workspace
from tests.importing.made import raw_file, sheets_here

FIELDS = {
    (field.kind, field.unit, bool(field.choices), field.observed): field
    for t in TABLES
    for field in t.columns
}
"""One field of every sort."""

POOLS = {
    "words": ("yes", " No", "open", "Closed ", "n/a", "-", "", None, "  ", "Good", "offered", "Ärger"),
    "ids": ("A-1", "007", " 8", "1.23E+15", "12.0", "#N/A", None),
    "with zero": ("1.0", "25.0", None, " 7.0 "),
    "plain numbers": ("1", "2.5", "-3e2", None, "1000", " 7"),
    "numbers": ("1,234.50", "$5", "(7.25)", "12%", "n/a", None, "1.234", "EUR 3", "2k"),
    "German numbers": ("1.234,50", "0,5", "7", None, "12,25 €"),
    "doubtful numbers": ("1.234", "2.345", "3.456"),
    "plain moments": ("2026-01-05 10:00:00", "2026-02-28", None, "2025-12-31 23:59:59"),
    "dates": ("31/12/2025", "1/2/2026", "Feb 3, 2026", "9999-12-31", "45000", None, "soon"),
    "lengths": ("1:30", "26:03:00", "2d 4h", "90 min", "12", None, "never"),
}


def coded(texts: pa.Array) -> pa.Array:
    """Return texts coded, with one before and one behind that no cell has: a slice as below a header."""
    more = pa.concat_arrays([pa.array(["Header"]), texts, pa.array(["Footer"])])
    return more.dictionary_encode().slice(1, len(texts))


def columns(seed: int, pool: tuple[str | None, ...]) -> tuple[RawColumn, RawColumn]:
    """Return the same cells twice, plain and coded; in some an error and a cell that was taken out."""
    chance = random.Random(seed)
    texts = pa.array([chance.choice(pool) for _ in range(chance.randrange(1, 50))], pa.string())
    kinds = text_column(texts).kinds.copy()
    if seed % 3 == 0:
        kinds[chance.randrange(len(kinds))] = CellKind.EMPTY
    if seed % 4 == 0:
        place = chance.randrange(len(kinds))
        kinds[place] = CellKind.ERROR if texts[place].is_valid else CellKind.EMPTY
    return RawColumn(kinds, None, texts), RawColumn(kinds, None, coded(texts))


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: f"{field.name}")
def test_every_sort_of_field_is_read_the_same(field, pool) -> None:
    """Plain texts are the reference: values, what cannot be read, notes, doubts, currencies and questions."""
    for seed in range(3):
        plain, once = columns(seed, POOLS[pool])
        hints = SheetHints("," if seed % 2 else "", bool(seed % 5) if seed % 3 else None)
        name = header(("Value", "Time (minutes)", "Amount in cents", "unix time")[seed % 4])
        left, right = read_field(plain, field, name, hints), read_field(once, field, name, hints)
        assert plain_texts(right.values).equals(left.values)
        assert (right.unreadable == left.unreadable).all()
        assert (right.notes, right.doubts, right.questions) == (left.notes, left.doubts, left.questions)
        assert (right.currencies is None) == (left.currencies is None)
        assert left.currencies is None or right.currencies.equals(left.currencies)
        assert as_texts(once).equals(as_texts(plain))
        assert sheet_hints([once]) == sheet_hints([plain])


@pytest.mark.parametrize("seed", range(30))
def test_work_on_each_different_text(seed) -> None:
    """Upper case, lengths and a test, each as Python does it with one text after the other."""
    chance = random.Random(seed)
    texts = [chance.choice(("a", "b ", "A", None, "", "ab")) for _ in range(chance.randrange(1, 30))]
    once = coded(pa.array(texts, pa.string()))
    assert plain_texts(once).to_pylist() == texts
    assert changed(once, pc.utf8_upper).to_pylist() == [text and text.upper() for text in texts]
    lengths = [None if text is None else len(text) for text in texts]
    assert read_each(once, pc.utf8_length).to_pylist() == lengths
    assert passing(once, lambda each: pc.starts_with(each, "a")).tolist() == [
        bool(text) and text.startswith("a") for text in texts
    ]
    in_order = list(dict.fromkeys(text for text in texts if text is not None))
    assert compact(once).to_pylist() == texts
    assert compact(once).dictionary.to_pylist() == in_order
    assert len(changed(once, pc.utf8_upper).dictionary.unique()) == len(
        changed(once, pc.utf8_upper).dictionary
    )


@pytest.mark.parametrize("seed", range(20))
def test_blocks_of_both_sorts_are_joined(seed) -> None:
    """What stands in the blocks stands in the whole, whichever of them are coded."""
    chance = random.Random(seed)
    blocks = [
        [chance.choice(("x", "y", None, str(chance.random()))) for _ in range(chance.randrange(0, 20))]
        for _ in range(chance.randrange(1, 6))
    ]
    arrays = [pa.array(block, pa.string()) for block in blocks]
    mixed = [array.dictionary_encode() if chance.random() < 0.5 else array for array in arrays]
    assert joined_texts(mixed).to_pylist() == [text for block in blocks for text in block]


def test_only_columns_that_repeat_are_coded() -> None:
    """20,000 rows of two words, of different numbers, and too few rows of one word."""
    many = pa.array(["a", "b"] * 10_000)
    different = pa.array(np.arange(20_000)).cast(pa.string())
    first, second = Coding().coded([many, different])
    assert pa.types.is_dictionary(first.type)
    assert second is different
    (few,) = Coding().coded([many.slice(0, 100)])
    assert few.type == pa.string()


@pytest.mark.parametrize("most", [4, 100])
def test_a_text_is_coded_as_in_the_block_before(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Blocks of 20,000 rows, then one of few: words keep their place while no more than `most` are known; the
    texts are those that came in. Once most of a block are new, the column stays plain."""
    monkeypatch.setattr(coded_texts, "_MOST_WORDS", most)
    coding = Coding()
    blocks = [["a", None], ["b", "a"], ["a", "b"], ["c", "d"], ["e", None]]
    arrays = [pa.array(block * 10_000, pa.string()) for block in blocks] + [pa.array(["e", "a", "a"])]
    found = [coding.coded([array])[0] for array in arrays]
    assert [each.to_pylist() for each in found] == [array.to_pylist() for array in arrays]
    words = [each.dictionary.to_pylist() for each in found]
    assert words[:4] == [["a"], ["a", "b"], ["a", "b"], ["a", "b", "c", "d"]]
    assert words[4:] == ([["e"], ["e", "a"]] if most == 4 else [["a", "b", "c", "d", "e"]] * 2)
    different = pa.array(np.arange(20_000)).cast(pa.string())
    assert coding.coded([different])[0] is different
    assert coding.coded([arrays[0]])[0] is arrays[0]


def _events(rows: int) -> bytes:
    """Return a file of usage events with a total, a repeated header, short rows, blanks and a note."""
    chance = random.Random(rows)
    lines = ["Account ID,User,Feature,Date,Count,Duration secs,Comment"]
    for number in range(rows):
        day = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}"
        count = chance.choice(("1", "2", "", "many", "3.5"))
        feature = chance.choice(("Export ", "Import", "-", ""))
        comment = chance.choice(("fine", "slow", f"odd {number}"))
        lines.append(
            f"A-{chance.randrange(40)},user{chance.randrange(90)},{feature},{day},{count},"
            f"{chance.randrange(900)}.5,{comment}"
        )
    lines[4_000] = "Total,,,,99,,"
    lines[6_000] = lines[0]
    lines[7_000] = "A-1,user1"
    return ("\n".join([*lines, "Printed by somebody"]) + "\n").encode()


def _tickets(rows: int) -> bytes:
    """Return a file of tickets in which ids repeat, with the same and with other content."""
    chance = random.Random(rows)
    lines = ["Ticket ID;Account ID;Created at;Status;Priority;Satisfaction"]
    for _ in range(rows):
        number = chance.randrange(rows)
        day = f"{1 + number % 28:02d}.{1 + number % 12:02d}.2026"
        status = chance.choice(("open", "Closed "))
        lines.append(
            f"T-{number};A-{number % 50};{day};{status};high;{('Good', 'Bad', 'Offered')[number % 3]}"
        )
    return "\n".join(lines).encode()


@pytest.mark.parametrize("made", [_events, _tickets])
def test_a_whole_file_gives_the_same_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made) -> None:
    """The file read with and without codes: equal rows, reports and columns."""
    path = raw_file(tmp_path, made(12_000))
    source = source_file(path)
    (once,) = sheets_here(path)
    monkeypatch.setattr(coded_texts, "LEAST_ROWS", 10**9)
    (plain,) = sheets_here(path)
    monkeypatch.undo()
    assert _coded_count(once) > 3
    assert _coded_count(plain) == 0
    (left,), (right,) = plan_sheet(source, plain), plan_sheet(source, once)
    assert left.outcome.rows.num_rows > 1_000
    assert right.report == left.report
    assert right.columns == left.columns
    assert right.questions == left.questions
    assert right.outcome.rows.column_names == left.outcome.rows.column_names
    assert right.outcome.rows.to_pylist() == left.outcome.rows.to_pylist()
    assert _kept(right) == _kept(left)


@pytest.mark.parametrize("made", [_events, _tickets])
def test_a_newer_export_changes_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made) -> None:
    """What a newer file changes, which its plan says before it is kept, with and without codes."""
    older, newer = raw_file(tmp_path, made(12_000)), tmp_path / "newer"
    newer.mkdir()
    changed_rows = made(12_000).replace(b"Export ", b"Import").replace(b";open;", b";solved;")
    path = raw_file(newer, changed_rows, older.name)
    found = []
    for least in (10_000, 10**9):
        monkeypatch.setattr(coded_texts, "LEAST_ROWS", least)
        (before,), (after,) = (plan_sheet(source_file(each), *sheets_here(each)) for each in (older, path))
        with Workspace.in_memory() as workspace:
            workspace.add_import([before.outcome])
            found.append(difference_json(difference(workspace, after)) | {"earlier": ""})  # an instant of now
            workspace.add_import([after.outcome])
            found.append([report.digest for report in workspace.reports()])
    assert found[0]["updated"] + found[0]["gone"] > 1_000
    assert found[:2] == found[2:]


def _coded_count(sheet: Sheet) -> int:
    """Return how many columns are coded."""
    return sum(
        column.texts is not None and pa.types.is_dictionary(column.texts.type) for column in sheet.columns
    )


def _kept(plan) -> list[pa.Table]:
    """Return what a workspace keeps of a plan's sheet, whose types are those of the tables."""
    with Workspace.in_memory() as workspace:
        workspace.add_import([plan.outcome])
        ((sheet_id, _, report),) = workspace.sheets_of(plan.table)
        chunks = list(workspace.chunks(sheet_id, plan.outcome.rows.column_names))
    assert not any(pa.types.is_dictionary(column.type) for chunk in chunks for column in chunk.columns)
    assert sum(chunk.num_rows for chunk in chunks) == report.rows_kept
    return chunks
