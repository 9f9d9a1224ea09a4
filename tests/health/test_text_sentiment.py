"""Comments without a rating as a driver of sentiment: what they count for, and what they leave alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from cxdesk.health import calibrate, default_standards_text, read_standards, score
from cxdesk.health.drivers import Reading
from cxdesk.health.kept_scales import scale_on, scale_text
from cxdesk.health.sentiment import sentiment_readings
from cxdesk.metrics.comment_sentiment import comment_sentiment
from cxdesk.metrics.measuring import measure
from cxdesk.session.comment_reading import read_comments
from cxdesk.workspace.facts import all_comments, read_facts
from cxdesk.workspace.facts_record import Facts
from tests.metrics.test_comment_sentiment import WORDS, made
from tests.metrics.word_encoder import WordEncoder
from tests.workspace.rows_factory import workspace_of

STANDARDS = read_standards(default_standards_text())
T0 = np.datetime64("2026-03-31")


def readings(facts: Facts) -> dict[str, Reading]:
    one_segment = np.zeros(len(facts.accounts), dtype=np.int64)
    return {item.driver.name: item for item in sentiment_readings(facts, one_segment, STANDARDS.sentiment, 0)}


def test_two_comments_shrunk_by_hand():
    """One comment each of accounts 0 and 1. Too few accounts for moments: M = 5 (methods 3.0), R = 1 / 6; the
    segment's mean is that of both. In points 200 s - 100; the accuracy stands in the label.
    """
    facts = made()
    found = comment_sentiment(facts)
    first, second = found.score[60:]
    text = readings(facts)["text_sentiment"]
    middle = (first + second) / 2.0
    expected = [200.0 * (score / 6.0 + middle * 5.0 / 6.0) - 100.0 for score in (first, second)]
    assert text.value[:2] == pytest.approx(expected, abs=1e-6)
    assert text.reliability.tolist() == pytest.approx([1 / 6, 1 / 6, 0.0, 0.0])
    assert text.count.tolist() == [1, 1, 0, 0]
    assert np.isnan(text.value[2:]).all()
    assert text.driver.weight == 0.15
    assert text.driver.label == f"Comments (F1 {found.accuracy:.2f})"


def test_words_alone_are_never_more_than_half_known():
    """60 comments on one day of one account: n / (n + 5) would be .92; the cap of methods 3 is .5."""
    facts = made(unrated=("planner lovely superb",) * 60)
    whole = replace(facts, answers=replace(facts.answers, account=np.zeros(120, dtype=np.int32)))
    assert readings(whole)["text_sentiment"].reliability[0] == 0.5


def test_without_comments_read_there_is_no_such_driver():
    """And where they were read but all have a rating, no score, coverage or bar moves."""
    plain = replace(made(unrated=()), comment_vectors=None)
    assert "text_sentiment" not in readings(plain)
    before, after = score(plain, STANDARDS), score(made(unrated=()), STANDARDS)
    assert np.array_equal(after.health, before.health, equal_nan=True)
    assert np.array_equal(after.coverage, before.coverage)
    assert np.isfinite(after.health).all()


def test_comments_move_the_score_by_bars_that_add_up():
    """The bars of every account add up to its score; who praises without a rating gets more by it than who
    complains, and the others nothing.
    """
    found = score(made(), STANDARDS)
    assert found.bar_points.sum(axis=1) == pytest.approx(found.health, abs=1e-9)
    bar = [each.name for each in found.bars].index("text_sentiment")
    praise, complaint, *others = found.bar_points[:, bar]
    assert praise > complaint
    assert others == [0.0, 0.0]


def test_a_scale_from_before_comments_were_read_still_holds():
    """It has the default anchors for them, and is otherwise the same."""
    facts = replace(made(), comment_vectors=None)
    kept = [("2025-01-01", scale_text(calibrate(facts, STANDARDS)))]
    scale = scale_on(kept, facts.as_of, STANDARDS)
    assert scale.anchors["text_sentiment"].tolist() == [-90.0, -40.0, 10.0, 50.0, 90.0]
    assert np.isfinite(score(made(), STANDARDS, scale).health).all()


def test_nothing_learned_after_a_day_has_a_say_on_it():
    """Comments of later days are read and learned from, and turned round: what is said of the day before them
    stays to the last bit, driver and metric.
    """

    def answers(first: int, count: int, start: datetime, scores: dict[int, float]) -> list[dict]:
        return [
            {
                "response_id": f"r{n}", "account_id": f"A{n % 3}", "kind": "nps",
                "score": scores[n % 3] if n % 10 else None, "scale_min": 0.0, "scale_max": 10.0,
                "comment": f"{WORDS[n % 3]} {n % 7}", "answered_at": start + timedelta(days=n - first),
                "contact_id": f"p{n}",
            }
            for n in range(first, first + count)
        ]  # fmt: skip

    known = answers(0, 60, datetime(2026, 1, 1), {0: 2.0, 1: 7.0, 2: 10.0})  # noqa: DTZ001
    later = answers(60, 60, datetime(2026, 5, 1), {0: 10.0, 1: 2.0, 2: 7.0})  # noqa: DTZ001
    found = []
    for rows in (known, known + later):
        workspace = workspace_of(accounts=[{"account_id": f"A{n}"} for n in range(3)], surveys=rows)
        read_comments(workspace, all_comments(read_facts(workspace, T0)), WordEncoder())
        facts = read_facts(workspace, T0)
        found.append((measure("text_sentiment", facts), readings(facts)["text_sentiment"].value.tolist()))
    assert found[0][0].n == 6
    assert found[1] == found[0]
