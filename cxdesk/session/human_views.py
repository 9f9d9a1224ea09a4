"""The human views that hold on a date, beside the model's bands: never averaged, gone when they expire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from cxdesk.errors import UsageError
from cxdesk.health.portfolio import LOST_BAND, NO_BAND, Portfolio
from cxdesk.health.standards import Standards
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts_record import Accounts
from cxdesk.workspace.written_records import Entry, HumanView


@dataclass(frozen=True, slots=True)
class BesideModel:
    """A human view that holds, the band the model gives, and by how many bands they differ (0: they agree;
    above 0: the person sees it better); None where the model has no band to compare.
    """

    number: int
    view: HumanView
    account: int
    band: str
    differs: int | None


def views_on(entries: Sequence[Entry], day: date) -> dict[str, Entry]:
    """Return by account id the newest view of a day that was not taken back, where it still holds: an older
    one that it took the place of does not come back when it expires.
    """
    newest = {
        entry.record.account: entry
        for entry in sorted(entries, key=lambda entry: (entry.record.day, entry.number))
        if not entry.is_undone and entry.record.day <= day
    }
    return {account: entry for account, entry in newest.items() if entry.record.holds_on(day)}


def beside_model(
    workspace: Workspace, accounts: Accounts, book: Portfolio, standards: Standards
) -> tuple[BesideModel, ...]:
    """Return the views that hold on the portfolio's date in the order of the accounts; those about accounts
    that are not there are left out.
    """
    day = book.as_of.astype("datetime64[D]").astype(object)
    place = {identity: position for position, identity in enumerate(accounts.account_id.tolist())}
    rank = {name: -position for position, (name, _) in enumerate(standards.bands)}
    found = []
    for identity, entry in views_on(workspace.human_views(), day).items():
        if identity not in place:
            continue
        position = place[identity]
        band = str(book.band[position])
        known = band not in (NO_BAND, LOST_BAND) and entry.record.grade in rank
        differs = rank[entry.record.grade] - rank[band] if known else None
        found.append(BesideModel(entry.number, entry.record, position, band, differs))
    return tuple(sorted(found, key=lambda each: each.account))


def checked_grade(grade: str, standards: Standards) -> str:
    """Return the band that a grade names, in any case; raises UsageError, naming the bands, for another."""
    for name, _ in standards.bands:
        if name.casefold() == grade.strip().casefold():
            return name
    bands = ", ".join(name for name, _ in standards.bands)
    raise UsageError(f"There is no band {grade}.", f"Choose one of: {bands}.")


def last_call(entries: Sequence[Entry], account: str, until: np.datetime64) -> date | None:
    """Return the day of the last call with an account before a day, None without one."""
    limit = until.astype("datetime64[D]").astype(object)
    days = [
        entry.record.day
        for entry in entries
        if not entry.is_undone and entry.record.account == account and entry.record.day < limit
    ]
    return max(days, default=None)
