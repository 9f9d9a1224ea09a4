"""Workbooks (xlsx, xlsm, xlsb, xls, ods) into blocks of columns. Runs in the reader process, never in the
app's own."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import python_calamine as calamine

from cxdesk.errors import PasswordNeeded, Place, UnreadableInput
from cxdesk.importing.binary_errors import errors_in_xls, errors_in_xlsb
from cxdesk.importing.binary_formats import look_at_xls, look_at_xlsb
from cxdesk.importing.blocks import Block, Item, SheetEnd, SheetStart, formula_notes
from cxdesk.importing.cells import ErrorText, column_from_cells
from cxdesk.importing.files import ODS, PACKAGE_DAMAGE, XLS, XLSB, XLSX, unreadable
from cxdesk.importing.ods_errors import errors_in_ods
from cxdesk.importing.ods_formats import look_at_ods
from cxdesk.importing.package_check import (
    PartScan,
    check_package,
    opened_package,
    refused,
    repeated_parts,
    scan_worksheet,
)
from cxdesk.importing.package_parts import PackageParts, document_properties, numbered, package_parts
from cxdesk.importing.placed_formats import Area, BookLook, PlacedFormats, placed, with_formats
from cxdesk.importing.protected import Unlocked
from cxdesk.importing.quick_sheets import Styled, quick_items, styled_of
from cxdesk.importing.sheet import SHEET_SKIPPED
from cxdesk.importing.sheet_tags import Unusual
from cxdesk.importing.xlsx_formats import look_at_worksheet
from cxdesk.workspace.records import Problem

_BLOCK_CELLS = 400_000
_MOST_BLOCK_ROWS = 40_000
_HEAD_ROWS = 64  # below, cells that are merged in one row alone matter to nobody: they are no header's
_STATES = {"Visible": "visible", "Hidden": "hidden", "VeryHidden": "veryHidden"}
_SKIPPED = {
    "ChartSheet": "chart sheet",
    "DialogSheet": "dialog sheet",
    "MacroSheet": "macro sheet",
    "Vba": "module",
}


@dataclass(frozen=True, slots=True)
class _Package:
    """What the look through the package found; empty for formats that are none. `styled` is None where the
    quick reader must not be used."""

    parts: PackageParts = field(default_factory=lambda: PackageParts({}, (), "", ()))
    styled: Styled | None = None
    notes: tuple[Problem, ...] = ()
    scans: Mapping[tuple[str, int], PartScan] = field(default_factory=dict)
    look: BookLook = field(default_factory=BookLook)


def read_workbook(path: Path | Unlocked, kind: str) -> Iterator[Item]:
    """Yield each sheet's start and then its blocks of rows; raises `UnreadableInput` with the next step, and
    `PasswordNeeded`, before anything else, for a workbook that is still encrypted."""
    package = _checked_package(path, kind)
    try:
        source = path.rewound() if isinstance(path, Unlocked) else str(path)
        workbook = calamine.CalamineWorkbook.from_object(source)
    except calamine.CalamineError as error:
        if kind == XLSX and not isinstance(error, calamine.PasswordError):
            yield from _slow_workbook(path, package)
            return
        raise explained(path, error) from None
    if not workbook.sheets_metadata:
        raise unreadable(path.name, "The workbook has no sheets.", "Check that this is the right file.")
    names = list(numbered(metadata.name for metadata in workbook.sheets_metadata))
    if kind != XLSX and any(before for _, before in names):
        raise unreadable(
            path.name, "Two of its sheets have the same name.", "Rename one and import it again."
        )
    if kind in (XLS, XLSB, ODS):
        package = _with_look(path, kind, _with_errors(path, kind, package, names), len(names))
    notes = package.notes
    with workbook:
        for place, ((_, before), metadata) in enumerate(zip(names, workbook.sheets_metadata, strict=True)):
            yield from _sheet(path, kind, workbook, metadata, before, package, notes, place)
            notes = ()


def explained(path: Path, error: Exception) -> UnreadableInput:
    """Return the reader's error in words that help."""
    text = str(error)
    # Workbooks encrypted the old (XOR) way are only noticed because their text makes no sense.
    if isinstance(error, calamine.PasswordError) or ("Codepage" in text and "not found" in text):
        return PasswordNeeded(
            "The workbook is protected with a password.",
            "Give its password.",
            Place(path.name),
        )
    if "limit exceeded" in text:
        return refused(path, "it asks for more cells than a table can have")
    if isinstance(error, calamine.ZipError):
        return unreadable(
            path.name, "The workbook is damaged or was not saved completely.", "Export or download it again."
        )
    return unreadable(
        path.name,
        "The workbook's content is damaged or not what its kind of file should hold.",
        "Open it in your spreadsheet program, save it as .xlsx and import that.",
    )


