"""What a sheet of reviews leaves out: the scale on which scores are given, and what a lone one judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.fields import valid_numbers
from cxdesk.importing.names import header
from cxdesk.importing.problems import doubt_problems
from cxdesk.importing.questions import Question, answers_of, asked
from cxdesk.importing.stated_scales import stated_scale
from cxdesk.importing.survey_questions import ends_of
from cxdesk.importing.verdicts import Verdicts
from cxdesk.tables.reviews import OVERALL
from cxdesk.workspace.records import Problem

if TYPE_CHECKING:
    from cxdesk.importing.rows import Reading

_SCALES = ((0, 1), (1, 4), (1, 5), (0, 5), (1, 10), (0, 10), (0, 100))
"""What scorecards use, smallest first: passed or not, grades, points, and percent."""


def review_columns(
    reading: Reading, arrays: dict[str, pa.Array], verdicts: Verdicts
) -> tuple[dict[str, pa.Array], list[Problem], tuple[Question, ...]]:
    """Return the columns with scale and criterion filled in, what was assumed, and what could be otherwise;
    set aside scores outside their scale.

    All scores that do not state their scale are on one, as those of a survey question are.
    """
    place = next((place for place, name in reading.mapping.items() if name == "score"), None)
    if place is None:
        return arrays, [], ()
    head, filled = reading.layout.names[place], dict(arrays)
    scores, count = arrays["score"], len(verdicts.kept)
    criterion = arrays.get("criterion", pa.nulls(count, pa.string()))
    filled["criterion"] = pc.fill_null(criterion, OVERALL)
    answers = answers_of(reading.answers, place)
    scale = _scale_question(valid_numbers(scores), header(head).words, answers)
    stated = "scale_max" in arrays and not arrays["scale_max"].null_count
    ends = (0.0, np.nan) if stated else ends_of(scale.answer)
    for name, end in zip(("scale_min", "scale_max"), ends, strict=True):
        values = pa.array(np.full(count, end))
        filled[name] = pc.coalesce(arrays[name], values) if name in arrays else values
    outside = pc.or_(pc.less(scores, filled["scale_min"]), pc.greater(scores, filled["scale_max"]))
    verdicts.judge(
        pc.fill_null(outside, False).to_numpy(zero_copy_only=False),
        "score_outside_scale",
        "The score lies outside its scale.",
    )
    if stated:
        return filled, [], ()
    doubts = () if scale.settled else (("assumed_scale", scale.answer, scale.text),)
    return filled, doubt_problems(doubts, head), (replace(scale, position=place),)


def _scale_question(scores: np.ndarray, words: str, answers: Mapping[str, str]) -> Question:
    """Return on which scale scores are: as the header states, else the smallest that holds all of them."""
    stated = stated_scale(words)
    holding = (
        ends for ends in _SCALES if not len(scores) or ends[0] <= scores.min() <= scores.max() <= ends[1]
    )
    low, high = stated or next(holding, _SCALES[-1])
    assumed = f"{low:g} to {high:g}"
    seen = f" from scores of {scores.min():g} to {scores.max():g}" if len(scores) else ""
    why = "The header says it." if stated else f"Nothing states the scale; {assumed} was assumed{seen}."
    scales = dict.fromkeys((*(f"{first:g} to {last:g}" for first, last in _SCALES), assumed))
    options = tuple((each, each) for each in scales)
    return asked("scale", f"On which scale? {why}", assumed, options, answers, stated is not None)
