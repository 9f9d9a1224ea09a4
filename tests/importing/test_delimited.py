"""Text files: whatever their encoding and layout, each record ends in the table or, whole, among the rows
set aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.errors import UnreadableInput
from cxdesk.importing.sheet import Sheet, as_texts
from tests.importing.made import ACCOUNTS, csv_bytes, raw_file, sheets_here


def read(folder: Path, content: bytes | str) -> Sheet:
    raw = content if isinstance(content, bytes) else content.encode()
    (sheet,) = sheets_here(raw_file(folder, raw))
    return sheet


def cells(sheet: Sheet) -> list[tuple]:
    """Return all rows as texts."""
    return list(zip(*(as_texts(column).to_pylist() for column in sheet.columns), strict=True))


def codes(sheet: Sheet) -> list[str]:
    return [note.code for note in sheet.notes]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_every_layout_gives_the_same_cells(tmp_path, delimiter, newline, encoding) -> None:
    """The cells that were written, accents, commas and all, whatever they were written with."""
    rows = [*ACCOUNTS, ("A-4", "Café Zürich, „Bülow“", "1.5", "2026-01-02")]
    raw = csv_bytes(rows, delimiter=delimiter, newline=newline).decode().encode(encoding)
    sheet = read(tmp_path, raw)
    assert cells(sheet) == rows
    assert sheet.row_numbers.tolist() == [1, 2, 3, 4, 5]


def test_windows_letters_are_proven_by_showing_them(tmp_path) -> None:
    """No byte order mark and not UTF-8: the note shows what came of the letters."""
    sheet = read(tmp_path, "id,name\n1,Bülow\n".encode("cp1252"))
    (note,) = sheet.notes
    assert note.code == "encoding_assumed"
    assert "Bülow" in note.value


def test_lines_of_another_encoding_do_not_spoil_the_others(tmp_path) -> None:
    """Two exports pasted together: the UTF-8 lines stay as they are, the others are read as Windows-1252."""
    sheet = read(tmp_path, b"id,name\n1,caf\xc3\xa9\n2,caf\xe9 \x80\n")
    assert cells(sheet)[1:] == [("1", "café"), ("2", "café €")]
    assert codes(sheet) == ["encoding_mixed"]


def test_a_sep_line_is_obeyed_and_is_no_row(tmp_path) -> None:
    """Excel hides it, so that the header below it is row 1."""
    sheet = read(tmp_path, "sep=;\na;b\n1,5;2,5\n")
    assert cells(sheet) == [("a", "b"), ("1,5", "2,5")]
    assert sheet.row_numbers.tolist() == [1, 2]


@pytest.mark.parametrize("line", ["sep=\r\n", 'sep="\r\n', "sep=\n"])
def test_a_sep_line_without_a_sign_declares_nothing(tmp_path, line) -> None:
    """The end of the line and a quote are no separators: the rows below are split at their commas."""
    sheet = read(tmp_path, f"{line}id,name,mrr\n1,a,2\n3,b,4\n")
    assert cells(sheet)[1:] == [("id", "name", "mrr"), ("1", "a", "2"), ("3", "b", "4")]


def test_decimal_commas_do_not_split_cells(tmp_path) -> None:
    """The comma divides each data line into three equal parts, but not the header."""
    assert cells(read(tmp_path, "ARR;MRR\n1,5;2,5\n3,5;4,5\n"))[1] == ("1,5", "2,5")


def test_line_breaks_and_quotes_in_cells(tmp_path) -> None:
    """Records are counted, not lines: the third record is row 3 although it begins on line 4."""
    sheet = read(tmp_path, 'id,text\n1,"one\ntwo ""quoted"""\n2,plain\n')
    assert cells(sheet)[1:] == [("1", 'one\ntwo "quoted"'), ("2", "plain")]
    assert sheet.row_numbers.tolist() == [1, 2, 3]


def test_ragged_rows_never_vanish(tmp_path) -> None:
    """Three columns: a short row is padded, a long one set aside whole, an end full of commas is no
    length."""
    sheet = read(tmp_path, "a,b,c\n1,2\n1,2,3,4\n\n1,2,3,,,\n5,6,7\n")
    assert cells(sheet) == [("a", "b", "c"), ("1", "2", None), (None,) * 3, ("1", "2", "3"), ("5", "6", "7")]
    assert sheet.row_numbers.tolist() == [1, 2, 4, 5, 6]
    assert [(row.row, row.code, row.cells) for row in sheet.unread] == [
        (3, "too_many_cells", ("1", "2", "3", "4"))
    ]
    assert [(note.code, note.row) for note in sheet.notes] == [("too_few_cells", 2)]


def test_trailing_separators_on_the_data_only(tmp_path) -> None:
    """Some exports end each data line with a separator: that is one more column without a name, not a long
    row."""
    sheet = read(tmp_path, "a,b\n1,2,\n3,4,\n")
    assert not sheet.unread
    assert cells(sheet)[1][:2] == ("1", "2")


def test_rows_that_all_end_before_the_header_does(tmp_path) -> None:
    """Some programs leave empty cells at the end out of every row but the header: one word for all."""
    sheet = read(tmp_path, "a,b,c\n" + "1,2\n" * 50 + "1\n")
    assert cells(sheet)[1] == ("1", "2", None)
    assert sheet.row_count == 52
    assert [(note.code, note.row) for note in sheet.notes] == [
        ("rows_end_early", None),
        ("too_few_cells", 52),
    ]


