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


@dataclass(frozen=True, slots=True)
class AttributeColumns:
    """The inputs x (n, A) with their names ("Contract: Two year"), and the columns that were left out with
    the reason of each.
    """

    names: tuple[str, ...]
    x: Floats
    left_out: tuple[tuple[str, str], ...]


def attribute_columns(
    numbers: Mapping[str, NDArray], texts: Mapping[str, NDArray], lost: NDArray[np.bool_]
) -> AttributeColumns:
    """Return the inputs made of columns of numbers (n,), NaN where unknown, and of texts (n,), "" where
    unknown. `lost` (n,) only decides which columns tell the outcome itself.
    """
    names: list[str] = []
    columns: list[Floats] = []
    left_out: list[tuple[str, str]] = []
    for name, values in (*numbers.items(), *texts.items()):
        if any(word in name.casefold() for word in OUTCOME_WORDS):
            left_out.append((name, "its name says that it is about the loss"))
            continue
        made = _number_column(name, values) if name in numbers else _text_columns(name, values)
        if not made:
            left_out.append((name, "too many different values, or only one"))
        for label, column in made:
            if _tells(column, lost):
                left_out.append((label, "it tells the losses almost perfectly: it was written after them"))
            else:
                names.append(label)
                columns.append(column)
    return AttributeColumns(
        tuple(names), np.column_stack(columns) if columns else np.zeros((len(lost), 0)), tuple(left_out)
    )


def _text_columns(name: str, values: NDArray) -> list[tuple[str, Floats]]:
    """Return a column per frequent value, the most frequent one left out; or one column of numbers."""
    filled = values != ""
    parsed = _parsed(values)
    are_numbers = filled.any() and np.isfinite(parsed[filled]).mean() >= LEAST_NUMBERS
    if are_numbers and len(np.unique(parsed[np.isfinite(parsed)])) >= FEWEST_DIFFERENT:
        return _number_column(name, parsed)
    levels: dict[str, int] = {}
    for value in values.tolist():
        levels[value] = levels.get(value, 0) + 1
    if len(levels) > MOST_LEVELS:
        return []
    ordered = sorted(levels, key=lambda value: (-levels[value], value))
    return [
        (f"{name}: {value or 'not given'}", (values == value).astype(np.float64))
        for value in ordered[1:]
        if levels[value] >= LEAST_OF_A_LEVEL
    ]


def _number_column(name: str, values: NDArray) -> list[tuple[str, Floats]]:
    """Return the standardised numbers, and their logarithms where none is below 0; 0 where unknown."""
    found = [(name, _standardised(values))]
    known = values[np.isfinite(values)]
    if len(known) and known.min() >= 0:
        found.append((f"{name}, logarithm", _standardised(np.log1p(np.where(values >= 0, values, np.nan)))))
    return [(label, column) for label, column in found if column.any()]


def _standardised(values: NDArray) -> Floats:
    known = np.isfinite(values)
    if known.sum() < 2:
        return np.zeros(len(values))
    deviation = values[known].std()
    if not deviation > 0:
        return np.zeros(len(values))
    return np.clip(np.where(known, (values - values[known].mean()) / deviation, 0.0), -_CLIP, _CLIP)


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
