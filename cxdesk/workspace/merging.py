"""Accounts that the user said are the same: which of their names stays. Every such decision can be undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from cxdesk.workspace.records import Decision

_MOST_NAMED = 5


def pairs_decided(decisions: Iterable[Decision]) -> dict[frozenset[str], Decision]:
    """Return the newest decision in force about each pair of accounts."""
    return {frozenset((one.kept, one.other)): one for one in decisions if not one.undone}


def told_apart(decisions: Iterable[Decision]) -> frozenset[str]:
    """Return every id and name that a decision in force says to be another account than one near to it."""
    apart = (one for one in pairs_decided(decisions).values() if not one.same)
    return frozenset(name for one in apart for name in (one.kept, one.other))


def groups_of(decisions: Iterable[Decision]) -> list[list[str]]:
    """Return the accounts that are the same, the one that stays first, then in the order of the decisions."""
    groups: dict[str, list[str]] = {}
    for decision in pairs_decided(decisions).values():
        if decision.same:
            join(groups, decision.kept, decision.other)
    return list({id(group): group for group in groups.values()}.values())


def join(groups: dict[str, list[str]], kept: str, other: str) -> None:
    """Make two accounts one group, with all that is one with either. `groups` has the group of each account
    that is in one: the same list for all of them, that of the one that is kept first.
    """
    first, second = groups.get(kept, [kept]), groups.get(other, [other])
    if first is not second:
        whole = first + second
        groups.update(dict.fromkeys(whole, whole))


def contradictions(decisions: Sequence[Decision]) -> dict[frozenset[str], str]:
    """Return the pairs told apart that are one account by other decisions, each with these in words."""
    decided = pairs_decided(decisions)
    groups = [frozenset(group) for group in groups_of(decisions)]
    found = {}
    for pair, decision in decided.items():
        group = next((group for group in groups if pair <= group), None)
        if decision.same or group is None:
            continue
        joined = [f"{one.kept} and {one.other}" for one in decided.values() if one.same and one.kept in group]
        more = f" and {len(joined) - _MOST_NAMED} more pairs" if len(joined) > _MOST_NAMED else ""
        found[pair] = (
            f"{', '.join(joined[:_MOST_NAMED])}{more} are the same, "
            f"{decision.kept} and {decision.other} are different"
        )
    return found


def standing_for(groups: Iterable[Iterable[str]], present: Collection[str]) -> Mapping[str, str]:
    """Return for each account of a group the first of the group that is present.

    Where the one that was to stay is not there, its import taken back perhaps, the next one stands for all.
    """
    found = {}
    for group in groups:
        first = next((name for name in group if name in present), None)
        if first is not None:
            found.update(dict.fromkeys(group, first))
    return found
