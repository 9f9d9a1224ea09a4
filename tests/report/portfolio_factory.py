"""A made-up portfolio for the tests of reports: random, seeded, and obeying the formulas of `Portfolio`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxdesk.health.calibration import Calibration
from cxdesk.health.portfolio import LOST_BAND, NO_BAND, Bar, CalibrationStamp, Driver, Portfolio, Signal
from cxdesk.health.standards import Standards, default_standards_text, read_standards
from cxdesk.workspace.facts_record import (
    Accounts,
    Answers,
    ChurnEvents,
    Contacts,
    Contracts,
    Facts,
    FeatureMonths,
    Finding,
    Tickets,
    UsageMonths,
)
from cxdesk.workspace.records import Problem, SetAside, SheetReport
from tests.report.independent_score import Inputs, Scored, derl, expected_scores, low_sentiment, score

AS_OF = np.datetime64("2026-09-30", "D")
_SEGMENTS = ("Enterprise", "Mid-market", "Small")
_CURVES = ((0.668, 3.806), (3.7981, 15.1919), (0.704, 1.182))  # the published fits of methods 1.1 and 1.2
LOW_SENTIMENT = (2.0, 18.0)  # mean and standard deviation of the points below typical
_SOURCES = (("CRM export.xlsx", "Accounts"), ("Surveys.csv", ""), ("Tickets.csv", ""))
_UNITS = {
    "nps": "points", "csat": "share", "ces": "share", "seat_use": "share", "feature_breadth": "share",
    "feature_depth": "per user", "usage_trend": "log ratio", "recency": "days",
    "time_to_value": "days",
    "derl_ratio": "times the start", "net_revenue_retention": "times the start", "expansion": "share",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sample:
    """What `write_workbook` takes."""

    facts: Facts
    portfolio: Portfolio
    standards: Standards
    imports: tuple[SheetReport, ...]


def make_sample(
    count: int = 12, seed: int = 7, names: tuple[str, ...] = (), comments: tuple[str, ...] = ()
) -> Sample:
    """Return a portfolio of `count` accounts; `names` and `comments` replace the first made-up ones.

    One account in ten has no evidence at all, one in seven no ARR, and some drivers and signals are missing.
    """
    random = np.random.default_rng(seed)
    standards = read_standards(default_standards_text())
    facts = _facts(random, count, names, comments)
    return Sample(facts, make_portfolio(random, facts, standards), standards, _imports())


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of n accounts: scores and reliabilities of drivers (n, drivers), strengths of signals, 0
    where `absent` (n, signals), and values of caps (n, caps).
    """

    drivers: tuple[Driver, ...]
    signals: tuple[Signal, ...]
    score: np.ndarray
    reliability: np.ndarray
    x: np.ndarray
    absent: np.ndarray
    nothing: np.ndarray
    caps: np.ndarray


@dataclass(frozen=True, slots=True)
class _Renewing:
    """Where n accounts stand on the published curves: parameters, renewals behind them, log-odds of the next
    year and DERL of those after it.
    """

    alpha: np.ndarray
    beta: np.ndarray
    renewals: np.ndarray
    base: np.ndarray
    following: np.ndarray


def _known(random: np.random.Generator, standards: Standards, customer: np.ndarray) -> _Known:
    """Return random evidence; one account in ten has none. Some caps hold, some cannot be told."""
    count = len(customer)
    drivers, signals, _ = _items(standards)
    nothing = np.arange(count) % 10 == 9
    reliability = random.uniform(0, 1, (count, len(drivers))) * (random.random((count, len(drivers))) > 0.25)
    reliability[nothing] = 0
    score_of = random.uniform(0, 100, reliability.shape)
    score_of[reliability == 0] = standards.score.typical
    x = np.clip(random.normal(0, 1.5, (count, len(signals))), -3, 3)
    is_flag = np.array([signal.is_flag for signal in signals])
    x[:, is_flag] = random.random((count, is_flag.sum())) < 0.2
    absent = random.random(x.shape) < 0.2
    absent[nothing] = True
    sentiment = np.array([driver.pillar == 0 for driver in drivers])
    low = low_sentiment(
        np.array([driver.weight for driver in drivers])[sentiment], reliability[:, sentiment],
        score_of[:, sentiment], standards.score.typical, LOW_SENTIMENT,
    )  # fmt: skip
    read = [signal.name for signal in signals].index("sentiment_low")
    absent[:, read], x[:, read] = np.isnan(low), low
    x[absent] = 0
    caps = np.where(random.random((count, len(standards.caps))) < 0.15, 1.0, 0.0)
    caps[random.random(caps.shape) < 0.2] = np.nan
    caps[~customer] = 0.0
    return _Known(drivers, signals, score_of, reliability, x, absent, nothing, caps)


