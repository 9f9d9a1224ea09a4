"""What the window shows when no account is asked for: one record, made in one go after each change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.progress import Progress
from cxdesk.session.duplicates import duplicates
from cxdesk.session.empty_words import EmptyWords, empty_words
from cxdesk.session.history import conventions_changes
from cxdesk.session.human_views import beside_model
from cxdesk.session.index import search_entries
from cxdesk.session.portfolio_view import PortfolioView, portfolio_view
from cxdesk.session.review import Known
from cxdesk.session.search import Entry
from cxdesk.session.session import Session
from cxdesk.session.sheet_reports import ImportsView, imports_view
from cxdesk.session.written_steps import written_steps
from cxdesk.workspace.said import remembered


@dataclass(frozen=True, slots=True)
class Pages:
    """Portfolio and imports of a workspace; `portfolio` and `as_of` are None until something is imported.
    `empty` is what to say while no account is known: None as long as there are accounts, or no imports.
    """

    name: str
    saved: str
    as_of: np.datetime64 | None
    as_of_text: str
    as_of_is_chosen: bool
    portfolio: PortfolioView | None
    imports: ImportsView
    known: Known
    entries: tuple[Entry, ...]
    empty: EmptyWords | None = None


def saved_text(session: Session) -> str:
    """Return whether what is done here is kept, for the status bar."""
    if session.kept:
        return "Saved · offline"
    return "Sample, not saved · offline" if session.sample else "Offline"


def pages(session: Session, style: NumberStyle, progress: Progress) -> Pages:
    """Read, score and prepare everything that does not belong to one account."""
    records, decisions = session.imports(), session.workspace.decisions()
    timed = conventions_changes(session)
    if session.is_empty:
        timed += written_steps(session.workspace, {}, style)
        return Pages(
            session.name,
            saved_text(session),
            None,
            "",
            False,
            None,
            imports_view(records, (), style, decisions, duplicates(None, decisions, style), timed),
            Known(presets=session.workspace.presets(), said=remembered(records)),
            (),
            empty_words(records, style),
        )
    facts, scored = session.facts(progress), session.portfolio(progress)
    progress.report("Preparing the pages")
    reports = session.workspace.reports()
    known = Known(
        frozenset(map(str, facts.accounts.account_id)),
        frozenset(report.digest for report in reports),
        session.workspace.presets(),
        frozenset(report.table for report in reports),
        remembered(records),
    )
    accounts = facts.accounts
    names = dict(zip(accounts.account_id.tolist(), accounts.account_name.tolist(), strict=True))
    timed += written_steps(session.workspace, names, style)
    standards = session.standards()
    beside = beside_model(session.workspace, accounts, scored, standards)
    view = portfolio_view(facts, scored, standards, style, len(records), beside)
    return Pages(
        session.name,
        saved_text(session),
        facts.as_of,
        formatting.date_text(facts.as_of, style),
        session.as_of_is_chosen,
        view,
        imports_view(records, view.notes, style, decisions, duplicates(facts, decisions, style), timed),
        known,
        search_entries(facts),
        None if len(accounts) else empty_words(records, style),
    )
