"""Numbers as people of any country write them, read a column at a time.

The decimal sign is decided once per column from the values that leave no choice (`1.234,56`, `12,5`,
`1,234,567`); only a column in which every value could be read both ways stays in doubt, and says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.coded_texts import passing, read_each
from cxdesk.importing.currencies import AFTER, BEFORE, currency_code
from cxdesk.importing.once import once
from cxdesk.importing.questions import NO_ANSWERS, Question, asked
from cxdesk.importing.sheet import (
    DIGITS,
    CellKind,
    RawColumn,
    bytes_in,
    rows_between,
    worded_texts,
)
from cxdesk.importing.typed import Typed, arrow, distinct_texts, spread

_PLAIN = r"^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$"
_PROOF_ROWS = 5000
_AROUND = (
    rf"(?:(?i:(?P<before>{BEFORE}))(?P<inner>[-+(])?)?",
    r"(?i:(?P<times>bn|mrd\.?|mio\.?|mln\.?|tsd\.?|[kmb]))?",
    rf"(?i:(?P<after>{AFTER}))?",
)
_NONE_AROUND = ("(?P<before>)(?P<inner>)", "(?P<times>)", "(?P<after>)")
_WRITTEN, _BARE = (
    rf"^(?P<open>\()?(?P<sign>[-+])?(?P<lead>%)?{before}(?P<number>\d[\d.,]*|[.,]\d+){times}(?P<percent>%)?"
    rf"{after}(?P<behind>-)?(?P<close>\))?$"
    for before, times, after in (_AROUND, _NONE_AROUND)
)
"""Numbers with currencies and words such as `Mio.`, and those without, which are quicker to prepare for."""
_BARE_SIGNS = DIGITS | frozenset(b".,+-()%")
_TIMES = {"": 1.0, "k": 1e3, "tsd": 1e3, "m": 1e6, "mio": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "mrd": 1e9}
_SPACES = "[\\s\u00a0\u2007\u2009\u202f'’`_]"
_APART = rf"\d{_SPACES}+\d"
_GROUPS = rf"^\D*\d{{1,3}}(?:{_SPACES}\d{{3}})+(?:[.,]\d*)?\D*$"
_SPACED = frozenset((*b"\t\n\v\f\r '`_", *range(128, 256)))
"""The bytes without which there is none of these: everything beyond ASCII is looked at."""
_MINUS = "[\u2010\u2011\u2212\u2012\u2013\ufe63\uff0d]"

_COMMA_CERTAIN = (
    r"^(?:\d{1,3}(?:\.\d{3})+,\d*|\d+,(?:\d{1,2}|\d{4,})|0,\d+|,\d+|\d{4,},\d{3}|\d{1,3}(?:\.\d{3}){2,})$"
)
_POINT_CERTAIN = (
    r"^(?:\d{1,3}(?:,\d{3})+\.\d*|\d+\.(?:\d{1,2}|\d{4,})|0\.\d+|\.\d+|\d{4,}\.\d{3}|\d{1,3}(?:,\d{3}){2,})$"
)
_POINTED = r"^[1-9]\d{0,2}\.\d{3}$"
_FOREIGN = r"[\x{0660}-\x{0669}\x{06F0}-\x{06F9}\x{0966}-\x{096F}\x{FF10}-\x{FF19}]"
_FOREIGN_BEGIN = frozenset(b"\xd9\xdb\xe0\xef")
"""The first bytes of these digits in UTF-8."""
_FOREIGN_SIGNS = str.maketrans("٫٬٪．，％", ".,%.,%")
_SIGNS = {".": "point", ",": "comma"}
_EITHER = r"^[1-9]\d{0,2}[.,]\d{3}$"
_EITHER_PLAIN = r"^\s*[+-]?[1-9]\d{0,2}\.\d{3}\s*$"


@dataclass(frozen=True, slots=True)
class _Said:
    """What is to be said about how texts were read as numbers."""

    notes: tuple[str, ...]
    doubts: tuple[tuple[str, str, str], ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class DecimalSign:
    """`sign` is "," or "."; `proof` counts the values that leave no choice; `doubtful` those that could be
    both."""

    sign: str
    proof: int
    against: int
    doubtful: int


@once
def decimal_sign(column: RawColumn) -> DecimalSign:
    """Return what a column's own texts prove about the decimal sign; "." without any proof."""
    texts = distinct_texts(column)
    used = bytes_in(texts.distinct)
    if used.isdisjoint(_FOREIGN_BEGIN) and (used.isdisjoint(DIGITS) or used.isdisjoint(b".,")):
        return DecimalSign(".", 0, 0, 0)
    written = _without_spaces(texts.distinct)
    return _decimal_sign(_parts(written)["number"], texts.counts)


