"""The back-test as plain objects for scripts: None where the history cannot say."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np

from cxdesk.health.backtest import Backtest, BandRecord, OriginResult, Quality
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import RULE

CANNOT_TELL = "Your history cannot tell these apart."
NO_LOSSES = "No loss with a day and half a year of history before it is known: there is nothing to judge by."


def backtest_json(found: Backtest, facts: Facts) -> dict[str, Any]:
    """Return the back-test; `facts` are those it was made from, for ids and names."""
    judged = found.models.get(found.judged)
    ids, names = facts.accounts.account_id, facts.accounts.account_name
    return {
        **(_quality(judged) if judged else dict.fromkeys(_QUALITY)),
        "as_of": str(facts.as_of),
        "horizon_days": found.horizon_days or None,
        "method": found.method,
        "rule": RULE,
        "model": found.judged,
        "rows": found.rows,
        "events": found.events,
        "calls_share": found.calls.share or None,
        "calls_each_date": found.calls.number or None,
        "lead_days": _number(found.lead_days),
        "origins": [_origin(each) for each in found.origins],
        "baselines": {name: _quality(each) for name, each in found.models.items() if name != found.judged},
        "can_tell_apart": found.can_tell_apart,
        "verdict": verdict(found),
        "calibration": [
            {
                "n": int(n),
                "forecast": float(forecast),
                "rate": float(rate),
                "low": float(low),
                "high": float(high),
            }
            for n, forecast, rate, low, high in zip(
                found.bins.n,
                found.bins.forecast,
                found.bins.rate,
                found.bins.low,
                found.bins.high,
                strict=True,
            )
        ],
        "bands": [band_json(each, ids) for each in found.bands],
        "learned": None
        if found.learned is None
        else {
            "level": found.learned.level,
            "slope": found.learned.slope,
            "events": found.learned.events,
            "better": _number(found.learned_better),
        },
        "misses": [
            {
                "account": str(ids[miss.account]),
                "account_name": str(names[miss.account]),
                "origin": str(miss.origin),
                "lost_on": str(miss.lost_on),
                "chance": miss.chance,
                "rank": miss.rank,
                "accounts": miss.accounts,
                "band": miss.band,
            }
            for miss in found.misses
        ],
    }


def verdict(found: Backtest) -> str:
    """Return in a sentence whether the forecasts found who was lost."""
    if found.events == 0 or not found.models:
        return NO_LOSSES
    area = found.models[found.judged].auc
    interval = "" if isnan(area.low) else f", 95 % range {100 * area.low:.0f} to {100 * area.high:.0f} %"
    losses = f"{found.events} {'loss' if found.events == 1 else 'losses'}"
    first = f"of one lost and one kept account the lost one came first in {100 * area.value:.0f} % of pairs"
    told = "" if isnan(area.value) else f"{first}{interval}; 50 % is chance; {losses}"
    if not found.can_tell_apart:
        return (
            f"{CANNOT_TELL} The order of the forecasts cannot be told from chance ({told}).{_better(found)}"
        )
    return f"The forecasts order who was lost better than chance ({told})."


def _better(found: Backtest) -> str:
    """Return which plain baseline does put who was lost in order, "" where none does."""
    able = [
        f"{name.replace('_', ' ')} ({100 * quality.auc.value:.0f} %)"
        for name, quality in found.models.items()
        if name != found.judged and quality.auc.low > 0.5
    ]
    return f" By itself this does: {', '.join(able)}." if able else ""


def band_json(record: BandRecord, ids: np.ndarray) -> dict[str, Any]:
    """Return a band's own record with its Wilson interval, by accounts."""
    low, high = record.range
    return {
        "band": record.band,
        "n": record.n,
        "kept": record.kept,
        "low": low,
        "high": high,
        "missed": [str(ids[account]) for account in record.missed],
    }


_QUALITY = (
    "auc", "auc_low", "auc_high", "brier", "brier_skill", "ece10", "lift", "arr_recall",
    "observed_over_expected", "slope",
)  # fmt: skip


def _quality(of: Quality) -> dict[str, float | None]:
    values = (
        of.auc.value, of.auc.low, of.auc.high, of.brier, of.skill, of.ece, of.lift, of.arr_recall,
        of.observed_over_expected.value, of.line.slope.value,
    )  # fmt: skip
    return {name: _number(value) for name, value in zip(_QUALITY, values, strict=True)}


def _origin(each: OriginResult) -> dict[str, Any]:
    return {
        "date": str(each.origin),
        "accounts": each.accounts,
        "events": each.events,
        "auc": _number(each.auc.value),
        "auc_low": _number(each.auc.low),
        "auc_high": _number(each.auc.high),
        "brier": _number(each.brier),
        "calls": each.calls,
        "hits": each.hits,
    }


def _number(value: float) -> float | None:
    return None if isnan(value) else float(value)
