"""The same facts and the same scores, whether events are imported as a file or counted where they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import numpy as np
import pyarrow.compute as compute
import pytest

from cxdesk.health import read_standards, score
from cxdesk.progress import silent
from cxdesk.warehouse import Request, address, bring_home, connected, dialect_of
from cxdesk.workspace import Conventions, Workspace
from cxdesk.workspace.facts import facts_back, read_facts
from cxdesk.workspace.facts_record import Facts
from tests.warehouse.engines import ENGINES, engine_with, spark_session, spark_table
from tests.warehouse.made_events import FIELDS, Made, imported, made_events, write_customers, write_events

EVERY_FEATURE = Conventions(core_features=("search", "Export", "ärger", "Einfügen/Löschen"))
MID_MONTH, MONTH_END = np.datetime64("2026-09-15"), np.datetime64("2026-08-31")


def from_files(made: Made, folder: Path) -> Workspace:
    """Return the workspace into which the events were imported as a file."""
    folder.mkdir()
    write_events(made, folder / "usage events.csv")
    return imported([*write_customers(folder), folder / "usage events.csv"])


def brought_home(connection: str, table: str, workspace: Workspace, as_of: np.datetime64 | None) -> None:
    """Bring the facts of a table into the workspace."""
    where = address(connection)
    workspace.set_conventions(EVERY_FEATURE)
    with closing(connected(where)) as warehouse:
        request = Request(table, dialect_of(where, None), FIELDS, as_of)
        workspace.add_import([bring_home(workspace, warehouse, request, silent()).sheet])


def assert_same_facts(first: Facts, second: Facts) -> None:
    """Compare all that comes from usage, array by array; NaN equals NaN, and everything else only itself."""
    assert first.as_of == second.as_of
    assert first.features == second.features
    np.testing.assert_array_equal(first.feed_days, second.feed_days)
    for name in ("usage", "feature_months", "first_uses", "contacts"):
        for part in fields(getattr(first, name)):
            left, right = (getattr(getattr(facts, name), part.name) for facts in (first, second))
            if part.name != "source":
                np.testing.assert_array_equal(left, right, err_msg=f"{name}.{part.name}")
    assert [found.message for found in first.findings] == [found.message for found in second.findings]


def assert_same_scores(first: Facts, second: Facts, workspace: Workspace) -> None:
    """Compare the whole scored portfolio as it would be printed."""
    from cxdesk.report.score_json import score_json

    standards = read_standards(workspace.standards_text())
    scored = [score_json(facts, score(facts, standards)) for facts in (first, second)]
    for told in scored:
        told.pop("sources", None)
    assert scored[0] == scored[1]


def assert_as_from_files(brought: Workspace, made: Made, folder: Path, as_of: np.datetime64 | None) -> None:
    """Compare a workspace with only the facts to one with the file, also seen from three months before."""
    files = from_files(made, folder / "files")
    expected, found = read_facts(files, as_of), read_facts(brought, as_of)
    assert found.as_of == (MID_MONTH if as_of is None else as_of)
    assert len(found.usage) > 100
    assert len(found.first_uses) > 1_000
    assert found.usage.user_days.sum() > 1_000
    assert_same_facts(found, expected)
    assert_same_facts(facts_back(found, 3), facts_back(expected, 3))
    assert_same_scores(found, expected, brought)
    if as_of is not None:  # nothing of later days came along
        newest = max(compute.max(chunk["last_at"]).as_py() for chunk in _chunks(brought))
        assert newest <= as_of.astype(object)


@pytest.mark.parametrize("as_of", [None, MONTH_END], ids=["in mid-month", "at a month's end"])
@pytest.mark.parametrize("engine", ENGINES)
def test_facts_and_scores_are_those_of_the_file(
    engine: str, as_of: np.datetime64 | None, tmp_path: Path
) -> None:
    """4,000 awkward events, counted by each engine and by the import: equal to the last bit, also seen from
    three months earlier. The reference is the path through the file, which other tests check by loops.
    """
    made = made_events()
    brought = imported(write_customers(tmp_path))
    with engine_with(engine, made, tmp_path) as (connection, table):
        brought_home(connection, table, brought, as_of)
    assert_as_from_files(brought, made, tmp_path, as_of)


@pytest.fixture(scope="module")
def spark() -> Iterator[None]:
    """A running Spark; its threads live as long as this file's tests."""
    with spark_session():
        yield


@pytest.mark.slow
@pytest.mark.parametrize("as_of", [None, MONTH_END], ids=["in mid-month", "at a month's end"])
@pytest.mark.usefixtures("spark")
def test_spark_counts_the_same(as_of: np.datetime64 | None, tmp_path: Path) -> None:
    """The same on a local Spark, over a Parquet file."""
    made = made_events()
    brought = imported(write_customers(tmp_path))
    brought_home("spark", spark_table(made, tmp_path), brought, as_of)
    assert_as_from_files(brought, made, tmp_path, as_of)


def _chunks(workspace: Workspace):
    for sheet_id, _, _ in workspace.sheets_of("usage_months"):
        yield from workspace.chunks(sheet_id, ("last_at",))
