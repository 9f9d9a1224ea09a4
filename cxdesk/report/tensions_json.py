"""Tensions as JSON, for scripts: every firing with its numbers and question, and what cannot be judged."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from cxdesk.health.tensions import Number, Rule, Tension, Tensions
from cxdesk.health.tensions.texts import number_text
from cxdesk.workspace.facts_record import Facts


def tensions_json(
    facts: Facts, found: Tensions, account: int | None = None, *, every_rule: bool = False
) -> dict[str, Any]:
    """Return the firings of all accounts or of one (its position), the severest first.

    `not_judged` are the rules that lack data of that account, or of every customer. With `every_rule` all
    rules are listed too, with how many customers each was judged of and fired for.
    """
    firings = found.found if account is None else found.of(account)
    told: dict[str, Any] = {
        "tensions": [_tension(facts, one) for one in firings],
        "not_judged": [
            {"rule": each.rule.number, "name": each.rule.name, "needs": each.needs, "accounts": each.accounts}
            for each in found.not_judged(account)
        ],
    }
    if every_rule:
        told["rules"] = [_rule(found, rule) for rule, _ in found.judged]
    return told


def _tension(facts: Facts, one: Tension) -> dict[str, Any]:
    accounts, currency = facts.accounts, str(facts.accounts.currency[one.account])
    return {
        "rule": one.rule.number,
        "name": one.rule.name,
        "account": str(accounts.account_id[one.account]),
        "account_name": str(accounts.account_name[one.account]),
        "audience": one.rule.audience,
        "severity": one.severity,
        "evidence": one.evidence,
        "first": _number(one.first, currency),
        "second": _number(one.second, currency),
        "also": [_number(number, currency) for number in one.also],
        "question": one.rule.question,
        "disappears_when": one.rule.disappears_when,
    }


def _number(number: Number, currency: str) -> dict[str, Any]:
    start, end = (None if np.isnat(day) else str(day) for day in (number.period.start, number.period.end))
    return {
        "label": number.label,
        "value": _finite(number.value),
        "unit": currency if number.unit == "money" else number.unit,
        "n": number.n,
        "of": number.of or None,
        "from": start,
        "to": end,
        "before": _finite(number.before),
        "before_n": number.before_n if isfinite(number.before) else None,
        "z": _finite(number.z),
        "low": _finite(number.low),
        "high": _finite(number.high),
        "about": number.about or None,
        "text": number_text(number, currency=currency),
    }


def _rule(found: Tensions, rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.number,
        "name": rule.name,
        "audience": rule.audience,
        "question": rule.question,
        "disappears_when": rule.disappears_when,
        "needs": rule.needs,
        "judged": int(found.known(rule).sum()),
        "fired": int(found.fired(rule).sum()),
    }


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
