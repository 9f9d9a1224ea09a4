"""Why scores changed since a date: both dates scored by what the workspace kept for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.errors import UsageError
from cxdesk.health import Standards, calibrate, read_standards, score
from cxdesk.health.change import CAUSES, Changes, changes, places
from cxdesk.progress import Progress, silent
from cxdesk.session.human_views import last_call
from cxdesk.session.scoring import scale_for, standards_of
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts_record import Facts

DEFAULT_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Since:
    """Changes of all accounts since a date, and why that: "last call", "asked for" or "three months"."""

    since: np.datetime64
    reason: str
    found: Changes


def change_since(
    workspace: Workspace,
    facts: Facts,
    since: np.datetime64 | None = None,
    account: str | None = None,
    progress: Progress | None = None,
) -> Since:
    """Return what changed up to the facts' date.

    `since` is asked for; else it is the last call with the account that is named by its id; else the end of
    the month three months before.
    """
    progress = progress or silent()
    since, reason = compared_with(workspace, facts, since, account)
    progress.report("Looking back", 0.1)
    if since is None:
        earlier = facts_back(facts, DEFAULT_MONTHS)
    else:
        earlier = read_facts(workspace, since, progress.part(0.1, 0.6))
    progress.report("Comparing the scores", 0.7)
    return Since(earlier.as_of, reason, compared(workspace, earlier, facts))


def compared_with(
    workspace: Workspace, facts: Facts, since: np.datetime64 | None, account: str | None
) -> tuple[np.datetime64 | None, str]:
    """Return the day that is compared with, None for three months before, and why it is that day.

    Raises UsageError for a day that is not before the facts' date.
    """
    if since is not None:
        if since >= facts.as_of:
            raise UsageError(
                f"Nothing lies between {since} and {facts.as_of}.", "Choose an earlier day to compare with."
            )
        return since, "asked for"
    day = None if account is None else last_call(workspace.calls(), account, facts.as_of)
    return (None, "three months") if day is None else (np.datetime64(day, "D"), "last call")


def compared(workspace: Workspace, earlier: Facts, facts: Facts) -> Changes:
    """Return the changes between two dates, each by the standards and the scale that held on it.

    Where no scale was set, both stand on that of the later date: a fall of everybody is seen as one. An
    account that moved to a segment with other standards is judged by those of its earlier one up to the last
    step: what the move does is no behaviour of its own, but the standards' doing.
    """
    now, then = standards_of(workspace), standards_on(workspace, earlier.as_of)
    scale = scale_for(workspace, facts, now) or calibrate(facts, now)
    old_scale = scale_for(workspace, earlier, then) or scale
    after = score(facts, now, scale)
    place = places(earlier.accounts.account_id, facts.accounts.account_id)
    segments = _segments_before(earlier, facts, place)
    moved = segments != facts.accounts.segment
    alike = then == now and old_scale is scale and not (then.segments and moved.any())
    same = after if alike else score(facts, then, old_scale, segments)
    return changes(score(earlier, then, old_scale), same, after, place, moved)


def _segments_before(earlier: Facts, facts: Facts, place: np.ndarray) -> np.ndarray:
    """Return the segment that each of the later accounts was in, (n,); its own where it was not there yet."""
    if not len(earlier.accounts):
        return facts.accounts.segment
    return np.where(place >= 0, earlier.accounts.segment[place], facts.accounts.segment)


def standards_on(workspace: Workspace, day: np.datetime64) -> Standards:
    """Return the standards that were in force at the end of a day: the newest set by then, else the first."""
    kept = [each for each in workspace.standards_versions() if not each.is_undone]
    until = str(day.astype("datetime64[D]"))
    by_then = [each for each in kept if each.changed_at[:10] <= until]
    return read_standards((by_then or kept[:1])[-1].text)


def change_json(found: Since, facts: Facts, account: int | None = None) -> dict:
    """Return the changes as plain objects, of one account or of all whose score is known on both dates."""
    accounts, result = facts.accounts, found.found
    by_cause = result.by_cause()
    known = np.isfinite(result.before) & np.isfinite(result.after)
    chosen = np.flatnonzero(known) if account is None else [account]
    return {
        "since": str(found.since),
        "as_of": str(facts.as_of),
        "compared_with": found.reason,
        "accounts": [
            {
                "account": str(accounts.account_id[row]),
                "account_name": str(accounts.account_name[row]),
                "before": _number(result.before[row]),
                "after": _number(result.after[row]),
                "change": _number(result.after[row] - result.before[row]),
                "causes": {name: _number(by_cause[row, i]) for i, name in enumerate(CAUSES)},
                "parts": [
                    {
                        "name": part.name,
                        "label": part.label,
                        "cause": CAUSES[part.cause],
                        "points": float(part.points[row]),
                    }
                    for part in result.parts
                    if np.isfinite(part.points[row]) and part.points[row] != 0.0
                ],
            }
            for row in chosen
        ],
    }


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
