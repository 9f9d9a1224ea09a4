"""Versions of the standards: proposing from the one in force or an earlier one, applying, listing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from cxdesk.errors import UsageError
from cxdesk.health.standards import Standards, read_standards
from cxdesk.health.standards_edit import differences, edited
from cxdesk.health.standards_text import standards_toml
from cxdesk.session.scoring import standards_of
from cxdesk.session.standards_trial import changes_json
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts.accounts import read_accounts


def proposed_standards(
    workspace: Workspace, edits: Sequence[Mapping[str, Any]], restored: int | None = None
) -> Standards:
    """Return the standards in force, or those of version `restored`, with edits, under the next version's
    number. Raises UsageError for names that are not known, of segments too, and versions that there are not,
    CxdeskError for values that contradict each other.
    """
    start = standards_of(workspace) if restored is None else _version(workspace, restored)
    for edit in edits:
        if isinstance(segments := edit.get("segment"), Mapping):
            check_segments(workspace, start, segments)
    return edited(start, edits, workspace.next_standards_version())


def check_segments(workspace: Workspace, standards: Standards, names: Iterable[str]) -> None:
    """Raise UsageError, with the nearest name, for a segment that no account is in and that the standards do
    not name either: who was in it may have moved.
    """
    there = sorted({str(name) for name in read_accounts(workspace).texts["segment"].tolist() if name})
    for name in names:
        if name in there or name in standards.segments:
            continue
        near = get_close_matches(name, there, n=1, cutoff=0.5) or [
            each for each in there if each.casefold() == name.casefold()
        ]
        known = f"There are {', '.join(there)}." if there else "Import accounts with their segments first."
        raise UsageError(
            f"No account is in the segment {name}.", f"Did you mean {near[0]}?" if near else known
        )


def apply_standards(workspace: Workspace, proposed: Standards, who: str, why: str) -> int:
    """Keep proposed standards in place of those in force and return their version; raises UsageError where
    they change nothing or no reason is given.
    """
    if not why.strip():
        raise UsageError("Standards are applied with a reason.", "Say why; the history lists it.")
    if not differences(standards_of(workspace), proposed):
        raise UsageError("These are the standards in force already.", "Nothing was changed.")
    return workspace.keep_standards(standards_toml(proposed), who.strip(), why.strip())


def versions_json(workspace: Workspace) -> dict[str, Any]:
    """Return every version, oldest first: who, when, why, and what it changed in the one that was in force
    before it.
    """
    versions = workspace.standards_versions()
    in_force = max(each.version for each in versions if not each.is_undone)
    told, previous = [], None
    for each in versions:
        standards = read_standards(each.text)
        told.append(
            {
                "version": each.version,
                "changed_at": each.changed_at,
                "who": each.who,
                "why": each.why,
                "undone": each.is_undone,
                "in_force": each.version == in_force,
                "changes": [] if previous is None else changes_json(differences(previous, standards)),
            }
        )
        previous = previous if each.is_undone else standards
    return {"in_force": in_force, "versions": told}


def _version(workspace: Workspace, number: int) -> Standards:
    for each in workspace.standards_versions():
        if each.version == number:
            return read_standards(each.text)
    raise UsageError(f"There are no standards {number}.", "Look at the history.")
