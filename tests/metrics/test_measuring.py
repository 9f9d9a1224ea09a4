"""Any metric for groups and months at once equals the same metric one by one."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.metrics import (
    METRICS,
    MONTH,
    Window,
    definition,
    measure,
    measure_account_periods,
    measure_accounts,
    measure_by,
    periods_to,
)
from cxdesk.metrics.dimensions import DIMENSIONS
from cxdesk.metrics.windows import usual_period
from tests.metrics.made_facts import AS_OF
from tests.metrics.rich_facts import rich_facts

NAMES = [metric.definition.name for metric in METRICS]
FACTS = rich_facts(9)


def _numbers(estimate):
    """Return what two measurements of the same thing must agree in, up to the last bits."""
    numbers = [estimate.value, estimate.low, estimate.high, estimate.n, bool(estimate.missing)]
    return pytest.approx(numbers, rel=1e-12, nan_ok=True)


def _found(grid, group):
    """Return the same of one group of a grid."""
    found = grid.estimate(group)
    return [found.value, found.low, found.high, found.n, bool(found.missing)]


@pytest.mark.parametrize("name", NAMES)
def test_every_account_at_once_equals_each_alone(name):
    """Measuring all accounts in one pass gives what measuring the facts of each account gives."""
    grid = measure_accounts(name, FACTS)
    for code in range(len(FACTS.accounts)):
        assert _found(grid, code) == _numbers(measure(name, FACTS.of([code])))


@pytest.mark.parametrize("name", NAMES)
def test_every_month_at_once_equals_each_alone(name):
    """Twelve months of every account in one pass equal each month measured on its own."""
    periods = periods_to(FACTS.as_of, MONTH, 12)
    grid = measure_account_periods(name, FACTS, periods)
    for period in (11, 10, 4, 0):
        window = periods.window(period)
        for code in (0, 3, 8):
            alone = measure(name, FACTS.of([code]), window)
            assert _found(grid, code * 12 + period) == _numbers(alone)


@pytest.mark.parametrize("name", NAMES)
def test_a_group_of_accounts_is_the_facts_of_those_accounts(name):
    """Each segment's number is that of the facts of its accounts."""
    names, grid = measure_by(name, FACTS, "segment")
    for group, segment in enumerate(names):
        alone = measure(name, FACTS.of(np.flatnonzero(FACTS.accounts.segment == segment)))
        assert _found(grid, group) == _numbers(alone)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_dimension_groups_or_says_that_it_cannot(dimension):
    """Every metric by every dimension: as many numbers as names, or None."""
    known = 0
    for name in NAMES:
        found = measure_by(name, FACTS, dimension)
        known += found is not None
        assert found is None or len(found[0]) == len(found[1])
    assert known


def test_an_unknown_dimension_is_refused():
    """A typo must not give one group of everything."""
    with pytest.raises(KeyError):
        measure_by("csat", FACTS, "colour")


def test_roles_are_those_of_the_answers():
    """NPS by role counts each role's answers: their numbers add up to all."""
    names, grid = measure_by("nps", FACTS, "role")
    assert names[:3] == ("admin", "end user", "buyer")
    assert grid.n.sum() == measure("nps", FACTS).n


def test_windows_in_words():
    """What period a number is of is said with it."""
    assert Window(AS_OF).text == "last 365 days"
    assert Window(AS_OF, 90).text == "last 90 days"
    assert Window(AS_OF, 365, 1).text == "365 days to 2025-05-31"
    assert Window(AS_OF, 91).months_text == "last 3 months"
    usual = [
        usual_period(definition(name)) for name in ("csat", "load_per_agent", "feature_breadth", "backlog")
    ]
    assert usual == ["365 days", "91 days", "3 months", "on the day"]
    assert Window(AS_OF, 30).months == Window(AS_OF, 5).months == 1
    february = periods_to(AS_OF, MONTH, 5).window(0)
    assert (february.days, str(february.start)) == (28, "2025-01-31")
