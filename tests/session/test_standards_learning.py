"""Learned weights are shown beside those in force and adopted only where the past says they are better."""

from __future__ import annotations

from math import nan

import numpy as np
import pytest

from cxdesk.errors import UsageError
from cxdesk.health import read_standards
from cxdesk.health.learning import INTERCEPT, WEIGHTS, Learned
from cxdesk.session.scoring import standards_of
from cxdesk.session.standards_learning import LearnedWeights, adopted_standards, learned_json, learned_weights
from cxdesk.session.standards_versions import apply_standards
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from tests.health.test_score import random_workspace
from tests.workspace.rows_factory import workspace_of


def found_in(
    workspace: Workspace, level: str = WEIGHTS, better: float = 0.9, doubt: str = ""
) -> LearnedWeights:
    """Return weights as if learned: the first doubled, the second below 0, the rest the same."""
    standards = standards_of(workspace)
    weights = np.array(list(standards.renewal.betas.values()))
    weights[0], weights[1] = 2.0 * weights[0], -0.3
    learned = Learned(0.1, weights, 1.0, 20.0, level, 900, 60)
    return LearnedWeights(standards, 90, 900, learned, better, None, doubt)


def test_adopted_weights_are_a_new_version_and_the_old_ones_stay() -> None:
    """By hand: the first weight doubled, one below 0 becomes 0, every other value as it was."""
    workspace = Workspace.in_memory()
    before = standards_of(workspace)
    proposed = adopted_standards(workspace, found_in(workspace), anyway=False)
    assert apply_standards(workspace, proposed, "Ada", "learned from 60 losses") == 2
    after = standards_of(workspace)
    first, second, *others = before.renewal.betas
    assert after.renewal.betas[first] == pytest.approx(2.0 * before.renewal.betas[first], abs=1e-4)
    assert after.renewal.betas[second] == 0.0
    assert [after.renewal.betas[name] for name in others] == [before.renewal.betas[name] for name in others]
    assert (after.pillars, after.caps, after.bands) == (before.pillars, before.caps, before.bands)
    assert read_standards(workspace.standards_versions()[0].text) == before


def test_doubt_refuses_and_a_reason_overrules_it() -> None:
    """Intent: only the user overrules the past, knowingly."""
    workspace = Workspace.in_memory()
    found = found_in(workspace, better=0.6, doubt="The past doubts it.")
    with pytest.raises(UsageError, match=r"The past doubts it\..*--anyway"):
        adopted_standards(workspace, found, anyway=False)
    assert adopted_standards(workspace, found, anyway=True).version == 2


def test_where_no_weight_was_learned_there_is_nothing_to_adopt() -> None:
    """Below 10 losses the weights are those in force: even --anyway has nothing to write."""
    workspace = Workspace.in_memory()
    with pytest.raises(UsageError, match="Too few losses"):
        adopted_standards(workspace, found_in(workspace, INTERCEPT, nan, "Too few losses."), anyway=True)


def test_every_signal_stands_beside_its_learned_weight() -> None:
    """Intent: names and order are those of the standards; few losses are called few, with what is missing."""
    workspace = random_workspace(11, 60)
    told = learned_json(learned_weights(workspace, read_facts(workspace), 90))
    betas = standards_of(workspace).renewal.betas
    assert {one["signal"]: one["in_force"] for one in told["weights"]} == betas
    assert told["events"] > 0
    assert told["level_told"].startswith(str(told["events"]))
    assert told["may_be_adopted"] is (told["doubt"] is None)
    assert told["sample_size"]["accounts"] * told["events"] / told["rows"] == pytest.approx(
        told["sample_size"]["events"]
    )


def test_losses_without_a_day_teach_no_signal() -> None:
    """A table that only marks who was lost: no past date, so the signals' weights stay. The 20 of 60 lost are
    too few to learn the table's columns from.
    """
    rows = [{"account_id": f"A{n}", "churned": n % 3 == 0, "mrr": 10.0 * n} for n in range(60)]
    workspace = workspace_of(accounts=rows)
    told = learned_json(learned_weights(workspace, read_facts(workspace), 90))
    assert told["events"] == 20
    assert all(one["learned"] is None for one in told["weights"])
    assert told["doubt"]
