"""The sheet Retention: each segment's curve year by year, and what is still to be expected from those who
stay.

DERL is computed backwards by its own recursion (methods 1.2), which has no large numbers to cancel. The
table ends where what follows no longer counts; its last two rows are closed by the value for a retention
that stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log1p

import numpy as np

from cxdesk.metrics.shifted_beta_geometric import retention
from cxdesk.report import names
from cxdesk.report.material import Material
from cxdesk.report.sheet_writer import SheetWriter, column_letter
from cxdesk.report.styles import Styles
from cxdesk.report.table import write_head

NAME = "Retention"
_ALPHA_ROW, _BETA_ROW, _STEP_ROW, _GROUP_ROW, _HEADER_ROW, _FIRST_ROW = 3, 4, 5, 6, 7, 8
_DISCOUNTED_AWAY = 27.0  # e^-27 is 2e-12, of a rest that is known to a thousandth
_FEWEST_YEARS, _MOST_YEARS = 240, 3000
_PRINTED_YEARS = 40
_PRINTED_COLUMNS = 11  # room for the line under the title


@dataclass(frozen=True, slots=True)
class Curves:
    """The distinct retention curves: `alpha`, `beta` and the renewals in a year, (k,), who uses each, each
    account's from 1.
    """

    alpha: np.ndarray
    beta: np.ndarray
    a_year: np.ndarray
    segments: tuple[str, ...]
    of_account: np.ndarray


def curves_of(material: Material) -> Curves:
    """Return the curves that the accounts are on, in the order of the segments' names."""
    portfolio, accounts = material.portfolio, material.facts.accounts
    shapes = portfolio.retention_alpha, portfolio.retention_beta, portfolio.renewals_a_year
    distinct, code = np.unique(np.column_stack(shapes), axis=0, return_inverse=True)
    code = code.reshape(-1)
    users = [
        sorted({str(name) for name in accounts.segment[code == k] if name}) for k in range(len(distinct))
    ]
    order = sorted(range(len(distinct)), key=lambda k: (users[k], distinct[k, 2] != 1, k))
    rank = np.empty(len(distinct), dtype=np.int64)
    rank[order] = np.arange(1, len(distinct) + 1)
    labels = tuple(_users_text(users[k], distinct[k, 2]) for k in order)
    return Curves(distinct[order, 0], distinct[order, 1], distinct[order, 2], labels, rank[code])


