"""The workspace: the one file in which imports, standards and everything typed are kept."""

from cxdesk.workspace.records import ImportRecord, Problem, SetAside, SheetImport, SheetReport
from cxdesk.workspace.workspace import Workspace

__all__ = ["ImportRecord", "Problem", "SetAside", "SheetImport", "SheetReport", "Workspace"]
