"""A user's workbook annotated: where columns go, what is looked up, what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter

from cxdesk.errors import ExportError
from cxdesk.report.annotated import AccountRows, annotate, plan_annotation
from tests.report.annotated.books import SHEET_NAME, annotation, assert_all_else_untouched, assert_whole
from tests.report.hostile import HOSTILE
from tests.report.libreoffice import recalculated
from tests.report.package import external_relations, formulas, links

NAMES = ("Fjordline Ferries", "Calder Pharma", "Inverness Textiles")
IDS = (1001, 1002, 1003)
HEALTH = (41.0, 72.5, 58.0)
ROWS = AccountRows("Accounts", 3, ((4, 0), (5, 1), (6, 2)))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with a title, a table with a filter, a note, a chart to its right and a second sheet."""
    path = tmp_path / "CRM export.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Accounts")
        sheet.merge_range("A1:C1", "Customers of the north")
        data = [
            [number, name, 1000 * place] for place, (number, name) in enumerate(zip(IDS, NAMES, strict=True))
        ]
        columns = [{"header": "Account ID"}, {"header": "Name"}, {"header": "ARR"}]
        sheet.add_table("A3:C6", {"data": data, "columns": columns})
        sheet.write_comment("B4", "Ask about the ferry")
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=Accounts!$C$4:$C$6"})
        sheet.insert_chart("H2", chart)
        made.add_worksheet("Other").write_formula("A1", "=SUM(Accounts!C4:C6)", None, 3000)
    return path


def named() -> list[tuple[str, ...]]:
    return [(str(number), name) for number, name in zip(IDS, NAMES, strict=True)]


def test_columns_stand_beside_the_accounts(book: Path, tmp_path: Path) -> None:
    """Three columns from D on, beside the table A to C; values read by openpyxl are those that were given."""
    out = tmp_path / "annotated.xlsx"
    plan = annotate(book, out, annotation(named(), HEALTH), [ROWS])
    assert [(each.first, each.last, each.rows, each.plain, each.key) for each in plan.sheets] == [
        ("D", "F", 3, 0, "A")
    ]
    sheet = openpyxl.load_workbook(out, data_only=True)["Accounts"]
    assert [[cell.value for cell in row] for row in sheet["D3:F6"]] == [
        ["Health", "Band", "Why"],
        [41, "■ At risk", "Usage fades"],
        [72.5, "● Healthy", "Usage fades"],
        [58, "● Healthy", "Usage fades"],
    ]
    assert sheet["B4"].comment.text.endswith("Ask about the ferry")
    assert sheet["D4"].comment.text == "Fjordline Ferries: health of an account."
    assert sheet["D3"].comment.text == "0 to 100, where 60 is typical."
    assert_all_else_untouched(book, out, plan)
    assert_whole(out)


def test_values_follow_their_account(book: Path, tmp_path: Path) -> None:
    """LibreOffice computes the formulas anew: as stored; two ids swapped, their healths swap too."""
    out = tmp_path / "annotated.xlsx"
    annotate(book, out, annotation(named(), HEALTH), [ROWS])
    swapped = tmp_path / "swapped.xlsx"
    with ZipFile(out) as package, ZipFile(swapped, "w") as changed:
        for name in package.namelist():
            content = package.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = re.sub(
                    rb"<v>100([12])</v>", lambda found: b"<v>100%d</v>" % (3 - int(found[1])), content
                )
            changed.writestr(name, content)
    for path, expected in ((out, [41.0, 72.5, 58.0]), (swapped, [72.5, 41.0, 58.0])):
        sheet = openpyxl.load_workbook(recalculated(path, tmp_path), data_only=True)["Accounts"]
        assert [sheet[f"D{row}"].value for row in (4, 5, 6)] == expected


def test_what_is_not_known_stays_empty(book: Path, tmp_path: Path) -> None:
    """An account without a health or a reason: empty after LibreOffice computed the formulas, not 0."""
    out = tmp_path / "annotated.xlsx"
    annotate(book, out, annotation(named(), (41.0, "", 58.0), ("Usage fades", "", "No contact")), [ROWS])
    sheet = openpyxl.load_workbook(recalculated(out, tmp_path), data_only=True)["Accounts"]
    assert [(sheet[f"D{row}"].value or "", sheet[f"F{row}"].value or "") for row in (4, 5, 6)] == [
        (41.0, "Usage fades"),
        ("", ""),
        (58.0, "No contact"),
    ]