def _renewing(random: np.random.Generator, count: int, discount: float) -> _Renewing:
    """Return random ages on the published curves."""
    alpha, beta = np.array(_CURVES).T[:, np.arange(count) % len(_CURVES)]
    renewals = random.integers(0, 6, count).astype(float)
    rate = (beta + renewals) / (alpha + beta + renewals)
    following = np.array([
        derl(a, b, discount, n + 2) for a, b, n in zip(alpha, beta, renewals, strict=True)
    ])  # fmt: skip
    return _Renewing(alpha, beta, renewals, np.log(rate / (1 - rate)), following)


def make_portfolio(random: np.random.Generator, facts: Facts, standards: Standards) -> Portfolio:
    """Return random inputs and all that follows from them by the formulas in `Portfolio`'s docstring."""
    count, customer = len(facts.accounts), ~facts.accounts.is_lost
    value, rule, typical = standards.lifetime_value, standards.calibration, standards.score.typical
    known = _known(random, standards, customer)
    on = _renewing(random, count, value.discount_rate)
    typical_odds = float(np.median(on.base))
    betas = np.array([signal.beta for signal in known.signals])
    log_odds = on.base - known.x @ betas
    stamp = CalibrationStamp("c1", np.datetime64("2026-07-01", "D"), count, True)
    scale = Calibration(
        stamp, {name: np.array(anchors) for name, anchors in rule.default_anchors.items()},
        {"sentiment_low": LOW_SENTIMENT}, typical_odds,
    )  # fmt: skip
    expected = [driver.name for driver in known.drivers].index("derl_ratio")
    ratio_scores = expected_scores(
        np.where(facts.accounts.is_customer, 1 / (1 + np.exp(-log_odds)), 0), on.following,
        value.discount_rate, facts.accounts.segment, facts.accounts.is_customer,
        (rule.default_anchors["derl_ratio"], rule.scores),
    )  # fmt: skip
    rated = known.reliability[:, expected] > 0
    known.score[rated, expected] = ratio_scores[rated]
    drivers, ceilings = known.drivers, np.array([cap.ceiling for cap in standards.caps.values()])
    weight = np.array(standards.pillars)
    scored = score(Inputs(
        weight, np.array([d.weight for d in drivers]), np.array([d.pillar for d in drivers]),
        known.reliability, known.score, betas, known.x, on.base, typical_odds,
        (~known.absent) @ betas / betas.sum(), typical, standards.renewal.points_to_double_odds, customer,
        standards.score.imbalance, ceilings, known.caps == 1,
        np.array([d.passing for d in drivers]), facts.accounts.is_customer,
    ))  # fmt: skip
    return _portfolio(facts, standards, scale, known, on, scored)


def _portfolio(
    facts: Facts, standards: Standards, scale: Calibration, known: _Known, on: _Renewing, scored: Scored
) -> Portfolio:
    """Return the record of what was scored, with ranges that are wider where less is known."""
    count, customer = len(facts.accounts), ~facts.accounts.is_lost
    value, weight = standards.lifetime_value, np.array(standards.pillars)
    drivers, signals, bars = _items(standards)
    ceilings = np.array([cap.ceiling for cap in standards.caps.values()])
    log_odds = on.base - known.x @ np.array([signal.beta for signal in signals])
    arr = np.where(facts.accounts.is_customer, facts.accounts.arr, 0)
    worth = arr * value.margin * (1 + on.following / (1 + value.discount_rate))
    band = np.array(
        [_band(standards, *each) for each in zip(scored.health, scored.coverage, strict=True)], dtype=object
    )
    band[~customer] = LOST_BAND
    spread = 12 * (1 - scored.coverage)
    return Portfolio(
        as_of=AS_OF, standards_version=standards.version, typical=standards.score.typical,
        scale=scale,
        drivers=drivers, signals=signals, bars=bars, pillar_weight=np.tile(weight, (count, 1)),
        driver_weight=np.tile([driver.weight for driver in drivers], (count, 1)),
        driver_value=np.where(known.reliability > 0, known.score / 100, np.nan),
        driver_count=np.where(known.reliability > 0, 1 + np.floor(20 * known.reliability), 0),
        driver_score=known.score, driver_reliability=known.reliability,
        signal_value=np.where(known.absent, np.nan, known.x), signal_x=known.x, renewal_base=on.base,
        log_odds=log_odds,
        retention_alpha=on.alpha, retention_beta=on.beta, renewals_a_year=np.ones(count),
        renewals=on.renewals,
        pillar_score=scored.pillar_score, pillar_reliability=scored.pillar_reliability,
        pillar_share=scored.share,
        caps=tuple(standards.caps), cap_ceiling=np.tile(ceilings, (count, 1)), cap_value=known.caps,
        cap_holds=known.caps == 1,
        health=scored.health, uncapped=scored.uncapped, half_width=spread,
        low=np.clip(scored.health - spread, 0, 100), high=np.clip(scored.health + spread, 0, 100),
        worst=np.clip(scored.health - 2 * spread, 0, 100), best=np.clip(scored.health + 2 * spread, 0, 100),
        coverage=scored.coverage, band=band,
        judged_by=np.full(count, "", dtype=object),
        oldest_evidence=np.where(known.nothing, np.datetime64("NaT", "D"), AS_OF - 30),
        bar_points=scored.bar_points, p_renew=scored.p_renew, derl_next=on.following,
        clv=worth * scored.p_renew, clv_low=0.8 * worth * scored.p_renew, clv_high=worth * scored.p_renew,
        clv_textbook=arr / 0.2,
        value_at_risk=worth * (1 - scored.p_renew),
    )  # fmt: skip


