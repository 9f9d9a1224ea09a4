"""Survey answers, from survey sheets and from ratings on tickets, whole and cut to a date."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import SURVEYS
from cxdesk.workspace.arrow_types import flags, instants, numbers, texts
from cxdesk.workspace.facts.people import Roles
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver
from cxdesk.workspace.facts.rows import ROW, SOURCE, newest_of_each_key, read_rows
from cxdesk.workspace.facts_record import ROLE_NAMES, SURVEY_KIND_NAMES, Answers, Tickets, rows_taken
from cxdesk.workspace.workspace import Workspace

OTHER_ROLE = ROLE_NAMES.index("other")
OTHER_KIND = SURVEY_KIND_NAMES.index("other")
ONE_DAY = np.timedelta64(1, "D")
Rows = TypeVar("Rows", Answers, Tickets)


def read_answers(workspace: Workspace, resolver: Resolver, roles: Roles) -> tuple[Answers, int]:
    """Return all answers and invitations of known accounts, and how many rows have no account.

    `roles` gives the role of the person for rows that do not name one.
    """
    rows = newest_of_each_key(read_rows(workspace, SURVEYS), "response_id")
    account = resolver.of_rows(rows)
    contact = texts(rows["contact_id"])
    role = coded(rows["role"], ROLE_NAMES, -1)
    by_person = roles.roles_of(account, rows["contact_id"])
    high_is_good = rows["high_is_good"].fill_null(True)
    answers = Answers(
        account=account,
        contact=contact,
        role=np.where(role < 0, by_person, role).astype(np.int8),
        kind=coded(rows["kind"], SURVEY_KIND_NAMES, OTHER_KIND),
        score=numbers(rows["score"]),
        scale_min=numbers(rows["scale_min"]),
        scale_max=numbers(rows["scale_max"]),
        high_is_good=flags(high_is_good),
        unit=np.full(len(account), np.nan),
        invited_at=instants(rows["invited_at"]),
        answered_at=instants(rows["answered_at"]),
        comment=texts(rows["comment"]),
        ticket_id=texts(rows["ticket_id"]),
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )
    known = np.flatnonzero(account != UNKNOWN)
    return rows_taken(answers, known), len(account) - len(known)


def joined(first: Rows, second: Rows) -> Rows:
    """Return the rows of both records of arrays."""
    return type(first)(
        **{
            part.name: np.concatenate([getattr(first, part.name), getattr(second, part.name)])
            for part in fields(first)
        }
    )


def without_answered_tickets(ratings: Answers, answers: Answers) -> Answers:
    """Return ratings of tickets that no survey row is about: an answer in two exports counts once."""
    about = np.flatnonzero(answers.ticket_id != "")
    tickets = pa.array(np.concatenate([ratings.ticket_id, answers.ticket_id[about]]), pa.string())
    coded_tickets = compute.dictionary_encode(tickets)
    accounts = np.concatenate([ratings.account, answers.account[about]]).astype(np.int64)
    keys = accounts * len(coded_tickets.dictionary) + coded_tickets.indices.to_numpy()
    return rows_taken(ratings, np.flatnonzero(~np.isin(keys[: len(ratings)], keys[len(ratings) :])))


def answers_on(answers: Answers, as_of: np.datetime64) -> Answers:
    """Return who had been asked by the date; a later answer is not known yet. Undated rows are kept."""
    end = (as_of + ONE_DAY).astype("datetime64[s]")
    asked = np.fmin(answers.invited_at, answers.answered_at)
    kept = rows_taken(answers, np.flatnonzero(np.isnat(asked) | (asked < end)))
    later = kept.answered_at >= end
    return replace(
        kept,
        score=np.where(later, np.nan, kept.score),
        unit=np.where(later, np.nan, kept.unit),
        comment=np.where(later, "", kept.comment),
        answered_at=np.where(later, np.datetime64("NaT"), kept.answered_at),
    )


def coded(column: pa.ChunkedArray, names: tuple[str, ...], otherwise: int) -> np.ndarray:
    """Return the position of each text among the names as int8, `otherwise` where it is none of them."""
    found = compute.index_in(column, value_set=pa.array(names, pa.string()))
    return compute.fill_null(found, otherwise).to_numpy().astype(np.int8)
