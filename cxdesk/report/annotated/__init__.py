"""The user's own workbook with health columns, notes, colours and explanations added, all else untouched."""

from cxdesk.report.annotated.annotate import annotate, plan_annotation
from cxdesk.report.annotated.records import (
    BAND,
    NUMBER,
    PERCENT,
    POINTS,
    TEXT,
    AccountRows,
    AddedColumn,
    AnnotatedSheet,
    Annotation,
    AnnotationPlan,
    BandColours,
)

__all__ = [
    "BAND",
    "NUMBER",
    "PERCENT",
    "POINTS",
    "TEXT",
    "AccountRows",
    "AddedColumn",
    "AnnotatedSheet",
    "Annotation",
    "AnnotationPlan",
    "BandColours",
    "annotate",
    "plan_annotation",
]
