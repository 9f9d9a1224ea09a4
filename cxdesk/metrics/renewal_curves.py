"""The retention curves of a book of customers, one for each segment, and where accounts stand on them.

Renewals are yearly. A curve fitted to one account says nothing, so facts of chosen accounts are judged by the
curves of the whole book they come from (`Facts.all_renewals`), as known on the as-of date.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.metrics.kept import kept_with
from cxdesk.metrics.observations import Floats, Positions
from cxdesk.metrics.shifted_beta_geometric import SegmentFits, derl, fit_segments, retention
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.renewal_histories import RenewalHistories, renewal_histories


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class RenewalCurves:
    """The curves of segments by name; any other segment has the company's.

    `decisions` are the renewals that came up, as far as the data can show them, and `average_retention` is
    the share of them that ended in renewal (without any, what the company's curve begins with).
    """

    segments: tuple[str, ...]
    fits: SegmentFits
    decisions: float
    average_retention: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Accounts on their segment's curve, (n,) each: its parameters, the probability `rate` of the coming
    renewal, and DERL just before the renewal after that.
    """

    alpha: Floats
    beta: Floats
    rate: Floats
    derl_next: Floats


_AGES = 16  # renewals by which the sums are made ahead: months of one line then share them


def renewal_curves(facts: Facts) -> RenewalCurves:
    """Return the curves of the book that the facts come from."""
    book = facts if facts.all_renewals is None else facts.all_renewals
    return kept_with(book, "curves", lambda: _fitted(renewal_histories(facts)))


def standing(curves: RenewalCurves, segment: np.ndarray, renewals: np.ndarray, discount: float) -> Standing:
    """Return where accounts (segments by name, with so many renewals behind them) stand; `discount` is above
    0 a year.
    """
    fits = curves.fits
    alpha, beta = np.append(fits.company.alpha, fits.alpha), np.append(fits.company.beta, fits.beta)
    place = _places(segment, curves.segments) + 1
    ages = -(-(int(renewals.max(initial=0)) + 1) // _AGES) * _AGES
    following = kept_with(
        curves,
        (discount, ages),
        lambda: derl(alpha[:, None], beta[:, None], discount, np.arange(ages) + 2),
    )
    return Standing(
        alpha[place],
        beta[place],
        retention(alpha[place], beta[place], renewals + 1),
        following[place, renewals],
    )


def _fitted(histories: RenewalHistories) -> RenewalCurves:
    names = tuple(sorted(set(histories.segment.tolist())))
    codes = _places(histories.segment, names)
    fits = fit_segments(codes, histories.renewals, histories.lost, histories.entry, len(names))
    lost, kept = float(histories.lost.sum()), float((histories.renewals - histories.entry).sum())
    company = fits.company
    first = 1.0 - company.alpha / (company.alpha + company.beta)
    return RenewalCurves(names, fits, lost + kept, kept / (lost + kept) if lost + kept > 0 else first)


def _places(texts: np.ndarray, names: tuple[str, ...]) -> Positions:
    """Return the position of each text among the names, -1 where it is none of them."""
    found = compute.index_in(pa.array(texts, pa.string()), value_set=pa.array(names, pa.string()))
    return compute.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int64)
