"""The command line: everything that the window does, for scripts.

Exit status: 0 done, 1 it failed, 2 usage, 3 unreadable input, 4 rows were set aside under --strict, 5 columns
are not confirmed under --strict-columns, 130 stopped by Ctrl+C. With --json every command prints exactly one
JSON object on standard output, also when it fails. Heavy imports wait until the command that needs them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from contextlib import closing
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cxdesk import __version__
from cxdesk.commands.annotate import add_annotate
from cxdesk.commands.arguments import date_argument, size_argument
from cxdesk.commands.backtest import add_backtest
from cxdesk.commands.brief import add_brief
from cxdesk.commands.change import add_change
from cxdesk.commands.chart import add_chart
from cxdesk.commands.comments import add_comments
from cxdesk.commands.conventions import add_conventions
from cxdesk.commands.customer_review import add_customer_review
from cxdesk.commands.export import add_export
from cxdesk.commands.importing import PROTECTED_HELP, ROWS_SET_ASIDE, add_import, strictly, tell_import
from cxdesk.commands.metrics import add_metrics
from cxdesk.commands.near_names import tell_groups
from cxdesk.commands.outputs import (
    add_replace,
    check_files,
    check_output,
    ends_with,
    output_stamp,
    remember_files,
    remember_output,
)
from cxdesk.commands.printing import print_json
from cxdesk.commands.read_back import add_read_back
from cxdesk.commands.standards import add_standards
from cxdesk.commands.tensions import add_tensions
from cxdesk.commands.themes import add_themes
from cxdesk.commands.written import add_written
from cxdesk.errors import CxdeskError, UsageError

if TYPE_CHECKING:
    from cxdesk.importing import ImportPlan
    from cxdesk.workspace import Workspace

WORKSPACE_SUFFIX = ".cxdesk"
_CONNECTS = "--con"
"""How the option that names a connection may begin at the least: argparse takes shortened options."""
STOPPED = 130
"""The exit status after Ctrl+C, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    _write_unicode()
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        parser, commands = _parser()
        options = parser.parse_args(_with_command(given, commands))
        check_output(options)
        before = output_stamp(options)
        status = options.run(options)
        remember_output(options, before)
        return status
    except CxdeskError as error:
        return _failed(_without_connection(error, given), as_json)
    except BrokenPipeError:  # whoever read our output has had enough
        return 1
    except KeyboardInterrupt:
        print("\ncxdesk: Stopped; what was not finished is not kept.", file=sys.stderr)
        return STOPPED


def _without_connection(error: CxdeskError, given: Sequence[str]) -> CxdeskError:
    """Return the error, without words of a connection that the shell took apart: one may be a password."""
    connects = "facts" in given or any(word.startswith(_CONNECTS) for word in given)
    if connects and error.what.startswith("Unrecognized arguments"):
        return UsageError(
            "There are too many arguments.",
            "Name the command first, and put what stands after --connect into quotes.",
        )
    return error


