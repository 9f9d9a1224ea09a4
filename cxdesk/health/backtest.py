"""Would the forecasts of past dates have found who was lost? Rolling origins, an embargo, baselines.

At each origin every account at risk has a chance of loss within the horizon from what was known then; what
happened since is compared with it. Models that learn see, at each origin, only the origins whose horizon had
passed by then (the embargo). A history can be too short to tell a model from no model: then that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.health.learning import Learned
from cxdesk.health.rolling_learning import as_adopted, rolled
from cxdesk.health.snapshots import Snapshot, passed_by
from cxdesk.metrics.clustered_auc import clustered_area_under_curve
from cxdesk.metrics.clustered_shares import independent_rows
from cxdesk.metrics.forecast_bins import Bins, calibration_error, equal_count_bins
from cxdesk.metrics.forecast_quality import (
    CalibrationLine,
    Interval,
    brier,
    brier_skill,
    calibration_line,
    called_of,
    observed_over_expected,
)
from cxdesk.metrics.intervals import wilson

Floats = NDArray[np.float64]

STANDARDS, LEARNED, BASE_RATE, CURVE, USAGE_TREND, PREVIOUS = (
    "standards",
    "learned",
    "base_rate",
    "retention_curve",
    "usage_trend",
    "previous_standards",
)
_BASE_LOSSES, _BASE_ROWS = 0.5, 10.0  # of the base rate before anything was seen: 5 %


@dataclass(frozen=True, slots=True)
class Calls:
    """What a team calls before the horizon has passed: a `share` of the accounts (0 to 1), or a `number` of
    them, at least 1, where that is not 0.
    """

    share: float = 0.1
    number: int = 0

    def of(self, accounts: int) -> int:
        """Return how many of the accounts are called: at least one, at most all."""
        return min(accounts, self.number or max(1, round(accounts * self.share)))


@dataclass(frozen=True, slots=True)
class Quality:
    """How good one model's forecasts were over all rows; NaN where the rows cannot say. `arr_recall` is the
    share of the lost revenue that was called, NaN where accounts are in several currencies.
    """

    auc: Interval
    brier: float
    skill: float
    observed_over_expected: Interval
    line: CalibrationLine
    ece: float
    lift: float
    arr_recall: float


@dataclass(frozen=True, slots=True)
class OriginResult:
    """One origin: accounts at risk, how many were lost, and the standards' area under the curve there."""

    origin: np.datetime64
    accounts: int
    events: int
    auc: Interval
    brier: float
    calls: int
    hits: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A lost account that was not among the calls at the last origin before its loss; `account` is its
    position in the newest facts, `rank` counts from 1, highest chance first.
    """

    account: int
    origin: np.datetime64
    lost_on: np.datetime64
    chance: float
    rank: int
    accounts: int
    band: str


@dataclass(frozen=True, slots=True)
class BandRecord:
    """What became of the accounts of a band: `kept` of `n` were not lost within the horizon, one account
    counted on every date that it was in it; `missed` are the positions of those that were. As `independent`
    rows they count for the range, NaN: as n.
    """

    band: str
    n: int
    kept: int
    missed: tuple[int, ...]
    independent: float = float("nan")

    @property
    def range(self) -> tuple[float, float]:
        """The 95 % range of the share that was kept, 0 to 1 (Wilson, by accounts)."""
        rows = self.n if np.isnan(self.independent) else self.independent
        low, high = wilson(self.kept / self.n * rows, rows)
        return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Backtest:
    """All of it.

    `judged` is the model that it is about, one of `models`. `lead_days` is the median time from the first
    origin at which a lost account was among the calls to its loss, NaN without one. `method` says in words
    what was held out. `learned` is what all rows teach, and `learned_better` how likely its Brier score is
    better than the standards'.
    """

    method: str
    horizon_days: int
    rows: int
    events: int
    calls: Calls
    judged: str
    models: Mapping[str, Quality]
    bins: Bins
    origins: tuple[OriginResult, ...]
    misses: tuple[Miss, ...]
    bands: tuple[BandRecord, ...]
    lead_days: float
    learned: Learned | None
    learned_better: float

    @property
    def can_tell_apart(self) -> bool:
        """Whether the judged model's interval lies above no order at all."""
        return bool(self.models[self.judged].auc.low > 0.5) if self.models else False


