"""Ranges with accounts as the unit: against drawings of which the truth is known, and counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxdesk.metrics import measure
from cxdesk.metrics.account_ranges import dispersion, spread_over_accounts, student_quantile
from cxdesk.metrics.feature_use import feature_use
from cxdesk.metrics.shares import ratio
from tests.metrics.made_facts import make_facts

ACCOUNTS, FEATURES, MONTHS, DRAWINGS = 40, 20, 4, 300


def drawn_events(random: np.random.Generator, accounts: int, things: int) -> np.ndarray:
    """Return events (accounts, months, things) that do not change but for chance: accounts of very different
    size, each row ten events, and every account has months of twice and of half its use.
    """
    size = np.exp(random.normal(2.0, 1.0, (accounts, 1, things)))
    level = size * random.gamma(1.5, 1 / 1.5, (accounts, MONTHS, things))
    return 10.0 * random.poisson(level / 10.0)


def rows_of(events: np.ndarray, **columns: np.ndarray) -> dict[str, np.ndarray]:
    """Return a row for each account and month (and feature) with events."""
    account, month, thing = np.nonzero(events)
    return {"account": account, "month": month, "events": events[account, month, thing], **columns}


def test_the_range_of_the_trend_holds_the_truth_in_95_of_100_drawings() -> None:
    """Intent: one account with many events is not many. The truth is no change.

    Expected: the 95 % that the range says, give or take what 300 drawings allow; ranges of independent events
    (Poisson) hold it in far fewer.
    """
    random = np.random.default_rng(4)
    inside, poisson = 0, 0
    for _drawing in range(DRAWINGS):
        events = drawn_events(random, ACCOUNTS, 1)
        facts = make_facts(ACCOUNTS, usage=rows_of(events), feed_days=(1.0,) * MONTHS)
        found = measure("usage_trend", facts)
        # As many events in June as in the 31 days of May are more a day.
        truth = np.log(1 / 30 / np.mean([1 / 31, 1 / 30, 1 / 31]))
        inside += found.low <= truth <= found.high
        now, before = events[:, 0].sum(), events[:, 1:].sum()
        half_width = 1.96 * np.sqrt(1 / (now + 5) + 1 / (before + 5))
        poisson += abs(np.log((now + 5) / (before / 3 + 5))) <= half_width
    assert 0.92 <= inside / DRAWINGS <= 0.98
    assert poisson / DRAWINGS < 0.6


def test_features_that_do_not_change_do_not_fade() -> None:
    """Intent: of 20 features in which nothing changes the chart says of none that it fades, in 95 of 100 sets
    of data (Bonferroni); as independent events several would seem to in each.
    """
    random, wrong = np.random.default_rng(5), 0
    names = tuple(f"F{number}" for number in range(FEATURES))
    for _drawing in range(150):
        events = drawn_events(random, ACCOUNTS, FEATURES)
        facts = make_facts(
            ACCOUNTS,
            features=names,
            feature_months=rows_of(events, feature=np.nonzero(events)[2]),
            feed_days=(1.0,) * MONTHS,
        )
        use = feature_use(facts)
        wrong += bool(np.any(use.clear & (use.trend < 0)))
    assert wrong / 150 < 0.05


def test_a_feature_that_most_accounts_give_up_fades() -> None:
    """Intent: the correction hides no real change. Expected: to an eighth in every account is told."""
    events = drawn_events(np.random.default_rng(6), ACCOUNTS, 2)
    events[:, 0, 0] = np.floor(events[:, 0, 0] / 8)
    facts = make_facts(
        ACCOUNTS, features=("export", "search"), feature_months=rows_of(events, feature=np.nonzero(events)[2])
    )
    use = feature_use(facts)
    assert use.clear.tolist() == [True, False]
    assert use.trend_high[0] < 0


def test_the_jackknife_of_a_mean_is_its_standard_error() -> None:
    """Expected: of a plain mean leaving each out once gives the textbook's s / sqrt(n) (Efron and Stein
    1981); three accounts of one size have two degrees of freedom, one alone has none.
    """
    values, ones = np.array([2.0, 4.0, 9.0, 5.0]), np.ones(4)
    error, freedom = spread_over_accounts(ratio, values, ones, ones, np.array([0, 0, 0, 1]), 3)
    assert error[0] == pytest.approx(np.std([2, 4, 9], ddof=1) / np.sqrt(3))
    assert freedom[0] == pytest.approx(2.0)
    assert np.isnan(error[1:]).all()
    assert np.isnan(freedom[1:]).all()


def test_one_account_that_outweighs_the_others_leaves_few_degrees_of_freedom() -> None:
    """Expected: Kish's number of accounts of weights 8, 1 and 1 is 100 / 66 = 1.52: less one that is .52, and
    Student's t begins at 1.
    """
    weight = np.array([8.0, 1.0, 1.0])
    _error, freedom = spread_over_accounts(ratio, weight, weight, weight, np.zeros(3, dtype=int), 1)
    assert freedom[0] == 1.0
    assert student_quantile(freedom, 0.95)[0] == pytest.approx(stats.t.ppf(0.975, 1))


def test_dispersion_is_chi_squared_over_its_degrees_of_freedom() -> None:
    """Expected: 4, 8 and 12 about 8 are (16 + 0 + 16) / 8 / 2 = 2; a month that is not known does not count;
    what varies less than by chance counts as chance; one month says nothing.
    """
    unknown = np.nan
    levels = np.array([[4, 8, 12, unknown], [8, 8, 8, 8], [5, unknown, unknown, unknown], [0, 0, 0, 0]])
    noise, freedom = dispersion(levels)
    assert noise[:2].tolist() == [2.0, 1.0]
    assert np.isnan(noise[2:]).all()
    assert freedom.tolist() == [2.0, 3.0, 0.0, 0.0]
