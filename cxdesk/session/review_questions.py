"""What an import under review leaves open: what columns mean, and how their values are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.review_columns import MEANING, field_label, said_day

if TYPE_CHECKING:
    from cxdesk.importing import Question, SheetPlan

ENCODING = "encoding"
"""The code of the question which encoding the file is in, as `importing.text_encoding` has it."""
ANSWERS = "answers"
"""The code of the question whether a column holds survey answers, as `importing.answer_columns` has it."""
ANOTHER, ALL = "another field", "all as shown"
"""Answers to it that are no field: to choose one from all, and to confirm every column of the sheet."""
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class QuestionView:
    """What a sheet leaves open about a column. `row` is the column's row on the page; `answer` is the value
    of the option that counts now, assumed as long as it is not `settled`. `sides` are two names, each with
    what is known of it, where the question is whether they mean the same. `remembered` is the day on which
    it was answered with an earlier file of the same shape, "" where it was not.
    """

    row: int
    position: int
    code: str
    column: str
    text: str
    options: tuple[tuple[str, str], ...]
    answer: str
    settled: bool
    sides: tuple[tuple[str, str], ...] = ()
    remembered: str = ""


def sheet_questions(plan: SheetPlan, style: NumberStyle = formatting.NEUTRAL) -> tuple[QuestionView, ...]:
    """Return the questions of a sheet in the order of its columns: what one means, then how it is written."""
    from cxdesk.importing import meaning_questions
    from cxdesk.importing.answer_columns import answer_questions
    from cxdesk.importing.text_encoding import encoding_question

    rows = {match.position: row for row, match in enumerate(plan.columns)}
    meanings = meaning_questions(plan)
    still = sum(not question.settled for question in meanings)
    asked = sorted((*meanings, *plan.questions), key=lambda question: question.position)
    asked = sorted((*asked, *answer_questions(plan)), key=lambda question: question.position)
    encoding = encoding_question(plan.sheet.encoding)
    asked = asked if encoding is None else [encoding, *asked]
    views = (_view(plan, question, rows.get(question.position, -1), still) for question in asked)
    return tuple(
        replace(view, remembered=said_day(plan, view.position, view.code, style)) if view.settled else view
        for view in views
    )


def open_words(questions: Sequence[QuestionView]) -> str:
    """Return how much of some questions is open: "3 columns to check, 1 question open"; "" for nothing."""
    still = [question for question in questions if not question.settled]
    columns = sum(question.code == MEANING for question in still)
    others = len(still) - columns
    parts = [_columns_words(columns)] if columns else []
    parts += [f"{others} open" if not columns else f"{others} more open"] if others else []
    return ", ".join(parts)


def open_changes(sheets: Iterable[Sequence[QuestionView]], style: NumberStyle) -> tuple[tuple[str, str], ...]:
    """Return (sentence, tone) of what is open in the sheets that are used."""
    still = [question for questions in sheets for question in questions if not question.settled]
    columns = sum(question.code == MEANING for question in still)
    told = []
    if columns:
        told.append((f"{formatting.counted(columns, 'column', 'columns', style)} to check", "watch"))
    if len(still) > columns:
        others = formatting.counted(len(still) - columns, "answer", "answers", style)
        told.append((f"{others} assumed", "watch"))
    return tuple(told)


def unanswered(sheets: Sequence[tuple[str, Sequence[QuestionView]]], style: NumberStyle) -> str:
    """Return what an import would take unconfirmed from sheets, each by its name and questions; "" for
    nothing. Columns are named, at most eight of each sort.
    """
    asking = [name for name, questions in sheets if any(not question.settled for question in questions)]
    columns, answers = [], []
    for name, questions in sheets:
        where = f" ({name})" if len(asking) > 1 else ""
        for question in questions:
            if question.settled:
                continue
            said = f"“{question.column}” as {_answer_words(question)}{where}"
            (columns if question.code == MEANING else answers).append(said)
    told = []
    if columns:
        count = formatting.counted(len(columns), "column is", "columns are", style)
        told.append(f"{count} read by name, unconfirmed: {_listed(columns, style)}.")
    if answers:
        count = formatting.counted(len(answers), "answer is", "answers are", style)
        told.append(f"{count} assumed: {_listed(answers, style)}.")
    return " ".join(told)


def _columns_words(columns: int) -> str:
    return "1 column to check" if columns == 1 else f"{columns} columns to check"


def _answer_words(question: QuestionView) -> str:
    """Return what the answer that counts now says."""
    if question.code == MEANING:
        return field_label(question.answer)
    return next((label for value, label in question.options if value == question.answer), question.answer)


def _listed(words: Sequence[str], style: NumberStyle) -> str:
    """Return words after each other; of very many the first, and how many there are beyond."""
    more = len(words) - _MOST_NAMED
    beyond = f"; and {formatting.number(more, style)} more" if more > 0 else ""
    return "; ".join(words[:_MOST_NAMED]) + beyond


def _view(plan: SheetPlan, question: Question, row: int, still: int) -> QuestionView:
    """Return a question as the page shows it; one about a meaning can be answered for all at once."""
    options = question.options
    if question.code == MEANING:
        options = (*options[:-1], (ANOTHER, "No, something else..."), options[-1])
        if still > 1 and not question.settled:
            options = (*options, (ALL, f"Yes to all {still} columns"))
    return QuestionView(
        row=row,
        position=question.position,
        code=question.code,
        column=plan.columns[row].header if row >= 0 else "Encoding" if question.code == ENCODING else "",
        text=question.text,
        options=options,
        answer=question.answer,
        settled=question.settled,
    )
