"""Ratings against the mood of the words beside them, where comments were read: the other half of rule 23."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.health.tensions.answers import heard
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.record import Floats, Mask, Verdict
from cxdesk.health.tensions.sides import counted_fact, verdict
from cxdesk.health.tensions.spans import LEVEL_DAYS, counted, last
from cxdesk.metrics.comment_seeds import NEGATIVE, POSITIVE
from cxdesk.metrics.comment_sentiment import CommentSentiment, comment_sentiment
from cxdesk.metrics.comments import with_comment
from cxdesk.tables.survey_scales import NPS

LEAST_READ = 20
"""Comments without which a tenth of them says nothing."""
TENTH = 0.1
RELIABILITY = 0.5  # of what is told from words alone (methods 8)
QUESTION = (
    "Your score and your words do not say the same: what should we read first? Was the scale the right way "
    "round?"
)


def words_against_ratings(basis: Basis) -> tuple[Verdict, ...]:
    """Return where a promoter's comment is among the most negative tenth of all that were read, and probably
    negative by the gates; and where a detractor's is at the other end. None where comments were not read.
    """
    facts = basis.facts
    found = comment_sentiment(facts)
    if found is None or not found.is_shown:
        return ()
    known = found.score[~np.isnan(found.score)]
    if len(known) < LEAST_READ:
        return ()
    lowest, highest = np.quantile(known, [TENTH, 1.0 - TENTH])
    answers = facts.answers
    told = heard(facts, NPS, LEVEL_DAYS) & with_comment(answers) & ~np.isnan(found.score)
    likely = least_probability(found) >= basis.gates.likely
    with np.errstate(invalid="ignore"):
        bad = (found.score <= lowest) & likely[:, NEGATIVE]
        good = (found.score >= highest) & likely[:, POSITIVE]
    return (
        _against(basis, told & (answers.unit == 1.0), bad, "Promoters", "negative", found),
        _against(basis, told & (answers.unit == 0.0), good, "Detractors", "positive", found),
    )


def least_probability(found: CommentSentiment) -> Floats:
    """Return how probable each mood of each comment is at least, (answers, 3): as if all moods were as
    frequent, and as they are. Where few are negative a word against somebody's rating is rather misread.
    """
    weighed = found.mood * found.usual
    return np.minimum(found.mood, weighed / weighed.sum(axis=1, keepdims=True))


def _against(
    basis: Basis, rows: Mask, contrary: Mask, who: str, mood: str, found: CommentSentiment
) -> Verdict:
    """Return where comments of those who rated one way read the other way."""
    account, count = basis.facts.answers.account, len(basis)
    written, against = (counted(account, part, count) for part in (rows, rows & contrary))
    known, period = written > 0, last(basis.facts.as_of, LEVEL_DAYS)
    needs = "an NPS answer with a comment that was read, in 180 days"
    wrote = counted_fact(
        basis, f"{who} who wrote a comment", "count", np.where(known, written, np.nan), known, period, needs,
        n=written, of="comments",
    )  # fmt: skip
    reads = counted_fact(
        basis, f"Of them, read as {mood} (macro-F1 {found.accuracy:.2f})", "count",
        np.where(known, against, np.nan), against > 0, period, needs, n=written, of="comments",
        reliability=np.full(count, RELIABILITY),
    )  # fmt: skip
    reads = replace(reads, evidence=np.full(count, found.accuracy))
    return replace(verdict(basis, wrote, reads), question=QUESTION)
