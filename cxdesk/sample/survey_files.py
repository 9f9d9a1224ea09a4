"""`NPS survey.csv` as a German Excel saves it, and `CSAT after tickets.xlsx` as a survey tool exports it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from cxdesk.sample.awkward import CSAT_FILE, CSAT_HEADER, NPS_FILE, SCORE_HEADER, with_awkward_rows
from cxdesk.sample.comments import DETRACTOR, PASSIVE, PROMOTER, ticket_comment
from cxdesk.sample.records import ADMIN, BUYER, END_USER
from cxdesk.sample.sheets import Cell, workbook, write_row, write_table
from cxdesk.sample.surveys import Invitation
from cxdesk.sample.tickets import Ticket

NPS_HEADER = (
    "Response ID",
    "Account ID",
    "Contact ID",
    "Respondent role",
    SCORE_HEADER,
    "Comment",
    "Invited at",
    "Answered at",
)
EFFORT_HEADER = "How easy was it to get your issue solved? (1 = very hard, 7 = very easy)"
_ANSWER_COLUMNS = ("Response ID", "Account ID", "Contact ID", "Ticket ID", "Sent", "Answered")
CSAT_COLUMNS = (*_ANSWER_COLUMNS, CSAT_HEADER, "Comment", "Language")
EFFORT_COLUMNS = (*_ANSWER_COLUMNS, EFFORT_HEADER)

# The survey tool has its own words for the CRM's roles.
_ROLE_LABELS = {ADMIN: "Administrator", END_USER: "End user", BUYER: "Decision maker"}
_COMMENT_RATE = 0.28


def write_nps_survey(path: Path, invitations: Sequence[Invitation]) -> None:
    """Write one row an invitation in the order sent: UTF-8 with BOM, semicolons, dates dd.mm.yyyy, CR LF."""
    in_order = sorted(invitations, key=lambda one: (one.invited, one.account_id, one.person.person_id))
    rows: list[Sequence[Cell]] = [
        (
            f"SYN-NPS-{number:05d}",
            one.account_id,
            one.person.person_id,
            _ROLE_LABELS[one.person.role],
            "" if one.score is None else str(one.score),
            one.comment,
            _german(one.invited),
            _german(one.answered) if one.answered else "",
        )
        for number, one in enumerate(in_order, start=1)
    ]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(NPS_HEADER)
        writer.writerows(with_awkward_rows(rows, NPS_FILE))


def write_csat_workbook(
    path: Path, numbered: Sequence[tuple[int, Ticket]], languages: Mapping[str, str], rng: np.random.Generator
) -> None:
    """Write the answers after tickets: `Responses` (CSAT 1-5), `Effort` (CES 1-7, high = easy) and a note.

    `numbered` pairs ticket ids with tickets; `languages` gives each account's language.
    """
    answered = sorted((one for one in numbered if one[1].csat), key=lambda one: (one[1].answered, one[0]))
    csat: list[Sequence[Cell]] = []
    effort: list[Sequence[Cell]] = []
    for number, (ticket_id, ticket) in enumerate(answered, start=1):
        account, person = ticket.account_id, ticket.requester.person_id
        where = (account, person, str(ticket_id), ticket.solved, ticket.answered)
        comment, language = _after_ticket(ticket, languages[account], rng)
        csat.append((f"SYN-CSAT-{number:05d}", *where, ticket.csat, comment, language))
        if ticket.effort:
            effort.append((f"SYN-CES-{number:05d}", *where, ticket.effort))
    csat = with_awkward_rows(csat, CSAT_FILE)
    with workbook(path, "CSAT after tickets") as (book, formats):
        widths = (16, 11, 11, 10, 17, 17, 30, 60, 10)
        write_table(book.add_worksheet("Responses"), 0, CSAT_COLUMNS, csat, widths, formats)
        write_table(book.add_worksheet("Effort"), 0, EFFORT_COLUMNS, effort, widths[:7], formats)
        note = book.add_worksheet("Read me")
        write_row(note, 0, ["Synthetic sample: every answer is invented."], formats)
        write_row(
            note, 1, ["Sent to the requester when a ticket is solved; one reminder after 3 days."], formats
        )


def _after_ticket(ticket: Ticket, language: str, rng: np.random.Generator) -> tuple[str, str]:
    mood = PROMOTER if ticket.csat >= 5 else PASSIVE if ticket.csat >= 3 else DETRACTOR
    comment, written_in = ticket_comment(rng, mood, language, ticket.reopens > 0)
    return (comment, written_in) if rng.random() < _COMMENT_RATE else ("", language)


def _german(day: date) -> str:
    return f"{day:%d.%m.%Y}"
