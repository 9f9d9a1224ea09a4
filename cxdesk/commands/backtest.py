"""`cxdesk backtest`: would the forecasts of past dates have found who was lost?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.commands.arguments import date_argument, period_argument, size_argument
from cxdesk.commands.chart import CHART_PADDING, check_chart_file, write_chart
from cxdesk.commands.printing import print_json

if TYPE_CHECKING:
    from cxdesk.health.backtest import Backtest


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
    command.add_argument(
        "--out", type=Path, help="draw forecasts against what came: a .png or .svg, or their table as .csv"
    )
    command.add_argument("--size", type=size_argument, default=(1000, 600), help="for example 1000x600")
    command.add_argument("--dark", action="store_true")
    command.set_defaults(run=_backtest)


def _backtest(options: argparse.Namespace) -> int:
    from cxdesk.report.backtest_json import backtest_json, verdict
    from cxdesk.session.backtesting import backtest_of
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    if options.out:
        check_chart_file(options.out, options.size)
    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        found = backtest_of(workspace, facts, options.horizon, options.calls)
    if options.out:
        _draw(found, options)
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


def _draw(found: Backtest, options: argparse.Namespace) -> None:
    """Draw the chances that were said against what came."""
    from cxdesk.charts.calibration_plot import calibration_chart
    from cxdesk.charts.chart import Surface
    from cxdesk.session.forecast_chart import forecast_bins
    from cxdesk.theme import theme

    surface = Surface(theme(options.dark), *map(float, options.size), padding=CHART_PADDING)
    write_chart(calibration_chart(forecast_bins(found), surface), options.out)


def _share(text: str) -> float:
    """Return the share of "10%" or "0.1"."""
    try:
        value = float(text.rstrip("% ")) / (100.0 if "%" in text else 1.0)
    except ValueError:
        value = 0.0
    if not 0.0 < value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is no share of the accounts, such as 10%")
    return value
