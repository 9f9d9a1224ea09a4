"""Further columns of a table of accounts as inputs of a model: numbers standardised, few texts as 0 and 1.

Nothing here knows any file. Columns that tell the outcome itself (they order the losses almost perfectly on
their own, or name it) are left out and listed: they were written after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.forecast_quality import area_under_curve

Floats = NDArray[np.float64]

MOST_LEVELS = 20  # texts with more are names or ids
LEAST_OF_A_LEVEL = 10  # accounts
LEAST_NUMBERS = 0.9  # of what is filled in, for a column of numbers
FEWEST_DIFFERENT = 7  # numbers with fewer are codes
TELLS_THE_OUTCOME = 0.97  # area under the curve of one column alone
OUTCOME_WORDS = ("churn", "cancel", "attrition", "exited", "left")
_CLIP = 3.0


LEVEL, NUMBER, LOGARITHM = "level", "number", "logarithm"


@dataclass(frozen=True, slots=True)
class Term:
    """How an input comes from a column: 1 where it says `level` and else 0, its number, or the logarithm of
    1 + its number (`kind`); then (value - mean) / deviation, cut at 3, and 0 where unknown. A `deviation`
    below 0 turns its direction.
    """

    column: str
    kind: str
    level: str
    mean: float
    deviation: float

    @property
    def label(self) -> str:
        """What people call it."""
        if self.kind == LEVEL:
            return f"{self.column}: {self.level or 'not given'}"
        return self.column if self.kind == NUMBER else f"{self.column}, logarithm"

    def value(self, column: NDArray) -> Floats:
        """Return the values (n,) of a column of numbers or texts, NaN where unknown."""
        if self.kind == LEVEL:
            return (column == self.level).astype(np.float64)
        numbers = _parsed(column) if column.dtype == object else column
        if self.kind == NUMBER:
            return numbers
        return np.log1p(np.where(numbers >= 0, numbers, np.nan))

    def x(self, value: Floats) -> Floats:
        """Return values on the scale of the model."""
        return np.clip(np.nan_to_num((value - self.mean) / self.deviation), -_CLIP, _CLIP)


@dataclass(frozen=True, slots=True)
class AttributeColumns:
    """The inputs x (n, A) with the terms that make them, and the columns that were left out with the reason
    of each.
    """

    terms: tuple[Term, ...]
    x: Floats
    left_out: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What people call the inputs: "Contract: Two year"."""
        return tuple(term.label for term in self.terms)


def attribute_columns(
    numbers: Mapping[str, NDArray], texts: Mapping[str, NDArray], lost: NDArray[np.bool_]
) -> AttributeColumns:
    """Return the inputs made of columns of numbers (n,), NaN where unknown, and of texts (n,), "" where
    unknown. `lost` (n,) only decides which columns tell the outcome itself.
    """
    terms: list[Term] = []
    columns: list[Floats] = []
    left_out: list[tuple[str, str]] = []
    for name, values in (*numbers.items(), *texts.items()):
        if any(word in name.casefold() for word in OUTCOME_WORDS):
            left_out.append((name, "its name says that it is about the loss"))
            continue
        made = _number_terms(name, values) if name in numbers else _text_terms(name, values)
        if not made:
            left_out.append((name, "too many different values, or only one"))
        for term in made:
            column = term.x(term.value(values))
            if not column.any():
                continue
            if _tells(column, lost):
                why = "it tells the losses almost perfectly: it was written after them"
                left_out.append((term.label, why))
            else:
                terms.append(term)
                columns.append(column)
    return AttributeColumns(
        tuple(terms), np.column_stack(columns) if columns else np.zeros((len(lost), 0)), tuple(left_out)
    )


def _text_terms(name: str, values: NDArray) -> list[Term]:
    """Return a term per frequent value, the most frequent one left out; or those of a column of numbers."""
    filled = values != ""
    parsed = _parsed(values)
    are_numbers = filled.any() and np.isfinite(parsed[filled]).mean() >= LEAST_NUMBERS
    if are_numbers and len(np.unique(parsed[np.isfinite(parsed)])) >= FEWEST_DIFFERENT:
        return _number_terms(name, parsed)
    levels: dict[str, int] = {}
    for value in values.tolist():
        levels[value] = levels.get(value, 0) + 1
    if len(levels) > MOST_LEVELS:
        return []
    ordered = sorted(levels, key=lambda value: (-levels[value], value))
    return [Term(name, LEVEL, value, 0.0, 1.0) for value in ordered[1:] if levels[value] >= LEAST_OF_A_LEVEL]


def _number_terms(name: str, values: NDArray) -> list[Term]:
    """Return the numbers as a term, and their logarithms where none is below 0; none where all are alike."""
    known = values[np.isfinite(values)]
    if len(known) < 2 or not known.std() > 0:
        return []
    found = [Term(name, NUMBER, "", float(known.mean()), float(known.std()))]
    if known.min() >= 0:
        logarithms = np.log1p(known)
        found.append(Term(name, LOGARITHM, "", float(logarithms.mean()), float(logarithms.std())))
    return found


def _parsed(values: NDArray) -> Floats:
    """Return the texts as numbers, NaN where one is none."""

    def number(text: str) -> float:
        try:
            return float(text)
        except ValueError:
            return np.nan

    return np.fromiter((number(text) for text in values.tolist()), np.float64, len(values))


def _tells(column: Floats, lost: NDArray[np.bool_]) -> bool:
    if not lost.any() or lost.all():
        return False
    ranks = (column - column.min()) / max(float(np.ptp(column)), 1e-12)
    area = area_under_curve(ranks, lost).value
    return max(area, 1.0 - area) >= TELLS_THE_OUTCOME
