"""Everything that is handed out: workbooks, the user's own book annotated, briefs.

The workbook's writer brings the back-test and a spreadsheet library with it, which take most of a second:
they are loaded when it is asked for, not with every word of this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxdesk.report.workbook import WorkbookSummary, write_workbook

__all__ = ["WorkbookSummary", "write_workbook"]


def __getattr__(name: str) -> Any:
    """Return what the package gives away, loaded with the first question for it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from cxdesk.report import workbook

    return getattr(workbook, name)
