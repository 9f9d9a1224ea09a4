"""What an import would do, before anything is written: each sheet's table, mapping and rows, all of it
changeable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from cxdesk.errors import UnreadableInput, UsageError
from cxdesk.importing.corrections import Correction, corrections_in, reading_of
from cxdesk.importing.fields import SheetHints, sheet_hints
from cxdesk.importing.files import XLS, XLSB, SourceFile, source_file
from cxdesk.importing.header import Layout, find_layout
from cxdesk.importing.isolation import Reader
from cxdesk.importing.matching import Sample, known_names, sample_of
from cxdesk.importing.preset_match import preset_answers, recognise_by
from cxdesk.importing.presets import Preset, preset_for, preset_headers, read_preset
from cxdesk.importing.problems import grouped
from cxdesk.importing.questions import Question
from cxdesk.importing.reading import read_file
from cxdesk.importing.recognise import Recognition, recognise, recognise_as
from cxdesk.importing.rows import Built, Reading, build
from cxdesk.importing.sheet import CellKind, Sheet, as_texts, chosen_rows
from cxdesk.importing.sheet_tables import tables_of
from cxdesk.progress import Progress
from cxdesk.tables import table as table_named
from cxdesk.workspace import ImportRecord, Workspace
from cxdesk.workspace.records import Problem, SheetImport, SheetReport

_SHOWN_VALUES = 3
_SYNTHETIC = "synthetic sample"
_READING_SHARE = 0.6
NO_PASSWORDS: Mapping[Path, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What one column is read as. `position`: its place among the table's columns, from 0; `field`:
    "table.field" or ""; `confidence`: "sure", "check" or "unmapped"; `note`: how its values were read;
    `first_values`: up to three."""

    header: str
    position: int
    field: str
    confidence: str
    note: str
    first_values: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SheetPlan:
    """One sheet as it would be imported. `table` is "" when it is not used. `outcome` is what `commit` would
    keep.

    A sheet with answers to several survey questions has a plan for each: `asked` are the positions of the
    others. `questions` is what was decided about the columns and could be otherwise; `answers` has what the
    user or a preset said to them, by position and code. `preset` is the one that recognised it, None without
    one; `remarks` are notes on columns by place. `correction` is what the sheet corrects, None for all but
    workbooks of rows that were set aside.
    """

    source: SourceFile
    sheet: Sheet
    layout: Layout
    hints: SheetHints
    table: str
    columns: tuple[ColumnMatch, ...]
    recognised_as: str
    outcome: SheetImport
    asked: frozenset[int] = frozenset()
    questions: tuple[Question, ...] = ()
    preset: Preset | None = None
    remarks: Mapping[int, str] = field(default_factory=dict)
    answers: Mapping[tuple[int, str], str] = field(default_factory=dict)
    correction: Correction | None = None

    @property
    def report(self) -> SheetReport:
        """The report that would be kept."""
        return self.outcome.report


@dataclass(frozen=True, slots=True, eq=False)
class ImportPlan:
    """All sheets of the files, in their order, and the files that cannot be read, each with its error."""

    sheets: tuple[SheetPlan, ...]
    refused: tuple[UnreadableInput, ...] = ()


def prepare(
    paths: Sequence[Path],
    progress: Progress,
    own_presets: Sequence[str] = (),
    passwords: Mapping[Path, str] = NO_PASSWORDS,
) -> ImportPlan:
    """Read files and return what importing them would do. Nothing is written.

    `own_presets` are the texts of the user's own; `passwords` open protected workbooks, by their paths as
    they stand in `paths`. Where one lacks or is wrong, `refused` has a `PasswordNeeded` or `WrongPassword`.

    Raises `UnreadableInput` when none of the files can be read, `Cancelled` when the user stops.
    """
    own = [read_preset(text, own=True) for text in own_presets]
    names = frozenset(known_names()) | preset_headers()
    if not paths:
        raise UsageError("There is nothing to import.", "Name at least one file.")
    sheets: list[SheetPlan] = []
    refused: list[UnreadableInput] = []
    with Reader() as reader:
        for number, path in enumerate(paths):
            part = progress.part(number / len(paths), (number + 1) / len(paths))
            part.report(f"Reading {Path(path).name}", 0.0)
            try:
                source = source_file(Path(path))
                found = read_file(source, reader, part.part(0.0, _READING_SHARE), passwords.get(path))
            except UnreadableInput as error:
                refused.append(error)
                continue
            corrected = corrections_in(found)
            sheets += [_corrected(source, correction, own) for correction in corrected]
            for sheet in () if corrected else (table for whole in found for table in tables_of(whole, names)):
                part.report(f"Understanding {source.name}", _READING_SHARE)
                sheets += plan_sheet(source, sheet, own)
                progress.check()
    if refused and not sheets:
        raise refused[0]
    return ImportPlan(tuple(sheets), tuple(refused))


