"""Reviews of tickets and the people who work on them, on the day and in the past."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np

from cxdesk.workspace.facts import read_facts
from tests.workspace.rows_factory import sheet, workspace_of

ACCOUNTS = [{"account_id": "A"}, {"account_id": "B"}]
TICKETS = [
    {"ticket_id": "T-1", "account_id": "A", "created_at": datetime(2026, 1, 5), "agent": "Cy"},  # noqa: DTZ001
    {"ticket_id": "T-2", "account_id": "B", "created_at": datetime(2026, 2, 5), "agent": "DI", "team": "web"},  # noqa: DTZ001
    {"ticket_id": "T-3", "account_id": "B", "created_at": datetime(2026, 3, 5), "agent": "Ed"},  # noqa: DTZ001
]


def _review(ticket: str, day: int, score: float | None, **more) -> dict:
    """Return a score of 1 to 5 given on a day of March 2026."""
    scale = {"scale_min": 1.0, "scale_max": 5.0}
    at = datetime(2026, 3, day, 9)  # noqa: DTZ001
    return {"review_id": f"{ticket}/{day}", "ticket_id": ticket, "at": at, "score": score} | scale | more


AGENTS = [
    {"agent": "Cy", "team": "api", "joined_date": date(2025, 1, 1), "hours_per_week": 40.0},
    {"agent": "Di", "team": "api", "joined_date": date(2026, 3, 10), "hours_per_week": 0.0},
]


def test_a_review_is_of_its_tickets_account_team_and_agent() -> None:
    """T-1 is A's, by Cy, whose team the list of agents has; T-2 names its own team. 1 to 5: 4 is 3/4 of it,
    5 all of it; a criterion that did not apply has no share.
    """
    rows = [_review("T-1", 1, 4.0), _review("T-2", 12, 5.0), _review("T-2", 13, None)]
    facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=TICKETS, reviews=rows, agents=AGENTS))
    reviews = facts.reviews
    assert facts.accounts.account_id[reviews.account].tolist() == ["A", "B", "B"]
    assert reviews.team.tolist() == ["api", "web", "web"]
    assert reviews.agent.tolist() == ["Cy", "DI", "DI"]
    np.testing.assert_array_equal(reviews.unit, [0.75, 1.0, np.nan])
    assert facts.as_of == np.datetime64("2026-03-13"), "a review is the newest that happened"
    np.testing.assert_array_equal(facts.agents.hours_per_week, [40.0, np.nan])
    assert facts.of([1]).reviews.ticket_id.tolist() == ["T-2", "T-2"]
    assert len(facts.of([1]).agents) == 2, "people who work for all are not one account's"


def test_reviews_of_tickets_that_nobody_knows_are_told() -> None:
    """One score of a ticket that was never imported counts for nobody, and the user is told so."""
    rows = [_review("T-1", 1, 4.0), _review("T-9", 12, 5.0)]
    facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=TICKETS, reviews=rows))
    assert facts.reviews.ticket_id.tolist() == ["T-1"]
    (told,) = [finding for finding in facts.findings if finding.code == "reviews_of_unknown_tickets"]
    assert dict(told.numbers) == {"scores": 1.0}


def test_what_was_not_reviewed_yet_is_not_known() -> None:
    """On 5 March: the review of the 1st, not that of the 12th, none without a date; Di has not joined, so
    that her tickets' team is not known from the list.
    """
    undated = _review("T-2", 2, 1.0) | {"at": None}
    rows = [_review("T-1", 1, 4.0), _review("T-2", 12, 5.0), undated]
    workspace = workspace_of(accounts=ACCOUNTS, tickets=TICKETS, reviews=rows, agents=AGENTS)
    then = read_facts(workspace, np.datetime64("2026-03-05"))
    assert then.reviews.score.tolist() == [4.0]
    assert then.agents.agent.tolist() == ["Cy"]
    assert sorted(read_facts(workspace).reviews.score.tolist()) == [1.0, 4.0, 5.0]


def test_a_newer_sheet_takes_the_place_of_a_score_not_of_the_other_criteria() -> None:
    """V1 has tone and solution in the first export; the second has its tone again: two scores remain."""

    def of(criterion: str, score: float) -> dict:
        return _review("T-1", 1, score, review_id="V1", criterion=criterion)

    workspace = workspace_of(
        accounts=ACCOUNTS, tickets=TICKETS, reviews=[of("tone", 2.0), of("solution", 3.0)]
    )
    workspace.add_import([sheet("reviews", [of("tone", 5.0)], "corrected.csv")])
    reviews = read_facts(workspace).reviews
    assert sorted(zip(reviews.criterion.tolist(), reviews.score.tolist(), strict=True)) == [
        ("solution", 3.0),
        ("tone", 5.0),
    ]


def test_a_name_of_two_agents_is_nobodys() -> None:
    """Two people called Cy in one list: whose team T-1 is of cannot be said."""
    agents = [AGENTS[0], AGENTS[0] | {"team": "web"}]
    facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=TICKETS, agents=agents))
    assert facts.tickets.team.tolist() == ["", "web", ""]
