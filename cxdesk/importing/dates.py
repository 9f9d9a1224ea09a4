"""Dates and moments as people write them, read a column at a time.

Which of `03/04/2025` is the day is decided once per column from the values that leave no choice; the count
of those values is the evidence that is shown. A column without any is read day first and says that it is
not certain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from string import ascii_letters

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.coded_texts import passing, read_each
from cxdesk.importing.date_doubts import swapped_doubt, years_may_lead, years_seem_to_lead
from cxdesk.importing.date_numbers import MOST_MONTHS, from_numbers, seconds_of
from cxdesk.importing.date_periods import PERIODS, week_days
from cxdesk.importing.date_words import (
    ENGLISH_MONTHS,
    MONTH_NUMBERS,
    UNSURE,
    UNSURE_BEGINS,
    WAYS,
    WAYS_IN_DIGITS,
    WEEKDAY,
    is_zone,
    zone_offset,
)
from cxdesk.importing.date_zones import zone_doubts
from cxdesk.importing.once import once
from cxdesk.importing.questions import NO_ANSWERS, Question, asked
from cxdesk.importing.sheet import (
    SECONDS_PER_DAY,
    CellKind,
    RawColumn,
    has_digits,
    may_begin_with,
    worded_texts,
)
from cxdesk.importing.typed import Texts, Typed, arrow, distinct_texts, spread

_FEW = 2_000
_WORD = re.compile(r"[^\W\d_]{2}|[年년月월日일]")
_PIVOT = 69  # two-digit years from here on are of the last century
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
_FIRST, _PAST_LAST = (
    int(np.datetime64(f"{year}-01-01", "us").astype(np.int64)) for year in (EARLIEST_YEAR, LATEST_YEAR)
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is to be said about how texts were read as dates."""

    notes: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str, str], ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class DateOrder:
    """`day_first`: what was chosen; `certain`: how many cells prove it; `against`: how many prove the
    contrary; `unsure`: how many could be either; `points`: whether the proof is only that points stand
    between the numbers; `over`: how many of the certain ones a number over 12 proves."""

    day_first: bool
    certain: int
    against: int
    unsure: int
    points: bool = False
    over: int = 0


@once
def moments_of(
    column: RawColumn,
    day_first: bool | None = None,
    unix: bool = False,
    local: bool = False,
    answers: Mapping[str, str] = NO_ANSWERS,
) -> Typed:
    """Return a column as timestamp('us'), in UTC where a zone is written (`local`: as written), else as
    written.

    `day_first` is what the rest of the sheet proves, used where this column proves nothing. `unix` says
    that the header promises seconds since 1970, so that any number is one. Years outside 1900 to 2200 are
    unreadable. `answers` may hold the user's own `date_order`, "day" or "month".
    """
    plain = _plain_moments(column)
    if plain is not None:
        return plain
    seconds, good, notes = _from_cells(column, unix)
    texts = distinct_texts(column)
    said = _Said()
    if has_digits(texts.distinct):  # no date is without one
        read, said = _from_texts(texts, day_first, local, answers)
        seconds = np.where(texts.codes >= 0, spread(read, texts.codes, np.nan), seconds)
        good = good | ((texts.codes >= 0) & np.isfinite(seconds))
        real = (column.kinds == CellKind.DATE) | (column.kinds == CellKind.DATETIME)
        zones = () if local else zone_doubts(texts.distinct)
        said = replace(said, doubts=(*said.doubts, *zones, *_swapped(texts, read, seconds[real])))
    filled = (column.kinds != CellKind.EMPTY) & ~((column.kinds == CellKind.TEXT) & (texts.codes < 0))
    good &= _possible(seconds)
    micro = np.where(good, np.nan_to_num(seconds) * 1e6, 0.0)
    values = arrow(np.round(micro).astype(np.int64), good, pa.int64()).cast(pa.timestamp("us"))
    return Typed(values, filled & ~good, notes + said.notes, said.doubts, questions=said.questions)


def date_order(column: RawColumn) -> DateOrder:
    """Return what a column's own texts prove about day and month."""
    texts = distinct_texts(column)
    if not has_digits(texts.distinct) or not passing(texts.distinct, _may_be_unsure).any():
        return DateOrder(True, 0, 0, 0)
    parts = _parts(texts.distinct, UNSURE)
    if _years_may_lead(parts):
        return DateOrder(True, 0, 0, 0)
    return _order(parts, texts.counts)


