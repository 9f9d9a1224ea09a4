"""The table of actions: what the menus, the palette and the help are made from."""

from __future__ import annotations

import pytest

from cxdesk.session import ACTIONS, MENUS, action, actions_of


def test_names_and_shortcuts_are_unique() -> None:
    """Two actions with one shortcut would both be dead in Qt (an ambiguous shortcut does nothing)."""
    names = [record.name for record in ACTIONS]
    shortcuts = [record.shortcut for record in ACTIONS if record.shortcut]
    assert len(set(names)) == len(names)
    assert len(set(shortcuts)) == len(shortcuts)


def test_every_action_is_in_a_menu_and_says_in_a_sentence_what_it_does() -> None:
    """The product promises a menu entry for every action; its help is one sentence."""
    assert sum(len(actions_of(menu)) for menu in MENUS) == len(ACTIONS)
    assert all(record.help.endswith(".") and record.label for record in ACTIONS)


def test_labels_end_in_dots_only_where_something_is_asked() -> None:
    """An entry with dots opens something to answer: these are the ones that do."""
    dotted = {record.name for record in ACTIONS if record.label.endswith("...")}
    assert dotted == {
        *("import", "read_back", "new_workspace", "open_workspace"),
        *("export", "export_shown", "export_set_aside"),
        *("find", "choose_as_of", "compare_with", "conventions"),
        *("write_call", "write_view", "set_scale"),
    }


def test_an_unknown_action_is_an_error() -> None:
    """A typing mistake in a name must not become a button that does nothing."""
    assert action("import").label == "Import..."
    with pytest.raises(KeyError, match="fly"):
        action("fly")
