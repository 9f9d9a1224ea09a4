"""Spreadsheets in: read, recognise, map, type, set aside; nothing is written before `commit`."""

from cxdesk.importing.checking import confirm, meaning_questions, unconfirmed
from cxdesk.importing.plan import answer, choose_table, commit, prepare, remap
from cxdesk.importing.plan_json import plan_json
from cxdesk.importing.plan_records import ColumnMatch, ImportPlan, SheetPlan
from cxdesk.importing.questions import Question

__all__ = [
    "ColumnMatch",
    "ImportPlan",
    "Question",
    "SheetPlan",
    "answer",
    "choose_table",
    "commit",
    "confirm",
    "meaning_questions",
    "plan_json",
    "prepare",
    "remap",
    "unconfirmed",
]
