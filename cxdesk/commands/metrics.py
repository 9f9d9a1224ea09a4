"""`cxdesk metrics`: every measure of a workspace with its range, for all accounts, one, or group by group."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from math import nan
from pathlib import Path

from cxdesk.commands.arguments import account_position, date_argument, period_argument
from cxdesk.commands.printing import print_json


def add_metrics(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("metrics", help="print every measure with its range and what it rests on")
    command.add_argument("workspace", type=Path)
    command.add_argument("--account", help="an account's id or name")
    command.add_argument("--by", metavar="DIMENSION", help="segment, owner, role, team and others")
    command.add_argument("--as-of", type=date_argument, help="what was known on that day")
    command.add_argument("--period", type=period_argument, metavar="90d", help="instead of the usual ones")
    command.add_argument("--rows", metavar="NAME", help="the rows that one measure is made of")
    command.set_defaults(run=_metrics)


def _metrics(options: argparse.Namespace) -> int:
    from cxdesk.metrics.break_points import rule_text
    from cxdesk.metrics.retention import currency_of
    from cxdesk.report.metrics_json import break_points_json, metrics_by_json, metrics_json, unknown_groups
    from cxdesk.report.rows_json import rows_json
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts
    from cxdesk.workspace.facts.raw_usage import raw_usage

    with Workspace.open(options.workspace) as workspace:
        whole = facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
        if options.account:
            facts = whole.of([account_position(whole.accounts, options.account)])
        findings = [{"code": finding.code, "message": finding.message} for finding in whole.findings]
        told = {
            "as_of": str(facts.as_of),
            "synthetic": facts.synthetic,
            "currency": currency_of(facts),
            "findings": findings,
            "break_points": break_points_json(facts),
        }
        if options.rows:
            find_usage = partial(raw_usage, workspace, whole)
            told |= rows_json(whole, facts, options.rows, find_usage, options.period, options.by)
    if options.by and not options.rows:
        told["metrics"] = metrics_by_json(facts, options.by, options.period)
    elif not options.rows:
        told["metrics"] = metrics_json(facts, options.period)
    if options.json:
        print_json(told)
    else:
        rules = {name: rule_text(name, facts) for name in told["break_points"]}
        nameless = unknown_groups(facts, options.by, options.period) if options.by else {}
        _tell(told, options.by, rules, nameless)
    return 0


def _tell(told: dict, dimension: str | None, rules: Mapping[str, str], nameless: Mapping[str, str]) -> None:
    """Print for people: one line for each measure or row; `rules` say how the answers of some are parted,
    `nameless` what the group without a name is called.
    """
    from cxdesk.formatting import NEUTRAL
    from cxdesk.session.wording import interval_text, value_text

    parts = [(told.get("part", ""), told.get("rows", ())), *told.get("beneath", {}).items()]
    if told.get("missing"):
        print(told["missing"])
    for title, rows in (*parts, ("usage rows", told.get("usage_rows", ()))):
        if rows:
            print(f"{title.replace('_', ' ')}:")
        for row in rows:
            print("  ".join(f"{name}: {value}" for name, value in row.items() if value is not None))
    for finding in told["findings"]:
        print(finding["message"])
    for name, rule in rules.items():
        if rule and "metrics" in told:
            print(f"{name}: {rule}")
    for entry in told.get("metrics", ()):
        group = entry.get(dimension) or ("" if entry["missing"] else nameless.get(entry["name"]))
        of = f" ({group})" if dimension and group else ""
        if entry["missing"]:
            print(f"{entry['name']}{of}: not known. {entry['missing']}")
            continue
        low, high = (nan if entry[end] is None else entry[end] for end in ("low", "high"))
        unit = entry["unit"]
        value = value_text(entry["value"], unit, NEUTRAL, told["currency"])
        interval = interval_text(low, high, unit, NEUTRAL)
        if entry["scale"]:
            interval += f" on a scale of {entry['scale'][0]:g} to {entry['scale'][1]:g},"
        print(f"{entry['name']}{of}: {value} {interval} n = {entry['n']:,}, {entry['period']}")
