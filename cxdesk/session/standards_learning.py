"""Weights learned from the user's own losses beside those in force, and adopting them: by the user alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

from cxdesk.errors import UsageError
from cxdesk.health.backtest import Backtest
from cxdesk.health.learning import INTERCEPT, LEAST_FOR_SLOPE, LEAST_FOR_WEIGHTS, SLOPE, Learned
from cxdesk.health.losses import losses
from cxdesk.health.renewal import signal_label
from cxdesk.health.standards import Standards
from cxdesk.health.standards_edit import edited
from cxdesk.metrics.sample_size import SampleSize, expected_explained, sample_size_needed
from cxdesk.progress import Progress
from cxdesk.report.backtest_json import NO_LOSSES
from cxdesk.session.backtesting import backtest_of
from cxdesk.session.scoring import standards_of
from cxdesk.session.standards_trial import SURE
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts_record import Facts

DECIMALS = 4  # of an adopted weight: far below what any history can tell apart
_UNDATED = "The losses bear no day, so no past date can judge the weights of the renewal signals."


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """What the past teaches of the renewal signals' weights.

    `better` is how likely the learned forecasts were better on past dates (0 to 1, NaN where nothing says);
    `needed` how many accounts such a model wants, None where no rate of losses is known. `doubt` says in
    words why the weights should not be adopted, "" where nothing speaks against it.
    """

    standards: Standards
    horizon_days: int
    rows: int
    learned: Learned | None
    better: float
    needed: SampleSize | None
    doubt: str

    @property
    def weights(self) -> dict[str, float]:
        """The learned weights as they would be adopted, by signal: none below 0."""
        betas = self.standards.renewal.betas
        if self.learned is None:
            return dict(betas)
        return {
            name: round(max(0.0, float(weight)), DECIMALS)
            for name, weight in zip(betas, self.learned.weights, strict=True)
        }


def learned_weights(
    workspace: Workspace, facts: Facts, horizon_days: int, progress: Progress | None = None
) -> LearnedWeights:
    """Return what the losses of past dates teach; nothing is changed."""
    standards, found = standards_of(workspace), losses(facts)
    if not len(found.day):
        doubt = _UNDATED if found.undated else NO_LOSSES
        return LearnedWeights(standards, horizon_days, 0, None, float("nan"), None, doubt)
    judged = backtest_of(workspace, facts, horizon_days, progress=progress)
    return LearnedWeights(
        standards,
        horizon_days,
        judged.rows,
        judged.learned,
        judged.learned_better,
        _needed(judged, len(standards.renewal.betas)),
        _doubt(judged),
    )


def adopted_standards(workspace: Workspace, found: LearnedWeights, anyway: bool) -> Standards:
    """Return the standards in force with the learned weights, under the next version's number.

    Raises UsageError, in words, where the past does not say that they are better, unless `anyway`; and where
    there are none.
    """
    if found.learned is None or found.learned.level == INTERCEPT:
        raise UsageError(found.doubt, "Keep the weights in force.")
    if found.doubt and not anyway:
        raise UsageError(found.doubt, "Keep the weights in force, or add --anyway with your reason.")
    edit = {"renewal": {"betas": found.weights}}
    return edited(found.standards, [edit], workspace.next_standards_version())


def learned_json(found: LearnedWeights) -> dict[str, Any]:
    """Return learned weights as plain objects."""
    learned, needed, weights = found.learned, found.needed, found.weights
    return {
        "in_force": found.standards.version,
        "horizon_days": found.horizon_days,
        "rows": found.rows,
        "events": 0 if learned is None else learned.events,
        "level": None if learned is None else learned.level,
        "level_told": "" if learned is None else level_text(learned),
        "slope": None if learned is None else learned.slope,
        "strength": None if learned is None else learned.strength,
        "better": None if isnan(found.better) else found.better,
        "may_be_adopted": not found.doubt,
        "doubt": found.doubt or None,
        "weights": [
            {
                "signal": name,
                "label": signal_label(name),
                "in_force": beta,
                "learned": None if learned is None else weights[name],
            }
            for name, beta in found.standards.renewal.betas.items()
        ],
        "sample_size": None
        if needed is None
        else {
            "accounts": needed.needed,
            "events": needed.events,
            "events_per_weight": needed.events_per_coefficient,
        },
    }


def level_text(learned: Learned) -> str:
    """Return in words what so many losses let be learned."""
    events = f"{learned.events:,} {'loss' if learned.events == 1 else 'losses'}"
    if learned.level == INTERCEPT:
        return f"{events}: all weights stay. From {LEAST_FOR_SLOPE} on their common size is learned."
    if learned.level == SLOPE:
        return f"{events}: one size for all weights. From {LEAST_FOR_WEIGHTS} on each is learned by itself."
    return f"{events}: each weight by itself, drawn to those in force with strength {learned.strength:g}."


def _doubt(judged: Backtest) -> str:
    """Return why the learned weights should not be adopted, "" where nothing speaks against it."""
    learned = judged.learned
    if learned is None or not learned.events:
        return NO_LOSSES
    if learned.level == INTERCEPT:
        return f"Too few losses to learn weights from: {level_text(learned)}"
    if isnan(judged.learned_better) or judged.learned_better < SURE:
        return (
            f"On past dates the learned weights forecast losses better with a probability of "
            f"{0.0 if isnan(judged.learned_better) else judged.learned_better:.0%}; {SURE:.0%} are asked for."
        )
    return ""


def _needed(judged: Backtest, weights: int) -> SampleSize | None:
    """Return how many accounts a model of so many weights wants at the rate of losses seen."""
    if not 0 < judged.events < judged.rows:
        return None
    rate = judged.events / judged.rows
    return sample_size_needed(weights, expected_explained(rate), rate)
