"""Whose a rating is: the team, agent and reason of the ticket that it is about."""

from __future__ import annotations

from cxdesk.metrics import MONTH, measure_by, observations_of, periods_to
from cxdesk.metrics.answered_tickets import answered_tickets
from cxdesk.metrics.dimensions import grouping, unknown_group
from cxdesk.metrics.evidence import evidence_parts
from cxdesk.metrics.periods import measure_periods_by
from cxdesk.tables.survey_scales import CES, CSAT, NPS
from tests.metrics.made_facts import make_facts

TICKETS = {
    "account": [0, 0, 1, 1, 1],
    "ticket_id": ["7", "8", "7", "9", "9"],
    "team": ["Billing", "Support", "Support", "Support", "Billing"],
    "agent": ["Ann", "Bo", "Cy", "Cy", "Ann"],
    "category": ["price", "", "bug", "bug", "bug"],
    "created_at": ["2025-05-01"] * 5,
    "source": [0] * 5,
    "source_row": [2, 3, 4, 5, 6],
}


def _facts(**answers):
    count = len(answers["ticket_id"])
    given = {
        "account": [0] * count,
        "kind": [CSAT] * count,
        "unit": [1.0] * count,
        "answered_at": ["2025-06-01"] * count,
        "source": [1] * count,
        "source_row": list(range(2, 2 + count)),
    }
    return make_facts(2, answers=given | answers, tickets=TICKETS)


def test_an_answer_is_about_the_ticket_of_its_account():
    """By hand: id 7 of the first and of the second account are different tickets; 8 is not the second's; of
    id 9 the second account has two, so only the rating that stands on the row of one of them is about it.
    """
    facts = _facts(
        account=[0, 1, 1, 1, 1, 0],
        ticket_id=["7", "7", "8", "9", "9", ""],
        source=[1, 1, 1, 1, 0, 0],
        source_row=[2, 3, 4, 5, 6, 3],
    )
    assert answered_tickets(facts).tolist() == [0, 2, -1, -1, 4, -1]


def test_satisfaction_by_team_is_that_of_its_tickets():
    """By hand: Billing 1 of 2 satisfied, Support 1 of 1, and 0 of 1 of an answer about no ticket; by reason
    the ticket without a category stands with what is not known.
    """
    facts = _facts(
        account=[0, 1, 0, 0], ticket_id=["7", "7", "8", ""], unit=[1.0, 1.0, 0.0, 0.0], kind=[CSAT] * 4
    )
    names, grid = measure_by("csat", facts, "team")
    assert names == ("", "Billing", "Support")
    assert (grid.value.tolist(), grid.n.tolist()) == ([0.0, 1.0, 0.5], [1, 1, 2])
    names, grid = measure_by("csat", facts, "reason")
    assert (names, grid.n.tolist()) == (("", "bug", "price"), [2, 1, 1])
    assert measure_by("csat", facts, "agent")[1].n.tolist() == [1, 1, 1, 1]


def test_a_team_without_an_answer_is_told_so_and_answers_about_nothing_have_no_team():
    """Nobody rated Billing: it is there, unknown. Recommendation asks about no ticket: it has no teams.

    Without any answer at all the teams are those of the tickets, each with nothing.
    """
    scale = {"score": [6.0, 9.0], "scale_min": [1.0, 0.0], "scale_max": [7.0, 10.0]}
    facts = _facts(ticket_id=["8", ""], kind=[CES, NPS], **scale)
    names, grid = measure_by("ces", facts, "team")
    assert (names, grid.n.tolist()) == (("Billing", "Support"), [0, 1])
    assert grid.missing.tolist() == ["No effort answers in the last 365 days.", ""]
    assert measure_by("nps", facts, "team") is None
    names, grid = measure_by("csat", facts, "team")
    assert (names, grid.n.tolist()) == (("Billing", "Support"), [0, 0])


def test_what_has_no_team_is_told_by_what_it_is():
    """An answer has a team by its ticket alone; a ticket has one or it is not known, nor is an owner."""
    assert unknown_group("team", "answers") == "about no ticket with a known team"
    assert {unknown_group("team", "tickets"), unknown_group("owner", "answers")} == {"not known"}
    assert unknown_group("role", "answers") == "not known"


def test_teams_of_answers_month_by_month():
    """In the last month only an answer about no ticket came; the month before, one about Support's: the teams
    are known in both.
    """
    facts = _facts(ticket_id=["8", ""], answered_at=["2025-05-20", "2025-06-10"])
    names, grid = measure_periods_by("csat", facts, periods_to(facts.as_of, MONTH, 2), "team")
    assert names == ("", "Billing", "Support")
    assert grid.n.tolist() == [0, 1, 0, 0, 1, 0]


def test_the_rows_of_a_rating_say_which_ticket_and_whose():
    """What is shown of an answer names its ticket, team and agent, as the ticket has them."""
    facts = _facts(account=[0, 1], ticket_id=["7", "7"], answered_at=["2025-06-02", "2025-06-01"])
    observations = observations_of("csat", facts)
    assert grouping("agent", facts, observations).of_observation.tolist() == [0, 2]
    (part,) = evidence_parts(facts, observations)
    told = {column.name: column.values.tolist() for column in part.columns}
    assert (told["ticket_id"], told["team"], told["agent"]) == (
        ["7", "7"],
        ["Billing", "Support"],
        ["Ann", "Cy"],
    )