def plan_sheet(
    source: SourceFile, sheet: Sheet, own_presets: Sequence[Preset] = (), header_row: int | None = None
) -> list[SheetPlan]:
    """Return the plan of one sheet: more than one when it answers several survey questions.

    `header_row` (1-based) is the header's row where a person has said it.
    """
    layout = find_layout(sheet, frozenset(known_names()) | preset_headers(), header_row)
    samples = _samples(sheet, layout)
    hints = sheet_hints([sheet.columns[place] for place in layout.positions])
    base = SheetPlan(
        source, sheet, layout, hints, "", (), "", SheetImport(_empty_report(source, sheet), None)
    )
    if not layout.positions:
        return [_unused(base, samples, "empty_sheet", "The sheet is empty.")]
    if not len(layout.rows) and not sheet.unread:
        return [_unused(base, samples, "no_rows", "The sheet has headers but no rows below them.")]
    preset = preset_for(layout.names, own_presets)
    known = recognise_by(preset, samples, sheet.name, sheet.file, hints) if preset else None
    found = known
    if known is None or (preset.table and not known.table):
        found = recognise(samples, sheet.name, sheet.file, hints, _uniqueness(sheet, layout))
        found = known if known is not None and not found.table else found
    if not found.table:
        return [_unused(replace(base, preset=found.preset), samples, "not_used", found.why)]
    if sheet.state != "visible":
        label = table_named(found.table).label.lower()
        why = f"The sheet is hidden. It looks like {label}; choose its table to import it."
        return [_unused(base, samples, "hidden_sheet", why)]
    return _readings(base, found)


def remap(plan: SheetPlan, changes: Mapping[int, str]) -> SheetPlan:
    """Return the plan with other fields for some positions: "table.field", or "" to map a column to nothing.

    A field that another column had is taken from it. Raises `UsageError` for a field that the table does
    not have.
    """
    mapping = {match.position: match.field.partition(".")[2] for match in plan.columns if match.field}
    for position, wanted in changes.items():
        mapping.pop(position, None)
        if not wanted:
            continue
        table, _, field = wanted.partition(".")
        if table != plan.table or field not in table_named(plan.table).column_names:
            raise UsageError(
                f"{wanted} is no field of {plan.table or 'an unused sheet'}.",
                "Choose a table for the sheet first.",
            )
        mapping = {place: name for place, name in mapping.items() if name != field}
        mapping[position] = field
    confidence = {match.position: match.confidence for match in plan.columns if match.field}
    confidence |= dict.fromkeys(changes, "sure")
    label = table_named(plan.table).label
    why = f"{label}, as you chose: {len(mapping)} of {len(plan.columns)} columns are read"
    return _built(replace(plan, recognised_as=why), mapping, confidence)


def choose_table(plan: SheetPlan, table: str) -> SheetPlan:
    """Return the plan with the sheet read as another table, "" for not using it; raises `UsageError` for
    no table."""
    samples = _samples(plan.sheet, plan.layout)
    if not table:
        return _unused(plan, samples, "not_used", "You chose not to use this sheet.")
    try:
        wanted = table_named(table)
    except KeyError:
        raise UsageError(
            f"There is no table {table}.", "Choose one of the tables that are offered."
        ) from None
    found = recognise_as(wanted, samples, plan.sheet.name, plan.sheet.file, plan.hints, forced=True)
    return _readings(replace(plan, asked=frozenset()), replace(found, questions=()))[0]


