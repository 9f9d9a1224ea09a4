"""The quicker worksheet writes what XlsxWriter's own does."""

from __future__ import annotations

import re
from math import inf, isfinite, nan
from pathlib import Path
from zipfile import ZipFile

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from cxdesk.report.plain_worksheet import PlainWorksheet

NUMBERS = (1.0, -0.1, 1e-300, 123456789.123456789, nan, 60.0, inf)
RESULTS = ("", "a < b & c", 12.5, nan, "<x>", -3.0, 0.0)
PARTS = ("IF(A", '<1,"<&>",B', ")")


def _book(path: Path, kind: type[Worksheet]) -> bytes:
    """Write the same cells by one kind of worksheet and return its sheet's XML."""
    book = Workbook(str(path), {"in_memory": True})
    sheet, style = book.add_worksheet("Cells", kind), book.add_format({"bold": True})
    if isinstance(sheet, PlainWorksheet):
        assert sheet.numbers_down(2, 0, NUMBERS, style) == 0
        assert sheet.formulas_down(2, 1, PARTS, RESULTS, style) == 0
        sheet.lead(2, 1, "'Other sheet'!A7")
    else:
        # As XlsxWriter wants a link: written first, then written over.
        sheet.write_url(2, 1, "internal:'Other sheet'!A7", style, "'Other sheet'!A7")
        for row, (number, result) in enumerate(zip(NUMBERS, RESULTS, strict=True), 2):
            if isfinite(number):
                sheet.write_number(row, 0, number, style)
            shown = result if isinstance(result, str) or isfinite(result) else ""
            sheet.write_formula(row, 1, "=" + str(row + 1).join(PARTS), style, shown)
    sheet.write_string(1, 0, "text", style)
    sheet.write_string(1, 1, "without a format")
    book.close()
    return _cells(path)


def _cells(path: Path) -> bytes:
    """Return the XML of the only sheet, without the numbers of shared texts and the spans of rows."""
    with ZipFile(path) as package:
        sheet = re.sub(rb' spans="[0-9:]+"', b"", package.read("xl/worksheets/sheet1.xml"))
        return re.sub(rb't="s"><v>\d+', b't="s"><v>', sheet)


def test_cells_are_written_as_xlsxwriter_writes_them(tmp_path: Path) -> None:
    """Numbers, formulas with results to escape, links over formulas: expected are XlsxWriter's own bytes."""
    ours = _book(tmp_path / "ours.xlsx", PlainWorksheet)
    assert ours == _book(tmp_path / "theirs.xlsx", Worksheet)
    assert ours.count(b"<f>") == len(RESULTS)


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    """A column that goes beyond the last row of a sheet gives -1 and writes nothing."""
    book = Workbook(str(tmp_path / "book.xlsx"), {"in_memory": True})
    sheet = book.add_worksheet("Cells", PlainWorksheet)
    assert sheet.numbers_down(1_048_575, 0, (1.0, 2.0), None) == -1
    assert sheet.formulas_down(1_048_575, 0, ("A", ""), (1.0, 2.0), None) == -1
    book.close()
    assert b"<c " not in _cells(tmp_path / "book.xlsx")
