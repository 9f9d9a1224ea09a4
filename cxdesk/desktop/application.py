"""Starting the app: the window is painted first; what takes long comes after, in the background."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from cxdesk.desktop.collector import spare_libraries
from cxdesk.desktop.context import Context
from cxdesk.desktop.window import MainWindow

_SWITCH_SECONDS = 0.002
"""How long a background thread may keep Python before this one gets a turn; Python's own 5 ms can be felt."""


def run(workspace_path: Path | None, sample: bool = False) -> int:
    """Open the window on a workspace, on the sample, or on what was open last; return the exit status."""
    application = make_application()
    sys.setswitchinterval(_SWITCH_SECONDS)
    context = Context()
    context.appearance.apply()
    window = MainWindow(context)

    def begin() -> None:
        window.begin(workspace_path, sample=sample)

    window.painted.connect(begin)
    window.show()
    end_sparing = spare_libraries()
    try:
        return application.exec()
    finally:
        end_sparing()


def make_application(offscreen: bool = False) -> QApplication:
    """Return the application, made if there is none; `offscreen` draws without a screen where the system
    allows.
    """
    present = QApplication.instance()
    if present is not None:
        return present
    if offscreen and sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([sys.argv[0] or "cxdesk"])
    application.setApplicationName("cxdesk")
    application.setApplicationDisplayName("cxdesk")
    application.setOrganizationName("cxdesk")
    application.setDesktopFileName("cxdesk")
    return application


def can_open_a_window() -> bool:
    """Return whether there is a screen to open a window on: on Linux a display server must be named."""
    if not sys.platform.startswith("linux"):
        return True
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in named)
