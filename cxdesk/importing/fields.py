"""A raw column read as one field of a canonical table: the type, the unit and the words that this field
may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.coded_texts import plain_texts
from cxdesk.importing.date_zones import in_utc
from cxdesk.importing.dates import date_order, moments_of
from cxdesk.importing.lengths import lengths_of, may_state_lengths
from cxdesk.importing.names import UNIT_SECONDS, Header
from cxdesk.importing.number_habits import comma_habit
from cxdesk.importing.numbers import decimal_sign, numbers_of
from cxdesk.importing.percent_ratings import with_percent_ratings
from cxdesk.importing.questions import NO_ANSWERS, Question, asked
from cxdesk.importing.sheet import CellKind, RawColumn, rows_between, texts_passing
from cxdesk.importing.shown_amounts import (
    shown_in_percent,
    with_shown_currencies,
    with_shown_multiples,
    with_shown_percent,
)
from cxdesk.importing.typed import Typed, arrow
from cxdesk.importing.worded_ratings import with_worded_ratings
from cxdesk.importing.words import choices_of, ids_of, texts_of, truths_of
from cxdesk.tables.schema import Column, Kind

ARROW_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.ID: pa.string(),
    Kind.CHOICE: pa.string(),
    Kind.INT: pa.int64(),
    Kind.DECIMAL: pa.float64(),
    Kind.DATE: pa.date32(),
    Kind.DATETIME: pa.timestamp("us"),
    Kind.BOOL: pa.bool_(),
}
_HINT_ROWS = 2000
_MINUTES_SECONDS = re.compile(r"(?i)(?<!h:)\bm{1,2}:ss\b|\bmin\w*\s*:\s*sec")
_HOURS_MINUTES = re.compile(r"(?i)\bh{1,2}:mm\b|\bh\w*\s*:\s*min")
_LOGICAL_SHARE = 0.9
_RATINGS = {"good": 5.0, "bad": 1.0, "good with comment": 5.0, "bad with comment": 1.0}
_RATING_WORDS = ("offered", "not offered", "unoffered")
_ENDLESS = r"^\s*(?:9999\b|31[-/.]12[-/.]9999|12[-/.]31[-/.]9999|2999\b)"
_SCALED = r"(?i)\d\s*(?:bn|mrd|mio|mln|tsd|[kmb])(?:$|[^\p{L}]|eur|usd|gbp|chf)"
"""Amounts that bear thousands or millions themselves, which a header's unit must not multiply again."""
_OPEN_END_YEAR = 2900  # 9999-12-31 and the like stand for "no end"


@dataclass(frozen=True, slots=True)
class SheetHints:
    """What the other columns of a sheet prove: `decimal` is ",", "." or, without proof, "";
    `day_first` is None without proof. `habit` is why a comma is likely, without any proof, to be the decimal
    sign, or ""."""

    decimal: str = ""
    day_first: bool | None = None
    habit: str = ""


def sheet_hints(columns: Sequence[RawColumn], headers: Sequence[str] = (), delimiter: str = "") -> SheetHints:
    """Return what the first rows of all columns prove together, and what else makes likely. `delimiter` parts
    the columns of a text file."""
    commas = points = days = months = 0
    pointed = False
    for column in columns:
        head = rows_between(column, 0, min(_HINT_ROWS, len(column)))
        if head.texts is None:
            continue
        sign, order = decimal_sign(head), date_order(head)
        pointed |= order.points
        commas += sign.proof if sign.sign == "," else sign.against
        points += sign.against if sign.sign == "," else sign.proof
        days += order.certain if order.day_first else order.against
        months += order.against if order.day_first else order.certain
    day_first = None if days == months else days > months
    decimal = "" if commas == points else "," if commas > points else "."
    return SheetHints(decimal, day_first, comma_habit(delimiter, headers, pointed))


def hints_with(hints: SheetHints, answers: Mapping[tuple[int, str], str], place: int) -> SheetHints:
    """Return the hints for one column with what was answered about the others, where they prove nothing."""
    others = sorted((key, value) for key, value in answers.items() if key[0] != place)
    given = {code: value for (_, code), value in reversed(others)}
    day_first, decimal = hints.day_first, hints.decimal
    if day_first is None and given.get("date_order") in ("day", "month"):
        day_first = given["date_order"] == "day"
    return replace(hints, decimal=decimal or given.get("decimal_sign", ""), day_first=day_first)


