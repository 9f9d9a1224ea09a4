"""Why a score changed between two dates, split exactly by cause and by driver.

A score is typical + sum_k e_k x_k / E over its items k: the drivers of the weighted pillars, and renewal as
one. x_k is how far the item lies from typical, e_k = pillar weight x share in the pillar x reliability, and
E = sum e_k. Between two dates, on one scale and with one set of standards (bars are means of both dates):

    delta H = sum_k (a_k)bar delta x_k                     what customers did
            + sum_k delta e_k ((x_k)bar - (h)bar) / (E)bar     new evidence (delta e > 0), aged out (< 0)

with a_k = e_k / E and h = sum_k e_k (x_k)bar / E. Both sums are exact: delta (N / E) = (delta N - (N / E)bar
delta E) / (E)bar. Renewal's x is itself the sum of its tenure, signals and clip. Tenure moves with
the renewals behind the account and with the curve that is fitted to everybody's. That one more was survived,
and what became of the others, is new evidence: nothing else makes the curve rise with age. Of an account that
was in another segment before, it is the segment's doing; where customers order, it is what they did. What
another scale or other standards do is the difference that they make on the later date, and so is what a
segment's own standards do to an account that moved there; what caps do is the change of their bars.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk.health.explanation import RENEWAL
from cxdesk.health.portfolio import PILLARS, Portfolio, weight_asked

BEHAVIOUR, NEW_EVIDENCE, AGED_OUT, YARDSTICK, CAP = range(5)
CAUSES = ("behaviour", "new_evidence", "aged_out", "yardstick", "cap")
CAUSE_LABELS = (
    "What the customer did",
    "New evidence",
    "Evidence aged out",
    "Scale, standards or segment changed",
    "Cap set or lifted",
)
_SENTIMENT = PILLARS.index("sentiment")


@dataclass(frozen=True, slots=True)
class Part:
    """One bar of the change: what a driver, signal or cap did by one cause; `points` (n,)."""

    name: str
    label: str
    pillar: int
    cause: int
    points: np.ndarray


@dataclass(frozen=True, slots=True)
class Changes:
    """Health of n accounts on two dates, and the parts whose sum is its change; NaN where one is unknown."""

    before: np.ndarray
    after: np.ndarray
    parts: tuple[Part, ...]

    def by_cause(self) -> np.ndarray:
        """Return n x causes points; they sum to `after - before`."""
        total = np.zeros((len(self.before), len(CAUSES)))
        for part in self.parts:
            total[:, part.cause] += part.points
        return total


def changes(
    before: Portfolio,
    same_yardstick: Portfolio,
    after: Portfolio,
    place: np.ndarray,
    moved: np.ndarray | None = None,
) -> Changes:
    """Return the change of every account from `before` to `after`.

    `same_yardstick` has the later facts on the scale and with the standards of `before`, those of the segment
    that each account was in then; it is `after` itself where none of it changed. `place` (n,) is where each
    account of `after` stands in `before`, -1 where it did not exist yet: its change is NaN, as it is where
    either health is unknown. `moved` (n,) bool: who is in another segment than before, None: nobody.
    """
    if not len(before):
        unknown = np.full(len(after), np.nan)
        return Changes(unknown, unknown, ())
    there = place >= 0
    then = np.where(there, before.health[place], np.nan)
    known = ~np.isnan(then) & ~np.isnan(after.health) & ~np.isnan(same_yardstick.health)
    moved = np.zeros(len(after), dtype=bool) if moved is None else moved
    parts = [
        *_evidence_and_behaviour(before, same_yardstick, place, moved),
        *_whole_bars(before, same_yardstick, place),
        *_yardstick(same_yardstick, after),
    ]
    kept = tuple(
        Part(part.name, part.label, part.pillar, part.cause, np.where(known, part.points, np.nan))
        for part in parts
        if np.any(np.nan_to_num(part.points) != 0.0)
    )
    return Changes(then, np.where(there, after.health, np.nan), kept)


def places(earlier: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Return where each of the later account ids stands among the earlier ones, -1 where it does not."""
    found = {identity: position for position, identity in enumerate(earlier.tolist())}
    return np.fromiter((found.get(identity, -1) for identity in later.tolist()), np.int64, len(later))


