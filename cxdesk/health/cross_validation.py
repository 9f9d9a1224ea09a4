"""A table of accounts without dates: a model is judged on accounts that it has not seen.

Where losses bear no day nothing can be put back in time. Then five parts of the accounts are held out in
turn, and a model learns from the rest: the age and every further column of the table, drawn to no effect.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.attribute_columns import AttributeColumns, attribute_columns
from cxdesk.health.backtest import (
    BASE_RATE,
    CURVE,
    LEARNED,
    Backtest,
    Calls,
    band_records,
    chance_of_better,
    quality,
)
from cxdesk.health.learning import learn
from cxdesk.health.snapshots import addable_revenue
from cxdesk.health.table_model import columns_of
from cxdesk.metrics.forecast_bins import equal_count_bins
from cxdesk.workspace.facts_record import Facts

FOLDS = 5


def inputs_of(facts: Facts, attributes: Mapping[str, NDArray]) -> AttributeColumns:
    """Return everything undated that is known about the accounts, as inputs of a model."""
    return attribute_columns(*columns_of(facts, attributes), facts.accounts.is_lost)


def cross_validate(
    facts: Facts, curve: NDArray[np.float64], attributes: Mapping[str, NDArray], calls: Calls | None = None
) -> tuple[Backtest, AttributeColumns]:
    """Judge a model that learns from the table on accounts that it has not seen; return what it was learned
    on too.

    Beside it stand the retention curve of each account's segment (`curve`, (n,) log-odds of renewal at its
    age) and the share of losses: `learned_better` is how likely its Brier score is better than the better
    one's. `calls` are of each part of the accounts.
    """
    accounts, calls = facts.accounts, calls or Calls()
    lost, made = accounts.is_lost.astype(np.float64), inputs_of(facts, attributes)
    fold = folds_of(accounts.account_id)
    no_effect = np.zeros(len(made.terms))
    held_out, base = np.zeros(len(lost)), np.zeros(len(lost))
    for number in range(FOLDS):
        test = fold == number
        seen = learn(made.x[~test], lost[~test], no_effect)
        held_out[test] = seen.chance(made.x[test], 0.0)
        base[test] = lost[~test].mean() if np.any(~test) else lost.mean()
    by_curve = 1.0 / (1.0 + np.exp(curve))
    arr, each = addable_revenue(facts), np.arange(len(lost))
    models = {
        name: quality(chance, lost, each, fold, arr, calls)
        for name, chance in ((LEARNED, held_out), (BASE_RATE, base), (CURVE, by_curve))
    }
    better = [chance_of_better(other, held_out, lost, each) for other in (base, by_curve)]
    judged = Backtest(
        method=f"{FOLDS} parts of the accounts held out in turn: the losses bear no day",
        horizon_days=0,
        rows=len(lost),
        events=int(lost.sum()),
        calls=calls,
        judged=LEARNED,
        models=models,
        bins=equal_count_bins(held_out, lost),
        origins=(),
        misses=(),
        bands=band_records(()),
        lead_days=float("nan"),
        learned=learn(made.x, lost, no_effect),
        learned_better=min(better),
    )
    return judged, made


def folds_of(account_id: NDArray) -> NDArray[np.int64]:
    """Return each account's part, 0 to 4, by its id alone: another account or order changes nothing."""
    return np.array(
        [int.from_bytes(hashlib.sha256(i.encode()).digest()[:4], "big") % FOLDS for i in account_id.tolist()],
        dtype=np.int64,
    )
