"""What the score reads is what the metrics measure: one definition each, also where the user sets it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.metrics import measure
from cxdesk.tables.survey_scales import Breaks
from cxdesk.workspace.conventions import Conventions
from cxdesk.workspace.facts import read_facts
from tests.workspace.rows_factory import workspace_of

STANDARDS = read_standards(default_standards_text())


def test_own_break_points_move_the_score_as_they_move_the_metric() -> None:
    """Intent: one definition of satisfied. All answer 3 of 5: as usual nobody is satisfied, with 3 as the
    first satisfied answer everybody is: 0 and 100 % in the metric, and the driver of the score rises.
    """
    rows = [
        {
            "response_id": f"r{number}",
            "account_id": f"A{number % 2}",
            "kind": "csat",
            "score": 3.0,
            "scale_min": 1.0,
            "scale_max": 5.0,
            "high_is_good": True,
            "answered_at": datetime(2026, 9, 1, tzinfo=UTC),
        }
        for number in range(20)
    ]
    workspace = workspace_of(accounts=[{"account_id": "A0"}, {"account_id": "A1"}], surveys=rows)
    found = []
    for conventions in (Conventions(), Conventions(csat_satisfied_from=(Breaks(1, 5, (3,)),))):
        workspace.set_conventions(conventions)
        facts = read_facts(workspace)
        portfolio = score(facts, STANDARDS)
        place = next(place for place, driver in enumerate(portfolio.drivers) if driver.name == "csat")
        found.append((measure("csat", facts).value, portfolio.driver_value[:, place].tolist()))
    (usual, before), (own, after) = found
    assert (usual, own) == (0.0, 1.0)
    assert before == pytest.approx([0.0, 0.0])
    assert after == pytest.approx([100.0, 100.0])
