"""`cxdesk tensions`: signals of an account that contradict each other, and the question to ask about each."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cxdesk.commands.arguments import account_position, date_argument
from cxdesk.commands.printing import on_one_line, print_json

MOST_SHOWN = 20
"""For people, without --all: the severest ones."""


def add_tensions(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("tensions", help="print signals that contradict each other, with questions")
    command.add_argument("workspace", type=Path)
    command.add_argument("--account", help="an account's id or name (default: all accounts)")
    command.add_argument("--as-of", type=date_argument, help="what was known on that day")
    command.add_argument(
        "--all",
        action="store_true",
        help=f"print more than the {MOST_SHOWN} severest, and of every rule how often it was judged",
    )
    command.set_defaults(run=_tensions)


def _tensions(options: argparse.Namespace) -> int:
    from cxdesk.health.tensions import find_tensions
    from cxdesk.report.tensions_json import tensions_json
    from cxdesk.session.scoring import scored, standards_of
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        found = find_tensions(facts, scored(workspace, facts), standards_of(workspace))
    account = account_position(facts.accounts, options.account) if options.account else None
    told = tensions_json(facts, found, account, every_rule=options.all)
    if options.json:
        print_json({"as_of": str(facts.as_of), "synthetic": facts.synthetic, **told})
    else:
        _tell(told, options.all)
    return 0


def _tell(told: dict[str, Any], everything: bool) -> None:
    """Print for people: each tension with both numbers, its question and what would make it disappear."""
    tensions = told["tensions"]
    if not tensions:
        print("No signals contradict each other.")
    shown = tensions if everything else tensions[:MOST_SHOWN]
    for one in shown:
        whom = "Ask them" if one["audience"] == "call" else "Ask ourselves"
        print(on_one_line(f"{one['account_name'] or one['account']}: {one['name']} ({one['rule']})"))
        for number in (one["first"], one["second"], *one["also"]):
            print(f"  {on_one_line(number['text'])}")
        print(f"  {whom}: {one['question']}")
        print(f"  Disappears with: {one['disappears_when']}")
    if len(shown) < len(tensions):
        print(f"{len(tensions) - len(shown):,} more: add --all.")
    if any("[" in one[side]["text"] for one in shown for side in ("first", "second")):
        print("In square brackets: 80 % ranges, of what was seen.")
    for each in told["not_judged"]:
        print(f"Cannot be judged: {each['name']} ({each['rule']}) needs {each['needs']}.")
    for rule in told.get("rules", ()):
        print(f"{rule['rule']} {rule['name']}: judged {rule['judged']:,}, fired {rule['fired']:,}")
