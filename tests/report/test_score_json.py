"""The scores as JSON: every number of the portfolio in its place, null where nothing is known."""

from __future__ import annotations

import json
import math

from cxdesk.health import PILLARS, score
from cxdesk.health.standards import default_standards_text, read_standards
from cxdesk.report.score_json import score_json
from cxdesk.workspace.facts import read_facts
from tests.health.test_score import random_workspace


def test_every_account_is_what_the_portfolio_says_of_it() -> None:
    """Account by account, looked up one by one, where the object is made column by column."""
    facts = read_facts(random_workspace(5))
    portfolio = score(facts, read_standards(default_standards_text()))
    told = json.loads(json.dumps(score_json(facts, portfolio), allow_nan=False))
    assert len(told["accounts"]) == len(portfolio) > 10

    def number(value: float) -> float | None:
        return None if math.isnan(value) else value

    nothing_known = 0
    for position, account in enumerate(told["accounts"]):
        assert account["account_id"] == facts.accounts.account_id[position]
        assert account["band"] == portfolio.band[position]
        for name in (
            "health",
            "low",
            "high",
            "coverage",
            "p_renew",
            "clv",
            "clv_low",
            "clv_high",
            "clv_textbook",
            "value_at_risk",
        ):
            assert account[name] == number(getattr(portfolio, name)[position]), name
        for index, name in enumerate(PILLARS):
            reliability = portfolio.pillar_reliability[position, index]
            value = number(portfolio.pillar_score[position, index]) if reliability > 0 else None
            nothing_known += value is None
            assert account["pillars"][name] == value
            assert account["pillar_reliability"][name] == number(reliability)
        assert [(bar["name"], bar["points"]) for bar in account["contributions"]] == list(
            portfolio.contributions(position)
        )
    assert nothing_known > 0
