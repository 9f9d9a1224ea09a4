"""The rule of losses (`workspace.losses.RULE`) account by account, in plain Python.

Days are pandas timestamps, or whatever else has an order and differences in days; None when unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from tests.journeys.oracles.book import DAY, Book

WEEKS = 45 * DAY


class Term(NamedTuple):
    """A contract: `lost` ends on its last day, others the day after."""

    start: Any
    end: Any
    lost: bool
    trial: bool


@dataclass(frozen=True, slots=True)
class Left:
    """A loss: on which day, of a customer since when, and from when to when it was away."""

    day: Any
    since: Any
    gone: Any
    back: Any


def losses(
    terms: list[Term], left: list, came: list, own: Any, start: Any, day: Any, goes_on: bool
) -> list[Left]:
    """Return an account's losses up to a day. `left` and `came` are the days of its churn events."""
    comings = sorted([*came, *(term.start for term in terms if term.start is not None)])
    said = [(at, 0) for at in left]
    said += [(own, 1)] if own is not None else []
    said += [(at, 2) for at in _ends(terms, day, goes_on)]
    chains: list[list] = []
    for at in sorted(_named(said, comings)):
        if chains and at - chains[-1][-1] <= WEEKS:
            chains[-1].append(at)
        else:
            chains.append([at])
    found: list[Left] = []
    for chain in chains:
        if found and (found[-1].back is None or chain[0] < found[-1].back):
            continue
        since = found[-1].back if found else start
        found.append(_away(chain, since, terms, comings))
    return found


def _named(said: list, comings: list) -> list:
    """Return the days that count: between two comings those of the best source."""
    between: dict[int, list] = {}
    for at, source in said:
        between.setdefault(sum(coming <= at for coming in comings), []).append((at, source))
    return [
        at
        for several in between.values()
        for at, source in several
        if source == min(source for _, source in several)
    ]


def _ends(terms: list[Term], day: Any, goes_on: bool) -> list:
    """Return the last days of contracts after which there was none for more than 45 days, or to the end."""
    found = []
    for end in {term.end for term in terms if term.end is not None}:
        begun = [term for term in terms if term.start is None or term.start <= end]
        later = [term.start for term in terms if term.start is not None and term.start > end]
        if any(term.end is None or term.end > end for term in begun):
            continue
        if later:
            lasts = min(later) - end > WEEKS and not all(term.trial for term in begun)
        else:
            over = end < day or (end <= day and all(term.lost for term in begun if term.end == end))
            lasts = over and not goes_on
        if lasts:
            found.append(end)
    return found


def _away(chain: list, since: Any, terms: list[Term], comings: list) -> Left:
    begun = [term for term in terms if term.start is None or term.start <= chain[-1]]
    if any(term.end is None for term in begun):
        return Left(chain[0], since, chain[0], chain[0])
    gone = max([chain[0], *(term.end if term.lost else term.end + DAY for term in begun)])
    back = min((coming for coming in comings if coming > chain[-1]), default=None)
    return Left(chain[0], since, back if back is not None and back <= gone else gone, back)


def losses_by_account(
    known: Book, accounts: pd.DataFrame, day: pd.Timestamp, goes_on: pd.Series
) -> dict[str, list[Left]]:
    """Return the losses of every account of a book as known on a day; `accounts` have `start`, `left_at`."""
    terms = {
        account: [
            Term(_day(row.start), _day(row.end), bool(row.lost), bool(row.is_trial))
            for row in rows.itertuples()
        ]
        for account, rows in known.contracts.groupby("account")
    }
    dated = known.churn_events[known.churn_events["at"].notna()]
    left, came = (
        dated[dated.returned == returned].groupby("account")["at"].apply(list) for returned in (False, True)
    )
    return {
        row.Index: losses(
            terms.get(row.Index, []),
            left.get(row.Index, []),
            came.get(row.Index, []),
            None if pd.isna(row.left_at) or row.left_at > day else row.left_at,
            _day(row.start),
            day,
            bool(goes_on[row.Index]),
        )
        for row in accounts.itertuples()
    }


def _day(moment: pd.Timestamp) -> pd.Timestamp | None:
    return None if pd.isna(moment) else moment
