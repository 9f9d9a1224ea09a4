"""A large synthetic workbook, written straight as the parts of its package: no writer is as fast."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

HEADERS = (
    "Account ID",
    "User",
    "Feature",
    "Date",
    "Logged at",
    "Count",
    "Duration secs",
    "Score",
    "Trial",
    "Note",
)
_FIRST_DAY = 45658
"""1 January 2025 as a spreadsheet counts days."""
_DAYS = 640
_ROWS_AT_A_TIME = 20_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="Usage" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_usage_workbook(path: Path, rows: int) -> None:
    """Write a sheet of synthetic product usage: a header, then `rows` rows of 10 columns.

    Three texts, a date, an instant, a whole number, two decimals, a truth value, a note on every third row.
    """
    strings = [
        *HEADERS,
        *(f"A-{number:05d}" for number in range(2_000)),
        *(f"user{number}@synthetic.example" for number in range(20_000)),
        *(f"Feature {number}" for number in range(20)),
        *(f"Synthetic note number {number}, as long as notes usually are" for number in range(500)),
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in _PARTS.items():
            package.writestr(name, _DECLARATION + content)
        with package.open("xl/sharedStrings.xml", "w") as part:
            items = "".join(f"<si><t>{text}</t></si>" for text in strings)
            part.write(
                f'{_DECLARATION}<sst xmlns="{_MAIN}" uniqueCount="{len(strings)}">{items}</sst>'.encode()
            )
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            start = f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><dimension ref="A1:J{rows + 1}"/><sheetData>'
            part.write(start.encode())
            names = "".join(
                f'<c r="{letter}1" t="s"><v>{place}</v></c>' for place, letter in enumerate("ABCDEFGHIJ")
            )
            part.write(f'<row r="1">{names}</row>'.encode())
            for block in _blocks(rows):
                part.write(block.encode())
            part.write(b"</sheetData></worksheet>")


def _blocks(rows: int) -> Iterator[str]:
    """Yield the sheet's rows as text, some thousands at a time."""
    random = np.random.default_rng(20260930)
    for start in range(0, rows, _ROWS_AT_A_TIME):
        count = min(_ROWS_AT_A_TIME, rows - start)
        columns = zip(
            range(start + 2, start + count + 2),
            random.integers(10, 2_010, count).tolist(),
            random.integers(2_010, 22_010, count).tolist(),
            random.integers(22_010, 22_030, count).tolist(),
            random.integers(_FIRST_DAY, _FIRST_DAY + _DAYS, count).tolist(),
            random.integers(0, 86_400, count).tolist(),
            random.poisson(3, count).tolist(),
            random.exponential(300, count).round(2).tolist(),
            random.normal(50, 15, count).round(4).tolist(),
            random.integers(0, 2, count).tolist(),
            random.integers(22_030, 22_530, count).tolist(),
            strict=True,
        )
        yield "".join(_row(*values) for values in columns)


def _row(
    row: int,
    account: int,
    user: int,
    feature: int,
    day: int,
    second: int,
    count: int,
    duration: float,
    score: float,
    trial: int,
    note: int,
) -> str:
    """Return one row of the sheet; texts are positions among the shared strings."""
    noted = f'<c r="J{row}" t="s"><v>{note}</v></c>' if row % 3 == 0 else ""
    return (
        f'<row r="{row}"><c r="A{row}" t="s"><v>{account}</v></c><c r="B{row}" t="s"><v>{user}</v></c>'
        f'<c r="C{row}" t="s"><v>{feature}</v></c><c r="D{row}" s="1"><v>{day}</v></c>'
        f'<c r="E{row}" s="2"><v>{day + second / 86_400:.9f}</v></c><c r="F{row}"><v>{count}</v></c>'
        f'<c r="G{row}"><v>{duration}</v></c><c r="H{row}"><v>{score}</v></c>'
        f'<c r="I{row}" t="b"><v>{trial}</v></c>{noted}</row>'
    )  # fmt: skip
