"""What a person said of a file is kept with its import, and said again of the next file of the same shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cxdesk.errors import UsageError
from cxdesk.importing.checking import MEANING, confirm
from cxdesk.importing.plan import answer, choose_table, remap
from cxdesk.importing.plan_records import ImportPlan, SheetPlan
from cxdesk.workspace.said import SAID_TABLE, Key, Said, Shape, key_text, shape_of


def with_remembered(plan: ImportPlan, memory: Mapping[Shape, Said]) -> ImportPlan:
    """Return the plan with what was said of sheets of the same shape before; nothing of it is asked again.

    What a preset, the file itself or a person has settled by now is left as it is.
    """
    if not memory:
        return plan
    return replace(plan, sheets=tuple(_said_again(sheet, memory) for sheet in plan.sheets))


def said_of(plan: SheetPlan) -> dict[str, str]:
    """Return what is kept of what a person said of a sheet: that which was not only said again."""
    new = {key: value for key, value in plan.said.items() if key not in plan.remembered}
    return {key_text(key): value for key, value in new.items()}


def _said_again(plan: SheetPlan, memory: Mapping[Shape, Said]) -> SheetPlan:
    found = memory.get(shape_of(plan.report)) if plan.correction is None else None
    if found is None:
        return plan
    now, taken = plan, set()
    table = found.values.get(SAID_TABLE)
    if table is not None and table != plan.table:
        try:
            now = choose_table(plan, table)
        except UsageError:  # a table that this cxdesk does not have
            return plan
        taken.add(SAID_TABLE)
    now = _columns_again(now, found.values, taken)
    now = _answers_again(now, found.values, taken)
    days = {key: found.days[key] for key in taken}
    return replace(now, said={key: found.values[key] for key in taken}, remembered=days)


def _columns_again(plan: SheetPlan, values: Mapping[Key, str], taken: set[Key]) -> SheetPlan:
    """Return the plan with its columns read as they were said to be; `taken` takes in which."""
    if not plan.table:
        return plan
    fields = {match.position: match.field for match in plan.columns}
    said = {place: field for (place, code), field in values.items() if code == MEANING and place in fields}
    others = {place: field for place, field in said.items() if field != fields[place]}
    try:
        plan = remap(plan, others) if others else plan
    except UsageError:  # the table has become another, or has not the field any more
        said = {place: field for place, field in said.items() if place not in others}
    taken |= {(place, MEANING) for place in said}
    return confirm(plan, [place for place, field in said.items() if field])


def _answers_again(plan: SheetPlan, values: Mapping[Key, str], taken: set[Key]) -> SheetPlan:
    """Return the plan with its questions answered as before; an assumed answer that is the same needs no
    reading."""
    for question in plan.questions:
        key = (question.position, question.code)
        value = values.get(key)
        if question.settled or value is None or all(value != option for option, _ in question.options):
            continue
        taken.add(key)
        if value != question.answer:
            plan = answer(plan, *key, value)
            continue
        settled = tuple(
            replace(each, settled=True) if (each.position, each.code) == key else each
            for each in plan.questions
        )
        plan = replace(plan, questions=settled, answers={**plan.answers, key: value})
    return plan
