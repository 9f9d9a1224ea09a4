"""Incidents against silence: rule 24."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from cxdesk.health.severity import is_severe
from cxdesk.health.tensions import cases
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.record import Mask, Side, Verdict
from cxdesk.health.tensions.sides import counted_fact, verdict
from cxdesk.health.tensions.spans import TICKET_DAYS, counted, last, within
from cxdesk.workspace.facts_record import Facts

LEAST_INCIDENTS = 2
LEAST_USERS = 0.30
_YEAR = 360


def hit_but_silent(basis: Basis) -> Verdict:
    """24: incidents hit what many of them use, and nobody says a word."""
    facts, count = basis.facts, len(basis)
    incidents, touched = facts.incidents, facts.incident_accounts
    severe = (is_severe(incidents.priority) | is_severe(incidents.urgency)) & within(
        incidents.created_at, facts.as_of, TICKET_DAYS
    )
    rows = severe[touched.incident] & _used_by_many(basis)
    hits = np.bincount(touched.account[rows], minlength=count).astype(np.float64)
    known = bool(len(touched))
    return verdict(
        basis,
        counted_fact(
            basis, "Severe incidents that touched them", "count", np.where(known, hits, np.nan),
            hits >= LEAST_INCIDENTS, last(facts.as_of, TICKET_DAYS),
            "incidents, and which accounts they touched",
        ),
        _silence(basis),
    )  # fmt: skip


def _silence(basis: Basis) -> Side:
    """Return the tickets and answers of 90 days. None at all tells something only of those who usually write:
    its evidence is the probability of at least one ticket at the pace of the year before (Poisson), which has
    to reach that of the gate for changes. Answers come in waves and have no pace.
    """
    facts = basis.facts
    answers = facts.answers
    tickets, year_before = (
        cases.ticket_counts(facts, days, back) for days, back in ((TICKET_DAYS, 0), (_YEAR, TICKET_DAYS))
    )
    heard = ~np.isnan(answers.unit) & within(answers.answered_at, facts.as_of, TICKET_DAYS)
    words = tickets + counted(answers.account, heard, len(basis))
    pace = year_before * TICKET_DAYS / _YEAR
    side = counted_fact(
        basis, "Tickets and answers", "count", np.where(words + year_before > 0, words, np.nan), words == 0,
        last(facts.as_of, TICKET_DAYS), "tickets or survey answers of theirs",
    )  # fmt: skip
    usual = 1.0 - np.exp(-pace)
    return replace(side, passes=side.passes & (usual >= ndtr(basis.gates.changed)), evidence=usual)


def _used_by_many(basis: Basis) -> Mask:
    """Return which rows of touched accounts are of an incident of a service that at least 30 % of their users
    use. A service that is no feature of the usage data counts: that it touched them is known all the same.
    """
    facts = basis.facts
    touched = facts.incident_accounts
    names = {name.casefold(): place for place, name in enumerate(facts.features)}
    services = facts.incidents.service.tolist()
    feature = np.array([names.get(name.casefold(), -1) for name in services], dtype=np.int64)
    of_row = feature[touched.incident]
    many = of_row < 0
    for place in np.unique(of_row[of_row >= 0]).tolist():
        share = _share_of_users(facts, place)
        many |= (of_row == place) & ~(share < LEAST_USERS)[touched.account]
    return many


def _share_of_users(facts: Facts, feature: int) -> np.ndarray:
    """Return the most that any of the last three months' users used a feature (n,), NaN where not counted."""
    rows, usage, count = facts.feature_months, facts.usage, len(facts.accounts)
    share = np.full(count, np.nan)
    for month in range(3):
        users, everybody = np.full(count, np.nan), np.full(count, np.nan)
        chosen = (rows.month == month) & (rows.feature == feature)
        here = usage.month == month
        everybody[usage.account[here]] = usage.active_users[here]
        users[everybody > 0] = 0.0
        users[rows.account[chosen]] = rows.users[chosen]
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.fmax(share, np.where(everybody > 0, users / everybody, np.nan))
    return share
