"""`cxdesk brief`: a page on an account that is read before the call, as PDF or sheet."""

from __future__ import annotations

import argparse
from pathlib import Path

from cxdesk.commands.arguments import account_position, date_argument, period_argument
from cxdesk.commands.outputs import check_files, remember_files
from cxdesk.commands.printing import print_json
from cxdesk.errors import UsageError

_SOON = "90d"


def add_brief(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("brief", help="write the renewal brief of accounts: a page each")
    command.add_argument("workspace", type=Path)
    command.add_argument("--account", action="append", default=[], help="an id or name; may be given again")
    command.add_argument(
        "--due", type=period_argument, metavar=_SOON, help="all whose notice or renewal date is that near"
    )
    command.add_argument("--owner", help="with --due: of this owner alone")
    command.add_argument("--as-of", type=date_argument, help="what was known on that day")
    command.add_argument("--paper", choices=("a4", "letter"), default="a4")
    command.add_argument(
        "--out",
        required=True,
        type=Path,
        help="a .pdf or .xlsx, or a folder that is there: a file for each account",
    )
    command.add_argument("--form", choices=("pdf", "xlsx"), default="pdf", help="of the files in a folder")
    command.set_defaults(run=_brief)


def _brief(options: argparse.Namespace) -> int:
    from cxdesk.session.briefing import (
        brief_pages,
        chosen_accounts,
        own_files,
        said_of_letters,
        write_briefs,
        write_own_files,
    )
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    if bool(options.account) == (options.due is not None):
        raise UsageError(
            "Name accounts with --account, or those that are due with --due.", f"Such as --due {_SOON}."
        )
    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        if options.account:
            accounts = [account_position(facts.accounts, name) for name in options.account]
        else:
            accounts = chosen_accounts(facts, options.due, options.owner)
        pages = brief_pages(workspace, facts, accounts)
    if options.out.is_dir():
        ending = f".{options.form}"
        check_files(own_files(options.out, pages, facts.as_of, ending), replace=options.replace)
        files = write_own_files(options.out, pages, facts.as_of, ending, options.paper)
        remember_files(files)
    else:
        write_briefs(options.out, pages, facts.as_of, options.paper)
        files = [options.out]
    if options.json:
        told = {"out": str(options.out), "files": [str(file) for file in files]}
        print_json(told | {"pages": [page.title for page in pages], "as_of": str(facts.as_of)})
    else:
        print(f"Wrote {len(pages)} {'page' if len(pages) == 1 else 'pages'} to {options.out}.")
        if said := said_of_letters(pages, files[0].suffix):
            print(said)
    return 0
