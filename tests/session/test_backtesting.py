"""The back-test of a workspace whose history is long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest

from cxdesk.health.standards_text import standards_toml
from cxdesk.session.backtesting import backtest_of
from cxdesk.session.scoring import standards_of
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts.months import month_end, months_back
from tests.workspace.rows_factory import workspace_of


def test_a_history_of_sixteen_years_is_judged_by_the_standards_before_too() -> None:
    """Ten customers since 2010, of which one is lost every year from 2012 on. A horizon of a year looks back
    by 13 months up to twelve times: to April 2013, the 156th month. Its calendar is the expected value."""
    names = [f"A{number}" for number in range(10)]
    contracts = [
        {
            "contract_id": name, "account_id": name, "start_date": date(2010, 1, 1), "mrr": 100.0,
            "end_date": date(2012 + number, 6, 30), "churned": True,
        }
        for number, name in enumerate(names[:-1])
    ]  # fmt: skip
    contracts.append(contracts[0] | {
        "contract_id": "A9", "account_id": "A9", "end_date": None, "churned": False,
    })  # fmt: skip
    newest = datetime(2026, 4, 30)  # noqa: DTZ001  (stored instants are in UTC, without a zone)
    tickets = [{"ticket_id": "1", "account_id": "A9", "created_at": newest}]
    workspace = workspace_of(
        accounts=[{"account_id": name} for name in names], contracts=contracts, tickets=tickets
    )
    standards = standards_of(workspace)
    other = replace(standards, version=2, pillars=(0.4, 0.2, 0.3, 0.1))
    workspace.keep_standards(standards_toml(other), "Ann", "a test")
    found = backtest_of(workspace, read_facts(workspace), 365)
    assert found.origins[0].origin == np.datetime64("2013-04-30")
    assert found.models["previous_standards"].brier == pytest.approx(found.models["standards"].brier)


@pytest.mark.parametrize("day", ["2024-02-28", "2024-02-29", "2024-12-31", "2025-03-15"])
@pytest.mark.parametrize("back", [0, 1, 11, 13, 156, 300])
def test_a_months_end_is_found_again(day: str, back: int) -> None:
    """By definition: the inverse of the end of a month."""
    as_of = np.datetime64(day)
    assert months_back(as_of, month_end(as_of, back)) == back
