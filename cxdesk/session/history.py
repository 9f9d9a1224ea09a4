"""What was done to a workspace, in its order, and what undo and redo are about: imports, decisions, changes
of conventions, what was written down, scales that were set, workbooks that were read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxdesk.session.session import Session
    from cxdesk.workspace import Workspace
    from cxdesk.workspace.records import Decision, ImportRecord

IMPORT, DECISION, CONVENTIONS, WRITTEN, SCALE = "import", "decision", "conventions", "written", "scale"
READ_BACK = "read back"

_AFTER_DECISIONS = 2**32


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be taken back, by its number: an import, a decision about two accounts, a change of
    conventions, a call or a view that was written down, a scale that was set, or a read-back of workbooks.
    """

    kind: str
    number: int
    label: str
    undone: bool


@dataclass(frozen=True, slots=True)
class TimedStep:
    """A step that is placed among the imports by when it was done (`at`, ISO 8601, UTC)."""

    kind: str
    number: int
    at: str
    label: str
    undone: bool


def steps(
    imports: Sequence[ImportRecord],
    decisions: Sequence[Decision],
    timed: Sequence[TimedStep] = (),
) -> list[Step]:
    """Return everything that can be taken back, oldest first. What was said in the review of an import goes
    with that import: it is a step of its own only once it was taken back alone.
    """
    placed = [((record.import_id, 0), _of_import(record)) for record in imports]
    placed += [
        (_place(each, imports), Step(each.kind, each.number, each.label, each.undone)) for each in timed
    ]
    placed += [
        ((one.after_import, one.decision_id), _of_decision(one))
        for one in decisions
        if one.with_import is None or one.undone
    ]
    return [step for _, step in sorted(placed, key=lambda entry: entry[0])]


def to_undo(done: Sequence[Step]) -> Step | None:
    """Return the newest thing in force, None when there is none."""
    return next((step for step in reversed(done) if not step.undone), None)


def to_redo(done: Sequence[Step]) -> Step | None:
    """Return what was taken back last if it was taken back newest first, else None."""
    newest = max((place for place, step in enumerate(done) if not step.undone), default=-1)
    later = [step for step in done[newest + 1 :] if step.undone]
    return later[0] if later else next((step for step in reversed(done) if step.undone), None)


def conventions_changes(session: Session) -> tuple[TimedStep, ...]:
    """Return every change of conventions, oldest first; those that the sample comes with are no change."""
    from cxdesk.session.conventions_view import change_label
    from cxdesk.workspace.conventions import Conventions

    written = dict(session.workspace.all_conventions())
    found, before = [], Conventions()
    for version, changed_at, undone in session.workspace.conventions_versions():
        if not (session.sample and version == 1):
            label = change_label(before, written[version])
            found.append(TimedStep(CONVENTIONS, version, changed_at, label, undone))
        before = before if undone else written[version]
    return tuple(found)


def imports_json(workspace: Workspace) -> dict:
    """Return every import with its sheets, oldest first; `counts`: whether a sheet is in force."""
    return {
        "imports": [
            {
                "import": record.import_id,
                "imported_at": record.imported_at,
                "undone": record.undone,
                "sheets": [
                    {
                        "file": report.file,
                        "sheet": report.sheet,
                        "table": report.table,
                        "rows_in": report.rows_in,
                        "rows_kept": report.rows_kept,
                        "rows_set_aside": report.rows_set_aside,
                        "problems": len(report.problems),
                        "counts": counts,
                    }
                    for report, counts in zip(record.sheets, record.counts, strict=True)
                ],
            }
            for record in workspace.imports()
        ]
    }


def decisions_json(workspace: Workspace) -> list[dict]:
    """Return every decision about two accounts, oldest first."""
    return [
        {"decision" if name == "decision_id" else name: value for name, value in asdict(one).items()}
        for one in workspace.decisions()
    ]


def _of_import(record: ImportRecord) -> Step:
    files = list(dict.fromkeys(report.file for report in record.sheets))
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return Step(IMPORT, record.import_id, f"import of {files[0]}{more}" if files else "import", record.undone)


def _of_decision(one: Decision) -> Step:
    said = f"merging {one.other} into {one.kept}" if one.same else f"telling {one.kept} and {one.other} apart"
    return Step(DECISION, one.decision_id, said, one.undone)


def _place(step: TimedStep, imports: Sequence[ImportRecord]) -> tuple:
    """Return where a step stands among the others: after the imports, and what was said of accounts, that
    were there when it was done.
    """
    there = [record.import_id for record in imports if record.imported_at <= step.at]
    return max(there, default=0), _AFTER_DECISIONS, step.at, step.kind, step.number
