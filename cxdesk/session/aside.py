"""The rows set aside, handed out to be corrected."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cxdesk.progress import Progress
from cxdesk.report.set_aside_book import AsideSummary, write_set_aside
from cxdesk.workspace import Workspace
from cxdesk.workspace.set_aside import rows_set_aside


def export_set_aside(
    workspace: Workspace, path: Path, import_id: int | None = None, progress: Progress | None = None
) -> AsideSummary:
    """Write the rows set aside of one import, or of all, as a workbook; raises ExportError when there are
    none. The date in its properties is that of the newest import.
    """
    newest = max((record.imported_at for record in workspace.imports()), default="1970-01-01")
    return write_set_aside(path, rows_set_aside(workspace, import_id), np.datetime64(newest[:10]), progress)
