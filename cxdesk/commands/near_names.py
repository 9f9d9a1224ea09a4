"""How commands tell of near names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxdesk.workspace.facts.near_names import Near

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