@once
def numbers_of(
    column: RawColumn, hint: str = "", answers: Mapping[str, str] = NO_ANSWERS, habit: str = ""
) -> Typed:
    """Return a column as float64. `hint` is the decimal sign of the rest of the sheet ("" if that proves
    none), used where nothing in the column decides; without it, `habit` says why a comma is likely, "" where
    a point is. `answers` may hold the user's own `decimal_sign`.

    Currency signs and codes, percent signs (90% is 90), thousands signs of any kind, accounting negatives
    and k, M are understood. Booleans become 1 and 0. Dates and words are unreadable.
    """
    plain = _plain_numbers(column)
    if plain is not None:
        return plain
    kinds = column.kinds
    numeric = (kinds == CellKind.NUMBER) | (kinds == CellKind.BOOL)
    values = np.where(numeric, column.numbers, 0.0) if column.numbers is not None else np.zeros(len(column))
    texts = distinct_texts(column)
    has_text = texts.codes >= 0
    odd = np.isin(kinds, (CellKind.DATE, CellKind.DATETIME, CellKind.DURATION, CellKind.ERROR))
    if bytes_in(texts.distinct).isdisjoint(DIGITS | _FOREIGN_BEGIN):
        return Typed(arrow(values, numeric, pa.float64()), odd | has_text)
    read, parts, said = _read(texts.distinct, texts.counts, hint, answers, habit)
    from_text = spread(read, texts.codes, np.nan)
    good_text = has_text & np.isfinite(from_text)
    values = np.where(good_text, np.nan_to_num(from_text), values)
    unreadable = odd | (has_text & ~good_text)
    currencies = _currencies(parts, texts.codes)
    values = arrow(values, numeric | good_text, pa.float64())
    return Typed(values, unreadable, said.notes, said.doubts, currencies, said.questions)


def _plain_numbers(column: RawColumn) -> Typed | None:
    """Return a column of texts that a computer wrote, read in one go; None where any text takes a closer
    look."""
    if column.numbers is not None or column.texts is None:
        return None
    try:
        values = read_each(worded_texts(column), lambda texts: texts.cast(pa.float64()))
    except pa.ArrowInvalid:
        return None
    if pc.any(pc.invert(pc.is_finite(values))).as_py():
        return None
    head = rows_between(column, 0, _PROOF_ROWS)
    # What a computer could have written (1.000) may still be what a German means by a thousand.
    if not decimal_sign(head).proof and passing(column.texts, _could_be_either).any():
        return None
    return Typed(values, np.zeros(len(column), bool))


def _could_be_either(texts: pa.Array) -> pa.Array:
    """Return which plain texts are numbers with three digits behind a point, that may part thousands."""
    return pc.match_substring_regex(texts, _EITHER_PLAIN)


