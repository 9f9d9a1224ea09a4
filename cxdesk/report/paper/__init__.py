"""Pages that are printed: the renewal brief and the customer's review, as PDF and as sheets."""

from cxdesk.report.paper.record import Box, Cell, Page, Section

__all__ = ["Box", "Cell", "Page", "Section"]