def _write_unicode() -> None:
    """Write UTF-8 whatever the code page; half a surrogate pair becomes the escape that JSON has for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _with_command(given: list[str], commands: Collection[str]) -> list[str]:
    """Return the arguments with `open` put first where no command is named."""
    first = given[0] if given else ""
    return given if first in commands or first in ("-h", "--help", "--version") else ["open", *given]


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are ours, so that --json and the exit status hold for them too."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", f"See `{self.prog} --help`.")


def _parser() -> tuple[argparse.ArgumentParser, Collection[str]]:
    """Return the parser and the names of its commands."""
    parser = _Parser(prog="cxdesk", description="Account health from the spreadsheets you already have.")
    parser.add_argument("--version", action="version", version=f"cxdesk {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)

    command = commands.add_parser("open", help="open the window (the default)")
    command.add_argument(
        "workspace", nargs="?", type=Path, help="a .cxdesk file; made when it does not exist"
    )
    command.add_argument("--sample", action="store_true", help="open the synthetic sample portfolio")
    command.set_defaults(run=_open)

    add_import(commands)
    _add_warehouse(commands)

    command = commands.add_parser("score", help="score accounts, and write the annotated workbook")
    command.add_argument("files", nargs="+", type=Path, help="spreadsheets, or one .cxdesk workspace")
    command.add_argument(
        "--as-of",
        type=date_argument,
        help="what was known on that day (default: the newest date in the data)",
    )
    command.add_argument("--out", type=Path, help="the annotated workbook to write (.xlsx)")
    live = "the id of an account whose scores stay formulas where there are more than 300; may be repeated"
    command.add_argument("--live", action="append", default=[], metavar="ID", help=live)
    command.add_argument("--strict", action="store_true", help="exit with 4 when rows were set aside")
    command.add_argument("--password-file", type=Path, help=PROTECTED_HELP)
    command.set_defaults(run=_score)

    command = commands.add_parser("show", help="draw a page of the window into a PNG")
    command.add_argument("workspace", type=Path)
    command.add_argument("--page", required=True, choices=("portfolio", "account"))
    command.add_argument("--account", default="", help="an account's id or name")
    command.add_argument("--out", required=True, type=Path)
    command.add_argument("--size", type=size_argument, default=(1440, 900), help="for example 1440x900")
    command.add_argument("--dark", action="store_true")
    command.set_defaults(run=_show)

    _add_import_commands(commands)
    add_annotate(commands)
    add_brief(commands)
    add_export(commands)
    add_customer_review(commands)
    add_read_back(commands)
    add_metrics(commands)
    add_tensions(commands)
    add_themes(commands)
    add_comments(commands)
    add_chart(commands)
    add_backtest(commands)
    add_change(commands)
    add_written(commands)
    add_conventions(commands)
    add_standards(commands)

    command = commands.add_parser("sample", help="write the synthetic sample spreadsheets")
    command.add_argument("--out", required=True, type=Path, help="a folder")
    command.set_defaults(run=_sample)

    for command in commands.choices.values():
        add_replace(command)
        command.add_argument("--json", action="store_true", help="print one JSON object")
    return parser, commands.choices


def _add_warehouse(commands: argparse._SubParsersAction) -> None:
    """Add the two commands for usage events that stay in a team's warehouse."""
    query = commands.add_parser("facts-sql", help="print the query that a warehouse counts usage with")
    query.add_argument("--dialect", required=True, help="snowflake, bigquery, databricks, redshift, ...")
    query.add_argument("--table", default="usage", help="the table of events (default: usage)")
    query.set_defaults(run=_facts_sql)
    home = commands.add_parser("facts", help="count usage events in a warehouse; bring months home")
    home.add_argument(
        "--connect",
        required=True,
        metavar="DRIVER:DSN",
        help="a DB-API module or spark, and what it connects to; DRIVER:env:NAME takes the DSN from there",
    )
    home.add_argument("--table", required=True, help="the table of events")
    home.add_argument("--workspace", required=True, type=Path, help="made when it does not exist")
    home.add_argument("--dialect", help="what the driver's database speaks, where that is not known")
    home.add_argument("--source", default="", help="what reports call the warehouse (default: the driver)")
    home.add_argument("--strict", action="store_true", help="exit with 4 when events could not be counted")
    home.set_defaults(run=_facts)
    for command in (query, home):
        command.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help="account_id=ORG_ID says which column holds a field (FIELD= none); default: its own name",
        )
        command.add_argument(
            "--as-of", type=date_argument, help="count up to that day, in months that end on it"
        )
        command.add_argument(
            "--times", choices=("zoned", "utc"), help="whether the column `at` knows its zone or is in UTC"
        )


def _add_import_commands(commands: argparse._SubParsersAction) -> None:
    """Add what there is to do after an import."""
    command = commands.add_parser("imports", help="list the imports of a workspace, undo or redo one")
    command.add_argument("workspace", type=Path)
    command.add_argument("--undo", type=int, metavar="N", help="take import N back; nothing is deleted")
    command.add_argument("--redo", type=int, metavar="N", help="bring import N back")
    command.set_defaults(run=_imports)

    command = commands.add_parser("set-aside", help="write the rows set aside, to be corrected and imported")
    command.add_argument("workspace", type=Path)
    command.add_argument("--out", required=True, type=Path, help="the workbook to write (.xlsx)")
    command.add_argument("--import", type=int, metavar="N", dest="import_id", help="of import N alone")
    command.set_defaults(run=_set_aside)

    command = commands.add_parser("duplicates", help="list accounts that may be the same, and decide")
    command.add_argument("workspace", type=Path)
    two = {"nargs": 2, "metavar": ("KEPT", "OTHER")}
    command.add_argument("--same", **two, help="two accounts, by id or name, are the same")
    command.add_argument("--different", **two, help="two accounts are different")
    command.add_argument("--undo", type=int, metavar="N", help="take decision N back")
    command.add_argument("--redo", type=int, metavar="N", help="bring decision N back")
    command.set_defaults(run=_duplicates)