def _evidence_and_behaviour(
    before: Portfolio, after: Portfolio, place: np.ndarray, moved: np.ndarray
) -> list[Part]:
    """Return the parts of the drivers, of renewal's terms and of the evidence for each."""
    evidence = [_evidence(before)[place], _evidence(after)]
    away = [_away(before)[place], _away(after)]
    # What was not known before, or is not any more, says nothing of behaviour: only its evidence changed.
    away = [
        np.where(own > 0, here, other)
        for own, here, other in zip(evidence, away, reversed(away), strict=True)
    ]
    total = [values.sum(axis=1, keepdims=True) for values in evidence]
    share = [_divided(values, whole) for values, whole in zip(evidence, total, strict=True)]
    middle, mean_share = (away[0] + away[1]) / 2.0, (share[0] + share[1]) / 2.0
    level = (_weighted(share[0], middle) + _weighted(share[1], middle)) / 2.0
    grown = evidence[1] - evidence[0]
    by_evidence = _divided(grown * (middle - level), (total[0] + total[1]) / 2.0)
    by_value = mean_share * (away[1] - away[0])
    parts = []
    for index, driver in enumerate(after.drivers):
        unheard = after.driver_count[:, index] == before.driver_count[place, index]
        unheard &= (
            driver.pillar == _SENTIMENT
        )  # what was said does not change: it fades, or the segment moves
        parts += _split(driver.name, driver.label, driver.pillar, by_value[:, index], AGED_OUT, unheard)
        parts += _evidence_parts(
            driver.name, driver.label, driver.pillar, by_evidence[:, index], grown[:, index]
        )
    parts += _evidence_parts("renewal", "Renewal signals", RENEWAL, by_evidence[:, -1], grown[:, -1])
    both = (evidence[0][:, -1] > 0) & (evidence[1][:, -1] > 0)
    return parts + _renewal_terms(before, after, place, moved, np.where(both, mean_share[:, -1], 0.0))


def _evidence(portfolio: Portfolio) -> np.ndarray:
    """Return n x (D + 1): e_k of the drivers, then of renewal."""
    pillars = np.array([driver.pillar for driver in portfolio.drivers])
    known = portfolio.driver_reliability
    asked = {pillar: _asked(portfolio, pillar) for pillar in set(pillars.tolist())}
    whole = np.column_stack([asked[pillar] for pillar in pillars.tolist()])
    drivers = _divided(known * portfolio.pillar_weight[:, pillars] * portfolio.driver_weight, whole)
    renewal = portfolio.pillar_reliability[:, RENEWAL] * portfolio.pillar_weight[:, RENEWAL]
    scored = np.isfinite(portfolio.health)[:, None]
    return np.where(scored, np.column_stack([drivers, renewal]), 0.0)


def _asked(portfolio: Portfolio, pillar: int) -> np.ndarray:
    """Return the weight of the drivers of a pillar that should be known of each account, (n,)."""
    chosen = [index for index, driver in enumerate(portfolio.drivers) if driver.pillar == pillar]
    return weight_asked(
        [portfolio.drivers[index] for index in chosen],
        portfolio.driver_weight[:, chosen].T,
        portfolio.driver_reliability[:, chosen].T,
    )


def _away(portfolio: Portfolio) -> np.ndarray:
    """Return n x (D + 1): how far each driver's score, then renewal's, lies from what is typical."""
    return np.column_stack([portfolio.driver_score, portfolio.pillar_score[:, RENEWAL]]) - portfolio.typical


