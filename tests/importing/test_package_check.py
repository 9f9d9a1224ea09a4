"""Packages that would take a reader down are refused before any reader sees them."""

from __future__ import annotations

import struct
import time
import zipfile

import pytest

from cxdesk.errors import UnreadableInput
from cxdesk.importing import package_check
from cxdesk.importing.blocks import Block
from cxdesk.importing.package_check import column_number, scan_worksheet
from cxdesk.importing.workbooks import read_workbook
from tests.importing.made import ACCOUNTS, sheet_xml, with_part, xlsx_file

PART = "xl/worksheets/sheet1.xml"


def refusal(path) -> str:
    with pytest.raises(UnreadableInput) as caught:
        list(read_workbook(path, "xlsx"))
    return caught.value.what


@pytest.mark.parametrize(("column", "row"), [("XFD", 1_048_576), ("ZZZ", 2_000_000), ("CW", 1_000_000)])
def test_a_cell_too_far_away_is_refused(tmp_path, column, row) -> None:
    """A dense reader would make room for every cell on the way: 549 GB for the first of these, in 2 KB of
    file."""
    far = f'<row r="{row}"><c r="{column}{row}"><v>1</v></c></row>'
    cells = '<row r="1"><c r="A1"><v>1</v></c></row>' + far
    assert "reaches to row" in refusal(with_part(tmp_path, sheet_xml(cells)))


def test_a_lying_dimension_is_not_believed(tmp_path) -> None:
    """It is only what the writer declares."""
    xml = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>').replace(
        b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'
    )
    items = read_workbook(with_part(tmp_path, xml), "xlsx")
    assert [item.rows for item in items if isinstance(item, Block)] == [1]


def test_a_part_that_unpacks_to_very_much_is_refused(tmp_path) -> None:
    """40 MB of spaces are 40 KB in the file."""
    assert "unpacks to" in refusal(with_part(tmp_path, b" " * 40_000_000))


def test_a_part_larger_than_it_says_is_refused(tmp_path) -> None:
    """The directory is made to declare 1,000 bytes for a part that inflates to 80 MB."""
    path = with_part(tmp_path, sheet_xml(" " * 80_000_000))
    data = bytearray(path.read_bytes())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length] == PART.encode():
            struct.pack_into("<I", data, at + 24, 1000)
        at += 4
    path.write_bytes(bytes(data))
    assert "larger than the package says" in refusal(path)


def test_too_many_parts_are_refused(tmp_path, monkeypatch) -> None:
    """The limit is lowered here: making ten thousand parts would take the test's time."""
    monkeypatch.setattr(package_check, "MOST_PARTS", 3)
    assert "parts" in refusal(xlsx_file(tmp_path, {"Accounts": ACCOUNTS}))


def test_entities_are_refused_wherever_they_stand(tmp_path) -> None:
    """No spreadsheet program writes a document type."""
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst>&a;</sst>'
    assert "entities" in refusal(with_part(tmp_path, bomb, "xl/sharedStrings.xml"))


def test_letters_of_columns_are_numbers() -> None:
    """As in every spreadsheet: the last column is XFD, the 16,384th."""
    assert [column_number(letters) for letters in (b"A", b"Z", b"AA", b"XFD")] == [1, 26, 27, 16_384]


def test_a_tag_with_very_many_attributes_takes_no_longer_than_others(tmp_path) -> None:
    """300,000 places in one cell's tag, beside a cell in error: a search that tries each of them against each
    end would take hours."""
    cells = b'<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c' + b' r="A1"' * 300_000 + b"></c></row>"
    path = with_part(tmp_path, cells)
    began = time.monotonic()
    with zipfile.ZipFile(path) as package:
        scan = scan_worksheet(path, package, PART, "Accounts")
    assert time.monotonic() - began < 5
    assert scan.errors == {(0, 0): "#REF!"}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B3" s="4" t="e"><v>#N/A</v></c>',
        '<c t="e" r="B3"><v>#N/A</v></c>',
        '<x:c r="B3" t="e"><f>NA()</f><x:v>#N/A</x:v></x:c>',
        '<c r="B3" t="e"><f t="shared" si="0"/><v>#N/A</v></c>',
    ],
)
def test_cells_in_error_are_found_however_they_are_written(tmp_path, cell) -> None:
    """Row 3 and column B are (2, 1) from 0; a text that only speaks of errors is none."""
    text = '<row r="2"><c r="A2" t="str"><v>a cell with t="e" in it</v></c></row>'
    path = with_part(tmp_path, sheet_xml(f'{text}<row r="3">{cell}</row>'))
    with zipfile.ZipFile(path) as package:
        assert scan_worksheet(path, package, PART, "Accounts").errors == {(2, 1): "#N/A"}


@pytest.mark.parametrize(
    ("cell", "missing"),
    [
        ('<c r="A1" t="str"><f>IF(B1,"x","")</f><v></v></c>', 0),
        ('<c r="A1" s="1" t="str"><f>""</f><v/></c>', 0),
        ('<c r="A1"><f>1+1</f><v></v></c>', 1),
        ('<c r="A1"><f>1+1</f><v /></c>', 1),
        ('<c r="A1"><f>1+1</f></c>', 1),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', 0),
    ],
)
def test_an_empty_text_is_a_result(tmp_path, cell, missing) -> None:
    """A formula may return "": only cells that hold no result of any type lack one."""
    path = with_part(tmp_path, sheet_xml(f'<row r="1">{cell}</row>'))
    with zipfile.ZipFile(path) as package:
        assert scan_worksheet(path, package, PART, "Accounts").uncached_formulas == missing


def test_formulas_are_counted_once_where_two_chunks_meet(tmp_path, monkeypatch) -> None:
    """1,000 formulas without a result, half of them of 900 letters, read in pieces of 20,000 bytes."""
    monkeypatch.setattr(package_check, "_CHUNK", 20_000)
    cells = '<c r="A1"><f>1</f></c>' + f'<c r="B1"><f>{"A1+" * 300}1</f><v></v></c>'
    path = with_part(tmp_path, sheet_xml(f'<row r="1">{cells * 500}</row>'))
    with zipfile.ZipFile(path) as package:
        assert scan_worksheet(path, package, PART, "Accounts").uncached_formulas == 1000
