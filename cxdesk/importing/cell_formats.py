"""The number formats of a column's cells, where they say more than that there is a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.format_codes import NumberFormat, number_format

_INEXACT = 1e15  # spreadsheets keep 15 digits
_PERCENT_DIGITS = 10


@dataclass(frozen=True, slots=True, eq=False)
class CellFormats:
    """`codes`: uint16[n] into `names`, the workbook's format codes; the first name is "", for cells that hold
    no number or whose format says no more than that."""

    codes: np.ndarray
    names: tuple[str, ...]

    def at(self, rows: slice | np.ndarray) -> CellFormats | None:
        """Return the formats of some cells; None where none of them says anything."""
        codes = self.codes[rows]
        return CellFormats(codes, self.names) if codes.any() else None

    def used(self) -> list[tuple[int, NumberFormat]]:
        """Return the formats that cells have, by their code, without the one that says nothing."""
        times = np.bincount(self.codes, minlength=1)
        return [(code, number_format(self.names[code])) for code in np.flatnonzero(times).tolist() if code]

    def such(self, test: Callable[[NumberFormat], bool]) -> np.ndarray:
        """Return bool[n]: which cells have a format that passes a test."""
        passing = np.zeros(len(self.names), bool)
        for code, one in self.used():
            passing[code] = test(one)
        return passing[self.codes]


def with_digits(texts: pa.Array, numbers: np.ndarray, formats: CellFormats) -> pa.Array:
    """Return the texts of numbers with those that a format writes with leading zeros, or a text before them,
    as it does: 42 as `00042`."""
    for code, one in formats.used():
        if not one.digits:
            continue
        chosen = (formats.codes == code) & (numbers >= 0) & (numbers < _INEXACT) & (numbers % 1 == 0)
        if chosen.any():
            written = _digits(numbers[chosen], one).cast(texts.type)
            texts = written if chosen.all() else pc.replace_with_mask(texts, pa.array(chosen), written)
    return texts


def with_signs(texts: pa.Array, numbers: np.ndarray, formats: CellFormats) -> pa.Array:
    """Return the texts of numbers with the signs of currency and percent that a format shows: 0.85 as `85%`,
    1200 as `1200 EUR`."""
    for code, one in formats.used():
        chosen = formats.codes == code
        if one.percent:
            shares = pa.array(in_percent(numbers[chosen])).cast(texts.type)
            written = pc.binary_join_element_wise(pc.replace_substring_regex(shares, r"\.0$", ""), "%", "")
        elif one.currency:
            bare = texts.filter(pa.array(chosen))
            if one.multiple > 1:
                bare = pa.array(numbers[chosen] * one.multiple).cast(texts.type)
            written = pc.binary_join_element_wise(
                pc.replace_substring_regex(bare, r"\.0$", ""), one.sign, " "
            )
        else:
            continue
        texts = pc.replace_with_mask(texts, pa.array(chosen), written)
    return texts


def in_percent(shares: np.ndarray) -> np.ndarray:
    """Return shares as the numbers before a percent sign, without what doubling back and forth leaves."""
    return np.round(shares * 100.0, _PERCENT_DIGITS)


def _digits(numbers: np.ndarray, one: NumberFormat) -> pa.Array:
    """Return whole numbers from 0 on as a format writes them: its digits are filled from the right, and what
    is too long goes to the first of them."""
    least = sum(zeros for _, _, zeros in one.digits)
    rest = pc.utf8_lpad(pa.array(numbers.astype(np.int64)).cast(pa.string()), least, "0")
    parts: list[pa.Array | str] = [one.behind]
    for before, places, _ in reversed(one.digits[1:]):
        parts += [pc.utf8_slice_codeunits(rest, -places), before]
        rest = pc.utf8_slice_codeunits(rest, 0, -places)
    parts += [rest, one.digits[0][0]]
    return pc.utf8_trim_whitespace(pc.binary_join_element_wise(*reversed(parts), ""))