def _renewal_terms(
    before: Portfolio, after: Portfolio, place: np.ndarray, moved: np.ndarray, share: np.ndarray
) -> list[Part]:
    """Return what tenure, signals and clip did; `share` (n,) is renewal's mean share in the score.

    A signal that was not known before is new
    evidence, one that is not known any more has aged out.
    """
    parts = []
    for index, bar in enumerate(after.bars):
        if bar.pillar != RENEWAL:
            continue
        points = share * (_term(after, index) - _term(before, index)[place])
        if bar.kind == "tenure":
            by_age = NEW_EVIDENCE if after.order_value is None else BEHAVIOUR
            for cause, chosen in ((YARDSTICK, moved), (by_age, ~moved)):
                parts.append(Part(bar.name, bar.label, RENEWAL, cause, np.where(chosen, points, 0.0)))
            continue
        if bar.kind != "signal":
            parts.append(Part(bar.name, bar.label, RENEWAL, BEHAVIOUR, points))
            continue
        was, is_now = (np.isfinite(p.signal_value[:, bar.item]) for p in (before, after))
        new, gone = is_now & ~was[place], was[place] & ~is_now
        for cause, chosen in ((NEW_EVIDENCE, new), (AGED_OUT, gone), (BEHAVIOUR, ~new & ~gone)):
            parts.append(Part(bar.name, bar.label, RENEWAL, cause, np.where(chosen, points, 0.0)))
    return parts


def _term(portfolio: Portfolio, index: int) -> np.ndarray:
    """Return one of renewal's bars on the pillar's own scale: its points by the pillar's share."""
    return _divided(np.nan_to_num(portfolio.bar_points[:, index]), portfolio.pillar_share[:, RENEWAL])


def _whole_bars(before: Portfolio, after: Portfolio, place: np.ndarray) -> list[Part]:
    """Return the changes of the bars that stand for themselves: data gaps, imbalance, caps."""
    causes = {"gap": NEW_EVIDENCE, "imbalance": BEHAVIOUR, "cap": CAP}
    return [
        Part(
            bar.name,
            bar.label,
            bar.pillar,
            causes[bar.kind],
            after.bar_points[:, i] - before.bar_points[place, i],
        )
        for i, bar in enumerate(after.bars)
        if bar.kind in causes
    ]


def _yardstick(same: Portfolio, after: Portfolio) -> list[Part]:
    """Return what another scale or other standards do on the later date, bar by bar."""
    if same is after:
        return []
    then, now = ({bar.name: index for index, bar in enumerate(book.bars)} for book in (same, after))
    # Standards with other signals have other bars: one that is not there has no points.
    bars = {bar.name: bar for bar in (*same.bars, *after.bars)}
    return [
        Part(
            bar.name, bar.label, bar.pillar, YARDSTICK, _points(after, now, name) - _points(same, then, name)
        )
        for name, bar in bars.items()
    ]


def _points(book: Portfolio, places: dict[str, int], name: str) -> np.ndarray:
    return book.bar_points[:, places[name]] if name in places else np.zeros(len(book))


def _split(
    name: str, label: str, pillar: int, points: np.ndarray, other: int, is_other: np.ndarray
) -> list[Part]:
    """Return the part that is behaviour, and the part of the accounts where it has another cause."""
    return [
        Part(name, label, pillar, other, np.where(is_other, points, 0.0)),
        Part(name, label, pillar, BEHAVIOUR, np.where(is_other, 0.0, points)),
    ]


def _evidence_parts(name: str, label: str, pillar: int, points: np.ndarray, grown: np.ndarray) -> list[Part]:
    """Return what more evidence did, and what less did."""
    return [
        Part(name, label, pillar, NEW_EVIDENCE, np.where(grown > 0, points, 0.0)),
        Part(name, label, pillar, AGED_OUT, np.where(grown < 0, points, 0.0)),
    ]


def _weighted(share: np.ndarray, away: np.ndarray) -> np.ndarray:
    return (share * away).sum(axis=1, keepdims=True)


def _divided(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part / whole, 0 where the whole is 0."""
    part, whole = np.broadcast_arrays(part, whole)
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole != 0)
