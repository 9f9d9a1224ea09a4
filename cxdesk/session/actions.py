"""The table of actions: everything a person can do in the window, one record each.

The menus, the toolbar, the Ctrl+K palette, the tooltips and the keyboard help read this table; none of them
keeps a label or a shortcut of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

MENUS = ("File", "Edit", "View", "Account", "Help")

NOTHING, DATA, ACCOUNT, TO_UNDO, TO_REDO = "nothing", "data", "account", "to undo", "to redo"
SOME_IMPORT, ROWS_ASIDE = "some import", "rows set aside"
"""What an action needs before it can be used: nothing, accounts to work on, an account that is open, an
import or a decision that can be taken back or brought back, any import, rows that are set aside.
"""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `shortcut` is in Qt's portable notation, "" when there is none; `help` is one
    sentence.

    `group` separates the entries of a menu: a line is drawn where it changes. `role` marks entries that a
    platform may move elsewhere ("quit", "about").
    """

    name: str
    label: str
    menu: str
    shortcut: str
    help: str
    needs: str = NOTHING
    group: int = 0
    role: str = ""


ACTIONS = (
    Action(
        "import",
        "Import...",
        "File",
        "Ctrl+I",
        "Read spreadsheets and review what they hold before anything is kept.",
    ),
    Action(
        "read_back",
        "Read back a workbook...",
        "File",
        "Ctrl+Shift+I",
        "Look at decisions, owners and comments that people wrote into a workbook, and keep them.",
        DATA,
    ),
    Action(
        "new_workspace",
        "New workspace...",
        "File",
        "Ctrl+N",
        "Start an empty workspace in a file of your choice.",
        group=1,
    ),
    Action(
        "open_workspace",
        "Open workspace...",
        "File",
        "Ctrl+O",
        "Open a workspace that you kept earlier.",
        group=1,
    ),
    Action(
        "open_sample",
        "Open the sample portfolio",
        "File",
        "Ctrl+Shift+O",
        "Look around with generated accounts; nothing of yours is touched.",
        group=1,
    ),
    Action(
        "export",
        "Export...",
        "File",
        "Ctrl+E",
        "Hand out a workbook, a brief, a review or a table, and see before what will be written.",
        DATA,
        group=2,
    ),
    Action(
        "export_shown",
        "Export this table or chart...",
        "File",
        "Ctrl+Shift+X",
        "Save the table or chart that has the keyboard: as CSV, Parquet, a picture or a drawing.",
        DATA,
        group=2,
    ),
    Action(
        "export_set_aside",
        "Export rows set aside...",
        "File",
        "Ctrl+Shift+E",
        "Write the rows that could not be used as a workbook, to correct them there and import it.",
        ROWS_ASIDE,
        group=2,
    ),
    Action("quit", "Quit", "File", "Ctrl+Q", "Close cxdesk.", group=3, role="quit"),
    Action(
        "undo",
        "Undo",
        "Edit",
        "Ctrl+Z",
        "Take the newest import, merge, change, call or view back: it counts no more, nothing is deleted.",
        TO_UNDO,
    ),
    Action(
        "redo",
        "Redo",
        "Edit",
        "Ctrl+Shift+Z",
        "Bring back what was taken back last.",
        TO_REDO,
    ),
    Action(
        "toggle_import",
        "Take the chosen import back, or bring it back",
        "Edit",
        "Ctrl+Backspace",
        "On the page Imports: any import can be taken back, not only the newest, and brought back.",
        SOME_IMPORT,
    ),
    Action(
        "copy", "Copy rows", "Edit", "Ctrl+Shift+C", "Copy the selected accounts as a table.", DATA, group=1
    ),
    Action(
        "find", "Find...", "Edit", "Ctrl+K", "Find an account, a person, a comment or a command.", group=1
    ),
    Action(
        "filter",
        "Filter accounts",
        "Edit",
        "Ctrl+F",
        "Show only the accounts that match what you type.",
        DATA,
        group=1,
    ),
    Action(
        "clear_filters", "Clear filters", "Edit", "Ctrl+Shift+F", "Show all accounts again.", DATA, group=1
    ),
    Action(
        "conventions",
        "Conventions...",
        "Edit",
        "Ctrl+Shift+K",
        "Say what counts as what: core features, first value, workflows, hours, themes, break points.",
        group=2,
    ),
    Action(
        "read_comments",
        "Read comments without a rating",
        "Edit",
        "Ctrl+Shift+M",
        "Score what people wrote where they gave no rating, and say how well that works; needs a package.",
        DATA,
        group=2,
    ),
    Action(
        "set_scale",
        "Set the scale...",
        "Edit",
        "Ctrl+Shift+S",
        "Keep what is typical for your accounts on this date under a name, as the scale from now on.",
        DATA,
        group=2,
    ),
    Action("show_portfolio", "Portfolio", "View", "Ctrl+1", "All accounts: which of them needs you first."),
    Action("show_account", "Account", "View", "Ctrl+2", "One account: its health and exactly why.", DATA),
    Action(
        "show_imports",
        "Imports",
        "View",
        "Ctrl+3",
        "What was imported, from which files, and what was set aside.",
    ),
    Action(
        "show_duplicates",
        "Accounts that may be the same",
        "View",
        "Ctrl+Shift+D",
        "Near names side by side: say which of them are one account.",
        SOME_IMPORT,
    ),
    Action(
        "show_record",
        "Record of the grades",
        "View",
        "Ctrl+Shift+R",
        "What became of each grade's accounts on past dates, with those that were lost by name.",
        DATA,
        group=1,
    ),
    Action(
        "show_rows",
        "Rows behind the number",
        "View",
        "Ctrl+R",
        "Show what the chosen number is made of: its rows with file, sheet and row, and its limits.",
        DATA,
        group=1,
    ),
    Action(
        "choose_as_of",
        "As-of date...",
        "View",
        "Ctrl+D",
        "See everything as it was known on a date.",
        DATA,
        group=1,
    ),
    Action(
        "compare_with",
        "Compare with...",
        "View",
        "Ctrl+B",
        "Tell what changed since a day of your choice; by default since the last call.",
        ACCOUNT,
        group=1,
    ),
    Action(
        "theme_system",
        "Colours of the system",
        "View",
        "",
        "Follow the system's light or dark colours.",
        group=2,
    ),
    Action("theme_light", "Light colours", "View", "", "Use light colours always.", group=2),
    Action("theme_dark", "Dark colours", "View", "", "Use dark colours always.", group=2),
    Action(
        "open_account",
        "Open account",
        "Account",
        "Ctrl+Return",
        "Open the account that is selected in the table.",
        DATA,
    ),
    Action(
        "write_call",
        "Write down a call...",
        "Account",
        "Ctrl+L",
        "Day, people and note of a call: what changed is told since the last one.",
        ACCOUNT,
        group=1,
    ),
    Action(
        "write_view",
        "Your view...",
        "Account",
        "Ctrl+G",
        "How you see the account, why and until when: it stands beside the model's grade.",
        ACCOUNT,
        group=1,
    ),
    Action(
        "previous_account",
        "Previous account",
        "Account",
        "Alt+Up",
        "Go to the account above in the table.",
        ACCOUNT,
        group=2,
    ),
    Action(
        "next_account",
        "Next account",
        "Account",
        "Alt+Down",
        "Go to the account below in the table.",
        ACCOUNT,
        group=2,
    ),
    Action(
        "definitions",
        "What the numbers mean",
        "Help",
        "F2",
        "How each metric is computed, what it proves and what it does not.",
    ),
    Action("shortcuts", "Keyboard and commands", "Help", "F1", "All commands with their shortcuts."),
    Action(
        "about",
        "About cxdesk",
        "Help",
        "",
        "Version, and what cxdesk does with your data.",
        group=1,
        role="about",
    ),
)


def action(name: str) -> Action:
    """Return the action of that name; raises KeyError when there is none."""
    for candidate in ACTIONS:
        if candidate.name == name:
            return candidate
    raise KeyError(f"there is no action named {name}")


def actions_of(menu: str) -> tuple[Action, ...]:
    """Return the actions of one menu in their order."""
    return tuple(candidate for candidate in ACTIONS if candidate.menu == menu)
