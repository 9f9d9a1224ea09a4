"""The rows of one sheet as rows of a canonical table: typed, checked, and each one kept or set aside with
its reason."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.cancellations import with_cancellations
from cxdesk.importing.coded_texts import plain_texts
from cxdesk.importing.derived import derived_columns
from cxdesk.importing.fields import SheetHints, hints_with, read_field
from cxdesk.importing.header import Layout
from cxdesk.importing.impossible_times import without_impossible
from cxdesk.importing.names import Header, header
from cxdesk.importing.own_dates import DECIMAL_SIGN, moments_between, proof_of, unsettled_sign
from cxdesk.importing.presets import Preset, spellings
from cxdesk.importing.problems import cell_problems, doubt_problems
from cxdesk.importing.questions import Question, answers_of
from cxdesk.importing.repeats import repeated_rows
from cxdesk.importing.review_rows import review_columns
from cxdesk.importing.sheet import (
    CellKind,
    RawColumn,
    Sheet,
    as_shown_texts,
    as_texts,
    chosen_rows,
    rows_between,
)
from cxdesk.importing.shown_amounts import CURRENCY, OWN_COLUMN
from cxdesk.importing.survey_rows import survey_columns
from cxdesk.importing.typed import Typed
from cxdesk.importing.verdicts import Verdicts, required_groups
from cxdesk.tables import table as table_named
from cxdesk.tables.schema import EXTRA_PREFIX, Column, Kind, Table
from cxdesk.workspace.records import Problem, SetAside

_READ_AS = {"date": "a date", "score": "a score", "id": "an identifier"}
_DATES = (Kind.DATE, Kind.DATETIME)
_MANY_ROWS = 1_000_000
_AT_A_TIME = 2  # columns, each of which takes some memory on the way
_EMPTIED, _SET_ASIDE = "The cell was left empty.", "The row was set aside."


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How a sheet is to be read. `mapping`: the field of each column's place in the layout; `asked`:
    places that hold answers to further questions, which other readings of the same sheet keep; `names`:
    the sheet's and file's name. `answers`: what was answered, by place and code. `preset`: what recognised
    the sheet."""

    sheet: Sheet
    layout: Layout
    hints: SheetHints
    table: str
    mapping: Mapping[int, str]
    asked: frozenset[int]
    names: str
    answers: Mapping[tuple[int, str], str] = field(default_factory=dict)
    preset: Preset | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """What came of it. `rows`: the kept ones; `notes`: short phrases by column place; `questions`: by column
    place, what was decided and could be otherwise."""

    rows: pa.Table
    rows_in: int
    problems: tuple[Problem, ...]
    set_aside: tuple[SetAside, ...]
    notes: Mapping[int, tuple[str, ...]]
    questions: tuple[Question, ...]


def build(reading: Reading) -> Built:
    """Return the sheet's rows as the table's. rows_in == rows kept + rows set aside, always."""
    layout, table = reading.layout, table_named(reading.table)
    footers = {index: (code, reason) for index, code, reason in layout.aside}
    data = layout.rows[~np.isin(layout.rows, list(footers))] if footers else layout.rows
    numbers = reading.sheet.row_numbers[data]
    raw = [_at(column, data) for column in _columns_read(reading, table)]
    verdicts = Verdicts(len(data))
    _leave_no_data(reading, raw, verdicts)
    typed, problems, notes = _typed_columns(reading, table, raw, numbers, verdicts)
    questions = _placed_questions(reading, typed)
    places = {field: place for place, field in reading.mapping.items()}
    values = {field: column.values for field, column in typed.items()}
    sound = without_impossible(table, values, places, raw, layout.names, numbers)
    arrays, problems = sound.arrays, [*problems, *sound.problems]
    lossy = {places[field] for field in typed if typed[field].unreadable.any() or field in sound.aside}
    arrays, more, asked = _with_scales(reading, table, raw, arrays, verdicts)
    problems += more
    if table.name == "contracts":
        cancelled = with_cancellations(reading, raw, arrays)
        arrays, asked = cancelled.arrays, (*asked, *cancelled.questions)
        problems += cancelled.problems
    questions = sorted((*questions, *asked), key=lambda question: question.position)
    arrays, more = derived_columns(reading, table, raw, typed, arrays)
    problems += more
    for group in required_groups(table, set(typed)):
        verdicts.require(arrays, group)
    extras = _extras(reading, raw, lossy)
    rows = _table_of(table, arrays, extras, numbers)
    if table.key and all(name in arrays for name in table.key):
        problems += repeated_rows(rows, table, verdicts, _header_of(reading, table.key[0]))
    kept = rows if verdicts.kept.all() else rows.filter(pa.array(verdicts.kept))
    aside = _set_aside(reading, raw, numbers, verdicts, footers)
    rows_in = len(layout.rows) + len(reading.sheet.unread)
    if rows_in != kept.num_rows + len(aside):
        raise AssertionError(f"{rows_in} rows came in, {kept.num_rows} were kept and {len(aside)} set aside")
    problems += _aside_problems(reading, aside, {problem.row for problem in problems})
    return Built(kept, rows_in, tuple(problems), aside, notes, tuple(questions))


