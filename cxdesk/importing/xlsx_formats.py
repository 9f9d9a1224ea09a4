"""Number formats and merged cells of xlsx sheets that the quick reader leaves to others: a look for the cells
whose style says more than that there is a number. Runs in the reader process."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from cxdesk.importing.number_formats import telling_by_style
from cxdesk.importing.package_check import chunks_of, column_number
from cxdesk.importing.package_parts import PackageParts, part_root
from cxdesk.importing.placed_formats import PlacedFormats, SheetLook, placed
from cxdesk.importing.protected import Unlocked

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')


def look_at_worksheet(
    path: Path | Unlocked, package: zipfile.ZipFile, parts: PackageParts, part: str
) -> tuple[PlacedFormats | None, tuple[tuple[int, int, int, int], ...]]:
    """Return the formats of a worksheet's numbers, None for none, and its merged cells.

    Raises one of `files.PACKAGE_DAMAGE` where the book is damaged, `UnreadableInput` where a part is larger
    than the package says.
    """
    root = part_root(package, parts.styles)
    telling = () if root is None else telling_by_style(root)
    names = tuple(dict.fromkeys(("", *telling)))
    codes = {b"%d" % style: names.index(code) for style, code in enumerate(telling) if code}
    cells = _cells_with(codes)
    look, merged = SheetLook(), set()
    for tail, fresh in chunks_of(path, package, package.getinfo(part)):
        chunk, seen = tail + fresh, len(tail)
        for found in cells.finditer(chunk) if codes else ():
            where = _PLACE.search(found.group(1))
            if where and found.end() > seen:
                row, column = int(where.group(2)) - 1, column_number(where.group(1)) - 1
                look.add(row, column, codes[found.group(2)])
        merged.update(_MERGED.findall(chunk))
    areas = sorted(
        (int(top) - 1, column_number(left) - 1, int(bottom) - 1, column_number(right) - 1)
        for left, top, right, bottom in merged
    )
    return placed(look, names), tuple(areas)


def _cells_with(codes: dict[bytes, int]) -> re.Pattern[bytes]:
    """Return what finds the tags of cells of some styles: their attributes, and the style."""
    # A style says nothing of a text, but tags of texts are left to whoever knows the cells' kinds.
    return re.compile(rb'<(?:\w+:)?c((?:\s[^<>]{0,80})?\ss="(%s)"[^<>]{0,80})>' % b"|".join(codes))
