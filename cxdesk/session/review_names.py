"""Near account names that an import would bring, asked about in its review: side by side, answered or left.

What is answered is kept with the import, in one transaction, as decisions that go and come back with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cxdesk import formatting
from cxdesk.errors import UsageError
from cxdesk.formatting import NumberStyle
from cxdesk.session.duplicates import short_name
from cxdesk.session.review import Review
from cxdesk.session.review_changes import sheet_changes
from cxdesk.session.review_questions import QuestionView
from cxdesk.session.table_view import Table
from cxdesk.workspace.facts.near_names import Named, Near, NearPair, to_ask
from cxdesk.workspace.merging import contradictions
from cxdesk.workspace.records import Decision

KEPT, OTHER, DIFFERENT, LATER = "kept", "other", "different", "later"
"""The answers: both are one account and the first stays, or the second does; they are two; not now."""
SAME_ACCOUNT = "same_account"
Said = Mapping[frozenset[str], Decision]
"""What was answered in a review, by the pair of keys."""


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """What the names in some sheets, by their digests, are near to, and what was decided before. `unknown`:
    by the digest of a sheet, how many of its rows name an account that is not known."""

    digests: frozenset[str]
    near: Near
    decisions: tuple[Decision, ...]
    unknown: Mapping[str, int] = field(default_factory=dict)


def with_names(given: Review, names: Names | None, said: Said, style: NumberStyle) -> Review:
    """Return the review with what is near in it, and what was answered of that."""
    if names is None:
        return replace(given, names=None, name_questions=(), name_changes=(), said=())
    pairs = {_ends(pair) for pair in names.near.pairs}
    answers = tuple(decision for ends, decision in said.items() if ends in pairs)
    questions = tuple(
        _question(number, pair, said.get(_ends(pair)), style)
        for number, pair in enumerate(_shown(names, answers))
    )
    changes = (
        *_changes(questions, names.near.more_asked, answers, style),
        *_unknown_changes(sum(names.unknown.values()), style),
    )
    table = given.by_sheet if given.names is names else _by_sheet(given, names, style)
    return replace(
        given, names=names, name_questions=questions, name_changes=changes, said=answers, by_sheet=table
    )


def with_answer(given: Review, said: Said, position: int, value: str) -> Said:
    """Return what was answered, with the answer to the question at a position of a review.

    Raises UsageError where the answer contradicts others, or decisions that were made before.
    """
    pair = _shown(given.names, given.said)[position]
    rest = {ends: decision for ends, decision in said.items() if ends != _ends(pair)}
    if value == LATER:
        return rest
    kept, other = (pair.other, pair.kept) if value == OTHER else (pair.kept, pair.other)
    made = {**rest, _ends(pair): Decision(0, kept.key, other.key, value != DIFFERENT)}
    _check(given.names.decisions, made.values())
    return made


def answers_to(
    near: Near,
    decisions: Sequence[Decision],
    same: Sequence[tuple[str, str]] = (),
    different: Sequence[tuple[str, str]] = (),
) -> tuple[Decision, ...]:
    """Return what is said of near names, each called by its id or name; of the same account the first stays.

    Raises UsageError for names that are not near to each other, and for answers that contradict others.
    """
    made = []
    for texts, is_same in (*((pair, True) for pair in same), *((pair, False) for pair in different)):
        keys = next((found for pair in near.pairs if (found := _called(pair, *texts)) is not None), None)
        if keys is None:
            raise UsageError(
                f"The import brings no {texts[0]} and {texts[1]} that are near to each other.",
                "Name two that it says may be the same, by their ids or names.",
            )
        made.append(Decision(0, *keys, is_same))
    _check(decisions, made)
    return tuple(made)


def _called(pair: NearPair, first: str, second: str) -> tuple[str, str] | None:
    """Return the keys of a pair in the order in which two ids or names call it, None if they do not."""
    for one, two in ((pair.kept, pair.other), (pair.other, pair.kept)):
        if first in (one.key, one.name) and second in (two.key, two.name):
            return one.key, two.key
    return None


def _check(before: Sequence[Decision], answers: Iterable[Decision]) -> None:
    """Raise UsageError where answers contradict each other or decisions that were made before."""
    known = contradictions(before)
    for ends, words in contradictions((*before, *answers)).items():
        if ends not in known:
            raise UsageError(f"That cannot be: {words}.", "Answer one of these otherwise first.")


def about(one: Named, style: NumberStyle) -> str:
    """Return what tells a name from another: whether it is new, its id, how many rows name it, its source."""
    said = ["new" if one.arrives else "here already"]
    if not one.is_account:
        said.append("no account")
    elif one.key != one.name:
        said.append(f"id {one.key}")
    if one.rows:
        said.append(formatting.counted(one.rows, "row names it", "rows name it", style))
    return " · ".join((*said, one.source) if one.source else said)


def _shown(names: Names, answers: Sequence[Decision]) -> list[NearPair]:
    """Return the pairs that are asked about: those answered, and those that no answer settles."""
    answered = {frozenset((one.kept, one.other)) for one in answers}
    asked = {_ends(pair) for pair in to_ask(names.near.pairs, (*names.decisions, *answers))}
    shown = [pair for pair in names.near.pairs if _ends(pair) in answered | asked]
    return sorted(shown, key=lambda pair: pair.group)


def _ends(pair: NearPair) -> frozenset[str]:
    return frozenset((pair.kept.key, pair.other.key))


def _changes(
    questions: Sequence[QuestionView], more: int, answers: Sequence[Decision], style: NumberStyle
) -> tuple[tuple[str, str], ...]:
    """Return (sentence, tone) of the names that wait for an answer, and of what was answered."""
    waiting = more + sum(not question.settled for question in questions)
    merged = sum(decision.same for decision in answers)
    told = []
    if waiting:
        told.append((f"{formatting.counted(waiting, 'near name', 'near names', style)} to decide", "watch"))
    if merged:
        told.append((f"{formatting.counted(merged, 'name', 'names', style)} merged into another", ""))
    return tuple(told)


def _by_sheet(given: Review, names: Names, style: NumberStyle) -> Table:
    """Return what would change sheet by sheet, with the rows that name no known account."""
    headings = [sheet.heading for sheet in given.sheets]
    digests, differences = given.known.digests, given.differences
    return sheet_changes(given.plan, headings, digests, differences, style, names.unknown)


def _unknown_changes(rows: int, style: NumberStyle) -> tuple[tuple[str, str], ...]:
    """Return (sentence, tone) of the rows that will count for no account."""
    if not rows:
        return ()
    return ((f"{formatting.counted(rows, 'row names', 'rows name', style)} no known account", "watch"),)


def _question(number: int, pair: NearPair, said: Decision | None, style: NumberStyle) -> QuestionView:
    """Return the question whether two names mean one account."""
    first, second = (
        (pair.kept.name, pair.other.name)
        if pair.kept.name != pair.other.name
        else (pair.kept.key, pair.other.key)
    )
    if pair.other.is_account:
        options = [(KEPT, f"Same, keep {short_name(first)}"), (OTHER, f"Same, keep {short_name(second)}")]
    else:
        options = [(KEPT, "Same account")]
    answer = LATER
    if said is not None:
        answer = DIFFERENT if not said.same else KEPT if said.kept == pair.kept.key else OTHER
    return QuestionView(
        row=-1,
        position=number,
        code=SAME_ACCOUNT,
        column=f"the same account? · {pair.why}",
        text="",
        options=(*options, (DIFFERENT, "Different accounts"), (LATER, "Later")),
        answer=answer,
        settled=said is not None,
        sides=tuple((one.name, about(one, style)) for one in (pair.kept, pair.other)),
    )
