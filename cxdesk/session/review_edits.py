"""What a person changes in a review: each an `Edit`, applied in order to the plan that it was made for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.errors import UsageError
from cxdesk.session.review_questions import ALL, ANSWERS, MEANING

if TYPE_CHECKING:
    from cxdesk.importing import SheetPlan
    from cxdesk.session.review import Review

SheetKey = tuple[Path, str, int]
"""A file, a sheet in it, and which of the plans of that sheet: answers to several questions have one each."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Another reading of one sheet: `change` gives its plan from the present one. With `whole` it gives all
    plans of the sheet, in place of those that there are; with `several` those in place of this one alone.
    """

    key: SheetKey
    change: Callable[[SheetPlan], SheetPlan | list[SheetPlan]]
    whole: bool = False
    several: bool = False


def column_edit(given: Review, sheet: int, fields: Mapping[int, str]) -> Edit:
    """Return the edit that reads columns as other fields: "table.field" or "" by their row on the page."""
    wanted = {given.plan.sheets[sheet].columns[row].position: field for row, field in fields.items()}

    def change(plan: SheetPlan) -> SheetPlan:
        from cxdesk.importing import remap

        return remap(plan, wanted)

    return Edit(_keys(given.plan.sheets)[sheet], change)


def table_edit(given: Review, sheet: int, table: str) -> Edit:
    """Return the edit that reads a sheet as another table, or leaves it unused with ""."""

    def change(plan: SheetPlan) -> SheetPlan:
        from cxdesk.importing import choose_table

        return choose_table(plan, table)

    return Edit(_keys(given.plan.sheets)[sheet], change)


def answer_edit(given: Review, sheet: int, position: int, code: str, value: str) -> Edit:
    """Return the edit that answers a question about a sheet."""
    if code == ANSWERS:
        return _answers_edit(given, sheet, position, value)

    def change(plan: SheetPlan) -> SheetPlan:
        from cxdesk.importing import answer

        if code == MEANING:
            return _with_meaning(plan, position, value)
        return answer(plan, position, code, value)

    return Edit(_keys(given.plan.sheets)[sheet], change)


def _answers_edit(given: Review, sheet: int, position: int, value: str) -> Edit:
    """Return the edit that reads a column as survey answers, besides what its sheet is, or keeps it."""

    def change(plan: SheetPlan) -> list[SheetPlan]:
        from cxdesk.importing.answer_readings import said_of_answers

        return said_of_answers(plan, position, value)

    return Edit(_keys(given.plan.sheets)[sheet], change, several=True)


def replace_edit(given: Review, sheet: int, *, yes: bool) -> Edit:
    """Return the edit that lets a sheet which is here already take the place of other exports of it."""

    def change(plan: SheetPlan) -> SheetPlan:
        from cxdesk.importing.difference import replacing

        return replacing(plan, yes=yes)

    return Edit(_keys(given.plan.sheets)[sheet], change)


def header_edit(given: Review, sheet: int, row: int) -> Edit:
    """Return the edit that takes a row (1-based, as the spreadsheet shows it) as the header of a sheet."""
    presets = [text for _, text in given.known.presets]

    def change(plan: SheetPlan) -> list[SheetPlan]:
        from cxdesk.importing.header_choice import choose_header

        return choose_header(plan, row, presets)

    return Edit(_keys(given.plan.sheets)[sheet], change, whole=True)


def edited(plans: Sequence[SheetPlan], edits: Sequence[Edit]) -> tuple[SheetPlan, ...]:
    """Return the plans after edits. An edit of a plan that an earlier one has taken away does nothing."""
    now = list(plans)
    for edit in edits:
        keys = _keys(now)
        if edit.key not in keys:
            continue
        place = keys.index(edit.key)
        changed = edit.change(now[place])
        if edit.whole:
            own = [at for at, key in enumerate(keys) if key[:2] == edit.key[:2]]
            rest = [plan for at, plan in enumerate(now) if at not in own]
            now = [*rest[: own[0]], *changed, *rest[own[0] :]]
        elif edit.several:
            now[place : place + 1] = changed
        else:
            now[place] = changed
    return tuple(now)


def edited_again(plans: Sequence[SheetPlan], edits: Sequence[Edit]) -> tuple[SheetPlan, ...]:
    """Return the plans after edits that were made while the file was read otherwise: one that answers what is
    asked no more, or is about a column that is there no more, does nothing."""
    now = tuple(plans)
    for edit in edits:
        with suppress(UsageError):
            now = edited(now, [edit])
    return now


def _with_meaning(plan: SheetPlan, position: int, value: str) -> SheetPlan:
    """Return the plan with what was said of a column: what it means, or that all are as they are shown.

    What is said of a column as it is read leaves its rows as they are.
    """
    from cxdesk.importing import confirm, remap

    if value == ALL:
        return confirm(plan)
    now = next((match.field for match in plan.columns if match.position == position), "")
    return confirm(plan, [position]) if value and value == now else remap(plan, {position: value})


def _keys(plans: Sequence[SheetPlan]) -> list[SheetKey]:
    """Return what tells the plans apart."""
    seen: dict[tuple[Path, str], int] = {}
    keys = []
    for plan in plans:
        sheet = (plan.source.path, plan.sheet.name)
        seen[sheet] = seen.get(sheet, -1) + 1
        keys.append((*sheet, seen[sheet]))
    return keys
