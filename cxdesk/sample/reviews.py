"""`QA reviews.xlsx`: a sample of solved tickets judged on a scorecard, and who works on them since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from cxdesk.sample.dates import SAMPLE_END
from cxdesk.sample.event_files import AGENTS, agent_of
from cxdesk.sample.sheets import workbook, write_table
from cxdesk.sample.tickets import Ticket

REVIEW_HEADER = ("Review ID", "Ticket", "Reviewer", "Reviewed on", "Criterion", "Score", "Comment")
AGENT_HEADER = ("Agent", "Team", "Joined", "Hours per week")
CRITERIA = ("Solution", "Tone", "Process")
REVIEWERS = ("Ines V.", "Omar D.", "Tess R.")
FIRST_REVIEW = 5001

_HOURS = (40, 40, 20, 40, 32, 40, 40, 40)
_TEAMS = ("Support", "Support", "Support", "Technical", "Technical", "Technical", "Billing", "Onboarding")
_NEW = timedelta(days=183)
_REVIEWED = 0.03
"""The share of solved tickets in the sample of conversations."""
_TWICE = 0.2
"""The share of those that a second person judges, to see whether both judge alike."""
_NOT_APPLICABLE = 0.05


def write_reviews(path: Path, numbered: Sequence[tuple[int, Ticket]], rng: np.random.Generator) -> None:
    """Write a workbook with the sheets Reviews (scores of 1 to 5) and Agents."""
    with workbook(path, "Reviews of conversations") as (book, formats):
        widths = (12, 10, 14, 13, 12, 8, 34)
        write_table(book.add_worksheet("Reviews"), 0, REVIEW_HEADER, _reviews(numbered, rng), widths, formats)
        agents = list(zip(AGENTS, _TEAMS, AGENTS.values(), _HOURS, strict=True))
        write_table(book.add_worksheet("Agents"), 0, AGENT_HEADER, agents, (18, 14, 12, 16), formats)


def _reviews(numbered: Sequence[tuple[int, Ticket]], rng: np.random.Generator) -> list[tuple]:
    """Return one row a ticket, reviewer and criterion, in the order of tickets."""
    rows: list[tuple] = []
    review = FIRST_REVIEW
    for ticket_id, ticket in numbered:
        if rng.random() >= _REVIEWED or ticket.solved is None:
            continue
        truth = _truth(ticket, rng)
        first = int(rng.integers(len(REVIEWERS)))
        for place in range(1 + (rng.random() < _TWICE)):
            day = (ticket.solved + timedelta(days=int(rng.integers(1, 8)))).date()
            if day > SAMPLE_END:
                continue
            reviewer = (first + place) % len(REVIEWERS)
            rows += _scores(f"QA-{review}", ticket_id, reviewer, day, truth, rng)
            review += 1
    return rows


def _truth(ticket: Ticket, rng: np.random.Generator) -> np.ndarray:
    """Return how good a conversation was by each criterion, around 4 of 5; the new know the process less."""
    new = ticket.created.date() - AGENTS[agent_of(ticket)] < _NEW
    lower = np.array([1.2 * (ticket.reopens > 0), 0.0, 0.3 * ticket.handoffs + 0.5 * new])
    return 4.2 - lower + 0.7 * rng.standard_normal(len(CRITERIA))


def _scores(
    review: str, ticket_id: int, reviewer: int, day: date, truth: np.ndarray, rng: np.random.Generator
) -> list[tuple]:
    """Return one reviewer's scores; the last reviewer is the strict one."""
    strict = 0.4 * (reviewer == len(REVIEWERS) - 1)
    scores = np.clip(np.rint(truth - strict + 0.4 * rng.standard_normal(len(truth))), 1, 5).astype(int)
    applies = rng.random(len(truth)) >= _NOT_APPLICABLE
    return [
        (review, ticket_id, REVIEWERS[reviewer], day, name, int(score) if does else None,
         "" if does else "Not applicable")
        for name, score, does in zip(CRITERIA, scores, applies, strict=True)
    ]  # fmt: skip
