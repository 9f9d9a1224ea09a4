"""Tables as files: what Python's csv module and pyarrow read back, and that nothing in them acts."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from cxdesk.errors import ExportError
from cxdesk.metrics.evidence_columns import DAY, INSTANT, NUMBER, ROW, YES, EvidenceColumn
from cxdesk.report.table_export import csv_bytes, harmless_text, text_column, write_table
from cxdesk.session.table_view import Table, TableColumn, as_tab_separated
from tests.report.hostile import HOSTILE
from tests.report.libreoffice import converted

ACTING = tuple("=+-@|＝＋－＠\t\r\n")
"""How a cell may begin that some spreadsheet would take for a formula (OWASP, and its full-width forms)."""
INSTANTS = ("2026-09-30T23:59:59", "2000-01-01")
TYPED = (
    EvidenceColumn("delta", "Delta", NUMBER, np.array([-3.0, np.nan, 12.0])),
    EvidenceColumn("share", "Share", NUMBER, np.array([-0.25, 0.1, np.inf])),
    EvidenceColumn("day", "Day", DAY, np.array(["2026-09-30", "NaT", "1999-12-31"], dtype="datetime64[D]")),
    EvidenceColumn("at", "At", INSTANT, np.array([INSTANTS[0], "NaT", INSTANTS[1]], "datetime64[s]")),
    EvidenceColumn("yes", "Solved", YES, np.array([1.0, 0.0, 1.0])),
    EvidenceColumn("row", "Row", ROW, np.array([7, 0, 9])),
)


def cells_of(content: bytes) -> list[list[str]]:
    """The rows that Python's reader finds."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_numbers_days_and_blanks_are_plain_in_csv() -> None:
    """By hand: a negative number stays a number, whole ones have no point, unknown is empty, days are ISO."""
    assert cells_of(csv_bytes(TYPED)) == [
        ["Delta", "Share", "Day", "At", "Solved", "Row"],
        ["-3", "-0.25", "2026-09-30", "2026-09-30 23:59:59", "yes", "7"],
        ["", "0.1", "", "", "no", ""],
        ["12", "", "1999-12-31", "2000-01-01 00:00:00", "yes", "9"],
    ]


def test_parquet_has_types_and_nulls(tmp_path: Path) -> None:
    """A program reads numbers, dates and truth values, not texts; what is not known is null."""
    write_table(tmp_path / "t.parquet", (*TYPED, text_column("Said", HOSTILE[:3])))
    table = parquet.read_table(tmp_path / "t.parquet")
    kinds = [pa.float64(), pa.float64(), pa.date32(), pa.timestamp("ms"), pa.bool_(), pa.int64(), pa.string()]
    assert table.schema.types == kinds
    assert table.column("Delta").to_pylist() == [-3.0, None, 12.0]
    assert table.column("Share").to_pylist() == [-0.25, 0.1, None]
    assert table.column("Said").to_pylist() == list(HOSTILE[:3])


def test_no_text_acts_in_csv_or_on_the_clipboard() -> None:
    """The hostile strings as cells and as headers: none begins as a formula does, each keeps its words."""
    rows = cells_of(csv_bytes([text_column(text, HOSTILE) for text in HOSTILE]))
    column = TableColumn("said", "Said", "", HOSTILE)
    copied = as_tab_separated(Table((column,), ""), range(len(HOSTILE)))
    pasted = [line.split("\t") for line in copied.splitlines()]
    for row in (*rows, *pasted):
        assert [cell for cell in row if cell.lstrip().startswith(ACTING)] == []
    in_file, on_clipboard = ([row[0].replace(" ", "") for row in each[1:]] for each in (rows, pasted))
    assert in_file == on_clipboard
    assert rows[1][0] == "'=1+1"
    assert rows[12][0] == "http://example.invalid/"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("-2+3", "'-2+3"), (" =1", "' =1"),
        ("\u00a0=1", "'\u00a0=1"),
        ("+43", "+43"), ("-0.4", "-0.4"), ("+1,204.5", "+1,204.5"), ("−15", "−15"),
        ("75\u00a0%", "75\u00a0%"),
        ("x;=1+1;", "x;'=1+1;"), ("x; +cmd|' /C calc'!A0", "x; '+cmd|' /C calc'!A0"), ("a;-2+3", "a;'-2+3"),
        ("good; -5 % less", "good; -5 % less"), ("fine ;-)", "fine ;-)"), ("a;＝1;@b", "a;'＝1;'@b"),
        ('a;"=1;', "a;\"'=1;"),
        ("Acme, \"the\" firm", "Acme, \"the\" firm"), ("two\r\nlines", "two lines"), ("a=b", "a=b"),
        ("=", "="),
        ("日本 🚀", "日本 🚀"), ("", ""),
    ],
)  # fmt: skip
def test_the_rule_is_one_for_a_text_alone_and_for_a_column(cell: str, written: str) -> None:
    """Formulas of the OWASP list get an apostrophe; numbers and plain text stay (by hand)."""
    assert harmless_text(cell) == written
    assert cells_of(csv_bytes([text_column("t", [cell, "x"])]))[1:] == [[written], ["x"]]


def test_raw_is_as_it_stands() -> None:
    """For programs: the same words, formulas and line breaks included."""
    assert cells_of(csv_bytes([text_column("=a", ["=1+1", "two\nlines"])], raw=True)) == [
        ["=a"],
        ["=1+1"],
        ["two\nlines"],
    ]


def test_a_spreadsheet_finds_no_formula_in_the_file(tmp_path: Path) -> None:
    """LibreOffice opens the CSV: no hostile string is a formula, a negative number is a number."""
    columns = [text_column("Said", HOSTILE), EvidenceColumn("n", "N", NUMBER, np.full(len(HOSTILE), -3.5))]
    write_table(tmp_path / "t.csv", columns)
    sheet = openpyxl.load_workbook(converted(tmp_path / "t.csv", tmp_path, "xlsx")).active
    assert {cell.data_type for row in sheet.iter_rows(max_col=1) for cell in row} == {"s"}
    assert {row[1].value for row in sheet.iter_rows(min_row=2)} == {-3.5}
    assert not any(cell.hyperlink for row in sheet for cell in row)


def test_two_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """A reader by name loses none of them."""
    columns = [text_column(name, ["x"]) for name in ("A", "A (2)", "A")]
    assert cells_of(csv_bytes(columns))[0] == ["A", "A (2)", "A (3)"]


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """It says which endings there are, and writes nothing."""
    with pytest.raises(ExportError, match=r"cannot be written as \.ods"):
        write_table(tmp_path / "t.ods", TYPED)
    assert list(tmp_path.iterdir()) == []
