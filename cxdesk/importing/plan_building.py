"""A sheet's plan from its table and mapping: its rows built, its report written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from cxdesk.errors import UsageError
from cxdesk.importing.answer_columns import answer_problems
from cxdesk.importing.corrections import reading_of
from cxdesk.importing.files import SourceFile
from cxdesk.importing.header import Layout
from cxdesk.importing.matching import Sample, sample_of
from cxdesk.importing.overlaps import doubts_of, overlap_problems, overlaps_in, remarks_of
from cxdesk.importing.plan_notes import (
    check_notes,
    column_notes,
    date_notes,
    doubtful_columns,
    owner_notes,
    preset_notes,
    reading_notes,
)
from cxdesk.importing.plan_records import ColumnMatch, Doubt, SheetPlan
from cxdesk.importing.preset_match import preset_answers
from cxdesk.importing.problems import grouped
from cxdesk.importing.questions import Question
from cxdesk.importing.recognise import Recognition
from cxdesk.importing.rows import Built, Reading, build
from cxdesk.importing.sheet import Sheet, as_shown_texts, as_texts
from cxdesk.tables import table as table_named
from cxdesk.tables.schema import Kind
from cxdesk.workspace.records import Problem, SheetImport, SheetReport

_SHOWN_VALUES = 3
_BEHIND_A_GAP = "it stands behind an empty column, where another list may begin"
_SYNTHETIC = "synthetic sample"


def samples_of(sheet: Sheet, layout: Layout) -> list[Sample]:
    """Return a sample of each of the table's columns."""
    footers = [index for index, _, _ in layout.aside]
    rows = layout.rows[~np.isin(layout.rows, footers)] if footers else layout.rows
    return [
        sample_of(name, sheet.columns[place], rows)
        for name, place in zip(layout.names, layout.positions, strict=True)
    ]


def readings(plan: SheetPlan, found: Recognition) -> list[SheetPlan]:
    """Return the plan for each question that the sheet answers; one for sheets of other tables."""
    overlaps = overlaps_in(found, samples_of(plan.sheet, plan.layout), plan.sheet, plan.layout, plan.hints)
    named = replace(
        plan,
        table=found.table,
        recognised_as=found.why,
        preset=found.preset,
        remarks={**remarks_of(overlaps, plan.layout.names), **found.notes},
        overlaps=overlaps,
        answers=preset_answers(found.preset, plan.layout.names) | dict(plan.answers),
    )
    mapping = {place: match.field for place, match in found.matches.items()}
    far = _beyond_a_gap(plan.layout)
    doubts = {
        place: Doubt(f"{found.table}.{match.field}", match.why or _BEHIND_A_GAP)
        for place, match in found.matches.items()
        if place >= far or match.confidence == "check"
    }
    for place, why in doubts_of(overlaps, plan.layout.names).items():
        doubts[place] = Doubt(f"{found.table}.{found.matches[place].field}", why)
    confidence = {place: "check" if place in doubts else "sure" for place in found.matches}
    named = replace(named, doubts=doubts)
    score = next((place for place, field in mapping.items() if field == "score"), None)
    questions = [score, *found.questions] if score is not None and found.questions else [score]
    plans = []
    for question in questions:
        if len(questions) > 1:
            mapping = {place: field for place, field in mapping.items() if field != "score"} | {
                question: "score"
            }
            confidence.setdefault(question, "sure")
            named = replace(named, asked=frozenset(questions) - {question})
        plans.append(_doubted(built_plan(named, mapping, confidence), mapping, confidence))
    return plans


def _doubted(plan: SheetPlan, mapping: Mapping[int, str], confidence: Mapping[int, str]) -> SheetPlan:
    """Return a plan without certainty about the columns that what was read in them makes doubtful."""
    why = doubtful_columns(plan.report.problems, plan.layout.names)
    doubts = {
        place: Doubt(f"{plan.table}.{field}", why[place])
        for place, field in mapping.items()
        if place in why and confidence[place] == "sure"
    }
    if not doubts:
        return plan
    told = replace(plan, doubts={**plan.doubts, **doubts})
    return built_plan(told, mapping, {**confidence, **dict.fromkeys(doubts, "check")})


def _beyond_a_gap(layout: Layout) -> int:
    """Return the first place behind an empty column, the number of columns where there is none: what stands
    there may be another list, so that nothing of it is sure.
    """
    gaps = [at for at, (left, right) in enumerate(pairwise(layout.positions), 1) if right > left + 1]
    return gaps[0] if gaps else len(layout.positions)


def built_plan(plan: SheetPlan, mapping: Mapping[int, str], confidence: Mapping[int, str]) -> SheetPlan:
    """Return the plan with its rows built for a mapping."""
    if not plan.table:
        raise UsageError("The sheet has no table yet.", "Choose a table for the sheet first.")
    ordered = dict(sorted(mapping.items()))
    names = f"{plan.sheet.name} {plan.source.path.stem}"
    fields = {place: f"{plan.table}.{field}" for place, field in ordered.items()}
    plan = replace(plan, answers=_lasting(plan, fields))
    built = build(
        Reading(
            plan.sheet,
            plan.layout,
            plan.hints,
            plan.table,
            ordered,
            plan.asked,
            names,
            plan.answers,
            plan.preset,
        )
    )
    columns = _matches(samples_of(plan.sheet, plan.layout), fields, confidence, column_notes(plan, built))
    outcome = SheetImport(_report(plan, built, columns, fields), built.rows)
    return replace(plan, columns=columns, outcome=outcome, questions=built.questions)