def _read(
    distinct: pa.Array, counts: np.ndarray, hint: str, answers: Mapping[str, str], habit: str
) -> tuple[np.ndarray, dict[str, pa.Array], _Said]:
    """Return float64[m] (NaN where unreadable) for the distinct texts, their parts, and what is said."""
    written = _without_spaces(distinct)
    parts = _parts(written)
    sign = _decimal_sign(parts["number"], counts)
    number = parts["number"]
    # Three digits behind a comma are thousands or decimals anywhere; what the habit tells is what a point is.
    habit = habit if sign.doubtful and _matches(number, _POINTED).any() else ""
    usual_sign = sign.sign if sign.proof else hint or ("," if habit else ".")
    question = _sign_question(sign, usual_sign, hint, number, answers, habit)
    chosen = question.answer if question else usual_sign
    usual = _with_point(number, chosen)
    if sign.against:
        usual = _each_by_itself(number, usual)
    read = _floats(usual)
    plain = _matches(written, _PLAIN)
    if chosen == "." and plain.any():
        read = np.where(plain, _floats(pc.if_else(pa.array(plain), written, None)), read)
    factor = (
        pc.fill_null(pc.utf8_lower(parts["times"]), "").to_pylist()
        if pc.any(pc.greater(pc.binary_length(parts["times"]), 0)).as_py()
        else None
    )
    if factor is not None:
        with np.errstate(over="ignore"):  # what is too large for a number is unreadable
            read = read * np.array([_TIMES[word.rstrip(".")] for word in factor])
    negative = _given(parts["sign"], "-") | _given(parts["inner"], "-") | _given(parts["behind"], "-")
    opened = _given(parts["open"], "(") | _given(parts["inner"], "(")
    closed = _given(parts["close"], ")")
    read = np.where((negative | (opened & closed)) & ~plain, -read, read)
    read = np.where(opened != closed, np.nan, read)
    return read, parts, _said(sign, chosen, question, answers, parts)


def _said(
    sign: DecimalSign, chosen: str, question: Question | None, answers: Mapping[str, str], parts: dict
) -> _Said:
    """Return what is to be said about how a column's numbers were read."""
    notes, doubts = [], []
    if question and answers.get("decimal_sign") == chosen:
        notes.append(f"decimal {_SIGNS[chosen]}, as you said")
    elif sign.proof and chosen == ",":
        notes.append("decimal comma")
    if sign.against:
        notes.append(f"two ways of writing numbers, both read ({sign.against:,} differ)")
    if sign.doubtful and not sign.proof and question and not question.settled:
        hint = (
            f"They could be thousands or decimals, and were read with a decimal {_SIGNS[chosen]}. Check one."
        )
        doubts.append(("ambiguous_number", "", hint))
    if (_given(parts["percent"], "%") | _given(parts["lead"], "%")).any():
        notes.append("percent signs left out")
    if _given(parts["close"], ")").any():
        notes.append("brackets read as negative")
    return _Said(tuple(notes), tuple(doubts), (question,) if question else ())


def _sign_question(
    sign: DecimalSign, usual: str, hint: str, number: pa.Array, answers: Mapping[str, str], habit: str
) -> Question | None:
    """Return the question what points and commas mean; None where no number could be read another way."""
    if not sign.doubtful:
        return None
    either = _matches(number, _EITHER)
    example = number[int(np.flatnonzero(either)[0])].as_py()
    options = tuple(
        (value, f"Decimal {word}: {example} is {_with_point(pa.array([example]), value)[0].as_py()}")
        for value, word in _SIGNS.items()
    )
    pointed = _matches(number, _POINTED).any()
    # Points before three digits are thousands in half of the world, whatever the other columns prove.
    certain = (sign.proof > 0 and (not sign.against)) or (not sign.proof and hint == "." and not pointed)
    if sign.proof and sign.against:
        why = f"{sign.proof:,} numbers have a decimal {_SIGNS[usual]}, {sign.against:,} the other sign."
    elif sign.proof:
        why = (
            f"Decimal {_SIGNS[usual]}, certain: {sign.proof:,} {'number' if sign.proof == 1 else 'numbers'}."
        )
    elif hint:
        why = f"The sheet's other columns have a decimal {_SIGNS[hint]}."
    elif habit:
        why = f"No number in this sheet shows it, but {habit}."
    else:
        why = "No number in this sheet shows it."
    return asked("decimal_sign", f"Which number is {example}? {why}", usual, options, answers, certain)


def _without_spaces(distinct: pa.Array) -> pa.Array:
    """Return texts without spaces and apostrophes, one kind of minus and of digits. Null where these part
    digits otherwise than in groups of three: `5'11` and `12 34` are no numbers."""
    used = bytes_in(distinct)
    if used.isdisjoint(_SPACED):
        return distinct
    if not used.isdisjoint(_FOREIGN_BEGIN) and pc.any(pc.match_substring_regex(distinct, _FOREIGN)).as_py():
        distinct = pa.array([_with_plain_digits(text) for text in distinct.to_pylist()], distinct.type)
    apart = _matches(distinct, _APART)
    if apart.any():
        distinct = pc.if_else(pa.array(~apart | _matches(distinct, _GROUPS)), distinct, None)
    return pc.replace_substring_regex(pc.replace_substring_regex(distinct, _SPACES, ""), _MINUS, "-")