def test_a_chart_in_the_way_moves_the_columns_behind_it(tmp_path: Path) -> None:
    """The chart covers D to K; a column is left free: M is the first new one."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Accounts")
        for row, line in enumerate([("Account", "ARR"), *zip(NAMES, IDS, strict=True)]):
            sheet.write_row(row, 0, line)
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "=Accounts!$B$2:$B$4"})
        sheet.insert_chart("D2", chart, {"x_offset": 5, "object_position": 1})  # 480 pixels: D to K
    rows = AccountRows("Accounts", 1, ((2, 0), (3, 1), (4, 2)))
    added = annotation([(name,) for name in NAMES], HEALTH)
    (sheet,) = plan_annotation(path, added, [rows]).sheets
    assert (sheet.first, sheet.key) == ("M", "A")


@pytest.mark.parametrize("lies", ["note", "sparkline"])
def test_what_lies_on_empty_cells_is_not_covered(lies: str, tmp_path: Path) -> None:
    """The user's own note, or sparkline, on the empty C2: one free column stays behind it, E is the first new
    one; no cell gets a second note, which Excel calls a damaged file.
    """
    path, out = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Accounts")
        for row, line in enumerate([("Account", "ARR"), *zip(NAMES, IDS, strict=True)]):
            sheet.write_row(row, 0, line)
        if lies == "note":
            sheet.write_comment("C2", "Call them")
        else:
            sheet.add_sparkline("C2", {"range": "Accounts!B2:B4"})
    rows = AccountRows("Accounts", 1, ((2, 0), (3, 1), (4, 2)))
    plan = annotate(path, out, annotation([(name,) for name in NAMES], HEALTH), [rows])
    assert (plan.sheets[0].first, plan.sheets[0].last) == ("E", "G")
    with ZipFile(out) as package:
        (name,) = [name for name in package.namelist() if name.startswith("xl/comments")]
        placed = re.findall(rb'<comment ref="(\w+)"', package.read(name))
    assert len(placed) == len(set(placed))


@pytest.mark.parametrize(
    ("formula", "first"),
    [
        ("=SUM(B2:F2)", "H"),
        ("=SUM('Accounts'!$B$2:$F$4)", "H"),
        ("=SUM(Accounts!B:F)", "H"),
        ("=VLOOKUP(A2,Other!A:F,2)", "C"),  # another sheet's columns
        ('="B2:F2"&A2', "C"),  # a text
        ("=SUM(2:2)", "C"),  # whole rows: nowhere would be free
    ],
)
def test_a_formula_that_reaches_over_free_columns_counts_no_number_of_ours(
    formula: str, first: str, tmp_path: Path
) -> None:
    """The user's sum over B to F, of which C to F are free: the new columns stand behind it, one left free.
    The formula stands on the accounts' sheet, and on another where it names that sheet; a print area counts
    nothing.
    """
    for place in {"Accounts", "Other"} if "Accounts" in formula else {"Accounts"}:
        path = tmp_path / f"{place}.xlsx"
        with xlsxwriter.Workbook(path) as made:
            sheet, other = made.add_worksheet("Accounts"), made.add_worksheet("Other")
            for row, line in enumerate([("Account", "ARR"), *zip(NAMES, IDS, strict=True)]):
                sheet.write_row(row, 0, line)
            sheet.print_area("A1:Z9")
            (sheet if place == "Accounts" else other).write_formula("A9", formula)
        rows = AccountRows("Accounts", 1, ((2, 0), (3, 1), (4, 2)))
        (planned,) = plan_annotation(path, annotation([(name,) for name in NAMES], HEALTH), [rows]).sheets
        assert planned.first == first


def test_a_name_with_a_blank_behind_it_is_looked_up_too(tmp_path: Path) -> None:
    """Two rows of one account, once with a blank behind its name: for MATCH they are two texts, and both are
    found when LibreOffice computes the formulas anew.
    """
    path, out = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Accounts").write_column(0, 0, ["Account", f"{NAMES[0]} ", NAMES[0], NAMES[1]])
    rows = AccountRows("Accounts", 1, ((2, 0), (3, 0), (4, 1)))
    annotate(path, out, annotation([(name,) for name in NAMES], HEALTH), [rows])
    sheet = openpyxl.load_workbook(recalculated(out, tmp_path), data_only=True)["Accounts"]
    assert [sheet[f"B{row}"].value for row in (2, 3, 4)] == [41.0, 41.0, 72.5]


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """Every hostile string as a name, a reason and a note: no formula but ours, no link; what openpyxl reads
    are texts, and one that looks like an escape reads as it was.
    """
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Accounts")
        sheet.write_string(0, 0, "Account")
        for row in range(len(HOSTILE)):
            sheet.write_number(row + 1, 0, row)
    rows = AccountRows("Accounts", 1, tuple((row + 2, row) for row in range(len(HOSTILE))))
    names = [(str(row), text) for row, text in enumerate(HOSTILE)]
    out = tmp_path / "annotated.xlsx"
    annotate(path, out, annotation(names, [50.0] * len(HOSTILE), HOSTILE), [rows])
    assert all(re.match(r"IFERROR\((IF\()?INDEX\('cxdesk health'!\$", text) for text in formulas(out))
    assert len(formulas(out)) == 3 * len(HOSTILE)
    assert (links(out), external_relations(out)) == ([], [])
    sheet = openpyxl.load_workbook(out)[SHEET_NAME]
    read = [sheet.cell(row, 5) for row in range(6, 6 + len(HOSTILE))]
    assert {cell.data_type for cell in read} == {"s"}
    assert "_x003D_1+1" in [cell.value.replace("_x005F_", "_") for cell in read]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("book.xls", b"", "xls"),
        ("book.ods", b"", "OpenDocument"),
        ("book.xlsx", b"\xd0\xcf\x11\xe0encrypted", "password"),
        ("accounts.csv", b"a,b", "text file"),
    ],
)
def test_other_kinds_are_refused(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    """Each with its reason and what to do instead."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ExportError, match=says) as caught:
        annotate(path, tmp_path / "out.xlsx", annotation([("A",)], [1.0]), [ROWS])
    assert "new" in caught.value.next_step
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize(
    ("part", "old", "new", "says"),
    [
        ("_xmlsignatures/sig1.xml", b"", b"<a/>", "signed"),
        (
            "xl/workbook.xml",
            b"<bookViews>",
            b'<workbookProtection lockStructure="1"/><bookViews>',
            "structure",
        ),
        (
            "xl/workbook.xml",
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            "Strict",
        ),
    ],
)
def test_what_cannot_be_done_safely_is_refused(
    book: Path, tmp_path: Path, part: str, old: bytes, new: bytes, says: str
) -> None:
    """A signature, a protected structure and the strict format, made by changing one part of a plain book."""
    path = tmp_path / "changed.xlsx"
    with ZipFile(book) as package, ZipFile(path, "w") as changed:
        names = package.namelist()
        for name in names if part in names else [*names, part]:
            content = package.read(name) if name in names else b""
            changed.writestr(name, content.replace(old, new) if name == part else content)
    with pytest.raises(ExportError, match=says):
        annotate(path, tmp_path / "out.xlsx", annotation(named(), HEALTH), [ROWS])


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/workbook.xml", b"</workbook>", b""),
        ("xl/worksheets/sheet1.xml", b'<row r="4"', b'<row r="four"'),
    ],
)
def test_damaged_parts_are_told_in_words(
    book: Path, tmp_path: Path, part: str, old: bytes, new: bytes
) -> None:
    """XML that does not end, and a row without a number: the file is named and nothing is written."""
    path = tmp_path / "damaged.xlsx"
    with ZipFile(book) as package, ZipFile(path, "w") as changed:
        for name in package.namelist():
            content = package.read(name)
            changed.writestr(name, content.replace(old, new) if name == part else content)
    with pytest.raises(ExportError, match=r"damaged.xlsx.*is damaged"):
        annotate(path, tmp_path / "out.xlsx", annotation(named(), HEALTH), [ROWS])
    assert not (tmp_path / "out.xlsx").exists()