def _with_scales(
    reading: Reading,
    table: Table,
    raw: list[RawColumn],
    arrays: dict[str, pa.Array],
    verdicts: Verdicts,
) -> tuple[dict[str, pa.Array], list[Problem], tuple[Question, ...]]:
    """Return the columns with the scales of their scores filled in, what was assumed, and what is asked."""
    if table.name not in ("surveys", "reviews"):
        return arrays, [], ()
    plain = {field: plain_texts(values) for field, values in arrays.items()}
    if table.name == "reviews":
        return review_columns(reading, plain, verdicts)
    found = survey_columns(reading, raw, plain, verdicts)
    return found.arrays, found.problems, found.questions


def _columns_read(reading: Reading, table: Table) -> list[RawColumn]:
    """Return the table's columns; those of numbers without what merged cells would count several times."""
    columns = []
    for place, position in enumerate(reading.layout.positions):
        column, name = reading.sheet.columns[position], reading.mapping.get(place)
        once = name is not None and table.column(name).kind in (Kind.DECIMAL, Kind.INT)
        columns.append(reading.sheet.unfilled.get(position, column) if once else column)
    return columns


def _at(column: RawColumn, rows: np.ndarray) -> RawColumn:
    """Return the cells at ascending row indexes; without copying where they are in one piece."""
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        return rows_between(column, int(rows[0]), int(rows[-1]) + 1)
    chosen = np.zeros(len(column), bool)
    chosen[rows] = True
    return chosen_rows(column, chosen)


def _typed_columns(
    reading: Reading, table: Table, raw: list[RawColumn], numbers: np.ndarray, verdicts: Verdicts
) -> tuple[dict[str, Typed], list[Problem], dict[int, tuple[str, ...]]]:
    """Return the mapped columns by field, with what could not be read told and its rows judged."""
    typed: dict[str, Typed] = {}
    problems: list[Problem] = []
    notes: dict[int, tuple[str, ...]] = {}
    first = _first_readings(reading, table, raw)
    dates = {name: column for name, column in first.items() if table.column(name).kind in _DATES}
    for place, name in reading.mapping.items():
        field, head = table.column(name), reading.layout.names[place]
        column = first[name]
        if unsettled_sign(column):
            column = _as_dates_prove(reading, table, raw[place], place, dates) or column
        fatal = _is_fatal(table, field)
        told = cell_problems(raw[place], column, field, head, numbers, _SET_ASIDE if fatal else _EMPTIED)
        if fatal:
            word = _word(field)
            verdicts.judge(
                column.unreadable,
                f"unreadable_{word}",
                f"“{head}” holds what cannot be read as {_READ_AS[word]}.",
            )
        problems += told + doubt_problems(column.doubts, head)
        blanks = int((raw[place].kinds == CellKind.EMPTY).sum())
        blank_note = (
            (f"{blanks:,} {'blank' if blanks == 1 else 'blanks'}",) if 0 < blanks < len(numbers) else ()
        )
        notes[place] = (*column.notes, *blank_note)
        typed[name] = column
    return typed, problems, notes


def _first_readings(reading: Reading, table: Table, raw: list[RawColumn]) -> dict[str, Typed]:
    """Return the mapped columns by field, each read by itself; those of many rows two at a time."""

    def one(place: int) -> Typed:
        typed = _read(reading, table, raw[place], place)
        if len(typed.values) > _MANY_ROWS:
            pa.default_memory_pool().release_unused()  # else what each column took on the way adds up
        return typed

    places, names = reading.mapping.keys(), reading.mapping.values()
    if not raw or len(raw[0]) <= _MANY_ROWS:
        return dict(zip(names, map(one, places), strict=True))
    with ThreadPoolExecutor(_AT_A_TIME, "reading columns") as readers:
        return dict(zip(names, readers.map(one, places), strict=True))


def _read(reading: Reading, table: Table, raw: RawColumn, place: int, sign: str = "") -> Typed:
    """Return a column as its field; `sign` is the decimal sign where something else than it decided it."""
    answers = answers_of(reading.answers, place) | ({DECIMAL_SIGN: sign} if sign else {})
    if CURRENCY in reading.mapping.values():
        answers[CURRENCY] = OWN_COLUMN
    hints = hints_with(reading.hints, reading.answers, place)
    head = _header(reading, reading.layout.names[place])
    return read_field(raw, table.column(reading.mapping[place]), head, hints, answers)


def _as_dates_prove(
    reading: Reading, table: Table, raw: RawColumn, place: int, dates: Mapping[str, Typed]
) -> Typed | None:
    """Return a column of lengths of time in the way that the sheet's own dates prove; None without proof."""
    field = reading.mapping[place]
    pair = moments_between(table, field, dates)
    if pair is None:
        return None
    readings = {sign: _read(reading, table, raw, place, sign) for sign in ".,"}
    proof = proof_of(table, field, readings, *(dates[name].values for name in pair))
    if proof is None:
        return None
    return proof.of(readings[proof.sign], tuple(_header_of(reading, name) for name in pair))


