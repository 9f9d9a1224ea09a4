"""Survey answers, from survey sheets and from ratings on tickets, whole and cut to a date."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from cxdesk.tables import SURVEYS
from cxdesk.tables.survey_scales import CSAT
from cxdesk.workspace.arrow_types import flags, instants, numbers, texts
from cxdesk.workspace.facts.people import Roles
from cxdesk.workspace.facts.resolving import UNKNOWN, Resolver
from cxdesk.workspace.facts.rows import ROW, SOURCE, newest_of_each_key, read_rows
from cxdesk.workspace.facts.survey_feeds import feed_names, survey_feeds
from cxdesk.workspace.facts_record import ROLE_NAMES, SURVEY_KIND_NAMES, Answers, Tickets, rows_taken
from cxdesk.workspace.later_columns import rows_later
from cxdesk.workspace.workspace import Workspace

OTHER_ROLE = ROLE_NAMES.index("other")
OTHER_KIND = SURVEY_KIND_NAMES.index("other")
ONE_DAY = np.timedelta64(1, "D")
Rows = TypeVar("Rows", Answers, Tickets)


def read_answers(workspace: Workspace, resolver: Resolver, roles: Roles) -> tuple[Answers, int]:
    """Return all answers and invitations of known accounts, and how many rows have no account.

    `roles` gives the role of the person for rows that do not name one.
    """
    rows = read_rows(workspace, SURVEYS)
    rows = newest_of_each_key(rows, "response_id", survey_feeds(rows, feed_names(workspace.reports())))
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
        invited_by=rows[SOURCE].to_numpy(),
        source=rows[SOURCE].to_numpy(),
        source_row=rows[ROW].to_numpy(),
    )
    known = np.flatnonzero(account != UNKNOWN)
    return rows_taken(answers, known), len(account) - len(known)


def joined(first: Rows, second: Rows) -> Rows:
    """Return the rows of both records of arrays."""
    if not len(second):
        return first
    return type(first)(
        **{
            part.name: np.concatenate([getattr(first, part.name), getattr(second, part.name)])
            for part in fields(first)
        }
    )


def one_row_per_ticket(answers: Answers, ratings: Answers) -> Answers:
    """Return survey rows and the ratings of tickets, a question of satisfaction that both list once: the row
    with the answer, the survey's where both have one or none.

    The row that stays keeps the invitation that the other one told, so an offer whose answer is in another
    export is no silence. Effort asked about a ticket is another question.
    """
    about = np.flatnonzero((answers.ticket_id != "") & (answers.kind == CSAT))
    surveyed = rows_taken(answers, about)
    of_survey, of_ticket = _ticket_keys(surveyed, ratings)
    heard = np.isin(of_survey, of_survey[_is_answered(surveyed)])
    stays = heard | ~np.isin(of_survey, of_ticket[_is_answered(ratings)])
    alone = ~np.isin(of_ticket, of_survey[stays])
    asked = _as_invited(surveyed, of_survey, stays, ratings, of_ticket)
    invited_at, invited_by = answers.invited_at.copy(), answers.invited_by.copy()
    invited_at[about], invited_by[about] = asked.invited_at, asked.invited_by
    kept = np.ones(len(answers), dtype=bool)
    kept[about] = stays
    rated = _as_invited(ratings, of_ticket, alone, surveyed, of_survey)
    return joined(
        rows_taken(replace(answers, invited_at=invited_at, invited_by=invited_by), np.flatnonzero(kept)),
        rows_taken(rated, np.flatnonzero(alone)),
    )


def _as_invited(
    own: Answers, keys: np.ndarray, stays: np.ndarray, other: Answers, other_keys: np.ndarray
) -> Answers:
    """Return the rows with the invitation that the other export has of the same ticket: its time where they
    have none, its list where those that stay of their own source name nobody who did not answer.
    """
    offered = np.flatnonzero(~np.isnat(other.invited_at))
    offered = offered[np.argsort(other_keys[offered], kind="stable")]
    if not len(offered):
        return own
    place = np.searchsorted(other_keys[offered], keys).clip(max=len(offered) - 1)
    row = offered[place]
    found = other_keys[row] == keys
    asked = np.fmin(other.invited_at[row], own.answered_at)  # nobody answers before being asked
    lists_silence = np.isin(own.source, own.source[stays & ~_is_answered(own)])
    return replace(
        own,
        invited_at=np.where(found & np.isnat(own.invited_at), asked, own.invited_at),
        invited_by=np.where(found & ~lists_silence, other.source[row], own.invited_by),
    )


def _is_answered(answers: Answers) -> np.ndarray:
    return ~np.isnan(answers.score) | ~np.isnat(answers.answered_at)


def _ticket_keys(first: Answers, second: Answers) -> tuple[np.ndarray, np.ndarray]:
    """Return a number of account and ticket for each row of both."""
    tickets = pa.array(np.concatenate([first.ticket_id, second.ticket_id]), pa.string())
    codes = compute.dictionary_encode(tickets)
    accounts = np.concatenate([first.account, second.account]).astype(np.int64)
    keys = accounts * len(codes.dictionary) + codes.indices.to_numpy()
    return keys[: len(first)], keys[len(first) :]


def answers_on(answers: Answers, as_of: np.datetime64) -> Answers:
    """Return who had been asked by the date; a later answer is not known yet. Undated rows are kept.

    That somebody had been asked who answered later is known only of surveys that also list whom they had
    asked in vain by then: others have that row because of the answer, and did not have it on the date.
    """
    end = (as_of + ONE_DAY).astype("datetime64[s]")
    asked = np.fmin(answers.invited_at, answers.answered_at)
    survey = answers.invited_by.astype(np.int64) * len(SURVEY_KIND_NAMES) + answers.kind
    in_vain = (answers.invited_at < end) & ~_is_answered(answers)
    listed = ~(answers.answered_at >= end) | np.isin(survey, survey[in_vain])
    kept = rows_later(answers, np.flatnonzero((np.isnat(asked) | (asked < end)) & listed))
    later = kept.answered_at >= end
    return rows_later(
        kept,
        None,
        score=lambda: np.where(later, np.nan, kept.score),
        unit=lambda: np.where(later, np.nan, kept.unit),
        comment=lambda: np.where(later, "", kept.comment),
        answered_at=lambda: np.where(later, np.datetime64("NaT"), kept.answered_at),
    )


def coded(column: pa.ChunkedArray, names: tuple[str, ...], otherwise: int) -> np.ndarray:
    """Return the position of each text among the names as int8, `otherwise` where it is none of them."""
    found = compute.index_in(column, value_set=pa.array(names, pa.string()))
    return compute.fill_null(found, otherwise).to_numpy().astype(np.int8)
