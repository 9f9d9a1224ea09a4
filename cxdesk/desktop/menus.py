"""Menus, shortcuts and tooltips, made from the table of actions: no label is written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow

from cxdesk.session import ACTIONS, MENUS, action, actions_of

if TYPE_CHECKING:
    from cxdesk.session.history import Step

_ROLES = {"quit": QAction.MenuRole.QuitRole, "about": QAction.MenuRole.AboutRole}
_LONGEST = 60
COLOURS = ("theme_system", "theme_light", "theme_dark")


def make_actions(window: QMainWindow, handler: Callable[[str], Callable[[], None]]) -> dict[str, QAction]:
    """Return an action for each record, bound to what `handler` gives for its name."""
    made = {}
    for record in ACTIONS:
        entry = QAction(record.label, window)
        entry.setObjectName(record.name)
        shortcut = QKeySequence(record.shortcut)
        entry.setShortcut(shortcut)
        shown = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
        entry.setToolTip(f"{record.help} ({shown})" if shown else record.help)
        entry.setStatusTip("")
        entry.setMenuRole(_ROLES.get(record.role, QAction.MenuRole.NoRole))
        entry.triggered.connect(_without_argument(handler(record.name)))
        made[record.name] = entry
    colours = QActionGroup(window)
    for name in COLOURS:
        made[name].setCheckable(True)
        colours.addAction(made[name])
    return made


def fill_menu_bar(window: QMainWindow, made: Mapping[str, QAction]) -> None:
    """Put the actions into their menus, with a line between groups."""
    for title in MENUS:
        menu = window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        group = 0
        for record in actions_of(title):
            if record.group != group:
                menu.addSeparator()
                group = record.group
            menu.addAction(made[record.name])


def allow(made: Mapping[str, QAction], met: Mapping[str, bool]) -> None:
    """Enable the actions that can be used now; `met` says which of the needs are met."""
    for record in ACTIONS:
        made[record.name].setEnabled(met.get(record.needs, True))


def name_steps(made: Mapping[str, QAction], to_undo: Step | None, to_redo: Step | None) -> None:
    """Say in the menu what undo and redo are about."""
    for name, step in (("undo", to_undo), ("redo", to_redo)):
        label = action(name).label
        about = "" if step is None else f" {step.label}"
        text = f"{label}{about}"
        short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
        made[name].setText(short.replace("&", "&&"))


def _without_argument(handler: Callable[[], None]) -> Callable[[], None]:
    """Return a slot that drops the `checked` argument that `triggered` sends."""

    def call(_checked: bool = False) -> None:
        handler()

    return call
