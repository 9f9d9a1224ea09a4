"""What a person says of a column that may hold survey answers: that it does, or that it does not."""

from __future__ import annotations

from dataclasses import replace

from cxdesk.errors import UsageError
from cxdesk.importing.answer_columns import NO, UNUSED, YES, unread_answers
from cxdesk.importing.plan_building import built_plan, samples_of
from cxdesk.importing.plan_records import Doubt, SheetPlan
from cxdesk.importing.recognise import recognise_as
from cxdesk.tables import table as table_named

SURVEYS, SCORE = "surveys", "score"


def said_of_answers(plan: SheetPlan, position: int, value: str) -> list[SheetPlan]:
    """Return the plans of a sheet after the answer to whether a column holds answers.

    `YES`: the sheet is read as survey answers, with the column as the score, besides what it is read as now.
    `NO`: the column is kept as it is and nobody is asked again. Raises `UsageError` for neither.
    """
    if value == NO:
        return [_dismissed(plan, position)]
    if value != YES:
        raise UsageError(f"{value} is no answer to this question.", f"Choose one of these: {YES}, {NO}.")
    samples = samples_of(plan.sheet, plan.layout)
    found = recognise_as(
        table_named(SURVEYS), samples, plan.sheet.name, plan.sheet.file, plan.hints, forced=True
    )
    others = frozenset(place for place, match in found.matches.items() if match.field == SCORE) - {position}
    mapping = {place: match.field for place, match in found.matches.items() if place not in others}
    known = {
        match.position: match.field.partition(".")[2] for match in plan.columns if match.confidence == "sure"
    }
    doubts = {
        place: Doubt(f"{SURVEYS}.{match.field}", match.why)
        for place, match in found.matches.items()
        if match.confidence != "sure" and known.get(place) != match.field and place != position
    }
    confidence = {place: "check" if place in doubts else "sure" for place in {*mapping, position}}
    mapping = {place: field for place, field in mapping.items() if place != position} | {position: SCORE}
    why = f"Survey answers, as you said: “{plan.layout.names[position]}” is the score"
    answers = replace(
        plan,
        table=SURVEYS,
        recognised_as=why,
        asked=others | (set(unread_answers(plan)) - {position} if plan.table else frozenset()),
        questions=(),
        answers={},
        remarks={},
        overlaps=(),
        doubts={place: doubt for place, doubt in doubts.items() if place in mapping},
        preset=None,
    )
    read = built_plan(answers, mapping, confidence)
    return [_beside(plan, position), read] if plan.table else [read]


def _beside(plan: SheetPlan, position: int) -> SheetPlan:
    """Return the plan of what a sheet was read as before: another one has the column now."""
    mapping = {match.position: match.field.partition(".")[2] for match in plan.columns if match.field}
    confidence = {match.position: match.confidence for match in plan.columns if match.field}
    return built_plan(replace(plan, asked=plan.asked | {position}), mapping, confidence)


def _dismissed(plan: SheetPlan, position: int) -> SheetPlan:
    """Return the plan in which a column is told of no more."""
    name = plan.layout.names[position]
    report = plan.report
    left = tuple(each for each in report.problems if (each.code, each.column) != (UNUSED, name))
    outcome = replace(plan.outcome, report=replace(report, problems=left))
    return replace(plan, dismissed=plan.dismissed | {position}, outcome=outcome)
