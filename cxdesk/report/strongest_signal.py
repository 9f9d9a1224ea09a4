"""The driver or signal that moves an account's health most: once as numbers, once as formulas that follow."""

from __future__ import annotations

import numpy as np

from cxdesk.health.portfolio import Portfolio
from cxdesk.report.material import Material


def strongest(material: Material) -> tuple[np.ndarray, list[str]]:
    """Return the largest points of a driver or signal, up or down, and which it is, of the live accounts."""
    return strongest_of(material.portfolio, material.order)


def strongest_of(portfolio: Portfolio, accounts: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the same of the accounts at those positions; NaN, "" where nothing moves a health."""
    bars = [
        index
        for kind in ("driver", "signal", "cap")
        for index, bar in enumerate(portfolio.bars)
        if bar.kind == kind
    ]
    points = np.nan_to_num(portfolio.bar_points[accounts][:, bars])
    rows = np.arange(len(points))
    # As the formula does: the highest, unless the lowest is further from zero; of equal ones the first.
    highest, lowest = points.argmax(axis=1), points.argmin(axis=1)
    chosen = np.where(points[rows, highest] >= -points[rows, lowest], highest, lowest)
    value = points[rows, chosen]
    labels = [
        portfolio.bars[bars[index]].label if moved else ""
        for index, moved in zip(chosen.tolist(), value.tolist(), strict=True)
    ]
    return np.where(value == 0, np.nan, value), labels


def points_formula(bars: str, place: str) -> str:
    """Return the formula of the largest points; `bars` is a range, `place` the cell that says which row."""
    highest, lowest = _extremes(_row(bars, place))
    return f'=IF(AND({highest}=0,{lowest}=0),"",{_larger(highest, lowest)})'


def label_formula(bars: str, headers: str, place: str) -> str:
    """Return the formula of the name that stands above the largest points."""
    row = _row(bars, place)
    highest, lowest = _extremes(row)
    found = f"INDEX({headers},1,MATCH({_larger(highest, lowest)},{row},0))"
    return f'=IF(AND({highest}=0,{lowest}=0),"",{found})'


def _row(bars: str, place: str) -> str:
    return f"INDEX({bars},{place},0)"


def _extremes(row: str) -> tuple[str, str]:
    return f"MAX({row})", f"MIN({row})"


def _larger(highest: str, lowest: str) -> str:
    return f"IF({highest}>=-{lowest},{highest},{lowest})"
