"""What a file leaves open, as questions that a person, a preset or the file's own evidence settles.

A question belongs to one column of a sheet and has a code: `date_order` (day, month), `decimal_sign` ("." or
","), `unit` (of a length of time), `clock` (hours, minutes: what comes first in `1:30`), `kind` (csat, nps,
ces, other), `scale` ("1 to 5"), `direction` (high or low), `zero` (what a 0 below the scale means) and
`cancelled` (last, notice: what a day of cancellation before a contract's end means). Where one column answers
several surveys, those of each follow the code: `scale of nps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

NO_ANSWERS: Mapping = MappingProxyType({})
UNPLACED = -1
"""The position of a question before it is known which column it belongs to."""


@dataclass(frozen=True, slots=True)
class Question:
    """`position`: the column's place among the table's columns, from 0; `text`: question and evidence.

    `answer` is the value that counts now, one of `options` (value, label). `settled` says that the user, a
    preset or the evidence decided it; else `answer` is assumed. `assumed` is what counts without an answer.
    """

    position: int
    code: str
    text: str
    answer: str
    options: tuple[tuple[str, str], ...]
    settled: bool
    assumed: str = ""

    @property
    def overruled(self) -> bool:
        """Whether the answer is another than what would be assumed."""
        return self.answer != self.assumed


def asked(
    code: str,
    text: str,
    assumed: str,
    options: tuple[tuple[str, str], ...],
    answers: Mapping[str, str],
    certain: bool = False,
) -> Question:
    """Return a question of a column that has no position yet, with the answer given to it by `answers` (by
    code); an answer that is no option counts as none. `certain` says that the evidence leaves no choice."""
    given = answers.get(code, "")
    answered = any(given == value for value, _ in options)
    return Question(
        UNPLACED, code, text, given if answered else assumed, options, certain or answered, assumed
    )


def answers_of(answers: Mapping[tuple[int, str], str], position: int) -> dict[str, str]:
    """Return the answers given for one column, by code."""
    return {code: value for (place, code), value in answers.items() if place == position}
