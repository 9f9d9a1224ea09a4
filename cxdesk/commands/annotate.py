"""`cxdesk annotate`: a workbook that was imported, with health beside its accounts and all else untouched."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxdesk.commands.arguments import date_argument
from cxdesk.commands.outputs import ends_with
from cxdesk.commands.printing import print_json

if TYPE_CHECKING:
    from cxdesk.report.annotated import AnnotationPlan


def add_annotate(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser(
        "annotate", help="add health, notes and explanations to a copy of a workbook that was imported"
    )
    command.add_argument("workspace", type=Path)
    command.add_argument("book", type=Path, help="the workbook (.xlsx or .xlsm) as it was imported")
    command.add_argument("--out", type=Path, help="the copy to write (default: only say what would be added)")
    command.add_argument("--as-of", type=date_argument, help="what was known on that day")
    command.set_defaults(run=_annotate)


def _annotate(options: argparse.Namespace) -> int:
    from cxdesk.report.annotated import annotate, plan_annotation
    from cxdesk.session.annotating import prepared
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    if options.out:
        ends_with(options.out, (options.book.suffix.lower(),), f"A copy of {options.book.name}")
    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        annotation, rows = prepared(workspace, facts, options.book)
    if options.out:
        plan = annotate(options.book, options.out, annotation, rows)
    else:
        plan = plan_annotation(options.book, annotation, rows)
    if options.json:
        print_json(_plan_json(plan, options.out))
    else:
        _tell(plan, options)
    return 0


def _plan_json(plan: AnnotationPlan, out: Path | None) -> dict[str, Any]:
    return {
        "out": str(out) if out else None,
        "sheets": [
            {
                "sheet": each.sheet,
                "columns": [each.first, each.last],
                "rows": each.rows,
                "looked_up_by": each.key or None,
                "plain_rows": each.plain,
            }
            for each in plan.sheets
        ],
        "new_sheet": plan.new_sheet,
        "changed_parts": list(plan.changed_parts),
        "kept_parts": plan.kept_parts,
    }


def _tell(plan: AnnotationPlan, options: argparse.Namespace) -> None:
    """Print for people what is added, or would be."""
    verb = "Added" if options.out else "Would add"
    for each in plan.sheets:
        print(
            f"{verb} columns {each.first} to {each.last} to the sheet {each.sheet}: {each.rows:,} accounts."
        )
        if each.plain:
            print(
                f"  {each.plain:,} of them as plain values, which do not follow their account when the sheet "
                "is sorted."
            )
    print(f"{verb} the sheet {plan.new_sheet}. {plan.kept_parts} parts of the workbook stay byte for byte.")
    if options.out:
        print(f"Wrote {options.out}. The original is as it was.")
