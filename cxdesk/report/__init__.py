"""Everything that is handed out: the annotated workbook."""

from cxdesk.report.workbook import WorkbookSummary, write_workbook

__all__ = ["WorkbookSummary", "write_workbook"]
