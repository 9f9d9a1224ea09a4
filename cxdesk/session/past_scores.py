"""Health of all accounts over the last months, each month by the scale that held then.

Without a scale that was set, every month stands on that of the newest date: a decline of every account is
seen as one. With such scales each month stands on the one in force, those before the first on the first.
Where a new scale begins, the month and the one before it are scored on both, so that a step of the line is
seen to be one of the scale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxdesk.health import Calibration, Portfolio, Standards, calibrate, score
from cxdesk.health.kept_scales import scale_on
from cxdesk.progress import Progress
from cxdesk.session.scoring import scale_for
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import facts_back
from cxdesk.workspace.facts_record import Facts


@dataclass(frozen=True, slots=True)
class Past:
    """Health at a date, with the ids of the accounts that its arrays are about.

    `scale` names the scale that begins at this date, "" where the one before goes on. `on_earlier` is the
    same date on the scale before, `on_later` on the scale that begins at the next date; None where none does.
    """

    account_id: np.ndarray
    portfolio: Portfolio
    scale: str = ""
    on_earlier: Portfolio | None = None
    on_later: Portfolio | None = None


def past_scores(
    workspace: Workspace,
    facts: Facts,
    standards: Standards,
    now: Portfolio,
    months: int,
    progress: Progress,
) -> tuple[Past, ...]:
    """Return the health at the end of each of the last months and now, oldest first; months before the first
    account are left out.
    """
    scales = _usable(workspace, facts, standards)
    of_now = scale_for(workspace, facts, standards) or calibrate(facts, standards)
    found: list[Past] = []
    before: tuple[Facts, Calibration] | None = None
    for back in range(months, -1, -1):
        progress.report("Scoring the months before", 1.0 - back / (months + 1))
        then = facts_back(facts, back) if back else facts
        if not len(then.accounts):
            continue
        name, scale = _in_force(scales, then.as_of) if scales else ("", of_now)
        book = score(then, standards, scale) if back else now
        past = Past(then.accounts.account_id, book)
        if before is not None and scale is not before[1]:
            found[-1] = replace(found[-1], on_later=score(before[0], standards, scale))
            past = replace(past, scale=name, on_earlier=score(then, standards, before[1]))
        found.append(past)
        before = then, scale
    return tuple(found)


def _usable(
    workspace: Workspace, facts: Facts, standards: Standards
) -> list[tuple[np.datetime64, str, Calibration]]:
    """Return day, name and scale of those in force by the facts' date that today's standards can use."""
    found = []
    for kept in workspace.calibrations():
        scale = scale_on([(kept.day, kept.text)], facts.as_of, standards)
        if scale is not None:
            found.append((np.datetime64(kept.day, "D"), kept.name, scale))
    return found


def _in_force(
    scales: list[tuple[np.datetime64, str, Calibration]], day: np.datetime64
) -> tuple[str, Calibration]:
    """Return the name and the scale that holds on a day; before the first it is the first."""
    held = [each for each in scales if each[0] <= day] or scales[:1]
    return held[-1][1:]
