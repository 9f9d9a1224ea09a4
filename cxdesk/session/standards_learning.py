"""Weights learned from the user's own losses beside those in force, and adopting them: by the user alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan
from typing import Any

from cxdesk.errors import UsageError
from cxdesk.health.backtest import Backtest
from cxdesk.health.learning import INTERCEPT, LEAST_FOR_SLOPE, LEAST_FOR_WEIGHTS, SLOPE, WEIGHTS, Learned
from cxdesk.health.losses import undated_losses
from cxdesk.health.renewal import signal_label
from cxdesk.health.standards import Standards
from cxdesk.health.standards_edit import edited
from cxdesk.health.table_model import TableModel, model_of
from cxdesk.metrics.sample_size import SampleSize, expected_explained, sample_size_needed
from cxdesk.progress import Progress
from cxdesk.report.backtest_json import CANNOT_TELL, NO_LOSSES
from cxdesk.session.backtesting import backtest_of, table_judged
from cxdesk.session.scoring import standards_of
from cxdesk.session.standards_trial import SURE
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import losses_of

DECIMALS = 4  # of an adopted weight: far below what any history can tell apart
TO_FORCE, TO_NO_EFFECT = "those in force", "no effect"  # what learned weights start from
HELD_OUT = (
    "The losses bear no day, so no past date can judge: accounts held out did, in five parts. What was "
    "learned are weights of the columns of the accounts' own table."
)


@dataclass(frozen=True, slots=True)
class LearnedWeights:
    """What the past teaches of the renewal signals' weights.

    `better` is how likely the learned forecasts were better on past dates (0 to 1, NaN where nothing says);
    `needed` how many accounts such a model wants, None where no rate of losses is known. `doubt` says in
    words why the weights should not be adopted, "" where nothing speaks against it. `table` is what a table
    of accounts without dates taught, None where the losses bear days; `judged` is the back-test behind it.
    """

    standards: Standards
    horizon_days: int
    rows: int
    learned: Learned | None
    better: float
    needed: SampleSize | None
    doubt: str
    table: TableModel | None = None
    judged: Backtest | None = None

    @property
    def weights(self) -> dict[str, float]:
        """The learned weights as they would be adopted, by signal: none below 0."""
        betas = self.standards.renewal.betas
        if self.learned is None or self.table is not None:
            return dict(betas)
        return {
            name: round(max(0.0, float(weight)), DECIMALS)
            for name, weight in zip(betas, self.learned.weights, strict=True)
        }


def learned_weights(
    workspace: Workspace, facts: Facts, horizon_days: int, progress: Progress | None = None
) -> LearnedWeights:
    """Return what the losses of past dates teach; nothing is changed."""
    standards, found = standards_of(workspace), losses_of(facts)
    if not len(found) and undated_losses(facts):
        return _of_table(workspace, facts, standards, horizon_days)
    if not len(found):
        return LearnedWeights(standards, horizon_days, 0, None, float("nan"), None, NO_LOSSES)
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
    least = {INTERCEPT} if found.table is None else {INTERCEPT, SLOPE}  # a table has no weights to scale
    if found.learned is None or found.learned.level in least:
        raise UsageError(found.doubt, "Keep the weights in force.")
    if found.doubt and not anyway:
        raise UsageError(found.doubt, "Keep the weights in force, or add --anyway with your reason.")
    if found.table is not None:
        version = workspace.next_standards_version()
        renewal = replace(found.standards.renewal, table=found.table)
        return replace(found.standards, version=version, renewal=renewal)
    edit = {"renewal": {"betas": found.weights}}
    return edited(found.standards, [edit], workspace.next_standards_version())


def _of_table(workspace: Workspace, facts: Facts, standards: Standards, horizon_days: int) -> LearnedWeights:
    """Return what the columns of a table of accounts teach, judged by accounts held out."""
    judged, made = table_judged(workspace, facts, standards)
    doubt = _doubt(judged, "accounts held out", "than the share of losses and the retention curve")
    if not doubt and not judged.can_tell_apart:
        doubt = f"{CANNOT_TELL} Of accounts held out, those that were lost cannot be told from the others."
    if not doubt and judged.learned.level != WEIGHTS:
        doubt = f"Too few losses to learn weights of columns from: {level_text(judged.learned)}"
    return LearnedWeights(
        standards,
        horizon_days,
        judged.rows,
        judged.learned,
        judged.learned_better,
        _needed(judged, len(made.terms)),
        doubt,
        model_of(made.terms, judged.learned),
        judged,
    )


def learned_json(found: LearnedWeights) -> dict[str, Any]:
    """Return learned weights as plain objects."""
    learned, needed, weights = found.learned, found.needed, found.weights
    return {
        "in_force": found.standards.version,
        "horizon_days": found.horizon_days,
        "rows": found.rows,
        "events": 0 if learned is None else learned.events,
        "level": None if learned is None else learned.level,
        "level_told": ""
        if learned is None
        else level_text(learned, TO_NO_EFFECT if found.table else TO_FORCE),
        "slope": None if learned is None else learned.slope,
        "strength": None if learned is None else learned.strength,
        "better": None if isnan(found.better) else found.better,
        "may_be_adopted": not found.doubt,
        "doubt": found.doubt or None,
        "held_out": None if found.table is None else _held_out_json(found),
        "weights": [
            {
                "signal": name,
                "label": signal_label(name),
                "in_force": beta,
                "learned": None if learned is None or found.table is not None else weights[name],
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


def _held_out_json(found: LearnedWeights) -> dict[str, Any]:
    """Return a table's weights in log-odds of loss, the largest first, and how accounts held out were told
    apart with them.
    """
    quality = found.judged.models[found.judged.judged]
    in_force = found.standards.renewal.table
    before = {} if in_force is None else _signed(in_force)
    now = _signed(found.table)
    return {
        "told": HELD_OUT,
        "auc": quality.auc.value,
        "auc_low": quality.auc.low,
        "auc_high": quality.auc.high,
        "brier": quality.brier,
        "ece10": quality.ece,
        "intercept": found.table.intercept,
        "weights": [
            {"column": label, "in_force": before.get(label), "learned": now.get(label)}
            for label in sorted({**now, **before}, key=lambda each: -abs(now.get(each, 0.0)))
        ],
    }


def _signed(table: TableModel) -> dict[str, float]:
    """Return the weight of each term on its column as it stands: above 0 is risk."""
    pairs = zip(table.terms, table.beta, strict=True)
    return {term.label: beta if term.deviation > 0.0 else -beta for term, beta in pairs}


def level_text(learned: Learned, drawn: str = TO_FORCE) -> str:
    """Return in words what so many losses let be learned."""
    events = f"{learned.events:,} {'loss' if learned.events == 1 else 'losses'}"
    if learned.level == INTERCEPT:
        return f"{events}: all weights stay. From {LEAST_FOR_SLOPE} on their common size is learned."
    if learned.level == SLOPE:
        return f"{events}: one size for all weights. From {LEAST_FOR_WEIGHTS} on each is learned by itself."
    return f"{events}: each weight by itself, drawn to {drawn} with strength {learned.strength:g}."


def _doubt(judged: Backtest, on: str = "past dates", than: str = "") -> str:
    """Return why the learned weights should not be adopted, "" where nothing speaks against it."""
    learned = judged.learned
    if learned is None or not learned.events:
        return NO_LOSSES
    if learned.level == INTERCEPT:
        return f"Too few losses to learn weights from: {level_text(learned)}"
    if isnan(judged.learned_better) or judged.learned_better < SURE:
        better = 0.0 if isnan(judged.learned_better) else judged.learned_better
        return (
            f"On {on} the learned weights forecast losses better{f' {than}' if than else ''} with a "
            f"probability of {better:.0%}; {SURE:.0%} are asked for."
        )
    return ""


def _needed(judged: Backtest, weights: int) -> SampleSize | None:
    """Return how many accounts a model of so many weights wants at the rate of losses seen."""
    if not 0 < judged.events < judged.rows:
        return None
    rate = judged.events / judged.rows
    return sample_size_needed(weights, expected_explained(rate), rate)
