"""The discounted value of contracts from the papers' formulas: renewals one by one, a search without
gradients for the curve, and a plain sum for what follows. Renewals are those of a contract's own term; what
is read off a curve is of years.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from tests.journeys.oracles.book import DAY, Book
from tests.journeys.oracles.customers import ended, present
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

    def stays(self, renewals: float, further: float) -> float:
        """Return the share of those with `renewals` behind them that gets through so many further ones."""
        whole = _left(self.alpha, self.beta, renewals + further)
        return exp(whole - _left(self.alpha, self.beta, renewals))

    def years_after(self, renewals: float, a_year: float) -> float:
        """Return the discounted years expected after the next one, the first of them not discounted."""
        first = self.stays(renewals, a_year)
        return sum(
            self.stays(renewals, a_year * (year + 2)) / first / (1 + DISCOUNT) ** year
            for year in range(TERMS)
        )


def contracts_worth(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the paying customers with what each is worth (`value`) and its ends (`least`, `most`)."""
    times = _times(known, accounts, period.end)
    shapes, average = _shapes(times)
    here = present(accounts, period)
    here = here[here.arr > 0]
    if not (times.lost.sum() + (times.renewals - times.entry).sum()):
        here = here.head(0)
    constant = average * (1 + DISCOUNT) / (1 + DISCOUNT - average)
    newest = times[times.is_last].set_index("account")
    found = []
    worth: dict[tuple[Shape, float, float], tuple[float, float]] = {}
    for row in here.itertuples():
        known_age = row.Index in newest.index
        a_year = newest.a_year[row.Index] if known_age else 1.0
        renewals = newest.renewals[row.Index] if known_age else 0
        kind = shapes.get((a_year, row.segment), shapes[a_year, None]), renewals, a_year
        if kind not in worth:
            shape = kind[0]
            worth[kind] = shape.stays(renewals, a_year), shape.years_after(renewals, a_year)
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


