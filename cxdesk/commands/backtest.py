"""`cxdesk backtest`: would the forecasts of past dates have found who was lost?"""

from __future__ import annotations

import argparse
from math import ceil, isnan
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.commands.arguments import date_argument, period_argument, size_argument
from cxdesk.commands.chart import CHART_PADDING, check_chart_file
from cxdesk.commands.printing import print_json

if TYPE_CHECKING:
    from cxdesk.health.backtest import Backtest

_MOST_MISSES = 20
_COLUMNS = """\
  AUC: how often the lost one of a lost and a kept account came first; 0.50 is chance, 1.00 always.
  lift: losses among those called, against calling at random. came/said: losses for each one forecast.
  Brier: squared error of the chances, less is better. skill: above 0 is better than one rate for all."""


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
        type=_calls,
        default=(0.1, 0.0),
        metavar="5",
        help="calls a week, or the share of the accounts called in that time (default: 10%%)",
    )
    command.add_argument("--as-of", type=date_argument, help="with what was known on that day")
    command.add_argument(
        "--out",
        type=Path,
        help="draw forecasts against what came: a .png, .svg or .pdf, or their table as .csv",
    )
    command.add_argument("--size", type=size_argument, default=(1000, 600), help="for example 1000x600")
    command.add_argument("--dark", action="store_true")
    command.set_defaults(run=_backtest)


def _backtest(options: argparse.Namespace) -> int:
    from cxdesk.health.backtest import Calls
    from cxdesk.report.backtest_json import backtest_json, verdict
    from cxdesk.session.backtesting import backtest_of
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    if options.out:
        check_chart_file(options.out, options.size)
    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        share, a_week = options.calls
        calls = Calls(share, ceil(a_week * options.horizon / 7.0))
        found = backtest_of(workspace, facts, options.horizon, calls)
    if options.out:
        _draw(found, options)
    if options.json:
        print_json(backtest_json(found, facts))
        return 0
    print(verdict(found))
    print(f"{found.rows:,} accounts on {len(found.origins)} dates, {found.events:,} losses; {found.method}.")
    _tell_models(found)
    for miss in found.misses[:_MOST_MISSES]:
        name = facts.accounts.account_name[miss.account]
        print(f"  missed: {name}, lost {miss.lost_on}, place {miss.rank} of {miss.accounts} on {miss.origin}")
    if len(found.misses) > _MOST_MISSES:
        print(f"  and {len(found.misses) - _MOST_MISSES:,} more: --json has all of them.")
    return 0


def _tell_models(found: Backtest) -> None:
    """Print how well each way of forecasting did, and what the columns mean."""
    print(f"  {'':20} {'AUC':>5} {'95 % range':>13} {'lift':>6} {'came/said':>10} {'Brier':>7} {'skill':>7}")
    for name, quality in found.models.items():
        area, came = quality.auc, quality.observed_over_expected.value
        print(
            f"  {name.replace('_', ' '):20} {_number(area.value):>5} "
            f"{_number(area.low) + ' to ' + _number(area.high):>13} {_number(quality.lift):>6} "
            f"{_number(came):>10} {quality.brier:7.4f} {quality.skill:+7.3f}"
        )
    if found.models:
        print(_COLUMNS)


def _number(value: float) -> str:
    return "-" if isnan(value) else f"{value:.2f}"


def _draw(found: Backtest, options: argparse.Namespace) -> None:
    """Draw the chances that were said against what came."""
    from cxdesk.charts.calibration_plot import calibration_chart
    from cxdesk.charts.chart import Surface
    from cxdesk.report.chart_file import write_chart
    from cxdesk.session.forecast_chart import forecast_bins
    from cxdesk.theme import theme

    surface = Surface(theme(options.dark), *map(float, options.size), padding=CHART_PADDING)
    write_chart(calibration_chart(forecast_bins(found), surface), options.out)


def _calls(text: str) -> tuple[float, float]:
    """Return (share of the accounts, calls a week) of "10%" or "5": one of them is 0."""
    try:
        value = float(text.rstrip("% "))
    except ValueError:
        value = 0.0
    if not 0.0 < value < 1e6 or ("%" in text and value > 100.0):
        raise argparse.ArgumentTypeError(
            f"{text} is neither calls a week, such as 5, nor a share such as 10%"
        )
    return (value / 100.0, 0.0) if "%" in text else (0.0, value)
