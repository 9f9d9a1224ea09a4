"""The plan as the JSON that scripts read."""

from __future__ import annotations

from dataclasses import asdict

from cxdesk.importing.checking import asked_json
from cxdesk.importing.plan_records import ImportPlan, SheetPlan
from cxdesk.workspace.records import SheetReport


def plan_json(plan: ImportPlan) -> dict:
    """Return `{"sheets": [...]}`: what each sheet was recognised as, its mapping, the columns of it that
    nobody has confirmed (`asked`), what was said of it with an earlier file (`remembered`), its counts and
    its problems.
    """
    return {"sheets": [_sheet(sheet.report) | _doubts(sheet) for sheet in plan.sheets]}


def _doubts(sheet: SheetPlan) -> dict:
    """Return what a person may have to say of a sheet; a workbook has no `encoding`."""
    encoding = sheet.sheet.encoding
    return {
        "asked": asked_json(sheet),
        "remembered": [
            {
                "column": sheet.layout.names[place] if place >= 0 else "",
                "question": code,
                "answer": sheet.said[place, code],
                "said": day,
            }
            for (place, code), day in sheet.remembered.items()
        ],
        "encoding": None if encoding is None else asdict(encoding),
    }


def _sheet(report: SheetReport) -> dict:
    """Return one sheet's part."""
    return {
        "file": report.file,
        "sheet": report.sheet,
        "table": report.table,
        "recognised_as": report.recognised_as,
        "header_row": report.header_row,
        "mapping": dict(report.mapping),
        "unmapped": list(report.unmapped),
        "rows_in": report.rows_in,
        "rows_kept": report.rows_kept,
        "rows_set_aside": report.rows_set_aside,
        "problems": [asdict(problem) for problem in report.problems],
    }
