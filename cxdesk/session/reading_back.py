"""Reading workbooks that came back: checked before they are opened, compared, and kept as one step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxdesk.errors import Place, UnreadableInput
from cxdesk.importing.files import XLSX, undigested
from cxdesk.importing.package_check import (
    check_package,
    opened_package,
    refused,
    repeated_parts,
    scan_worksheet,
)
from cxdesk.progress import Progress, silent
from cxdesk.report.round_trip.reading import read_returned
from cxdesk.report.round_trip.records import ReturnedBook
from cxdesk.report.round_trip.texts import HandedOut, handed_out
from cxdesk.session.read_back import ReadBack, compared, merged_accounts, written_back
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts_record import Facts


def handing_out(workspace: Workspace, facts: Facts) -> HandedOut:
    """Return what a workbook that is made now shows of what came back from earlier ones."""
    return handed_out(workspace.identity, written_back(workspace, facts))


def read_back(
    workspace: Workspace, facts: Facts, paths: Sequence[Path], progress: Progress | None = None
) -> ReadBack:
    """Return what came back in workbooks beside what is kept; nothing is changed. Raises UnreadableInput for
    a file that is not safe to open, or that cxdesk did not hand out.
    """
    progress = progress or silent()
    books = []
    for number, path in enumerate(paths):
        progress.report(f"Reading {path.name}", number / len(paths))
        books.append(checked_book(path))
        progress.check()
    accounts = facts.accounts
    names = {
        str(identity): name or str(identity)
        for identity, name in zip(accounts.account_id.tolist(), accounts.account_name.tolist(), strict=True)
    }
    merged = merged_accounts(facts)
    return compared(books, written_back(workspace, facts), names, workspace.identity, merged)


def checked_book(path: Path) -> ReturnedBook:
    """Return what stands in a workbook, once its package is known to be safe; UnreadableInput where not."""
    if undigested(path).kind != XLSX:
        what = "This is no .xlsx workbook, or it is protected by a password."
        raise UnreadableInput(
            what, "Save it as .xlsx without a password and read that back.", Place(path.name)
        )
    with opened_package(path) as package:
        check_package(path, package)
        if repeated_parts(package):
            raise refused(path, "a part stands in it twice")
        for name in package.namelist():
            if name.endswith(".xml"):  # a sheet may be any of them
                scan_worksheet(path, package, name, name)
    return read_returned(path)
