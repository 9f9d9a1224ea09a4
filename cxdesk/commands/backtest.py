"""`cxdesk backtest`: would the forecasts of past dates have found who was lost?"""

from __future__ import annotations

import argparse
from pathlib import Path

from cxdesk.commands.arguments import date_argument, period_argument
from cxdesk.commands.printing import print_json


def add_backtest(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("backtest", help="judge the forecasts of past dates by what became of them")
    command.add_argument("workspace", type=Path)
    command.add_argument(
        "--horizon",
        type=period_argument,
        default=90,
        metavar="90d",
        help="lost within so many days (default: 90d)",
    )
    command.add_argument(
        "--calls",
        type=_share,
        default=0.1,
        metavar="10%",
        help="what share of the accounts is called in that time (default: 10%%)",
    )
    command.add_argument("--as-of", type=date_argument, help="with what was known on that day")
    command.set_defaults(run=_backtest)


def _backtest(options: argparse.Namespace) -> int:
    from cxdesk.report.backtest_json import backtest_json, verdict
    from cxdesk.session.backtesting import backtest_of
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        found = backtest_of(workspace, facts, options.horizon, options.calls)
    if options.json:
        print_json(backtest_json(found, facts))
        return 0
    print(verdict(found))
    print(f"{found.rows:,} accounts on {len(found.origins)} dates, {found.events:,} losses; {found.method}.")
    for name, quality in found.models.items():
        print(
            f"  {name.replace('_', ' '):20} AUC {quality.auc.value:.3f} "
            f"({quality.auc.low:.3f} to {quality.auc.high:.3f})  Brier {quality.brier:.4f}  "
            f"skill {quality.skill:+.3f}  lift {quality.lift:.2f}"
        )
    for miss in found.misses:
        name = facts.accounts.account_name[miss.account]
        print(f"  missed: {name}, lost {miss.lost_on}, place {miss.rank} of {miss.accounts} on {miss.origin}")
    return 0


def _share(text: str) -> float:
    """Return the share of "10%" or "0.1"."""
    try:
        value = float(text.rstrip("% ")) / (100.0 if "%" in text else 1.0)
    except ValueError:
        value = 0.0
    if not 0.0 < value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is no share of the accounts, such as 10%")
    return value
