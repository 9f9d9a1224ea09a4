"""What proposed standards would do to a workspace, told before they are applied."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from cxdesk.health.backtest import chance_of_better
from cxdesk.health.past_order import Past, past_of
from cxdesk.health.portfolio import LOST_BAND, NO_BAND
from cxdesk.health.snapshots import snapshots
from cxdesk.health.standards import Standards
from cxdesk.health.standards_edit import Difference, differences
from cxdesk.health.what_if import (
    HISTOGRAM_STEP,
    Effect,
    Prepared,
    can_try,
    effect_of,
    forecasts_alike,
    prepare,
)
from cxdesk.metrics.clustered_auc import clustered_area_under_curve
from cxdesk.metrics.forecast_quality import Interval
from cxdesk.progress import Progress, silent
from cxdesk.report.backtest_json import CANNOT_TELL, NO_LOSSES
from cxdesk.session.scoring import scale_for, standards_of
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import losses_of

SURE = 0.8  # how likely the better forecasts must be better before they are called that
MOST_SURE = 0.99
NO_ORDER = 0.5  # the area under the curve of guesses
NEITHER_ORDERS = "Neither puts who is lost in better order than chance."
SAME_FORECASTS = (
    "The past dates say nothing of this: who is lost is forecast by the retention curve and the renewal "
    "signals, and these stay as they are."
)


@dataclass(frozen=True, slots=True)
class PastCompared:
    """Forecasts of past dates by both standards: areas under the curve within dates, and how likely the
    proposed ones are the better (Brier score, accounts drawn anew); NaN where nothing differs or is known.
    """

    horizon_days: int
    rows: int
    events: int
    before: Interval
    after: Interval
    better: float
    alike: bool

    @property
    def can_tell_apart(self) -> bool:
        """Whether the past says which of the two is better."""
        return not isnan(self.better) and (self.better >= SURE or self.better <= 1.0 - SURE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Proposed standards beside those in force, and what they would do."""

    before: Standards
    after: Standards
    changes: tuple[Difference, ...]
    effect: Effect
    past: PastCompared


def proposal_of(
    workspace: Workspace,
    facts: Facts,
    proposed: Standards,
    horizon_days: int,
    progress: Progress | None = None,
) -> Proposal:
    """Return what proposed standards would do on the facts' date and would have done on past dates."""
    progress = progress or silent()
    progress.report("Looking back", 0.1)
    prepared = prepared_for(workspace, facts, horizon_days)
    standards, past = prepared.standards, prepared.past
    progress.report("Trying the standards", 0.5)
    if can_try(prepared, proposed):
        effect = effect_of(prepared, proposed)
    else:  # they read the facts otherwise
        after = prepare(facts, proposed, scale_for(workspace, facts, proposed), past).before
        effect = Effect(prepared.before, after, np.flatnonzero(prepared.before.band != after.band))
    other = past if forecasts_alike(standards, proposed) else _past(facts, proposed, horizon_days)
    return Proposal(
        standards,
        proposed,
        differences(standards, proposed),
        effect,
        _compared(past, standards, other, proposed),
    )


def prepared_for(workspace: Workspace, facts: Facts, horizon_days: int) -> Prepared:
    """Return what trying standards needs, by those in force: read once, it serves every proposal."""
    standards = standards_of(workspace)
    past = _past(facts, standards, horizon_days)
    return prepare(facts, standards, scale_for(workspace, facts, standards), past)


def _past(facts: Facts, standards: Standards, horizon_days: int) -> Past:
    found = losses_of(facts)
    taken = list(snapshots(facts, standards, found, horizon_days)) if len(found) else []
    return past_of(taken, tuple(standards.renewal.betas), horizon_days)


def _compared(past: Past, before: Standards, other: Past, after: Standards) -> PastCompared:
    """Return both standards' forecasts compared; the rows of both are the same accounts on the same dates."""
    chances = [past.chance(before.renewal.betas), other.chance(after.renewal.betas)]
    areas = [
        clustered_area_under_curve(chance, past.lost, past.account, past.date)
        if len(past.lost)
        else Interval(*[float("nan")] * 3)
        for chance in chances
    ]
    alike = bool(np.array_equal(*chances))
    told = past.lost.any() and not alike
    better = chance_of_better(*chances, past.lost.astype(float), past.account) if told else float("nan")
    events = int(past.lost.sum())
    return PastCompared(past.horizon_days, len(past.lost), events, *areas, better, alike)


def past_verdict(past: PastCompared) -> str:
    """Return in a sentence what the past dates say of a proposal."""
    if past.events == 0:
        return NO_LOSSES
    if past.alike:
        return SAME_FORECASTS
    chance = past.better if past.better >= 0.5 else 1.0 - past.better
    which = "proposed standards" if past.better >= 0.5 else "standards in force"
    likely = f"{chance:.0%}" if chance < MOST_SURE else f"over {MOST_SURE:.0%}"
    losses_told = f"{past.events:,} {'loss' if past.events == 1 else 'losses'}"
    told = f"The {which} forecast losses better with a probability of {likely} ({losses_told} on past dates)."
    if not past.can_tell_apart:
        return f"{CANNOT_TELL} {told}"
    ordered = any(area.low > NO_ORDER for area in (past.before, past.after))
    return told if ordered else f"{told} {NEITHER_ORDERS}"


def proposal_json(proposal: Proposal, facts: Facts) -> dict[str, Any]:
    """Return a proposal as plain objects; `facts` are those it was made from."""
    effect, past = proposal.effect, proposal.past
    ids, names = facts.accounts.account_id, facts.accounts.account_name
    return {
        "as_of": str(facts.as_of),
        "in_force": proposal.before.version,
        "version": proposal.after.version,
        "changes": changes_json(proposal.changes),
        "histogram": {
            "step": HISTOGRAM_STEP,
            "before": effect.before.histogram.tolist(),
            "after": effect.after.histogram.tolist(),
        },
        "bands": _band_counts(proposal),
        "moved": [
            {
                "account": str(ids[row]),
                "account_name": str(names[row]),
                "from": str(effect.before.band[row]),
                "to": str(effect.after.band[row]),
                "health_before": _number(effect.before.health[row]),
                "health_after": _number(effect.after.health[row]),
            }
            for row in effect.moved.tolist()
        ],
        "back_test": {
            "horizon_days": past.horizon_days,
            "rows": past.rows,
            "events": past.events,
            "before": _interval(past.before),
            "after": _interval(past.after),
            "better": _number(past.better),
            "can_tell_apart": past.can_tell_apart,
            "verdict": past_verdict(past),
        },
    }


def changes_json(changes: tuple[Difference, ...]) -> list[dict[str, Any]]:
    """Return differences as plain objects."""
    return [{"path": each.path, "before": each.before, "after": each.after} for each in changes]


def _band_counts(proposal: Proposal) -> list[dict[str, Any]]:
    """Return how many accounts are in each band before and after, those in force first."""
    names = [name for standards in (proposal.before, proposal.after) for name, _ in standards.bands]
    sides = (proposal.effect.before.band, proposal.effect.after.band)
    return [
        {
            "band": name,
            **{key: int(np.sum(band == name)) for key, band in zip(("before", "after"), sides, strict=True)},
        }
        for name in dict.fromkeys((*names, NO_BAND, LOST_BAND))
    ]


def _interval(area: Interval) -> dict[str, float | None]:
    return {"auc": _number(area.value), "low": _number(area.low), "high": _number(area.high)}


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)
