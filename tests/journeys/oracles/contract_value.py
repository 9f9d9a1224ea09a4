"""The discounted value of contracts from the papers' formulas: renewals one by one, a search without
gradients for the curve, and a plain sum for what follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma, log

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from tests.journeys.oracles.book import DAY, Book
from tests.journeys.oracles.customers import present
from tests.journeys.oracles.estimates import Expected
from tests.journeys.oracles.period import Period, months_to

YEAR = 365.25
MARGIN, DISCOUNT = 0.8, 0.1  # of the default standards
TERMS = 400
LEAST_ACCOUNTS, LEAST_DATES = 30, 3


@dataclass(frozen=True, slots=True)
class Shape:
    """The two numbers of a curve."""

    alpha: float
    beta: float

    def rate(self, number: int) -> float:
        """Return the share that renews of those who come up for renewal `number`."""
        return (self.beta + number - 1) / (self.alpha + self.beta + number - 1)

    def renewals_from(self, number: int) -> float:
        """Return the discounted renewals expected just before renewal `number`, its own not discounted."""
        left, total = 1.0, 0.0
        for step in range(TERMS):
            left *= self.rate(number + step)
            total += left / (1 + DISCOUNT) ** step
        return total


def contracts_worth(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the paying customers with what each is worth (`value`) and its ends (`least`, `most`)."""
    told = _histories(known, accounts, period.end)
    dated = told[told.years.notna() & ~told.is_trial]
    shapes, average = _shapes(dated)
    here = present(accounts, period)
    here = here[here.arr > 0]
    if not (dated.lost.sum() + (dated.renewals - dated.entry).sum()):
        here = here.head(0)
    constant = average * (1 + DISCOUNT) / (1 + DISCOUNT - average)
    found = []
    worth: dict[tuple[Shape, int], tuple[float, float]] = {}
    for row in here.assign(number=told.renewals.reindex(here.index) + 1).itertuples():
        kind = shapes.get(row.segment, shapes[None]), int(row.number)
        if kind not in worth:
            shape, number = kind
            worth[kind] = shape.rate(number), shape.renewals_from(number + 1)
        rate, following = worth[kind]
        each = [row.arr * MARGIN * rate * (1 + more / (1 + DISCOUNT)) for more in (following, constant)]
        found.append((each[0], min(each), max(each)))
    values = pd.DataFrame(found, columns=["value", "least", "most"], index=here.index, dtype=float)
    return here.join(values)


def mean_worth(rows: pd.DataFrame) -> Expected:
    """The mean over accounts, and the means of both ends."""
    if rows.empty:
        return Expected(None, 0)
    return Expected(rows.value.mean(), len(rows), rows.least.mean(), rows.most.mean())


def _histories(known: Book, accounts: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return each account's age in `years` and its yearly renewals, of which `entry` lay before the data."""
    until = accounts.lost_at.where(accounts.lost, day)
    years = ((until - accounts.start) / DAY / YEAR).clip(lower=0).fillna(accounts.tenure)
    grace = np.where(accounts.lost, -45, 1) / YEAR
    renewals = np.floor(years.fillna(0) + grace).clip(lower=0).astype(int)
    first = min(
        known.answers["at"].dt.floor("D").min(),
        known.tickets.created.dt.floor("D").min(),
        _first_month_of_use(known, day),
        accounts.lost_at.min(),
        key=lambda moment: pd.Timestamp.max if pd.isna(moment) else moment,
    )
    before = np.floor((first - accounts.start) / DAY / YEAR).clip(lower=0).fillna(0)
    entry = np.minimum(before, renewals).astype(int)
    return accounts.assign(years=years, renewals=renewals, entry=entry)


def _first_month_of_use(known: Book, day: pd.Timestamp) -> pd.Timestamp:
    """Return the last day with use in the first month of the account that stopped earliest in its month."""
    found = pd.NaT
    for first, last in months_to(day, 200):
        days = known.usage[(known.usage.day >= first) & (known.usage.day <= last)].groupby("account").day
        if days.ngroups:
            found = days.max().min()
    return found


def _shapes(told: pd.DataFrame) -> tuple[dict[str | None, Shape], float]:
    """Return the curve of each segment that has enough (None: the company's), and the share of renewals."""
    lost, kept = told.lost.sum(), (told.renewals - told.entry).sum()
    odds = log((lost + 0.5) / (kept + 4.5))
    company = _fitted(told, odds)
    shapes = {None: company}
    for segment, rows in told.groupby("segment"):
        decided = rows[(rows.renewals - rows.entry + rows.lost) > 0]
        numbers = {
            number
            for row in decided.itertuples()
            for number in range(row.entry + 1, row.renewals + bool(row.lost) + 1)
        }
        if len(decided) >= LEAST_ACCOUNTS and len(numbers) >= LEAST_DATES:
            shapes[segment] = _fitted(rows, log(company.alpha / company.beta))
    share = company.beta / (company.alpha + company.beta)
    return shapes, (kept / (kept + lost) if kept + lost else share)


def _fitted(told: pd.DataFrame, centre: float) -> Shape:
    """Return the most likely curve given the prior ln(a / b) ~ N(centre, .7), ln(a + b) ~ N(ln 10, .7)."""
    kinds = told.groupby(["entry", "renewals", "lost"]).size()

    def cost(point: np.ndarray) -> float:
        share = 1 / (1 + np.exp(-point[0]))
        alpha, beta = share * np.exp(point[1]), (1 - share) * np.exp(point[1])
        total = ((point[0] - centre) / 0.7) ** 2 / 2 + ((point[1] - log(10)) / 0.7) ** 2 / 2
        for (entry, renewals, lost), count in kinds.items():
            value = _left(alpha, beta, renewals) - _left(alpha, beta, entry)
            if lost:
                value += log(alpha / (alpha + beta + renewals))
            total -= count * value
        return total

    options = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 2000}
    ratio, size = minimize(cost, [centre, log(10)], method="Nelder-Mead", options=options).x
    share = 1 / (1 + np.exp(-ratio))
    return Shape(share * np.exp(size), (1 - share) * np.exp(size))


def _left(alpha: float, beta: float, age: int) -> float:
    """Return ln S(age) = ln B(a, b + age) - ln B(a, b)."""
    return lgamma(beta + age) + lgamma(alpha + beta) - lgamma(beta) - lgamma(alpha + beta + age)
