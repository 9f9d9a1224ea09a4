"""The operations of reading workbooks back: look at what came back, and keep what was chosen as one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.progress import Progress
from cxdesk.session.operations import Change, Operation, Outcome
from cxdesk.session.session import Session

if TYPE_CHECKING:
    from cxdesk.formatting import NumberStyle
    from cxdesk.session.read_back import ReadBack

READ, CHOOSE, KEEP = "read back", "choose of read back", "commit"


def look_at(session: Session, paths: Sequence[Path], style: NumberStyle) -> Operation:
    """Give the `ReadBackView` of what came back in workbooks; nothing is kept. Raises UnreadableInput."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.read_back_view import read_back_view
        from cxdesk.session.reading_back import read_back

        found = read_back(session.workspace, session.facts(progress), paths, progress)
        return Outcome(read_back_view(found, {}, style))

    name = paths[0].name if len(paths) == 1 else f"{len(paths)} workbooks"
    return Operation(f"Reading {name} back", READ, work)


def show_chosen(
    found: ReadBack, taken: Mapping[tuple[str, str], int | None], style: NumberStyle
) -> Operation:
    """Give the `ReadBackView` by what was chosen until now."""

    def work(_progress: Progress) -> Outcome:
        from cxdesk.session.read_back_view import read_back_view

        return Outcome(read_back_view(found, taken, style))

    return Operation("Showing what was chosen", CHOOSE, work)


def keep_chosen(session: Session, found: ReadBack, taken: Mapping[tuple[str, str], int | None]) -> Operation:
    """Keep what was chosen of what came back, as one step, and give how many texts; UsageError for none."""

    def work(_progress: Progress) -> Outcome:
        from cxdesk.session.read_back import chosen

        records = chosen(found, taken)
        session.keep_read_back(records)
        return Outcome(len(records), frozenset({Change.IMPORTS}))

    return Operation("Keeping what came back", KEEP, work)
