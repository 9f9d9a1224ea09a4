"""The scores as one JSON object, for scripts. Unknown numbers are null; floats keep every digit."""

from __future__ import annotations

import numpy as np

from cxdesk.health import PILLARS, Portfolio
from cxdesk.health.buying import only_orders
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
        "p_renew_of": _chance_of(facts, portfolio),
        "findings": [
            {"code": finding.code, "message": finding.message, **dict(finding.numbers)}
            for finding in facts.findings
        ],
        "accounts": _accounts(facts, portfolio),
    }


def _chance_of(facts: Facts, portfolio: Portfolio) -> str:
    if portfolio.order_value is not None:
        return "an order within 12 months"
    beside = ", of who only orders an order within 12 months" if only_orders(facts).any() else ""
    return f"staying 12 months{beside}"


def _totals(facts: Facts) -> dict:
    """Return counts, and recurring revenue per currency: amounts in different currencies are never added."""
    accounts = facts.accounts
    customers = accounts.is_customer
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


def _accounts(facts: Facts, portfolio: Portfolio) -> list[dict]:
    """Return one object per account, read column by column: account by account takes ten times as long."""
    known = portfolio.pillar_reliability > 0
    columns = {
        "account_id": facts.accounts.account_id.tolist(),
        "account_name": facts.accounts.account_name.tolist(),
        "health": _numbers(portfolio.health),
        "half_width": _numbers(portfolio.half_width),
        "low": _numbers(portfolio.low),
        "high": _numbers(portfolio.high),
        "worst": _numbers(portfolio.worst),
        "best": _numbers(portfolio.best),
        "uncapped": _numbers(portfolio.uncapped),
        "caps": _caps(portfolio),
        "coverage": _numbers(portfolio.coverage),
        "oldest_evidence": [None if day is None else day.isoformat() for day in _days(portfolio)],
        "band": portfolio.band.tolist(),
        "standards_of": [name or None for name in portfolio.judged_by.tolist()],
        "pillars": _by_pillar(np.where(known, portfolio.pillar_score, np.nan)),
        "pillar_reliability": _by_pillar(portfolio.pillar_reliability),
        "contributions": _contributions(portfolio),
        "p_renew": _numbers(portfolio.p_renew),
        "clv": _numbers(portfolio.clv),
        "clv_low": _numbers(portfolio.clv_low),
        "clv_high": _numbers(portfolio.clv_high),
        "clv_textbook": _numbers(portfolio.clv_textbook),
        "value_at_risk": _numbers(portfolio.value_at_risk),
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _caps(portfolio: Portfolio) -> list[list[str]]:
    """Return per account the names of the hard facts that hold."""
    names = np.array(portfolio.caps, dtype=object)
    return [names[row].tolist() for row in portfolio.cap_holds]


def _days(portfolio: Portfolio) -> list:
    """Return per account the day of its oldest evidence, None without any."""
    return portfolio.oldest_evidence.astype("datetime64[D]").astype(object).tolist()


def _by_pillar(values: np.ndarray) -> list[dict]:
    """Return per account an object of its pillars' numbers; `values` is n x P."""
    columns = [_numbers(column) for column in values.T]
    return [dict(zip(PILLARS, row, strict=True)) for row in zip(*columns, strict=True)]


def _contributions(portfolio: Portfolio) -> list[list[dict]]:
    """Return per account the bars that `Portfolio.contributions` gives, none where its health is unknown."""
    labels = [bar.label for bar in portfolio.bars]
    always = np.array([bar.kind in ("start", "gap") for bar in portfolio.bars])
    shown = ((portfolio.bar_points != 0.0) | always) & ~np.isnan(portfolio.health)[:, None]
    return [
        [
            {"name": name, "points": value}
            for name, value, is_shown in zip(labels, row, kept, strict=True)
            if is_shown
        ]
        for row, kept in zip(portfolio.bar_points.tolist(), shown.tolist(), strict=True)
    ]


def _numbers(values: np.ndarray) -> list[float | None]:
    """Return plain floats, None for NaN."""
    return np.where(np.isnan(values), None, values).tolist()
