"""`cxdesk comments`: read what people wrote where they gave no rating, and say how well that works."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cxdesk.commands.arguments import date_argument
from cxdesk.commands.printing import print_json


def add_comments(commands: argparse._SubParsersAction) -> None:
    """Add the command."""
    command = commands.add_parser(
        "comments", help="read comments without a rating, and say how well it works"
    )
    command.add_argument("workspace", type=Path)
    what = command.add_mutually_exclusive_group()
    what.add_argument("--read", action="store_true", help="read those that were not read yet, and score them")
    what.add_argument("--forget", action="store_true", help="score text no more; the comments stay")
    command.add_argument("--as-of", type=date_argument, help="what was known on that day")
    command.set_defaults(run=_comments)


def _comments(options: argparse.Namespace) -> int:
    from cxdesk.session.comment_reading import encoder_or_error, find_encoder, read_comments
    from cxdesk.session.comment_words import comments_json
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts import all_comments, date_asked_for, read_facts

    with Workspace.open(options.workspace) as workspace:
        date = date_asked_for(workspace, options.as_of)
        if options.forget:
            workspace.drop_comment_vectors()
        if options.read:
            encoder = encoder_or_error()
            read_comments(workspace, all_comments(read_facts(workspace, date)), encoder, _on_one_line())
        facts = read_facts(workspace, date)
    told = comments_json(facts, installed=find_encoder() is not None)
    if options.json:
        print_json({"as_of": str(facts.as_of), "synthetic": facts.synthetic, **told})
        return 0
    print(f"{told['comments']:,} comments, {told['without_rating']:,} of them without a rating.")
    print(told["said"])
    if told["not_read"] and told["accuracy"] is not None:
        print(f"{told['not_read']:,} comments are not read yet: cxdesk comments W --read reads them.")
    return 0


def _on_one_line():
    """Return a progress that rewrites one line of a terminal, and is silent elsewhere."""
    from cxdesk.progress import Progress, silent

    if not sys.stderr.isatty():
        return silent()

    def report(message: str, _fraction: float | None) -> None:
        print(f"\r{message}", end="", file=sys.stderr, flush=True)

    return Progress(report)
