"""`cxdesk review` and `cxdesk check`: what a customer gets, and whether a file is fit for them."""

from __future__ import annotations

import argparse
from pathlib import Path

from cxdesk.commands.arguments import account_position, date_argument, period_argument
from cxdesk.commands.printing import print_json

_USUAL = "90d"


def add_customer_review(commands: argparse._SubParsersAction) -> None:
    """Add the two commands."""
    review = commands.add_parser(
        "review", help="write the review for a customer, checked for what is internal"
    )
    review.add_argument("workspace", type=Path)
    review.add_argument("--account", required=True, help="an id or name")
    review.add_argument("--period", type=period_argument, default=_USUAL, metavar=_USUAL)
    review.add_argument("--as-of", type=date_argument, help="what was known on that day")
    review.add_argument("--paper", choices=("a4", "letter"), default="a4")
    review.add_argument("--out", required=True, type=Path, help="a .pdf or .xlsx")
    review.set_defaults(run=_review)

    check = commands.add_parser("check", help="find what a file tells that a customer must not see")
    check.add_argument("file", type=Path, help="a workbook (.xlsx) or .pdf")
    check.add_argument("--workspace", required=True, type=Path)
    check.add_argument("--account", required=True, help="whom the file is for: an id or name")
    check.set_defaults(run=_check)


def _review(options: argparse.Namespace) -> int:
    from cxdesk.session.briefing import said_of_letters
    from cxdesk.session.customer_reviewing import review_page, secrets_for, write_customer_review
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        code = account_position(facts.accounts, options.account)
        secrets = secrets_for(workspace, facts, code)
    page = review_page(facts, code, options.period, secrets)
    write_customer_review(options.out, page, facts, secrets, options.paper)
    if options.json:
        print_json({"out": str(options.out), "title": page.title, "as_of": str(facts.as_of), "leaks": []})
    else:
        print(f"Wrote {page.title} to {options.out}. The leak check found nothing in it.")
        if said := said_of_letters([page], options.out.suffix):
            print(said)
    return 0


def _check(options: argparse.Namespace) -> int:
    from cxdesk.report.leak_check import pictures
    from cxdesk.session.customer_reviewing import leaks_in
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import read_facts

    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace)
        found = leaks_in(workspace, facts, account_position(facts.accounts, options.account), options.file)
    unread = pictures(options.file)
    if options.json:
        told = [{"place": leak.place, "kind": leak.kind, "text": leak.text} for leak in found]
        print_json({"file": str(options.file), "leaks": told, "pictures": unread})
    elif found:
        print(*found, sep="\n")
    else:
        print(f"{options.file}: nothing found that {options.account} must not see.")
    if unread and not options.json:
        print("1 picture in it was not read: look at it." if unread == 1
              else f"{unread:,} pictures in it were not read: look at them.")  # fmt: skip
    return 1 if found else 0