def test_more_formats_than_excel_opens_are_refused(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel opens 65,490 formats, here 3: the file is named."""
    monkeypatch.setattr("cxdesk.report.annotated.style_patch.MOST_FORMATS", 3)
    with pytest.raises(ExportError, match=r"CRM export\.xlsx.*more than 3 cell formats"):
        annotate(book, tmp_path / "out.xlsx", annotation(named(), HEALTH), [ROWS])


def test_the_original_is_never_written_over(book: Path) -> None:
    """The same file as source and target, also by another name of it."""
    before = book.read_bytes()
    with pytest.raises(ExportError, match="never written over"):
        annotate(book, book, annotation(named(), HEALTH), [ROWS])
    assert book.read_bytes() == before


def test_twice_is_refused(book: Path, tmp_path: Path) -> None:
    """An annotated book has our sheet already, be it in other letters: to Excel they are one name."""
    out = tmp_path / "annotated.xlsx"
    annotate(book, out, replace(annotation(named(), HEALTH), sheet_name="CXDESK health"), [ROWS])
    with pytest.raises(ExportError, match="annotated before"):
        annotate(out, tmp_path / "again.xlsx", annotation(named(), HEALTH), [ROWS])


def test_names_that_match_takes_for_patterns_get_plain_values(tmp_path: Path) -> None:
    """“What?” would find “Whats”: its row holds the number itself, and the plan counts it."""
    path = tmp_path / "book.xlsx"
    names = ("What?", "Whats", "Third", "Fourth", "A", "B", "C", "D", "E", "F")
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Accounts")
        sheet.write_column(0, 0, ["Account", *names])
    rows = AccountRows("Accounts", 1, tuple((number + 2, number) for number in range(len(names))))
    out = tmp_path / "annotated.xlsx"
    plan = annotate(path, out, annotation([(name,) for name in names], [float(n) for n in range(10)]), [rows])
    assert plan.sheets[0].plain == 1
    sheet = openpyxl.load_workbook(out)["Accounts"]
    assert (sheet["B2"].value, str(sheet["B3"].value)[:9]) == (0, "=IFERROR(")
