"""What was said of a file is said again of the next one of its shape, and only of that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cxdesk.importing import (
    ImportPlan,
    SheetPlan,
    answer,
    choose_table,
    commit,
    confirm,
    plan_json,
    prepare,
    remap,
    unconfirmed,
)
from cxdesk.importing.remembered import with_remembered
from cxdesk.progress import silent
from cxdesk.workspace import Workspace
from cxdesk.workspace.said import remembered
from tests.importing.made import csv_file

HEADERS = ("Account ID", "Account Name", "ARR (last year)", "Custmer segment", "Colour", "Renewal date")
ARR, SEGMENT, COLOUR, RENEWAL = 2, 3, 4, 5
"""Two columns that are asked about, one that is unmapped, and dates of which the order is asked."""
Planned = Callable[..., SheetPlan]


@pytest.fixture
def planned(tmp_path: Path) -> Planned:
    """Return a function that plans one account with that revenue from a file of that name."""

    def plan(name: str, arr: int = 1, headers: tuple[str, ...] = HEADERS, memory: Workspace | None = None):
        row = ("A-1", "Acme", str(arr), "SMB", "red", "01/02/2026")[: len(headers)]
        read = prepare([csv_file(tmp_path, [headers, row], name)], silent())
        known = {} if memory is None else remembered(memory.imports())
        return with_remembered(read, known).sheets[0]

    return plan


def fields(plan: SheetPlan) -> list[str]:
    """Return what each column is read as."""
    return [match.field for match in plan.columns]


def test_what_was_said_is_said_again_of_the_next_file(planned: Planned) -> None:
    """One column confirmed, one kept unused, one given a meaning, the dates said to be month first: the
    file of the next month is read so without a question, with the day of the import that answered them. With
    that file nothing new is said, so nothing is kept of it.
    """
    with Workspace.in_memory() as workspace:
        first = confirm(planned("crm 2026-09.csv"), [ARR])
        first = remap(first, {SEGMENT: "", COLOUR: "accounts.industry"})
        first = answer(first, RENEWAL, "date_order", "month")
        record = commit(workspace, ImportPlan((first,)), silent())
        second = planned("CRM_2026-10 (2).csv", 2, memory=workspace)
        assert fields(second) == fields(first)
        assert unconfirmed(ImportPlan((second,))) == 0
        assert str(second.outcome.rows["renewal_date"][0].as_py()) == "2026-01-02"
        day = record.imported_at[:10]
        codes = {(ARR, "meaning"), (SEGMENT, "meaning"), (COLOUR, "meaning"), (RENEWAL, "date_order")}
        assert dict(second.remembered) == dict.fromkeys(codes, day)
        told = plan_json(ImportPlan((second,)))["sheets"][0]["remembered"]
        assert {"column": "Colour", "question": "meaning", "answer": "accounts.industry", "said": day} in told
        again = commit(workspace, ImportPlan((second,)), silent())
        assert workspace.imports()[-1].import_id == again.import_id
        assert workspace.imports()[-1].sheets[0].said == {}


def test_another_file_is_asked_about(planned: Planned) -> None:
    """Neither a file of another name nor one with other headers is read as this one was said to be."""
    with Workspace.in_memory() as workspace:
        commit(workspace, ImportPlan((confirm(planned("crm.csv")),)), silent())
        assert unconfirmed(ImportPlan((planned("billing.csv", 2, memory=workspace),))) == 2
        shorter = planned("crm.csv", 2, HEADERS[:5], workspace)
        assert unconfirmed(ImportPlan((shorter,))) == 2
        assert unconfirmed(ImportPlan((planned("crm.csv", 2, memory=workspace),))) == 0


def test_what_was_only_shown_or_taken_back_is_not_remembered(planned: Planned) -> None:
    """An import as shown answers nothing. Of two answers the newer counts, and once its import is taken back
    the older does again.
    """
    with Workspace.in_memory() as workspace:
        commit(workspace, ImportPlan((planned("crm.csv", 1),)), silent())
        assert remembered(workspace.imports()) == {}
        commit(workspace, ImportPlan((confirm(planned("crm.csv", 2), [ARR]),)), silent())
        newer = commit(
            workspace, ImportPlan((remap(planned("crm.csv", 3), {ARR: "accounts.mrr"}),)), silent()
        )
        assert fields(planned("crm.csv", 4, memory=workspace))[ARR] == "accounts.mrr"
        workspace.undo_import(newer.import_id)
        assert fields(planned("crm.csv", 4, memory=workspace))[ARR] == "accounts.arr"


def test_a_remembered_answer_can_be_changed(planned: Planned) -> None:
    """Said otherwise, a column is remembered no more, and what was said is kept with the new import."""
    with Workspace.in_memory() as workspace:
        commit(workspace, ImportPlan((confirm(planned("crm.csv", 1)),)), silent())
        changed = remap(planned("crm.csv", 2, memory=workspace), {ARR: ""})
        assert (ARR, "meaning") not in changed.remembered
        assert (SEGMENT, "meaning") in changed.remembered
        commit(workspace, ImportPlan((changed,)), silent())
        assert workspace.imports()[-1].sheets[0].said == {"2 meaning": ""}


@pytest.mark.parametrize("table", ["contacts", ""])
def test_a_chosen_table_is_remembered(planned: Planned, table: str) -> None:
    """A sheet that was read as another table, or left out, is so again."""
    with Workspace.in_memory() as workspace:
        commit(workspace, ImportPlan((choose_table(planned("crm.csv", 1), table),)), silent())
        assert planned("crm.csv", 2, memory=workspace).table == table