def _times(known: Book, accounts: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Return every time as a customer of known length with its renewals, of which `entry` lay before the
    data; `is_last` of each account.
    """
    first = min(
        known.answers["at"].dt.floor("D").min(),
        known.tickets.created.dt.floor("D").min(),
        _first_month_of_use(known, day),
        accounts.lost_at.min(),
        key=lambda moment: pd.Timestamp.max if pd.isna(moment) else moment,
    )
    terms = _terms(known, day).reindex(accounts.index).fillna(12)
    found = []
    for row in accounts[~accounts.is_trial].itertuples():
        since = row.start
        for one in row.losses:
            until = one.day if one.back is not None and one.back <= one.gone else max(one.day, one.gone - DAY)
            ends = one.back is None
            found.append((row.Index, row.segment, one.since, _years(one.since, until), True, ends))
            since = one.back
        if since is not None and (not row.losses or row.losses[-1].back is not None):
            years = _years(since, day) if not row.lost else float("nan")
            years = row.tenure if pd.isna(years) else years
            found.append((row.Index, row.segment, since, years, bool(row.lost), True))
    found = [time for time in found if not pd.isna(time[3])]
    times = pd.DataFrame(found, columns=["account", "segment", "since", "years", "lost", "is_last"])
    times = times.astype({"since": "datetime64[us]", "years": float, "lost": bool, "is_last": bool})
    times["years"], times["months"] = times.years.clip(lower=0), times.account.map(terms).astype(float)
    for months, rows in times.groupby("months"):
        if months > 1 and _leave_any_time(rows[rows.lost].years * YEAR, months * YEAR / 12):
            times.loc[rows.index, "months"] = 1
    times["a_year"] = 12 / times.months
    leaving = np.minimum(45, YEAR / times.a_year / 8)
    days = times.years * YEAR + np.where(times.lost, -leaving, 1)
    times["renewals"] = np.floor(days / YEAR * times.a_year).clip(lower=0).astype(int)
    before = np.floor((first - times.since) / DAY / YEAR * times.a_year).clip(lower=0).fillna(0)
    times["entry"] = np.minimum(before, times.renewals).astype(int)
    return times


def _years(since: pd.Timestamp | None, until: pd.Timestamp) -> float:
    return float("nan") if since is None or pd.isna(since) else (until - since) / DAY / YEAR


def _leave_any_time(days: pd.Series, term: float) -> bool:
    """Return whether of ten losses or more under half are near the end of a term."""
    near = [abs(day - max(round(day / term), 1) * term) <= min(45, term / 8) + 1 for day in days]
    return len(near) >= 10 and sum(near) < len(near) / 2


def _terms(known: Book, day: pd.Timestamp) -> pd.Series:
    """Return for each account the months of the term of its contract: of those that run the one that pays
    most, the longest of equal ones; else of the one that ended last.
    """
    paid = known.contracts[~known.contracts.is_trial].copy()
    kept = known.contracts[~known.contracts.lost]
    lasting = ((paid.end - paid.start) / DAY + 1) / YEAR * 12
    whole = lasting.map(_whole) if kept.end.notna().mean() >= 0.5 else lasting * float("nan")
    paid["months"] = whole.fillna(paid.billed).fillna(12)
    over = ended(paid, day)
    paid["order"] = np.where(over, -1e12 + (paid.end - pd.Timestamp(1970, 1, 1)) / DAY, paid.mrr.fillna(0))
    return paid.sort_values(["order", "months"], kind="stable").groupby("account").months.last()


def _whole(months: float) -> float:
    """Return the term that a contract of so many months is, NaN where it is ten days away from any."""
    if pd.isna(months) or months <= 0:
        return float("nan")
    nearest = min((1, 2, 3, 4, 6, 12, 24, 36), key=lambda term: abs(log(months / term)))
    return nearest if abs(months - nearest) <= 10 * 12 / YEAR else float("nan")


def _first_month_of_use(known: Book, day: pd.Timestamp) -> pd.Timestamp:
    """Return the last day with use in the first month of the account that stopped earliest in its month."""
    found = pd.NaT
    for first, last in months_to(day, 200):
        days = known.usage[(known.usage.day >= first) & (known.usage.day <= last)].groupby("account").day
        if days.ngroups:
            found = days.max().min()
    return found


def _shapes(times: pd.DataFrame) -> tuple[dict[tuple[float, str | None], Shape], float]:
    """Return the curve of each number of renewals a year and segment that has enough (None: the company's),
    and the share that stays a year.
    """
    seen = {
        a_year: (rows.lost.sum(), (rows.renewals - rows.entry).sum())
        for a_year, rows in times.groupby("a_year")
    } or {1.0: (0, 0)}
    shapes = {}
    for a_year, (lost, kept) in seen.items():
        rows = times[times.a_year == a_year]
        stays, years = _yearly({other: seen[other] for other in seen if other != a_year})
        single = 1 - ((stays * years + 0.9 * 5) / (years + 5)) ** (1 / a_year)
        odds = log((lost + 5 * a_year * single) / (kept + 5 * a_year * (1 - single)))
        company = shapes[a_year, None] = _fitted(rows, odds, 10 * a_year)
        for segment, own in rows.groupby("segment"):
            decided = own[(own.renewals - own.entry + own.lost) > 0]
            numbers = {
                number
                for row in decided.itertuples()
                for number in range(row.entry + 1, row.renewals + bool(row.lost) + 1)
            }
            if len(decided) >= LEAST_ACCOUNTS and len(numbers) >= LEAST_DATES:
                shapes[a_year, segment] = _fitted(own, log(company.alpha / company.beta), 10 * a_year)
    shapes.setdefault((1.0, None), shapes[next(iter(seen)), None])
    return shapes, _yearly(seen)[0] if sum(lost + kept for lost, kept in seen.values()) else 0.9


def _yearly(seen: dict[float, tuple[int, int]]) -> tuple[float, float]:
    """Return the share that stays a year, and of how many years it is told."""
    told = [(a_year, lost, kept) for a_year, (lost, kept) in seen.items() if lost + kept]
    years = sum((lost + kept) / a_year for a_year, lost, kept in told)
    stays = sum((kept / (lost + kept)) ** a_year * (lost + kept) / a_year for a_year, lost, kept in told)
    return (stays / years if years else 0.0), years


def _fitted(told: pd.DataFrame, centre: float, size: float) -> Shape:
    """Return the most likely curve given the prior ln(a / b) ~ N(centre, .7), ln(a + b) ~ N(ln size, .7)."""
    kinds = told.groupby(["entry", "renewals", "lost"]).size()

    def cost(point: np.ndarray) -> float:
        share = 1 / (1 + np.exp(-point[0]))
        alpha, beta = share * np.exp(point[1]), (1 - share) * np.exp(point[1])
        total = ((point[0] - centre) / 0.7) ** 2 / 2 + ((point[1] - log(size)) / 0.7) ** 2 / 2
        for (entry, renewals, lost), count in kinds.items():
            value = _left(alpha, beta, renewals) - _left(alpha, beta, entry)
            if lost:
                value += log(alpha / (alpha + beta + renewals))
            total -= count * value
        return total

    options = {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 2000}
    ratio, whole = minimize(cost, [centre, log(size)], method="Nelder-Mead", options=options).x
    share = 1 / (1 + np.exp(-ratio))
    return Shape(share * np.exp(whole), (1 - share) * np.exp(whole))


def _left(alpha: float, beta: float, age: float) -> float:
    """Return ln S(age) = ln B(a, b + age) - ln B(a, b)."""
    return lgamma(beta + age) + lgamma(alpha + beta) - lgamma(beta) - lgamma(alpha + beta + age)