def _open(options: argparse.Namespace) -> int:
    from cxdesk.desktop.application import run

    return run(options.workspace, sample=options.sample)


def _facts_sql(options: argparse.Namespace) -> int:
    from cxdesk.warehouse import events_table, known_dialect, statements

    dialect = known_dialect(options.dialect)
    events = events_table(options.table, _columns(options.column), dialect, _zoned(options.times))
    found = statements(events, dialect, options.as_of)
    if options.json:
        print_json({"dialect": dialect, "table": events.name, "statements": found})
    else:
        print(*(f"-- {name}\n{text};" for name, text in found.items()), sep="\n\n")
    return 0


def _facts(options: argparse.Namespace) -> int:
    from cxdesk.progress import silent
    from cxdesk.warehouse import Request, address, bring_home, brought_json, connected, dialect_of
    from cxdesk.workspace import Workspace

    where = address(options.connect)
    request = Request(
        table=options.table,
        dialect=dialect_of(where, options.dialect),
        columns=_columns(options.column),
        as_of=options.as_of,
        zoned=_zoned(options.times),
        source=options.source,
    )
    path = options.workspace
    is_new = not path.exists()
    with Workspace.in_memory() if is_new else Workspace.open(path) as workspace:
        with closing(connected(where)) as warehouse:
            brought = bring_home(workspace, warehouse, request, silent())
        record = None if is_new else workspace.add_import([brought.sheet])
    if is_new:  # made only now that there is something to keep
        with Workspace.create(path) as workspace:
            record = workspace.add_import([brought.sheet])
    if options.json:
        print_json({**brought_json(brought), "changed": record is not None})
    else:
        print(brought.sheet.report.recognised_as)
        for problem in (*brought.left_out, *brought.remarks):
            print(f"  {problem.hint}")
        kept = f"{brought.account_months:,} account-months are kept in {path}."
        print(kept if record else f"All of it was already in {path}; nothing has changed.")
    return ROWS_SET_ASIDE if options.strict and brought.not_countable else 0


def _columns(given: Sequence[str]) -> dict[str, str | None]:
    """Return field to column of `FIELD=COLUMN`, None for `FIELD=`."""
    columns: dict[str, str | None] = {}
    for text in given:
        field, sign, name = text.partition("=")
        if not sign or field in columns:
            raise UsageError(f"--column {text} cannot be used.", "Write each field once, as FIELD=COLUMN.")
        columns[field] = name or None
    return columns


def _zoned(times: str | None) -> bool | None:
    return None if times is None else times == "zoned"


def _imports(options: argparse.Namespace) -> int:
    from cxdesk.session.history import imports_json
    from cxdesk.workspace import Workspace

    with Workspace.open(options.workspace) as workspace:
        if options.undo is not None:
            workspace.undo_import(options.undo)
        if options.redo is not None:
            workspace.redo_import(options.redo)
        told = imports_json(workspace)
    if options.json:
        print_json(told)
        return 0
    for each in told["imports"]:
        print(f"{each['import']}: {each['imported_at']}{', taken back' if each['undone'] else ''}")
        for sheet in each["sheets"]:
            name = f"{sheet['file']} › {sheet['sheet']}" if sheet["sheet"] else sheet["file"]
            kept = f"{sheet['rows_kept']:,} of {sheet['rows_in']:,} rows kept"
            counts = "" if sheet["counts"] or each["undone"] else ", not counted now"
            print(f"  {name}: {sheet['table'] or 'not used'}, {kept}{counts}")
    return 0


