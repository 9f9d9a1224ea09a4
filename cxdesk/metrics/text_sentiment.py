"""What people wrote where they gave no rating, as a number; how well that is told stands in its period."""

from __future__ import annotations

import numpy as np

from cxdesk.metrics.comment_sentiment import (
    LEAST_ACCURACY,
    CommentSentiment,
    can_be_read,
    comment_sentiment,
    scored_comments,
    unrated_comments,
)
from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.observations import Observations, observed
from cxdesk.metrics.summaries import mean_of
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.facts_record import Facts

NAME = "text_sentiment"


def observe_text_sentiment(facts: Facts, window: Window) -> Observations:
    """Return the comments of the window with which no rating came: -100 (negative) to 100 (positive)."""
    answers = facts.answers
    found = comment_sentiment(facts) if unrated_comments(answers).any() else None
    score = np.full(len(answers), np.nan) if found is None else found.score
    rows = scored_comments(found, len(answers)) & window.holds_or_undated(answers.answered_at)
    period = window.text if found is None or not found.is_shown else f"{window.text}, {how_well(found)}"
    return observed(
        "answers", rows, answers.account, period, _reason(facts, found, window), answers.answered_at,
        value=200.0 * score - 100.0,
    )  # fmt: skip


def how_well(found: CommentSentiment) -> str:
    """Return how well moods are told, in few words: "told with macro-F1 0.63 of 1"."""
    return f"told with macro-F1 {found.accuracy:.2f} of 1"


def _reason(facts: Facts, found: CommentSentiment | None, window: Window) -> str:
    if not can_be_read(facts):
        return "Text is not scored: no comment was read."
    if found is not None and not found.is_shown:
        return f"Text is not scored: {how_well(found)}, and {LEAST_ACCURACY} is needed."
    return f"No comment without a rating in the {window.text}."


TEXT_SENTIMENT_METRIC = Metric(
    Definition(
        name=NAME,
        label="Text sentiment",
        unit="points",
        direction="higher is better",
        formula=(
            "Mean over the comments with which no rating came of the probability that a comment is positive "
            "less the probability that it is negative, times 100. Read by likeness to phrases and, from 20 "
            "on, to your own rated comments; with an optional package, and only where five folds tell moods "
            "with a macro-F1 of .55 or more."
        ),
        minimum_sample=5,
        proves="The mood of what people wrote where they gave no rating.",
        does_not_prove="A model reads it: it misses irony, and takes a subject that is a trouble for a mood.",
        limit="Read by a model, not said",
        columns=("surveys.comment", "surveys.answered_at"),
        interval="Student's t over comments, 95 %, within -100 to 100, as if every mood were told right",
        usual_days=YEAR_DAYS,
        beside=("nps", "csat", "response_rate"),
        example=Example(
            "Three comments are positive with .7, .5 and .2 and negative with .1, .2 and .6: the mean of .6, "
            ".3 and -.4 is .167, so +17.",
            {"value": (60, 30, -40)},
            50.0 / 3.0,
        ),
    ),
    observe_text_sentiment,
    mean_of(-100.0, 100.0),
)
