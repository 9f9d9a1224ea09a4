"""Whose number it is: the group that each observation belongs to, by account or by what its own row says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.answered_tickets import answered_tickets, of_tickets
from cxdesk.metrics.escalation_times import escalation_reasons
from cxdesk.metrics.evidence_columns import KIND_LABELS
from cxdesk.metrics.observations import Observations, numbered_texts
from cxdesk.tables.survey_scales import KIND_NAMES
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts

OF_ACCOUNTS = ("segment", "owner", "industry", "region", "country", "plan")
OF_ROWS = {
    "role": ("answers", "accounts"),
    "survey": ("answers",),
    "team": ("tickets", "reviews", "answers"),
    "agent": ("tickets", "reviews", "answers"),
    "category": ("tickets", "reviews", "answers"),
    "criterion": ("reviews",),
    "reviewer": ("reviews",),
    "priority": ("tickets", "incidents", "answers"),
    "channel": ("tickets", "answers"),
    "reason": ("tickets", "answers"),
    "service": ("incidents",),
    "urgency": ("incidents",),
}
DIMENSIONS = (*OF_ACCOUNTS, *OF_ROWS)
SHARED = "incidents shared by groups counted in each"
"""What a period says besides where an observation is in more than one group."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups by name. `of_account` is each account's group; `of_observation` each observation's own, where
    it does not follow from the account. -1 is in no group.
    """

    of_account: NDArray[np.int64]
    names: tuple[str, ...]
    of_observation: NDArray[np.int64] | None = None


def grouping(dimension: str, facts: Facts, observations: Observations) -> Grouping | None:
    """Return the groups of a dimension, most sorted by name ("" for what is not known); None when the rows do
    not know it, such as answers of which none is about a known ticket. Raises KeyError when there is no such
    dimension.
    """
    if dimension in OF_ACCOUNTS:
        names, codes = numbered_texts(getattr(facts.accounts, dimension))
        return Grouping(codes, names)
    if observations.part not in OF_ROWS[dimension]:
        return None
    none = np.full(len(facts.accounts), -1)
    if dimension == "role":
        roles = observations.values.get("role")
        if observations.part == "answers":
            roles = facts.answers.role[observations.row]
        return None if roles is None else Grouping(none, ROLE_NAMES, roles.astype(np.int64))
    if dimension == "survey":
        return _by_survey(facts, observations)
    if observations.part == "answers":
        return _by_ticket(dimension, facts, observations)
    column = _column(dimension, facts, observations.part)
    if dimension == "team" and observations.team is not None:
        names, codes = numbered_texts(np.concatenate([column, observations.team]))
        return Grouping(none, names, codes[len(column) :])
    names, codes = numbered_texts(column)
    return Grouping(none, names, codes[observations.row])


def grouped(
    observations: Observations, facts: Facts, groups: Grouping
) -> tuple[Observations, NDArray[np.int64]]:
    """Return the observations and the group of each. An incident that touched several accounts is one
    observation in each of their groups; the period says so where there are such.
    """
    if groups.of_observation is not None:
        return observations, groups.of_observation
    if observations.part != "incidents":
        inside = observations.account >= 0
        return observations, np.where(
            inside, groups.of_account[np.where(inside, observations.account, 0)], -1
        )
    place = np.full(len(facts.incidents), -1)
    place[observations.row] = np.arange(len(observations))
    touched = facts.incident_accounts
    known = place[touched.incident] >= 0
    observation = place[touched.incident[known]]
    group = groups.of_account[touched.account[known]]
    pairs = np.unique(np.stack([group, observation], axis=1), axis=0)
    found = observations.taken(pairs[:, 1])
    if len(np.unique(pairs[:, 1])) < len(pairs):
        found = found.within(f"{found.period}, {SHARED}")
    return found, pairs[:, 0]


def unknown_group(dimension: str, part: str) -> str:
    """Return what the group without a name is called, of observations of a part of the facts: answers have a
    team or a category by their tickets alone, and many are about none.
    """
    of_tickets = part == "answers" and "tickets" in OF_ROWS.get(dimension, ())
    return f"about no ticket with a known {dimension}" if of_tickets else "not known"


def _by_survey(facts: Facts, observations: Observations) -> Grouping:
    """Return the groups of answers by what was asked. Where a number is made of several questions, each that
    was ever asked is there, so that one that is left out says why.
    """
    kinds = facts.answers.kind[observations.row].astype(np.int64)
    asked = np.unique(kinds) if len(np.unique(kinds)) == 1 else np.unique(facts.answers.kind)
    place = np.full(len(KIND_NAMES), -1)
    place[asked] = np.arange(len(asked))
    none = np.full(len(facts.accounts), -1)
    return Grouping(none, tuple(KIND_LABELS[KIND_NAMES[kind]] for kind in asked), place[kinds])


def _by_ticket(dimension: str, facts: Facts, observations: Observations) -> Grouping | None:
    """Return the groups of answers by what their tickets say: those of all tickets, so that a team without an
    answer is seen to have none, and "" for answers that are about no known one.
    """
    place = answered_tickets(facts)[observations.row]
    if len(place) and (place < 0).all():
        return None
    column = _column(dimension, facts, "tickets")
    names, codes = numbered_texts(np.concatenate([column, of_tickets(column, place)]))
    return Grouping(np.full(len(facts.accounts), -1), names, codes[len(column) :])


def _column(dimension: str, facts: Facts, part: str) -> np.ndarray:
    """Return what every row of a part says."""
    return escalation_reasons(facts) if dimension == "reason" else getattr(getattr(facts, part), dimension)
