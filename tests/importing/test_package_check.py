"""Packages that would take a reader down are refused before any reader sees them."""

from __future__ import annotations

import struct

import pytest

from cxdesk.errors import UnreadableInput
from cxdesk.importing import package_check
from cxdesk.importing.package_check import column_number
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
    assert list(read_workbook(with_part(tmp_path, xml), "xlsx"))[-1].rows == 1


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
