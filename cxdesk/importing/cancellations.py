"""Contracts with a day of cancellation before the end of their term: ended then, or running on after notice.

Tools mean either by it. Until somebody says which, the states of these contracts decide; without such states
they count as ended, for revenue that may be gone must not count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.importing.fields import hints_with, read_field
from cxdesk.importing.names import Header, header, squeezed
from cxdesk.importing.questions import Question, answers_of, asked
from cxdesk.importing.sheet import RawColumn
from cxdesk.importing.synonyms import synonyms
from cxdesk.tables import CONTRACTS
from cxdesk.tables.contracts import CANCELLED
from cxdesk.workspace.records import Problem

if TYPE_CHECKING:
    from cxdesk.importing.rows import Reading

_CODE, _LAST, _NOTICE = "cancelled", "last", "notice"
_FIELDS = (("churn_events", "date"), ("accounts", "churn_date"))


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Columns of contracts with what their cancellation means, and what is said and asked about it."""

    arrays: dict[str, pa.Array]
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()


def with_cancellations(reading: Reading, raw: list[RawColumn], arrays: dict[str, pa.Array]) -> Cancelled:
    """Return the columns of contracts where a column that is not the end holds days of cancellation."""
    ends = [place for place, name in reading.mapping.items() if name == "end_date"]
    place = _cancelled_place(reading) if ends else None
    if place is None:
        return Cancelled(arrays)
    head = header(reading.layout.names[place])
    hints = hints_with(reading.hints, reading.answers, place)
    read = read_field(raw[place], CONTRACTS.column("end_date"), head, hints).values
    early = pc.fill_null(pc.less(read, arrays["end_date"]), False)
    count = pc.sum(early).as_py() or 0
    if not count:
        return Cancelled(arrays)
    question = replace(_question(reading, ends[0], arrays, early, count, head.text), position=ends[0])
    found = dict(arrays)
    churned = arrays.get("churned", pa.nulls(len(read), pa.bool_()))
    found["churned"] = pc.if_else(early, True, churned)
    if question.answer == _LAST:
        found["end_date"] = pc.if_else(early, read, arrays["end_date"])
    words = "ended on it" if question.answer == _LAST else "run to their end and are lost then"
    hint = f"{count:,} contracts have a day here before their end: they {words}, until you say what it means."
    problem = Problem("cancelled_early", None, head.text, f"{count:,} rows", hint)
    return Cancelled(found, () if question.settled else (problem,), (question,))


def is_cancellation(name: Header) -> bool:
    """Return whether a header means the day on which something was cancelled."""
    known = {squeezed(each) for each in CANCELLED}
    known.update(form for place in _FIELDS for form in synonyms().get(place, ()))
    return any(form in known for form in name.forms)


def _cancelled_place(reading: Reading) -> int | None:
    """Return the place of an unused column of days of cancellation; None where there is none."""
    return next(
        (
            place
            for place, name in enumerate(reading.layout.names)
            if place not in reading.mapping and is_cancellation(header(name))
        ),
        None,
    )


def _question(
    reading: Reading, place: int, arrays: dict[str, pa.Array], early: pa.Array, count: int, name: str
) -> Question:
    """Return the question what the day of cancellation means, with what the states of contracts say."""
    states = arrays["churned"].filter(early).drop_null() if "churned" in arrays else pa.array([], pa.bool_())
    running = len(states) - int(np.count_nonzero(states.to_numpy(zero_copy_only=False)))
    assumed = _NOTICE if running > len(states) / 2 else _LAST
    if not len(states):
        why = "No state says which, so that they count as ended."
    elif running > len(states) / 2:
        why = f"{running:,} of them are said to be running."
    else:
        why = f"{len(states) - running:,} of them are said to be over."
    text = f"In {count:,} rows “{name}” is before this day. Did these contracts end then? {why}"
    options = (
        (_LAST, "They ended on that day"),
        (_NOTICE, "Notice was given on it: they run to their end and are lost then"),
    )
    return asked(_CODE, text, assumed, options, answers_of(reading.answers, place))
