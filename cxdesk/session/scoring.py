"""Health by what the workspace keeps: its standards, and the scale that holds on the date."""

from __future__ import annotations

from cxdesk.health import Calibration, Portfolio, Standards, read_standards, score
from cxdesk.health.kept_scales import scale_on
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts_record import Facts


def standards_of(workspace: Workspace) -> Standards:
    """Return the standards in force."""
    return read_standards(workspace.standards_text())


def scale_for(workspace: Workspace, facts: Facts, standards: Standards) -> Calibration | None:
    """Return the scale that was set and holds on the facts' date, None where none was: theirs is its own."""
    kept = [(scale.day, scale.text) for scale in workspace.calibrations()]
    return scale_on(kept, facts.as_of, standards)


def scored(workspace: Workspace, facts: Facts) -> Portfolio:
    """Return the health of every account on the facts' date."""
    standards = standards_of(workspace)
    return score(facts, standards, scale_for(workspace, facts, standards))
