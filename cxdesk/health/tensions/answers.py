"""What people answered, as tensions need it: levels by kind and role, and changes between two half years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.health.shrinkage import LEVEL, AccountAnswers, Prior, shrink
from cxdesk.health.standards import Standards
from cxdesk.health.tensions.gates import prior_of
from cxdesk.health.tensions.record import Floats, Mask
from cxdesk.health.tensions.spans import ANSWER_DAYS, LEVEL_DAYS, counted, within
from cxdesk.metrics.intervals import normal_quantile
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.survey import nps, nps_difference
from cxdesk.tables.survey_scales import CES, CSAT, NPS
from cxdesk.workspace.facts_record import Facts

LEAST_COMPARED = 3  # answers on both sides of a kind that takes part in the change of sentiment
_KINDS = {"nps": NPS, "csat": CSAT, "ces": CES}


@dataclass(frozen=True, slots=True)
class Level:
    """The mean answer of n accounts: `raw` as given, its 80 % interval `low` to `high`, and `value` shrunk to
    the segment, with its reliability and variance; all but R are NaN without answers.
    """

    raw: Floats
    n: Floats
    value: Floats
    reliability: Floats
    variance: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Change:
    """What a mean was in two periods, the numbers of answers, the change's z, and R of the poorer one."""

    now: Floats
    before: Floats
    n: Floats
    n_before: Floats
    z: Floats
    reliability: Floats


def heard(facts: Facts, kind: int, days: int, back: int = 0) -> Mask:
    """Return which answers of a kind were given in the `days` days that end `back` days before the date."""
    answers = facts.answers
    return (
        (answers.kind == kind)
        & ~np.isnan(answers.unit)
        & within(answers.answered_at, facts.as_of, days, back)
    )


def level(facts: Facts, rows: Mask, segments: np.ndarray) -> Level:
    """Return the level of the answers in `rows`."""
    summary = _summary(facts, rows)
    prior = prior_of(summary, segments, facts.accounts.is_customer)
    found = shrink(
        summary.mean, summary.n, prior.mean[segments], prior.strength[segments], prior.within[segments], LEVEL
    )
    value = np.where(summary.n > 0, found.value, np.nan)
    half = normal_quantile(LEVEL) * np.sqrt(ratio(prior.within[segments], summary.n))
    low, high = np.maximum(summary.mean - half, 0.0), np.minimum(summary.mean + half, 1.0)
    return Level(summary.mean, summary.n, value, found.reliability, found.variance, low, high)


def recommendation_change(facts: Facts, segments: np.ndarray, priors: Mapping[int, Prior]) -> Change:
    """Return NPS in points of the last 180 days and the 180 before, judged by adjusted Wald."""
    now, before = (_parts(facts, back) for back in (0, ANSWER_DAYS))
    found = nps_difference(before, now)
    n, n_before = sum(now), sum(before)
    z = np.where((n > 0) & (n_before > 0), found.z, np.nan)
    poorer = np.minimum(n, n_before)
    return Change(nps(*now), nps(*before), n, n_before, z, reliability_of(priors[NPS], segments, poorer))


def sentiment_change(
    facts: Facts,
    segments: np.ndarray,
    standards: Standards,
    priors: Mapping[int, Prior],
    kinds: Sequence[str] = tuple(_KINDS),
) -> Change:
    """Return the answers of all kinds together, 0 to 100, of the last 180 days and the 180 before.

    Kinds count by their weight in the standards, and only those with three answers on either side: a change
    of the mix of surveys is no change of mood. The variance is that of one answer within accounts.
    """
    count = len(facts.accounts)
    sums = {name: np.zeros(count) for name in ("now", "before", "squared", "weight", "n", "n_before", "r")}
    for name in kinds:
        weight, kind = standards.sentiment.weights[name], _KINDS[name]
        now = _summary(facts, heard(facts, kind, ANSWER_DAYS))
        before = _summary(facts, heard(facts, kind, ANSWER_DAYS, ANSWER_DAYS))
        enough = (now.n >= LEAST_COMPARED) & (before.n >= LEAST_COMPARED)
        share = np.where(enough, weight, 0.0)
        within_accounts = priors[kind].within[segments]
        squared = within_accounts * (ratio(1.0, now.n) + ratio(1.0, before.n))
        for part, value in (
            ("now", share * now.mean),
            ("before", share * before.mean),
            ("squared", share**2 * squared),
            ("n", np.where(enough, now.n, 0.0)),
            ("n_before", np.where(enough, before.n, 0.0)),
            ("r", share * reliability_of(priors[kind], segments, np.minimum(now.n, before.n))),
        ):
            sums[part] += np.where(enough, value, 0.0)
        sums["weight"] += share
    weight = sums["weight"]
    change = ratio(sums["now"] - sums["before"], weight)
    return Change(
        100.0 * ratio(sums["now"], weight),
        100.0 * ratio(sums["before"], weight),
        sums["n"],
        sums["n_before"],
        ratio(change, np.sqrt(ratio(sums["squared"], weight**2))),
        np.nan_to_num(ratio(sums["r"], weight)),
    )


def reliability_of(prior: Prior, segments: np.ndarray, n: Floats) -> Floats:
    """Return R = n / (n + M) of so many answers."""
    return n / (n + prior.strength[segments])


def priors_of_kinds(facts: Facts, segments: np.ndarray) -> dict[int, Prior]:
    """Return what is typical of each segment, by kind of survey, from a year's answers of its customers."""
    found = {}
    for kind in _KINDS.values():
        summary = _summary(facts, heard(facts, kind, 2 * ANSWER_DAYS))
        found[kind] = prior_of(summary, segments, facts.accounts.is_customer)
    return found


def invitations(facts: Facts, days: int, back: int = 0) -> tuple[Floats, Floats]:
    """Return the invitations of each account in a period, and how many of them were answered by the date.

    Invitations of the last 14 days count only once they are answered: people still have time.
    """
    answers, count = facts.answers, len(facts.accounts)
    answered = ~np.isnan(answers.unit) | ~np.isnat(answers.answered_at)
    open_still = within(answers.invited_at, facts.as_of, 14) & ~answered
    asked = within(answers.invited_at, facts.as_of, days, back) & ~open_still
    return counted(answers.account, asked, count), counted(answers.account, asked & answered, count)


def level_rows(facts: Facts, kind: int) -> Mask:
    """Return the answers of a kind that its present level is made of."""
    return heard(facts, kind, LEVEL_DAYS)


def _summary(facts: Facts, rows: Mask) -> AccountAnswers:
    """Return the answers in `rows` summed up per account, each counting alike."""
    answers, count = facts.answers, len(facts.accounts)
    unit = np.nan_to_num(answers.unit)
    n = counted(answers.account, rows, count)
    mean = ratio(counted(answers.account, rows, count, unit), n)
    squares = np.maximum(counted(answers.account, rows, count, unit**2) - n * np.nan_to_num(mean) ** 2, 0.0)
    return AccountAnswers(n, mean, squares, mean, n)


def _parts(facts: Facts, back: int) -> tuple[Floats, Floats, Floats]:
    """Return detractors, passives and promoters of each account."""
    answers, count = facts.answers, len(facts.accounts)
    rows = heard(facts, NPS, ANSWER_DAYS, back)
    return tuple(counted(answers.account, rows & (answers.unit == unit), count) for unit in (0.0, 0.5, 1.0))