def _checked_package(path: Path, kind: str) -> _Package:
    """Look through a zip package; raises `UnreadableInput` for what could harm."""
    if not zipfile.is_zipfile(path):
        return _Package()
    with opened_package(path) as package:
        parts = package_parts(package) if kind == XLSX else PackageParts({}, (), "", ())
        check_package(path, package, (*parts.worksheets.values(), *parts.other_worksheets))
        hint = "The file contains this part twice; programs may show another one."
        notes = tuple(Problem("repeated_part", None, "", name, hint) for name in repeated_parts(package))
        if kind == ODS:
            words = document_properties(package, {name.lower(): name for name in package.namelist()})
            parts = PackageParts({}, (), words, ())
        for part in parts.other_worksheets:
            scan_worksheet(path, package, part, part)
        styled = styled_of(package, parts) if parts.worksheets and not notes else None
    return _Package(parts, styled, notes + parts.notes)


def _scan(path: Path, package: _Package, key: tuple[str, int]) -> PartScan:
    """Look through a sheet's part before another than the quick reader opens it; raises `UnreadableInput`."""
    if key not in package.parts.worksheets:
        return package.scans.get(key, PartScan())
    with opened_package(path) as opened:
        return scan_worksheet(path, opened, package.parts.worksheets[key], key[0])


def _with_errors(path: Path, kind: str, package: _Package, names: Sequence[tuple[str, int]]) -> _Package:
    """Return the package of a workbook whose reader gives cells in error as blank, with those of each sheet,
    or a note that blanks may be some."""
    try:
        if kind == XLS:
            found = errors_in_xls(path)
        else:
            with opened_package(path) as opened:
                found = (errors_in_ods if kind == ODS else errors_in_xlsb)(path, opened)
    except (struct.error, IndexError, *PACKAGE_DAMAGE):
        found = None
    if found is None or len(found) not in (0, len(names)):
        hint = "Errors cannot be told from blanks in this workbook. Save it as .xlsx to see which are some."
        note = Problem("errors_read_as_blank", None, "", "", hint)
        return replace(package, notes=(*package.notes, note))
    scans = {key: PartScan(errors=errors) for key, errors in zip(names, found, strict=False)}
    return replace(package, scans=scans)


def _with_look(path: Path, kind: str, package: _Package, sheets: int) -> _Package:
    """Return the package of a workbook whose reader gives no number formats, with those of each sheet, or a
    note that nobody knows them."""
    try:
        if kind == XLS:
            look = look_at_xls(path)
        else:
            with opened_package(path) as opened:
                look = (look_at_ods if kind == ODS else look_at_xlsb)(path, opened)
    except (struct.error, IndexError, *PACKAGE_DAMAGE):
        look = None
    if look is None or len(look.sheets) not in (0, sheets):
        hint = (
            "Currencies, zeros and percent signs that only number formats show are not read in this "
            "workbook. Save it as .xlsx to have them read."
        )
        return replace(package, notes=(*package.notes, Problem("formats_not_read", None, "", "", hint)))
    return replace(package, look=look)


