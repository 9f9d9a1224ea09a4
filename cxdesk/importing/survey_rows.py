"""What a survey sheet leaves out: which question was asked, on which scale, and which end of it is good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.fields import valid_numbers
from cxdesk.importing.names import header, plain
from cxdesk.importing.problems import doubt_problems
from cxdesk.importing.questions import Question, answers_of
from cxdesk.importing.sheet import CellKind, RawColumn
from cxdesk.importing.survey_questions import survey_of
from cxdesk.importing.verdicts import Verdicts
from cxdesk.workspace.records import Problem

if TYPE_CHECKING:
    from cxdesk.importing.rows import Reading

_STATED_BY = {"scale": "scale_max", "zero": "scale_max", "direction": "high_is_good"}
_ENDS = ("scale_min", "scale_max")


@dataclass(frozen=True, slots=True, eq=False)
class SurveyColumns:
    """The columns with kind, scale and direction filled in, what was assumed, and what could be otherwise."""

    arrays: dict[str, pa.Array]
    problems: list[Problem]
    questions: tuple[Question, ...] = ()


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
    questions: list[Question] = []
    silent = np.zeros(count, bool)
    named = _kinds(kinds)
    for kind in named:
        chosen = _rows_of(kinds, kind, count)
        of_kind = f" of {kind or 'the others'}" if len(named) > 1 else ""
        answers = _answers(reading, place, of_kind)
        survey = survey_of(valid_numbers(scores.filter(pa.array(chosen))), words, other, kind, answers)
        low[chosen], high[chosen], good[chosen] = survey.scale_min, survey.scale_max, survey.high_is_good
        if survey.zero_is_silence:
            silent |= chosen & _zeros(scores)
        problems += doubt_problems(_without_stated(survey.doubts, arrays), head)
        questions += [
            replace(question, position=place, code=f"{question.code}{of_kind}")
            for question in survey.questions
            if _STATED_BY.get(question.code) not in arrays
        ]
    scores = pc.if_else(pa.array(silent), None, scores) if silent.any() else scores
    filled["score"] = scores
    asked = kinds if kinds is not None else pa.nulls(count, pa.string())
    filled["kind"] = pc.fill_null(asked, survey.kind)
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
    return SurveyColumns(filled, problems, tuple(questions))


def _answers(reading: Reading, place: int, of_kind: str) -> Mapping[str, str]:
    """Return what was answered about a score's column, by code without the kind of survey behind it."""
    return {
        code.removesuffix(of_kind): value
        for code, value in answers_of(reading.answers, place).items()
        if code.endswith(of_kind)
    }


def _zeros(scores: pa.Array) -> np.ndarray:
    """Return which scores are 0."""
    return pc.fill_null(pc.equal(scores, 0), False).to_numpy(zero_copy_only=False)


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


def _without_stated(
    doubts: tuple[tuple[str, str, str], ...], arrays: dict[str, pa.Array]
) -> list[tuple[str, str, str]]:
    """Return the assumptions about what the sheet has no column for."""
    return [doubt for doubt in doubts if _STATED_BY.get(doubt[0].removeprefix("assumed_")) not in arrays]


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
