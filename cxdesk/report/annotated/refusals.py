"""What cannot be annotated safely: refused before anything is written, with the reason and what to do."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from lxml import etree

from cxdesk.errors import ExportError, Place
from cxdesk.report.annotated.ooxml import MAIN, main
from cxdesk.report.annotated.package import Package

DAMAGE = (
    etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What reading the parts of a damaged package raises."""
_NEW_BOOK = "Export the annotated workbook instead: a new file with the same accounts."
_OLD_KINDS = {
    ".xls": "The old binary format (xls)",
    ".xlsb": "The binary format (xlsb)",
    ".ods": "An OpenDocument sheet (ods)",
    ".csv": "A text file",
    ".tsv": "A text file",
    ".txt": "A text file",
    ".parquet": "A Parquet file",
}


def opened(path: Path) -> Package:
    """Return the package of a workbook that can be annotated. Raises ExportError for one that cannot."""
    kind = _OLD_KINDS.get(path.suffix.lower())
    if kind:
        raise _refused(path, f"{kind} cannot be annotated without losing what is in it.", _NEW_BOOK)
    try:
        package = Package(path)
    except OSError as error:
        what = f"The file cannot be read: {error.strerror or error}."
        raise _refused(path, what, "Look whether it is still there.") from error
    except zipfile.BadZipFile as error:
        what = "The file is protected by a password, or is no Excel workbook."
        raise _refused(path, what, "Save it without a password, or export a new workbook.") from error
    try:
        why = _why_not(package)
    except DAMAGE as error:
        package.__exit__()
        raise unreadable(path) from error
    if why:
        package.__exit__()
        raise _refused(path, *why)
    return package


def unreadable(path: Path) -> ExportError:
    """Return the error for a workbook whose parts are not what they should be."""
    return _refused(path, "A part of the workbook cannot be read: the file is damaged.", _NEW_BOOK)


def _why_not(package: Package) -> tuple[str, str] | None:
    """Return what stands against annotating and what to do, None where nothing does."""
    names = package.names
    if len(names) != len(set(names)):
        return "A part is in the file twice: the file is damaged.", _NEW_BOOK
    if "[Content_Types].xml" not in names:
        return "The file is no Excel workbook.", _NEW_BOOK
    if any(name.lower().startswith("_xmlsignatures/") for name in names):
        return (
            "The workbook is digitally signed: any change would break the signature.",
            "Annotate an unsigned copy.",
        )
    if any(name.lower().startswith("xl/revisions/") for name in names):
        return "The workbook is shared and keeps a log of changes.", "End the sharing in Excel first."
    try:
        workbook = package.workbook()
    except KeyError:
        return "The file is no Excel workbook.", _NEW_BOOK
    if not workbook.lower().endswith(".xml"):
        return "The binary format (xlsb) cannot be annotated without losing what is in it.", _NEW_BOOK
    root = package.root(workbook)
    if root.tag != f"{{{MAIN}}}workbook":
        return (
            "The workbook is in the format “Strict Open XML”, which is not handled.",
            "Save it in Excel as “Excel workbook (xlsx)”.",
        )
    protection = root.find(main("workbookProtection"))
    if protection is not None and protection.get("lockStructure") in ("1", "true"):
        return (
            "The structure of the workbook is protected: no sheet may be added.",
            "Lift the protection in Excel (Review, Protect workbook) and save it.",
        )
    return None


def _refused(path: Path, what: str, next_step: str) -> ExportError:
    return ExportError(what, next_step, Place(file=path.name))
