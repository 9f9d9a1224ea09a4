"""What comments say where nobody gave a rating, and how well that can be told here.

Comments are read by their likeness to phrases whose mood is known and, from 20 on, to the own comments that
came with a rating: detractors are negative, passives neutral, promoters positive, and of satisfaction what
lies below, in and above the middle. The phrases then count half. How often the mood is told right is judged
by five folds, each read by a head that never saw it; below a macro-F1 of .55 nothing is scored.

Only answers of the facts have a say, so a score on a date rests on the comments known by then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.comment_head import FOLDS, Head, fit_head, macro_f1, out_of_fold
from cxdesk.metrics.comment_seeds import NEGATIVE, NEUTRAL, POSITIVE, comment_seeds
from cxdesk.metrics.comments import with_comment
from cxdesk.metrics.kept import frozen, kept_with
from cxdesk.tables.survey_scales import CSAT, NPS
from cxdesk.workspace.comment_vectors import CommentVectors, digest_of
from cxdesk.workspace.facts_record import Answers, Facts

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LEAST_OWN = 20
"""Rated comments of the own customers from which on they count."""
LEAST_OF_A_MOOD = 5
"""Rated comments of each of two moods without which the own ones cannot say how well moods are told."""
MOST_OWN = 500
"""Rated comments that are learned from, the newest: twice as many tell hardly more (methods 8)."""
SEED_WEIGHT = 0.5
LEAST_ACCURACY = 0.55


@dataclass(frozen=True, slots=True, eq=False)
class CommentSentiment:
    """What was read of each answer: `score` (answers,) is 0 (negative) to 1 (positive), P(positive) + half of
    P(neutral), NaN where there is no comment, it was not read, or moods cannot be told well enough. `mood`
    (answers, 3) are these probabilities, as if all moods were as frequent; `usual` (3,) is how frequent they
    are by the ratings.
    `unrated` marks the comments with which no rating came. A rated comment is scored by a head that did not
    learn from it.

    `accuracy` is the macro-F1 of five folds, 0 to 1; `judged_on` how many own rated comments it was judged
    on, 0 where it was judged on the phrases alone. `learned_from` own comments there are beside the phrases;
    `unread` comments have not been read yet.
    """

    score: Floats
    mood: Floats
    usual: Floats
    unrated: Flags
    accuracy: float
    judged_on: int
    learned_from: int
    unread: int

    @property
    def is_shown(self) -> bool:
        """Whether moods are told well enough to be shown."""
        return self.accuracy >= LEAST_ACCURACY


@dataclass(frozen=True, slots=True, eq=False)
class _Fitted:
    """A head with what is known of it; `own` are the answers that it learned from, `own_mood` (own, 3) the
    probabilities of theirs by heads that did not, and `usual` how frequent moods are.
    """

    head: Head
    accuracy: float
    judged_on: int
    own: Integers
    own_mood: Floats
    usual: Floats


def comment_sentiment(facts: Facts) -> CommentSentiment | None:
    """Return what the comments say, None where none was ever read (or the phrases are not read yet)."""
    if not can_be_read(facts):
        return None
    return kept_with(facts, "comment sentiment", lambda: _read(facts, facts.comment_vectors))


def can_be_read(facts: Facts) -> bool:
    """Return whether comments were ever read, and all phrases with them: without those moods stay untold."""
    vectors = facts.comment_vectors
    return vectors is not None and kept_with(vectors, "seeds", lambda: _seeds_are_read(vectors))


def scored_comments(found: CommentSentiment | None, count: int) -> Flags:
    """Return which of `count` answers are a comment without a rating that has a score (n,)."""
    return np.zeros(count, dtype=bool) if found is None else found.unrated & ~np.isnan(found.score)


def unrated_comments(answers: Answers) -> Flags:
    """Return which answers are a comment with which no rating came (n,): not in the row, nor with another
    question of that row, nor from that person on that day.
    """
    comment, rated = with_comment(answers), ~np.isnan(answers.unit)
    beside = np.zeros(len(answers), dtype=bool)
    open_ones = np.flatnonzero(comment & ~rated)
    if not len(open_ones):
        return beside
    row = list(zip(answers.source.tolist(), answers.source_row.tolist(), strict=True))
    day = answers.answered_at.astype("datetime64[D]").astype(np.int64).tolist()
    person = list(zip(answers.account.tolist(), answers.contact.tolist(), day, strict=True))
    dated = (answers.contact != "") & ~np.isnat(answers.answered_at)
    rated_rows = {row[place] for place in np.flatnonzero(rated)}
    rated_people = {person[place] for place in np.flatnonzero(rated & dated)}
    for place in open_ones.tolist():
        beside[place] = row[place] not in rated_rows and not (dated[place] and person[place] in rated_people)
    return beside


def moods_of(answers: Answers) -> Integers:
    """Return the mood that each answer's rating says (n,), -1 without a rating or of another question."""
    unit, middle = answers.unit, (answers.scale_min + answers.scale_max) / 2.0
    mood = np.full(len(answers), -1)
    nps, csat = answers.kind == NPS, answers.kind == CSAT
    mood[nps & (unit == 0.0)] = NEGATIVE
    mood[nps & (unit == 0.5)] = NEUTRAL
    mood[(nps | csat) & (unit == 1.0)] = POSITIVE
    mood[csat & (unit == 0.0)] = NEGATIVE
    mood[csat & (unit == 0.0) & (answers.score == middle)] = NEUTRAL
    return mood


