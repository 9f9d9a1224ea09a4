"""Briefs from a workspace: what all of them share is read once, then a page for each account."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cxdesk.errors import ExportError, Place, UsageError
from cxdesk.formatting import NEUTRAL, NumberStyle
from cxdesk.health.tensions import find_tensions
from cxdesk.progress import Progress, silent
from cxdesk.session.backtesting import backtest_of
from cxdesk.session.brief_view import BriefSource, brief
from cxdesk.session.changing import change_since
from cxdesk.session.files import brief_name
from cxdesk.session.human_views import beside_model
from cxdesk.session.read_back import written_back
from cxdesk.session.record_view import record_view
from cxdesk.session.scoring import scored, standards_of
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts_record import Facts

if TYPE_CHECKING:
    from cxdesk.report.paper import Page

PDF, WORKBOOK = ".pdf", ".xlsx"


def brief_pages(
    workspace: Workspace,
    facts: Facts,
    accounts: Sequence[int],
    style: NumberStyle = NEUTRAL,
    progress: Progress | None = None,
) -> list[Page]:
    """Return the briefs of the accounts at those positions. Each is compared with the last call with that
    account; where none is written down, with three months before. Raises Cancelled.
    """
    progress = progress or silent()
    standards, portfolio = standards_of(workspace), scored(workspace, facts)
    progress.report("Looking for contradictions", 0.1)
    tensions = find_tensions(facts, portfolio, standards)
    progress.report("Looking back", 0.2)
    record = record_view(backtest_of(workspace, facts), facts, standards.bands, style)
    beside = {
        str(facts.accounts.account_id[each.account]): each
        for each in beside_model(workspace, facts.accounts, portfolio, standards)
    }
    given = written_back(workspace, facts)
    compared: dict[str, object] = {}
    pages = []
    for number, code in enumerate(accounts):
        progress.report("Preparing the briefs", 0.5 + 0.5 * number / len(accounts))
        account = str(facts.accounts.account_id[code])
        day = str(facts.accounts.last_call[code])  # accounts of one last call share what that day looked like
        if day not in compared:
            compared[day] = change_since(workspace, facts, account=account)
        source = BriefSource(
            facts, portfolio, standards, tensions, compared[day], record, beside, given, style
        )
        pages.append(brief(source, code))
    return pages


def chosen_accounts(facts: Facts, within_days: int | None, owner: str | None) -> list[int]:
    """Return the positions of the customers whose notice date (else renewal) comes within those days, of that
    owner; the nearest first. None stands for all. Raises UsageError where there is none.
    """
    accounts = facts.accounts
    today = facts.as_of.astype("datetime64[D]")
    due = np.where(np.isnat(accounts.notice_date), accounts.renewal_date, accounts.notice_date)
    days = (due.astype("datetime64[D]") - today).astype(np.float64)
    days[np.isnat(due)] = np.inf
    wanted = accounts.is_customer.copy()
    if within_days is not None:
        wanted &= (days >= 0) & (days <= within_days)
    if owner is not None:
        wanted &= np.char.lower(accounts.owner.astype(str)) == owner.lower()
    if not wanted.any():
        raise _none_of(bool(np.isfinite(days[accounts.is_customer]).any()), within_days, owner)
    chosen = np.flatnonzero(wanted)
    return chosen[np.argsort(days[chosen], kind="stable")].tolist()


def _none_of(some_dated: bool, within_days: int | None, owner: str | None) -> UsageError:
    """Return that no account is due, with a next step that helps: a longer time does not without dates."""
    if not some_dated:
        what = "No notice or renewal date of a customer is known."
        return UsageError(what, "Import contracts with their end dates.")
    whose = "" if owner is None else f" of {owner}"
    when = "" if within_days is None else f" whose notice or renewal comes within {within_days} days"
    other = [] if owner is None else ["another owner"]
    longer = [] if within_days is None else ["a longer time"]
    steps = ", or ".join(longer + other) or "another date"
    return UsageError(f"There is no customer{whose}{when}.", f"Choose {steps}.")


def write_briefs(
    path: Path,
    pages: Sequence[Page],
    as_of: np.datetime64,
    paper: str = "a4",
    progress: Progress | None = None,
) -> None:
    """Write the briefs as PDF or workbook, by the file's ending; raises ExportError for another ending."""
    ending = path.suffix.lower()
    if ending == PDF:
        from cxdesk.report.paper.pdf import write_pages  # late: its fonts and tables take a moment

        write_pages(path, pages, paper, progress)
    elif ending == WORKBOOK:
        from cxdesk.report.paper.sheet import write_sheets

        write_sheets(path, pages, as_of, progress)
    else:
        what = f"A brief cannot be written as {ending or 'a file without an ending'}."
        raise ExportError(what, "End the name with .pdf or .xlsx.", Place(file=path.name))


def said_of_letters(pages: Sequence[Page], ending: str) -> str:
    """Return a sentence for whoever hands the pages out where their letters depend on the reader, else ""."""
    if ending.lower() != PDF:
        return ""
    from cxdesk.report.paper.fonts import left_to_readers

    return left_to_readers(pages)


def write_own_files(
    folder: Path,
    pages: Sequence[Page],
    as_of: np.datetime64,
    ending: str = PDF,
    paper: str = "a4",
    progress: Progress | None = None,
) -> list[Path]:
    """Write each brief into a file of its own in a folder and return the files, in the order of the pages.

    Two accounts of one name get numbers. Raises as `write_briefs` does; what was written before stays.
    """
    progress = progress or silent()
    files = own_files(folder, pages, as_of, ending)
    for number, (page, path) in enumerate(zip(pages, files, strict=True)):
        progress.report(f"Writing the brief of {page.title}", number / len(pages))
        write_briefs(path, [page], as_of, paper)
    return files


def own_files(folder: Path, pages: Sequence[Page], as_of: np.datetime64, ending: str = PDF) -> list[Path]:
    """Return the file that `write_own_files` gives each brief, in the order of the pages."""
    day = str(as_of.astype("datetime64[D]"))
    taken: set[str] = set()
    files: list[Path] = []
    for page in pages:
        name, count = brief_name(page.title, day, ending), 1
        while name.casefold() in taken:
            count += 1
            name = brief_name(page.title, day, ending, count)
        taken.add(name.casefold())
        files.append(folder / name)
    return files