def _set_aside(options: argparse.Namespace) -> int:
    from cxdesk.session.aside import export_set_aside
    from cxdesk.workspace import Workspace

    ends_with(options.out, (".xlsx",), "The workbook of rows set aside")
    with Workspace.open(options.workspace) as workspace:
        summary = export_set_aside(workspace, options.out, options.import_id)
    if options.json:
        counts = {"sheets": summary.sheets, "rows": summary.rows, "unused": summary.unused}
        print_json({"out": str(summary.path), **counts})
    else:
        print(f"Wrote {summary.rows:,} rows set aside to {summary.path}: correct them there and import it.")
        if summary.unused:
            print(f"{summary.unused:,} of them are of sheets that were not used, as they stand.")
    return 0


def _duplicates(options: argparse.Namespace) -> int:
    from cxdesk.session.duplicates import key_of, near_json, respelt_json
    from cxdesk.session.history import decisions_json
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import read_facts
    from cxdesk.workspace.facts.near_names import near_accounts

    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace)
        if options.same:
            workspace.merge_accounts(*(key_of(facts, text) for text in options.same))
        if options.different:
            workspace.tell_accounts_apart(*(key_of(facts, text) for text in options.different))
        if options.undo is not None:
            workspace.undo_decision(options.undo)
        if options.redo is not None:
            workspace.redo_decision(options.redo)
        facts = read_facts(workspace)
        near, made = near_accounts(facts, workspace.decisions()), decisions_json(workspace)
    respelt = respelt_json(facts)
    if options.json:
        print_json({"near": near_json(near.pairs), "more": near.more, "respelt": respelt, "decisions": made})
        return 0
    tell_groups(near)
    for one in respelt:
        print(f"{one['name']} counts for {one['account_name']}: the same name in another spelling")
    for one in made:
        said = "the same" if one["same"] else "different"
        print(
            f"decision {one['decision']}: {one['kept']} and {one['other']} are {said}"
            f"{', taken back' if one['undone'] else ''}"
        )
    return 0


def _score(options: argparse.Namespace) -> int:
    from cxdesk.report.score_json import score_json
    from cxdesk.session.scoring import scored, standards_of
    from cxdesk.workspace.facts import date_asked_for, read_facts

    if not options.out and not options.json:
        raise UsageError("Nothing would come of this.", "Add --out BOOK.xlsx or --json.")
    if options.out:
        ends_with(options.out, (".xlsx",), "The annotated workbook")
    workspace, plan = _opened_or_imported(options.files, options.password_file)
    with workspace:
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        portfolio = scored(workspace, facts)
        if options.out:
            from cxdesk.report import write_workbook
            from cxdesk.session.backtesting import backtest_of
            from cxdesk.session.reading_back import handing_out
            from cxdesk.session.workbook_parts import changes_of, past_of

            reports, judged = workspace.full_reports(), backtest_of(workspace, facts)
            write_workbook(
                options.out,
                facts,
                portfolio,
                standards_of(workspace),
                reports,
                backtest=judged,
                live=options.live,
                given=handing_out(workspace, facts),
                changed=changes_of(workspace, facts, portfolio),
                past=past_of(workspace, facts, portfolio),
            )
    if options.json:
        print_json(score_json(facts, portfolio))
    else:
        if plan:
            tell_import(plan)
        for finding in facts.findings:
            print(finding.message)
        print(f"Scored {len(portfolio):,} accounts as of {facts.as_of}: {options.out}.")
    return strictly(options.strict, plan)


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
        print_json({"out": str(options.out), "page": options.page, "account": options.account or None})
    else:
        print(f"Drawn: {options.out}")
    return 0


def _sample(options: argparse.Namespace) -> int:
    from cxdesk.sample import SAMPLE_FILES, write_sample

    check_files((options.out / name for name in SAMPLE_FILES), replace=options.replace)
    options.out.mkdir(parents=True, exist_ok=True)
    files = write_sample(options.out)
    remember_files(files)
    if options.json:
        print_json({"synthetic": True, "files": [str(path) for path in files]})
    else:
        print("Written, all of it synthetic:", *files, sep="\n  ")
    return 0


def _failed(error: CxdeskError, as_json: bool) -> int:
    if as_json:
        print_json({"error": {"what": error.what, "where": str(error.place), "next_step": error.next_step}})
    print(f"cxdesk: {error}", file=sys.stderr)
    return error.exit_status
