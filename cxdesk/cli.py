"""The command line: everything that the window does, for scripts.

Exit status: 0 done, 1 it failed, 2 usage, 3 unreadable input, 4 rows were set aside under --strict. With
--json every command prints exactly one JSON object on standard output, also when it fails. Heavy imports wait
until the command that needs them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cxdesk import __version__
from cxdesk.errors import CxdeskError, Place, UsageError

if TYPE_CHECKING:
    import numpy as np

    from cxdesk.importing import ImportPlan
    from cxdesk.workspace import Workspace

WORKSPACE_SUFFIX = ".cxdesk"
ROWS_SET_ASIDE = 4
_PROTECTED_HELP = "its first line opens protected workbooks; or set CXDESK_PASSWORD"
_COMMANDS = ("open", "import", "score", "show", "sample")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    _write_unicode()
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        options = _parser().parse_args(_with_command(given))
        return options.run(options)
    except CxdeskError as error:
        return _failed(error, as_json)
    except BrokenPipeError:  # whoever read our output has had enough
        return 1


def _write_unicode() -> None:
    """Write UTF-8 whatever the code page; half a surrogate pair becomes the escape that JSON has for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _with_command(given: list[str]) -> list[str]:
    """Return the arguments with `open` put first where no command is named."""
    first = given[0] if given else ""
    return given if first in _COMMANDS or first in ("-h", "--help", "--version") else ["open", *given]


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are ours, so that --json and the exit status hold for them too."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See `{self.prog} --help`.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="cxdesk", description="Account health from the spreadsheets you already have.")
    parser.add_argument("--version", action="version", version=f"cxdesk {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)

    command = commands.add_parser("open", help="open the window (the default)")
    command.add_argument(
        "workspace", nargs="?", type=Path, help="a .cxdesk file; made when it does not exist"
    )
    command.add_argument("--sample", action="store_true", help="open the synthetic sample portfolio")
    command.set_defaults(run=_open)

    command = commands.add_parser("import", help="read spreadsheets into a workspace")
    command.add_argument("files", nargs="+", type=Path)
    command.add_argument("--workspace", required=True, type=Path, help="made when it does not exist")
    command.add_argument("--strict", action="store_true", help="exit with 4 when rows were set aside")
    command.add_argument("--password-file", type=Path, help=_PROTECTED_HELP)
    command.set_defaults(run=_import)

    command = commands.add_parser("score", help="score accounts, and write the annotated workbook")
    command.add_argument("files", nargs="+", type=Path, help="spreadsheets, or one .cxdesk workspace")
    command.add_argument(
        "--as-of", type=_date, help="what was known on that day (default: the newest date in the data)"
    )
    command.add_argument("--out", type=Path, help="the annotated workbook to write (.xlsx)")
    command.add_argument("--strict", action="store_true", help="exit with 4 when rows were set aside")
    command.add_argument("--password-file", type=Path, help=_PROTECTED_HELP)
    command.set_defaults(run=_score)

    command = commands.add_parser("show", help="draw a page of the window into a PNG")
    command.add_argument("workspace", type=Path)
    command.add_argument("--page", required=True, choices=("portfolio", "account"))
    command.add_argument("--account", default="", help="an account's id or name")
    command.add_argument("--out", required=True, type=Path)
    command.add_argument("--size", type=_size, default=(1440, 900), help="for example 1440x900")
    command.add_argument("--dark", action="store_true")
    command.set_defaults(run=_show)

    command = commands.add_parser("sample", help="write the synthetic sample spreadsheets")
    command.add_argument("--out", required=True, type=Path, help="a folder")
    command.set_defaults(run=_sample)

    for command in commands.choices.values():
        command.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _open(options: argparse.Namespace) -> int:
    from cxdesk.desktop.application import run

    return run(options.workspace, sample=options.sample)


def _import(options: argparse.Namespace) -> int:
    from cxdesk.importing import commit, plan_json, prepare
    from cxdesk.importing.passwords import given_passwords
    from cxdesk.progress import silent
    from cxdesk.workspace import Workspace

    path = options.workspace
    plan = prepare(options.files, silent(), passwords=given_passwords(options.files, options.password_file))
    if plan.refused:  # before a workspace is made for nothing
        raise plan.refused[0]
    with Workspace.open(path) if path.exists() else Workspace.create(path) as workspace:
        record = commit(workspace, plan, silent())
    if options.json:
        _print_json({**plan_json(plan), "changed": record is not None})
    else:
        _tell_import(plan)
        print(f"Kept in {path}." if record else f"All of it was already in {path}; nothing has changed.")
    return _strictly(options.strict, plan)


def _score(options: argparse.Namespace) -> int:
    from cxdesk.health import read_standards, score
    from cxdesk.report.score_json import score_json
    from cxdesk.workspace.facts import date_asked_for, read_facts

    if not options.out and not options.json:
        raise UsageError("Nothing would come of this.", "Add --out BOOK.xlsx or --json.")
    workspace, plan = _opened_or_imported(options.files, options.password_file)
    with workspace:
        standards = read_standards(workspace.standards_text())
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        portfolio = score(facts, standards)
        if options.out:
            from cxdesk.report import write_workbook

            write_workbook(options.out, facts, portfolio, standards, workspace.full_reports())
    if options.json:
        _print_json(score_json(facts, portfolio))
    else:
        if plan:
            _tell_import(plan)
        for finding in facts.findings:
            print(finding.message)
        print(f"Scored {len(portfolio):,} accounts as of {facts.as_of}: {options.out}.")
    return _strictly(options.strict, plan)


def _opened_or_imported(
    files: Sequence[Path], password_file: Path | None
) -> tuple[Workspace, ImportPlan | None]:
    """Return the workspace that was named, or one in memory into which the files were read."""
    from cxdesk.importing import commit, prepare
    from cxdesk.importing.passwords import given_passwords
    from cxdesk.progress import silent
    from cxdesk.workspace import Workspace

    if any(path.suffix == WORKSPACE_SUFFIX for path in files):
        if len(files) > 1:
            raise UsageError("A workspace is scored alone.", "Name either one workspace or spreadsheets.")
        return Workspace.open(files[0]), None
    plan = prepare(files, silent(), passwords=given_passwords(files, password_file))
    workspace = Workspace.in_memory()
    commit(workspace, plan, silent())
    return workspace, plan


def _show(options: argparse.Namespace) -> int:
    from cxdesk.desktop.snapshots import show

    if options.page == "account" and not options.account:
        raise UsageError("The account page needs an account.", "Add --account with its id or name.")
    show(options.workspace, options.page, options.account, options.out, options.size, options.dark)
    if options.json:
        _print_json({"out": str(options.out), "page": options.page, "account": options.account or None})
    else:
        print(f"Drawn: {options.out}")
    return 0


def _sample(options: argparse.Namespace) -> int:
    from cxdesk.sample import write_sample

    options.out.mkdir(parents=True, exist_ok=True)
    files = write_sample(options.out)
    if options.json:
        _print_json({"synthetic": True, "files": [str(path) for path in files]})
    else:
        print("Written, all of it synthetic:", *files, sep="\n  ")
    return 0


def _tell_import(plan: ImportPlan) -> None:
    for sheet in plan.sheets:
        report = sheet.report
        name = f"{report.file} › {report.sheet}" if report.sheet else report.file
        told = report.recognised_as.rstrip(".")
        print(f"{name}: {told}; {report.rows_kept:,} of {report.rows_in:,} rows kept.")
        if report.table and report.unmapped:
            print(f"  kept as they are, without a meaning: {', '.join(report.unmapped)}")
        for problem in report.problems:
            print(f"  {Place(row=problem.row, column=problem.column)}: {problem.hint}".replace("  : ", "  "))


def _strictly(strict: bool, plan: ImportPlan | None) -> int:
    set_aside = plan is not None and any(sheet.report.rows_set_aside for sheet in plan.sheets)
    return ROWS_SET_ASIDE if strict and set_aside else 0


def _failed(error: CxdeskError, as_json: bool) -> int:
    if as_json:
        _print_json({"error": {"what": error.what, "where": str(error.place), "next_step": error.next_step}})
    print(f"cxdesk: {error}", file=sys.stderr)
    return error.exit_status


def _print_json(value: dict) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))


def _date(text: str) -> np.datetime64:
    import numpy as np

    try:
        return np.datetime64(date.fromisoformat(text), "D")
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-09-30") from error


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"{text} is not a size such as 1440x900")
    return int(width), int(height)
