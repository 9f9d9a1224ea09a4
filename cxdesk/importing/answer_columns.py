"""Columns that nothing was read into although they may hold answers to a survey question: they are told and
asked about, for kept without a word they would be missing in every metric."""

from __future__ import annotations

import re

import numpy as np

from cxdesk.importing.fields import valid_numbers
from cxdesk.importing.numbers import numbers_of
from cxdesk.importing.plan_records import SheetPlan
from cxdesk.importing.questions import Question
from cxdesk.importing.sheet import as_texts, chosen_rows, rows_between
from cxdesk.importing.survey_questions import kind_in_words
from cxdesk.workspace.records import Problem

ANSWERS = "answers"
"""The code of the question whether a column holds answers; `YES` reads it so, `NO` keeps it as it is."""
YES, NO = "yes", "no"
UNUSED = "answers_unused"
"""The code of the problem that such a column is told by."""
_LEAST, _MOST, _FLAG = 0.0, 10.0, 1.0
_FIRST = 3
_MARKS = re.compile(r"[?¿؟？]")
_RANGE = re.compile(r"\b[01]\s*(?:-|–|—|\.\.+|/|to|bis|à|a|al|tot|do|till|til)\s*(?:5|7|10)\b", re.IGNORECASE)
_STEMS = re.compile(
    r"recom?m[ae]nd|recomend|raccomand|consigl|empfehl|empfiehl|empfohl|aanbevel|aanraden|anbefal|rekommend|"
    r"poleci|polec[aeił]|doporuč|odporúč|ajánl|suosit|tavsiye|preporuč|priporoč|soovita|ieteik|rekomenduo|"
    r"рекоменд|посовет|порекоменд|συστή|συνιστ|추천|推荐|推薦|おすすめ|お勧め|推奨|توصي|ממליץ|תמליץ|"
    r"how likely|wie wahrscheinlich|quelle probabilité|satisf|zufrieden|tevreden|zadowol|nöjd|tilfreds|"
    r"spokojen",
    re.IGNORECASE,
)


def unread_answers(plan: SheetPlan) -> tuple[int, ...]:
    """Return the places of the columns that are read as nothing, whose headers read like a question or a
    recommendation and whose values are all from 0 to 10; without those that a person said are none."""
    read = {match.position for match in plan.columns if match.field}
    left = set(range(len(plan.layout.names))) - read - plan.asked - plan.dismissed
    return tuple(place for place in sorted(left) if _may_ask(plan, place) and _may_answer(plan, place))


def answer_problems(plan: SheetPlan) -> tuple[Problem, ...]:
    """Return a problem for each such column of a plan."""
    hint = (
        "Its values are all from 0 to 10 and its header reads like a question: it may hold survey answers, "
        "which are counted nowhere now. Say in the review whether it does, or read the sheet as such."
    )
    return tuple(
        Problem(UNUSED, None, plan.layout.names[place], _first_values(plan, place), hint)
        for place in unread_answers(plan)
    )


def answer_questions(plan: SheetPlan) -> tuple[Question, ...]:
    """Return the question whether they are answers, for each column that a problem tells of or that a person
    said is none."""
    told = {problem.column for problem in plan.report.problems if problem.code == UNUSED}
    unread = unread_answers(plan) if told else ()
    asked = plan.dismissed.union(place for place in unread if plan.layout.names[place] in told)
    return tuple(_question(plan, place) for place in sorted(asked))


def _question(plan: SheetPlan, place: int) -> Question:
    name, settled = plan.layout.names[place], place in plan.dismissed
    options = (
        (
            YES,
            "Yes: read it as survey answers, too" if plan.table else "Yes: read the sheet as survey answers",
        ),
        (NO, "No: keep it as it is, not counted"),
    )
    values = f"Its values are all from 0 to 10 ({_first_values(plan, place)})"
    text = f"Does “{name}” hold answers to a survey? {values}, and nothing counts them now."
    return Question(place, ANSWERS, text, NO, options, settled, NO)


def _may_ask(plan: SheetPlan, place: int) -> bool:
    """Return whether a header reads like a question, or like one that surveys ask."""
    text = plan.layout.names[place]
    return bool(_MARKS.search(text) or _RANGE.search(text) or _recommends(text))


def _recommends(text: str) -> bool:
    return bool(_STEMS.search(text)) or bool(kind_in_words(text.lower()))


def _may_answer(plan: SheetPlan, place: int) -> bool:
    """Return whether all values are numbers from 0 to 10; nothing but 0 and 1 is yes and no, unless the
    header speaks of a recommendation or the like."""
    column = plan.sheet.columns[plan.layout.positions[place]]
    footers = [index for index, _, _ in plan.layout.aside]
    rows = plan.layout.rows[~np.isin(plan.layout.rows, footers)]
    head = (
        rows_between(column, int(rows[0]), min(int(rows[0]) + 1000, int(rows[-1]) + 1)) if len(rows) else None
    )
    if head is None or numbers_of(head).unreadable.any():  # most columns of words end here
        return False
    typed = numbers_of(chosen_rows(column, rows))
    numbers = valid_numbers(typed.values)
    if typed.unreadable.any() or not len(numbers):
        return False
    within = bool((numbers >= _LEAST).all() and (numbers <= _MOST).all())
    return within and (numbers.max() > _FLAG or _recommends(plan.layout.names[place]))


def _first_values(plan: SheetPlan, place: int) -> str:
    column = plan.sheet.columns[plan.layout.positions[place]]
    texts = as_texts(chosen_rows(column, plan.layout.rows[:1000])).to_pylist()
    return " · ".join(list(dict.fromkeys(text for text in texts if text))[:_FIRST])
