"""Where a person sees that the header is in another row than the one that was found."""

from __future__ import annotations

from collections.abc import Sequence

from cxdesk.importing.header import head_grid
from cxdesk.importing.plan import plan_sheet
from cxdesk.importing.plan_records import SheetPlan
from cxdesk.importing.presets import read_preset

_OFFERED_ROWS = 20
_SHOWN_CELLS = 4


def offered_headers(plan: SheetPlan) -> tuple[tuple[int, str], ...]:
    """Return (row, its first cells) of the rows that can be the header: filled ones at the top of the sheet.

    Rows are 1-based as the spreadsheet shows them.
    """
    lines = head_grid(plan.sheet, _OFFERED_ROWS).texts
    numbers = plan.sheet.row_numbers[: len(lines)].tolist()
    cells = [[cell for cell in line if cell.strip()] for line in lines]
    return tuple(
        (number, " · ".join(filled[:_SHOWN_CELLS]))
        for number, filled in zip(numbers, cells, strict=True)
        if filled
    )


def choose_header(plan: SheetPlan, row: int, own_presets: Sequence[str] = ()) -> list[SheetPlan]:
    """Return the plans of a sheet whose header is in a row, recognised anew: several when it answers several
    survey questions. `own_presets` are the texts of the user's own.
    """
    presets = [read_preset(text, own=True) for text in own_presets]
    return plan_sheet(plan.source, plan.sheet, presets, header_row=row)
