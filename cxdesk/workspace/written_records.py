"""What the user wrote about an account: calls, and their own view of its health beside the model's.

Days are `datetime.date`; texts are as they were typed. `account` is the account's id. A record says itself
whether it can be kept: `checked` raises UsageError in words.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TypeVar

from cxdesk.errors import UsageError

LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Call:
    """A call with an account: what changed is asked since the last one."""

    account: str
    day: date
    people: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class HumanView:
    """How a person sees an account's health: a band of the standards, why, and until when that holds.

    It stands beside the model's score and is never averaged with it. It holds from `day` up to and with
    `expires`.
    """

    account: str
    day: date
    grade: str
    reason: str
    expires: date
    who: str = ""

    def holds_on(self, day: date) -> bool:
        """Return whether it was known and had not expired on a day."""
        return self.day <= day <= self.expires


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it is kept: its number, when it was written (UTC), and whether it was taken back."""

    number: int
    record: Call | HumanView
    written_at: str
    is_undone: bool


KINDS: dict[str, type] = {"call": Call, "human view": HumanView}
Record = TypeVar("Record", Call, HumanView)


def kind_of(record: Call | HumanView) -> str:
    """Return the name under which a record is kept."""
    return next(name for name, kind in KINDS.items() if isinstance(record, kind))


def checked(record: Record) -> Record:
    """Return the record; raises UsageError, saying what is missing or too long."""
    if not record.account.strip():
        raise UsageError("No account is named.", "Choose the account that this is about.")
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise UsageError(f"The {field.name} is too long.", f"Keep it below {LONGEST_TEXT} characters.")
    if isinstance(record, HumanView):
        if not record.grade.strip():
            raise UsageError("The view has no grade.", "Choose one of the bands.")
        if not record.reason.strip():
            raise UsageError("The view has no reason.", "Say why: nobody can weigh a grade without it.")
        if record.expires < record.day:
            raise UsageError("The view would expire before it begins.", "Choose a later day.")
    return record


def record_text(record: Call | HumanView) -> str:
    """Return the record as JSON, days as ISO texts."""
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(record).items()
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def record_of(kind: str, text: str) -> Call | HumanView:
    """Return the record that `record_text` wrote; fields that are no longer known are left out."""
    made = KINDS[kind]
    values = json.loads(text)
    known = {field.name: values[field.name] for field in fields(made) if field.name in values}
    days = {name: date.fromisoformat(value) for name, value in known.items() if name in ("day", "expires")}
    return made(**(known | days))
