"""What people answer against what they do: rules 1, 2 and 9."""

from __future__ import annotations

import numpy as np

from cxdesk.health.tensions.answers import invitations
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.cases import ticket_counts
from cxdesk.health.tensions.record import Side, Verdict
from cxdesk.health.tensions.sides import DOWN, UP, changed, counted_fact, use_changed, verdict
from cxdesk.health.tensions.spans import ANSWER_DAYS, TICKET_DAYS, last
from cxdesk.workspace.facts_record import surveys_with_silence

LEAST_ANSWERS = 5
LEAST_INVITATIONS = 3
LEAST_TICKETS = 4  # in the 90 days before: half of fewer is nothing


def nps_falls_use_rises(basis: Basis) -> Verdict:
    """1: recommendation falls while use rises."""
    return verdict(basis, _recommendation(basis, DOWN), use_changed(basis, UP))


def nps_rises_use_falls(basis: Basis) -> Verdict:
    """2: recommendation rises while use falls."""
    return verdict(basis, _recommendation(basis, UP), use_changed(basis, DOWN))


def silently_disengaging(basis: Basis) -> Verdict:
    """9: nobody answers, use falls, and even tickets have halved."""
    facts = basis.facts
    asked, answered = invitations(facts, ANSWER_DAYS)
    known = bool(surveys_with_silence(facts))
    enough = known & (asked >= LEAST_INVITATIONS)
    silence = counted_fact(
        basis,
        "Answers to invitations",
        "count",
        np.where(enough, answered, np.nan),
        enough & (answered == 0),
        last(facts.as_of, ANSWER_DAYS),
        "three survey invitations in 180 days, those without an answer too",
        n=asked,
        of="invitations",
    )
    now, before = ticket_counts(facts, TICKET_DAYS), ticket_counts(facts, TICKET_DAYS, TICKET_DAYS)
    tickets = counted_fact(
        basis,
        "Tickets",
        "count",
        np.where(before >= LEAST_TICKETS, now, np.nan),
        now <= 0.5 * before,
        last(facts.as_of, TICKET_DAYS),
        "four tickets in the 90 days before the last 90",
        n=now,
        before=before,
        before_n=before,
    )
    return verdict(basis, silence, use_changed(basis, DOWN), tickets)


def _recommendation(basis: Basis, direction: float) -> Side:
    change = basis.recommendation
    return changed(
        basis,
        "NPS",
        "points",
        change,
        direction,
        last(basis.facts.as_of, ANSWER_DAYS),
        change.reliability,
        "five NPS answers in each of two half years",
        LEAST_ANSWERS,
        of="answers",
    )
