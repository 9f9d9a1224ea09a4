"""What a person said of a file is kept with its import, and said again of the next file of the same shape.

The same shape has the same headers in the same order, the same sheet name and the same file name but for
dates and numbers in it: `Tickets 2026-09.csv` and `tickets_2026_10 (2).csv` are one source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from cxdesk.errors import UsageError
from cxdesk.importing.checking import MEANING, confirm
from cxdesk.importing.plan import answer, choose_table, remap
from cxdesk.importing.plan_records import SAID_TABLE, ImportPlan, Key, SheetPlan
from cxdesk.workspace.records import ImportRecord, SheetReport

Shape = tuple[str, ...]
_DATED = re.compile(
    r"\d+|\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_BESIDE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a shape: by column and code of the question, `values` has the answers and `days` the
    ISO dates of the imports with which they were given."""

    values: Mapping[Key, str] = field(default_factory=dict)
    days: Mapping[Key, str] = field(default_factory=dict)


def remembered(records: Sequence[ImportRecord]) -> dict[Shape, Said]:
    """Return what was said with the imports of a workspace, oldest first; what was taken back does not count,
    of several answers to one question the newest does.
    """
    found: dict[Shape, Said] = {}
    for record in records:
        for report in () if record.undone else record.sheets:
            if not report.said:
                continue
            values = {_key(text): value for text, value in report.said.items()}
            before = Said() if SAID_TABLE in values else found.get(shape_of(report), Said())
            days = dict.fromkeys(values, record.imported_at[:10])
            found[shape_of(report)] = Said({**before.values, **values}, {**before.days, **days})
    return found


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
    return {_text(key): value for key, value in new.items()}


def shape_of(report: SheetReport) -> Shape:
    """Return what tells files of one source: the same for every export of it."""
    asked = "" if _text(SAID_TABLE) in report.said else report.reading.get("asked", "")
    name = PurePath(report.file).stem.casefold().replace("_", " ")
    source = _BESIDE.sub(" ", _DATED.sub(" ", name)).strip()
    return (source, report.sheet, asked, *(report.headers or report.unmapped))


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


def _text(key: Key) -> str:
    return f"{key[0]} {key[1]}"


def _key(text: str) -> Key:
    """Return column and code of what `said_of` wrote."""
    place, _, code = text.partition(" ")
    return int(place), code