def _band(standards: Standards, health: float, coverage: float) -> str:
    """Return the first band, from the highest, that the health reaches."""
    if np.isnan(health) or coverage < standards.score.coverage_no_colour:
        return NO_BAND
    return next(name for name, start in standards.bands if health >= start)


def _items(standards: Standards) -> tuple[tuple[Driver, ...], tuple[Signal, ...], tuple[Bar, ...]]:
    """Return the drivers, signals and bars that the default standards name, where comments are not read."""
    value = standards.lifetime_value
    weights = (standards.sentiment.weights, standards.adoption.weights, None, value.weights)
    drivers = tuple(
        Driver(name, _label(name), pillar, weight, _UNITS[name], name == "time_to_value")
        for pillar, named in enumerate(weights)
        for name, weight in (named or {}).items()
        if name != "text_sentiment"
    )
    flags = ("champion_gone", "single_threaded", "silent", "no_contact", "bill_trouble", "price_rise")
    signals = tuple(
        Signal(name, _label(name), beta, name in flags, "yes or no" if name in flags else "share")
        for name, beta in standards.renewal.betas.items()
    )
    bars = (
        Bar("start", "Typical account", -1, "start", -1),
        Bar("gap", "Data gaps", -1, "gap", -1),
        *(Bar(driver.name, driver.label, driver.pillar, "driver", i) for i, driver in enumerate(drivers)),
        Bar("tenure", "Retention at this age", 2, "tenure", -1),
        *(Bar(signal.name, signal.label, 2, "signal", i) for i, signal in enumerate(signals)),
        Bar("clip", "Held within 0 to 100", 2, "clip", -1),
        Bar("imbalance", "Imbalance", -1, "imbalance", -1),
        *(Bar(f"cap_{name}", _label(f"cap_{name}"), -1, "cap", i) for i, name in enumerate(standards.caps)),
    )
    return drivers, signals, bars


def _facts(
    random: np.random.Generator, count: int, names: tuple[str, ...], comments: tuple[str, ...]
) -> Facts:
    """Return facts whose rows are enough to trace evidence to."""
    made_up = [f"Account {number:04d}" for number in range(count)]
    made_up[: len(names)] = names
    arr = np.round(random.lognormal(11, 1, count), 2)
    arr[np.arange(count) % 7 == 6] = np.nan
    return Facts(
        as_of=AS_OF, accounts=_accounts(random, made_up, arr), answers=_answers(random, count, comments),
        tickets=_tickets(random, count), usage=_usage(count), features=("Reports", "Alerts"),
        feature_months=_empty(FeatureMonths), feed_days=np.ones(24), contracts=_no_contracts(),
        churn_events=_empty(ChurnEvents), contacts=_empty(Contacts), sources=_SOURCES,
        findings=(Finding("churn_truths", "Three sources disagree about who left.", (("flagged", 3.0),)),),
        synthetic=True,
    )  # fmt: skip


