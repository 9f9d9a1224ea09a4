"""What comments say where nobody gave a rating."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics.comment_seeds import comment_seeds
from cxdesk.metrics.comment_sentiment import comment_sentiment, moods_of, unrated_comments
from tests.metrics.made_facts import answers_of, make_facts
from tests.metrics.word_encoder import vectors_of

NOUNS = ("planner", "export", "invoice", "report", "login", "panel", "import", "search", "filter", "agenda")
WORDS = {0: "broken awful slow", 1: "usual average plain", 2: "lovely superb quick"}


def made(
    count: int = 60, unrated: tuple[str, ...] = ("planner lovely superb", "export broken awful"), **changed
):
    """Return facts with `count` rated NPS comments whose words tell the mood, then comments without one."""
    moods = [number % 3 for number in range(count)]
    texts = [f"{NOUNS[i % 10]} {NOUNS[i // 10 % 10]} {WORDS[mood]}" for i, mood in enumerate(moods)]
    scores = [{0: 3.0, 1: 7.0, 2: 10.0}[mood] for mood in moods]
    rows = count + len(unrated)
    columns = answers_of(
        "nps",
        [*scores, *[np.nan] * len(unrated)],
        (0.0, 10.0),
        account=[number % 4 for number in range(rows)],
        comment=[*texts, *unrated],
        source_row=list(range(2, rows + 2)),
        contact=[f"p{number}" for number in range(rows)],
    )
    facts = make_facts(4, answers={**columns, **changed})
    return replace(facts, comment_vectors=vectors_of(columns["comment"]))


def test_own_rated_comments_teach_what_unrated_ones_say():
    """The made words stand for moods in the rated comments alone, so only those can have taught them; the
    moods are separable, so held-out folds are told right nearly always.
    """
    found = comment_sentiment(made())
    assert (found.judged_on, found.learned_from, found.unread) == (60, 60, 0)
    assert found.accuracy > 0.9
    assert found.is_shown
    assert found.score[60] > 0.6 > 0.4 > found.score[61]
    assert np.flatnonzero(found.unrated).tolist() == [60, 61]


def test_a_rated_comment_is_scored_without_having_been_learned_from():
    """A comment of words that no other has, rated 10 and rated 0: a head that learned from it would follow
    its rating; one that never saw it says the same both times, up to where its fit stops.
    """
    found = []
    for score in (10.0, 0.0):
        facts = made(unrated=())
        answers = facts.answers
        comments, scores, unit = answers.comment.copy(), answers.score.copy(), answers.unit.copy()
        comments[2], scores[2], unit[2] = "zzyzx quorp blix", score, score / 10.0
        answers = replace(answers, comment=comments, score=scores, unit=unit)
        read = replace(facts, answers=answers, comment_vectors=vectors_of(comments))
        found.append(comment_sentiment(read).score[2])
    assert found[0] == pytest.approx(found[1], abs=0.01)


def test_fewer_than_twenty_rated_comments_leave_it_to_the_phrases():
    """19 do not count, and the accuracy is then of the phrases alone; made-up directions tell phrases badly,
    so nothing is shown.
    """
    found = comment_sentiment(made(19))
    assert (found.judged_on, found.learned_from) == (0, 0)
    assert not found.is_shown
    assert np.isnan(found.score).all()


def test_moods_that_cannot_be_told_are_not_scored():
    """Ratings drawn without regard to the words: held-out folds do no better than guessing (macro-F1 about a
    third), below .55 all scores are left out.
    """
    dice = np.random.default_rng(4)
    scores = [*dice.choice([3.0, 7.0, 10.0], 60), np.nan, np.nan]
    columns = answers_of("nps", scores, (0.0, 10.0))
    found = comment_sentiment(made(score=scores, unit=columns["unit"]))
    assert found.judged_on == 60
    assert found.accuracy < 0.55
    assert np.isnan(found.score).all()


def test_nothing_is_said_before_comments_are_read():
    """Without vectors, and without those of the phrases."""
    facts = made()
    assert comment_sentiment(replace(facts, comment_vectors=None)) is None
    some = replace(facts.comment_vectors, place={b"x" * 16: 0})
    assert comment_sentiment(replace(facts, comment_vectors=some)) is None


def test_chosen_accounts_are_read_by_the_head_of_all():
    """One account has too few comments to learn from; its scores are the same as among all."""
    facts = made()
    whole, own = comment_sentiment(facts), comment_sentiment(facts.of([1]))
    rows = np.flatnonzero(facts.answers.account == 1)
    assert own.score == pytest.approx(whole.score[rows], abs=0)
    assert (own.accuracy, own.judged_on) == (whole.accuracy, 60)


def test_the_order_of_rows_changes_nothing():
    """Scores follow their rows to the last digits."""
    facts = made()
    order = np.random.default_rng(8).permutation(len(facts.answers))
    moved = replace(
        facts,
        answers=replace(
            facts.answers,
            **{name: getattr(facts.answers, name)[order] for name in facts.answers.__dataclass_fields__},
        ),
    )
    assert comment_sentiment(moved).score == pytest.approx(comment_sentiment(facts).score[order], abs=1e-12)


def test_which_comments_have_no_rating():
    """By hand: a rating in the row, in another question of the row, or by that person on that day is one; a
    person who is not named, and another day, are not.
    """
    facts = make_facts(
        answers={
            "comment": ["a", "b", "", "c", "", "d", "e", " "],
            "unit": [1.0, np.nan, 0.5, np.nan, 1.0, np.nan, np.nan, np.nan],
            "source_row": [2, 3, 3, 4, 5, 6, 7, 8],
            "contact": ["p", "", "", "q", "q", "q", "", "r"],
            "answered_at": [f"2025-06-{day:02d}T10:00" for day in (1, 2, 2, 3, 3, 9, 3, 3)],
        }
    )
    assert np.flatnonzero(unrated_comments(facts.answers)).tolist() == [5, 6]


def test_what_ratings_say_of_the_mood():
    """NPS 6, 7, 9: detractor, passive, promoter. Satisfaction of 5: 2 is negative, 3 the middle, 4 satisfied.
    Effort says nothing of it, nor does no answer.
    """
    nps, csat = answers_of("nps", [6, 7, 9], (0, 10)), answers_of("csat", [2, 3, 4, np.nan], (1, 5))
    ces = answers_of("ces", [1], (1, 7))
    joined = {name: [*nps[name], *csat[name], *ces[name]] for name in nps}
    assert moods_of(make_facts(answers=joined).answers).tolist() == [0, 1, 2, 0, 1, 2, -1, -1]


def test_phrases_are_in_six_languages_each():
    """80 phrases of three moods, none written twice: counted from the file's own promise."""
    seeds = comment_seeds()
    assert np.bincount(seeds.phrase).tolist() == [6] * 80
    assert len(set(seeds.texts)) == len(seeds.texts)
    assert np.bincount(seeds.mood).tolist() == [162, 156, 162]
