"""Columns of words and identifiers: yes and no, choices from a list, ids and free text."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.sheet import CellKind, RawColumn, as_texts, trimmed
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
_WITH_ZERO = r"^\d+\.0$"  # what a program makes of whole numbers in a column with blanks
_SCIENTIFIC = r"^[+-]?\d(?:[.,]\d+)?[eE]\+\d{2}$"
_INEXACT = 1e15  # spreadsheets keep 15 digits
_DIGITS_LOST = (
    "Identifiers of more than 15 digits were stored as numbers, and a spreadsheet keeps only 15. "
    "Export them as text."
)
_DAMAGED = (
    "a spreadsheet program turned long numbers into this and lost their digits. "
    "Export the file again without opening it."
)


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


def choices_of(column: RawColumn, choices: Mapping[str, tuple[str, ...]]) -> Typed:
    """Return a column as the canonical values of `choices`; other words are unreadable."""
    known = {plain_word(label): value for value, labels in choices.items() for label in (value, *labels)}
    texts = distinct_texts(column)
    meant = [known.get(plain_word(text)) for text in texts.distinct.to_pylist()]
    codes = np.where(texts.codes >= 0, texts.codes, len(meant))
    values = pa.array([*meant, None], pa.string()).take(pa.array(codes))
    good = values.is_valid().to_numpy(zero_copy_only=False)
    return Typed(values, _filled(column, texts.codes) & ~good)


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
    damaged = pc.fill_null(pc.match_substring_regex(written, _SCIENTIFIC), False)
    count = pc.sum(damaged).as_py()
    if count:
        first = written.filter(damaged)[0].as_py()
        doubts.append(
            (
                "id_damaged",
                first,
                f"{count:,} look like this: {_DAMAGED}",
            )
        )
    notes = ()
    present = written.drop_null()
    if (
        column.numbers is None
        and len(present)
        and pc.all(pc.match_substring_regex(present, _WITH_ZERO)).as_py()
    ):
        written = pc.replace_substring_regex(written, r"\.0$", "")
        notes = (".0 left out",)
    return Typed(written, column.kinds == CellKind.ERROR, notes, tuple(doubts))


def texts_of(column: RawColumn) -> Typed:
    """Return a column as text without outer spaces; a lone dash and the like are empty."""
    return Typed(_worded(column), column.kinds == CellKind.ERROR)


def plain_word(text: str) -> str:
    """Return a label as it is compared: lower case, signs and repeated spaces as one space."""
    return " ".join(re.sub(r"[\W_]+", " ", text.lower()).split())


def _worded(column: RawColumn) -> pa.Array:
    """Return the cells as trimmed text; null where empty, in error or a word for nothing. Copies only
    where it must."""
    written = trimmed(as_texts(column))
    nothing = pc.is_in(written, pa.array(_EMPTY_SPELLINGS, written.type))
    if (column.kinds == CellKind.ERROR).any():
        nothing = pc.or_(nothing, pa.array(column.kinds == CellKind.ERROR))
    return pc.if_else(nothing, None, written) if pc.any(nothing).as_py() else written


def _filled(column: RawColumn, codes: np.ndarray) -> np.ndarray:
    """Return which cells hold something; `codes` are those of the column's texts."""
    return (column.kinds != CellKind.EMPTY) & ~((column.kinds == CellKind.TEXT) & (codes < 0))
