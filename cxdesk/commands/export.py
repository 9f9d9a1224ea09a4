"""`cxdesk export`: a table as CSV or Parquet."""

from __future__ import annotations

import argparse
from pathlib import Path

from cxdesk.commands.arguments import account_position, date_argument
from cxdesk.commands.printing import print_json


def add_export(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("export", help="write a table as CSV or Parquet")
    command.add_argument("workspace", type=Path)
    command.add_argument("--table", default="portfolio", help="which table; a wrong name lists them")
    command.add_argument(
        "--metric", default="", help="with --table evidence: the number whose rows are wanted"
    )
    command.add_argument("--account", help="an account's id or name (default: all accounts)")
    command.add_argument("--as-of", type=date_argument, help="what was known on that day")
    command.add_argument("--out", required=True, type=Path, help="a .csv or .parquet")
    command.add_argument(
        "--raw",
        action="store_true",
        help="CSV for programs: texts that a spreadsheet would run stay as they are",
    )
    command.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    from cxdesk.progress import silent
    from cxdesk.report.table_export import write_table
    from cxdesk.session import open_session
    from cxdesk.session.exported_tables import TableWanted, table_columns

    session = open_session(options.workspace)
    try:
        session.choose_as_of(options.as_of)
        account = None
        if options.account:
            accounts = session.facts(silent()).accounts
            account = str(accounts.account_id[account_position(accounts, options.account)])
        columns = table_columns(session, TableWanted(options.table, options.metric, account), silent())
        rows = write_table(options.out, columns, raw=options.raw)
        as_of = str(session.as_of)
    finally:
        session.close()
    if options.json:
        told = {"out": str(options.out), "table": options.table, "as_of": as_of, "rows": rows}
        print_json(told | {"columns": [column.title for column in columns]})
    else:
        print(f"Wrote {rows:,} {'row' if rows == 1 else 'rows'} to {options.out}.")
    return 0
