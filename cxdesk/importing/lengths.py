"""Lengths of time as people and programs write them: `26:03:00`, `2d 4h`, `1 Std. 30 Min.`, `PT1H30M`."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.coded_texts import is_coded
from cxdesk.importing.names import UNIT_SECONDS
from cxdesk.importing.questions import NO_ANSWERS, Question, asked
from cxdesk.importing.sheet import CellKind, RawColumn, highest_sign
from cxdesk.importing.typed import Typed, arrow, distinct_texts, spread

_CLOCK = re.compile(
    r"^(?P<sign>-)?(?:(?P<days>\d{1,9})[:.])?(?P<first>\d{1,9}):(?P<second>\d{1,2})(?::(?P<third>\d{1,2}(?:[.,]\d{1,9})?))?$"
)
_SHORT_CLOCK = r"^-?\d{1,9}:\d{1,2}$"
_ISO = re.compile(
    r"^(?P<sign>-)?P(?:(?P<weeks>\d{1,9})W)?(?:(?P<days>[\d.,]+)D)?"
    r"(?:T(?:(?P<hours>[\d.,]+)H)?(?:(?P<minutes>[\d.,]+)M)?(?:(?P<seconds>[\d.,]+)S)?)?$"
)
_PART = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[^\W\d_]+)\.?\s*(?:,|and\b|und\b|et\b|y\b|e\b|en\b|&)?\s*"
)
_MINUTES_BEHIND = re.compile(r"^(\d{1,9})\s*h\s*(\d{1,2})$")
_UNITS = {
    "milliseconds": "ms msec millisecond milliseconds",
    "seconds": "s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos seg secondo"
    " secondi secondo sekunder",
    "minutes": "m min mins minute minutes minuten mn minuto minutos minuti minuut minuter",
    "hours": "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren u timer tim",
    "days": "d day days tag tage tagen t j jour jours día días dia dias giorno giorni g dag dagen dage",
    "weeks": "w wk wks week weeks woche wochen semaine semaines sem semana semanas settimana settimane weken",
}
_ISO_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_BY_WORD = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_CLOCK_OPTIONS = (("hours", "Hours and minutes"), ("minutes", "Minutes and seconds"))


def lengths_of(column: RawColumn, stated: str = "", answers: Mapping[str, str] = NO_ANSWERS) -> Typed:
    """Return how many seconds the cells say that state their unit themselves: `26:03:00`, `2d 4h`, `90 min`.

    Bare numbers are null and not unreadable: their unit stands elsewhere. `stated`: "minutes" where the
    header says that `1:30` is minutes and seconds, "hours" for hours and minutes. `answers` may hold the
    user's own `clock`.
    """
    timed = column.kinds == CellKind.DURATION
    values = np.where(timed, column.numbers, 0.0) if column.numbers is not None else np.zeros(len(column))
    texts = distinct_texts(column)
    spoken = pc.fill_null(pc.match_substring_regex(texts.distinct, r"[:\pL]"), False).to_numpy(
        zero_copy_only=False
    )
    question = _clock_question(texts.distinct, stated, answers)
    minutes_lead = question is not None and question.answer == "minutes"
    read = np.full(len(spoken), np.nan)
    read[spoken] = [
        seconds_of(text, minutes_lead) for text in texts.distinct.filter(pa.array(spoken)).to_pylist()
    ]
    from_text = spread(read, texts.codes, np.nan)
    good = np.isfinite(from_text)
    values = arrow(np.where(good, np.nan_to_num(from_text), values), timed | good, pa.float64())
    return Typed(values, np.zeros(len(column), bool), questions=(question,) if question else ())


def may_state_lengths(column: RawColumn) -> bool:
    """Return whether any cell may state its unit itself: has a letter, or a colon as a clock has it. A glance
    at the bytes tells."""
    if (column.kinds == CellKind.DURATION).any():
        return True
    texts = column.texts
    if texts is None:
        return False
    return highest_sign(texts.dictionary if is_coded(texts) else texts) >= ord(":")


def seconds_of(text: str, minutes_lead: bool = False) -> float:
    """Return the seconds of a written length of time; NaN when it names no unit. `minutes_lead` says that in
    `1:30` the minutes come first."""
    written = text.strip()
    clock = _CLOCK.match(written)
    if clock:
        return _clock_seconds(clock, minutes_lead)
    iso = _ISO.match(written)
    if iso and len(written) > 2:
        return _signed(iso, sum(_number(iso, unit) * UNIT_SECONDS[unit] for unit in _ISO_UNITS))
    behind = _MINUTES_BEHIND.match(written.lower())
    if behind:
        return int(behind[1]) * 3600.0 + int(behind[2]) * 60.0
    return _spoken_seconds(written.lower())


def _clock_seconds(clock: re.Match, minutes_lead: bool) -> float:
    """Return the seconds of `D:HH:MM:SS`, `HH:MM:SS` or `HH:MM`."""
    first, second = int(clock["first"]), int(clock["second"])
    if clock["third"] is None:
        if clock["days"] is not None:  # three numbers
            return _signed(clock, int(clock["days"]) * 3600.0 + first * 60.0 + second)
        return _signed(clock, first * 60.0 + second if minutes_lead else first * 3600.0 + second * 60.0)
    days = int(clock["days"] or 0)
    return _signed(clock, days * 86_400.0 + first * 3600.0 + second * 60.0 + _number(clock, "third"))


def _spoken_seconds(text: str) -> float:
    """Return the seconds of numbers with units, the last of which may be a clock: `2 days 03:04:05`."""
    total, place = 0.0, 0
    while place < len(text):
        part = _PART.match(text, place)
        unit = _BY_WORD.get(part["unit"]) if part else None
        if not unit:
            rest = _CLOCK.match(text[place:]) if place else None
            return total + _clock_seconds(rest, False) if rest else float("nan")
        total += _number(part, "number") * UNIT_SECONDS[unit]
        place = part.end()
    return total if place else float("nan")


def _number(match: re.Match, name: str) -> float:
    """Return a part as a number; 0 where there is none."""
    try:
        return float((match[name] or "0").replace(",", "."))
    except ValueError:
        return float("nan")


def _signed(match: re.Match, seconds: float) -> float:
    """Return the seconds with the sign that was written."""
    return -seconds if match["sign"] else seconds


def _clock_question(distinct: pa.Array, stated: str, answers: Mapping[str, str]) -> Question | None:
    """Return the question what comes first in `1:30`; None where nothing is written so."""
    short = distinct.filter(pc.match_substring_regex(distinct, _SHORT_CLOCK))
    if not len(short):
        return None
    example = short[0].as_py()
    why = "The header says it." if stated else "Nothing in the file says it; hours and minutes are usual."
    text = f"Is {example} hours and minutes, or minutes and seconds? {why}"
    return asked("clock", text, stated or "hours", _CLOCK_OPTIONS, answers, bool(stated))
