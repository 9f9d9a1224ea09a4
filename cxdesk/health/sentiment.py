"""Sentiment: what people answered, shrunk to their segment per role, then roles and kinds put together.

Roles count by weight x reliability, so that twenty end users do not drown one admin, and an account in which
only one of its roles answered is known less well than one in which all did (methods 3). What is typical of a
segment is that of its customers. Comments with which no rating came are one kind more, where they were read:
a model tells their mood, so they never count for more than half known.
"""

from __future__ import annotations

import numpy as np

from cxdesk.health.drivers import Reading, reading
from cxdesk.health.portfolio import Driver
from cxdesk.health.shrinkage import decay_weights, estimate_prior, only, shrink, summarise
from cxdesk.health.standards import Sentiment
from cxdesk.metrics.comment_sentiment import (
    can_be_read,
    comment_sentiment,
    scored_comments,
    unrated_comments,
)
from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts.surveys import OTHER_ROLE
from cxdesk.workspace.facts_record import ROLE_NAMES, SURVEY_KIND_NAMES, Facts

_LABELS = {"nps": ("NPS", "points"), "csat": ("CSAT", "% satisfied"), "ces": ("Ease", "0 to 100")}
TEXT = "text_sentiment"
MOST_TEXT_RELIABILITY = 0.5
"""Of what is told from words alone, however many there are (methods 3)."""
_TO_UNITS = {"nps": (200.0, -100.0), "csat": (100.0, 0.0), "ces": (100.0, 0.0)}


def sentiment_readings(
    facts: Facts, segments: np.ndarray, standards: Sentiment, pillar: int
) -> list[Reading]:
    """Return a reading per kind of survey. `segments` are codes from 0 per account.

    NPS is in points (-100 to 100), CSAT in percent satisfied, effort as ease from 0 to 100.
    """
    answers = facts.answers
    answered = ~np.isnan(answers.unit)
    age = age_days(answers.answered_at, facts.as_of)
    weights = decay_weights(np.where(np.isnan(age), standards.half_life_days, age), standards.half_life_days)
    there, readings = _roles_there(facts), []
    for kind, weight in standards.weights.items():
        if kind == TEXT:
            continue
        rows = np.flatnonzero(answered & (answers.kind == SURVEY_KIND_NAMES.index(kind)))
        value, reliability, variance, count = _over_roles(
            facts, rows, answers.unit, there, weights, segments, standards
        )
        scale, offset = _TO_UNITS[kind]
        label, unit = _LABELS[kind]
        driver = Driver(kind, label, pillar, weight, unit)
        readings.append(reading(driver, scale * value + offset, count, reliability, scale**2 * variance))
    return [*readings, *_text_readings(facts, there, weights, segments, standards, pillar)]


def _text_readings(facts, there, weights, segments, standards, pillar) -> list[Reading]:
    """Return the reading of comments without a rating, in points from -100 to 100; none where no comment was
    ever read. Nobody is missed who has not written any.
    """
    if not can_be_read(facts):
        return []
    answers, count = facts.answers, len(facts.accounts)
    if not unrated_comments(answers).any():  # nothing to learn for, and past dates are many
        driver = Driver(TEXT, "Comments", pillar, standards.weights[TEXT], "points", passing=True)
        nothing = np.zeros(count)
        return [reading(driver, np.full(count, np.nan), nothing, nothing, np.full(count, np.nan))]
    found = comment_sentiment(facts)
    rows = np.flatnonzero(scored_comments(found, len(answers)))
    there = there.copy()
    there[answers.account[rows], answers.role[rows]] = True
    there[:, OTHER_ROLE] = False
    value, reliability, variance, count = _over_roles(
        facts, rows, found.score, there, weights, segments, standards
    )
    label = f"Comments (F1 {found.accuracy:.2f})"
    driver = Driver(TEXT, label, pillar, standards.weights[TEXT], "points", passing=True)
    reliability = np.minimum(reliability, MOST_TEXT_RELIABILITY)
    return [reading(driver, 200.0 * value - 100.0, count, reliability, 200.0**2 * variance)]


def _over_roles(facts, rows, unit, there, weights, segments, standards):
    """Return (mean between 0 and 1, reliability, variance, answers) per account, over its roles; `rows` are
    positions of answers, `unit` (answers,) their values.
    """
    accounts, groups = len(facts.accounts), int(segments.max(initial=0)) + 1
    role_weights = np.array([standards.roles[name] for name in ROLE_NAMES])
    customers = facts.accounts.is_customer
    sums, shares, variances, count = (np.zeros(accounts) for _ in range(4))
    account, roles = facts.answers.account[rows], facts.answers.role[rows]
    unit, weights = unit[rows], weights[rows]
    for role in np.flatnonzero(np.bincount(roles, minlength=len(ROLE_NAMES))):
        here = roles == role
        summary = summarise(unit[here], weights[here], account[here], accounts)
        prior = estimate_prior(only(summary, customers), segments, groups)
        shrunk = shrink(
            summary.weighted_mean,
            summary.n_eff,
            prior.mean[segments],
            prior.strength[segments],
            prior.within[segments],
        )
        share = role_weights[role] * shrunk.reliability
        sums += share * np.where(share > 0, shrunk.value, 0.0)
        shares += share
        variances += share**2 * np.where(share > 0, shrunk.variance, 0.0)
        count += summary.n
    # A role that is not known counts only where it is among the answers in question.
    there = there.copy()
    there[account[roles == OTHER_ROLE], OTHER_ROLE] = True
    whole = there @ role_weights
    known = shares > 0
    divisor = np.where(known, shares, 1.0)
    return (
        np.where(known, sums / divisor, np.nan),
        np.where(known, shares / np.where(known, whole, 1.0), 0.0),
        np.where(known, variances / divisor**2, np.nan),
        count,
    )


def _roles_there(facts: Facts) -> np.ndarray:
    """Return accounts x roles: which roles each account has, by its present contacts or any answer; the one
    of people whose role is not known is left out.
    """
    answers, contacts = facts.answers, facts.contacts
    there = np.zeros((len(facts.accounts), len(ROLE_NAMES)), dtype=bool)
    present, answered = np.isnat(contacts.left_at), ~np.isnan(answers.unit)
    there[contacts.account[present], contacts.role[present]] = True
    there[answers.account[answered], answers.role[answered]] = True
    there[:, OTHER_ROLE] = False
    return there
