"""What a person wrote down or set, as steps that undo and redo name: calls, views, scales, and what came back
in workbooks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.history import READ_BACK, SCALE, WRITTEN, TimedStep
from cxdesk.workspace import Workspace
from cxdesk.workspace.written_records import Call, HumanView


def written_steps(
    workspace: Workspace, names: Mapping[str, str], style: NumberStyle
) -> tuple[TimedStep, ...]:
    """Return calls, views, scales and read-backs, those taken back too; `names` are the accounts' by id."""
    entries = (*workspace.calls(), *workspace.human_views())
    written = [
        TimedStep(
            WRITTEN, entry.number, entry.written_at, record_label(entry.record, names, style), entry.is_undone
        )
        for entry in entries
    ]
    scales = [
        TimedStep(SCALE, kept.number, kept.set_at, f"scale {kept.name}", kept.is_undone)
        for kept in workspace.all_calibrations()
    ]
    return (*written, *scales, *_read_backs(workspace))


def _read_backs(workspace: Workspace) -> list[TimedStep]:
    """Return what came back in workbooks, one step for all that was kept in one go."""
    files: dict[int, list[str]] = {}
    kept = {one.read_back: one for one in workspace.annotations()}
    for one in workspace.annotations():
        files.setdefault(one.read_back, []).append(one.record.file)
    return [
        TimedStep(READ_BACK, number, one.read_at, read_back_label(files[number]), one.is_undone)
        for number, one in kept.items()
    ]


def read_back_label(files: Sequence[str]) -> str:
    """Return what was read back, to go on after "Undo": "reading back Ana.xlsx and 1 more"."""
    names = list(dict.fromkeys(files))
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"reading back {names[0]}{more}"


def record_label(record: Call | HumanView, names: Mapping[str, str], style: NumberStyle) -> str:
    """Return what was written, to go on after "Undo": "call with Granskog on 10 Aug"."""
    name = names.get(record.account, record.account)
    if isinstance(record, Call):
        return f"call with {name} on {formatting.day_text(record.day, style)}"
    return f"view of {name} until {formatting.day_text(record.expires, style)}"