def read_field(
    column: RawColumn,
    field: Column,
    name: Header,
    hints: SheetHints,
    answers: Mapping[str, str] = NO_ANSWERS,
) -> Typed:
    """Return the column as the field's Arrow type (see `ARROW_TYPES`), with what could not be read.

    `answers` are those given to this column's questions, by code.
    """
    if field.kind is Kind.ID:
        return ids_of(column)
    if field.kind is Kind.TEXT:
        return texts_of(column)
    if field.kind is Kind.BOOL:
        return truths_of(column, field.choices)
    if field.kind is Kind.CHOICE:
        return choices_of(column, field.choices)
    if field.kind in (Kind.DATE, Kind.DATETIME):
        return _moments(column, field, name, hints, answers)
    typed = (
        _lengths(column, field, name, hints, answers)
        if field.unit in ("minutes", "seconds")
        else _numbers(column, name, hints, answers)
    )
    if field.unit.startswith("money"):
        typed = with_shown_currencies(column, _without_shares(column, typed), name.currency, answers)
    if not field.unit:
        typed = with_shown_percent(column, typed)
    if field.name == "csat_score":
        typed = with_percent_ratings(column, typed, answers)
    if typed.unreadable.any() and field.unit not in ("minutes", "seconds"):
        typed = _with_words(column, field, typed)
    if field.kind is Kind.INT:
        return replace(typed, values=typed.values.cast(pa.int64(), safe=False))
    return typed


def _moments(
    column: RawColumn, field: Column, name: Header, hints: SheetHints, answers: Mapping[str, str]
) -> Typed:
    """Return dates or moments; for dates without `observed`, a year such as 9999 says that there is no
    end."""
    unix = "unix" in name.words.split() or "epoch" in name.words.split()
    typed = moments_of(column, hints.day_first, unix, field.kind is Kind.DATE, answers)
    if field.kind is Kind.DATE:
        typed = replace(typed, values=typed.values.cast(pa.date32(), safe=False))
    elif not unix:
        typed = in_utc(column, typed, name.text)
    if typed.unreadable.any() and not field.observed:
        endless = _endless(column)
        if (endless & typed.unreadable).any():
            note = "9999 read as no end"
            typed = replace(typed, unreadable=typed.unreadable & ~endless, notes=(*typed.notes, note))
    return typed


def _without_shares(column: RawColumn, typed: Typed) -> Typed:
    """Return amounts of money without the cells that bear a percent sign: a share is no amount."""
    shares = texts_passing(column, lambda texts: pc.match_substring(texts, "%")) | shown_in_percent(column)
    if not shares.any():
        return typed
    values = pc.if_else(pa.array(shares), None, typed.values)
    return replace(typed, values=values, unreadable=typed.unreadable | shares)


def _endless(column: RawColumn) -> np.ndarray:
    """Return which cells hold a date so late that it stands for none."""
    far = np.zeros(len(column), bool)
    if column.numbers is not None:
        days = np.where(column.kinds == CellKind.DATETIME, column.numbers / 86_400.0, column.numbers)
        dated = (column.kinds == CellKind.DATE) | (column.kinds == CellKind.DATETIME)
        far |= dated & (days > (_OPEN_END_YEAR - 1970) * 365.25)
    if column.texts is not None:
        far |= texts_passing(column, lambda texts: pc.match_substring_regex(texts, _ENDLESS))
    return far


def _numbers(column: RawColumn, name: Header, hints: SheetHints, answers: Mapping[str, str]) -> Typed:
    """Return numbers in whole units where the header says cents or thousands."""
    typed = numbers_of(column, hints.decimal, answers, hints.habit)
    factor = {"cents": 0.01, "thousands": 1e3, "millions": 1e6}.get(name.unit, 1.0)
    typed, shown = with_shown_multiples(column, typed, factor)
    if factor == 1.0 or shown.all():
        return typed
    word = "cents, divided by 100" if name.unit == "cents" else f"{name.unit}, multiplied by {factor:,.0f}"
    whole = texts_passing(column, lambda texts: pc.match_substring_regex(texts, _SCALED)) | shown
    if whole.all():
        return replace(typed, notes=(*typed.notes, f"{name.unit}, as the values say by themselves"))
    values = pc.multiply(typed.values, factor)
    if whole.any():
        values = pc.if_else(pa.array(whole), typed.values, values)
        word += f", but for {int(whole.sum()):,} that bear a unit of their own"
    return replace(typed, values=values, notes=(*typed.notes, word))


def _lengths(
    column: RawColumn, field: Column, name: Header, hints: SheetHints, answers: Mapping[str, str]
) -> Typed:
    """Return lengths of time in the field's unit: by the cell's own words, else by the header's unit."""
    per_unit = UNIT_SECONDS[field.unit]
    few = column if may_state_lengths(column) else rows_between(column, 0, 0)
    spoken = lengths_of(few, _clock_stated(name), answers)
    said = spoken.values.is_valid().to_numpy(zero_copy_only=False)
    rest = (
        column
        if not said.any()
        else RawColumn(np.where(said, np.uint8(CellKind.EMPTY), column.kinds), column.numbers, column.texts)
    )
    bare = numbers_of(rest, hints.decimal, answers, hints.habit)
    stated = name.unit if name.unit in UNIT_SECONDS else ""
    question = _unit_question(stated, field, bare.values, answers)
    unit = question.answer
    seconds = _times(bare.values, UNIT_SECONDS[unit])
    seconds = pc.coalesce(spoken.values, seconds) if said.any() else seconds
    notes, doubts, questions = list(bare.notes), list(bare.doubts), (*spoken.questions, *bare.questions)
    if said.any():
        notes.append(f"lengths of time, converted to {field.unit}")
    doubts += [
        ("assumed_clock", "", "Times such as 1:30 were read as hours and minutes.")
        for clock in spoken.questions
        if not clock.settled
    ]
    if bare.values.null_count < len(column):
        questions = (*questions, question)
        if unit != field.unit:
            notes.append(f"{unit}, converted to {field.unit}")
        if not question.settled:
            hint = f"The header names no unit; the numbers were taken as {field.unit}."
            doubts.append(("assumed_unit", field.unit, hint))
    values = seconds if per_unit == 1.0 else pc.divide(seconds, per_unit)
    return replace(bare, values=values, notes=tuple(notes), doubts=tuple(doubts), questions=questions)


