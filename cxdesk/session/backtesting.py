"""The back-test of a workspace: by its past dates where losses bear a day, else by accounts held out."""

from __future__ import annotations

import numpy as np

from cxdesk.errors import UsageError
from cxdesk.health import score
from cxdesk.health.attribute_columns import AttributeColumns
from cxdesk.health.backtest import Backtest, Calls, back_test
from cxdesk.health.cross_validation import cross_validate
from cxdesk.health.lifetime import retention_curve
from cxdesk.health.losses import undated_losses
from cxdesk.health.snapshots import Snapshot, snapshots
from cxdesk.health.standards import Standards, read_standards
from cxdesk.progress import Progress, silent
from cxdesk.session.scoring import standards_of
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import facts_back
from cxdesk.workspace.facts.accounts import DAYS_A_YEAR
from cxdesk.workspace.facts.attributes import attributes_of
from cxdesk.workspace.facts.months import months_back
from cxdesk.workspace.facts_record import Facts
from cxdesk.workspace.losses import losses_of

DEFAULT_HORIZON_DAYS = 90
EVERY_TENTH = Calls()


def backtest_of(
    workspace: Workspace,
    facts: Facts,
    horizon_days: int = DEFAULT_HORIZON_DAYS,
    calls: Calls = EVERY_TENTH,
    progress: Progress | None = None,
) -> Backtest:
    """Return how the standards in force would have done on what is known at the facts' date.

    Raises UsageError for a number of calls where losses bear no day: they are made in a time.
    """
    progress = progress or silent()
    found, standards = losses_of(facts), standards_of(workspace)
    if not len(found) and undated_losses(facts):
        if calls.number:
            raise UsageError(
                "The losses bear no day, so there are no weeks to call in.", "Give a share: --calls 10%."
            )
        progress.report("Learning from accounts without dates", 0.2)
        return table_judged(workspace, facts, standards, calls)[0]
    taken = []
    for snapshot in snapshots(facts, standards, found, horizon_days):
        taken.append(snapshot)
        progress.report(f"Looking back to {snapshot.origin}", min(0.9, len(taken) / 12))
    betas = standards.renewal.betas
    earlier = _standards_before(workspace)
    return back_test(
        taken,
        list(betas),
        np.array(list(betas.values())),
        horizon_days,
        calls,
        None if earlier is None else _by_other(facts, earlier, taken, horizon_days),
    )


def table_judged(
    workspace: Workspace, facts: Facts, standards: Standards, calls: Calls = EVERY_TENTH
) -> tuple[Backtest, AttributeColumns]:
    """Return how a model that learns from the table of accounts did on those held out, and its inputs."""
    curve = retention_curve(facts, standards.lifetime_value).base_log_odds
    return cross_validate(facts, curve, attributes_of(workspace, facts), calls)


def _standards_before(workspace: Workspace) -> Standards | None:
    """Return the standards before those in force, None where these are the first."""
    kept = [each for each in workspace.standards_versions() if not each.is_undone]
    return read_standards(kept[-2].text) if len(kept) > 1 else None


def _by_other(
    facts: Facts, standards: Standards, taken: list[Snapshot], horizon_days: int
) -> list[np.ndarray]:
    """Return the chances of the snapshots by other standards."""
    chances = []
    for each in taken:
        then = facts_back(facts, months_back(facts.as_of, each.origin))
        place = {identity: position for position, identity in enumerate(then.accounts.account_id.tolist())}
        rows = [place[identity] for identity in facts.accounts.account_id[each.account].tolist()]
        book = score(then, standards)
        chances.append(1.0 - book.p_renew[rows] ** (horizon_days / DAYS_A_YEAR))
    return chances