def back_test(
    taken: Sequence[Snapshot],
    signals: Sequence[str],
    expert: Floats,
    horizon_days: int,
    calls: Calls | None = None,
    previous: Sequence[Floats] | None = None,
) -> Backtest:
    """Judge snapshots, in any order. `signals` (S) names their inputs, `expert` (S,) are the standards'
    weights; `previous` are the chances by the previous standards, one array per snapshot.
    """
    calls = calls or Calls()
    order = sorted(range(len(taken)), key=lambda index: taken[index].origin)
    ordered = [taken[index] for index in order if len(taken[index].account)]
    before = None if previous is None else [previous[index] for index in order if len(taken[index].account)]
    chances: dict[str, list[Floats]] = {STANDARDS: [each.chance for each in ordered]}
    learned = _forecasts(ordered, signals, expert, chances, horizon_days)
    if before is not None:
        chances[PREVIOUS] = before
    lost = _joined([each.lost for each in ordered])
    account = _joined([each.account for each in ordered]).astype(np.int64)
    date = np.repeat(np.arange(len(ordered)), [len(each.account) for each in ordered])
    arr = _joined([each.arr for each in ordered])
    models = (
        {name: quality(_joined(values), lost, account, date, arr, calls) for name, values in chances.items()}
        if len(lost)
        else {}
    )
    misses, lead = _misses(ordered, calls)
    return Backtest(
        method="past dates: at each, only what was known by then",
        horizon_days=horizon_days,
        rows=len(lost),
        events=int(lost.sum()),
        calls=calls,
        judged=STANDARDS,
        models=models,
        bins=equal_count_bins(_joined(chances[STANDARDS]), lost),
        origins=tuple(_origin(each, calls) for each in ordered),
        misses=misses,
        bands=band_records(ordered),
        lead_days=lead,
        learned=learned,
        learned_better=_learned_better(chances, lost, account) if learned else float("nan"),
    )


def quality(
    chance: Floats, lost: Floats, account: NDArray, date: NDArray, arr: Floats, calls: Calls
) -> Quality:
    """Return how good forecasts (n,) were; `account` and `date` are codes from 0; at least one row."""
    called = _called(chance, date, calls)
    found, fell = float(called @ lost), float(arr @ lost)
    return Quality(
        auc=clustered_area_under_curve(chance, lost, account, date),
        brier=brier(chance, lost),
        skill=brier_skill(chance, lost),
        observed_over_expected=observed_over_expected(chance, lost),
        line=calibration_line(chance, lost),
        ece=calibration_error(equal_count_bins(chance, lost)).mean,
        lift=found / (lost.sum() * called.mean()) if lost.any() else float("nan"),
        arr_recall=float((called * arr) @ lost) / fell if fell > 0.0 else float("nan"),
    )


def _called(chance: Floats, date: NDArray, calls: Calls) -> Floats:
    """Return how far each row was among the calls of its own date, 0 to 1: of equal forecasts at the border
    each counts in part. A call is made on a date; the highest of all dates together nobody can call.
    """
    called = np.zeros(len(chance))
    for number in np.unique(date):
        rows = np.flatnonzero(date == number)
        called[rows] = called_of(chance[rows], calls.of(len(rows)))
    return called


def band_records(taken: Sequence[Snapshot]) -> tuple[BandRecord, ...]:
    """Return what became of each band's accounts over all origins, in the order of their names."""
    bands = _joined([each.band for each in taken])
    lost, account = _joined([each.lost for each in taken]), _joined([each.account for each in taken])
    return tuple(
        BandRecord(
            str(band),
            int(np.sum(bands == band)),
            int(np.sum((bands == band) & (lost == 0))),
            tuple(dict.fromkeys(account[(bands == band) & (lost == 1)].astype(int).tolist())),
            independent_rows(lost[bands == band], account[bands == band]),
        )
        for band in sorted(set(bands.tolist()))
    )


