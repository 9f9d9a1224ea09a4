"""What we should ask ourselves: rules 21, 22, 27 and 28."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from cxdesk.health.contact import days_since_contact
from cxdesk.health.tensions.answers import heard, invitations
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.gates import z_of_rates
from cxdesk.health.tensions.record import Floats, Side, Verdict
from cxdesk.health.tensions.sides import (
    DOWN,
    UP,
    changed,
    counted_fact,
    days_left,
    health_side,
    verdict,
)
from cxdesk.health.tensions.spans import ANSWER_DAYS, counted, last, on_the_day
from cxdesk.health.tensions.use import UseChange
from cxdesk.metrics.shares import ratio
from cxdesk.tables.survey_scales import NPS
from cxdesk.workspace.facts_record import ROLE_NAMES, surveys_with_silence

GREEN = 70.0
RENEWS_SOON, LONG_AGO = 90, 60
LITTLE_KNOWN = 0.5
FEWER_ANSWERS = -0.10
LEAST_ANSWERS, LEAST_OF_A_ROLE = 5, 2
_NEEDS_NPS = "five NPS answers in each of two half years"
_NEEDS_ROLES = "two NPS answers of each of two roles in each of two half years"


def green_but_nobody_close(basis: Basis) -> Verdict:
    """21: healthy, renewing soon, and nobody has spoken to them, or nobody is in charge."""
    facts = basis.facts
    silent = days_since_contact(facts)
    owners = facts.accounts.owner
    orphan = (owners == "") & bool(np.any(owners != ""))
    with np.errstate(invalid="ignore"):
        far = (silent > LONG_AGO) | orphan
    contact = counted_fact(
        basis,
        "Days since a call, an answer or a ticket",
        "days",
        np.where(np.isnan(silent) & orphan, 0.0, silent),
        far,
        on_the_day(facts.as_of),
        "a call, an answer or a ticket of theirs",
        about=np.where(orphan, "no owner", "").astype(object),
    )
    return verdict(basis, health_side(basis, GREEN, UP), contact, days_left(basis, 0, RENEWS_SOON))


def green_for_lack_of_evidence(basis: Basis) -> Verdict:
    """22: healthy, by little evidence. An account that a cap holds down is not green, and so is not told."""
    coverage = basis.portfolio.coverage
    poor_book = basis.quartile(coverage, 50) < LITTLE_KNOWN
    little = counted_fact(
        basis,
        "Coverage",
        "share",
        np.where(poor_book, np.nan, coverage),
        coverage < LITTLE_KNOWN,
        on_the_day(basis.facts.as_of),
        "a book of which half of the evidence is there: where all are known by little, none stands out",
    )
    return verdict(basis, health_side(basis, GREEN, UP), little)


def score_up_answers_down(basis: Basis) -> tuple[Verdict, ...]:
    """27: the score rises, because fewer or other people answer."""
    change = basis.recommendation
    up = changed(
        basis, "NPS", "points", change, UP, last(basis.facts.as_of, ANSWER_DAYS), change.reliability,
        _NEEDS_NPS, LEAST_ANSWERS, of="answers",
    )  # fmt: skip
    fewer, mix = _response(basis), _mix(basis)
    with np.errstate(invalid="ignore"):
        half = mix.value - mix.before <= 0.5 * (change.now - change.before)
    return verdict(basis, up, fewer), verdict(basis, up, mix, where=half)


def total_up_roles_not(basis: Basis) -> Verdict:
    """28: the total rises, and no role does."""
    change = basis.recommendation
    total = changed(
        basis, "NPS", "points", change, UP, last(basis.facts.as_of, ANSWER_DAYS), change.reliability,
        _NEEDS_NPS, LEAST_ANSWERS, of="answers",
    )  # fmt: skip
    with np.errstate(invalid="ignore"):
        total = replace(total, passes=total.z > 0)
    mix = _mix(basis)
    n, n_before, mean, mean_before = _by_role(basis)
    both = (n >= LEAST_OF_A_ROLE) & (n_before >= LEAST_OF_A_ROLE)
    with np.errstate(invalid="ignore"):
        none_up = np.all(~both | (mean <= mean_before), axis=1)
    return verdict(basis, total, mix, where=none_up)


def _response(basis: Basis) -> Side:
    """Return the response rate, which passes where it fell by 10 points and surely."""
    now, before = (invitations(basis.facts, ANSWER_DAYS, back) for back in (0, ANSWER_DAYS))
    share, z = z_of_rates(now[1], now[0], before[1], before[0], basis.gates.changed)
    z = np.where(bool(surveys_with_silence(basis.facts)), z, np.nan)
    change = UseChange(ratio(now[1], now[0]), ratio(before[1], before[0]), now[0], before[0], z)
    side = changed(
        basis, "Response rate", "share", change, DOWN, last(basis.facts.as_of, ANSWER_DAYS),
        basis.everybody, "invitations, those without an answer too", LEAST_ANSWERS, of="invitations",
    )  # fmt: skip
    return replace(side, passes=side.passes & (share <= FEWER_ANSWERS))


def _mix(basis: Basis) -> Side:
    """Return what NPS would be if each role answered as often as in the half year before; it passes where the
    mix of roles alone has raised NPS by more than chance.
    """
    n, n_before, mean, mean_before = _by_role(basis)
    both = (n >= LEAST_OF_A_ROLE) & (n_before >= LEAST_OF_A_ROLE)
    usable = both.sum(axis=1) >= 2
    share, share_before = (
        ratio(np.where(both, part, 0.0), np.where(both, part, 0.0).sum(axis=1, keepdims=True))
        for part in (n, n_before)
    )
    level = ratio(n * np.nan_to_num(mean) + n_before * np.nan_to_num(mean_before), n + n_before)
    level = np.where(both, level, 0.0)
    shift = np.nan_to_num(share - share_before)
    effect = (shift * level).sum(axis=1)
    spread = _variance_of_answers(basis)
    squared = (shift**2 * np.where(both, spread * ratio(1.0, n + n_before), 0.0)).sum(axis=1)
    z = np.where(usable, ratio(effect, np.sqrt(squared)), np.nan)
    weighted = (np.nan_to_num(share_before) * np.where(both, np.nan_to_num(mean), 0.0)).sum(axis=1)
    before = (np.nan_to_num(share_before) * np.where(both, np.nan_to_num(mean_before), 0.0)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        passes = z >= basis.gates.changed
    return Side(
        "NPS with the roles of the half year before",
        "points",
        np.where(usable, 200.0 * weighted - 100.0, np.nan),
        np.where(both, n, 0.0).sum(axis=1),
        last(basis.facts.as_of, ANSWER_DAYS),
        passes,
        np.nan_to_num(ndtr(z)),
        basis.recommendation.reliability,
        _NEEDS_ROLES,
        np.where(usable, 200.0 * before - 100.0, np.nan),
        np.where(both, n_before, 0.0).sum(axis=1),
        z,
        of="answers",
    )


def _by_role(basis: Basis) -> tuple[Floats, Floats, Floats, Floats]:
    """Return answers now and before, and their means between 0 and 1, each (n, roles)."""
    answers, count, roles = basis.facts.answers, len(basis), len(ROLE_NAMES)
    cell = answers.account.astype(np.int64) * roles + answers.role
    parts = []
    for back in (0, ANSWER_DAYS):
        rows = heard(basis.facts, NPS, ANSWER_DAYS, back)
        n = counted(cell, rows, count * roles).reshape(count, roles)
        total = counted(cell, rows, count * roles, np.nan_to_num(answers.unit)).reshape(count, roles)
        parts.append((n, ratio(total, n)))
    (n, mean), (n_before, mean_before) = parts
    return n, n_before, mean, mean_before


def _variance_of_answers(basis: Basis) -> float:
    """Return the variance of one NPS answer between 0 and 1 about its role's mean in its account."""
    answers, roles = basis.facts.answers, len(ROLE_NAMES)
    rows = heard(basis.facts, NPS, 2 * ANSWER_DAYS)
    cell = answers.account[rows].astype(np.int64) * roles + answers.role[rows]
    unit, size = answers.unit[rows], len(basis) * roles
    n = np.bincount(cell, minlength=size)
    squares = np.bincount(cell, unit**2, size) - ratio(np.bincount(cell, unit, size) ** 2, n)
    degrees = float((n - 1)[n >= 2].sum())
    return max(float(np.nansum(squares[n >= 2])) / degrees, 0.01) if degrees > 0 else 0.25
