"""Reviews of conversations, whole and cut to a date. Whose they are, their tickets say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import REVIEWS
from cxdesk.workspace.arrow_types import instants, numbers, texts
from cxdesk.workspace.event_records import Reviews
from cxdesk.workspace.facts.resolving import UNKNOWN
from cxdesk.workspace.facts.rows import ROW, SOURCE, newest_of_each_key, read_rows
from cxdesk.workspace.facts.surveys import ONE_DAY
from cxdesk.workspace.facts_record import Finding, Tickets, rows_taken
from cxdesk.workspace.workspace import Workspace

_OF_TICKETS = ("team", "agent", "category")


def read_reviews(workspace: Workspace) -> Reviews:
    """Return all reviews that name a ticket; of no account yet."""
    rows = newest_of_each_key(read_rows(workspace, REVIEWS), "review_id")
    rows = rows.filter(rows["ticket_id"].is_valid())
    count = rows.num_rows
    score, low, high = (numbers(rows[name]) for name in ("score", "scale_min", "scale_max"))
    usable = (score >= low) & (score <= high) & (high > low)
    nothing = np.full(count, "", dtype=object)
    return Reviews(
        account=np.full(count, UNKNOWN, dtype=np.int32),
        review_id=texts(rows["review_id"]),
        ticket_id=texts(rows["ticket_id"]),
        reviewer=texts(rows["reviewer"]),
        at=instants(rows["at"]),
        criterion=texts(rows["criterion"]),
        score=score,
        scale_min=low,
        scale_max=high,
        unit=np.where(usable, (score - low) / np.where(high > low, high - low, 1.0), np.nan),
        comment=texts(rows["comment"]),
        **dict.fromkeys(_OF_TICKETS, nothing),
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )


def reviews_on(
    reviews: Reviews, tickets: Tickets, as_of: np.datetime64, is_present: bool
) -> tuple[Reviews, list[Finding]]:
    """Return the reviews made by the date of tickets known by then, with account, team, agent and category of
    the ticket; and what the user should know. When one without a date was made is only known of the present.
    """
    end = (as_of + ONE_DAY).astype("datetime64[s]")
    made = rows_taken(
        reviews, np.flatnonzero((reviews.at < end) | (np.isnat(reviews.at) & np.bool_(is_present)))
    )
    if len(made) == 0:
        return made, []
    places = compute.index_in(
        pa.array(made.ticket_id, pa.string()), value_set=pa.array(tickets.ticket_id, pa.string())
    )
    place = compute.fill_null(places, UNKNOWN).to_numpy().astype(np.int64)
    known = np.flatnonzero(place != UNKNOWN)
    ticket = place[known]
    found = replace(
        rows_taken(made, known),
        account=tickets.account[ticket],
        **{name: getattr(tickets, name)[ticket] for name in _OF_TICKETS},
    )
    without = len(made) - len(known)
    return found, _of_unknown_tickets(without) if without else []


def _of_unknown_tickets(count: int) -> list[Finding]:
    message = (
        f"{count:,} scores of conversation reviews count for no account: their tickets are not known. "
        "Import the tickets that they name."
    )
    return [Finding("reviews_of_unknown_tickets", message, (("scores", float(count)),))]
