"""Which files are what: the suffixes that dialogs offer and that may be dropped on the window."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

WORKSPACE_SUFFIX = ".cxdesk"
EXPORT_SUFFIX = ".xlsx"
ROWS_SUFFIX = ".csv"
IMPORT_SUFFIXES = (
    ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".parquet",
)  # fmt: skip
_LONGEST_NAME, _MOST_BYTES = 100, 200
"""Letters, and bytes in UTF-8, of which file systems allow 255 with all that is added."""
_NOT_IN_NAMES = '\\/:*?"<>|'
READABLE = ", ".join(sorted(suffix.removeprefix(".") for suffix in IMPORT_SUFFIXES))
"""What can be imported, in words."""


def workspace_among(paths: Iterable[Path]) -> Path | None:
    """Return the workspace file among some paths, None when there is none."""
    return next((path for path in paths if path.suffix.lower() == WORKSPACE_SUFFIX), None)


def rows_name(title: str, as_of: str) -> str:
    """Return the name that a file of rows is proposed to have: "CSAT of Acme 2026-09-30.csv"."""
    return f"{plain_name(title)} {as_of}{ROWS_SUFFIX}"


def brief_name(account: str, as_of: str, ending: str, number: int = 1) -> str:
    """Return the name that the brief of an account is proposed to have: "Brief Acme 2026-09-30.pdf"; with a
    `number` from 2 on that of another account of the same name.
    """
    another = f" ({number})" if number > 1 else ""
    return f"{plain_name(f'Brief {account}')}{another} {as_of}{ending}"


def plain_name(title: str) -> str:
    """Return a title as a part of a file's name that every system takes."""
    plain = "".join(
        " " if letter in _NOT_IN_NAMES or not letter.isprintable() else letter for letter in title
    )
    cut = " ".join(plain.split())[:_LONGEST_NAME].encode()[:_MOST_BYTES]
    return cut.decode(errors="ignore").rstrip(". ")


def importable(paths: Iterable[Path]) -> list[Path]:
    """Return the spreadsheets among some paths; folders stand for the spreadsheets directly in them."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        found += [item for item in inside if item.is_file() and item.suffix.lower() in IMPORT_SUFFIXES]
    return found


def aside_name(workspace: str) -> str:
    """Return the name that a workbook of rows set aside is proposed to have."""
    return f"{workspace.removesuffix(WORKSPACE_SUFFIX)} rows set aside{EXPORT_SUFFIX}"


def workbook_name(workspace: str, as_of: str) -> str:
    """Return the name that an exported workbook is proposed to have: "EMEA portfolio 2026-09-30.xlsx"."""
    stem = workspace.removesuffix(WORKSPACE_SUFFIX)
    return f"{stem} {as_of}{EXPORT_SUFFIX}"