def _accounts(random: np.random.Generator, names: list[str], arr: np.ndarray) -> Accounts:
    """Return the accounts; every fifth has a notice date."""
    count = len(names)
    position = np.arange(count)
    lost = position % 11 == 10
    never = np.datetime64("NaT")
    return _filled(
        Accounts, count,
        account_id=_texts(f"{number:019d}" for number in range(count)), account_name=_texts(names),
        segment=_texts(np.array(_SEGMENTS)[position % 3].tolist()), owner=_texts(["Kim"] * count),
        industry=_texts([""] * count), region=_texts(["EMEA"] * count), country=_texts(["DE"] * count),
        plan=_texts(["Pro"] * count), currency=_texts(["EUR"] * count), churn_reason=_texts([""] * count),
        start_date=AS_OF - random.integers(200, 2000, count),
        renewal_date=AS_OF + random.integers(10, 300, count),
        notice_date=np.where(position % 5 == 0, AS_OF + position - 3, never).astype("datetime64[D]"),
        arr=arr, mrr=arr / 12, seats=random.integers(5, 500, count).astype(float),
        is_trial=(position % 9 == 4) & ~lost, is_lost=lost,
        lost_at=np.where(lost, AS_OF - 40, never).astype("datetime64[D]"),
        tenure_years=random.uniform(0, 6, count), source=np.zeros(count, dtype=np.int32),
        source_row=position.astype(np.int32) + 2,
    )  # fmt: skip


def _answers(random: np.random.Generator, count: int, comments: tuple[str, ...]) -> Answers:
    """Return two answers per account, the second with a comment."""
    rows = 2 * count
    said = np.full(rows, "", dtype=object)
    said[1::2] = [comments[i] if i < len(comments) else f"Fine so far ({i})" for i in range(count)]
    day = (AS_OF - random.integers(1, 300, rows)).astype("datetime64[s]")
    return _filled(
        Answers, rows, account=np.arange(rows, dtype=np.int32) // 2, kind=np.arange(rows, dtype=np.int32) % 2,
        unit=random.random(rows), invited_at=day, answered_at=day, comment=said,
        source=np.ones(rows, dtype=np.int32), source_row=np.arange(rows, dtype=np.int32) + 2,
    )  # fmt: skip


def _tickets(random: np.random.Generator, count: int) -> Tickets:
    """Return five tickets per account."""
    rows = 5 * count
    opened = (AS_OF - random.integers(1, 300, rows)).astype("datetime64[s]")
    return _filled(
        Tickets, rows, account=np.arange(rows, dtype=np.int32) % count, created_at=opened,
        is_case=np.ones(rows, dtype=bool), has_hours=np.zeros(rows, dtype=bool),
        source=np.full(rows, 2, dtype=np.int32), source_row=np.arange(rows, dtype=np.int32) + 2,
    )  # fmt: skip


def _usage(count: int) -> UsageMonths:
    """Return one month of use per account."""
    return _filled(
        UsageMonths, count, account=np.arange(count, dtype=np.int32), month=np.zeros(count, dtype=np.int32),
        rows=np.full(count, 30),
    )  # fmt: skip


def _imports() -> tuple[SheetReport, ...]:
    """Return the reports of two sheets, one of which was read with problems."""
    reason = "The account is not in the list"
    aside = tuple(SetAside(row, "unknown_account", reason, ("x", "=1+1")) for row in (5, 9))
    hint = "Write a number or leave it empty"
    problems = tuple(Problem("not_a_number", row, "NPS", "n/a", hint) for row in (7, 8, 9))
    accounts = SheetReport(
        "CRM export.xlsx", "Accounts", "accounts", "Accounts", 1, {"Company": "accounts.account_name"},
        ("Notes",), 12, 12, 0, (), (), "d" * 64, "a" * 64, "2026-09-29", True,
    )  # fmt: skip
    surveys = SheetReport(
        "Surveys.csv", "", "surveys", "Survey answers", 3, {"Score": "surveys.score"}, (), 26, 24, 2,
        problems, aside, "e" * 64, "b" * 64, "2026-09-28", True,
    )  # fmt: skip
    return accounts, surveys


def _label(name: str) -> str:
    """Return words for a name of the standards."""
    return name.replace("_", " ").capitalize()


def _texts(values) -> np.ndarray:
    """Return texts as the facts keep them."""
    return np.array(list(values), dtype=object)


def _filled(record, count: int, /, **given: np.ndarray):
    """Return a record of the facts; the columns that no report reads are unknown."""
    return record(**{name: given.get(name, np.full(count, np.nan)) for name in record.__dataclass_fields__})


def _empty(record):
    """Return a record of the facts without rows."""
    nobody = np.zeros(0, dtype=np.int32)
    return _filled(record, 0, account=nobody, source=nobody, source_row=nobody)


def _no_contracts() -> Contracts:
    """Return contracts without rows, whose flags are flags."""
    nothing = np.zeros(0, dtype=bool)
    return replace(_empty(Contracts), is_trial=nothing, churned=nothing)
