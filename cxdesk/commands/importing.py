"""The command that reads spreadsheets into a workspace, and what it prints."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.commands.near_names import tell_arrivals, tell_unknown, unknown_json
from cxdesk.commands.printing import print_json
from cxdesk.commands.progress_line import end_line, progress_line
from cxdesk.commands.sheet_words import (
    asked_lines,
    change_line,
    encoding_line,
    problem_lines,
    remembered_line,
    sheet_name,
)
from cxdesk.errors import CxdeskError, PasswordNeeded, WrongPassword

if TYPE_CHECKING:
    from cxdesk.importing import ImportPlan
    from cxdesk.importing.difference import Difference
    from cxdesk.progress import Progress
    from cxdesk.workspace.records import Decision, ImportRecord
    from cxdesk.workspace.said import Said, Shape

ROWS_SET_ASIDE = 4
"""The exit status under --strict where rows were set aside."""
UNCONFIRMED = 5
"""The exit status under --strict-columns where nobody has confirmed what a column means."""
_READING = 0.7
"""The share of the time that reading takes; the rest compares and keeps."""
PROTECTED_HELP = "its first line opens protected workbooks; or set CXDESK_PASSWORD"


def add_import(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("import", help="read spreadsheets into a workspace")
    command.add_argument("files", nargs="+", type=Path)
    command.add_argument("--workspace", required=True, type=Path, help="made when it does not exist")
    command.add_argument("--strict", action="store_true", help="exit with 4 when rows were set aside")
    command.add_argument("--password-file", type=Path, help=PROTECTED_HELP)
    command.add_argument(
        "--encoding",
        action="append",
        default=[],
        metavar="[FILE=]NAME",
        help="read text files in this encoding, for example cp1250; FILE= for that one alone",
    )
    _add_readings(command)
    command.add_argument(
        "--replace", action="store_true", help="rows that a newer export of a file lacks count no more"
    )
    two = {"nargs": 2, "action": "append", "default": []}
    command.add_argument("--preview", action="store_true", help="say what it would do; write nothing")
    command.add_argument(
        "--same",
        metavar=("KEPT", "OTHER"),
        help="two near names are one account; undone with the import",
        **two,
    )
    command.add_argument("--different", metavar=("ONE", "OTHER"), help="two near names are two", **two)
    command.set_defaults(run=_import)


def _add_readings(command: argparse.ArgumentParser) -> None:
    """Add what can be said of how sheets and columns are read."""
    more = {"action": "append", "default": []}
    command.add_argument(
        "--table", metavar="[SHEET=]TABLE", help="read a sheet as this table; none leaves it out", **more
    )
    command.add_argument(
        "--map",
        metavar="[SHEET:]COLUMN=FIELD",
        help="read a column as this field of its table; COLUMN= keeps it without using it",
        **more,
    )
    command.add_argument(
        "--confirm", action="store_true", help="columns that were read by their names are what they seem"
    )
    command.add_argument(
        "--strict-columns",
        action="store_true",
        help="exit with 5 and import nothing while columns read by their names are not confirmed",
    )


def tell_import(plan: ImportPlan) -> None:
    """Print how each sheet was read."""
    for sheet in plan.sheets:
        report = sheet.report
        told = report.recognised_as.rstrip(".")
        print(f"{sheet_name(report)}: {told}; {report.rows_kept:,} of {report.rows_in:,} rows kept.")
        if line := encoding_line(sheet.sheet.encoding, sheet.source.encoding):
            print(f"  {line}")
        if report.table and report.unmapped:
            print(f"  kept as they are, without a meaning: {', '.join(report.unmapped)}")
        for line in filter(None, (remembered_line(sheet), *asked_lines(sheet), *problem_lines(report))):
            if not told.lower().endswith(line.rstrip(".").lower()):  # why it is not used is said already
                print(f"  {line}")


def strictly(strict: bool, plan: ImportPlan | None) -> int:
    """Return the exit status, which under --strict says that rows were set aside."""
    set_aside = plan is not None and any(sheet.report.rows_set_aside for sheet in plan.sheets)
    return ROWS_SET_ASIDE if strict and set_aside else 0


def _import(options: argparse.Namespace) -> int:
    from cxdesk.importing import commit, plan_json, unconfirmed
    from cxdesk.importing.difference import difference, difference_json
    from cxdesk.importing.plan_notes import without_needless_remarks
    from cxdesk.session.duplicates import near_json
    from cxdesk.session.review_names import answers_to
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts.arrivals import near_arrivals, unknown_accounts
    from cxdesk.workspace.facts.near_names import undecided

    path, progress = options.workspace, progress_line()
    plan = _as_said(options, progress.part(0.0, _READING))
    asked = unconfirmed(plan)
    refused = options.strict_columns and asked > 0
    writing = not options.preview and not refused
    keeping = progress.part(_READING, 1.0)
    with Workspace.open(path) if path.exists() else Workspace.in_memory() as workspace:
        there = {report.table for report in workspace.reports()}
        plan = replace(plan, sheets=tuple(without_needless_remarks(plan.sheets, there)))
        found = [difference(workspace, sheet) for sheet in plan.sheets]
        near = near_arrivals(workspace, [sheet.outcome for sheet in plan.sheets])
        unknown = unknown_accounts(workspace, [sheet.outcome for sheet in plan.sheets])
        decisions = workspace.decisions()
        said = answers_to(near, decisions, options.same, options.different)
        record = commit(workspace, plan, keeping, said) if writing and path.exists() else None
    if writing and not path.exists():  # made only now that there is something to keep
        record = _in_new_workspace(path, plan, keeping, said)
    end_line()
    near = undecided(near, (*decisions, *said))
    if options.json:
        told = plan_json(plan)
        for sheet, planned, change in zip(told["sheets"], plan.sheets, found, strict=True):
            sheet["difference"] = difference_json(change)
            sheet["unknown_accounts"] = unknown_json(unknown.get(planned.report.digest, {}), near)
        told |= {"near": near_json(near.pairs), "more": near.more, "decided": len(said)}
        print_json({**told, "changed": record is not None, "preview": options.preview})
    else:
        tell_import(plan)
        _tell_changes(plan, found)
        for sheet in plan.sheets:
            tell_unknown(sheet_name(sheet.report), unknown.get(sheet.report.digest, {}), near)
        tell_arrivals(near)
        if near.asked and options.preview:
            print("Answer with --same KEPT OTHER or --different ONE OTHER when you import.")
        elif near.asked:
            print(f"Decide with: cxdesk duplicates {path} --same KEPT OTHER")
        _tell_asked(plan, asked, refused)
        if not writing:
            print("Nothing was written.")
        else:
            print(f"Kept in {path}." if record else f"All of it was already in {path}; nothing has changed.")
    return UNCONFIRMED if refused else strictly(options.strict, plan)


def _in_new_workspace(
    path: Path, plan: ImportPlan, progress: Progress, said: Sequence[Decision]
) -> ImportRecord | None:
    """Keep a plan in a workspace that is made for it, and gone again where that fails or is stopped."""
    from cxdesk.importing import commit
    from cxdesk.workspace import Workspace

    try:
        with Workspace.create(path) as workspace:
            return commit(workspace, plan, progress, said)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _as_said(options: argparse.Namespace, progress: Progress) -> ImportPlan:
    """Return the plan of the files, read as the options say."""
    from cxdesk.importing import confirm, prepare
    from cxdesk.importing.difference import replacing
    from cxdesk.importing.given_readings import given_columns, given_tables
    from cxdesk.importing.passwords import given_passwords
    from cxdesk.importing.remembered import with_remembered
    from cxdesk.importing.text_encoding import given_encodings

    own, said = _known_before(options.workspace)
    given = given_passwords(options.files, options.password_file)
    encodings = given_encodings(options.files, options.encoding)
    try:
        plan = prepare(options.files, progress, own, given, encodings)
    except CxdeskError as error:
        end_line()
        raise _left_alone(error, len(options.files)) from error
    if plan.refused:  # before a workspace is made for nothing
        raise _left_alone(plan.refused[0], len(options.files))
    plan = given_columns(given_tables(with_remembered(plan, said), options.table), options.map)
    if options.confirm:
        plan = replace(plan, sheets=tuple(map(confirm, plan.sheets)))
    if options.replace:
        plan = replace(plan, sheets=tuple(replacing(sheet, yes=True) for sheet in plan.sheets))
    return plan


def _tell_asked(plan: ImportPlan, asked: int, refused: bool) -> None:
    """Say how many columns nobody has confirmed, and what can be said of them and of sheets not used."""
    if asked:
        what = "1 column is" if asked == 1 else f"{asked:,} columns are"
        how = "to be confirmed first" if refused else "read as shown, unconfirmed"
        print(
            f"{what} {how}. --confirm accepts all; --map COLUMN=FIELD says what one means, "
            "--map COLUMN= keeps it unused."
        )
    unused = [sheet for sheet in plan.sheets if not sheet.table and sheet.columns]
    if unused:
        what = "1 sheet is" if len(unused) == 1 else f"{len(unused):,} sheets are"
        print(f"{what} not used. --table SHEET=TABLE reads one all the same.")


def _known_before(path: Path) -> tuple[list[str], dict[Shape, Said]]:
    """Return the presets that the user has saved in a workspace, and what was said with its imports; nothing
    where there is no workspace yet.
    """
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.said import remembered

    if not path.exists():
        return [], {}
    with Workspace.open(path) as workspace:
        return [text for _, text in workspace.presets()], remembered(workspace.imports())


def _left_alone(error: CxdeskError, files: int) -> CxdeskError:
    """Return why a file cannot be read, with what that means for the others: they are one import."""
    if isinstance(error, PasswordNeeded) and not isinstance(error, WrongPassword):
        error.next_step = (
            "Write its password into the first line of a text file and name that with --password-file FILE, "
            "or set CXDESK_PASSWORD."
        )
    if files > 1:
        error.next_step += " Nothing was imported: leave this file out to import the others."
    return error


def _tell_changes(plan: ImportPlan, found: Sequence[Difference]) -> None:
    """Say what each sheet changes, and what becomes of the rows that a newer export of a file lacks."""
    for sheet, change in zip(plan.sheets, found, strict=True):
        if change.not_counted:
            print(
                f"{sheet.report.file}: {change.not_counted:,} corrected rows do not count now, for the sheet "
                "that they are from does not: a newer export came, or its import was taken back."
            )
        if change.unclear:
            print(
                f"{sheet.report.file} may be a newer export of any of {change.unclear} sheets of that name "
                "that are alike. All of them count; take back the import that it replaces."
            )
        elif line := change_line(sheet.report, change):
            print(line)
