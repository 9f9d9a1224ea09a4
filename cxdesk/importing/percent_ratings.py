"""Ratings of tickets that are written in percent: shares of the best rating, and no one to five stars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.questions import asked
from cxdesk.importing.sheet import RawColumn, texts_passing
from cxdesk.importing.shown_amounts import shown_in_percent
from cxdesk.importing.typed import Typed

_BEST, _WORST = 5.0, 1.0
_SHARE, _BESIDE = "share", "beside"
_OPTIONS = (
    (_SHARE, "A share of the best rating: 0% is 1 of 5 and 100% is 5 of 5"),
    (_BESIDE, "Something else: keep it beside the ticket and count no rating"),
)


def with_percent_ratings(column: RawColumn, typed: Typed, answers: Mapping[str, str]) -> Typed:
    """Return ratings with those that bear a percent sign or are shown with one (0 to 100) on the scale of one
    to five, and the question whether they are that; without any such cell the column as it is."""
    shares = texts_passing(column, lambda texts: pc.match_substring(texts, "%")) | shown_in_percent(column)
    if not shares.any():
        return typed
    text = f"What is a rating in percent? {int(shares.sum()):,} of them bear a percent sign."
    question = asked("percent", text, _SHARE, _OPTIONS, answers)
    numbers = typed.values.to_numpy(zero_copy_only=False)
    fits = shares & (question.answer == _SHARE) & (numbers >= 0) & (numbers <= 100)
    on_scale = np.where(fits, _WORST + (_BEST - _WORST) * numbers / 100, numbers)
    odd = shares & ~fits
    hint = (
        "They were taken as shares of the best rating: 0% as 1 of 5, 100% as 5 of 5. Check whether they are."
    )
    doubts = () if question.settled else (("assumed_percent", "", hint),)
    return replace(
        typed,
        values=pa.array(on_scale, pa.float64(), mask=odd | np.isnan(on_scale)),
        unreadable=typed.unreadable | odd,
        notes=tuple(note for note in typed.notes if "percent" not in note),
        doubts=(*typed.doubts, *doubts),
        questions=(*typed.questions, question),
    )
