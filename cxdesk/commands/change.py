"""`cxdesk change` and `cxdesk calibrate`: why scores changed, and the scale on which they stand."""

from __future__ import annotations

import argparse
from pathlib import Path

from cxdesk.commands.arguments import account_position, date_argument
from cxdesk.commands.printing import print_json
from cxdesk.errors import UsageError


def add_change(commands: argparse._SubParsersAction) -> None:
    """Add both commands."""
    command = commands.add_parser("change", help="say why scores changed since a date, to the last point")
    command.add_argument("workspace", type=Path)
    command.add_argument("--account", help="an account's id or name (default: all accounts)")
    command.add_argument(
        "--since",
        type=date_argument,
        help="default: the last call with the account, else three months before",
    )
    command.add_argument(
        "--as-of", type=date_argument, help="up to that day (default: the newest in the data)"
    )
    command.set_defaults(run=_change)
    scale = commands.add_parser(
        "calibrate", help="set what is typical, from a date's own accounts, under a name"
    )
    scale.add_argument("workspace", type=Path)
    scale.add_argument("--name", help="such as the quarter; without one, the scales that were set are listed")
    scale.add_argument(
        "--as-of", type=date_argument, help="of that day (default: the newest date in the data)"
    )
    scale.add_argument("--undo", type=int, metavar="N", help="take scale N back")
    scale.add_argument("--redo", type=int, metavar="N", help="bring scale N back")
    scale.set_defaults(run=_calibrate)


def _change(options: argparse.Namespace) -> int:
    from cxdesk.formatting import score_in_tenths
    from cxdesk.health.change import CAUSE_LABELS, CAUSES
    from cxdesk.session.changing import change_json, change_since
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        row = account_position(facts.accounts, options.account) if options.account else None
        account = None if row is None else str(facts.accounts.account_id[row])
        told = change_json(change_since(workspace, facts, options.since, account), facts, row)
    if options.json:
        print_json(told)
        return 0
    print(f"From {told['since']} ({told['compared_with']}) to {told['as_of']}:")
    for one in told["accounts"]:
        if one["change"] is None:
            print(f"{one['account_name']}: no score on both dates, so there is no change to explain.")
            continue
        causes = ", ".join(
            f"{label.lower()} {one['causes'][name]:+.1f}"
            for name, label in zip(CAUSES, CAUSE_LABELS, strict=True)
            if abs(one["causes"][name]) >= 0.05
        )
        print(
            f"{one['account_name']}: {score_in_tenths(one['before'])} to {score_in_tenths(one['after'])} "
            f"({one['change']:+.1f}): {causes}"
        )
    return 0


def _calibrate(options: argparse.Namespace) -> int:
    from cxdesk.health import calibrate
    from cxdesk.health.kept_scales import scale_from, scale_text
    from cxdesk.session.scoring import standards_of
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    with Workspace.open(options.workspace) as workspace:
        if options.undo is not None:
            workspace.mark_calibration(options.undo, undone=True)
        if options.redo is not None:
            workspace.mark_calibration(options.redo, undone=False)
        if options.name:
            facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
            scale = calibrate(facts, standards_of(workspace))
            if not scale.stamp.accounts:
                raise UsageError(
                    f"No account was a customer on {facts.as_of}.", "Choose a later day to set the scale on."
                )
            workspace.keep_calibration(options.name, str(facts.as_of), scale_text(scale))
        kept = workspace.calibrations()
    stamps = [scale_from(each.text).stamp for each in kept]
    told = [
        {
            "number": each.number,
            "name": each.name,
            "date": each.day,
            "id": stamp.identity,
            "accounts": stamp.accounts,
            "calibrated": stamp.calibrated,
            "set_at": each.set_at,
        }
        for each, stamp in zip(kept, stamps, strict=True)
    ]
    if options.json:
        print_json({"calibrations": told})
        return 0
    if not told:
        print("No scale was set: each date stands on the scale of its own accounts.")
    for one in told:
        of = f"{one['accounts']:,} accounts" if one["calibrated"] else "defaults, too few accounts"
        print(f"{one['number']}: {one['name']}, from {one['date']} on ({of})")
    return 0
