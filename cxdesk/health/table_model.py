"""A model that was learned on a table of accounts without dates: a part of the standards once it is adopted.

Its chance of loss is that of the table: a share of its accounts was lost, over whatever time it covers.

    log-odds of loss = intercept + sum_j beta_j x_j

Each x comes from a column of the accounts (`attribute_columns.Term`), turned so that no beta is below 0.
Where it is adopted, the intercept stands in place of the retention curve, and every term is a renewal signal
with a bar of its own beside the others, whose betas go on counting where they are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.attribute_columns import LEVEL, Term
from cxdesk.health.learning import Learned
from cxdesk.health.portfolio import Signal
from cxdesk.workspace.facts_record import Facts

DECIMALS = 6  # of an adopted weight: far below what any table can tell apart
_TEXTS = ("segment", "industry", "region", "country", "plan")


@dataclass(frozen=True, slots=True)
class TableModel:
    """`beta` (A,) of the terms, log-odds of loss per unit of x, none below 0."""

    intercept: float
    terms: tuple[Term, ...]
    beta: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TableSignal:
    """A term over n accounts: `value` as in the column, NaN where unknown, and `x` as the model reads it."""

    signal: Signal
    value: NDArray[np.float64]
    x: NDArray[np.float64]


def model_of(terms: tuple[Term, ...], learned: Learned) -> TableModel:
    """Return what was learned of those terms in the shape of the standards, without what has no effect."""
    kept = [
        (term if weight > 0.0 else replace(term, deviation=-term.deviation), round(abs(weight), DECIMALS))
        for term, weight in zip(terms, learned.weights.tolist(), strict=True)
    ]
    kept = [(term, beta) for term, beta in kept if beta > 0.0]
    return TableModel(
        round(learned.intercept, DECIMALS), tuple(term for term, _ in kept), tuple(beta for _, beta in kept)
    )


def columns_of(facts: Facts, attributes: Mapping[str, NDArray]) -> tuple[dict[str, NDArray], ...]:
    """Return everything undated that is known about the accounts, by name: (numbers, texts), (n,) each."""
    accounts = facts.accounts
    arr, mrr = accounts.arr, accounts.mrr
    revenue = np.where(np.isnan(arr), mrr * 12.0, arr)
    numbers = {"age": accounts.tenure_years, "revenue": revenue, "seats": accounts.seats}
    return numbers, {name: getattr(accounts, name) for name in _TEXTS} | dict(attributes)


def table_signals(facts: Facts, model: TableModel | None) -> tuple[TableSignal, ...]:
    """Return the model's signals of the facts' accounts; a column that is not there any more is unknown."""
    if model is None:
        return ()
    numbers, texts = columns_of(facts, facts.attributes)
    columns, unknown = {**texts, **numbers}, np.full(len(facts.accounts), np.nan)
    found = []
    for number, (term, beta) in enumerate(zip(model.terms, model.beta, strict=True)):
        value = term.value(columns[term.column]) if term.column in columns else unknown
        signal = Signal(f"table_{number}", term.label, beta, term.kind == LEVEL, "")
        found.append(TableSignal(signal, value, term.x(value)))
    return tuple(found)


def table_from_plain(plain: Mapping[str, Any] | None) -> TableModel | None:
    """Return the model of its plain form, None of None; raises KeyError, TypeError or ValueError."""
    if plain is None:
        return None
    rows = [dict(row) for row in plain["terms"]]
    beta = tuple(float(row.pop("beta")) for row in rows)
    terms = tuple(Term(**row) for row in rows)
    if any(term.deviation == 0.0 for term in terms) or any(each < 0.0 for each in beta):
        raise ValueError("a deviation of the table's terms is 0, or a beta is negative")
    return TableModel(float(plain["intercept"]), terms, beta)


def table_plain(model: TableModel) -> dict[str, Any]:
    """Return a model as plain tables; `table_from_plain` reads it back."""
    rows = [asdict(term) | {"beta": beta} for term, beta in zip(model.terms, model.beta, strict=True)]
    return {"intercept": model.intercept, "terms": rows}
