"""The main job on files that nobody on this project wrote, through the command line.

Expected numbers: the data's own README, and rows counted here with the csv module.
"""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

from cxdesk.progress import silent
from cxdesk.session.session import Session
from cxdesk.workspace import Workspace
from tests.journeys.command_line import rows_by_table, run

DATA_SETS = {
    "ravenstack": "*.csv",
    "telco": "*.csv",
    "gtm_edtech_gbearden": "*.csv",
    "dealdesk_neubig": "*.csv",
    "fivetran_seeds/zendesk": "*.csv",
}


def csv_rows(path: Path) -> int:
    """Return the rows below the header that have any content, counted with the csv module."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return sum(any(cell.strip() for cell in row) for row in csv.reader(lines)) - 1


def test_ravenstack_in_one_command(shared_data, tmp_path: Path) -> None:
    """500 accounts; 500, 5,000, 25,000, 2,000, 600 rows in and all accounted for (data README)."""
    files = sorted(shared_data("ravenstack").glob("*.csv"))
    imported = run("import", *files, "--workspace", tmp_path / "r.cxdesk", "--json")
    assert imported.status == 0
    totals = rows_by_table(imported.json)
    assert {table: counts[0] for table, counts in totals.items()} == {
        "accounts": 500,
        "contracts": 5_000,
        "usage": 25_000,
        "tickets": 2_000,
        "churn_events": 600,
    }
    assert all(rows_in == kept + aside for rows_in, kept, aside in totals.values())
    scored = run("score", tmp_path / "r.cxdesk", "--json").json
    assert scored["as_of"] == "2024-12-31"
    assert len(scored["accounts"]) == 500
    (revenue,) = scored["portfolio"]["recurring_revenue"]
    assert revenue["mrr"] == 10_159_608
    (churn,) = [finding for finding in scored["findings"] if finding["code"] == "churn_sources_disagree"]
    assert (churn["flagged"], churn["with_churn_event"], churn["flagged_and_with_churn_event"]) == (
        110,
        352,
        75,
    )


@pytest.mark.parametrize("name", DATA_SETS)
def test_every_row_is_accounted_for_and_contributions_add_up(name: str, shared_data, tmp_path: Path) -> None:
    """Per file: rows in equal the rows that the csv module counts, and rows in = kept + set aside. Per
    account: the contributions, start bar first, add up to the health to 1e-9.
    """
    files = sorted(shared_data(name).glob(DATA_SETS[name]))
    imported = run("import", *files, "--workspace", tmp_path / "w.cxdesk", "--json")
    assert imported.status == 0, imported.errors
    by_file: dict[str, int] = {}
    for sheet in imported.json["sheets"]:
        assert sheet["rows_in"] == sheet["rows_kept"] + sheet["rows_set_aside"], sheet["file"]
        by_file[sheet["file"]] = by_file.get(sheet["file"], 0) + sheet["rows_in"]
    assert by_file == {path.name: csv_rows(path) for path in files}
    scored = run("score", tmp_path / "w.cxdesk", "--json")
    assert scored.status == 0, scored.errors
    assert scored.json["accounts"]
    for account in scored.json["accounts"]:
        if account["health"] is None:
            assert account["contributions"] == []
            continue
        assert account["contributions"][0]["name"] == "Typical for us"
        total = math.fsum(bar["points"] for bar in account["contributions"])
        assert total == pytest.approx(account["health"], abs=1e-9)


def test_the_same_files_twice_change_nothing(shared_data, tmp_path: Path) -> None:
    """The second import says that nothing changed, and the scores are byte-equal."""
    files = sorted(shared_data("ravenstack").glob("*.csv"))
    book = tmp_path / "r.cxdesk"
    assert run("import", *files, "--workspace", book, "--json").json["changed"]
    first = run("score", book, "--json").output
    assert not run("import", *files, "--workspace", book, "--json").json["changed"]
    assert run("score", book, "--json").output == first


def test_two_runs_give_equal_bytes(shared_data, tmp_path: Path) -> None:
    """JSON and workbook of two runs from the same files are byte-equal."""
    files = sorted(shared_data("ravenstack").glob("*.csv"))
    outputs = []
    for number in (1, 2):
        book = tmp_path / f"book{number}.xlsx"
        outcome = run("score", *files, "--out", book, "--json")
        assert outcome.status == 0, outcome.errors
        outputs.append((outcome.output, book.read_bytes()))
    assert outputs[0][0] == outputs[1][0]
    assert outputs[0][1] == outputs[1][1]


def test_editing_every_row_dated_after_the_date_changes_nothing(shared_data, tmp_path: Path) -> None:
    """RavenStack as of 30 June 2024 against a copy in which every row that began later has other numbers."""
    moved = tmp_path / "moved"
    moved.mkdir()
    dated = {
        "subscriptions": "start_date",
        "feature_usage": "usage_date",
        "support_tickets": "submitted_at",
        "churn_events": "churn_date",
        "accounts": "signup_date",
    }
    edited = 0
    for path in sorted(shared_data("ravenstack").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        by = next(column for name, column in dated.items() if path.stem.endswith(name))
        for row in rows:
            if row[by] > "2024-06-30":
                edited += 1
                for column in ("mrr_amount", "arr_amount", "seats", "usage_count", "resolution_time_hours"):
                    if row.get(column):
                        row[column] = str(float(row[column]) * 3 + 7)
        with (moved / path.name).open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    assert edited > 5_000
    original = run(
        "score", *sorted(shared_data("ravenstack").glob("*.csv")), "--as-of", "2024-06-30", "--json"
    )
    changed = run("score", *sorted(moved.glob("*.csv")), "--as-of", "2024-06-30", "--json")
    assert original.status == changed.status == 0
    assert changed.json["accounts"] == original.json["accounts"]


def test_window_and_command_line_say_the_same(shared_data, tmp_path: Path) -> None:
    """The scores of the window, of the command line, and of it with the default date by name are equal."""
    files = sorted(shared_data("ravenstack").glob("*.csv"))
    book = tmp_path / "r.cxdesk"
    assert run("import", *files, "--workspace", book).status == 0
    unnamed = run("score", book, "--json").output
    assert run("score", book, "--as-of", "2024-12-31", "--json").output == unnamed
    with Workspace.open(book) as workspace:
        session = Session(workspace, "r")
        session.choose_as_of(session.as_of)
        healths = session.portfolio(silent()).health
    assert [account["health"] for account in json.loads(unnamed)["accounts"]] == healths.tolist()
