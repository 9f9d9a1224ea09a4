"""The workspace: the one file in which imports, standards and everything typed are kept."""

from cxdesk.workspace.conventions import Conventions, Workflow
from cxdesk.workspace.records import ImportRecord, Problem, SetAside, SheetImport, SheetReport
from cxdesk.workspace.workspace import Workspace

__all__ = [
    "Conventions",
    "ImportRecord",
    "Problem",
    "SetAside",
    "SheetImport",
    "SheetReport",
    "Workflow",
    "Workspace",
]
