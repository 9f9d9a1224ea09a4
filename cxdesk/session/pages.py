"""What the window shows when no account is asked for: one record, made in one go after each change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.progress import Progress
from cxdesk.session.index import search_entries
from cxdesk.session.portfolio_view import PortfolioView, portfolio_view
from cxdesk.session.search import Entry
from cxdesk.session.session import Session
from cxdesk.session.sheet_reports import ImportsView, imports_view


@dataclass(frozen=True, slots=True)
class Pages:
    """Portfolio and imports of a workspace; `portfolio` and `as_of` are None as long as nothing was imported."""

    name: str
    kept: bool
    as_of: np.datetime64 | None
    as_of_text: str
    as_of_is_chosen: bool
    portfolio: PortfolioView | None
    imports: ImportsView
    entries: tuple[Entry, ...]


def pages(session: Session, style: NumberStyle, progress: Progress) -> Pages:
    """Read, score and prepare everything that does not belong to one account."""
    records = session.imports()
    if session.is_empty:
        return Pages(session.name, session.kept, None, "", False, None, imports_view(records, (), style), ())
    facts, scored = session.facts(progress), session.portfolio(progress)
    progress.report("Preparing the pages")
    view = portfolio_view(facts, scored, session.standards(), style, len(records))
    return Pages(
        session.name,
        session.kept,
        facts.as_of,
        formatting.date_text(facts.as_of, style),
        session.as_of_is_chosen,
        view,
        imports_view(records, view.notes, style),
        search_entries(facts),
    )