def _seeds_are_read(vectors: CommentVectors) -> bool:
    return bool(np.all(vectors.places(comment_seeds().texts) >= 0))


def _read(facts: Facts, vectors: CommentVectors) -> CommentSentiment:
    answers = facts.answers
    comment, unrated = with_comment(answers), unrated_comments(answers)
    place = np.full(len(answers), -1)
    place[comment] = vectors.places(answers.comment[comment])
    everyone = facts.answers if facts.all_answers is None else facts.all_answers
    fitted = kept_with(everyone, vectors, lambda: _fit(everyone, vectors))
    mood, known = np.full((len(answers), 3), np.nan), place >= 0
    mood[known] = fitted.head.probabilities(vectors.vectors[place[known]])
    learned = dict(zip(_names(everyone, fitted.own), fitted.own_mood, strict=True))
    rows = np.flatnonzero(known & (moods_of(answers) >= 0))
    for row, name in zip(rows.tolist(), _names(answers, rows), strict=True):
        mood[row] = learned.get(name, mood[row])
    if fitted.accuracy < LEAST_ACCURACY:
        mood[:] = np.nan
    return CommentSentiment(
        frozen(mood[:, POSITIVE] + 0.5 * mood[:, NEUTRAL]),
        frozen(mood),
        fitted.usual,
        frozen(unrated),
        fitted.accuracy,
        fitted.judged_on,
        len(fitted.own),
        int(np.sum(comment & ~known)),
    )


def _fit(answers: Answers, vectors: CommentVectors) -> _Fitted:
    """Return the head that these answers and the phrases make."""
    seeds = comment_seeds()
    seed_place = vectors.places(seeds.texts)
    own, place, digest = _learned_from(answers, vectors)
    mood = np.concatenate([seeds.mood, moods_of(answers)[own]])
    rows = vectors.vectors[np.concatenate([seed_place, place])]
    weights = np.concatenate([np.full(len(seed_place), SEED_WEIGHT), np.ones(len(own))])
    head = fit_head(rows, mood, weights)
    by_text = np.fromiter((int.from_bytes(each[:4], "big") % FOLDS for each in digest), np.int64, len(own))
    fold = np.concatenate([np.full(len(seed_place), -1), by_text])
    guessed = out_of_fold(rows, mood, weights, fold, head)[len(seed_place) :]
    told = np.bincount(mood[len(seed_place) :], minlength=3)
    usual = (told + 1.0) / (told.sum() + 3.0)
    if np.sum(told >= LEAST_OF_A_MOOD) >= 2:
        accuracy = macro_f1(mood[len(seed_place) :], guessed.argmax(axis=1))
        return _Fitted(head, accuracy, len(own), own, guessed, usual)
    accuracy = kept_with(vectors, "phrases", lambda: _phrases_accuracy(vectors))
    return _Fitted(head, accuracy, 0, own, guessed, usual)


def _learned_from(answers: Answers, vectors: CommentVectors) -> tuple[Integers, Integers, list[bytes]]:
    """Return the rated comments to learn from, the newest first, with their vectors' rows and digests; none
    where there are fewer than 20.
    """
    rows = np.flatnonzero(with_comment(answers) & (moods_of(answers) >= 0))
    place = vectors.places(answers.comment[rows])
    rows, place = rows[place >= 0], place[place >= 0]
    if len(rows) < LEAST_OWN:
        return rows[:0], place[:0], []
    digest = [digest_of(text) for text in answers.comment[rows]]
    at = answers.answered_at[rows]
    newest = np.lexsort((place, np.where(np.isnat(at), 0, -at.astype(np.int64))))[:MOST_OWN]
    return rows[newest], place[newest], [digest[each] for each in newest]


def _phrases_accuracy(vectors: CommentVectors) -> float:
    """Return how well moods of the phrases are told without them: all translations of one are held out."""
    seeds = comment_seeds()
    rows = vectors.vectors[vectors.places(seeds.texts)]
    guessed = out_of_fold(rows, seeds.mood, np.full(len(rows), SEED_WEIGHT), seeds.phrase % FOLDS)
    return macro_f1(seeds.mood, guessed.argmax(axis=1))


def _names(answers: Answers, rows: Integers) -> list[tuple[int, int, int, float, str]]:
    """Return what tells answers apart, be it among those of some accounts or of all."""
    return list(
        zip(
            answers.source[rows].tolist(),
            answers.source_row[rows].tolist(),
            answers.kind[rows].tolist(),
            answers.score[rows].tolist(),
            answers.comment[rows].tolist(),
            strict=True,
        )
    )
