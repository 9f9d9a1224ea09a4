"""What counts as what: written, read, refused in words, kept with every earlier version, seen by facts."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.errors import UsageError
from cxdesk.tables.survey_scales import Breaks
from cxdesk.workspace import Conventions, Workflow, Workspace, store
from cxdesk.workspace.conventions import conventions_from_toml, conventions_toml
from cxdesk.workspace.facts import facts_back, read_facts
from tests.journeys.command_line import run
from tests.workspace.old_schemas import WITHOUT_VERSION_4
from tests.workspace.rows_factory import sheet, workspace_of

OURS = Conventions(
    core_features=("search", "Export"),
    value_feature="Export",
    value_users=3,
    workflows=(Workflow("Report", ("search", "filter", "Export")),),
    business_days=(0, 1, 2, 3, 5),
    business_start=8 * 60 + 30,
    business_end=24 * 60,
    sleep_start=60,
    sleep_end=6 * 60,
    clock="business",
    utc_offset_minutes=-210,
    csat_satisfied_from=(Breaks(1.0, 5.0, (3.0,)), Breaks(0.0, 1.0, (0.5,))),
    nps_passive_and_promoter_from=(Breaks(1.0, 10.0, (7.0, 9.0)),),
)
TEXT = """
core_features = ["search", "Export"]
value_feature = "Export"
value_users = 3
business_days = ["Monday", "tuesday", "SATURDAY", "Wednesday", "Thursday"]
business_start = "08:30"
business_end = "24:00"
sleep_start = "01:00"
sleep_end = "06:00"
clock = "business"
utc_offset_minutes = -210
[csat_satisfied_from]
"1 to 5" = 3
"0 - 1" = 0.5
[nps_passive_and_promoter_from]
"1-10" = [7, 9]
[[workflows]]
name = "Report"
steps = ["search", "filter", "Export"]
"""
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(str.strip)
LISTS = st.lists(NAMES, unique=True, max_size=4).map(tuple)


def test_what_a_user_writes_is_read() -> None:
    """Intent: the file's words are the record's values. Expected: the record written by hand above."""
    assert conventions_from_toml(TEXT) == OURS
    assert conventions_from_toml("") == Conventions()


def test_what_is_written_is_plain_toml() -> None:
    """Intent: any TOML reader understands what we hand out. Expected: the values as tomllib reads them."""
    written = tomllib.loads(conventions_toml(OURS))
    assert written["core_features"] == ["search", "Export"]
    assert written["business_days"] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Saturday"]
    assert (written["business_start"], written["business_end"]) == ("08:30", "24:00")
    assert written["workflows"] == [{"name": "Report", "steps": ["search", "filter", "Export"]}]


@given(LISTS, NAMES, st.lists(NAMES, unique=True, min_size=2, max_size=4).map(tuple))
def test_every_name_survives_the_text(core: tuple, name: str, steps: tuple) -> None:
    """Intent: quotes, backslashes, control signs and any letters come back as they were given."""
    given_ = Conventions(core_features=core, value_feature=name, workflows=(Workflow(name, steps),))
    assert conventions_from_toml(conventions_toml(given_)) == given_


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("core_features = 3", "core_features"),
        ('core_features = ["a", "a"]', "twice"),
        ('core_features = [" "]', "empty"),
        ("value_feature = 1", "value_feature"),
        ("value_users = 0", "less than one"),
        ("value_users = true", "whole number"),
        ('value_users = "2"', "whole number"),
        ('business_days = ["Mon"]', "Monday"),
        ("business_days = []", "seven days"),
        ('business_days = ["Monday", "monday"]', "once"),
        ('business_start = "9"', "09:00"),
        ("business_start = 09:00:00", "09:00"),
        ('business_start = "09:60"', "09:00"),
        ('business_start = "25:00"', "no time"),
        ('sleep_start = "24:00"', "no time"),
        ('business_start = "18:00"', "before it begins"),
        ('sleep_start = "07:00"', "the night"),
        ('clock = "sun"', "calendar, business"),
        ("utc_offset_minutes = 1081", "18 hours"),
        ('workflows = [{name = "a", steps = ["x"]}]', "two steps"),
        ('workflows = [{name = "a"}]', "name and steps"),
        ('workflows = [{name = "a", steps = ["x", "x"]}]', "twice"),
        ("csat_satisfied_from = 4", "csat_satisfied_from"),
        ('csat_satisfied_from = {"five" = 4}', "five"),
        ('csat_satisfied_from = {"1 to 5" = "4"}', "not written as"),
        ('csat_satisfied_from = {"1 to 5" = [3, 4]}', "not written as"),
        ('csat_satisfied_from = {"1 to 5" = 1}', "above 1 and by 5"),
        ('csat_satisfied_from = {"5 to 1" = 4}', "ends before"),
        ('csat_satisfied_from = {"1 to 5" = 4, "1-5" = 3}', "twice"),
        ('nps_passive_and_promoter_from = {"1 to 10" = 7}', "not written as"),
        ('nps_passive_and_promoter_from = {"1 to 10" = [9, 7]}', "promoters begin above"),
        ('features = ["a"]', "no convention"),
        ("core_features = [", "cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_in_words(text: str, words: str) -> None:
    """Intent: a mistake names its field and what is wrong with it."""
    with pytest.raises(UsageError, match=words):
        conventions_from_toml(text)


def test_versions_are_only_ever_added_to(tmp_path: Path) -> None:
    """Intent: setting, taking back and restoring lose nothing. Expected: by hand, each step in turn."""
    other = replace(OURS, value_users=7)
    with Workspace.create(tmp_path / "w.cxdesk") as workspace:
        assert workspace.conventions() == Conventions()
        assert (workspace.set_conventions(OURS), workspace.set_conventions(other)) == (1, 2)
        workspace.undo_conventions()
        assert workspace.conventions() == OURS
    with Workspace.open(tmp_path / "w.cxdesk") as workspace:
        assert workspace.restore_conventions(2) == 3
        assert workspace.conventions() == other
        versions = [(number, undone) for number, _, undone in workspace.conventions_versions()]
        assert versions == [(1, False), (2, True), (3, False)]
        workspace.undo_conventions()
        workspace.undo_conventions()
        assert workspace.conventions() == Conventions()
        with pytest.raises(UsageError, match="no conventions to take back"):
            workspace.undo_conventions()
        with pytest.raises(UsageError, match="no conventions 9"):
            workspace.restore_conventions(9)


def test_facts_carry_the_conventions_to_every_date_and_part() -> None:
    """Intent: whoever reads facts, of an earlier month or of chosen accounts too, knows what counts."""
    with workspace_of(accounts=[{"account_id": "A"}, {"account_id": "B"}]) as workspace:
        assert read_facts(workspace).conventions == Conventions()
        workspace.set_conventions(OURS)
        facts = read_facts(workspace)
    assert facts.conventions == facts_back(facts, 2).conventions == facts.of([1]).conventions == OURS


def test_a_workspace_of_the_third_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    """Intent: a file made before there were conventions opens, with the defaults, and keeps new ones."""
    path = tmp_path / "old.cxdesk"
    Workspace.create(path).close()
    connection: apsw.Connection = store.open_existing(path, None)
    with connection:
        connection.execute(WITHOUT_VERSION_4)
        connection.pragma("user_version", 3)
    connection.close()
    with Workspace.open(path) as workspace:
        assert workspace.conventions() == Conventions()
        workspace.set_conventions(OURS)
    with Workspace.open(path) as workspace:
        assert workspace.conventions() == OURS


def test_the_command_line_sets_shows_and_takes_back(tmp_path: Path) -> None:
    """Intent: what is set is shown, as TOML and as JSON, until it is taken back."""
    book, file = tmp_path / "w.cxdesk", tmp_path / "ours.toml"
    Workspace.create(book).close()
    file.write_text(TEXT, encoding="utf-8")
    told = run("conventions", book, "--set", file, "--json").json
    assert told["conventions"]["workflows"] == [{"name": "Report", "steps": ["search", "filter", "Export"]}]
    assert [(each["version"], each["undone"]) for each in told["versions"]] == [(1, False)]
    shown = run("conventions", book)
    assert shown.status == 0
    assert conventions_from_toml(shown.output) == OURS
    assert conventions_from_toml(run("conventions", book, "--undo").output) == Conventions()
    assert conventions_from_toml(run("conventions", book, "--restore", 1).output) == OURS


def test_setting_some_conventions_leaves_the_others(tmp_path: Path) -> None:
    """Intent: a file of one line changes that line alone. Expected: ours but for the clock; an empty list
    empties; taking back brings ours again.
    """
    book, file = tmp_path / "w.cxdesk", tmp_path / "some.toml"
    with Workspace.create(book) as workspace:
        workspace.set_conventions(OURS)
    file.write_text('clock = "calendar"\nworkflows = []\n', encoding="utf-8")
    shown = run("conventions", book, "--set", file).output
    assert conventions_from_toml(shown) == replace(OURS, clock="calendar", workflows=())
    assert conventions_from_toml(run("conventions", book, "--undo").output) == OURS


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"clock = 3", b"#" * 1_000_001, None])
def test_the_command_line_refuses_a_bad_file_and_changes_nothing(
    tmp_path: Path, content: bytes | None
) -> None:
    """Intent: no text, a wrong value, far too long, not there: an error in words, and the defaults still."""
    book, file = tmp_path / "w.cxdesk", tmp_path / "ours.toml"
    Workspace.create(book).close()
    if content is not None:
        file.write_bytes(content)
    outcome = run("conventions", book, "--set", file, "--json")
    assert outcome.status in (2, 3)
    assert outcome.json["error"]["next_step"]
    with Workspace.open(book) as workspace:
        assert workspace.conventions() == Conventions()
        assert workspace.conventions_versions() == ()


def test_a_mistyped_feature_is_refused_on_the_command_line_too(tmp_path: Path) -> None:
    """Intent: the command refuses what the window refuses. Usage names search alone: "serch" is told with the
    nearest and nothing is kept; "search", and a clock, are kept.
    """
    book, file = tmp_path / "w.cxdesk", tmp_path / "features.toml"
    used = {"account_id": "A", "at": datetime(2026, 3, 2, tzinfo=UTC), "feature": "search", "count": 1}
    with Workspace.create(book) as workspace:
        workspace.add_import([sheet("accounts", [{"account_id": "A"}]), sheet("usage", [used])])
    file.write_text('core_features = ["serch"]\n', encoding="utf-8")
    refused = run("conventions", book, "--set", file)
    assert refused.status != 0
    assert 'Did you mean "search"?' in refused.errors
    assert conventions_from_toml(run("conventions", book).output) == Conventions()
    for text in ('core_features = ["search"]\n', 'clock = "business"\n'):
        file.write_text(text, encoding="utf-8")
        assert run("conventions", book, "--set", file).status == 0
    kept = conventions_from_toml(run("conventions", book).output)
    assert (kept.core_features, kept.clock) == (("search",), "business")
