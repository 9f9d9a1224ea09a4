"""Pictures of the window for scripts, and what can be checked of its look without eyes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QScrollBar
from pytestqt.qtbot import QtBot

from cxdesk.desktop.snapshots import show
from cxdesk.desktop.window import MainWindow
from cxdesk.errors import CxdeskError, UsageError
from cxdesk.theme import theme
from tests.desktop.conftest import settle

Opened = Callable[..., MainWindow]
Copied = Callable[..., Path]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("page", ["portfolio", "account", "imports"])
def test_a_page_is_drawn_at_the_size_in_the_colours(
    qtbot: QtBot, sample_workspace: Copied, tmp_path: Path, page: str, dark: bool
) -> None:
    """The picture has the size that was asked for, and its ground is the theme's window colour."""
    out = tmp_path / "page.png"
    show(sample_workspace(), page, None, out, (1280, 800), dark)
    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == (1280, 800)
    assert picture.pixelColor(146, 400).name() == QColor(theme(dark).window).name()


def test_an_account_can_be_named(qtbot: QtBot, sample_workspace: Copied, tmp_path: Path) -> None:
    """Two accounts give two different pictures; one that does not exist is an error in words."""
    workspace = sample_workspace()
    for name in ("SYN-1001", "SYN-1002"):
        show(workspace, "account", name, tmp_path / f"{name}.png", (1280, 800))
    assert (tmp_path / "SYN-1001.png").read_bytes() != (tmp_path / "SYN-1002.png").read_bytes()
    with pytest.raises(UsageError, match="Nobody at all"):
        show(workspace, "account", "Nobody at all", tmp_path / "nobody.png", (1280, 800))


def test_an_import_can_be_shown_without_importing(
    qtbot: QtBot, sample_files: list[Path], tmp_path: Path
) -> None:
    """The review of the sample's files, drawn; there is no workspace that could have changed."""
    out = tmp_path / "import.png"
    show(None, "import", None, out, (1280, 800), files=sample_files[:2])
    assert QImage(str(out)).width() == 1280


@pytest.mark.parametrize(("page", "size"), [("nothing", (1280, 800)), ("portfolio", (10, 10))])
def test_what_cannot_be_drawn_is_said(qtbot: QtBot, tmp_path: Path, page: str, size: tuple[int, int]) -> None:
    """An unknown page and a size that no window has are mistakes of the one who asks."""
    with pytest.raises(UsageError):
        show(None, page, None, tmp_path / "out.png", size)


def test_a_workspace_that_is_not_there_is_an_error(qtbot: QtBot, tmp_path: Path) -> None:
    """A script must get the reason, not the picture of an empty window."""
    with pytest.raises(CxdeskError):
        show(tmp_path / "nothing.cxdesk", "portfolio", None, tmp_path / "out.png", (1280, 800))
    assert not (tmp_path / "out.png").exists()


@pytest.mark.parametrize("size", [(1024, 640), (1280, 800), (1920, 1080)])
def test_pages_fit_into_the_window(
    qtbot: QtBot, make_window: Opened, sample_workspace: Copied, size: tuple[int, int]
) -> None:
    """No page wants more room than the window has, and the tables need no sideways scrolling from 1280 on."""
    window = make_window(sample_workspace(), size=size)
    for page in ("portfolio", "account", "imports"):
        window.show_page(page)
        settle(qtbot, window)
        shown = window.stack.currentWidget()
        assert shown.minimumSizeHint().width() <= shown.width(), page
        assert shown.minimumSizeHint().height() <= shown.height(), page
        sideways = [bar for bar in shown.findChildren(QScrollBar) if bar.orientation().name == "Horizontal"]
        if size[0] >= 1280:
            assert not [bar for bar in sideways if bar.isVisible() and bar.maximum() > 0], page
