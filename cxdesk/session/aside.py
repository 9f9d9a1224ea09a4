"""The rows set aside, handed out to be corrected."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cxdesk.progress import Progress
from cxdesk.report.set_aside_book import AsideSummary, write_set_aside
from cxdesk.workspace import Workspace
from cxdesk.workspace.set_aside import rows_set_aside, unused_sheets


def export_set_aside(
    workspace: Workspace, path: Path, import_id: int | None = None, progress: Progress | None = None
) -> AsideSummary:
    """Write the rows set aside of one import, or of all, as a workbook, with those of sheets that were not
    used behind them; raises ExportError when there are none. The date in its properties is that of the newest
    import.
    """
    newest = max((record.imported_at for record in workspace.imports()), default="1970-01-01")
    sheets = [*rows_set_aside(workspace, import_id), *unused_sheets(workspace, import_id)]
    return write_set_aside(path, sheets, np.datetime64(newest[:10]), progress)