def _report(
    plan: SheetPlan, built: Built, columns: tuple[ColumnMatch, ...], fields: Mapping[int, str]
) -> SheetReport:
    """Return what is told of a sheet whose rows were built."""
    report = SheetReport(
        file=plan.source.name,
        sheet=plan.sheet.name,
        table=plan.table,
        recognised_as=plan.recognised_as,
        header_row=plan.layout.header_row,
        mapping={plan.layout.names[place]: field for place, field in fields.items()},
        unmapped=tuple(
            match.header for match in columns if not match.field and match.position not in plan.asked
        ),
        rows_in=built.rows_in,
        rows_kept=built.rows.num_rows,
        rows_set_aside=len(built.set_aside),
        problems=grouped(
            (
                *reading_notes(plan),
                *preset_notes(plan, built.rows_in),
                *built.problems,
                *overlap_problems(plan.overlaps, plan.layout.names, fields, plan.table),
                *date_notes(plan.table, built.rows),
                *owner_notes(plan.table, built.rows),
                *check_notes(columns),
                *answer_problems(replace(plan, columns=columns)),
            )
        ),
        set_aside=built.set_aside,
        digest=_digest(plan, fields, built.questions),
        file_digest=plan.source.digest,
        file_date=plan.source.date,
        synthetic=_is_synthetic(plan),
        headers=plan.layout.names,
        reading=reading_of(
            plan.hints,
            plan.asked,
            plan.preset.name if plan.preset else "",
            {(question.position, question.code): question.answer for question in built.questions},
        ),
    )
    if plan.correction is not None:
        numbers = tuple(built.rows["source_row"].to_pylist())
        return replace(report, corrects=plan.correction.origin.digest, corrected=numbers)
    return report


def _lasting(plan: SheetPlan, fields: Mapping[int, str]) -> dict[tuple[int, str], str]:
    """Return the answers about columns that are still the same field; those given before a column had any
    field, too."""
    before = {match.position: match.field for match in plan.columns}
    return {
        (place, code): value
        for (place, code), value in plan.answers.items()
        if fields.get(place) and before.get(place, "") in ("", fields[place])
    }


def unused(plan: SheetPlan, samples: Sequence[Sample], code: str, why: str) -> SheetPlan:
    """Return the plan of a sheet that is not used: all its rows count as set aside, with one reason for
    all."""
    rows = len(plan.layout.rows) + len(plan.sheet.unread)
    why_not = f"Not used: {why if plan.preset else why[0].lower() + why[1:]}"
    unused = replace(plan, table="", recognised_as=why_not, asked=frozenset(), questions=(), doubts={})
    told = (*reading_notes(plan), Problem(code, None, "", plan.sheet.name, why))
    report = replace(
        empty_report(plan.source, plan.sheet),
        recognised_as=unused.recognised_as,
        header_row=plan.layout.header_row,
        unmapped=plan.layout.names,
        rows_in=rows,
        rows_set_aside=rows,
        problems=tuple(dict.fromkeys((*told, *answer_problems(replace(unused, columns=()))))),
        digest=_digest(unused, {}),
        synthetic=_is_synthetic(plan),
    )
    return replace(unused, columns=_matches(samples, {}, {}, {}), outcome=SheetImport(report, None))


def _matches(
    samples: Sequence[Sample],
    fields: Mapping[int, str],
    confidence: Mapping[int, str],
    notes: Mapping[int, Iterable[str]],
) -> tuple[ColumnMatch, ...]:
    """Return one match per column of the table."""
    return tuple(
        ColumnMatch(
            sample.name.text,
            place,
            fields.get(place, ""),
            confidence.get(place, "check") if place in fields else "unmapped",
            "; ".join(notes.get(place, ())),
            _first_values(sample, fields.get(place, "")),
        )
        for place, sample in enumerate(samples)
    )


def _first_values(sample: Sample, field: str) -> tuple[str, ...]:
    """Return the first different values as texts, with the currency that they are shown in unless they are
    read as names."""
    table, _, name = field.partition(".")
    named = bool(field) and table_named(table).column(name).kind in (Kind.ID, Kind.TEXT)
    texts = (as_texts if named else as_shown_texts)(sample.column)
    return tuple(dict.fromkeys(text for text in texts.to_pylist() if text))[:_SHOWN_VALUES]


def _digest(plan: SheetPlan, fields: Mapping[int, str], questions: Sequence[Question] = ()) -> str:
    """Return what identifies the sheet's content together with its mapping and the answers that change it."""
    content = (plan.source.digest, plan.sheet.name)
    if plan.correction is not None:  # the same corrections are the same, however their file was saved
        content = (plan.correction.content, "")
    if plan.sheet.encoding is not None and plan.sheet.encoding.codec != "utf-8":
        content = (*content, plan.sheet.encoding.codec)
    parts = [*content, plan.table, sorted(fields.items()), sorted(plan.asked)]
    parts += [(each.position, each.code, each.answer) for each in questions if each.overruled]
    parts += [plan.layout.header_row] if plan.layout.chosen else []
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _is_synthetic(plan: SheetPlan) -> bool:
    """Return whether the file says of itself that it is made up."""
    return any(_SYNTHETIC in text.lower() for text in (*plan.layout.title, plan.sheet.properties))


def empty_report(source: SourceFile, sheet: Sheet) -> SheetReport:
    """Return the report of a sheet of which nothing is known yet."""
    return SheetReport(
        file=source.name,
        sheet=sheet.name,
        table="",
        recognised_as="",
        header_row=None,
        mapping={},
        unmapped=(),
        rows_in=0,
        rows_kept=0,
        rows_set_aside=0,
        problems=(),
        set_aside=(),
        digest="",
        file_digest=source.digest,
        file_date=source.date,
    )
