"""What the window remembers between two starts: its place on the screen, the colours, the workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from cxdesk.desktop.appearance import Mode

_GEOMETRY, _ROWS, _SPLIT, _MODE, _WORKSPACE, _FOLDER, _EXPORT = (
    "window/geometry",
    "rows/geometry",
    "portfolio/split",
    "colours",
    "workspace",
    "folder",
    "export",
)


class _Forgetful:
    """Settings that are always those of a first start."""

    def value(self, _key: str, default: object) -> object:
        return default

    def setValue(self, _key: str, _value: object) -> None:  # noqa: N802  as QSettings calls it
        return


class Settings:
    """Reads and writes the user's settings file, or forgets everything when it is not to remember."""

    def __init__(self, *, remembers: bool = True) -> None:
        self._store: QSettings | _Forgetful = _Forgetful()
        if remembers:
            self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "cxdesk", "cxdesk")

    @property
    def mode(self) -> Mode:
        """Which colours the user chose."""
        value = self._store.value(_MODE, Mode.SYSTEM.value)
        return Mode(value) if value in {mode.value for mode in Mode} else Mode.SYSTEM

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._store.setValue(_MODE, mode.value)

    @property
    def workspace(self) -> Path | None:
        """The workspace that was open last, if its file is still there."""
        value = self._store.value(_WORKSPACE, "")
        return Path(value) if value and Path(value).is_file() else None

    @workspace.setter
    def workspace(self, path: Path | None) -> None:
        self._store.setValue(_WORKSPACE, "" if path is None else str(path))

    @property
    def folder(self) -> str:
        """The folder in which files were last chosen; "" lets the system propose one."""
        value = self._store.value(_FOLDER, "")
        return value if value and Path(value).is_dir() else ""

    @folder.setter
    def folder(self, path: Path) -> None:
        self._store.setValue(_FOLDER, str(path))

    @property
    def export(self) -> dict[str, Any]:
        """What was exported last, as plain values; empty at a first start or where it cannot be read."""
        try:
            told = json.loads(self._store.value(_EXPORT, "{}"))
        except (TypeError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    @export.setter
    def export(self, told: dict[str, Any]) -> None:
        self._store.setValue(_EXPORT, json.dumps(told))

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window, empty before the first start."""
        return self._store.value(_GEOMETRY, QByteArray())

    @geometry.setter
    def geometry(self, state: QByteArray) -> None:
        self._store.setValue(_GEOMETRY, state)

    @property
    def rows_geometry(self) -> QByteArray:
        """Place and size of the window of a number's rows, empty before it was first closed."""
        return self._store.value(_ROWS, QByteArray())

    @rows_geometry.setter
    def rows_geometry(self, state: QByteArray) -> None:
        self._store.setValue(_ROWS, state)

    @property
    def split(self) -> QByteArray:
        """How table and chart share the portfolio page, empty before the first start."""
        return self._store.value(_SPLIT, QByteArray())

    @split.setter
    def split(self, state: QByteArray) -> None:
        self._store.setValue(_SPLIT, state)
