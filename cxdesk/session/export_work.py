"""The operations of the export dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxdesk.progress import Progress
from cxdesk.session.operations import Operation, Outcome
from cxdesk.session.session import Session
from cxdesk.session.work import EXPORT

if TYPE_CHECKING:
    from cxdesk.charts.chart import Chart
    from cxdesk.formatting import NumberStyle
    from cxdesk.metrics.evidence_columns import EvidenceColumn
    from cxdesk.session.export_choice import ExportChoice, Stamp

PREVIEW = "export preview"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written, or the folder of several (`in_folder`), and what of it in a sentence."""

    path: Path
    said: str
    in_folder: bool = False


def export_preview(session: Session, choice: ExportChoice, style: NumberStyle) -> Operation:
    """Give the `ExportPreview` of a choice."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.exporting import preview

        return Outcome(preview(session, choice, style, progress))

    return Operation("Looking what would be written", PREVIEW, work)


def save_table(columns: Sequence[EvidenceColumn], path: Path) -> Operation:
    """Write columns as the file's ending says, and give it as `Written`."""

    def work(_progress: Progress) -> Outcome:
        from cxdesk.report.table_export import write_table

        rows = write_table(path, columns)
        return Outcome(Written(path, f"Wrote {rows:,} {'row' if rows == 1 else 'rows'} to {path.name}."))

    return Operation(f"Writing {path.name}", EXPORT, work)


def save_chart(draw: Callable[[], Chart], path: Path) -> Operation:
    """Draw a chart and write it, or the table behind it, as the ending says; give it as `Written`."""

    def work(_progress: Progress) -> Outcome:
        from cxdesk.report.chart_file import write_chart

        write_chart(draw(), path)
        return Outcome(Written(path, f"Wrote {path.name}."))

    return Operation(f"Writing {path.name}", EXPORT, work)


def export_chosen(
    session: Session, choice: ExportChoice, path: Path, agreed: Stamp | None, style: NumberStyle
) -> Operation:
    """Write what was chosen and give it as `Written`."""

    def work(progress: Progress) -> Outcome:
        from cxdesk.session.exporting import write

        said = write(session, choice, path, agreed, style, progress)
        return Outcome(Written(path, said, choice.in_folder))

    return Operation(f"Writing {path.name}", EXPORT, work)
