"""How commands tell of near names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxdesk.workspace.facts.near_names import Near, NearPair

_MOST_TOLD = 20


def tell_arrivals(near: Near) -> None:
    """Print which names an import brings that are near to others, side by side, and how to decide."""
    from cxdesk.formatting import NEUTRAL
    from cxdesk.session.review_names import about

    for pair in near.asked[:_MOST_TOLD]:
        one, two = (f"{each.name} ({about(each, NEUTRAL)})" for each in (pair.kept, pair.other))
        print(f"{one} and {two} may be the same: {pair.why}.")
    more = len(near.asked[_MOST_TOLD:]) + near.more_asked
    if more:
        print(f"and {more:,} more that may be the same")


def tell_groups(near: Near) -> None:
    """Print each group of names that may be the same as one line."""
    groups: dict[int, list[NearPair]] = {}
    for pair in near.asked:
        groups.setdefault(pair.group, []).append(pair)
    for number, pairs in groups.items():
        names = dict.fromkeys((one.key, one.name) for pair in pairs for one in (pair.kept, pair.other))
        whys = ", ".join(dict.fromkeys(pair.why for pair in pairs))
        print(f"group {number}: {', '.join(f'{name} ({key})' for key, name in names)}: {whys}")
    if near.more_asked:
        print(f"and {near.more_asked:,} more pairs, shown when these are decided")