def answer(plan: SheetPlan, position: int, code: str, value: str) -> SheetPlan:
    """Return the plan with one of its questions answered, read again.

    Raises `UsageError` for a question that the plan does not ask, or an answer that is none of its options.
    """
    place = (position, code)
    question = next((each for each in plan.questions if (each.position, each.code) == place), None)
    if question is None:
        raise UsageError(f"The sheet asks no question {code} of that column.", "Answer one that it asks.")
    if all(value != option for option, _ in question.options):
        known = ", ".join(option for option, _ in question.options)
        raise UsageError(f"{value} is no answer to this question.", f"Choose one of these: {known}.")
    mapping = {match.position: match.field.partition(".")[2] for match in plan.columns if match.field}
    confidence = {match.position: match.confidence for match in plan.columns if match.field}
    return _built(replace(plan, answers={**plan.answers, place: value}), mapping, confidence)


def commit(workspace: Workspace, plan: ImportPlan, progress: Progress) -> ImportRecord | None:
    """Keep the plan's sheets as one import, whole or not at all; None when everything is there already.

    Raises the first refused file's error: leaving a file out is the caller's decision (`replace(plan,
    refused=())`).
    """
    if plan.refused:
        raise plan.refused[0]
    return workspace.add_import([sheet.outcome for sheet in plan.sheets], progress)


def _samples(sheet: Sheet, layout: Layout) -> list[Sample]:
    """Return a sample of each of the table's columns."""
    footers = [index for index, _, _ in layout.aside]
    rows = layout.rows[~np.isin(layout.rows, footers)] if footers else layout.rows
    return [
        sample_of(name, sheet.columns[place], rows)
        for name, place in zip(layout.names, layout.positions, strict=True)
    ]


def _uniqueness(sheet: Sheet, layout: Layout):
    """Return a function that gives the share of different values among the filled cells of a column's
    place."""

    def share(place: int) -> float:
        column = sheet.columns[layout.positions[place]]
        filled = layout.rows[column.kinds[layout.rows] != CellKind.EMPTY]
        texts = as_texts(chosen_rows(column, filled))
        return len(texts.unique()) / max(1, len(texts))

    return share


def _readings(plan: SheetPlan, found: Recognition) -> list[SheetPlan]:
    """Return the plan for each question that the sheet answers; one for sheets of other tables."""
    named = replace(
        plan,
        table=found.table,
        recognised_as=found.why,
        preset=found.preset,
        remarks=found.notes,
        answers=preset_answers(found.preset, plan.layout.names) | dict(plan.answers),
    )
    mapping = {place: match.field for place, match in found.matches.items()}
    confidence = {place: match.confidence for place, match in found.matches.items()}
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
        plans.append(_built(named, mapping, confidence))
    return plans


def _built(plan: SheetPlan, mapping: Mapping[int, str], confidence: Mapping[int, str]) -> SheetPlan:
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
    columns = _matches(_samples(plan.sheet, plan.layout), fields, confidence, _notes(plan, built))
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
                *_reading_notes(plan),
                *_preset_notes(plan, built.rows_in),
                *_hidden_errors(plan, ordered),
                *built.problems,
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
        report = replace(report, corrects=plan.correction.origin.digest, corrected=numbers)
    outcome = SheetImport(report, built.rows)
    return replace(plan, columns=columns, outcome=outcome, questions=built.questions)


def _corrected(source: SourceFile, correction: Correction, own_presets: Sequence[Preset]) -> SheetPlan:
    """Return the plan of rows that were set aside and corrected: read as their own sheet was."""
    names = correction.layout.names
    plan = SheetPlan(
        source,
        correction.sheet,
        correction.layout,
        correction.hints,
        correction.origin.table,
        (),
        correction.why,
        SheetImport(_empty_report(source, correction.sheet), None),
        asked=correction.asked,
        preset=preset_for(names, own_presets) if correction.origin.reading.get("preset") else None,
        answers=correction.answers,
        correction=correction,
    )
    return _built(plan, correction.mapping, dict.fromkeys(correction.mapping, "sure"))


def _lasting(plan: SheetPlan, fields: Mapping[int, str]) -> dict[tuple[int, str], str]:
    """Return the answers about columns that are still the same field; those given before a column had any
    field, too."""
    before = {match.position: match.field for match in plan.columns}
    return {
        (place, code): value
        for (place, code), value in plan.answers.items()
        if fields.get(place) and before.get(place, "") in ("", fields[place])
    }


