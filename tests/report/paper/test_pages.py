"""Printed pages, read back by pypdf and openpyxl: one sheet of paper each, nothing in them acts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pypdf
import pytest

from cxdesk.errors import ExportError
from cxdesk.report.paper import Box, Cell, Page, Section
from cxdesk.report.paper.pdf import write_pages
from cxdesk.report.paper.sheet import write_sheets
from tests.report.hostile import HOSTILE

AS_OF = np.datetime64("2026-09-30")
PAGE = Page(
    title="Fjordline Ferries",
    kind="Renewal brief · data as of 30 Sep 2026",
    subtitle="Mid-market · Owner 4",
    alert="Notice by 9 Oct",
    boxes=(Box("Model", "▲ Watch 58 ±6", "−12 since 12 Aug"), Box("How sure", "Coverage 86 %")),
    left=(
        Section("Why", ((Cell("−9", strong=True, right=True), Cell("Reopened", "24 of 78")),), (0.1, 0.9)),
    ),
    right=(Section("Money", empty="No revenue is on record."), Section("Notes", lines=4)),
    footer="Standards v4",
)
WORDS = ("Fjordline Ferries", "Notice by 9 Oct", "▲ Watch 58 ±6", "Coverage 86 %", "−9", "Reopened",
         "24 of 78", "No revenue is on record.", "Notes", "Standards v4")  # fmt: skip


def people(count: int) -> Section:
    """A section of that many people with long names and titles."""
    rows = [
        (Cell(f"Person {number} " + "de la Tour " * 4, "Director " * 9), Cell("9 d", right=True))
        for number in range(count)
    ]
    return Section("People", tuple(rows), (0.8, 0.2), least=2, note="Nobody on record as buyer")


@pytest.mark.parametrize(("paper", "points"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_each_page_is_one_sheet_with_text_and_its_own_fonts(
    tmp_path: Path, paper: str, points: tuple[int, int]
) -> None:
    """ISO 216 and ANSI sizes in points; two pages in, two sheets out; no font is left to the reader."""
    write_pages(tmp_path / "b.pdf", [PAGE, PAGE], paper)
    pages = pypdf.PdfReader(tmp_path / "b.pdf").pages
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in pages] == [points] * 2
    text = pages[1].extract_text()
    assert [word for word in WORDS if word not in text] == []
    fonts = [font.get_object() for font in pages[0]["/Resources"]["/Font"].values()]
    drawn = [font for font in fonts if "DejaVu" in font["/BaseFont"]]
    assert len(drawn) == 2
    assert all("/FontFile2" in font["/FontDescriptor"] for font in drawn)


def test_the_sheet_has_the_same_words(tmp_path: Path) -> None:
    """The words of the page, whatever the paper; each account a sheet, names made distinct as Excel needs."""
    other = replace(PAGE, title="FJORDLINE FERRIES")
    write_sheets(tmp_path / "b.xlsx", [PAGE, other, replace(PAGE, title="History")], AS_OF)
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames == ["Fjordline Ferries", "FJORDLINE FERRIES (2)", "History (2)"]
    texts = {cell.value for row in book["Fjordline Ferries"].iter_rows() for cell in row}
    assert set(WORDS) <= texts


def test_equal_pages_are_equal_bytes(tmp_path: Path) -> None:
    """No clock and no random number in a file: handed out twice it is the same file."""
    for name in ("a", "b"):
        write_pages(tmp_path / f"{name}.pdf", [PAGE])
        write_sheets(tmp_path / f"{name}.xlsx", [PAGE], AS_OF)
    for ending in ("pdf", "xlsx"):
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """No formula, link, action or script in either file; what can be printed is printed as it stands."""
    rows = tuple((Cell(text, text),) for text in HOSTILE)
    page = replace(PAGE, title=HOSTILE[0], subtitle=HOSTILE[8], left=(Section("Said", rows, least=99),))
    write_pages(tmp_path / "b.pdf", [page])
    write_sheets(tmp_path / "b.xlsx", [page], AS_OF)
    reader = pypdf.PdfReader(tmp_path / "b.pdf")
    assert len(reader.pages) == 1
    assert "/Annots" not in reader.pages[0]
    assert {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(reader.trailer["/Root"]) == set()
    text = reader.pages[0].extract_text()
    for shown in ("=cmd|' /C calc'!A0", "http://example.invalid/", "<r><rPr/><t>not ours</t></r>"):
        assert shown in text
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "b.xlsx") for row in sheet for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_a_page_that_is_too_full_stays_one_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    """40 people and 300 characters in every name: as many as are printed and said to be missing make 40."""
    page = replace(
        PAGE, title="Société " * 60, left=(people(40),), right=(people(3), Section("Notes", lines=4))
    )
    write_pages(tmp_path / "b.pdf", [page])
    (printed,) = pypdf.PdfReader(tmp_path / "b.pdf").pages
    text = printed.extract_text()
    shown = sum(f"Person {number} " in text for number in range(3, 40)) + 3
    assert 3 < shown < 40
    assert f"Nobody on record as buyer · and {40 - shown} more in cxdesk" in " ".join(text.split())
    heights = []
    printed.extract_text(
        visitor_text=lambda text, page_at, at, *_: (
            heights.append(page_at[5] + at[5]) if text.strip() else None
        )
    )
    assert min(heights) > 0, "something is printed below the paper"


def test_chinese_japanese_and_korean_can_be_copied_from_the_page(tmp_path: Path) -> None:
    """Fonts that readers bring for these writings: pypdf gives the characters back as they were."""
    names = ("株式会社さくら物流", "삼성전자", "中国银行", "Ελλάς", "Ğüneş")
    write_pages(tmp_path / "b.pdf", [replace(PAGE, title=name) for name in names])
    pages = pypdf.PdfReader(tmp_path / "b.pdf").pages
    assert [name for name, page in zip(names, pages, strict=True) if name not in page.extract_text()] == []


def test_every_mark_is_dark_enough_for_grey_paper(tmp_path: Path) -> None:
    """ITU-R 601 luma of all colours that text is filled with: at most half, so contrast is 4 to 1 or more."""
    write_pages(tmp_path / "b.pdf", [PAGE])
    words = pypdf.PdfReader(tmp_path / "b.pdf").pages[0].get_contents().get_data().decode("latin-1").split()
    fills = [tuple(map(float, words[at - 3 : at])) for at, word in enumerate(words) if word == "rg"]
    assert fills
    assert all(0.299 * red + 0.587 * green + 0.114 * blue <= 0.5 for red, green, blue in fills)


def test_without_a_page_there_is_no_file(tmp_path: Path) -> None:
    """An error that says what to do, and nothing written."""
    with pytest.raises(ExportError, match="no page"):
        write_pages(tmp_path / "b.pdf", [])
    with pytest.raises(ExportError, match="no page"):
        write_sheets(tmp_path / "b.xlsx", [], AS_OF)
    assert list(tmp_path.iterdir()) == []
