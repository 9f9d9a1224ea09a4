"""`cxdesk call` and `cxdesk view`: what a person writes about an account, kept beside what the model says."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.commands.arguments import account_position, date_argument
from cxdesk.commands.printing import on_one_line, print_json
from cxdesk.errors import UsageError

if TYPE_CHECKING:
    from cxdesk.workspace import Workspace


def add_written(commands: argparse._SubParsersAction) -> None:
    """Add both commands."""
    call = commands.add_parser(
        "call", help="write down a call with an account; changes are told since the last"
    )
    call.add_argument("--people", default="", help="who was on it")
    call.add_argument("--note", default="", help="what was said")
    call.set_defaults(run=_call)
    view = commands.add_parser("view", help="say how a person sees an account, beside the model")
    view.add_argument("--grade", help="a band of the standards")
    view.add_argument("--reason", default="", help="why; nobody can weigh a grade without it")
    view.add_argument("--expires", type=date_argument, help="the last day on which it holds")
    view.add_argument("--who", default="", help="whose view it is")
    view.set_defaults(run=_view)
    for command in (call, view):
        command.add_argument("workspace", type=Path)
        command.add_argument("--account", help="its id or name; without one, what was written is listed")
        command.add_argument(
            "--on", type=date_argument, help="the day (default: the newest date in the data)"
        )
        command.add_argument("--undo", type=int, metavar="N", help="take number N back; nothing is deleted")
        command.add_argument("--redo", type=int, metavar="N", help="bring number N back")


def _call(options: argparse.Namespace) -> int:
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import read_facts
    from cxdesk.workspace.written_records import Call

    with Workspace.open(options.workspace) as workspace:
        _mark(workspace, options)
        if options.account:
            facts = read_facts(workspace)
            account = str(facts.accounts.account_id[account_position(facts.accounts, options.account)])
            day = _day(facts.as_of if options.on is None else options.on)
            workspace.keep_entry(Call(account, day, options.people, options.note))
        entries = workspace.calls()
        names = names_of_accounts(workspace) if entries and not options.json else {}
    told = [
        {
            "number": entry.number,
            "account": entry.record.account,
            "day": entry.record.day.isoformat(),
            "people": entry.record.people,
            "note": entry.record.note,
            "undone": entry.is_undone,
        }
        for entry in entries
    ]
    if options.json:
        print_json({"calls": told})
    for one in told if not options.json else ():
        back = ", taken back" if one["undone"] else ""
        people = f", with {one['people']}" if one["people"] else ""
        note = f": {one['note']}" if one["note"] else ""
        name = names.get(one["account"], one["account"])
        print(on_one_line(f"{one['number']}: {name}, {one['day']}{people}{back}{note}"))
    return 0


def names_of_accounts(workspace: Workspace) -> dict[str, str]:
    """Return the name of each account that has one, by its id."""
    from cxdesk.workspace.facts import read_facts

    accounts = read_facts(workspace).accounts
    named = zip(accounts.account_id.tolist(), accounts.account_name.tolist(), strict=True)
    return {identity: name for identity, name in named if name}


def _view(options: argparse.Namespace) -> int:
    from cxdesk.session.human_views import beside_model, checked_grade
    from cxdesk.session.scoring import scored, standards_of
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts
    from cxdesk.workspace.written_records import HumanView

    with Workspace.open(options.workspace) as workspace:
        _mark(workspace, options)
        standards = standards_of(workspace)
        facts = read_facts(workspace, date_asked_for(workspace, options.on))
        if options.account:
            if options.grade is None or options.expires is None:
                raise UsageError("A view needs a grade and an end.", "Add --grade, --reason and --expires.")
            account = str(facts.accounts.account_id[account_position(facts.accounts, options.account)])
            grade = checked_grade(options.grade, standards)
            view = HumanView(
                account, _day(facts.as_of), grade, options.reason, _day(options.expires), options.who
            )
            workspace.keep_entry(view)
        found = beside_model(workspace, facts.accounts, scored(workspace, facts), standards)
    told = [
        {
            "number": each.number,
            "account": each.view.account,
            "account_name": str(facts.accounts.account_name[each.account]),
            "grade": each.view.grade,
            "model": each.band,
            "differs": each.differs,
            "reason": each.view.reason,
            "who": each.view.who,
            "from": each.view.day.isoformat(),
            "expires": each.view.expires.isoformat(),
        }
        for each in found
    ]
    if options.json:
        print_json({"as_of": str(facts.as_of), "views": told})
    for one in told if not options.json else ():
        beside = "agrees with the model" if one["differs"] == 0 else f"the model says {one['model']}"
        print(
            f"{one['number']}: {one['account_name']}: {one['grade']} until {one['expires']}, {beside}: "
            f"{one['reason']}"
        )
    return 0


def _mark(workspace: Workspace, options: argparse.Namespace) -> None:
    """Take back or bring back what was asked for."""
    if options.undo is not None:
        workspace.mark_entry(options.undo, undone=True)
    if options.redo is not None:
        workspace.mark_entry(options.redo, undone=False)


def _day(day):
    return day.astype("datetime64[D]").astype(object)
