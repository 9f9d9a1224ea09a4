"""What people of an account said, in their own words, with who said it, when, and in which row it stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.wording import place_text
from cxdesk.workspace.facts_record import ROLE_NAMES, SURVEY_KIND_NAMES, Contacts, Facts

MOST_QUOTES = 50
_KIND_LABELS = {"csat": "CSAT", "nps": "NPS", "ces": "CES", "other": "Survey"}
_ROLE_LABELS = {"admin": "Admin", "end user": "End user", "buyer": "Buyer", "other": "Other role"}


@dataclass(frozen=True, slots=True)
class Quote:
    """One comment. `rating` is the answer beside it, such as "NPS 3"; `tone` says whether that was a good
    one.
    """

    who: str
    role: str
    rating: str
    date: str
    comment: str
    source: str
    tone: str


def quotes(facts: Facts, code: int, style: NumberStyle) -> tuple[Quote, ...]:
    """Return the newest comments of the account at position `code`, newest first, at most 50."""
    answers = facts.answers
    rows = np.flatnonzero((answers.account == code) & (answers.comment.astype(str) != ""))
    newest = rows[np.argsort(answers.answered_at[rows], kind="stable")[::-1]]
    dated = newest[~np.isnat(answers.answered_at[newest])]
    undated = newest[np.isnat(answers.answered_at[newest])]
    names = _names(facts.contacts, code)
    return tuple(
        _quote(facts, int(row), names, style) for row in np.concatenate([dated, undated])[:MOST_QUOTES]
    )


def answers_since(
    facts: Facts,
    code: int,
    style: NumberStyle,
    since: np.datetime64 | None = None,
    people: Collection[str] = (),
) -> list[tuple[np.datetime64, Quote]]:
    """Return the dated answers of an account, with or without a comment, newest first, each with its day.

    `since` leaves out those before that day; `people` keeps those of these ids and folded addresses alone.
    """
    answers = facts.answers
    chosen = (answers.account == code) & ~np.isnat(answers.answered_at)
    if since is not None:
        chosen &= answers.answered_at >= since
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(answers.answered_at[rows], kind="stable")[::-1]]
    names = _names(facts.contacts, code)
    return [
        (answers.answered_at[row].astype("datetime64[D]"), _quote(facts, int(row), names, style))
        for row in rows
        if not people or {str(answers.contact[row]), str(answers.contact[row]).casefold()} & set(people)
    ]


def _names(contacts: Contacts, code: int) -> dict[str, str]:
    """Return the names of the account's people by id and by e-mail address."""
    names: dict[str, str] = {}
    for row in np.flatnonzero(contacts.account == code):
        name = str(contacts.name[row])
        if name:
            names.update({str(contacts.contact_id[row]): name, str(contacts.email[row]).casefold(): name})
    names.pop("", None)
    return names


def _quote(facts: Facts, row: int, names: dict[str, str], style: NumberStyle) -> Quote:
    answers = facts.answers
    contact = str(answers.contact[row])
    role = _ROLE_LABELS[ROLE_NAMES[int(answers.role[row])]]
    named = names.get(contact) or names.get(contact.casefold()) or ""
    return Quote(
        who=named or role,
        role=role if named else "",
        rating=_rating(facts, row, style),
        date=formatting.date_text(answers.answered_at[row].astype("datetime64[D]"), style),
        comment=str(answers.comment[row]).strip(),
        source=place_text(facts, int(answers.source[row]), int(answers.source_row[row])),
        tone=_tone(float(answers.unit[row])),
    )


def _rating(facts: Facts, row: int, style: NumberStyle) -> str:
    """Return kind and score, with the scale's end where it is not the kind's usual one."""
    answers = facts.answers
    kind = SURVEY_KIND_NAMES[int(answers.kind[row])]
    score, highest = float(answers.score[row]), float(answers.scale_max[row])
    if np.isnan(score):
        return ""
    text = f"{_KIND_LABELS[kind]} {formatting.number(score, style, 0 if score == int(score) else 1)}"
    return text if kind == "nps" or np.isnan(highest) else f"{text} of {formatting.number(highest, style)}"


def _tone(unit: float) -> str:
    """Return how good an answer between 0 and 1 is, "" when it has no score."""
    if np.isnan(unit):
        return ""
    return "good" if unit > 0.6 else "watch" if unit >= 0.4 else "risk"
