"""`cxdesk conventions`: show, set and take back what counts as what in the company."""

from __future__ import annotations

import argparse
from pathlib import Path

from cxdesk.commands.printing import print_json
from cxdesk.errors import Place, UnreadableInput

_LARGEST = 1_000_000  # bytes of a file that somebody wrote by hand


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

    given = None if options.file is None else _text_of(options.file)
    with Workspace.open(options.workspace) as workspace:
        if given is not None:
            workspace.set_conventions(conventions_from_toml(given, workspace.conventions()))
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


def _text_of(path: Path) -> str:
    """Return what a file says; raises UnreadableInput where it is no text or cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise UnreadableInput("This is too long for conventions.", "Check its name.", Place(str(path)))
        return content.decode("utf-8-sig")
    except OSError as error:
        raise UnreadableInput(
            f"It cannot be read: {error.strerror}.", "Check its name.", Place(str(path))
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableInput("This is no text in UTF-8.", "Save it as UTF-8.", Place(str(path))) from error
