"""What a person wrote down or set, as steps that undo and redo name: calls, views, scales."""

from __future__ import annotations

from collections.abc import Mapping

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.session.history import SCALE, WRITTEN, TimedStep
from cxdesk.workspace import Workspace
from cxdesk.workspace.written_records import Call, HumanView


def written_steps(
    workspace: Workspace, names: Mapping[str, str], style: NumberStyle
) -> tuple[TimedStep, ...]:
    """Return calls, views and scales, those taken back too; `names` are the accounts' by their ids."""
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
    return (*written, *scales)


def record_label(record: Call | HumanView, names: Mapping[str, str], style: NumberStyle) -> str:
    """Return what was written, to go on after "Undo": "call with Granskog on 10 Aug"."""
    name = names.get(record.account, record.account)
    if isinstance(record, Call):
        return f"call with {name} on {formatting.day_text(record.day, style)}"
    return f"view of {name} until {formatting.day_text(record.expires, style)}"
