"""How well comments without a rating can be read here, in words and as JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxdesk.formatting import NEUTRAL, NumberStyle, number
from cxdesk.metrics.comment_sentiment import (
    LEAST_ACCURACY,
    CommentSentiment,
    comment_sentiment,
    unrated_comments,
)
from cxdesk.metrics.comments import with_comment
from cxdesk.session.comment_reading import NO_ENCODER
from cxdesk.workspace.facts_record import Facts

NOT_READ = "Text is not scored: the comments of this workspace were not read yet."


def comments_json(facts: Facts, *, installed: bool) -> dict[str, Any]:
    """Return how many comments there are on the facts' date, how many have no rating, how many are read and
    scored, and how well; `accuracy` is a macro-F1 (0 to 1), None before anything was read.
    """
    found = comment_sentiment(facts)
    comments, unrated = with_comment(facts.answers), unrated_comments(facts.answers)
    return {
        "comments": int(comments.sum()),
        "without_rating": int(unrated.sum()),
        "not_read": int(comments.sum()) if found is None else found.unread,
        "scored": 0 if found is None else int(np.sum(unrated & ~np.isnan(found.score))),
        "accuracy": None if found is None else found.accuracy,
        "judged_on": 0 if found is None else found.judged_on,
        "learned_from": 0 if found is None else found.learned_from,
        "least_accuracy": LEAST_ACCURACY,
        "installed": installed,
        "said": reading_text(found, installed=installed),
    }


def reading_text(found: CommentSentiment | None, style: NumberStyle = NEUTRAL, *, installed: bool) -> str:
    """Return in a sentence or two whether text is scored, and how often its mood is told right."""
    if found is None:
        return NOT_READ if installed else NO_ENCODER
    accuracy = f"{accuracy_text(found, style)}."
    if found.is_shown:
        return f"Comments without a rating are scored: {accuracy}"
    least = number(LEAST_ACCURACY, style, 2)
    return f"Text is not scored: {accuracy} At least {least} is needed; themes stay."


def accuracy_text(found: CommentSentiment, style: NumberStyle = NEUTRAL) -> str:
    """Return how well moods are told and on what that was judged, without a full stop."""
    share = f"macro-F1 {number(found.accuracy, style, 2)} in five folds"
    if found.judged_on:
        return f"{share}, judged on {number(found.judged_on, style)} rated comments of your own"
    return f"{share}, judged on our own phrases, not on your comments: too few of them have a rating"
