"""`cxdesk read-back`: what came back in handed-out workbooks, compared with what is kept, and applied."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxdesk.commands.arguments import date_argument
from cxdesk.commands.printing import print_json
from cxdesk.commands.written import names_of_accounts
from cxdesk.errors import UsageError

if TYPE_CHECKING:
    from cxdesk.session.read_back import Aside, CameBack, ReadBack
    from cxdesk.workspace.annotations import KeptAnnotation

_THEIRS, _OURS = "theirs", "ours"


def add_read_back(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser(
        "read-back", help="read decisions, owners and comments back from workbooks that were handed out"
    )
    command.add_argument("workspace", type=Path)
    command.add_argument("books", type=Path, nargs="*", help="the workbooks as they came back (.xlsx)")
    command.add_argument("--apply", action="store_true", help="keep what came back (default: only show it)")
    command.add_argument(
        "--take",
        choices=(_THEIRS, _OURS),
        help="in conflicts take the text of the last workbook named, or leave what is kept "
        "(default: leave it, and say so)",
    )
    command.add_argument("--as-of", type=date_argument, help="the accounts as they were known on that day")
    command.add_argument("--undo", type=int, metavar="N", help="take read-back N back; nothing is deleted")
    command.add_argument("--redo", type=int, metavar="N", help="bring read-back N back")
    command.set_defaults(run=_read_back)


def _read_back(options: argparse.Namespace) -> int:
    from cxdesk.session.read_back import chosen
    from cxdesk.session.reading_back import read_back
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    if options.apply and not options.books:
        raise UsageError("There is nothing to apply.", "Name the workbook that came back.")
    with Workspace.open(options.workspace) as workspace:
        if options.undo is not None:
            workspace.mark_read_back(options.undo, undone=True)
        if options.redo is not None:
            workspace.mark_read_back(options.redo, undone=False)
        if not options.books:
            kept = workspace.annotations()
            names = names_of_accounts(workspace) if kept and not options.json else {}
            return _list(kept, options.json, names)
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        found = read_back(workspace, facts, options.books)
        theirs = {item.key: len(item.offers) - 1 for item in found.conflicts if options.take == _THEIRS}
        records = chosen(found, theirs)
        number = workspace.keep_annotations(records) if options.apply and records else None
    if options.json:
        print_json(_found_json(found, number, len(records) if options.apply else 0))
    else:
        _tell(found, options, number, len(records))
    return 0


def _list(kept: tuple[KeptAnnotation, ...], as_json: bool, names: Mapping[str, str]) -> int:
    """Print what was read back so far; `names` are the accounts' by their ids."""
    told = [
        {
            "read_back": one.read_back,
            "read_at": one.read_at,
            "undone": one.is_undone,
            **asdict(one.record),
        }
        for one in kept
    ]
    if as_json:
        print_json({"annotations": told})
    for one in told if not as_json else ():
        back = ", taken back" if one["undone"] else ""
        said = f"{names.get(one['account'], one['account'])}: {one['field']}: {_one_line(one['text'])}"
        print(f"{one['read_back']}: {said} ({one['file']}, {one['read_at'][:10]}{back})")
    return 0


def _found_json(found: ReadBack, number: int | None, applied: int) -> dict[str, Any]:
    return {
        "files": list(found.files),
        "rows": found.rows,
        "unchanged": found.unchanged,
        "read_back": number,
        "applied": applied,
        "conflicts": len(found.conflicts),
        "items": [asdict(item) for item in found.items],
        "set_aside": [{"file": each.file, **asdict(each.row)} for each in found.aside],
        "remarks": list(found.remarks),
    }


def _tell(found: ReadBack, options: argparse.Namespace, number: int | None, records: int) -> None:
    """Print for people what came back, and what became of it."""
    for item in found.items:
        _tell_item(item)
    for each in found.aside:
        _tell_aside(each)
    for remark in found.remarks:
        print(remark)
    print(f"{found.rows:,} rows read, {found.unchanged:,} texts as they were, {len(found.items):,} changed.")
    if number is not None:
        print(f"Kept {records:,} as read-back {number}; take it back with --undo {number}.")
    elif records:
        print(f"Nothing was kept yet: add --apply to keep {records:,}.")
    if found.conflicts and options.take is None:
        left = len(found.conflicts)
        conflicts = "1 conflict is left as it is" if left == 1 else f"{left:,} conflicts are left as they are"
        print(f"{conflicts}: add --take theirs to take what came back.")


def _tell_item(item: CameBack) -> None:
    """Print one field that came back, in a conflict side by side with what is kept."""
    from cxdesk.workspace.annotations import FIELDS

    print(f"{item.account_name}, {FIELDS[item.field]}: {item.state}")
    if item.kept:
        print(f"  kept: {_one_line(item.kept)} ({item.kept_from})")
    for offer in item.offers:
        print(f"  came back: {_one_line(offer.text)} ({offer.file}, {offer.sheet} {offer.place})")


def _tell_aside(each: Aside) -> None:
    row = each.row
    said = f" It says: {_one_line(row.text)}" if row.text else ""
    where = row.place or f"row {row.row}"
    print(f"Set aside: {each.file}, {row.sheet}, {where}: {row.reason}{said}")


def _one_line(text: str) -> str:
    return " / ".join(text.split("\n")) if text else "(empty)"