def test_a_quote_that_never_closes_costs_no_row(tmp_path) -> None:
    """A usual reader makes one record of the rest of the file; the line is taken as it stands instead."""
    sheet = read(tmp_path, 'account,comment,score\nA-1,"never closed,9\nA-2,ok,8\nA-3,ok,7\n')
    assert cells(sheet)[1:] == [("A-1", '"never closed', "9"), ("A-2", "ok", "8"), ("A-3", "ok", "7")]
    assert [(note.code, note.row) for note in sheet.notes] == [("quote_never_closed", 2)]


def test_two_open_quotes_cost_no_row_either(tmp_path) -> None:
    """They pair up by accident, and swallow what is between them."""
    lines = [
        "id,comment,score",
        *(
            f'{number},"open,{number}' if number in (3, 7) else f"{number},ok,{number}"
            for number in range(1, 11)
        ),
    ]
    sheet = read(tmp_path, "\n".join(lines) + "\n")
    assert [row[0] for row in cells(sheet)] == ["id", *map(str, range(1, 11))]
    assert [row[2] for row in cells(sheet)][1:] == [str(number) for number in range(1, 11)]


def test_quotes_inside_values_are_letters(tmp_path) -> None:
    """Feet and inches are not quotations."""
    assert cells(read(tmp_path, "id,height\n1,6'3\" tall\n2,5'8\"\n"))[1:] == [
        ("1", "6'3\" tall"),
        ("2", "5'8\""),
    ]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_line_marks_of_unicode_are_letters(tmp_path, mark) -> None:
    """Only CR and LF end a line: rows with too few, too many and quoted cells keep all of theirs."""
    lines = ["id,name,mrr", f"1,a{mark}b,1", f"2,c{mark}d", f"3,e{mark}f,3,more", f'4,"x{mark}y",4']
    sheet = read(tmp_path, "\n".join([*lines, ""]))
    assert cells(sheet) == [
        ("id", "name", "mrr"),
        ("1", f"a{mark}b", "1"),
        ("2", f"c{mark}d", None),
        ("4", f"x{mark}y", "4"),
    ]
    assert [row.cells for row in sheet.unread] == [("3", f"e{mark}f", "3", "more")]


def test_a_long_comment_in_quotes_is_one_value(tmp_path) -> None:
    """250 lines with commas between quotes that close, in a file whose rows are all of three cells: no
    row is made of them. Where a quote elsewhere never closes, nothing can be trusted that far."""
    comment = "\n".join(f"line {number}, one, two, three" for number in range(250))
    sheet = read(tmp_path, f'id,subject,comment\n1,a,"{comment}"\n2,b,x\n')
    assert cells(sheet) == [("id", "subject", "comment"), ("1", "a", comment), ("2", "b", "x")]
    assert codes(sheet) == []
    broken = read(tmp_path, f'id,subject,comment\n1,a,"{comment}"\n2,b,"x\n')
    assert codes(broken).count("quote_never_closed") == 2


def test_control_characters_are_left_out_and_counted(tmp_path) -> None:
    """No spreadsheet cell can hold a NUL."""
    sheet = read(tmp_path, b"account,score\nA-1,9\nA\x00-2,8\x0b\n")
    assert cells(sheet)[1:] == [("A-1", "9"), ("A-2", "8")]
    assert [(note.code, note.value) for note in sheet.notes] == [("control_characters", "2")]


def test_blank_cells_of_spaces_are_empty(tmp_path) -> None:
    """Zendesk writes one space for nothing."""
    sheet = read(tmp_path, "a,b\n1, \n")
    assert sheet.columns[1].kinds.tolist() == [1, 0]


def test_rows_later_on_that_are_wider_are_seen(tmp_path) -> None:
    """The layout is found on the first thousand records; a file that becomes wider after them is laid out
    anew."""
    text = "a,b\n" + "1,2\n" * 1200 + "1,2,3\n" * 1200
    sheet = read(tmp_path, text)
    assert not sheet.unread
    assert sheet.row_count == 2401
    assert cells(sheet)[-1] == ("1", "2", "3")


@pytest.mark.parametrize("content", [b"   \n \n", b"a," * 20_000 + b"\n"])
def test_what_is_no_table_is_refused(tmp_path, content) -> None:
    """Blank text, and one line with more columns than any spreadsheet has."""
    with pytest.raises(UnreadableInput):
        read(tmp_path, content)


def test_a_large_file_is_read_in_blocks_without_a_loss(tmp_path) -> None:
    """20 MB in blocks of 8 MB, with a short record at a place far in: the count is that of the generator."""
    lines = [f"A-{number},some text to fill the line {number},{number}.5" for number in range(400_000)]
    lines[300_000] = "A-300000,short"
    sheet = read(tmp_path, "id,text,value\n" + "\n".join(lines) + "\n")
    assert sheet.row_count == 400_001
    assert [(note.code, note.row) for note in sheet.notes] == [("too_few_cells", 300_002)]
    assert as_texts(sheet.columns[0])[300_001].as_py() == "A-300000"
    assert as_texts(sheet.columns[0])[300_002].as_py() == "A-300001"