def _times(values: pa.Array, factor: float) -> pa.Array:
    """Return values multiplied; the same array for a factor of one."""
    return values if factor == 1.0 else pc.multiply(values, factor)


def _clock_stated(name: Header) -> str:
    """Return which part of `1:30` comes first as the header has it: "hours", "minutes" or ""."""
    if _MINUTES_SECONDS.search(name.text):
        return "minutes"
    return "hours" if _HOURS_MINUTES.search(name.text) else ""


def _unit_question(stated: str, field: Column, values: pa.Array, answers: Mapping[str, str]) -> Question:
    """Return the question in which unit bare numbers are; the unit that the header states settles it."""
    text = f"The header says {stated}." if stated else f"The header names no unit.{_extent(values)}"
    options = tuple((unit, unit.capitalize()) for unit in UNIT_SECONDS)
    return asked("unit", f"In which unit is it? {text}", stated or field.unit, options, answers, bool(stated))


def _extent(values: pa.Array) -> str:
    """Return where numbers lie, as a sentence; "" where there are none."""
    numbers = valid_numbers(values)
    if not len(numbers):
        return ""
    middle = np.median(numbers)
    return f" The numbers go from {numbers.min():g} to {numbers.max():g}, half of them up to {middle:g}."


def _with_words(column: RawColumn, field: Column, typed: Typed) -> Typed:
    """Return numbers with yes and no as 1 and 0, and ratings such as Good, where a column holds nothing
    else."""
    truths = truths_of(column)
    both = truths.values.is_valid().to_numpy(zero_copy_only=False)
    hopeless = int((typed.unreadable & ~both).sum())
    worded = int((typed.unreadable & both).sum())
    if worded and worded >= _LOGICAL_SHARE * (worded + hopeless):
        read = truths.values.cast(pa.int8()).cast(pa.float64())
        values = pc.if_else(pa.array(typed.unreadable), read, typed.values)
        return replace(
            typed,
            values=values,
            unreadable=typed.unreadable & ~both,
            notes=(*typed.notes, "yes and no read as 1 and 0"),
        )
    if field.name in ("csat_score", "score"):
        return _with_ratings(column, with_worded_ratings(column, typed))
    return typed


def _with_ratings(column: RawColumn, typed: Typed) -> Typed:
    """Return ratings in words as numbers: Good is 5 and Bad is 1; Offered means that nobody answered."""
    texts = pc.if_else(pa.array(column.kinds == CellKind.TEXT), plain_texts(column.texts), None)
    words = pc.utf8_lower(pc.utf8_trim_whitespace(texts))
    places = pc.index_in(words, pa.array(list(_RATINGS), words.type))
    rated = places.is_valid().to_numpy(zero_copy_only=False)
    silent = pc.is_in(words, pa.array(_RATING_WORDS, words.type)).to_numpy(zero_copy_only=False)
    if not (rated | silent).any():
        return typed
    numbers = pa.array(list(_RATINGS.values())).take(places)
    values = pc.if_else(pa.array(typed.unreadable & rated), numbers, typed.values)
    doubts = (
        (
            *typed.doubts,
            ("assumed_rating", "Good, Bad", "Good was read as 5 and Bad as 1; Offered as not answered."),
        )
        if rated.any()
        else typed.doubts
    )
    return replace(typed, values=values, unreadable=typed.unreadable & ~rated & ~silent, doubts=doubts)


def empty_field(field: Column, count: int) -> pa.Array:
    """Return a column of nulls of the field's type."""
    return pa.nulls(count, ARROW_TYPES[field.kind])


def constant(value: float | str | bool, field: Column, count: int) -> pa.Array:
    """Return a column with one value of the field's type."""
    return pa.repeat(pa.scalar(value, ARROW_TYPES[field.kind]), count)


def valid_numbers(values: pa.Array) -> np.ndarray:
    """Return the numbers that are there, as float64."""
    present = values.drop_null() if values.null_count else values
    return present.to_numpy(zero_copy_only=False).astype(np.float64, copy=False)


def as_column(values: np.ndarray, good: np.ndarray, field: Column) -> pa.Array:
    """Return numbers as the field's type with nulls where they are not good."""
    return arrow(values, good, ARROW_TYPES[field.kind])
