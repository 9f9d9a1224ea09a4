"""Scales that were set: kept to the last digit, used from their day on, and not before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.health import calibrate, default_standards_text, read_standards, score
from cxdesk.health.kept_scales import scale_from, scale_on, scale_text
from cxdesk.session.scoring import scored
from cxdesk.workspace.facts import read_facts
from tests.health.test_score import END, random_workspace

STANDARDS = read_standards(default_standards_text())


def test_a_scale_comes_back_to_the_last_digit() -> None:
    """Intent: the same workspace gives the same scores, also from a scale that was kept."""
    facts = read_facts(random_workspace(5), END)
    scale = calibrate(facts, STANDARDS)
    again = score(facts, STANDARDS, scale_from(scale_text(scale)))
    assert np.array_equal(again.health, score(facts, STANDARDS, scale).health, equal_nan=True)
    assert again.calibration == scale.stamp


def test_the_newest_scale_up_to_a_day_holds() -> None:
    """By hand: set on the data of June and of September; before June there is none."""
    facts = read_facts(random_workspace(5), END)
    scale = calibrate(facts, STANDARDS)
    june, september = (
        scale_text(replace(scale, stamp=replace(scale.stamp, identity=name))) for name in ("june", "sept")
    )
    kept = [("2026-06-30", june), ("2026-09-30", september)]
    found = [
        scale_on(kept, np.datetime64(day), STANDARDS) for day in ("2026-06-29", "2026-06-30", "2026-10-01")
    ]
    assert [None if each is None else each.stamp.identity for each in found] == [None, "june", "sept"]


def test_a_scale_without_a_driver_of_today_is_passed_over() -> None:
    """Intent: a workspace of an earlier version still scores."""
    facts = read_facts(random_workspace(5), END)
    scale = calibrate(facts, STANDARDS)
    old = replace(scale, anchors={name: value for name, value in scale.anchors.items() if name != "nps"})
    assert scale_on([("2026-01-01", scale_text(old))], END, STANDARDS) is None


def test_a_fall_of_everybody_is_seen_on_a_scale_that_was_set() -> None:
    """Intent: 60 is what was typical when the scale was set. Kept from a worse date, the same facts stand
    higher than on their own scale; taken back, they stand as before."""
    workspace = random_workspace(5)
    facts = read_facts(workspace, END)
    own = scored(workspace, facts)
    scale = calibrate(facts, STANDARDS)
    worse = replace(scale, anchors={name: values - 1.0 for name, values in scale.anchors.items()})
    number = workspace.keep_calibration("A worse year", "2026-06-30", scale_text(worse))
    lifted = scored(workspace, facts)
    known = np.isfinite(own.health)
    assert np.all(lifted.pillar_score[known] >= own.pillar_score[known] - 1e-9)
    assert np.mean(lifted.uncapped[known]) > np.mean(own.uncapped[known]) + 5
    workspace.mark_calibration(number, undone=True)
    assert np.array_equal(scored(workspace, facts).health, own.health, equal_nan=True)
