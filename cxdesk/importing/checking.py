"""Columns that were read by their names alone: what a person is asked of them, and what the answers do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cxdesk.errors import UsageError
from cxdesk.importing.plan_notes import TO_CHECK, asked_columns, check_notes, field_help, field_words
from cxdesk.importing.plan_records import ImportPlan, SheetPlan
from cxdesk.importing.questions import Question

MEANING = "meaning"
"""The code of the question what a column means; its answers are "table.field", or "" to keep it unused."""
KEEP = ""


def meaning_questions(plan: SheetPlan) -> tuple[Question, ...]:
    """Return a question for each column that was read by its name alone, in the order of the sheet.

    An answered one stays, settled, so that its answer can be looked at and changed.
    """
    return tuple(
        _question(plan, place) for place in sorted(plan.doubts) if place not in plan.asked and plan.table
    )


def unconfirmed(plan: ImportPlan) -> int:
    """Return how many columns of all sheets are read as something that nobody has confirmed."""
    return sum(len(asked_columns(sheet.columns)) for sheet in plan.sheets)


def confirm(plan: SheetPlan, positions: Iterable[int] | None = None) -> SheetPlan:
    """Return the plan with columns at positions confirmed as they are read; None confirms all that are asked.

    The rows stay as they are: only what the report says of these columns changes. Raises `UsageError` for
    a position that is not read as anything.
    """
    asked = {match.position for match in asked_columns(plan.columns)}
    wanted = asked if positions is None else set(positions)
    read = {match.position for match in plan.columns if match.field}
    if not wanted <= read:
        raise UsageError("A column that is not read cannot be confirmed.", "Choose what it means first.")
    if not wanted & asked:
        return plan
    columns = tuple(
        replace(match, confidence="sure") if match.position in wanted & asked else match
        for match in plan.columns
    )
    others = tuple(problem for problem in plan.report.problems if problem.code != TO_CHECK)
    report = replace(plan.report, problems=(*others, *check_notes(columns)))
    said = {(match.position, MEANING): match.field for match in plan.columns if match.position in wanted}
    return replace(plan.with_said(said), columns=columns, outcome=replace(plan.outcome, report=report))


def asked_json(plan: SheetPlan) -> list[dict]:
    """Return what scripts read of the columns that nobody has confirmed."""
    return [
        {
            "column": match.header,
            "read_as": match.field,
            "means": field_help(match.field),
            "why": plan.doubts[match.position].why if match.position in plan.doubts else "",
            "first_values": list(match.first_values),
        }
        for match in asked_columns(plan.columns)
    ]


def _question(plan: SheetPlan, place: int) -> Question:
    doubt = plan.doubts[place]
    match = next(each for each in plan.columns if each.position == place)
    options = [(doubt.field, f"Yes, “{field_words(doubt.field)}”")]
    if match.field not in ("", doubt.field):
        options.append((match.field, f"No, “{field_words(match.field)}”"))
    options.append((KEEP, "Keep as a note, not used"))
    shown = " · ".join(match.first_values)
    holds = f"It holds {shown}." if shown else "It has no values."
    text = (
        f"What is in “{match.header}”? It is taken for “{field_words(doubt.field)}”: "
        f"{field_help(doubt.field)}. {holds} Asked because {doubt.why}."
    )
    settled = match.confidence != "check"
    return Question(place, MEANING, text, match.field, tuple(options), settled, doubt.field)
