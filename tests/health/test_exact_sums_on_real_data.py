"""Bars and changes add up on real files too, whatever is missing, capped or weighted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxdesk.health import calibrate, score
from cxdesk.health.change import changes, places
from cxdesk.health.standards import Cap
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts_record import Facts
from tests.health.test_feed_gaps import CAPS, GAPS, SHARE, STANDARDS, adds_up, gapped
from tests.journeys.command_line import run


@pytest.fixture(scope="module", params=["ravenstack", "telco"])
def dates(
    request: pytest.FixtureRequest,
    shared_data: Callable[[str], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Facts, Facts]:
    """Return what a set of real files says three months before and now, of 300 accounts at most."""
    files = sorted(shared_data(request.param).glob("*.csv"))
    path = tmp_path_factory.mktemp(request.param) / "w.cxdesk"
    assert run("import", *files, "--workspace", path, "--confirm").status == 0
    with Workspace.open(path) as workspace:
        now = read_facts(workspace)
    then = facts_back(now, 3)
    return tuple(each.of(np.arange(min(300, len(each.accounts)))) for each in (then, now))


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(GAPS, GAPS, CAPS, st.tuples(SHARE, SHARE, SHARE), st.booleans())
def test_bars_and_changes_add_up_on_real_data(dates, before, after, caps, cuts, lopsided) -> None:
    """Intent: what made-up books show holds for the data sets the issue names: with gaps on both dates, other
    caps and other weights on the later one, bars sum to the health and the parts to its change, within 1e-9.
    """
    first, second, third = sorted(cuts)
    other = replace(
        STANDARDS,
        pillars=(first, second - first, third - second, 1.0 - third),
        caps={name: Cap(*pair) for name, pair in caps.items()},
        score=replace(STANDARDS.score, imbalance=lopsided),
    )
    earlier, later = gapped(dates[0], **before), gapped(dates[1], **after)
    scale = calibrate(dates[1], STANDARDS)
    then, same = score(earlier, STANDARDS, scale), score(later, STANDARDS, scale)
    now = score(later, other)
    for book in (then, same, now):
        adds_up(book)
    place = places(earlier.accounts.account_id, later.accounts.account_id)
    found = changes(then, same, now, place)
    difference = now.health - np.where(place >= 0, then.health[place], np.nan)
    known = np.isfinite(difference) & np.isfinite(same.health)
    assert known.sum() > 50
    assert found.by_cause().sum(axis=1)[known] == pytest.approx(difference[known], abs=1e-9)
