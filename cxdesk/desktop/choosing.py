"""The dialogs that ask for files, folders and passwords: one function each, so that a test can answer for the
user.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QWidget

from cxdesk.session.files import EXPORT_SUFFIX, IMPORT_SUFFIXES, ROWS_SUFFIX, WORKSPACE_SUFFIX

_WORKSPACES = f"Workspaces (*{WORKSPACE_SUFFIX})"
_SPREADSHEETS = f"Spreadsheets ({' '.join(f'*{suffix}' for suffix in IMPORT_SUFFIXES)});;All files (*)"


def files_to_import(parent: QWidget, folder: str) -> list[Path]:
    """Ask for spreadsheets; empty when the user changed their mind."""
    names, _ = QFileDialog.getOpenFileNames(parent, "Import spreadsheets", folder, _SPREADSHEETS)
    return [Path(name) for name in names]


def workbooks_to_read_back(parent: QWidget, folder: str) -> list[Path]:
    """Ask for workbooks that came back; empty when the user changed their mind."""
    kinds = "Excel workbooks (*.xlsx *.xlsm);;All files (*)"
    names, _ = QFileDialog.getOpenFileNames(parent, "Read back workbooks", folder, kinds)
    return [Path(name) for name in names]


def workspace_to_open(parent: QWidget, folder: str) -> Path | None:
    """Ask for a workspace file."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open workspace", folder, _WORKSPACES)
    return Path(name) if name else None


def workspace_to_make(parent: QWidget, folder: str) -> Path | None:
    """Ask where a new workspace is to be kept."""
    start = str(Path(folder) / f"Portfolio{WORKSPACE_SUFFIX}") if folder else f"Portfolio{WORKSPACE_SUFFIX}"
    name, _ = QFileDialog.getSaveFileName(parent, "Keep the new workspace in", start, _WORKSPACES)
    return _with_suffix(name, WORKSPACE_SUFFIX)


def workbook_to_write(
    parent: QWidget, folder: str, proposal: str, title: str = "Export workbook"
) -> Path | None:
    """Ask where a workbook is to be written; the system asks before a file is replaced."""
    start = str(Path(folder) / proposal) if folder else proposal
    name, _ = QFileDialog.getSaveFileName(parent, title, start, f"Excel workbook (*{EXPORT_SUFFIX})")
    return _with_suffix(name, EXPORT_SUFFIX)


def workbook_to_annotate(parent: QWidget, folder: str) -> Path | None:
    """Ask for a workbook that was imported."""
    name, _ = QFileDialog.getOpenFileName(
        parent, "Your own workbook", folder, "Excel workbooks (*.xlsx *.xlsm);;All files (*)"
    )
    return Path(name) if name else None


def file_to_write(parent: QWidget, start: str, kind: str, suffix: str) -> Path | None:
    """Ask where a file is to be written; whoever asks says itself that a file would be replaced."""
    name, _ = QFileDialog.getSaveFileName(
        parent,
        "Where to write the file",
        start,
        f"{kind} (*{suffix})",
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    return _with_suffix(name, suffix)


def folder_to_write(parent: QWidget, start: str) -> Path | None:
    """Ask for the folder that files are to be written into."""
    name = QFileDialog.getExistingDirectory(parent, "Where to write the files", start)
    return Path(name) if name else None


def export_to_write(parent: QWidget, start: str, kinds: Mapping[str, str]) -> Path | None:
    """Ask where a table or picture is to be written; `kinds` has words for each ending, the usual first."""
    filters = {f"{words} (*{suffix})": suffix for suffix, words in kinds.items()}
    name, chosen = QFileDialog.getSaveFileName(parent, "Where to write the file", start, ";;".join(filters))
    if Path(name).suffix.lower() in kinds:
        return Path(name)
    return _with_suffix(name, filters.get(chosen, next(iter(kinds))))


def rows_to_write(parent: QWidget, folder: str, proposal: str) -> Path | None:
    """Ask where rows are to be written as CSV."""
    start = str(Path(folder) / proposal) if folder else proposal
    name, _ = QFileDialog.getSaveFileName(parent, "Save rows", start, f"CSV (*{ROWS_SUFFIX})")
    return _with_suffix(name, ROWS_SUFFIX)


def password_for(parent: QWidget, path: Path) -> str | None:
    """Ask for the password of a workspace."""
    text, given = QInputDialog.getText(
        parent, "Password", f"{path.name} is protected. Its password:", QLineEdit.EchoMode.Password
    )
    return text if given and text else None


def preset_name(parent: QWidget, proposal: str) -> str | None:
    """Ask under which name a reading of a sheet is to be kept."""
    text, given = QInputDialog.getText(
        parent,
        "Save as preset",
        "The next file with these columns is read in the same way. Name of the preset:",
        QLineEdit.EchoMode.Normal,
        proposal,
    )
    return text.strip() or None if given else None


def _with_suffix(name: str, suffix: str) -> Path | None:
    """Return the chosen path with its suffix, None when nothing was chosen."""
    if not name:
        return None
    return Path(name) if name.lower().endswith(suffix) else Path(f"{name}{suffix}")
