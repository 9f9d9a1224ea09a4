"""Damaged workbooks by seed, and what becomes of them. `python -m tests.importing.mutants 20000`."""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment

from cxdesk.errors import UnreadableInput
from cxdesk.importing.isolation import Reader
from tests.importing.made import ACCOUNTS, plans_through, xlsx_file

_CELL = re.compile(rb"<c [^>]*>")
_NASTY = (
    b't="s"', b't="e"', b't="b"', b't="d"', b't="str"', b't="inlineStr"', b't="n"', b't="zzz"', b's="99999"',
    b'r="XFD1048576"', b'r="A0"', b'r="ZZZ9"', b'r=""', b'cm="9"',
)  # fmt: skip
_VALUES = (
    b"1e400", b"NaN", b"-1", b"99999999999", b"#SPILL!", b"#N/A", b"2958466", b"60", b"&#0;", b"_x0000_",
    b"1,5", b"", b"2026-13-45", b"TRUE", b"]]>", b"<!--", b"\xff\xfe",
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What became of the mutants: by outcome how many, the longest time in seconds, and what went wrong."""

    outcomes: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    wrong: list[str] = field(default_factory=list)


def books(folder: Path) -> list[bytes]:
    """Return the workbooks that are damaged: plain tables, and one with what spreadsheets have besides."""
    rows = [
        *ACCOUNTS,
        *((f"A-{n}", f"Client {n}", n * 10.5, f"2026-{n % 12 + 1:02d}-11") for n in range(4, 40)),
    ]
    plain = xlsx_file(folder, {"Accounts": rows}).read_bytes()
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet["B3"].comment = Comment("a note", "somebody")
    sheet["F2"], sheet["F3"] = "=SUM(C2:C9)", "#REF!"
    book.create_sheet("Hidden").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return [plain, stream.getvalue()]


def mutants(sources: list[bytes], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of damaged books: bytes of the package, bytes of its parts, and cells."""
    chance = random.Random(seed)
    for number in range(count):
        kind = ("package", "part", "cell")[number % 3]
        source = chance.choice(sources)
        content = _DAMAGES[kind](source, chance)
        yield f"{kind} {seed}/{number}", content


def read_all(damaged: Iterator[tuple[str, bytes]], folder: Path, longest_allowed: float) -> Tally:
    """Read each through one reader and return what became of them; nothing but a typed error may come out."""
    tally = Tally()
    path = folder / "mutant.xlsx"
    with Reader() as reader:
        for name, content in damaged:
            path.write_bytes(content)
            began = time.monotonic()
            try:
                plans = plans_through(reader, path)
            except UnreadableInput as error:
                tally.outcomes["refused"] += 1
                if not (error.what and error.next_step and error.place.file):
                    tally.wrong.append(f"{name}: refused without what, where or what next: {error!r}")
            except Exception as error:  # noqa: BLE001  anything else is what is looked for
                tally.wrong.append(f"{name}: {type(error).__name__}: {error}")
            else:
                tally.outcomes["read"] += 1
                for report in (plan.report for plan in plans):
                    if report.rows_in != report.rows_kept + report.rows_set_aside:
                        tally.wrong.append(f"{name}: rows do not add up")
            spent = time.monotonic() - began
            tally.longest = max(tally.longest, spent)
            if spent > longest_allowed:
                tally.wrong.append(f"{name}: took {spent:.0f} s")
    return tally


def _damage_package(source: bytes, chance: random.Random) -> bytes:
    """Flip, cut, repeat or drop bytes of the file."""
    content = bytearray(source)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(max(len(content), 1))
        match chance.randrange(4):
            case 0 if content:
                content[at] ^= 1 << chance.randrange(8)
            case 1:
                del content[at : at + chance.randint(1, 200)]
            case 2:
                content[at:at] = content[at : at + chance.randint(1, 200)]
            case _:
                content = content[: max(at, 30)]
    return bytes(content)


def _damage_part(source: bytes, chance: random.Random) -> bytes:
    """Flip, cut or repeat bytes inside a part, or drop it, and pack everything again."""

    def damaged(data: bytes) -> bytes | None:
        if chance.random() < 0.1 or not data:
            return None
        content = bytearray(data)
        for _ in range(chance.randint(1, 3)):
            at, length = chance.randrange(len(content)), chance.randint(1, 80)
            match chance.randrange(4):
                case 0:
                    content[at] = chance.randrange(256)
                case 1 if len(content) > length:
                    del content[at : at + length]
                case 2:
                    content[at:at] = content[at : at + length] * chance.randint(1, 50)
                case _:
                    content[at:at] = chance.choice(
                        (b"<", b">", b"&", b'"', b"\0", b"<!DOCTYPE x>", b"</row>")
                    )
        return bytes(content)

    return _repacked(source, chance, None, damaged)


def _damage_cell(source: bytes, chance: random.Random) -> bytes:
    """Change kinds, places and values of cells of a sheet."""

    def damaged(data: bytes) -> bytes:
        for _ in range(chance.randint(1, 5)):
            cells = list(_CELL.finditer(data))
            if not cells:
                break
            cell = chance.choice(cells)
            if chance.random() < 0.5:
                data = data[: cell.end() - 1] + b" " + chance.choice(_NASTY) + data[cell.end() - 1 :]
            else:
                inner = b"<v>" + chance.choice(_VALUES) + b"</v>"
                data = data[: cell.end()] + inner + data[cell.end() :]
        return data

    return _repacked(source, chance, "xl/worksheets/", damaged)


_DAMAGES = {"package": _damage_package, "part": _damage_part, "cell": _damage_cell}


def _repacked(source: bytes, chance: random.Random, under: str | None, damaged) -> bytes:
    """Return the package with one of its parts (under a folder, or any) damaged."""
    with zipfile.ZipFile(io.BytesIO(source)) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    named = [name for name in parts if under is None or name.startswith(under)]
    chosen = chance.choice(sorted(named))
    parts[chosen] = damaged(parts[chosen])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            if data is not None:
                package.writestr(name, data)
    return stream.getvalue()


def main(count: int) -> None:
    """Damage and read so many books, and print what became of them."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        tally = read_all(mutants(books(place), count, seed=int(time.time())), place, 20.0)
    print(dict(tally.outcomes), f"longest {tally.longest:.2f} s", *tally.wrong, sep="\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
