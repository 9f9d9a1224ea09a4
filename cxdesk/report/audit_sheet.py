"""The sheet Audit: from which files, read how, by which standards. No clock time: equal in, equal out."""

from __future__ import annotations

import numpy as np

from cxdesk.formatting import counted, date_text
from cxdesk.report.material import Material
from cxdesk.report.sheet_writer import SheetWriter
from cxdesk.report.source_ages import file_days
from cxdesk.report.styles import Styles
from cxdesk.report.table import Column, write_head, write_table, write_values
from cxdesk.tables import table

NAME = "Audit"
_FACTS_ROW = 3
_DIGESTS = 2


def write_audit(sheet: SheetWriter, styles: Styles, material: Material) -> None:
    """Write what the workbook rests on, then the sheets read, then how their columns were mapped."""
    write_head(sheet, styles, "Audit: where every number comes from", material.subtitle, material.warning)
    row = _FACTS_ROW
    for label, value in _statements(material):
        sheet.text(row, 0, label, styles.text(muted=True))
        sheet.text(row, 1, value, styles.text(indent=1))
        row += 1
    sheet.text(row + 1, 0, "Sheets read", styles.section)
    header_row = row + 2
    area = write_table(sheet, styles, header_row, _sheet_columns(material))
    sheet.filter(area)
    mapping_row = area[2] + 2
    last = _write_mapping(sheet, styles, material, mapping_row)
    # The lower table is the long one: its header comes again. The digests are for programs, not for paper.
    sheet.printing(material.page_head, mapping_row + 1, (last, area[3] - _DIGESTS))


def _statements(material: Material) -> list[tuple[str, str]]:
    """Return what the scores rest on besides the files."""
    stamp, standards = material.portfolio.calibration, material.standards
    scored = int(np.isfinite(material.portfolio.health).sum())
    population = counted(stamp.accounts, "account", "accounts")
    scale = f"{stamp.identity}, set on {date_text(stamp.date)} on {population}"
    return [
        ("Made by", material.maker),
        ("As of", f"{date_text(material.portfolio.as_of)}; nothing dated later has a say"),
        ("Standards", f"{standards.name}, version {material.portfolio.standards_version}"),
        (
            "Calibration",
            scale if stamp.calibrated else f"{scale}; too few accounts, so the default scale is used",
        ),
        ("Accounts", f"{counted(len(material.portfolio), 'account', 'accounts')}, {scored:,} with a health"),
        (
            "Data",
            "Synthetic, made by cxdesk" if material.facts.synthetic else "Imported from the files below",
        ),
    ]


def _sheet_columns(material: Material) -> list[Column]:
    """Return one row per sheet that was read; the check is rows in minus those kept and those set aside."""
    imports = material.imports

    def counts(name: str) -> np.ndarray:
        return np.array([getattr(report, name) for report in imports], dtype=np.float64)

    headers = np.array([np.nan if report.header_row is None else report.header_row for report in imports])
    rest = counts("rows_in") - counts("rows_kept") - counts("rows_set_aside")
    return [
        Column("file", "File", 34, [report.file for report in imports], "text"),
        Column("sheet", "Sheet", 20, [report.sheet for report in imports], "text"),
        Column("recognised_as", "Recognised as", 44, [report.recognised_as for report in imports], "text"),
        Column("table", "Table", 24, [_table_label(report.table) for report in imports], "text"),
        Column("header_row", "Header row", 10, headers, number="whole"),
        Column("rows_in", "Rows in", 11, counts("rows_in"), number="whole"),
        Column("rows_kept", "Kept", 11, counts("rows_kept"), number="whole"),
        Column("rows_set_aside", "Set aside", 11, counts("rows_set_aside"), number="whole"),
        Column("rest", "Unaccounted", 12, rest, "formula", "whole", "=F{r}-G{r}-H{r}", note="Always 0."),
        Column(
            "problems",
            "Cells not as expected",
            12,
            np.array([len(r.problems) for r in imports], dtype=float),
            number="whole",
        ),
        Column("date", "File changed on", 13, file_days(imports), "date"),
        Column(
            "synthetic", "Synthetic", 10, ["yes" if report.synthetic else "" for report in imports], "text"
        ),
        Column("file_digest", "SHA-256 of the file", 68, [report.file_digest for report in imports], "text"),
        Column(
            "digest",
            "SHA-256 of the sheet and its mapping",
            68,
            [report.digest for report in imports],
            "text",
        ),
    ]


def _write_mapping(sheet: SheetWriter, styles: Styles, material: Material, row: int) -> int:
    """Write below which column of the files became which field; return the last row."""
    sheet.text(row, 0, "Columns read", styles.section)
    lines = []
    for report in material.imports:
        read = [(source, _field_label(target)) for source, target in report.mapping.items()]
        kept = [(source, "kept as it is, not used") for source in report.unmapped]
        lines += [(report.file, report.sheet, *pair) for pair in (*read, *kept)]
    for position, header in enumerate(("File", "Sheet", "Column", "Read as")):
        sheet.text(row + 1, position, header, styles.header(False, min(position, 1)))
        values = [line[position] for line in lines]
        write_values(sheet, styles, row + 2, position, Column(header, header, 0, values, "text"))
    return row + 1 + max(len(lines), 1)


def _table_label(name: str) -> str:
    """Return a table's label; a sheet that was not used has none."""
    return table(name).label if name else "not used"


def _field_label(target: str) -> str:
    """Return "table.field" in the words of the canonical tables."""
    name, _, field = target.partition(".")
    known = table(name)
    return f"{known.label}: {known.column(field).label if field in known.column_names else field}"
