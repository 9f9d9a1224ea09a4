"""Why an account's score changed since a day, as data: by cause and driver, or why that cannot be told."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.charts import Contribution, ScoreChange
from cxdesk.formatting import NumberStyle
from cxdesk.health.change import CAUSE_LABELS, Changes
from cxdesk.session.changing import Since
from cxdesk.workspace.facts_record import Facts

_WHY = {"last call": "last call", "three months": "3 months", "asked for": "your choice"}


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What the tab of the change shows. `tab` is its name, `since` the day that is compared with; `change` is
    None where `message` says why nothing can be compared.
    """

    account_id: str
    tab: str
    since: np.datetime64
    change: ScoreChange | None
    message: str


def change_view(facts: Facts, found: Since, code: int, style: NumberStyle) -> ChangeView:
    """Return the change of the account at position `code`; parts of one driver and cause are one."""
    since = formatting.day_text(found.since, style)
    tab = f"Since {since} ({_WHY[found.reason]})"
    account_id = str(facts.accounts.account_id[code])
    before, after = float(found.found.before[code]), float(found.found.after[code])
    if math.isnan(before) or math.isnan(after):
        return ChangeView(account_id, tab, found.since, None, _why_not(before, found, style))
    parts = _parts(found.found, code)
    change = ScoreChange(before, after, since, formatting.day_text(facts.as_of, style), parts)
    return ChangeView(account_id, tab, found.since, change, "")


def _parts(found: Changes, code: int) -> tuple[Contribution, ...]:
    """Return what changed the score, cause by cause."""
    points: dict[tuple[int, str], list[float]] = {}
    for part in found.parts:
        value = float(part.points[code])
        if np.isfinite(value) and value != 0.0:
            points.setdefault((part.cause, part.label), []).append(value)
    return tuple(
        Contribution(label, math.fsum(values), CAUSE_LABELS[cause])
        for (cause, label), values in sorted(points.items(), key=lambda entry: entry[0][0])
    )


def part_text(change: ScoreChange, position: int, style: NumberStyle) -> str:
    """Return a part in words, with what its cause did in all: for a tooltip."""
    part = change.parts[position]
    whole = math.fsum(each.points for each in change.parts if each.kind == part.kind)
    return (
        f"{part.label}: {formatting.signed(part.points, style, 1)} points\n"
        f"{part.kind}, in all: {formatting.signed(whole, style, 1)} points"
    )


def _why_not(before: float, found: Since, style: NumberStyle) -> str:
    """Return in words why two scores cannot be compared."""
    day = formatting.date_text(found.since, style)
    if not math.isnan(before):
        return "There is no score now, so there is no change to explain."
    return (
        f"There was no score on {day}: the account was not there yet, or nothing was known about it. "
        "Compare with a later day."
    )
