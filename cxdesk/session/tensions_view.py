"""What to ask in the next call, as data: contradictions with both their numbers, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.portfolio import Portfolio
from cxdesk.health.standards import Standards
from cxdesk.health.tensions import CALL, Tension, Tensions
from cxdesk.health.tensions.texts import number_text
from cxdesk.health.unknowns import Unknown, unknowns
from cxdesk.session.gaps import Gap
from cxdesk.workspace.facts_record import Facts

MOST_UNKNOWNS = 5
"""More questions than that nobody asks in one call."""
_RANGES = ". What stands in square brackets is an 80 % range."
_FOR_THEM, _FOR_US = "Ask", "For us"


@dataclass(frozen=True, slots=True)
class CallItem:
    """One thing to bring up: a heading, `lines` with the numbers, and the question.

    `whom` is "Ask" where the question is for the customer, "For us" where it is not; `note` says what would
    make a contradiction disappear, "" for what is not known. `rule` is the number of the tension, 0 for none.
    """

    heading: str
    lines: tuple[str, ...]
    whom: str
    question: str
    note: str
    rule: int


@dataclass(frozen=True, slots=True)
class CallView:
    """What to bring up, contradictions first, the severest first; `note` counts them; `not_judged` are the
    rules that lack data of this account, with what they need.
    """

    items: tuple[CallItem, ...]
    note: str
    not_judged: tuple[Gap, ...]

    @property
    def tensions(self) -> tuple[CallItem, ...]:
        """The contradictions."""
        return tuple(item for item in self.items if item.rule)


def call_view(
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    found: Tensions,
    code: int,
    style: NumberStyle,
) -> CallView:
    """Return what to bring up with the account at position `code`."""
    currency = str(facts.accounts.currency[code])
    tensions = [_of_tension(one, style, currency) for one in found.of(code)]
    open_questions = [_of_unknown(one) for one in unknowns(facts, portfolio, standards, code)[:MOST_UNKNOWNS]]
    counts = [
        formatting.counted(len(part), one, many, style)
        for part, one, many in (
            (tensions, "contradiction", "contradictions"),
            (open_questions, "open question", "open questions"),
        )
        if part
    ]
    missing = tuple(
        Gap(f"Cannot be judged: {each.rule.name}", f"Needs {each.needs}.") for each in found.not_judged(code)
    )
    ranges = any("[" in line for item in tensions for line in item.lines)
    note = ", ".join(counts) + (_RANGES if ranges else "")
    return CallView((*tensions, *open_questions), note, missing)


def _of_tension(one: Tension, style: NumberStyle, currency: str) -> CallItem:
    numbers = (one.first, one.second, *one.also)
    return CallItem(
        one.rule.name,
        tuple(number_text(number, style, currency) for number in numbers),
        _FOR_THEM if one.rule.audience == CALL else _FOR_US,
        one.rule.question,
        one.rule.disappears_when,
        one.rule.number,
    )


def _of_unknown(one: Unknown) -> CallItem:
    return CallItem(
        f"Not known: {one.what[:1].lower()}{one.what[1:]}", (one.why,), _FOR_THEM, one.question, "", 0
    )
