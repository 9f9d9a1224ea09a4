"""How long contracts bind: by their own word, else by their ends, else, rolling ones, by their bills."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cxdesk.workspace.customer_records import Contracts
from cxdesk.workspace.facts.resolving import normal_name
from cxdesk.workspace.later_columns import rows_later

TERMS = (1, 2, 3, 4, 6, 12, 24, 36)  # months
_DAYS_A_MONTH = 365.25 / 12
_NEAR_DAYS = 10.0  # how far from a whole term a contract may end
_BILLED: Mapping[str, int] = {
    name: months
    for months, names in {
        1: "month|monthly|every month|1 month|m|weekly|week|daily|day",
        3: "quarter|quarterly|every quarter|every 3 months|3 months|q",
        6: "half yearly|semi annual|semi annually|semiannual|semiannually|biannual|every 6 months|6 months",
        12: "year|yearly|annual|annually|every year|12 months|every 12 months|1 year|y",
        24: "biennial|biennially|2 years|every 2 years|every two years|24 months",
        36: "triennial|3 years|every 3 years|36 months",
    }.items()
    for name in names.split("|")
}


def billed_months(billing: np.ndarray) -> np.ndarray:
    """Return how many months lie between two bills, NaN where the text does not say."""
    names, place = np.unique(billing.astype(str), return_inverse=True)
    known = [_BILLED.get(normal_name(name.replace("-", " ").replace("_", " ")), np.nan) for name in names]
    return np.array(known, dtype=np.float64)[place]


def with_terms(contracts: Contracts, gives_terms: bool) -> Contracts:
    """Return the contracts with their term in months, one of `TERMS`, NaN when unknown.

    From first to last day where ends are terms and that is a whole term: one of three years at the most, for
    a longer one most often was renewed on its row. A contract without an end binds until its next bill.
    """

    def terms() -> np.ndarray:
        months = ((contracts.end - contracts.start).astype(float) + 1.0) / _DAYS_A_MONTH
        months[np.isnat(contracts.end) | np.isnat(contracts.start) | (not gives_terms)] = np.nan
        given = _nearest(contracts.term_months, np.inf)
        lasting = _nearest(months, _NEAR_DAYS / _DAYS_A_MONTH)
        term = np.where(np.isnan(given), lasting, given)
        return np.where(np.isnan(term), contracts.billed_months, term)

    return rows_later(contracts, None, term_months=terms)


def _nearest(months: np.ndarray, tolerance: float) -> np.ndarray:
    """Return the term that is nearest by ratio, NaN where it is not that near or nothing is known."""
    terms = np.array(TERMS, dtype=np.float64)
    known = np.where(months > 0, months, 1.0)
    nearest = terms[np.argmin(np.abs(np.log(known[:, None] / terms)), axis=1)]
    return np.where((months > 0) & (np.abs(known - nearest) <= tolerance), nearest, np.nan)
