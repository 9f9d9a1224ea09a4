"""What an import would do, before anything is written: each sheet's table, mapping and rows, all of it
changeable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from cxdesk.errors import HandedOutBook, UnreadableInput, UsageError
from cxdesk.importing.checking import MEANING
from cxdesk.importing.corrections import Correction, beside_corrections, corrections_in
from cxdesk.importing.fields import sheet_hints
from cxdesk.importing.files import SourceFile, digest_of, undigested, unreadable
from cxdesk.importing.handed_out import is_handed_out
from cxdesk.importing.header import Layout
from cxdesk.importing.isolation import Reader
from cxdesk.importing.matching import known_names
from cxdesk.importing.merged_cells import found_table
from cxdesk.importing.plan_building import built_plan, empty_report, readings, samples_of, unused
from cxdesk.importing.plan_notes import without_needless_remarks
from cxdesk.importing.plan_records import ImportPlan, SheetPlan
from cxdesk.importing.preset_match import recognise_by
from cxdesk.importing.presets import Preset, preset_for, preset_headers, readable_presets
from cxdesk.importing.reading import read_file
from cxdesk.importing.recognise import recognise, recognise_as
from cxdesk.importing.sheet import SHEET_SKIPPED, CellKind, Sheet, as_kept_texts, chosen_rows
from cxdesk.importing.sheet_tables import tables_of
from cxdesk.importing.unused_rows import to_keep
from cxdesk.progress import Progress
from cxdesk.tables import table as table_named
from cxdesk.workspace import ImportRecord, Workspace
from cxdesk.workspace.records import Decision, SheetImport
from cxdesk.workspace.said import SAID_TABLE

_READING_SHARE = 0.6
NO_PASSWORDS: Mapping[Path, str] = MappingProxyType({})
NO_ENCODINGS: Mapping[Path, str] = MappingProxyType({})


def prepare(
    paths: Sequence[Path],
    progress: Progress,
    own_presets: Sequence[str] = (),
    passwords: Mapping[Path, str] = NO_PASSWORDS,
    encodings: Mapping[Path, str] = NO_ENCODINGS,
) -> ImportPlan:
    """Read files and return what importing them would do. Nothing is written.

    `own_presets` are the texts of the user's own; `passwords` open protected workbooks, by their paths as
    they stand in `paths`. Where one lacks or is wrong, `refused` has a `PasswordNeeded` or `WrongPassword`.
    `encodings`, by path as well, are those that a person said text files are in.

    Raises `UnreadableInput` when none of the files can be read, `Cancelled` when the user stops.
    """
    own = readable_presets(own_presets)
    names = frozenset(known_names()) | preset_headers()
    if not paths:
        raise UsageError("There is nothing to import.", "Name at least one file.")
    sheets: list[SheetPlan] = []
    refused: list[UnreadableInput] = []
    with Reader() as reader, ThreadPoolExecutor(1, "digest") as beside:
        for number, path in enumerate(paths):
            part = progress.part(number / len(paths), (number + 1) / len(paths))
            part.report(f"Reading {Path(path).name}", 0.0)
            try:
                source = replace(undigested(Path(path)), encoding=encodings.get(path, ""))
                digest = beside.submit(digest_of, source.path)  # every byte once more, while it is read
                found = read_file(source, reader, part.part(0.0, _READING_SHARE), passwords.get(path))
                source = replace(source, digest=digest.result())
            except UnreadableInput as error:
                refused.append(error)
                continue
            if is_handed_out(found):
                refused.append(HandedOutBook(source.path))
                continue
            corrected = corrections_in(found)
            sheets += [_corrected(source, correction, own) for correction in corrected]
            others = beside_corrections(found, corrected)
            if found and not (corrected or others):
                refused.append(_copies_alone(source))
            for sheet in (table for whole in others for table in tables_of(whole, names)):
                part.report(f"Understanding {source.name}", _READING_SHARE)
                sheets += plan_sheet(source, sheet, own)
                progress.check()
    if refused and not sheets:
        raise refused[0]
    return ImportPlan(tuple(without_needless_remarks(sheets)), tuple(refused))


def _copies_alone(source: SourceFile) -> UnreadableInput:
    """Return the error for a workbook of nothing but copies that cxdesk made of sheets that are not used."""
    return unreadable(
        source.name,
        "The workbook holds copies of sheets that were not used, and no rows to correct.",
        "Import the original file and choose a table for the sheet.",
    )


def _why_empty(sheet: Sheet) -> tuple[str, str]:
    """Return the code and the sentence for a sheet without cells: a chart has none, and is not empty."""
    skipped = [note.hint for note in sheet.notes if note.code == SHEET_SKIPPED]
    return (SHEET_SKIPPED, skipped[0]) if skipped else ("empty_sheet", "The sheet is empty.")


def plan_sheet(
    source: SourceFile, sheet: Sheet, own_presets: Sequence[Preset] = (), header_row: int | None = None
) -> list[SheetPlan]:
    """Return the plan of one sheet: more than one when it answers several survey questions.

    `header_row` (1-based) is the header's row where a person has said it.
    """
    sheet, layout = found_table(sheet, frozenset(known_names()) | preset_headers(), header_row)
    samples = samples_of(sheet, layout)
    columns = [sheet.columns[place] for place in layout.positions]
    hints = sheet_hints(columns, layout.names, sheet.delimiter)
    base = SheetPlan(source, sheet, layout, hints, "", (), "", SheetImport(empty_report(source, sheet), None))
    if not layout.positions:
        return [unused(base, samples, *_why_empty(sheet))]
    if not len(layout.rows) and not sheet.unread:
        return [unused(base, samples, "no_rows", "The sheet has headers but no rows below them.")]
    preset = preset_for(layout.names, own_presets)
    known = recognise_by(preset, samples, sheet.name, sheet.file, hints) if preset else None
    found = known
    if known is None or (preset.table and not known.table):
        found = recognise(samples, sheet.name, sheet.file, hints, _uniqueness(sheet, layout))
        found = known if known is not None and not found.table else found
    if not found.table:
        return [unused(replace(base, preset=found.preset), samples, "not_used", found.why)]
    if sheet.state != "visible":
        label = table_named(found.table).label.lower()
        why = f"The sheet is hidden. It looks like {label}; choose its table to import it."
        return [unused(base, samples, "hidden_sheet", why)]
    return readings(base, found)


def remap(plan: SheetPlan, changes: Mapping[int, str]) -> SheetPlan:
    """Return the plan with other fields for some positions: "table.field", or "" to map a column to nothing.

    A field that another column had is taken from it. Raises `UsageError` for a field that the table does
    not have, for a column that the sheet does not have, and for a sheet that is not used.
    """
    if not plan.table:
        raise UsageError("The sheet is not used.", "Choose a table for the sheet first.")
    if not changes.keys() <= set(range(len(plan.layout.names))):
        raise UsageError("The sheet has no such column.", "Choose one of its columns.")
    mapping = {match.position: match.field.partition(".")[2] for match in plan.columns if match.field}
    for position, wanted in changes.items():
        mapping.pop(position, None)
        if not wanted:
            continue
        table, _, field = wanted.partition(".")
        if table != plan.table or field not in table_named(plan.table).column_names:
            raise UsageError(f"{wanted} is no field of {plan.table}.", "Choose one of the table's fields.")
        mapping = {place: name for place, name in mapping.items() if name != field}
        mapping[position] = field
    confidence = {match.position: match.confidence for match in plan.columns if match.field}
    confidence |= dict.fromkeys(changes, "sure")
    label = table_named(plan.table).label
    why = f"{label}, as you chose: {len(mapping)} of {len(plan.columns)} columns are read"
    said = {(position, MEANING): wanted for position, wanted in changes.items()}
    return built_plan(replace(plan.with_said(said), recognised_as=why), mapping, confidence)


def choose_table(plan: SheetPlan, table: str) -> SheetPlan:
    """Return the plan with the sheet read as another table, "" for not using it; raises `UsageError` for
    no table."""
    samples = samples_of(plan.sheet, plan.layout)
    plan = replace(plan, said={SAID_TABLE: table}, remembered={})
    if not table:
        return unused(plan, samples, "not_used", "You chose not to use this sheet.")
    try:
        wanted = table_named(table)
    except KeyError:
        raise UsageError(
            f"There is no table {table}.", "Choose one of the tables that are offered."
        ) from None
    found = recognise_as(wanted, samples, plan.sheet.name, plan.sheet.file, plan.hints, forced=True)
    return readings(replace(plan, asked=frozenset()), replace(found, questions=()))[0]


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
    said = replace(plan.with_said({place: value}), answers={**plan.answers, place: value})
    return built_plan(said, mapping, confidence)


def commit(
    workspace: Workspace, plan: ImportPlan, progress: Progress, said: Sequence[Decision] = ()
) -> ImportRecord | None:
    """Keep the plan's sheets as one import, whole or not at all; None when everything is there already.
    `said` is what was decided about near names before it, and goes and comes back with it.

    Raises the first refused file's error: leaving a file out is the caller's decision (`replace(plan,
    refused=())`).
    """
    if plan.refused:
        raise plan.refused[0]
    from cxdesk.importing.remembered import said_of

    kept = [to_keep(sheet, said_of(sheet)) for sheet in plan.sheets]
    return workspace.add_import(kept, progress, said)


def _uniqueness(sheet: Sheet, layout: Layout):
    """Return a function that gives the share of different values among the filled cells of a column's
    place."""

    def share(place: int) -> float:
        column = sheet.columns[layout.positions[place]]
        filled = layout.rows[column.kinds[layout.rows] != CellKind.EMPTY]
        texts = as_kept_texts(chosen_rows(column, filled))
        return len(texts.unique()) / max(1, len(texts))

    return share


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
        SheetImport(empty_report(source, correction.sheet), None),
        asked=correction.asked,
        preset=preset_for(names, own_presets) if correction.origin.reading.get("preset") else None,
        answers=correction.answers,
        correction=correction,
    )
    return built_plan(plan, correction.mapping, dict.fromkeys(correction.mapping, "sure"))
