"""Gaps in what is known: missing where nobody has rows, zero where one account has none; and that the bars
and the changes add up whatever is missing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.health import calibrate, default_standards_text, read_standards, score
from cxdesk.health.change import changes
from cxdesk.health.standards import Cap
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts_record import Facts, rows_taken
from tests.health.test_score import END, random_tables, random_workspace
from tests.workspace.rows_factory import workspace_of

STANDARDS = read_standards(default_standards_text())
ADOPTION = 1
MONTHS = 8
BOOKS = tuple(read_facts(random_workspace(seed), END) for seed in (1, 2))
"""Two random books of 40 accounts, read once; what is tested are gaps made in them."""
SOURCES = ("answers", "tickets", "contacts", "contracts", "usage", "feature_months", "first_uses")


def without(facts: Facts, name: str, gone: np.ndarray) -> Facts:
    """Return the facts without those rows of one record."""
    return replace(facts, **{name: rows_taken(getattr(facts, name), np.flatnonzero(~gone))})


def gapped(facts: Facts, months: set[int], own: dict[int, set[int]], missing: dict[str, set[int]]) -> Facts:
    """Return the facts without anybody's usage in some months, without that of some accounts in some, and
    without all rows of some accounts in some records. A month without any row is none of the feed's.
    """
    for name in ("usage", "feature_months"):
        rows = getattr(facts, name)
        gone = np.isin(rows.month, list(months))
        for account, here in own.items():
            gone |= (rows.account == account) & np.isin(rows.month, list(here))
        facts = without(facts, name, gone)
    for name, accounts in missing.items():
        facts = without(facts, name, np.isin(getattr(facts, name).account, list(accounts)))
    fed = facts.feed_days.copy()
    fed[[month for month in range(len(fed)) if not np.any(facts.usage.month == month)]] = 0.0
    return replace(facts, feed_days=fed)


def adds_up(book) -> None:
    """The bars of every account sum to its health, or it has none."""
    known = np.isfinite(book.health)
    assert book.bar_points[known].sum(axis=1) == pytest.approx(book.health[known], abs=1e-9)
    assert np.isnan(book.bar_points[~known]).all()


SHARE = st.floats(0.0, 1.0)
POSITION = st.integers(0, 39)
GAPS = st.fixed_dictionaries(
    {
        "months": st.sets(st.integers(0, MONTHS)),
        "own": st.dictionaries(POSITION, st.sets(st.integers(0, MONTHS)), max_size=10),
        "missing": st.dictionaries(st.sampled_from(SOURCES), st.sets(POSITION), max_size=4),
    }
)
CAPS = st.fixed_dictionaries(
    {name: st.tuples(st.floats(0.0, 100.0), st.floats(0.0, 90.0)) for name in STANDARDS.caps}
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from(BOOKS), GAPS, CAPS, st.tuples(SHARE, SHARE, SHARE), st.booleans(), st.booleans())
def test_bars_and_changes_add_up_whatever_is_missing(facts, gaps, caps, cuts, lopsided, own_scale) -> None:
    """Intent: "explained to the last point" holds for every gap, cap and weight: the bars sum to the health,
    and the change from the facts without gaps splits into parts that sum to it, within 1e-9. Pillars whose
    records are gone for an account are among the cases.
    """
    first, second, third = sorted(cuts)
    weights = (first, second - first, third - second, 1.0 - third)
    standards = replace(
        STANDARDS,
        pillars=weights,
        caps={name: Cap(*pair) for name, pair in caps.items()},
        score=replace(STANDARDS.score, imbalance=lopsided),
    )
    after = gapped(facts, **gaps)
    scale = calibrate(facts, standards)
    before, same = score(facts, standards, scale), score(after, standards, scale)
    later = score(after, STANDARDS) if own_scale else same
    for book in (before, same, later):
        adds_up(book)
    found = changes(before, same, later, np.arange(len(after.accounts)))
    known = np.isfinite(before.health) & np.isfinite(same.health) & np.isfinite(later.health)
    if found.parts:
        sums = found.by_cause().sum(axis=1)
        assert sums[known] == pytest.approx((later.health - before.health)[known], abs=1e-9)
    else:
        assert later.health[known] == pytest.approx(before.health[known], abs=1e-9)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.sampled_from(BOOKS), st.sets(POSITION, min_size=1, max_size=12))
def test_a_gap_of_ones_own_is_zero_use_and_never_missing(facts, quiet) -> None:
    """Intent: who stops using it must not become unknown. Accounts lose their rows of the last four months,
    others keep theirs: their adoption is as reliable as before for what they had, no better in level, and
    every driver says zero use: no seat, no feature.
    """
    used_before = set(facts.usage.account[facts.usage.month > 3].tolist())
    quiet = np.array(sorted(quiet & used_before), dtype=np.int64)
    after = gapped(facts, set(), {int(account): {0, 1, 2, 3} for account in quiet}, {})
    quiet = quiet[~facts.accounts.is_lost[quiet]]
    scale = calibrate(facts, STANDARDS)
    before, now = score(facts, STANDARDS, scale), score(after, STANDARDS, scale)
    names = [driver.name for driver in now.drivers]
    for name in ("seat_use", "feature_breadth", "recency"):
        place = names.index(name)
        there = quiet[before.driver_reliability[quiet, place] > 0]
        assert (now.driver_reliability[there, place] > 0).all(), name
        assert (now.driver_score[there, place] <= before.driver_score[there, place] + 1e-9).all(), name
    breadth = now.driver_value[quiet, names.index("feature_breadth")]
    assert (breadth[np.isfinite(breadth)] == 0).all()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.sampled_from(BOOKS), st.sets(st.integers(0, 2), min_size=1))
def test_a_gap_of_the_whole_feed_is_missing(facts, months) -> None:
    """Intent: when the export fails nobody has stopped. Reliability falls by the share of the window's days
    that are gone; with the newest month gone, seats, trend and last use are not known of anybody.
    """
    after = gapped(facts, months, {}, {})
    scale = calibrate(facts, STANDARDS)
    before, now = score(facts, STANDARDS, scale), score(after, STANDARDS, scale)
    names = [driver.name for driver in now.drivers]
    breadth, depth = names.index("feature_breadth"), names.index("feature_depth")
    left = after.feed_days[:3].mean() / facts.feed_days[:3].mean()
    both = now.driver_reliability[:, depth] > 0
    # Accounts without known seats count as many people as were there in the months that came in.
    seats = facts.accounts.seats > 0
    assert now.driver_reliability[both & seats, depth] == pytest.approx(
        left * before.driver_reliability[both & seats, depth]
    )
    if 0 in months:
        for name in ("seat_use", "usage_trend", "recency"):
            assert not now.driver_reliability[:, names.index(name)].any(), name
    if len(months) == 3:
        assert not now.pillar_reliability[:, ADOPTION].any()
        assert not now.driver_reliability[:, breadth].any()


@pytest.mark.parametrize(("days_silent", "is_known"), [(0, True), (7, True), (8, False), (40, False)])
def test_last_use_is_unknown_once_the_feed_has_stopped(days_silent: int, is_known: bool) -> None:
    """From rows: nobody's use of the last days came in. After a week nothing can be said: by hand."""
    tables = random_tables(3)
    latest = END - np.timedelta64(days_silent, "D")
    kept = [row for row in tables["usage"] if np.datetime64(row["at"], "D") <= latest]
    kept.append(kept[0] | {"at": latest.astype(datetime)})
    tables["usage"] = [row | {"at": datetime.combine(row["at"], datetime.min.time())}
                       if not isinstance(row["at"], datetime) else row for row in kept]  # fmt: skip
    book = score(read_facts(workspace_of(**tables), END), STANDARDS)
    place = [driver.name for driver in book.drivers].index("recency")
    assert bool(book.driver_reliability[:, place].any()) is is_known
