"""`cxdesk themes`: what comments are about, by the user's list and by words that set two groups apart."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from cxdesk.commands.arguments import account_position, date_argument, period_argument
from cxdesk.commands.printing import on_one_line, print_json

_MOST_SAMPLES = 4
"""Comments told of where no word sets two groups apart."""
_USE = """# The themes that comments are searched for. To change them, copy these tables into the file of your
# conventions, change them there, and set it with cxdesk conventions W --set FILE.
"""


def add_themes(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser("themes", help="print what comments are about, each theme with two of them")
    command.add_argument("workspace", type=Path)
    command.add_argument("--account", help="an account's id or name (default: all accounts)")
    command.add_argument("--as-of", type=date_argument, help="what was known on that day")
    command.add_argument("--period", type=period_argument, metavar="90d", help="instead of 730 days")
    command.add_argument("--list", action="store_true", help="print the list of themes, to change it")
    command.set_defaults(run=_themes)


def _themes(options: argparse.Namespace) -> int:
    from cxdesk.report.themes_json import themes_json
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import date_asked_for, read_facts

    with Workspace.open(options.workspace) as workspace:
        if options.list:
            return _tell_list(workspace.conventions().theme_list, options.json)
        facts = read_facts(workspace, date_asked_for(workspace, options.as_of))
    account = account_position(facts.accounts, options.account) if options.account else None
    told = themes_json(facts, account, options.period)
    if options.json:
        print_json({"as_of": str(facts.as_of), "synthetic": facts.synthetic, **told})
    else:
        _tell(told)
    return 0


def _tell_list(themes, as_json: bool) -> int:
    """Print the list in the form in which conventions have it."""
    from cxdesk.workspace.theme_list import tables_of_themes, themes_toml

    if as_json:
        print_json({"list": tables_of_themes(themes)})
    else:
        print(_USE, themes_toml(themes, "themes"), sep="\n", end="")
    return 0


def _tell(told: dict[str, Any]) -> None:
    """Print for people: each theme with its numbers and quotes, then each contrast."""
    searched = f"{_of(told)}, {told['period']}"
    if not told["comments"]:
        print(f"There is no comment in this time ({told['period']}).")
    elif not told["comments_with_a_theme"]:
        print(f"No comment holds a phrase of the list: {searched}.")
    else:
        print(f"A phrase of the list stands in {told['comments_with_a_theme']:,} of {searched}.")
    for theme in sorted(told["themes"], key=lambda theme: -theme["comments"]):
        if theme["comments"]:
            _tell_theme(theme)
    without = [theme["label"] for theme in told["themes"] if not theme["comments"]]
    if without and told["comments_with_a_theme"]:
        print(on_one_line(f"In no comment: {', '.join(without)}."))
    for contrast in told["contrasts"]:
        _tell_contrast(contrast)


def _tell_theme(theme: dict[str, Any]) -> None:
    rated = [f"{theme[name]:,} {name}" for name in ("low", "middle", "high") if theme[name]]
    if theme["unrated"]:
        rated.append(f"{theme['unrated']:,} none")
    phrases = ", ".join(f"{each['phrase']} ({each['comments']:,})" for each in theme["phrases"])
    print(on_one_line(f"{theme['label']}: {_of(theme)}; rating: {', '.join(rated)}; found by {phrases}"))
    for quote in theme["quotes"]:
        _tell_quote(quote, f"by {quote['phrase']}")


def _tell_contrast(contrast: dict[str, Any]) -> None:
    """Print which words are written more by which of two groups, or why none can be named."""
    first, second = contrast["first"], contrast["second"]
    print(on_one_line(f"{first} against {second}: {_of(contrast)}, {contrast['period']}"))
    if contrast["missing"]:
        print(f"  {contrast['missing']}")
    for sample in contrast["samples"][:_MOST_SAMPLES]:
        _tell_quote(sample, sample["group"])
    for found in contrast["found"]:
        others = second if found["group"] == first else first
        by_chance = f"z = {abs(found['z']):.1f}, by chance up to {contrast['threshold']:.1f}"
        counts = f"{_of(found)}, {found['other_comments']:,} of {others}"
        print(on_one_line(f"More from {found['group']}: “{found['term']}”, {counts} ({by_chance})"))
        for quote in found["quotes"]:
            _tell_quote(quote)


def _tell_quote(quote: dict[str, Any], note: str = "") -> None:
    """Print a comment in one line, with whose it is, when it was written and where it stands."""
    where = " › ".join(part for part in (quote["file"], quote["sheet"]) if part)
    row = f"row {quote['row']}" if where and quote["row"] else ""
    parts = (quote["account"], quote["answered_at"], where, row, note)
    print(f"  {on_one_line('“{}” {}'.format(quote['text'], ', '.join(part for part in parts if part)))}")


def _of(counted: dict[str, Any]) -> str:
    """Return how many comments of how many accounts in words."""
    comments, accounts = counted["comments"], counted["accounts"]
    return (
        f"{comments:,} {'comment' if comments == 1 else 'comments'} of "
        f"{accounts:,} {'account' if accounts == 1 else 'accounts'}"
    )