def _placed_questions(reading: Reading, typed: Mapping[str, Typed]) -> list[Question]:
    """Return the columns' own questions with their places, in the order of the sheet."""
    return [
        replace(question, position=place)
        for place, name in sorted(reading.mapping.items())
        for question in typed[name].questions
    ]


def _header(reading: Reading, head: str) -> Header:
    """Return a header taken apart, with the unit that the preset knows it to be in."""
    named = header(head)
    units = reading.preset.units if reading.preset else {}
    unit = next((units[form] for form in spellings(head) if form in units), "")
    return replace(named, unit=unit) if unit else named


def _leave_no_data(reading: Reading, raw: list[RawColumn], verdicts: Verdicts) -> None:
    """Set aside the rows that the preset knows to be no data, such as previews of a survey."""
    for rule in reading.preset.aside if reading.preset else ():
        for place, head in enumerate(reading.layout.names):
            if rule.header in spellings(head):
                texts = pc.utf8_trim_whitespace(as_texts(raw[place]))
                named = pc.is_in(texts, pa.array(rule.values, texts.type))
                verdicts.judge(named.to_numpy(zero_copy_only=False), "no_data", rule.reason)


def _is_fatal(table: Table, field: Column) -> bool:
    """Return whether a row is of no use when this field cannot be read.

    A row whose own date makes no sense has no place in time; an account has one even if its first day is
    unknown.
    """
    dated = field.kind in (Kind.DATE, Kind.DATETIME) and field.observed and table.name != "accounts"
    return dated or field.name == "score" or field.name in table.key


def _word(field: Column) -> str:
    """Return what kind of thing a field is, as problem codes call it."""
    return "date" if field.kind in (Kind.DATE, Kind.DATETIME) else "score" if field.name == "score" else "id"


def _extras(reading: Reading, raw: list[RawColumn], lossy: set[int]) -> dict[str, pa.Array]:
    """Return what maps to nothing, and the originals of columns in which something could not be read, as
    texts."""
    extras = {}
    for place, name in enumerate(reading.layout.names):
        unused = place not in reading.mapping and place not in reading.asked
        if (unused or place in lossy) and (raw[place].kinds != CellKind.EMPTY).any():
            extras[f"{EXTRA_PREFIX}{name}"] = as_shown_texts(raw[place])
    return extras


def _table_of(
    table: Table, arrays: Mapping[str, pa.Array], extras: Mapping[str, pa.Array], numbers: np.ndarray
) -> pa.Table:
    """Return the columns in the table's order, then the extras, then the row numbers."""
    ordered = {name: arrays[name] for name in table.column_names if name in arrays}
    return pa.table({**ordered, **extras, "source_row": pa.array(numbers, pa.int32())})


def _aside_problems(reading: Reading, aside: tuple[SetAside, ...], told: set[int | None]) -> list[Problem]:
    """Return a problem for every row set aside of which none is told yet: no row goes without a word."""
    score = next((place for place, field in reading.mapping.items() if field == "score"), None)
    problems = []
    for row in aside:
        if row.row not in told:
            of_score = row.code == "score_outside_scale" and score is not None
            head, value = (reading.layout.names[score], row.cells[score]) if of_score else ("", "")
            problems.append(Problem(row.code, row.row, head, value, f"{row.reason} {_SET_ASIDE}"))
    return problems


def _header_of(reading: Reading, field: str) -> str:
    """Return the header that was read as a field; "" when the field was derived."""
    return next((reading.layout.names[place] for place, name in reading.mapping.items() if name == field), "")


def _as_shown(column: RawColumn, rows: np.ndarray) -> list[str | None]:
    """Return the cells at ascending row indexes as people see them."""
    return plain_texts(as_shown_texts(chosen_rows(column, rows))).to_pylist()


def _set_aside(
    reading: Reading,
    raw: list[RawColumn],
    numbers: np.ndarray,
    verdicts: Verdicts,
    footers: Mapping[int, tuple[str, str]],
) -> tuple[SetAside, ...]:
    """Return every row that was not kept, whole, in the order of the sheet."""
    refused = np.flatnonzero(~verdicts.kept)
    cells = zip(*(_as_shown(column, refused) for column in raw), strict=True)
    aside = [
        SetAside(int(numbers[place]), *verdicts.reason(int(place)), tuple(cell or "" for cell in row))
        for place, row in zip(refused, cells, strict=True)
    ]
    if footers:
        indexes = np.array(sorted(footers))
        columns = [reading.sheet.columns[place] for place in reading.layout.positions]
        texts = zip(*(_as_shown(column, indexes) for column in columns), strict=True)
        aside += [
            SetAside(
                int(reading.sheet.row_numbers[index]), *footers[int(index)], tuple(cell or "" for cell in row)
            )
            for index, row in zip(indexes, texts, strict=True)
        ]
    return tuple(sorted((*aside, *reading.sheet.unread), key=lambda row: row.row))