def _sheet(
    path: Path, kind: str, workbook, metadata, before: int, package: _Package, notes: tuple, place: int
) -> Iterator[Item]:
    """Yield one sheet; `before` counts those of the same name before it, which the fast reader would give."""
    name, state = metadata.name, _STATES.get(_word(metadata.visible), "visible")
    shown = _shown(name, before)
    skipped = _SKIPPED.get(_word(metadata.typ))
    if skipped:
        note = Problem(SHEET_SKIPPED, None, "", name, f"This is a {skipped}; it holds no table.")
        yield SheetStart(shown, state, (), (*notes, note), package.parts.properties)
        return
    again = False
    if package.styled is not None and (name, before) in package.parts.worksheets:
        try:
            yield SheetStart(shown, state, (), notes, package.parts.properties)
            yield from _quick(path, name, before, package)
            return
        except Unusual:
            again = True
    scan = _scan(path, package, (name, before))
    try:
        sheet = workbook.get_sheet_by_name(name) if not before else None
    except calamine.CalamineError as error:
        if kind != XLSX:
            raise explained(path, error) from None
        sheet = None
    formats, areas = _look(path, package, (name, before), place)
    told = (*notes, *formula_notes(scan.uncached_formulas))
    ranges = [] if sheet is None else [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    merged = _that_matter(tuple(ranges or areas))
    yield SheetStart(shown, state, merged, told, package.parts.properties, again)
    if sheet is None:
        yield from _slow_blocks(path, name, before, formats)
    else:
        yield from _blocks(sheet, scan, formats)


def _look(
    path: Path, package: _Package, key: tuple[str, int], place: int
) -> tuple[PlacedFormats | None, Sequence[Area]]:
    """Return the number formats and merged cells of a sheet, as far as they can be told, for a reader that
    does not give them."""
    if package.look.sheets:
        look = package.look.sheets[place]
        return placed(look, package.look.names), look.merged
    if key not in package.parts.worksheets:
        return None, ()
    with opened_package(path) as opened:
        try:
            return look_at_worksheet(path, opened, package.parts, package.parts.worksheets[key])
        except (ValueError, TypeError, *PACKAGE_DAMAGE):
            return None, ()


def _quick(path: Path, name: str, before: int, package: _Package) -> Iterator[SheetEnd | Block]:
    """Yield what the quick reader finds in a sheet; raises `Unusual` at any time."""
    with opened_package(path) as opened:
        part = package.parts.worksheets[name, before]
        for item in quick_items(path, opened, part, name, package.styled):
            yield replace(item, merged=_that_matter(item.merged)) if isinstance(item, SheetEnd) else item


def _that_matter(areas: tuple[tuple[int, int, int, int], ...]) -> tuple[tuple[int, int, int, int], ...]:
    """Return the merged cells that a header can be in, and those that several rows share."""
    return tuple(area for area in areas if area[0] < _HEAD_ROWS or area[2] > area[0])


def _shown(name: str, before: int) -> str:
    """Return a sheet's name as people and reports tell it from others of the same name."""
    return f"{name} ({before + 1})" if before else name


def _word(member) -> str:
    """Return the bare name of one of the reader's enumeration members."""
    return str(member).rpartition(".")[2]


def _blocks(sheet, scan: PartScan, formats: PlacedFormats | None) -> Iterator[Block]:
    """Yield the rows of a sheet that the fast reader understood."""
    if sheet.start is None:
        return
    # The reader's rows begin at the sheet's first row but at the table's first column.
    shift = sheet.start[1]
    width = max(1, sheet.width)
    size = max(1, min(_MOST_BLOCK_ROWS, _BLOCK_CELLS // width))
    errors = _errors_by_row(scan)
    rows = sheet.iter_rows()
    first = 0
    while block := list(islice(rows, size)):
        for row in errors.keys() & range(first, first + len(block)) if errors else ():
            for column, text in errors[row]:
                if shift <= column < shift + len(block[row - first]):
                    block[row - first][column - shift] = ErrorText(text)
        empty = column_from_cells([""] * len(block))
        columns = tuple(column_from_cells(cells) for cells in zip(*block, strict=True))
        yield Block(with_formats((empty,) * shift + columns, first, formats), len(block))
        first += len(block)


def _errors_by_row(scan: PartScan) -> dict[int, list[tuple[int, str]]]:
    """Return the cells in error by their row, counted from 0."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in scan.errors.items():
        by_row.setdefault(row, []).append((column, text))
    return by_row


def _slow_workbook(path: Path, package: _Package) -> Iterator[SheetStart | Block]:
    """Yield the sheets of a book that the fast reader refused."""
    from cxdesk.importing.slow_workbooks import slow_sheet_names  # takes long to load, and is seldom needed

    notes = package.notes
    sheets = slow_sheet_names(path)
    keys = numbered(name for name, _ in sheets)
    for place, ((name, before), (_, state)) in enumerate(zip(keys, sheets, strict=True)):
        scan = _scan(path, package, (name, before))
        told = (*notes, *formula_notes(scan.uncached_formulas))
        formats, areas = _look(path, package, (name, before), place)
        merged = _that_matter(tuple(areas))
        yield SheetStart(_shown(name, before), state, merged, told, package.parts.properties)
        yield from _slow_blocks(path, name, before, formats)
        notes = ()


def _slow_blocks(path: Path, name: str, before: int, formats: PlacedFormats | None) -> Iterator[Block]:
    """Yield the rows of a sheet through the slow reader."""
    from cxdesk.importing.slow_workbooks import slow_sheet_rows

    rows = slow_sheet_rows(path, name, before)
    first = 0
    while block := list(islice(rows, _MOST_BLOCK_ROWS)):
        width = max(map(len, block))
        padded = [row + [None] * (width - len(row)) for row in block]
        columns = tuple(column_from_cells(cells) for cells in zip(*padded, strict=True))
        yield Block(with_formats(columns, first, formats), len(block))
        first += len(block)