def _may_be_unsure(texts: pa.Array) -> pa.Array:
    """Return which plain texts begin as dates of the unsure kind do, whose whole pattern takes long to
    prepare."""
    return pc.match_substring_regex(texts, UNSURE_BEGINS)


def _years_may_lead(parts: dict) -> bool:
    """Return whether dates of the unsure kind may begin with their years: `27-02-03`."""
    found = parts["found"]
    last = pc.filter(parts["year"], pa.array(found))
    if not found.any() or _pointed(parts)[found].any() or pc.max(pc.binary_length(last)).as_py() > 2:
        return False
    return years_may_lead(_integers(parts["first"])[found], _integers(parts["other"])[found], _integers(last))


def _swapped(texts: Texts, read: np.ndarray, real: np.ndarray) -> tuple[tuple[str, str, str], ...]:
    """Return the doubt whether day and month are swapped in a column of texts, `read` as seconds, and of
    `real` dates."""
    parts = _parts(texts.distinct, UNSURE)
    found = parts["found"]
    certain = np.repeat(read[~found], texts.counts[~found])
    certain = np.concatenate([real, certain])
    first, other = _integers(parts["first"])[found], _integers(parts["other"])[found]
    return swapped_doubt(certain[np.isfinite(certain)], first, other, int(texts.counts[found].sum()))


def _plain_moments(column: RawColumn) -> Typed | None:
    """Return a column of ISO dates and times without zones, read in one go; None where any takes a closer
    look."""
    if column.numbers is not None or column.texts is None:
        return None
    try:
        values = read_each(worded_texts(column), lambda texts: texts.cast(pa.timestamp("us")))
    except pa.ArrowInvalid:
        return None
    extremes = pc.min_max(values.cast(pa.int64())).as_py()  # Python's own dates know no year 0
    if extremes["min"] is not None and not _FIRST <= extremes["min"] <= extremes["max"] < _PAST_LAST:
        return None
    return Typed(values, np.zeros(len(column), bool))


