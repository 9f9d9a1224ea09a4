"""Counts of answers give what the answers themselves would have given."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from cxdesk.metrics import measure
from cxdesk.workspace.facts import read_facts
from tests.workspace.rows_factory import workspace_of

ACCOUNTS = [{"account_id": "A"}, {"account_id": "B"}]


def _counts(**counts: float) -> dict:
    return {"account_id": "A", "kind": "nps", "period": date(2026, 3, 1), **counts}


def test_counts_give_the_score_of_their_answers() -> None:
    """Intent: NPS and CSAT of counted results. Expected: (6 - 3) / 12 and 7 of 10, by hand."""
    workspace = workspace_of(
        accounts=ACCOUNTS,
        survey_counts=[
            _counts(promoters=6, passives=3, detractors=3),
            _counts(kind="csat", satisfied=7, neutral=1, dissatisfied=2),
        ],
    )
    facts = read_facts(workspace, np.datetime64("2026-06-01"))
    workspace.close()
    nps, csat = measure("nps", facts), measure("csat", facts)
    assert (nps.value, nps.n) == (pytest.approx(25.0), 12)
    assert (csat.value, csat.n) == (pytest.approx(0.7), 10)


def test_counts_are_left_out_where_the_answers_are_there() -> None:
    """Intent: nobody is counted twice. Expected: the one answer of account A, and B's four counted ones."""
    answer = {
        "response_id": "1", "account_id": "A", "kind": "nps", "score": 10.0,
        "scale_min": 0.0, "scale_max": 10.0,
        "answered_at": datetime.fromisoformat("2026-03-05"),
    }  # fmt: skip
    workspace = workspace_of(
        accounts=ACCOUNTS,
        surveys=[answer],
        survey_counts=[_counts(promoters=6, detractors=6), _counts(detractors=4) | {"account_id": "B"}],
    )
    facts = read_facts(workspace, np.datetime64("2026-06-01"))
    workspace.close()
    assert np.bincount(facts.answers.account).tolist() == [1, 4]


def test_a_period_is_known_only_when_it_is_over() -> None:
    """Intent: March's counts are not known in March. Expected: by the calendar, from its last day."""
    counts = [_counts(promoters=5), _counts(promoters=7) | {"period": date(2026, 2, 1)}]
    workspace = workspace_of(accounts=ACCOUNTS, survey_counts=counts)
    known = [len(read_facts(workspace, np.datetime64(day)).answers) for day in ("2026-03-30", "2026-03-31")]
    workspace.close()
    assert known == [7, 12]
