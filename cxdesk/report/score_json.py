"""The scores as one JSON object, for scripts. Unknown numbers are null; floats keep every digit."""

from __future__ import annotations

import numpy as np

from cxdesk.health import PILLARS, Portfolio
from cxdesk.workspace.facts_record import Facts


def score_json(facts: Facts, portfolio: Portfolio) -> dict:
    """Return as-of date, totals, findings about the data, and every account with its explanation."""
    return {
        "as_of": str(facts.as_of),
        "synthetic": facts.synthetic,
        "standards_version": portfolio.standards_version,
        "calibration": {
            "id": portfolio.calibration.identity,
            "date": str(portfolio.calibration.date),
            "accounts": portfolio.calibration.accounts,
            "calibrated": portfolio.calibration.calibrated,
        },
        "portfolio": _totals(facts),
        "findings": [
            {"code": finding.code, "message": finding.message, **dict(finding.numbers)}
            for finding in facts.findings
        ],
        "accounts": [_account(facts, portfolio, position) for position in range(len(portfolio))],
    }


def _totals(facts: Facts) -> dict:
    """Return counts, and recurring revenue per currency: amounts in different currencies are never added."""
    accounts = facts.accounts
    customers = ~accounts.is_lost
    revenue = []
    for currency in sorted(set(accounts.currency[customers])):
        rows = customers & (accounts.currency == currency)
        revenue.append(
            {
                "currency": currency or None,
                "accounts": int(rows.sum()),
                "mrr": float(np.nansum(accounts.mrr[rows])),
                "arr": float(np.nansum(accounts.arr[rows])),
            }
        )
    return {"accounts": len(accounts), "customers": int(customers.sum()), "recurring_revenue": revenue}


def _account(facts: Facts, portfolio: Portfolio, position: int) -> dict:
    known = portfolio.pillar_reliability[position] > 0
    return {
        "account_id": facts.accounts.account_id[position],
        "account_name": facts.accounts.account_name[position],
        "health": _number(portfolio.health[position]),
        "low": _number(portfolio.low[position]),
        "high": _number(portfolio.high[position]),
        "coverage": _number(portfolio.coverage[position]),
        "band": portfolio.band[position],
        "pillars": {
            name: _number(portfolio.pillar_score[position, index]) if known[index] else None
            for index, name in enumerate(PILLARS)
        },
        "pillar_reliability": {
            name: _number(portfolio.pillar_reliability[position, index]) for index, name in enumerate(PILLARS)
        },
        "contributions": [
            {"name": name, "points": points} for name, points in portfolio.contributions(position)
        ],
        "p_renew": _number(portfolio.p_renew[position]),
        "clv": _number(portfolio.clv[position]),
        "clv_low": _number(portfolio.clv_low[position]),
        "clv_high": _number(portfolio.clv_high[position]),
        "value_at_risk": _number(portfolio.value_at_risk[position]),
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
