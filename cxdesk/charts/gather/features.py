"""Features for charts: how each is used, and how far people come in the workflows made of them."""

from __future__ import annotations

import numpy as np

from cxdesk.charts.aligned_records import FeatureTable, Workflows, WorkflowSteps
from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.choosing import chosen, whose
from cxdesk.metrics.adoption import core_features
from cxdesk.metrics.feature_use import OF_ACCOUNTS, OF_USERS, feature_use
from cxdesk.metrics.first_value import workflow_steps
from cxdesk.metrics.intervals import wilson
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.windows import YEAR_DAYS, Window
from cxdesk.workspace.conventions import Workflow
from cxdesk.workspace.facts_record import Facts, users_named


def adoption(facts: Facts, request: ChartRequest) -> FeatureTable:
    """Return the use of each feature: by accounts, or by the users of the account that was asked for."""
    of = OF_ACCOUNTS if request.account is None else OF_USERS
    own = chosen(facts, request)
    return FeatureTable(facts.features, feature_use(own, of), core_features(facts), whose(facts, request))


def workflows(facts: Facts, request: ChartRequest) -> Workflows:
    """Return how far people came in each named workflow that they began in the last 365 days."""
    own, window = chosen(facts, request), Window(facts.as_of, YEAR_DAYS)
    found = tuple(_steps(own, workflow, window) for workflow in facts.conventions.workflows)
    return Workflows(found, window.text, whose(facts, request), _why_nobody(own, found, window))


def _steps(facts: Facts, workflow: Workflow, window: Window) -> WorkflowSteps:
    """Return one workflow with the share of people whom each step kept."""
    steps = workflow_steps(facts, workflow, window)
    reached = steps.reached.sum(axis=0)
    before = np.concatenate(([0], reached[:-1]))
    low, high = wilson(np.where(before > 0, reached, 0), before)
    unknown = before == 0
    return WorkflowSteps(
        workflow.name,
        workflow.steps,
        reached,
        ratio(reached, before),
        np.where(unknown, np.nan, low),
        np.where(unknown, np.nan, high),
        len(np.unique(steps.account)),
    )


def _why_nobody(facts: Facts, found: tuple[WorkflowSteps, ...], window: Window) -> str:
    """Return why there is nobody in any workflow, "" when there is somebody."""
    if not found:
        return 'No workflow is named. Name the features that follow one another with "cxdesk conventions".'
    if any(workflow.reached[0] for workflow in found):
        return ""
    if not users_named(facts):
        return "Usage does not name its users."
    return f"Nobody began a workflow in the {window.text}."