def _forecasts(
    ordered: Sequence[Snapshot],
    signals: Sequence[str],
    expert: Floats,
    chances: dict[str, list[Floats]],
    horizon_days: int,
) -> Learned | None:
    """Add the forecasts of the baselines and of learned weights at each origin, from earlier ones alone.

    Return what all origins together teach, None without any.
    """
    trend = [index for index, name in enumerate(signals) if name == "usage_falling"]
    trend_only = np.array([weight if index in trend else 0.0 for index, weight in enumerate(expert)])
    found = rolled(ordered, expert, horizon_days)
    chances[LEARNED] = list(found.chances)
    for name in (BASE_RATE, CURVE, USAGE_TREND):
        chances[name] = []
    for each in ordered:
        earlier = [ordered[place] for place in passed_by(ordered, each.origin, horizon_days)]
        rows, losses = sum(len(p.account) for p in earlier), sum(float(p.lost.sum()) for p in earlier)
        rate = (losses + _BASE_LOSSES) / (rows + _BASE_ROWS)
        chances[BASE_RATE].append(np.full(len(each.account), rate))
        chances[CURVE].append(each.curve)
        chances[USAGE_TREND].append(as_adopted(each, trend_only, horizon_days))
    return found.learned


def _learned_better(chances: Mapping[str, list[Floats]], lost: Floats, account: NDArray) -> float:
    return chance_of_better(_joined(chances[STANDARDS]), _joined(chances[LEARNED]), lost, account)


def chance_of_better(first: Floats, second: Floats, lost: Floats, account: NDArray) -> float:
    """Return how likely the second forecasts' Brier score is better than the first's, over accounts drawn
    with replacement (1,000 seeded draws); rows (n,), `account` are codes from 0.
    """
    gain = (first - lost) ** 2 - (second - lost) ** 2
    by_account = np.bincount(account, weights=gain)
    by_account = by_account[np.bincount(account) > 0]
    if not np.any(by_account):
        return 0.0
    random = np.random.default_rng(20240229)
    drawn = random.integers(0, len(by_account), (1000, len(by_account)), dtype=np.int32)
    return float(np.mean(by_account[drawn].sum(axis=1) > 0))


def _origin(each: Snapshot, wanted: Calls) -> OriginResult:
    calls = wanted.of(len(each.account))
    return OriginResult(
        each.origin,
        len(each.account),
        int(each.lost.sum()),
        clustered_area_under_curve(
            each.chance, each.lost, np.arange(len(each.account)), np.zeros(len(each.account))
        ),
        brier(each.chance, each.lost),
        calls,
        int(each.lost[_ranks(each.chance) <= calls].sum()),
    )


def _misses(ordered: Sequence[Snapshot], wanted: Calls) -> tuple[tuple[Miss, ...], float]:
    """Return who was lost without being among the calls just before, and the median warning of the others."""
    first_called: dict[int, np.datetime64] = {}
    missed: list[Miss] = []
    warnings: list[int] = []
    for each in ordered:
        ranks, calls = _ranks(each.chance), wanted.of(len(each.account))
        for row in np.flatnonzero(ranks <= calls).tolist():
            first_called.setdefault(int(each.account[row]), each.origin)
        for row in np.flatnonzero(each.lost == 1).tolist():
            account = int(each.account[row])
            if ranks[row] <= calls:
                warnings.append(int((each.lost_on[row] - first_called[account]).astype(int)))
            else:
                missed.append(
                    Miss(
                        account, each.origin, each.lost_on[row], float(each.chance[row]), int(ranks[row]),
                        len(each.account), str(each.band[row]),
                    )
                )  # fmt: skip
    return tuple(missed), float(np.median(warnings)) if warnings else float("nan")


def _ranks(chance: Floats) -> NDArray[np.int64]:
    """Return the place of each, 1 for the highest chance; of equal ones the first."""
    ranks = np.empty(len(chance), dtype=np.int64)
    ranks[np.argsort(-chance, kind="stable")] = np.arange(1, len(chance) + 1)
    return ranks


def _joined(parts: Sequence[NDArray]) -> NDArray:
    return np.concatenate(parts) if parts else np.zeros(0)
