"""The exports of `vendor_exports.txt` as files, and what is to be made of each of their columns."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl


@dataclass(frozen=True, slots=True)
class Export:
    """One export. `columns`: (header, field or "", whether it must be asked, values), in their order."""

    name: str
    file: str
    table: str
    columns: tuple[tuple[str, str, bool, tuple[str, ...]], ...]

    def write(self, folder: Path) -> Path:
        """Write the file as its vendor would, as CSV or as a workbook, and return its path."""
        path = folder / self.file
        headers = [header for header, *_ in self.columns]
        rows = list(zip(*(values for *_, values in self.columns), strict=True))
        if path.suffix == ".xlsx":
            book = openpyxl.Workbook()
            for row in (headers, *rows):
                book.active.append(row)
            book.save(path)
        else:
            with path.open("w", newline="", encoding="utf-8-sig") as file:
                csv.writer(file).writerows([headers, *rows])
        return path


@cache
def exports() -> tuple[Export, ...]:
    """Return every export that is described."""
    text = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8")
    return tuple(map(_export, text.split("\n== ")[1:]))


def _export(block: str) -> Export:
    head, *lines = block.strip().splitlines()
    name, file, table = (part.strip() for part in head.split("|"))
    columns = []
    for line in lines:
        field, _, rest = line.partition(" <- ")
        headers, values = _column(rest)
        asked = field.endswith("?")
        columns += [(header, field.strip("-?"), asked, values) for header in headers]
    return Export(name, file, "" if table == "none" else table, tuple(columns))


def _column(text: str) -> tuple[list[str], tuple[str, ...]]:
    """Return the headers of a line and their values, which follow the first colon, divided by bars."""
    header, colon, values = text.partition(":")
    if not colon:
        return [header.strip() for header in text.split(" ; ")], ("", "", "")
    parts = [value.strip() for value in f"{values} ".split(" |")]
    return [header], tuple([*parts, "", "", ""][:3])