def _with_plain_digits(text: str) -> str:
    """Return a text with the digits and signs of other scripts (Arabic, full width) as our own."""
    plain = (str(unicodedata.digit(letter)) if letter.isdecimal() else letter for letter in text)
    return "".join(plain).translate(_FOREIGN_SIGNS)


def _parts(written: pa.Array) -> dict[str, pa.Array]:
    """Return the parts of each number as string arrays; null where a text is no number."""
    found = pc.extract_regex(written, _BARE if bytes_in(written) <= _BARE_SIGNS else _WRITTEN)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    names = [field.name for field in found.type]
    return dict(zip(names, found.flatten(), strict=True))


def _decimal_sign(number: pa.Array, counts: np.ndarray) -> DecimalSign:
    """Return what the numbers prove."""
    comma, point = _matches(number, _COMMA_CERTAIN), _matches(number, _POINT_CERTAIN)
    either = _matches(number, _EITHER)
    commas, points, doubtful = (int(counts[mask].sum()) for mask in (comma, point, either))
    sign = "," if commas > points else "."
    return DecimalSign(sign, max(commas, points), min(commas, points), doubtful)


def _each_by_itself(number: pa.Array, usual: pa.Array) -> pa.Array:
    """Return numbers with a decimal point where some are certainly written the other way than the column."""
    usual = pc.if_else(pa.array(_matches(number, _COMMA_CERTAIN)), _with_point(number, ","), usual)
    return pc.if_else(pa.array(_matches(number, _POINT_CERTAIN)), _with_point(number, "."), usual)


def _with_point(number: pa.Array, sign: str) -> pa.Array:
    """Return numbers without thousands signs and with a decimal point; null where the groups make no sense.

    Groups are of three digits, or of two before the last one, as in India (12,34,567).
    """
    thousands, decimal = (".", ",") if sign == "," else (",", ".")
    grouped = rf"^\d{{1,3}}(?:[{thousands}]\d{{2,3}})*[{thousands}]\d{{3}}(?:[{decimal}]\d*)?$"
    sound = _matches(number, grouped) | ~_matches(number, f"[{thousands}]")
    bare = pc.replace_substring(pc.replace_substring(number, thousands, ""), decimal, ".")
    return pc.if_else(pa.array(sound), bare, None)


def _floats(texts: pa.Array) -> np.ndarray:
    """Return texts as float64[m]; NaN where they are no plain number."""
    good = pa.array(_matches(texts, _PLAIN) | _matches(texts, r"^(?:\.\d+|\d+\.)$"))
    fixed = pc.replace_substring_regex(pc.if_else(good, texts, None), r"\.$", ".0")
    fixed = pc.replace_substring_regex(fixed, r"^\.", "0.")
    fixed = pc.replace_substring_regex(fixed, r"^\+", "")
    return pc.fill_null(fixed.cast(pa.float64()), np.nan).to_numpy(zero_copy_only=False)


def _currencies(parts: dict, codes: np.ndarray) -> pa.Array | None:
    """Return the currency of each cell; None when no cell names one."""
    written = pc.if_else(pc.greater(pc.binary_length(parts["before"]), 0), parts["before"], parts["after"])
    words = (
        [word or "" for word in written.to_pylist()]
        if pc.any(pc.greater(pc.binary_length(written), 0)).as_py()
        else []
    )
    if not words:
        return None
    named = np.array([currency_code(word) for word in words], object)
    cells = spread(named, codes, "")
    return pa.array([cell or None for cell in cells], pa.string())


def _matches(texts: pa.Array, pattern: str) -> np.ndarray:
    """Return where texts match; null counts as no match."""
    return pc.fill_null(pc.match_substring_regex(texts, pattern), False).to_numpy(zero_copy_only=False)


def _given(texts: pa.Array, word: str) -> np.ndarray:
    """Return where a part is exactly that word."""
    return pc.fill_null(pc.equal(texts, word), False).to_numpy(zero_copy_only=False)
