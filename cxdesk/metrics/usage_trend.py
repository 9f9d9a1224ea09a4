"""Whether use is growing or fading: the last month against the three before."""

from __future__ import annotations

import numpy as np

from cxdesk.metrics.account_ranges import dispersion, spread_over_accounts, student_quantile
from cxdesk.metrics.adoption import NO_FEED, by_account
from cxdesk.metrics.definition import TO_DATE, Definition, Example, Metric
from cxdesk.metrics.observations import Grid, Observations, grid
from cxdesk.metrics.response import customers_on, why_nobody
from cxdesk.metrics.summaries import counts, sums
from cxdesk.metrics.usage import (
    NOISE_MONTHS,
    PSEUDO_COUNT,
    TREND_MONTHS,
    first_day,
    monthly_levels,
    per_covered_day,
    trend,
    usage_by_month,
)
from cxdesk.metrics.windows import Window
from cxdesk.workspace.facts_record import Facts

_LEVEL = 0.95


def observe_trend(facts: Facts, window: Window) -> Observations:
    """Return each customer's level of the last month and of the three before, the events counted, and how
    much its months differ anyway: by how many times the variance of chance, in how many months less one.
    """
    recent, previous = monthly_levels(facts, window.back)
    events = usage_by_month(facts, "events", NOISE_MONTHS + 1, window.back)
    noise, freedom = dispersion(events[:, 1:] * per_covered_day(facts, NOISE_MONTHS, window.back + 1))
    fed = customers_on(facts, window) & ~np.isnan(recent) & ~np.isnan(previous)
    # Of who began since, the months before the beginning would read as nothing, and any use as growth.
    rows = fed & ~(facts.accounts.start_date > first_day(facts, TREND_MONTHS, window.back))
    reason = "No use in the last 4 months." if rows.any() else why_nobody(facts, window, NO_FEED)
    if fed.any() and not rows.any():
        reason = "Nobody was a customer for all of the last 4 months."
    observations = by_account(
        facts,
        window,
        rows,
        reason,
        # Its range is made of earlier months where there is nobody else to compare with.
        NOISE_MONTHS + 1 if rows.sum() == 1 else TREND_MONTHS,
        value=recent,
        previous=previous,
        events=events[:, 0],
        events_before=events[:, 1:TREND_MONTHS].sum(axis=1),
        noise=noise,
        freedom=freedom,
    )
    when = f" to {window.end}" if window.back else ""
    return observations.within(f"last month{when} against the 3 months before")


def summarise_trend(observations: Observations, group: np.ndarray, count: int) -> Grid:
    """Return the trend of all events together; its range is what other accounts would have made of it, that
    of one account what its earlier months make likely.
    """
    values = observations.values
    now, before, counted, counted_before = (
        sums(group, values[name], count) for name in ("value", "previous", "events", "events_before")
    )
    accounts = counts(group, count)
    used = (accounts > 0) & (now + before > 0)
    value = np.where(used, trend(now, before), np.nan)
    weight = values["events"] + values["events_before"]
    error, freedom = spread_over_accounts(trend, values["value"], values["previous"], weight, group, count)
    alone = np.isnan(error)
    # Of accounts without any event nothing is added: the sum is that of the one that has some.
    noise, own_freedom = (
        sums(np.where(weight > 0, group, -1), np.nan_to_num(values[name]), count)
        for name in ("noise", "freedom")
    )
    own_error = trend_error(counted, counted_before, noise)
    error, freedom = np.where(alone, own_error, error), np.where(alone, own_freedom, freedom)
    half_width = student_quantile(freedom, _LEVEL) * error
    return grid(
        observations, value, np.round(counted + counted_before), value - half_width, value + half_width
    )


def trend_error(events: np.ndarray, events_before: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Return the standard error of the trend of events whose months vary `noise` times as much as by chance
    (delta method).
    """
    return np.sqrt(noise * (1.0 / (events + PSEUDO_COUNT) + 1.0 / (events_before + PSEUDO_COUNT)))


USAGE_TREND_METRIC = Metric(
    Definition(
        name="usage_trend",
        label="Usage trend",
        unit="log ratio",
        direction="higher is better",
        formula=(
            "Logarithm of events in the last month over the monthly mean of the 3 months before, 5 events "
            "added to each side; each month counts per day that the feed covers. Only of who was "
            "there in all 4 months."
        ),
        minimum_sample=30,
        proves="Whether use is growing or fading.",
        does_not_prove="It does not show why: a holiday, a project that ended, or people leaving.",
        limit="Not why it moves",
        columns=("usage.count", "usage.at"),
        interval=(
            "Student's t with accounts as the unit, each left out once (jackknife), 95 %; of one account "
            "from how much its 12 months before the last one differ (quasi-Poisson)"
        ),
        usual_days=TO_DATE,
        beside=("recency", "seat_use"),
        example=Example(
            "200 events last month, 100 a month before: ln(205 / 105) is 0.669, that is +95 %.",
            {
                "value": (200,),
                "previous": (100,),
                "events": (200,),
                "events_before": (300,),
                "noise": (4,),
                "freedom": (11,),
            },
            0.669050,
        ),
    ),
    observe_trend,
    summarise_trend,
    by_month=True,
)
