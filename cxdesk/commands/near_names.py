"""How commands tell of near names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxdesk.workspace.facts.near_names import Near, NearPair

_MOST_TOLD = 20
_MOST_NAMED = 5


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


def unknown_json(unknown: Mapping[str, int], near: Near) -> dict:
    """Return how many rows of a sheet name accounts that are not known, and each such name with its rows and
    the account whose name is nearest, None where none is near.
    """
    nearest = _nearest(near)
    names = [{"name": name, "rows": rows, "nearest": nearest.get(name)} for name, rows in unknown.items()]
    return {"rows": sum(unknown.values()), "names": names}


def tell_unknown(where: str, unknown: Mapping[str, int], near: Near) -> None:
    """Print how many rows of a sheet name accounts that are not known, the most frequent of these names, and
    which account's name is nearest.
    """
    if not unknown:
        return
    nearest = _nearest(near)
    told = []
    for name, rows in list(unknown.items())[:_MOST_NAMED]:
        count = "1 row" if rows == 1 else f"{rows:,} rows"
        beside = f", nearest {nearest[name]}" if name in nearest else ""
        told.append(f"{name} ({count}{beside})")
    more = f"; and {len(unknown) - _MOST_NAMED:,} more names" if len(unknown) > _MOST_NAMED else ""
    total = sum(unknown.values())
    verb = "1 row names" if total == 1 else f"{total:,} rows name"
    print(f"{where}: {verb} no known account: {'; '.join(told)}{more}. They count once the account comes.")


def _nearest(near: Near) -> dict[str, str]:
    """Return for each name that is no account the name of the nearest account."""
    found: dict[str, str] = {}
    for pair in near.pairs:
        for one, other in ((pair.kept, pair.other), (pair.other, pair.kept)):
            if other.is_account and not one.is_account:
                found.setdefault(one.name, other.name)
    return found


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
