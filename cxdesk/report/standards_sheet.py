"""The sheet Standards: every setting that a formula reads, named and in blue; then those that came before."""

from __future__ import annotations

from cxdesk.formatting import date_text
from cxdesk.health.portfolio import LOST_BAND, NO_BAND
from cxdesk.report import names
from cxdesk.report.fixed_settings import fixed_settings
from cxdesk.report.material import Material
from cxdesk.report.segments_sheet import sets_in_use
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.standards_entries import BEFORE_BANDS, SUMMED, Entry, sections
from cxdesk.report.styles import Styles
from cxdesk.report.table import write_head

NAME = "Standards"
_HEADER_ROW = 3
_COLUMNS = (("Setting", 52), ("Value", 18), ("Unit", 34), ("What it does", 78))


def write_standards(sheet: SheetWriter, styles: Styles, material: Material) -> None:
    """Write the sheet and define the names that the formulas of the other sheets use."""
    write_head(
        sheet,
        styles,
        f"Standards: {material.standards.name}, version {material.standards.version}",
        "Values in blue are inputs: change one here and every score follows. Weights and log-odds are "
        "judgement, not evidence. To keep a change, make it in cxdesk too."
        + (" Segments with standards of their own: sheet Segments." if sets_in_use(material) else ""),
        material.warning,
    )
    for column, (header, width) in enumerate(_COLUMNS):
        sheet.width(column, width)
        sheet.text(_HEADER_ROW, column, header, styles.header(header == "Value", min(column, 1)))
    row = _HEADER_ROW + 1
    for heading, entries in sections(material):
        row = _write_section(sheet, styles, row, heading, entries)
        if heading == SUMMED:
            row = _write_sum(sheet, styles, row - 1, len(entries))
        if heading == BEFORE_BANDS:
            row = _write_bands(sheet, styles, row, material)
    last = _write_fixed(sheet, styles, row, material)
    sheet.freeze(_HEADER_ROW + 1, 0)
    sheet.printing(material.page_head, _HEADER_ROW, (last, len(_COLUMNS) - 1))


def _write_section(sheet: SheetWriter, styles: Styles, row: int, heading: str, entries: list[Entry]) -> int:
    """Write a heading and its settings, one a row; return the row after."""
    sheet.text(row, 0, heading, styles.section)
    for entry in entries:
        row += 1
        sheet.text(row, 0, entry.label, styles.text())
        sheet.number(row, 1, entry.value, styles.number(entry.number, entered=True))
        sheet.text(row, 2, entry.unit, styles.text(muted=True, indent=1))
        sheet.text(row, 3, entry.use, styles.text(muted=True, indent=1))
        sheet.book.name(entry.name, f"{NAME}!$B${row + 1}")
    return row + 2


def _write_sum(sheet: SheetWriter, styles: Styles, row: int, count: int) -> int:
    """Write the sum of the `count` weights above."""
    sheet.text(row, 0, "Sum of the weights", styles.text())
    weights = f"B{row - count + 1}:B{row}"
    sheet.formula(row, 1, f"=SUM({weights})", 1.0, styles.number("percent"))
    sheet.text(
        row,
        3,
        "100 % unless changed here; scores are right for any sum above 0.",
        styles.text(muted=True, indent=1),
    )
    return row + 2


def _write_bands(sheet: SheetWriter, styles: Styles, row: int, material: Material) -> int:
    """Write the bands from the lowest up, as a lookup needs them, and what stands where there is none."""
    bands = material.standards.bands[::-1]
    sheet.text(row, 0, "Bands, from the lowest", styles.section)
    first = row + 1
    for name, start in bands:
        row += 1
        sheet.text(row, 0, material.look.band(name).label, styles.text(entered=True))
        sheet.number(row, 1, start, styles.number("score1", entered=True))
        sheet.text(row, 2, "from this score on", styles.text(muted=True, indent=1))
    sheet.text(
        first,
        3,
        "Each bound belongs to the band above it; keep them rising.",
        styles.text(muted=True, indent=1),
    )
    sheet.book.name(names.BAND_SHOWN, f"{NAME}!$A${first + 1}:$A${row + 1}")
    sheet.book.name(names.BAND_FROM, f"{NAME}!$B${first + 1}:$B${row + 1}")
    for band, name, meaning in (
        (NO_BAND, names.BAND_UNKNOWN, "Too little is known for a band."),
        (LOST_BAND, names.BAND_LOST, "No longer a customer: there is nothing to score."),
    ):
        row += 1
        sheet.text(row, 0, material.look.band(band).label, styles.text(entered=True))
        sheet.text(row, 3, meaning, styles.text(muted=True, indent=1))
        sheet.book.name(name, f"{NAME}!$A${row + 1}")
    return row + 2


def _write_fixed(sheet: SheetWriter, styles: Styles, row: int, material: Material) -> int:
    """Write the settings by which the inputs of this workbook were computed; return the last row."""
    sheet.text(row, 0, "Used before this workbook", styles.section)
    sheet.text(
        row,
        3,
        "By these cxdesk computed the inputs. Changing them here changes nothing.",
        styles.text(muted=True, indent=1),
    )
    muted, unit_style = styles.text(muted=True), styles.text(muted=True, indent=1)
    as_of = ("As of", date_text(material.portfolio.as_of), "")
    for label, value, unit in (as_of, *fixed_settings(material)):
        row += 1
        sheet.text(row, 0, label, muted)
        sheet.text(row, 2, unit, unit_style)
        if isinstance(value, str):
            sheet.text(row, 1, value, styles.text_right)
        else:
            sheet.number(row, 1, value, styles.number("plain"))
    return row
