"""Amounts whose currency only the number format of their cells shows, and numbers that it shows in percent.

What a cell's own text says, or a column of currencies, counts before what a number format shows; a header
that names another currency than the cells are shown in is a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.cell_formats import in_percent
from cxdesk.importing.questions import asked
from cxdesk.importing.sheet import CellKind, RawColumn
from cxdesk.importing.typed import Typed

CURRENCY = "currency"
OWN_COLUMN = "column"
"""The answer that a column of its own names the currencies."""
_HEADER, _SHOWN, _UNKNOWN = "header", "shown", "unknown"
_OFFERED = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "JPY", "INR")
_PER = {1e3: "thousands", 1e4: "ten thousands", 1e6: "millions", 1e8: "hundred millions", 1e9: "billions"}
_KEPT = (_UNKNOWN, "Not known: keep the amounts without a currency")


def shown_in_percent(column: RawColumn) -> np.ndarray:
    """Return bool[n]: which cells hold numbers that their format shows in percent."""
    if column.formats is None:
        return np.zeros(len(column), bool)
    return column.formats.such(lambda one: one.percent)


def with_shown_percent(column: RawColumn, typed: Typed) -> Typed:
    """Return numbers with those that are shown in percent as the numbers before the sign, as texts with one
    are read."""
    shares = shown_in_percent(column)
    if not shares.any():
        return typed
    numbers = typed.values.to_numpy(zero_copy_only=False)
    values = np.where(shares, in_percent(numbers), numbers)
    notes = (*typed.notes, "percent, as the cells are shown")
    return replace(typed, values=pa.array(values, pa.float64(), mask=np.isnan(values)), notes=notes)


def with_shown_multiples(column: RawColumn, typed: Typed, stated: float) -> tuple[Typed, np.ndarray]:
    """Return numbers in whole units where their format says in how many thousands they are or are shown, and
    bool[n], which these are.

    `stated` is what the header says to multiply by, 1 for nothing. 120 shown as `120 T€` are 120,000;
    120,000 shown as `120` below a header in thousands are 120,000 as well.
    """
    nothing = np.zeros(len(column), bool)
    if column.formats is None:
        return typed, nothing
    multiples = np.zeros(len(column.formats.names))
    for code, one in column.formats.used():
        if one.times > 1:
            multiples[code] = one.multiple
        elif one.shown_per > 1 and stated > 1:
            multiples[code] = max(1.0, stated / one.shown_per)
    if not multiples.any():
        return typed, nothing
    times = multiples[column.formats.codes]
    shown = times > 0
    notes = [f"shown in {_PER[each]}, multiplied by {each:,.0f}" for each in np.unique(times) if each in _PER]
    if (times == 1.0).any():
        notes.append("shown in thousands, stored whole")
    values = pc.multiply(typed.values, pa.array(np.where(shown, times, 1.0)))
    return replace(typed, values=values, notes=(*typed.notes, *notes)), shown


def with_shown_currencies(column: RawColumn, typed: Typed, stated: str, answers: Mapping[str, str]) -> Typed:
    """Return amounts with the currencies that their cells are shown in, and what has to be asked about them.

    `stated` is the currency that the header names, or "". An answer `column` says that a column of its own
    names the currencies.
    """
    if column.formats is None:
        return typed
    names = [None] * len(column.formats.names)
    for code, one in column.formats.used():
        names[code] = one.currency
    cells = pa.array(names, pa.string()).take(pa.array(column.formats.codes))
    unknown = pc.fill_null(pc.equal(cells, ""), False).to_numpy(zero_copy_only=False)
    known = pc.if_else(pa.array(unknown), None, cells)
    codes = sorted(code for code in known.unique().to_pylist() if code)
    if answers.get(CURRENCY) == OWN_COLUMN:
        return _with(typed, known, codes)
    if stated:
        return _beside_header(typed, known, codes, stated, answers)
    if not unknown.any():
        return _with(typed, known, codes, _bare(column, known))
    return _asked(typed, known, unknown, codes, answers)


def _with(typed: Typed, known: pa.Array, codes: list[str], bare: int = 0) -> Typed:
    """Return amounts with what is known of their currencies; `bare` of them are shown in none."""
    if not codes:
        return typed
    currencies = known if typed.currencies is None else pc.coalesce(typed.currencies, known)
    note = f"{', '.join(codes)}, as the cells are shown"
    note += f"; {bare:,} {'amount is' if bare == 1 else 'amounts are'} shown in no currency" if bare else ""
    return replace(typed, currencies=currencies, notes=(*typed.notes, note))


def _bare(column: RawColumn, known: pa.Array) -> int:
    """Return how many numbers are shown in no currency."""
    return int(((column.kinds == CellKind.NUMBER) & known.is_null().to_numpy(zero_copy_only=False)).sum())


def _beside_header(
    typed: Typed, known: pa.Array, codes: list[str], stated: str, answers: Mapping[str, str]
) -> Typed:
    """Return amounts below a header that names a currency: shown in another one, they are in question."""
    others = [code for code in codes if code != stated]
    if not others:
        return typed
    count = int(pc.sum(pc.fill_null(pc.not_equal(known, stated), False)).as_py())
    text = (
        f"In which currency is it? The header says {stated}, and {count:,} of the cells are shown in "
        f"{', '.join(others)}."
    )
    options = ((_HEADER, f"{stated}, as the header says"), (_SHOWN, "As each cell is shown"))
    question = asked(CURRENCY, text, _SHOWN if len(codes) > 1 else _HEADER, options, answers)
    taken = _with(typed, known, codes) if question.answer == _SHOWN else typed
    hint = (
        f"{count:,} cells are shown in {', '.join(others)} below a header that says {stated}. The header was "
        "taken: check them."
    )
    told = question.settled or question.answer == _SHOWN  # those that differ from a header are told anyway
    doubts = () if told else (("currency_contradicted", ", ".join(others), hint),)
    return replace(taken, doubts=(*taken.doubts, *doubts), questions=(*taken.questions, question))


def _asked(
    typed: Typed, known: pa.Array, unknown: np.ndarray, codes: list[str], answers: Mapping[str, str]
) -> Typed:
    """Return amounts of which some are shown in a currency that the workbook does not name."""
    offered = dict.fromkeys((*codes, *_OFFERED))
    options = (_KEPT, *((code, code) for code in list(offered)[: len(_OFFERED)]))
    count = int(unknown.sum())
    are = "1 amount is" if count == 1 else f"{count:,} amounts are"
    text = (
        f"In which currency is it? {are} shown in that of the computer that opens the workbook, or with a "
        "sign of several currencies."
    )
    question = asked(CURRENCY, text, _UNKNOWN, options, answers)
    if question.answer != _UNKNOWN:
        known = pc.if_else(pa.array(unknown), question.answer, known)
        codes = sorted({*codes, question.answer})
    hint = (
        f"{are} shown in a currency that the workbook does not name, and kept without one: say which it is."
    )
    doubts = () if question.settled else (("currency_unknown", "", hint),)
    taken = _with(typed, known, codes)
    return replace(taken, doubts=(*taken.doubts, *doubts), questions=(*taken.questions, question))
