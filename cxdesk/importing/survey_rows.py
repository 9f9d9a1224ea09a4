"""What a survey sheet leaves out: which question was asked, on which scale, and which end of it is good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.fields import valid_numbers
from cxdesk.importing.names import header, plain
from cxdesk.importing.problems import doubt_problems
from cxdesk.importing.sheet import CellKind, RawColumn
from cxdesk.importing.survey_questions import Question, question_of
from cxdesk.importing.verdicts import Verdicts
from cxdesk.workspace.records import Problem

if TYPE_CHECKING:
    from cxdesk.importing.rows import Reading

_ENDS = ("scale_min", "scale_max")


@dataclass(frozen=True, slots=True, eq=False)
class SurveyColumns:
    """The columns with kind, scale and direction filled in, and what was assumed."""

    arrays: dict[str, pa.Array]
    problems: list[Problem]


def survey_columns(
    reading: Reading, raw: list[RawColumn], arrays: dict[str, pa.Array], verdicts: Verdicts
) -> SurveyColumns:
    """Fill in what the sheet does not say; set aside scores outside their scale and, in a sheet of several
    questions, rows that answer another one only."""
    place = next((place for place, name in reading.mapping.items() if name == "score"), None)
    if place is None:
        return SurveyColumns(arrays, [])
    head = reading.layout.names[place]
    words, other = header(head).words, plain(reading.names)
    count = len(verdicts.kept)
    scores = arrays["score"]
    filled, problems = dict(arrays), []
    kinds = arrays.get("kind")
    low, high, good = np.full(count, np.nan), np.full(count, np.nan), np.ones(count, bool)
    told = []
    for kind in _kinds(kinds):
        chosen = _rows_of(kinds, kind, count)
        question = question_of(valid_numbers(scores.filter(pa.array(chosen))), words, other, kind)
        low[chosen], high[chosen], good[chosen] = (
            question.scale_min,
            question.scale_max,
            question.high_is_good,
        )
        told.append(question)
        problems += doubt_problems(_without_stated(question, arrays), head)
    asked = kinds if kinds is not None else pa.nulls(count, pa.string())
    filled["kind"] = pc.fill_null(asked, told[-1].kind)
    for name, values in (
        ("scale_min", pa.array(low)),
        ("scale_max", pa.array(high)),
        ("high_is_good", pa.array(good)),
    ):
        filled[name] = pc.coalesce(arrays[name], values) if name in arrays else values
    outside = pc.or_(pc.less(scores, filled["scale_min"]), pc.greater(scores, filled["scale_max"]))
    _judge_outside(filled, pc.fill_null(outside, False).to_numpy(zero_copy_only=False), verdicts)
    if reading.asked:
        _leave_other_answers(reading, raw, scores, verdicts)
        if "response_id" in filled:
            filled["response_id"] = pc.binary_join_element_wise(filled["response_id"], filled["kind"], "/")
    return SurveyColumns(filled, problems)


def _judge_outside(filled: dict[str, pa.Array], outside: np.ndarray, verdicts: Verdicts) -> None:
    """Set aside the scores outside their scale, each with the scale of its own question."""
    ends = np.stack([filled[name].cast(pa.float64()).to_numpy(zero_copy_only=False) for name in _ENDS])
    for low, high in np.unique(ends[:, outside], axis=1).T:
        chosen = outside & (ends[0] == low) & (ends[1] == high)
        reason = f"The score lies outside its scale ({low:g} to {high:g})."
        verdicts.judge(chosen, "score_outside_scale", reason)


def _kinds(kinds: pa.Array | None) -> list[str]:
    """Return the kinds that a sheet names, "" last for rows that name none."""
    if kinds is None:
        return [""]
    named = sorted(kind for kind in pc.unique(kinds).to_pylist() if kind)
    return [*named, ""] if kinds.null_count or not named else named


def _rows_of(kinds: pa.Array | None, kind: str, count: int) -> np.ndarray:
    """Return which rows are of a kind."""
    if kinds is None:
        return np.ones(count, bool)
    return (
        np.asarray(kinds.is_null())
        if not kind
        else pc.fill_null(pc.equal(kinds, kind), False).to_numpy(zero_copy_only=False)
    )


def _without_stated(question: Question, arrays: dict[str, pa.Array]) -> list[tuple[str, str, str]]:
    """Return the assumptions about what the sheet has no column for."""
    stated = {"assumed_scale": "scale_max", "assumed_direction": "high_is_good"}
    return [doubt for doubt in question.doubts if stated.get(doubt[0]) not in arrays]


def _leave_other_answers(
    reading: Reading, raw: list[RawColumn], scores: pa.Array, verdicts: Verdicts
) -> None:
    """Set aside the rows without an answer to this question: another reading of the sheet keeps their answer.

    A row that answers none stays with the sheet's first question, as somebody who was asked.
    """
    place = next(place for place, name in reading.mapping.items() if name == "score")
    answered_elsewhere = np.zeros(len(verdicts.kept), bool)
    for other in reading.asked:
        answered_elsewhere |= raw[other].kinds != CellKind.EMPTY
    silent = np.asarray(scores.is_null())
    first = all(place < other for other in reading.asked)
    verdicts.judge(
        silent & (answered_elsewhere if first else True),
        "not_answered",
        "The row has no answer to this question; its other answers are kept.",
    )
