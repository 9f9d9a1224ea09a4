"""How the product is used against what was bought, and what is said of it: rules 8 and 15 to 20."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.health.shrinkage import FEWEST_ACCOUNTS
from cxdesk.health.tensions import use
from cxdesk.health.tensions.basis import Basis
from cxdesk.health.tensions.gates import MONTHS_EACH, contradiction, shrunk_rates
from cxdesk.health.tensions.record import Floats, Mask, Side, Verdict
from cxdesk.health.tensions.sides import (
    DOWN,
    NEEDS_USE,
    changed,
    counted_fact,
    days_left,
    mean_level,
    rate,
    seats_side,
    steady,
    verdict,
)
from cxdesk.health.tensions.spans import LEVEL_DAYS, counted, last, on_the_day, within
from cxdesk.metrics.adoption import core_features
from cxdesk.metrics.first_value import observe_time_to_value, workflow_steps
from cxdesk.metrics.intervals import beta_quantiles
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import ENDED
from cxdesk.metrics.survival import grouped_quantile
from cxdesk.metrics.usage import features_used
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.tables.survey_scales import NPS

PROMOTER_DAYS, NEW_DAYS = 120, 180
HALF, FULL, OLD_DAYS, WITHIN_A_YEAR = 0.5, 0.95, 120, 365
ONE_FEATURE = 0.80
STEP_GAP, STEP_SURE = 0.15, 0.8
EXPORT_GAIN = 0.20
LEAST_EVENTS, LEAST_PEOPLE, FEWEST_FEATURES = 30, 5, 3
_SLOW_SHARE = 0.75  # by when three of four of the segment had their first value
_EXPORT_WORDS = ("export", "api", "download", "csv", "webhook", "integration", "extract")


def promoter_not_started(basis: Basis) -> Verdict:
    """8: a new account recommends it, but has not got going."""
    facts = basis.facts
    answers = facts.answers
    recent = within(answers.answered_at, facts.as_of, PROMOTER_DAYS) & (answers.kind == NPS)
    heard = counted(answers.account, recent & ~np.isnan(answers.unit), len(basis))
    promoters = counted(answers.account, recent & (answers.unit == 1.0), len(basis))
    said = counted_fact(
        basis,
        "Promoters",
        "count",
        np.where(heard > 0, promoters, np.nan),
        (promoters > 0) & (2.0 * promoters > heard),
        last(facts.as_of, PROMOTER_DAYS),
        "an NPS answer in 120 days",
        n=heard,
        of="answers",
    )
    with np.errstate(invalid="ignore"):
        is_new = basis.age_days <= NEW_DAYS
    return verdict(basis, said, _steps_done(basis), where=is_new)


def seats_over_bought(basis: Basis) -> Verdict:
    """15: surely fewer than half of the seats are in use, and the renewal comes."""
    low, high = _seat_interval(basis, basis.most_active)
    with np.errstate(invalid="ignore"):
        holds = high < HALF
        old_enough = basis.age_days > OLD_DAYS
    seats = seats_side(basis, "Seats in use in the fullest month", basis.most_active, holds, low, high)
    return verdict(basis, seats, days_left(basis, 0, WITHIN_A_YEAR), where=old_enough)


def full_but_unhappy(basis: Basis) -> Verdict:
    """16: every seat is in use, and those who sit in them are not content."""
    low, high = _seat_interval(basis, basis.active)
    with np.errstate(invalid="ignore"):
        holds = basis.active >= FULL * basis.facts.accounts.seats
    unhappy = mean_level(
        basis, "Sentiment", "score", basis.mood, basis.quartile(basis.mood.value, 25), DOWN,
        on_the_day(basis.facts.as_of), "survey answers",
    )  # fmt: skip
    return verdict(basis, seats_side(basis, "Seats in use", basis.active, holds, low, high), unhappy)


def heavy_but_one_feature(basis: Basis) -> Verdict:
    """17: much use, nearly all of one feature."""
    facts = basis.facts
    cells, size = basis.feature_cells, max(len(facts.features), 1)
    recent = np.flatnonzero(cells.cell % max(cells.months, 1) < MONTHS_EACH)
    place = cells.cell[recent] // max(cells.months, 1) * size + cells.feature[recent]
    table = np.bincount(place, cells.events[recent], len(basis) * size).reshape(len(basis), size)
    total, top = table.sum(axis=1), table.argmax(axis=1)
    share = ratio(table.max(axis=1), total)
    known = (total >= LEAST_EVENTS) & (len(facts.features) >= FEWEST_FEATURES)
    names = np.array([*facts.features, ""], dtype=object)
    with np.errstate(invalid="ignore"):
        one = share >= ONE_FEATURE
        heavy = basis.use.now >= basis.quartile(basis.use.now, 75)
    return verdict(
        basis,
        counted_fact(
            basis, "Share of one feature", "share", np.where(known, share, np.nan), one,
            use.last_months(facts), "thirty events in three months, of a product with three features",
            n=total, of="events", reliability=basis.use_reliability, about=names[top],
        ),
        counted_fact(
            basis, "Use", "events a month", basis.use.now, heavy, use.last_months(facts), NEEDS_USE,
            n=basis.use.n, of="events", reliability=basis.use_reliability,
        ),
    )  # fmt: skip


def logins_steady_value_falls(basis: Basis) -> Verdict:
    """18: as many people come, and do less of what matters."""
    facts = basis.facts
    users = use.change_of(facts, basis.user_levels, np.nan_to_num(basis.user_levels), basis.segments)
    valued = core_features(facts)
    if facts.conventions.value_feature:
        valued = np.array([name == facts.conventions.value_feature for name in facts.features], dtype=bool)
    counts = basis.feature_cells.sums(valued)
    events = use.per_covered_days(facts, counts)
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.where(basis.user_levels > 0, events / basis.user_levels, np.nan)
    depth = use.change_of(facts, each, counts, basis.segments)
    period = use.last_months(facts)
    same = steady(basis, "Active users", "a month", users, period, basis.use_reliability, NEEDS_USE)
    less = changed(
        basis, "Actions that matter per user", "a month", depth, DOWN, period, basis.use_reliability,
        "six months of usage that names its users and features", of="events",
    )  # fmt: skip
    return verdict(basis, same, less, where=contradiction(same.z, less.z, basis.gates.changed))


def satisfied_but_drops_out(basis: Basis) -> Verdict:
    """19: satisfaction is no worse than usual, but people stop at a step of a workflow that others pass."""
    csat = basis.satisfaction
    usual = basis.quartile(csat.value, 50)
    with np.errstate(invalid="ignore"):
        content = csat.value >= usual
    side = counted_fact(
        basis, "CSAT", "share", np.where((csat.n >= 3) & ~np.isnan(usual), csat.raw, np.nan), content,
        last(basis.facts.as_of, LEVEL_DAYS), "three satisfaction answers in 180 days",
        n=csat.n, of="answers", reliability=csat.reliability,
    )  # fmt: skip
    return verdict(basis, _worst_step(basis), side)


def more_use_but_exports(basis: Basis) -> Verdict:
    """20: use shifts to taking data out."""
    facts = basis.facts
    exports = np.array([_takes_out(name) for name in facts.features], dtype=bool)
    rest = basis.feature_cells.sums(core_features(facts) & ~exports)
    core = use.change_of(facts, use.per_covered_days(facts, rest), rest, basis.segments)
    out = basis.feature_cells.sums(exports)
    everything = basis.feature_cells.sums(np.ones(len(facts.features), dtype=bool))
    counts = [
        [part[:, start : start + MONTHS_EACH].sum(axis=1) for part in (out, everything)]
        for start in (0, MONTHS_EACH)
    ]
    shares, total = [ratio(*part) for part in counts], counts[0][1]
    known = exports.any() & (total >= LEAST_EVENTS) & ~np.isnan(shares[1])
    with np.errstate(invalid="ignore"):
        gained = shares[0] - shares[1] >= EXPORT_GAIN
    period = use.last_months(facts)
    return verdict(
        basis,
        counted_fact(
            basis, "Share of exports and interfaces", "share", np.where(known, shares[0], np.nan), gained,
            period, "features that are named as exports or interfaces, and thirty events in three months",
            n=total, of="events", before=shares[1], before_n=counts[1][1], reliability=basis.use_reliability,
        ),
        changed(
            basis, "Other core features", "events a month", core, DOWN, period, basis.use_reliability,
            "six months of usage by feature", of="events",
        ),
    )  # fmt: skip


def _steps_done(basis: Basis) -> Side:
    """Return the share of the first steps that an account has taken: of the workflows that are named, else of
    the core features. It holds below half of them, or where the first value is later than it was for three of
    four of its segment. Of core features a few accounts use few for good: there the segment's lower quarter
    must be reached as well.
    """
    facts = basis.facts
    flows = facts.conventions.workflows
    if flows:
        steps = sorted({step for flow in flows for step in flow.steps})
        chosen = np.array([name in steps for name in facts.features], dtype=bool)
        whole, usual = len(steps), np.full(len(basis), np.inf)
    else:
        chosen = core_features(facts)
        whole, usual = int(chosen.sum()), np.nan
    used = features_used(facts, chosen, months=max(len(facts.feed_days), 1))
    share = ratio(used, np.full(len(basis), whole))
    share = np.where(use.in_feed(facts), share, np.nan)
    usual = basis.quartile(share, 25) if not flows else usual
    with np.errstate(invalid="ignore"):
        few = (share < HALF) & (share <= usual)
    return counted_fact(
        basis,
        "First steps taken",
        "share",
        np.where((whole > 0) & ~np.isnan(share), share, np.nan),
        few | _late_value(basis),
        on_the_day(facts.as_of),
        "usage by feature",
        n=np.full(len(basis), float(whole)),
        of="steps",
    )


def _late_value(basis: Basis) -> Mask:
    """Return which accounts still wait for a first value that three of four of their segment have had by that
    age (Kaplan-Meier).
    """
    facts, count = basis.facts, len(basis)
    seen = observe_time_to_value(facts, Window(facts.as_of.astype("datetime64[D]"), 3 * YEAR_DAYS))
    late = np.full(int(basis.segments.max(initial=0)) + 1, np.nan)
    if len(seen) >= FEWEST_ACCOUNTS:
        groups = basis.segments[seen.account]
        late, _, _ = grouped_quantile(seen.value, seen.values[ENDED] > 0, groups, len(late), _SLOW_SHARE)
    waiting = np.zeros(count, dtype=bool)
    waiting[seen.account] = seen.values[ENDED] == 0
    with np.errstate(invalid="ignore"):
        return waiting & (basis.age_days > late[basis.segments])


def _seat_interval(basis: Basis, active: Floats) -> tuple[Floats, Floats]:
    """Return the 80 % interval of the share of seats in use, drawn to the segment as the adoption pillar is:
    its upper end is a bound of 90 %.
    """
    seats = basis.facts.accounts.seats
    known = (seats > 0) & ~np.isnan(active)
    typical = known & basis.customers
    groups = int(basis.segments.max(initial=0)) + 1
    used = np.bincount(basis.segments[typical], np.minimum(active, seats)[typical], groups)
    bought = np.bincount(basis.segments[typical], seats[typical], groups)
    mean = np.clip(np.nan_to_num(ratio(used, bought), nan=HALF), 0.01, 0.99)[basis.segments]
    prior = basis.standards.adoption.seats_prior
    low, high = np.full(len(basis), np.nan), np.full(len(basis), np.nan)
    hits = np.minimum(active, seats)[known]
    low[known], high[known] = beta_quantiles(
        mean[known] * prior + hits, (1.0 - mean[known]) * prior + seats[known] - hits, 0.8
    )
    return low, high


def _worst_step(basis: Basis) -> Side:
    """Return the step of a workflow at which an account loses most against its segment, with the share of its
    people who pass it.
    """
    facts, count = basis.facts, len(basis)
    window = Window(facts.as_of.astype("datetime64[D]"), YEAR_DAYS)
    shown: list[Side] = []
    for flow in facts.conventions.workflows:
        found = workflow_steps(facts, flow, window)
        for step in range(1, len(flow.steps)):
            came = found.reached[:, step - 1]
            n = np.bincount(found.account[came], minlength=count).astype(np.float64)
            passed = np.bincount(found.account[came & found.reached[:, step]], minlength=count)
            rates = shrunk_rates(passed.astype(np.float64), n, basis.segments, basis.customers)
            groups = int(basis.segments.max(initial=0)) + 1
            all_hits = np.bincount(basis.segments[basis.customers], rates.hits[basis.customers], groups)
            all_n = np.bincount(basis.segments[basis.customers], n[basis.customers], groups)
            usual = ratio(all_hits, all_n)[basis.segments]
            name = f"{flow.name}: {flow.steps[step]}"
            shown.append(_step_side(basis, rates, usual, name))
    if not shown:
        return counted_fact(
            basis, "People who pass a step", "share", basis.nothing, np.zeros(count, dtype=bool),
            last(facts.as_of, YEAR_DAYS), "a workflow that you name, and usage that names its users",
        )  # fmt: skip
    return _most_evident(basis, shown)


def _step_side(basis: Basis, rates, usual: Floats, name: str) -> Side:
    with np.errstate(invalid="ignore"):
        gap = usual - rates.value >= STEP_GAP
    side = rate(
        basis, "People who pass a step", rates, usual, DOWN, last(basis.facts.as_of, YEAR_DAYS),
        least=LEAST_PEOPLE, of="people", needs="five people who began a workflow in a year",
    )  # fmt: skip
    about = np.full(len(basis), name, dtype=object)
    return replace(side, passes=gap & (side.evidence >= STEP_SURE), about=about)


def _most_evident(basis: Basis, shown: list[Side]) -> Side:
    """Return for each account the side that passes with most evidence, else that with most."""
    rank = np.stack([np.where(side.known, side.evidence + side.passes, -1.0) for side in shown])
    best = rank.argmax(axis=0)
    where = np.arange(len(basis))

    def taken(name: str) -> np.ndarray:
        return np.stack([getattr(side, name) for side in shown])[best, where]

    names = ("value", "n", "passes", "evidence", "reliability", "low", "high", "about")
    return replace(shown[0], **{name: taken(name) for name in names})


def _takes_out(feature: str) -> bool:
    """Return whether a feature's name says that it takes data out of the product."""
    words = "".join(sign if sign.isalnum() else " " for sign in feature.casefold()).split()
    return any(word.startswith(known) for word in words for known in _EXPORT_WORDS)
