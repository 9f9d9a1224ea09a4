"""Counts of answers give what the answers themselves would have given."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest

from cxdesk.metrics import measure
from cxdesk.workspace.facts import read_facts
from tests.workspace.rows_factory import sheet, workspace_of

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


def _answer(day: str, account: str = "A") -> dict:
    return {"response_id": f"{account}{day}", "account_id": account, "kind": "nps", "score": 10.0} | {
        "scale_min": 0.0, "scale_max": 10.0, "answered_at": datetime.fromisoformat(day)
    }  # fmt: skip


def _known(day: str, **tables) -> list[int]:
    """Return how many answers each account has on a day."""
    workspace = workspace_of(accounts=ACCOUNTS, **tables)
    facts = read_facts(workspace, np.datetime64(day))
    workspace.close()
    return np.bincount(facts.answers.account, minlength=2).tolist()


def test_counts_are_left_out_where_the_answers_of_the_period_are_there() -> None:
    """Intent: nobody is counted twice. Expected: of A one of March and 5 of April; B's 4."""
    counts = [
        _counts(promoters=6, detractors=6),
        _counts(promoters=5) | {"period": date(2026, 4, 1)},
        _counts(detractors=4) | {"account_id": "B"},
    ]
    assert _known("2026-06-01", surveys=[_answer("2026-03-05")], survey_counts=counts) == [6, 4]


def test_what_comes_later_changes_nothing_before() -> None:
    """Intent: no answer from after the date takes counts away. Expected: the 12 counted ones still."""
    later = [_answer("2026-09-05"), _answer("2026-03-20", "B")]
    counts = [_counts(promoters=6, detractors=6), _counts(promoters=3) | {"period": date(2026, 9, 1)}]
    assert _known("2026-06-01", surveys=later, survey_counts=counts) == [12, 1]


def test_rated_tickets_are_single_answers_too() -> None:
    """Intent: ratings and the counts of them are the same people. Expected: the three ratings only."""
    tickets = [
        {
            "ticket_id": str(number),
            "account_id": "A",
            "csat_score": 5.0,
            "created_at": datetime.fromisoformat(f"2026-03-0{number}"),
            "resolved_at": datetime.fromisoformat(f"2026-03-1{number}"),
        }
        for number in (1, 2, 3)
    ]
    counts = [_counts(kind="csat", satisfied=3, dissatisfied=0)]
    assert _known("2026-06-01", tickets=tickets, survey_counts=counts) == [3, 0]


def test_the_newer_export_of_a_period_counts() -> None:
    """Intent: an export that is made again does not count twice. Expected: the second import's 7."""
    workspace = workspace_of(accounts=ACCOUNTS, survey_counts=[_counts(promoters=5)])
    workspace.add_import([sheet("survey_counts", [_counts(promoters=7)], file="again.csv")])
    facts = read_facts(workspace, np.datetime64("2026-06-01"))
    workspace.close()
    assert len(facts.answers) == 7


def test_a_mean_and_a_wild_count_are_told() -> None:
    """Intent: what cannot be used is said. Expected: one row of either, none of them an answer."""
    rows = [_counts(mean=8.5, responses=20), _counts(promoters=3_000_000) | {"account_id": "B"}]
    workspace = workspace_of(accounts=ACCOUNTS, survey_counts=rows)
    facts = read_facts(workspace, np.datetime64("2026-06-01"))
    workspace.close()
    assert len(facts.answers) == 0
    told = " ".join(finding.message for finding in facts.findings)
    assert "1 counted survey results give a mean only" in told
    assert "above 100,000" in told


def test_the_default_date_is_the_end_of_the_newest_period() -> None:
    """Intent: counts alone are a portfolio too. Expected: April's last day, the account of the counts."""
    workspace = workspace_of(
        survey_counts=[_counts(promoters=6), _counts(promoters=5) | {"period": date(2026, 4, 1)}]
    )
    facts = read_facts(workspace)
    workspace.close()
    assert (str(facts.as_of), len(facts.accounts), len(facts.answers)) == ("2026-04-30", 1, 11)


def test_a_period_is_known_only_when_it_is_over() -> None:
    """Intent: March's counts are not known in March. Expected: by the calendar, from its last day."""
    counts = [_counts(promoters=5), _counts(promoters=7) | {"period": date(2026, 2, 1)}]
    workspace = workspace_of(accounts=ACCOUNTS, survey_counts=counts)
    known = [len(read_facts(workspace, np.datetime64(day)).answers) for day in ("2026-03-30", "2026-03-31")]
    workspace.close()
    assert known == [7, 12]
