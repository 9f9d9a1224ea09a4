"""A customer's review from a workspace, written only when the finished file tells nothing internal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.formatting import NEUTRAL, NumberStyle
from cxdesk.report.atomic_file import replaced
from cxdesk.report.leak_check import Leak, Piece, Secrets, checked, leaks, secrets_of, told_by
from cxdesk.session.briefing import write_briefs
from cxdesk.session.customer_review_view import customer_review
from cxdesk.session.scoring import standards_of

if TYPE_CHECKING:
    from cxdesk.progress import Progress
    from cxdesk.report.paper import Page
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.facts_record import Facts


def secrets_for(workspace: Workspace, facts: Facts, code: int) -> Secrets:
    """Return what the account at a position must not be told, of everything that the workspace holds:
    what was written down and taken back later is internal too.
    """
    notes = (
        *(entry.record.note for entry in workspace.calls()),
        *(entry.record.reason for entry in workspace.human_views()),
        *(kept.record.text for kept in workspace.annotations()),
    )
    return secrets_of(facts, code, notes, standards_of(workspace))


def review_page(facts: Facts, code: int, days: int, secrets: Secrets, style: NumberStyle = NEUTRAL) -> Page:
    """Return the review of the last `days` days; texts that tell what is in `secrets` are left out of it."""
    return customer_review(
        facts, code, days, style, lambda text: not told_by([Piece("", text, False)], secrets)
    )


def write_customer_review(
    path: Path,
    page: Page,
    facts: Facts,
    secrets: Secrets,
    paper: str = "a4",
    progress: Progress | None = None,
) -> None:
    """Write the review as PDF or workbook, by the file's ending. The finished file is checked before it takes
    its place: raises ExportError, and leaves nothing, where it tells what is in `secrets`.
    """
    with replaced(path) as temporary:
        write_briefs(temporary, [page], facts.as_of, paper, progress)
        checked(temporary, secrets, path.name)


def leaks_in(workspace: Workspace, facts: Facts, code: int, path: Path) -> tuple[Leak, ...]:
    """Return what a file tells that the account at a position must not know."""
    return leaks(path, secrets_for(workspace, facts, code))
