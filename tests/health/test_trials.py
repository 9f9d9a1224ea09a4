"""A trial is no customer: it moves nobody's score and no total, and is scored by the scale of the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.formatting import NEUTRAL
from cxdesk.health import LOST_BAND, default_standards_text, read_standards, score
from cxdesk.report.score_json import score_json
from cxdesk.session.portfolio_view import portfolio_view
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.renewal_histories import renewal_histories
from tests.health.test_score import random_tables
from tests.workspace.rows_factory import workspace_of

STANDARDS = read_standards(default_standards_text())
TRIAL = "A000"


def on_trial(best: bool) -> Facts:
    """Return facts of a random book with one account on trial, whose people answer and use all or nothing."""
    tables = random_tables(5)
    for row in tables["contracts"]:
        row["is_trial"] = row["account_id"] == TRIAL
    own = [row | {"account_id": TRIAL} for row in tables["usage"][:60]]
    answer = next(row for row in tables["surveys"] if row["kind"] == "csat" and row["score"])
    for name in ("usage", "surveys", "tickets"):
        tables[name] = [row for row in tables[name] if row["account_id"] != TRIAL]
    if best:
        tables["usage"] += own
    score = answer["scale_max"] if best else answer["scale_min"]
    tables["surveys"] += [
        answer | {"account_id": TRIAL, "response_id": f"t{number}", "score": score} for number in range(30)
    ]
    return read_facts(workspace_of(**tables))


@pytest.fixture(scope="module")
def both() -> tuple[Facts, Facts]:
    """Return the book with the best and with the worst trial."""
    return on_trial(True), on_trial(False)


def test_no_trial_moves_the_score_of_a_customer(both: tuple[Facts, Facts]) -> None:
    """Metamorphic: between the best and the worst trial no other account's health, pillar or value changes;
    the trial's own does, and it has a grade.
    """
    first, second = (score(facts, STANDARDS) for facts in both)
    trial = both[0].accounts.is_trial
    assert both[0].accounts.account_id[trial].tolist() == [TRIAL]
    for name in ("health", "pillar_score", "pillar_reliability", "p_renew", "clv", "low", "high"):
        one, other = getattr(first, name)[~trial], getattr(second, name)[~trial]
        assert np.array_equal(one, other, equal_nan=True), name
    assert first.health[trial] > second.health[trial]
    assert first.band[trial][0] != LOST_BAND


def test_a_trial_has_no_renewal_to_learn_from_and_no_value(both: tuple[Facts, Facts]) -> None:
    """By definition: nothing renews, so it is in no retention curve and has no lifetime value."""
    facts = both[0]
    dated = int(np.sum(~np.isnan(facts.accounts.tenure_years) & ~facts.accounts.is_trial))
    assert len(renewal_histories(replace(facts, all_renewals=None)).renewals) == dated
    assert not score(facts, STANDARDS).clv[facts.accounts.is_trial].any()


def test_totals_count_trials_apart(both: tuple[Facts, Facts]) -> None:
    """Counted here: customers are neither lost nor on trial; the page says how many are on trial."""
    facts = both[0]
    portfolio, accounts = score(facts, STANDARDS), facts.accounts
    customers = int(np.sum(~accounts.is_lost & (accounts.account_id != TRIAL)))
    lost = int(accounts.is_lost.sum())
    parts = portfolio_view(facts, portfolio, STANDARDS, NEUTRAL).subtitle.split(" · ")
    assert (parts[0], parts[-2:]) == (f"{customers} customers", ["1 on trial", f"{lost} lost"])
    assert score_json(facts, portfolio)["portfolio"]["customers"] == customers