def derl_columns(curves: Curves, discount: float, years: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return retention, survival and DERL, each (years, k), for the years 1 to `years`."""
    rate = retention(curves.alpha, curves.beta, np.arange(1, years + 1)[:, None], curves.a_year)
    v = 1 / (1 + discount)
    lasting = rate / (1 - v * rate)
    derl = np.empty_like(rate)
    derl[-1] = lasting[-1]
    derl[-2] = lasting[-2] + v * rate[-2] * (derl[-1] - lasting[-2]) / (1 - v * rate[-2])
    for year in range(years - 3, -1, -1):
        derl[year] = rate[year] * (1 + v * derl[year + 1])
    return rate, np.cumprod(rate, axis=0), derl


def write_retention(sheet: SheetWriter, styles: Styles, material: Material, curves: Curves) -> None:
    """Write the curves and give their DERL the name by which Contributions looks it up."""
    write_head(
        sheet,
        styles,
        "Retention by segment",
        "Fitted to who left at which renewal of its contracts' own term (shifted beta-geometric). A row is a "
        "year for all: retention is the share that stays it, and expected renewals are years, discounted: "
        "E(t) = r(t) x (1 + E(t+1) / (1 + discount rate)).",
        material.warning,
    )
    years, count = _years(material), len(curves.alpha)
    blocks = derl_columns(curves, material.standards.lifetime_value.discount_rate, years)
    titles = ("Retention", "Still there", "Expected renewals")
    first = {title: 1 + index * (count + 1) for index, title in enumerate(titles)}
    _write_curves(sheet, styles, curves)
    sheet.text(_HEADER_ROW, 0, "Year", styles.header(True))
    sheet.numbers(_FIRST_ROW, 0, np.arange(1, years + 1), styles.number("whole"))
    for curve in range(count):
        rate, kept, expected = (column_letter(first[title] + curve) for title in titles)
        formulas = (
            _rate_formula(column_letter(1 + curve), yearly=curves.a_year[curve] == 1.0),
            _kept_formula(rate, kept),
            _expected_formula(rate, expected, years),
        )
        for title, values, make in zip(titles, blocks, formulas, strict=True):
            column = first[title] + curve
            sheet.text(_HEADER_ROW, column, curves.segments[curve], styles.header(True))
            kind = "precise" if make is formulas[2] else "percent1"
            for year, value in enumerate(values[:, curve].tolist()):
                sheet.formula(_FIRST_ROW + year, column, make(year), value, styles.number(kind))
    for title, column in first.items():
        sheet.text(_GROUP_ROW, column, title, styles.group)
    sheet.height(_HEADER_ROW, 32)
    sheet.width(0, 12)
    for column in range(1, 3 * (count + 1)):
        sheet.width(column, 16 if column % (count + 1) else 3)
    left, right = column_letter(first[titles[2]]), column_letter(first[titles[2]] + count - 1)
    sheet.book.name(names.DERL, f"{NAME}!${left}${_FIRST_ROW + 1}:${right}${_FIRST_ROW + years}")
    sheet.freeze(_FIRST_ROW, 1)
    shown = min(years, _PRINTED_YEARS)
    sheet.printing(
        material.page_head, _HEADER_ROW, (_FIRST_ROW + shown - 1, max(3 * (count + 1) - 1, _PRINTED_COLUMNS))
    )


def _write_curves(sheet: SheetWriter, styles: Styles, curves: Curves) -> None:
    """Write the parameters of each curve above its retention."""
    rows = (
        (_ALPHA_ROW, "alpha", curves.alpha),
        (_BETA_ROW, "beta", curves.beta),
        (_STEP_ROW, "renewals a year", curves.a_year),
    )
    for row, label, values in rows:
        sheet.text(row, 0, label, styles.text())
        for curve, value in enumerate(values.tolist()):
            sheet.number(row, 1 + curve, value, styles.number("precise", entered=True))


def _years(material: Material) -> int:
    """Return how many renewals the table needs: those seen, and then as long as money still counts."""
    discount = material.standards.lifetime_value.discount_rate
    needed = _DISCOUNTED_AWAY / log1p(discount) if discount > 0 else _MOST_YEARS
    seen = int(material.portfolio.renewals.max(initial=0)) + 2
    return seen + min(max(ceil(needed), _FEWEST_YEARS), _MOST_YEARS)


def _rate_formula(column: str, *, yearly: bool):
    """Return what stays a year; by any other term the ratio of the shares that are still there (1.1)."""
    alpha, beta, step = (f"{column}${row + 1}" for row in (_ALPHA_ROW, _BETA_ROW, _STEP_ROW))
    if yearly:
        return lambda _year: f"=({beta}+$A{{r}}-1)/({alpha}+{beta}+$A{{r}}-1)"
    begin, end = f"{beta}+{step}*($A{{r}}-1)", f"{beta}+{step}*$A{{r}}"
    return lambda _year: (
        f"=EXP(GAMMALN({end})+GAMMALN({alpha}+{begin})-GAMMALN({begin})-GAMMALN({alpha}+{end}))"
    )


def _kept_formula(rate: str, kept: str):
    return lambda year: f"={rate}{{r}}" if year == 0 else f"={kept}{_FIRST_ROW + year}*{rate}{{r}}"


def _expected_formula(rate: str, expected: str, years: int):
    """Return the recursion; in the last two rows what closes it."""
    own = f"{rate}{{r}}"
    lasting = f"{own}/(1-{own}/(1+{names.DISCOUNT}))"

    def formula(year: int) -> str:
        following = f"{expected}{_FIRST_ROW + year + 2}"
        if year == years - 1:
            return f"={lasting}"
        if year == years - 2:
            return f"={lasting}+({following}-{lasting})*{own}/(1+{names.DISCOUNT}-{own})"
        return f"={own}*(1+{following}/(1+{names.DISCOUNT}))"

    return formula


def _users_text(segments: list[str], a_year: float) -> str:
    """Return the segments that share a curve in words, with the term where it is not a year."""
    months = round(12 / a_year)
    term = "" if months == 12 else ", by the month" if months == 1 else f", every {months} months"
    return (", ".join(segments) if segments else "All accounts") + term
