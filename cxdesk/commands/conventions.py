"""`cxdesk conventions`: show, set and take back what counts as what in the company."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.commands.printing import print_json
from cxdesk.commands.text_files import text_of

if TYPE_CHECKING:
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.conventions import Conventions


def add_conventions(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser(
        "conventions", help="show or set core features, first value, workflows, working hours and themes"
    )
    command.add_argument("workspace", type=Path)
    change = command.add_mutually_exclusive_group()
    change.add_argument(
        "--set",
        type=Path,
        metavar="FILE",
        dest="file",
        help="a TOML file; what it names is set",
    )
    change.add_argument("--undo", action="store_true", help="take the newest ones back")
    change.add_argument("--restore", type=int, metavar="N", help="let version N count again")
    command.set_defaults(run=_conventions)


def _conventions(options: argparse.Namespace) -> int:
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.conventions import conventions_from_toml, conventions_json, conventions_toml

    given = None if options.file is None else text_of(options.file, "conventions")
    with Workspace.open(options.workspace) as workspace:
        if given is not None:
            before = workspace.conventions()
            after = conventions_from_toml(given, before)
            _check_names(workspace, before, after)
            workspace.set_conventions(after)
        if options.undo:
            workspace.undo_conventions()
        if options.restore is not None:
            workspace.restore_conventions(options.restore)
        conventions, versions = workspace.conventions(), workspace.conventions_versions()
    if options.json:
        told = [{"version": number, "changed_at": at, "undone": undone} for number, at, undone in versions]
        print_json({"conventions": conventions_json(conventions), "versions": told})
    else:
        print(conventions_toml(conventions), end="")
    return 0


def _check_names(workspace: Workspace, before: Conventions, after: Conventions) -> None:
    """Raise UsageError for a feature that no usage names, as the window does."""
    from cxdesk.session.conventions_view import check_features
    from cxdesk.workspace.facts import read_facts

    # Facts are read only where names are new: to set a clock takes no counting of usage.
    if set(after.features_named) - set(before.features_named) and not workspace.is_empty:
        check_features(before, after, read_facts(workspace).features)