def _from_cells(column: RawColumn, unix: bool) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return seconds since 1970 for cells that hold numbers or dates, where that worked, and notes."""
    kinds = column.kinds
    seconds = np.full(len(column), np.nan)
    if column.numbers is None:
        return seconds, np.zeros(len(column), bool), ()
    numbers, notes = column.numbers, ()
    seconds = np.where(kinds == CellKind.DATE, numbers * SECONDS_PER_DAY, seconds)
    seconds = np.where(kinds == CellKind.DATETIME, numbers, seconds)
    bare = kinds == CellKind.NUMBER
    if bare.any():
        read, note = from_numbers(numbers[bare], unix)
        seconds[bare] = read
        notes = (note,) if note else ()
    return seconds, np.isfinite(seconds), notes


def _from_texts(
    texts: Texts, day_first: bool | None, local: bool, answers: Mapping[str, str]
) -> tuple[np.ndarray, _Said]:
    """Return seconds since 1970 for the distinct texts (NaN where unreadable), and what is to be said."""
    periods: dict[str, None] = {}
    read, said = _read_texts(texts, day_first, local, answers, periods)
    return read, replace(said, notes=(*said.notes, *periods))


def _days_of(parts: dict, count: int) -> np.ndarray:
    """Return seconds since 1970 of the days, or of the first days of the periods, that texts name."""
    years = _years(parts["year"])
    if "week" in parts:
        weekday = _integers(parts["weekday"]) if "weekday" in parts else np.ones(count, np.int64)
        return week_days(years, _integers(parts["week"]), np.maximum(weekday, 1))
    if "quarter" in parts:
        return seconds_of(years, _integers(parts["quarter"]) * 3 - 2, np.ones(count, np.int64))
    month = _named_months(parts["name"]) if "name" in parts else _integers(parts["month"])
    day = _integers(parts["day"]) if "day" in parts else np.ones(count, np.int64)
    return seconds_of(years, month, day)


def _read_texts(
    texts: Texts,
    day_first: bool | None,
    local: bool,
    answers: Mapping[str, str],
    periods: dict[str, None],
) -> tuple[np.ndarray, _Said]:
    """Return the same; `periods` is given what is to be said of whole periods."""
    count = len(texts.distinct)
    read, tried = np.full(count, np.nan), np.zeros(count, bool)
    wordy = _has_words(texts.distinct)
    named = wordy and may_begin_with(texts.distinct, ascii_letters).any()
    written = pc.replace_substring_regex(texts.distinct, WEEKDAY, "") if named else texts.distinct
    ways = 0
    for pattern in WAYS if wordy else WAYS_IN_DIGITS:
        parts = _parts(written, pattern)
        found = parts["found"] & ~tried
        if not found.any():
            continue
        seconds = _days_of(parts, count) + _clock(parts, count, local)
        if pattern in PERIODS and np.isfinite(seconds[found]).any():
            periods[PERIODS[pattern]] = None
        read, tried = np.where(found, seconds, read), tried | found
        ways += 1
        if tried.all():
            return read, _several(ways)
    parts = _parts(written, UNSURE)
    if not parts["found"].any():
        return _numbered(texts, read), _several(ways)
    first, other = _integers(parts["first"]), _integers(parts["other"])
    if _years_may_lead(parts):
        question = _year_question(texts.distinct, parts, answers)
        leads = question.answer == "year"
        last = _integers(parts["year"])
        seconds = seconds_of(_years(parts["first" if leads else "year"]), other, last if leads else first)
        read = np.where(parts["found"], seconds + _clock(parts, count, local), read)
        return _numbered(texts, read), _year_said(question, answers, ways)
    order = _order(parts, texts.counts)
    usual = order.day_first if order.certain or day_first is None else day_first
    settles = _settling(parts)
    example = _example(texts.distinct, settles, first, other)
    question = _order_question(order, usual, day_first is not None, example, answers)
    chosen = question.answer == "day"
    day_leads = np.where(chosen | (parts["found"] & ~settles), other <= 12, first > 12)
    day, month = np.where(day_leads, first, other), np.where(day_leads, other, first)
    seconds = seconds_of(_years(parts["year"]), month, day) + _clock(parts, count, local)
    read = np.where(parts["found"], seconds, read)
    ways += bool((parts["found"] & ~settles).any())
    return _numbered(texts, read), _said(order, question, answers, day_first, ways)


def _year_question(texts: pa.Array, parts: dict, answers: Mapping[str, str]) -> Question:
    """Return the question whether dates such as `27-02-03` begin with the year or the day."""
    found = parts["found"]
    first, month, last = (_integers(parts[name])[found] for name in ("first", "other", "year"))
    place = int(np.argmax(last != first))
    shown = texts[int(np.flatnonzero(found)[place])].as_py()
    name, years = ENGLISH_MONTHS[month[place] - 1], _years(parts["first"])[found]
    other_years = _years(parts["year"])[found]
    options = (
        ("year", f"Year first: {last[place]} {name} {years[place]}"),
        ("day", f"Day first: {first[place]} {name} {other_years[place]}"),
    )
    seem = years_seem_to_lead(first, last)
    why = f"All first numbers lie between {first.min()} and {first.max()}, so that they may be years."
    ask = f"Does {shown} begin with the year or with the day? {why}"
    return asked("date_order", ask, "year" if seem else "day", options, answers)


def _year_said(question: Question, answers: Mapping[str, str], ways: int) -> _Said:
    """Return what is to be said about dates that may begin with their years."""
    several = ("several date formats, all read",) if ways else ()
    word = f"{question.answer} first"
    if answers.get("date_order") == question.answer:
        return _Said((*several, f"{word}, as you said"), (), (question,))
    evidence = question.text.partition("? ")[2]
    hint = f"{evidence} They were read {word}. Check one date against the source."
    doubt = ("ambiguous_date_order", "", hint)
    return _Said((*several, f"{word}, not certain"), (doubt,), (question,))


def _has_words(distinct: pa.Array) -> bool:
    """Return whether a word such as a month's may stand in any text.

    Patterns with words take long to prepare, which counts where many small columns are tried.
    """
    if len(distinct) > _FEW:
        return True
    return _WORD.search("\n".join(text or "" for text in distinct.to_pylist())) is not None


def _several(ways: int) -> _Said:
    """Return what is said of dates that name the month, or begin with the year."""
    return _Said(("several date formats, all read",) if ways > 1 else ())


def _said(
    order: DateOrder, question: Question, answers: Mapping[str, str], day_first: bool | None, ways: int
) -> _Said:
    """Return what is to be said about the order of day and month."""
    word = "day first" if question.answer == "day" else "month first"
    notes = ["several date formats, all read"] if ways else []
    if answers.get("date_order") == question.answer:
        return _Said((*notes, f"{word}, as you said"), (), (question,))
    if order.certain and order.against:
        notes.append(f"{word} in {order.certain:,}, the contrary in {order.against:,}")
        hint = (
            f"{order.certain:,} dates are certainly {word} and {order.against:,} certainly the other way "
            f"round; {order.unsure:,} that could be either were read {word}. Check them against the source."
        )
        return _Said(tuple(notes), (("mixed_date_order", "", hint),), (question,))
    if order.certain:
        notes.append(_evidence(order, word))
    elif order.unsure and day_first is not None:
        notes.append(f"{word}, as elsewhere in this sheet")
    elif order.unsure:
        notes.append(f"{word}, not certain")
        hint = (
            f"No value shows which number is the day: they were read {word}. "
            "Check one date against the source."
        )
        return _Said(tuple(notes), (("ambiguous_date_order", "", hint),), (question,))
    return _Said(tuple(notes), (), (question,))


def _evidence(order: DateOrder, word: str) -> str:
    """Return what proves the order of day and month."""
    if order.points:
        return "day first, as the points between the numbers show"
    return f"{word}, certain: {order.over:,} {'value' if order.over == 1 else 'values'} over 12"


def _order_question(
    order: DateOrder, usual: bool, elsewhere: bool, example: tuple[str, int, int], answers: Mapping[str, str]
) -> Question:
    """Return the question which number is the day, with an example read both ways. `elsewhere` says that the
    rest of the sheet decides it where this column does not."""
    text, first, other = example
    mixed = order.certain > 0 and order.against > 0
    word = "day first" if usual else "month first"
    if mixed:
        why = f"{order.certain:,} dates are {word}, {order.against:,} the other way round."
    elif order.certain:
        why = f"{_evidence(order, word).capitalize()}."
    elif elsewhere:
        why = f"{word.capitalize()} in the sheet's other columns."
    else:
        why = "No date in this column shows it."
    options = (("day", "Day first"), ("month", "Month first"))
    if max(first, other) <= MOST_MONTHS:
        options = tuple(
            (value, f"{label}: {day} {ENGLISH_MONTHS[month - 1]}")
            for (value, label), day, month in zip(options, (first, other), (other, first), strict=True)
        )
    certain = not mixed and (order.certain > 0 or elsewhere or not order.unsure)
    ask = f"Which number is the day in {text}? {why}"
    return asked("date_order", ask, "day" if usual else "month", options, answers, certain)


def _example(
    texts: pa.Array, found: np.ndarray, first: np.ndarray, other: np.ndarray
) -> tuple[str, int, int]:
    """Return a date that could be read both ways, if there is one, and its two first numbers."""
    both = found & (first != other) & (first <= MOST_MONTHS) & (other <= MOST_MONTHS) & (first * other > 0)
    place = int(np.flatnonzero(both if both.any() else found)[0])
    return texts[place].as_py(), int(first[place]), int(other[place])


def _settling(parts: dict) -> np.ndarray:
    """Return which dates of the unsure kind say what is the day in their column.

    Points between the numbers are only written day first, and so say nothing of dates with another sign:
    where there are such, they alone count.
    """
    others = parts["found"] & ~_pointed(parts)
    return others if others.any() else parts["found"]


def _pointed(parts: dict) -> np.ndarray:
    """Return which dates have points between their numbers."""
    return pc.fill_null(pc.equal(parts["mark"], "."), False).to_numpy(zero_copy_only=False)


def _order(parts: dict, counts: np.ndarray) -> DateOrder:
    """Return what dates of the unsure kind prove."""
    if not parts["found"].any():
        return DateOrder(True, 0, 0, 0)
    found, points = _settling(parts), _pointed(parts)
    first, other = _integers(parts["first"]), _integers(parts["other"])
    day_first = found & (other <= 12) & ((first > 12) | points)
    month_first = found & (other > 12) & (first <= 12)
    unsure = found & ~day_first & ~month_first & (first != other) & (first <= 12) & (other <= 12)
    days, months, open_ = (int(counts[mask].sum()) for mask in (day_first, month_first, unsure))
    over = int(counts[found & (first > 12) & (other <= 12)].sum()) if days >= months else months
    only_points = days > 0 and not (found & (first > 12)).any()
    return DateOrder(days >= months, max(days, months), min(days, months), open_, only_points, over)


def _parts(texts: pa.Array, pattern: str) -> dict:
    """Return the named parts of each text as string arrays, and under "found" where the pattern matched."""
    found = pc.extract_regex(texts, pattern)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    names = [field.name for field in found.type]
    parts = dict(zip(names, found.flatten(), strict=True))
    parts["found"] = found.is_valid().to_numpy(zero_copy_only=False)
    return parts


def _integers(texts: pa.Array) -> np.ndarray:
    """Return digits as int64; 0 where there are none."""
    bare = pc.if_else(pc.equal(texts, ""), None, texts)
    return pc.fill_null(bare.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)


def _years(texts: pa.Array) -> np.ndarray:
    """Return years; two digits stand for 1969 to 2068."""
    years = _integers(texts)
    short = pc.fill_null(pc.equal(pc.utf8_length(texts), 2), False).to_numpy(zero_copy_only=False)
    return np.where(short, np.where(years < _PIVOT, years + 2000, years + 1900), years)


def _named_months(texts: pa.Array) -> np.ndarray:
    """Return the numbers of month names in the languages we know; 0 for other words."""
    coded = pc.utf8_lower(texts).dictionary_encode()
    numbers = [MONTH_NUMBERS.get(name, 0) for name in coded.dictionary.to_pylist()]
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return np.append(np.array(numbers, np.int64), 0)[codes]


def _clock(parts: dict, count: int, local: bool) -> np.ndarray:
    """Return the seconds that the time of day adds, made UTC where a zone is written and not `local`; NaN for
    impossible times."""
    if "hour" not in parts or not pc.any(pc.greater(pc.binary_length(parts["hour"]), 0)).as_py():
        return np.zeros(count)
    hour, minute, second = (_integers(parts[name]) for name in ("hour", "minute", "second"))
    half = pc.fill_null(pc.utf8_lower(pc.utf8_slice_codeunits(parts["half"], 0, 1)), "")
    afternoon = pc.equal(half, "p").to_numpy(zero_copy_only=False)
    morning = pc.equal(half, "a").to_numpy(zero_copy_only=False)
    sound = (hour <= 24) & (minute < 60) & (second <= 60) & ~((morning | afternoon) & (hour > 12))
    hour = np.where(afternoon & (hour < 12), hour + 12, np.where(morning & (hour == 12), 0, hour))
    part = pc.fill_null(pc.binary_join_element_wise("0.", parts["part"], "0", "").cast(pa.float64()), 0.0)
    total = hour * 3600.0 + minute * 60.0 + second + part.to_numpy(zero_copy_only=False)
    ahead = 0.0 if local else _zone(parts["zone"], parts["aside"])
    return np.where(sound, total - ahead, np.nan)


def _zone(texts: pa.Array, asides: pa.Array) -> np.ndarray:
    """Return how many seconds local time is ahead of UTC, as written behind it or in brackets."""
    coded = asides.dictionary_encode()
    named = [aside if is_zone(aside or "") else "" for aside in coded.dictionary.to_pylist()]
    beside = pc.fill_null(pa.array(named, pa.string()).take(coded.indices), "")
    coded = pc.if_else(pc.equal(texts, ""), beside, texts).dictionary_encode()
    offsets = [zone_offset(zone or "") for zone in coded.dictionary.to_pylist()]
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return np.append(np.array(offsets, np.float64), 0.0)[codes]


def _numbered(texts: Texts, read: np.ndarray) -> np.ndarray:
    """Fill in texts that are bare numbers: spreadsheet day numbers and seconds since 1970."""
    digits = pc.match_substring_regex(
        texts.distinct, r"^\d{5}(?:\.\d+)?$|^\d{10}(?:\.\d+)?$|^\d{13}$|^\d{16}$"
    )
    mask = pc.fill_null(digits, False).to_numpy(zero_copy_only=False) & ~np.isfinite(read)
    if mask.any():
        numbers = pc.if_else(pa.array(mask), texts.distinct, None).cast(pa.float64())
        bare = pc.fill_null(numbers, np.nan).to_numpy(zero_copy_only=False)
        read = np.where(mask, from_numbers(bare, unix=False)[0], read)
    return read


def _possible(seconds: np.ndarray) -> np.ndarray:
    """Return which moments lie in the years that a customer's table can speak of."""
    low = (EARLIEST_YEAR - 1970) * 365.25 * SECONDS_PER_DAY
    high = (LATEST_YEAR - 1970) * 365.25 * SECONDS_PER_DAY
    return np.isfinite(seconds) & (seconds >= low) & (seconds < high)
