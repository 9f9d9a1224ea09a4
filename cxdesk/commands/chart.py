"""`cxdesk chart`: draw one chart of the catalogue into a picture, or write the table behind it."""

from __future__ import annotations

import argparse
from pathlib import Path

from cxdesk.commands.arguments import account_position, date_argument, size_argument
from cxdesk.commands.printing import print_json
from cxdesk.errors import UsageError

_LEAST_WIDTH, _LEAST_HEIGHT = 320, 240
_MOST_SIDE = 8000
CHART_PADDING = 16.0
_FORMS = (".png", ".svg", ".pdf", ".csv", ".parquet")


def add_chart(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("chart", help="draw a chart, or write the table behind it")
    command.add_argument("workspace", type=Path)
    command.add_argument("--name", required=True, help="which chart; a wrong name lists them")
    command.add_argument("--account", help="an account's id or name (default: all accounts)")
    command.add_argument("--by", metavar="DIMENSION", help="segment, owner, role, team and others")
    command.add_argument("--metric", help="which metric, for charts of any (default: csat)")
    command.add_argument("--as-of", type=date_argument, help="what was known on that day")
    command.add_argument(
        "--out", required=True, type=Path, help="a .png, .svg or .pdf, or the table as .csv or .parquet"
    )
    command.add_argument("--size", type=size_argument, default=(1000, 600), help="for example 1000x600")
    command.add_argument("--dark", action="store_true")
    command.set_defaults(run=_chart)


def _chart(options: argparse.Namespace) -> int:
    from cxdesk.charts.catalogue import ChartRequest, chart_definition, draw
    from cxdesk.charts.chart import Surface
    from cxdesk.report.chart_file import write_chart
    from cxdesk.theme import theme
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    chart_definition(options.name)  # a wrong name is told before anything is read
    check_chart_file(options.out, options.size)
    with Workspace.open(options.workspace) as workspace:
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
    account = account_position(facts.accounts, options.account) if options.account else None
    request = ChartRequest(account, options.by, options.metric)
    surface = Surface(theme(options.dark), *map(float, options.size), padding=CHART_PADDING)
    chart = draw(options.name, facts, request, surface)
    write_chart(chart, options.out)
    if options.json:
        told = {"out": str(options.out), "name": options.name, "title": chart.title}
        told |= {"subtitle": chart.subtitle, "as_of": str(facts.as_of), "synthetic": facts.synthetic}
        print_json(told | {"rows": len(chart.as_table()) - 1})
    else:
        print(f"{chart.title} ({chart.subtitle})\nDrawn: {options.out}")
    return 0


def check_chart_file(out: Path, size: tuple[int, int]) -> None:
    """Raise UsageError where a chart cannot be written under that name, or in that size."""
    if out.suffix.lower() not in _FORMS:
        raise UsageError(
            f"{out.name} is no kind of file that a chart can be.",
            "Name a .png, .svg, .pdf, .csv or .parquet.",
        )
    width, height = size
    if not (_LEAST_WIDTH <= width <= _MOST_SIDE and _LEAST_HEIGHT <= height <= _MOST_SIDE):
        raise UsageError(
            f"{width}x{height} is no size for a chart.",
            f"Use {_LEAST_WIDTH}x{_LEAST_HEIGHT} to {_MOST_SIDE}x{_MOST_SIDE} pixels.",
        )
