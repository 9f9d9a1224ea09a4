"""What a person changes in a review: each an `Edit`, applied in order to the plan that it was made for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxdesk.importing import SheetPlan
    from cxdesk.session.review import Review


@dataclass(frozen=True, slots=True)
class Edit:
    """Another reading of one sheet: `change` gives its plan from the present one. `sheet` is its position."""

    sheet: int
    change: Callable[[SheetPlan], SheetPlan]


def column_edit(given: Review, sheet: int, fields: Mapping[int, str]) -> Edit:
    """Return the edit that reads columns as other fields: "table.field" or "" by their row on the page."""
    wanted = {given.plan.sheets[sheet].columns[row].position: field for row, field in fields.items()}

    def change(plan: SheetPlan) -> SheetPlan:
        from cxdesk.importing import remap

        return remap(plan, wanted)

    return Edit(sheet, change)


def table_edit(sheet: int, table: str) -> Edit:
    """Return the edit that reads a sheet as another table, or leaves it unused with ""."""

    def change(plan: SheetPlan) -> SheetPlan:
        from cxdesk.importing import choose_table

        return choose_table(plan, table)

    return Edit(sheet, change)


def answer_edit(sheet: int, position: int, code: str, value: str) -> Edit:
    """Return the edit that answers a question about a sheet."""

    def change(plan: SheetPlan) -> SheetPlan:
        from cxdesk.importing import answer

        return answer(plan, position, code, value)

    return Edit(sheet, change)
