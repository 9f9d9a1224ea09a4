"""The retention curves of a book of customers, one for each segment, and where accounts stand on them.

A curve is fitted to the renewals of accounts that renew as often: a month's renewal is not a year's. What is
read off it is of whole years for all, so that a contract by the month compares with one by the year: the
chance to stay 12 months, and the years to come. A curve fitted to one account says nothing, so facts of
chosen accounts are judged by the curves of the whole book they come from (`Facts.all_renewals`), as known on
the as-of date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.metrics.kept import kept_with
from cxdesk.metrics.observations import Floats, Positions
from cxdesk.metrics.shifted_beta_geometric import (
    PRIOR_CONCENTRATION,
    SegmentFits,
    derl_by_steps,
    fit_segments,
    retention,
)
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.renewal_histories import RenewalHistories, renewal_histories


@dataclass(frozen=True, slots=True)
class Seen:
    """How many renewals of accounts with `a_year` of them ended in loss, and in renewal."""

    a_year: float
    lost: float
    kept: float

    @property
    def years(self) -> float:
        return (self.lost + self.kept) / self.a_year

    @property
    def retention(self) -> float:
        """The share that stays a year."""
        return (self.kept / (self.lost + self.kept)) ** self.a_year if self.years > 0 else 0.0


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class RenewalCurves:
    """The curves of segments by name; any other segment has the company's. `fits` are by how many renewals
    a year there are, and `seen` what they were fitted to.

    `decisions` are the renewals that came up, as far as the data can show them, and `average_retention` is
    the share that stayed of those that could leave in a year (without any, 90 %, where every curve begins).
    """

    segments: tuple[str, ...]
    fits: Mapping[float, SegmentFits]
    seen: tuple[Seen, ...]
    decisions: float
    average_retention: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Accounts on their segment's curve, (n,) each: its parameters after `begun` further renewals, of which
    there are `a_year`, the whole `years` since then, the probability `rate` to stay the next 12 months, and
    DERL in years just before the year after that.
    """

    alpha: Floats
    beta: Floats
    a_year: Floats
    years: Positions
    rate: Floats
    derl_next: Floats


_AGES = 16  # years by which the sums are made ahead: months of one line then share them
_FIRST_RETENTION, _PRIOR_YEARS = 0.9, 5.0  # a year, before anything was seen; a judgement


def renewal_curves(facts: Facts) -> RenewalCurves:
    """Return the curves of the book that the facts come from."""
    book = facts if facts.all_renewals is None else facts.all_renewals
    return kept_with(book, "curves", lambda: _fitted(renewal_histories(facts)))


def standing(
    curves: RenewalCurves, segment: np.ndarray, renewals: np.ndarray, a_year: np.ndarray, discount: float
) -> Standing:
    """Return where accounts stand (segments by name, with so many renewals behind them, so many a year);
    `discount` is above 0 a year.

    Renewals that make no whole year are taken into the curve: after x of them it is that of beta + x. Terms
    of several years are divided by the years, as if a part of them could leave each year.
    """
    place = _places(segment, curves.segments) + 1
    years = np.floor(renewals / a_year + 1e-9).astype(np.int64)
    rest = np.round(renewals - years * a_year, 9)
    alpha, beta, rate, following = (np.empty(len(place)) for _ in range(4))
    ages = -(-(int(years.max(initial=0)) + 1) // _AGES) * _AGES
    for each in np.unique(a_year).tolist():
        rows = np.flatnonzero(a_year == each)
        fits = _fits_of(curves, each)
        first = np.append(fits.company.alpha, fits.alpha), np.append(fits.company.beta, fits.beta)
        phases = max(1, int(each))
        table = kept_with(
            curves,
            (discount, ages, each),
            lambda first=first, phases=phases, each=each: derl_by_steps(
                np.repeat(first[0], phases),
                (first[1][:, None] + np.arange(phases)).reshape(-1),
                discount,
                ages + 1,
                each,
            ),
        )
        alpha[rows], beta[rows] = first[0][place[rows]], first[1][place[rows]] + rest[rows]
        rate[rows] = retention(alpha[rows], beta[rows], years[rows] + 1, each)
        following[rows] = table[place[rows] * phases + rest[rows].astype(np.int64), years[rows] + 1]
    return Standing(alpha, beta, a_year, years, rate, following)


def _fits_of(curves: RenewalCurves, a_year: float) -> SegmentFits:
    """Return the curves of accounts with so many renewals a year; where none is old enough to tell, those
    that the others make likely.
    """
    if a_year in curves.fits:
        return curves.fits[a_year]
    none = np.zeros(0, dtype=np.int64)
    prior = _prior(Seen(a_year, 0.0, 0.0), curves.seen)
    return kept_with(
        curves,
        ("fits", a_year),
        lambda: fit_segments(
            none, none, none, none, len(curves.segments), prior, PRIOR_CONCENTRATION * a_year
        ),
    )


def _fitted(histories: RenewalHistories) -> RenewalCurves:
    names = tuple(sorted(set(histories.segment.tolist())))
    codes = _places(histories.segment, names)
    seen = [_seen(histories, each) for each in np.unique(histories.a_year).tolist() or [1.0]]
    fits = {}
    for own in seen:
        rows = histories.a_year == own.a_year
        fits[own.a_year] = fit_segments(
            codes[rows],
            histories.renewals[rows],
            histories.lost[rows],
            histories.entry[rows],
            len(names),
            _prior(own, [other for other in seen if other is not own]),
            PRIOR_CONCENTRATION * own.a_year,
        )
    decisions = sum(own.lost + own.kept for own in seen)
    average = _yearly_retention(seen) if decisions > 0 else _FIRST_RETENTION
    return RenewalCurves(names, fits, tuple(seen), decisions, average)


def _seen(histories: RenewalHistories, a_year: float) -> Seen:
    rows = histories.a_year == a_year
    kept = (histories.renewals - histories.entry)[rows].sum()
    return Seen(a_year, float(histories.lost[rows].sum()), float(kept))


def _yearly_retention(seen: Sequence[Seen]) -> float:
    """Return the share that stays a year, of each term as much as was seen of it."""
    return sum(each.retention * each.years for each in seen) / sum(each.years for each in seen)


def _prior(own: Seen, others: Sequence[Seen]) -> float:
    """Return the log-odds of loss at one renewal that a curve is drawn to: those seen, with five years more
    at the rate of the others, which is drawn to 10 % a year by five years likewise.
    """
    told = [other for other in others if other.years > 0]
    years = sum(other.years for other in told)
    stays = (_yearly_retention(told) * years if told else 0.0) + _FIRST_RETENTION * _PRIOR_YEARS
    lost = 1.0 - (stays / (years + _PRIOR_YEARS)) ** (1.0 / own.a_year)
    pseudo = _PRIOR_YEARS * own.a_year
    return float(np.log((own.lost + pseudo * lost) / (own.kept + pseudo * (1.0 - lost))))


def _places(texts: np.ndarray, names: tuple[str, ...]) -> Positions:
    """Return the position of each text among the names, -1 where it is none of them."""
    found = compute.index_in(pa.array(texts, pa.string()), value_set=pa.array(names, pa.string()))
    return compute.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int64)
