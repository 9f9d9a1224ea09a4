"""What a file is, judged by its first bytes and not by its name, and the words for those that cannot be
read."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.errors import Place, UnreadableInput

if TYPE_CHECKING:
    from cxdesk.importing.protected import Unlocked

XLSX, XLSB, XLS, ODS, PARQUET, TEXT = "xlsx", "xlsb", "xls", "ods", "parquet", "text"
WORKBOOKS = (XLSX, XLSB, XLS, ODS)

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_FOREIGN = (
    (b"%PDF", "a PDF document", "Ask for the same table as an Excel workbook or a CSV file."),
    (b"\x1f\x8b", "a compressed (gzip) file", "Unpack it first, then import what is inside."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first, then import what is inside."),
    (b"Rar!", "a RAR archive", "Unpack it first, then import what is inside."),
    (b"\x89PNG", "a picture", "Ask for the table itself as a workbook or a CSV file."),
    (b"\xff\xd8\xff", "a picture", "Ask for the table itself as a workbook or a CSV file."),
    (b"SQLite format 3\x00", "a database", "Export the tables as CSV files and import those."),
    (b"ID;P", "a SYLK file", "Open it in your spreadsheet program, save it as .xlsx and import that."),
)
_SAVE_AS = "Open it in your spreadsheet program, save it as .xlsx and import that."
_HEAD = 4096
_MIMETYPE_BYTES = 200
PACKAGE_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What opening a damaged zip package, or reading a part of it, may raise."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to import. `kind` is one of this module's kinds; `date` the ISO date of its last change;
    `encoding` Python's name of the one that a person said a text file is in."""

    path: Path
    kind: str
    digest: str
    date: str
    size: int
    encoding: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name


def source_file(path: Path) -> SourceFile:
    """Return what the file is; raises `UnreadableInput` when it is absent, empty or nothing that holds
    tables."""
    return replace(undigested(path), digest=digest_of(path))


def undigested(path: Path) -> SourceFile:
    """Return what the file is as `source_file` does, still without its digest: that takes a look at every
    byte."""
    with _explained(path):
        status = path.stat()
        if path.is_dir():
            raise unreadable(path.name, "This is a folder.", "Choose the files inside it.")
        kind = kind_of(path)
    changed = datetime.fromtimestamp(status.st_mtime, UTC).date().isoformat()
    return SourceFile(path, kind, "", changed, status.st_size)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; raises `UnreadableInput` when it cannot be opened."""
    with _explained(path), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the system says against opening a file into the error for people."""
    try:
        yield
    except FileNotFoundError:
        raise unreadable(path.name, "There is no such file.", "Check its name and folder.") from None
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise unreadable(
            path.name,
            f"The file cannot be opened: {reason}.",
            "Close it in other programs and check that you may read it.",
        ) from None


def kind_of(path: Path) -> str:
    """Return which reader a file needs; raises `UnreadableInput` with the next step when none can read it."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise unreadable(
            path.name, "The file is empty (0 bytes).", "Export it again and check that it was saved."
        )
    if head.startswith(_ZIP):
        return kind_of_package(path)
    if head.startswith(_OLE):
        return XLS
    if head.startswith(b"PAR1"):
        return PARQUET
    for magic, what, next_step in _FOREIGN:
        if head.startswith(magic):
            raise unreadable(path.name, f"This is {what}, not a spreadsheet.", next_step)
    if head.startswith(_OLD_EXCEL):
        raise unreadable(path.name, "This workbook is in a format from before Excel 97.", _SAVE_AS)
    return _kind_of_text(path, head)


def unreadable(file: str, what: str, next_step: str) -> UnreadableInput:
    """Return the error for a file that cannot be read at all."""
    return UnreadableInput(what, next_step, Place(file))


def kind_of_package(path: Path | Unlocked) -> str:
    """Return which kind of zip package this is; raises `UnreadableInput` for none that holds tables."""
    try:
        with zipfile.ZipFile(path) as package:
            names = [name.replace("\\", "/").lstrip("/").lower() for name in package.namelist()]
            mimetype = b""
            if "mimetype" in package.namelist():
                with package.open("mimetype") as stream:
                    mimetype = stream.read(_MIMETYPE_BYTES)  # never the whole part, which may be anything
    except PACKAGE_DAMAGE:
        raise unreadable(
            path.name, "The workbook is damaged or was not saved completely.", "Export or download it again."
        ) from None
    if b"opendocument.spreadsheet" in mimetype or ("content.xml" in names and not mimetype):
        return ODS
    if any(name.endswith("workbook.bin") for name in names):
        return XLSB
    if any(name.startswith("index/") and name.endswith(".iwa") for name in names):
        raise unreadable(
            path.name,
            "This is an Apple Numbers document.",
            "In Numbers choose File, Export To, Excel, and import that.",
        )
    if "[content_types].xml" in names and not any(name.startswith(("word/", "ppt/")) for name in names):
        return XLSX
    if any(name.endswith((".csv", ".tsv", ".xlsx")) for name in names):
        raise unreadable(
            path.name,
            "This is a zip archive with files inside.",
            "Unpack it first, then import what is inside.",
        )
    raise unreadable(path.name, "This is a zip archive, not a workbook.", "Choose a workbook or a CSV file.")


def _kind_of_text(path: Path, head: bytes) -> str:
    """Return TEXT for something that people would call text; raises for pages, markup and binary data."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")):
        raise unreadable(
            path.name, f"This is a web page saved with the ending {path.suffix or 'of a table'}.", _SAVE_AS
        )
    if start.startswith((b"<?xml", b"<workbook")):
        raise unreadable(path.name, "This is an XML document, not a table.", _SAVE_AS)
    if start.startswith(b"{\\rtf"):
        raise unreadable(
            path.name, "This is a text document, not a table.", "Export the table as a CSV file."
        )
    if path.suffix.lower() in (".json", ".ndjson", ".jsonl") or start.startswith((b'{"', b'[{"')):
        raise unreadable(
            path.name, "This is a JSON file.", "Export the same data as a CSV file or a workbook."
        )
    if _looks_binary(head):
        raise unreadable(
            path.name, "This is not a spreadsheet or a text file.", "Choose a workbook or a CSV file."
        )
    return TEXT


def _looks_binary(head: bytes) -> bool:
    """Return whether the bytes are no text in any encoding we know. UTF-16 and UTF-32 have regular NULs."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    zeros = head.count(0)
    if zeros > len(head) / 5:  # UTF-16 and UTF-32 without a mark: their NULs stand at fixed places
        return not any(head[offset::4].count(0) >= len(head[offset::4]) * 0.8 for offset in range(4))
    controls = sum(head.count(byte) for byte in range(32) if byte not in (0, 9, 10, 12, 13, 27))
    return controls > len(head) / 10
