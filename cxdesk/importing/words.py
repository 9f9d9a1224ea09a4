"""Columns of words and identifiers: yes and no, choices from a list, ids and free text."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.coded_texts import changed, masked, passing
from cxdesk.importing.once import once
from cxdesk.importing.sheet import CellKind, RawColumn, as_kept_texts, trimmed
from cxdesk.importing.typed import EMPTY_TEXTS, Typed, arrow, distinct_texts, spread

_YES = frozenset(
    (
        "true",
        "t",
        "yes",
        "y",
        "1",
        "x",
        "on",
        "✓",
        "✔",
        "ja",
        "j",
        "wahr",
        "oui",
        "o",
        "vrai",
        "si",
        "sí",
        "s",
        "verdadero",
        "vero",
        "sim",
        "verdadeiro",
        "tak",
        "ano",
        "да",
    )
)
_NO = frozenset(
    (
        "false",
        "f",
        "no",
        "n",
        "0",
        "off",
        "✗",
        "✘",
        "nein",
        "falsch",
        "non",
        "faux",
        "falso",
        "não",
        "nao",
        "nie",
        "ne",
        "нет",
    )
)
_EMPTY_SPELLINGS = tuple(
    {spelling for text in EMPTY_TEXTS for spelling in (text, text.upper(), text.capitalize())}
)
_WITH_ZERO = re.compile(r"^\d+\.0$", re.ASCII)  # a program's whole numbers in a column with blanks
_SCIENTIFIC = r"^[+-]?\d(?:[.,]\d+)?[eE]\+\d{2}$"
_FIRST = 100  # cells that nearly always show that a column has no such numbers
_INEXACT = 1e15  # spreadsheets keep 15 digits
_DIGITS_LOST = (
    "Identifiers of more than 15 digits were stored as numbers, and a spreadsheet keeps only 15. "
    "Export them as text."
)
_DAMAGED = (
    "a spreadsheet program turned long numbers into this and lost their digits. "
    "Export the file again without opening it."
)


@once
def truths_of(column: RawColumn, labels: Mapping[str, tuple[str, ...]] | None = None) -> Typed:
    """Return a column as booleans. `labels` adds words under "true" and "false", such as churned and
    renewed."""
    labels = labels or {}
    yes = _YES | {word.lower() for word in labels.get("true", ())}
    no = _NO | {word.lower() for word in labels.get("false", ())}
    kinds = column.kinds
    numbers = column.numbers if column.numbers is not None else np.zeros(len(column))
    logical = (kinds == CellKind.BOOL) | ((kinds == CellKind.NUMBER) & ((numbers == 0) | (numbers == 1)))
    texts = distinct_texts(column)
    words = [text.lower() for text in texts.distinct.to_pylist()]
    meant = np.array([1 if word in yes else 0 if word in no else -1 for word in words], np.int64)
    from_text = spread(meant, texts.codes, -1)
    good = logical | (from_text >= 0)
    values = np.where(from_text >= 0, from_text == 1, logical & (numbers == 1))
    return Typed(arrow(values, good, pa.bool_()), _filled(column, texts.codes) & ~good)


@once
def choices_of(column: RawColumn, choices: Mapping[str, tuple[str, ...]]) -> Typed:
    """Return a column as the canonical values of `choices`; other words are unreadable."""
    known = {plain_word(label): value for value, labels in choices.items() for label in (value, *labels)}
    texts = distinct_texts(column)
    meant = [known.get(plain_word(text)) for text in texts.distinct.to_pylist()]
    codes = np.where(texts.codes >= 0, texts.codes, len(meant))
    values = pa.array([*meant, None], pa.string()).take(pa.array(codes))
    good = values.is_valid().to_numpy(zero_copy_only=False)
    return Typed(values, _filled(column, texts.codes) & ~good)


@once
def ids_of(column: RawColumn) -> Typed:
    """Return a column as identifiers: text without outer spaces, whole numbers without decimals, zeros
    kept."""
    written = _worded(column)
    doubts = []
    if column.numbers is not None:
        lost = (column.kinds == CellKind.NUMBER) & (np.abs(column.numbers) >= _INEXACT)
        if lost.any():
            doubts.append(
                (
                    "id_digits_lost",
                    str(int(lost.sum())),
                    _DIGITS_LOST,
                )
            )
    damaged = passing(written, _is_scientific)
    count = int(damaged.sum())
    if count:
        first = written[int(damaged.argmax())].as_py()
        doubts.append(
            (
                "id_damaged",
                first,
                f"{count:,} look like this: {_DAMAGED}",
            )
        )
    notes = ()
    if column.formats is not None and column.formats.such(lambda one: bool(one.digits)).any():
        notes = ("written as the number format shows them",)
    if column.numbers is None and _all_have_zero(written):
        written = changed(written, lambda texts: pc.replace_substring_regex(texts, r"\.0$", ""))
        notes = (".0 left out",)
    return Typed(written, column.kinds == CellKind.ERROR, notes, tuple(doubts))


@once
def texts_of(column: RawColumn) -> Typed:
    """Return a column as text without outer spaces; a lone dash and the like are empty."""
    return Typed(_worded(column), column.kinds == CellKind.ERROR)


def plain_word(text: str) -> str:
    """Return a label as it is compared: lower case, signs and repeated spaces as one space."""
    return " ".join(re.sub(r"[\W_]+", " ", text.lower()).split())


def _worded(column: RawColumn) -> pa.Array:
    """Return the cells as trimmed text, coded where the column keeps them so; null where empty, in error or a
    word for nothing. Copies only where it must."""
    errors = column.kinds == CellKind.ERROR
    written = as_kept_texts(column)
    written = masked(written, errors) if errors.any() else written
    return changed(written, _trimmed_words)


def _trimmed_words(texts: pa.Array) -> pa.Array:
    """Return plain texts without outer spaces, null where a word stands for nothing."""
    written = trimmed(texts)
    nothing = pc.is_in(written, pa.array(_EMPTY_SPELLINGS, written.type))
    return pc.if_else(nothing, None, written) if pc.any(nothing).as_py() else written


def _is_scientific(texts: pa.Array) -> pa.Array:
    """Return which plain texts are what a spreadsheet program makes of long numbers."""
    return pc.match_substring_regex(texts, _SCIENTIFIC)


def _all_have_zero(texts: pa.Array) -> bool:
    """Return whether every text that is there ends as whole numbers do in a column with blanks."""
    first = texts.slice(0, _FIRST).drop_null()
    if len(first) and not _WITH_ZERO.match(first[0].as_py()):
        return False
    with_zero = passing(texts, lambda texts: pc.match_substring_regex(texts, _WITH_ZERO.pattern))
    return len(texts) > texts.null_count == len(texts) - int(with_zero.sum())


def _filled(column: RawColumn, codes: np.ndarray) -> np.ndarray:
    """Return which cells hold something; `codes` are those of the column's texts."""
    return (column.kinds != CellKind.EMPTY) & ~((column.kinds == CellKind.TEXT) & (codes < 0))
