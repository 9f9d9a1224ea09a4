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
    quality,
)
from cxdesk.health.learning import learn
from cxdesk.health.portfolio import Portfolio
from cxdesk.metrics.forecast_bins import equal_count_bins
from cxdesk.workspace.facts_record import Facts

FOLDS = 5
_TEXTS = ("segment", "industry", "region", "country", "plan")


def inputs_of(facts: Facts, attributes: Mapping[str, NDArray]) -> AttributeColumns:
    """Return everything undated that is known about the accounts, as inputs of a model."""
    accounts = facts.accounts
    numbers = {"age": accounts.tenure_years, "revenue": _revenue(facts), "seats": accounts.seats}
    texts = {name: getattr(accounts, name) for name in _TEXTS} | dict(attributes)
    return attribute_columns(numbers, texts, accounts.is_lost)


def cross_validate(facts: Facts, book: Portfolio, attributes: Mapping[str, NDArray]) -> Backtest:
    """Judge a model that learns from the table on accounts that it has not seen.

    Beside it stand the segment's curve at each account's age, and the share of losses.
    """
    accounts = facts.accounts
    lost, made = accounts.is_lost.astype(np.float64), inputs_of(facts, attributes)
    fold = folds_of(accounts.account_id)
    no_effect = np.zeros(len(made.names))
    held_out, base = np.zeros(len(lost)), np.zeros(len(lost))
    for number in range(FOLDS):
        test = fold == number
        seen = learn(made.x[~test], lost[~test], no_effect)
        held_out[test] = seen.chance(made.x[test], 0.0)
        base[test] = lost[~test].mean() if np.any(~test) else lost.mean()
    by_curve = 1.0 / (1.0 + np.exp(book.renewal_base))
    arr, each = np.nan_to_num(accounts.arr), np.arange(len(lost))
    models = {
        name: quality(chance, lost, each, fold, arr, Calls())
        for name, chance in ((LEARNED, held_out), (BASE_RATE, base), (CURVE, by_curve))
    }
    return Backtest(
        method=f"{FOLDS} parts of the accounts held out in turn: the losses bear no day",
        horizon_days=0,
        rows=len(lost),
        events=int(lost.sum()),
        calls=Calls(),
        judged=LEARNED,
        models=models,
        bins=equal_count_bins(held_out, lost),
        origins=(),
        misses=(),
        bands=band_records(()),
        lead_days=float("nan"),
        learned=learn(made.x, lost, no_effect),
        learned_better=float("nan"),
    )


def folds_of(account_id: NDArray) -> NDArray[np.int64]:
    """Return each account's part, 0 to 4, by its id alone: another account or order changes nothing."""
    return np.array(
        [int.from_bytes(hashlib.sha256(i.encode()).digest()[:4], "big") % FOLDS for i in account_id.tolist()],
        dtype=np.int64,
    )


def _revenue(facts: Facts) -> NDArray:
    """Return the yearly revenue, from the monthly where only that is known."""
    arr, mrr = facts.accounts.arr, facts.accounts.mrr
    return np.where(np.isnan(arr), mrr * 12.0, arr)