def _unused(plan: SheetPlan, samples: Sequence[Sample], code: str, why: str) -> SheetPlan:
    """Return the plan of a sheet that is not used: all its rows count as set aside, with one reason for
    all."""
    rows = len(plan.layout.rows) + len(plan.sheet.unread)
    why_not = f"Not used: {why if plan.preset else why[0].lower() + why[1:]}"
    unused = replace(plan, table="", recognised_as=why_not, asked=frozenset(), questions=())
    report = replace(
        _empty_report(plan.source, plan.sheet),
        recognised_as=unused.recognised_as,
        header_row=plan.layout.header_row,
        unmapped=plan.layout.names,
        rows_in=rows,
        rows_set_aside=rows,
        problems=(*_reading_notes(plan), Problem(code, None, "", plan.sheet.name, why)),
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
            _first_values(sample),
        )
        for place, sample in enumerate(samples)
    )


def _first_values(sample: Sample) -> tuple[str, ...]:
    """Return the first different values as texts."""
    return tuple(dict.fromkeys(text for text in as_texts(sample.column).to_pylist() if text))[:_SHOWN_VALUES]


def _reading_notes(plan: SheetPlan) -> tuple[Problem, ...]:
    """Return what the reader met and how the header was found, without complaints about rows that are no
    data."""
    top = plan.layout.header_row or 0
    notes = [note for note in plan.sheet.notes if note.code != "too_few_cells" or (note.row or 0) > top]
    if plan.layout.title:
        shown = " | ".join(plan.layout.title)[:200]
        notes.append(
            Problem(
                "title_rows", None, "", shown, f"The rows above the header in row {top} were read as title."
            )
        )
    if plan.layout.header_row is None and plan.layout.positions:
        notes.append(
            Problem(
                "no_header",
                None,
                "",
                "",
                "No row looks like a header; the columns are called by their letters.",
            )
        )
    notes += [
        Problem("header_rows", plan.layout.header_row, "", "", f"The header has {note}.")
        for note in plan.layout.notes
    ]
    return tuple(notes)


def _notes(plan: SheetPlan, built: Built) -> dict[int, tuple[str, ...]]:
    """Return the notes on each column by place: how it was read, or why it was not taken."""
    passed_over = {place: (note,) for place, note in plan.remarks.items()}
    return passed_over | dict(built.notes)


def _preset_notes(plan: SheetPlan, rows: int) -> tuple[Problem, ...]:
    """Return what is known of the export that was recognised: what it needs, and whether it was cut."""
    preset = plan.preset
    if preset is None:
        return ()
    notes = [Problem("remark", None, "", preset.name, preset.remark)] if preset.remark else []
    if preset.row_limit and rows == preset.row_limit:
        hint = (
            f"This export stops at {rows:,} rows without a word. Export shorter periods and import them all."
        )
        notes.append(Problem("cut_export", None, "", f"{rows:,} rows", hint))
    return tuple(notes)


def _hidden_errors(plan: SheetPlan, mapping: Mapping[int, str]) -> tuple[Problem, ...]:
    """Return what to say about blanks in formats whose reader gives cells in error as blank."""
    if plan.source.kind not in (XLS, XLSB):
        return ()
    columns = [plan.sheet.columns[plan.layout.positions[place]] for place in mapping]
    blanks = sum(int((column.kinds[plan.layout.rows] == CellKind.EMPTY).sum()) for column in columns)
    if not blanks:
        return ()
    hint = "Errors cannot be told from blanks in this format. If a blank should not be one, save it as .xlsx."
    return (Problem("errors_unseen", None, "", str(blanks), hint),)


def _digest(plan: SheetPlan, fields: Mapping[int, str], questions: Sequence[Question] = ()) -> str:
    """Return what identifies the sheet's content together with its mapping and the answers that change it."""
    content = (plan.source.digest, plan.sheet.name)
    if plan.correction is not None:  # the same corrections are the same, however their file was saved
        content = (plan.correction.content, "")
    parts = [*content, plan.table, sorted(fields.items()), sorted(plan.asked)]
    parts += [(each.position, each.code, each.answer) for each in questions if each.overruled]
    parts += [plan.layout.header_row] if plan.layout.chosen else []
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _is_synthetic(plan: SheetPlan) -> bool:
    """Return whether the file says of itself that it is made up."""
    return any(_SYNTHETIC in text.lower() for text in (*plan.layout.title, plan.sheet.properties))


def _empty_report(source: SourceFile, sheet: Sheet) -> SheetReport:
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
