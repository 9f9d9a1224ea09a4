"""`cxdesk chart` from spreadsheet to picture, as a script uses it."""

from __future__ import annotations

import csv
import struct
from pathlib import Path

import pytest

from cxdesk.charts.catalogue import chart_names
from tests.journeys.command_line import run


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    """A workspace with 40 answers to one question."""
    folder = tmp_path_factory.mktemp("chart")
    survey = folder / "csat survey.csv"
    with survey.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["account_id", "account_name", "survey_kind", "score", "answered_at"])
        for number in range(40):
            row = [
                f"A{number % 4}",
                f"=Firm {number % 4}",
                "csat",
                1 + number % 5,
                f"2025-0{1 + number % 6}-15",
            ]
            writer.writerow(row)
    path = folder / "w.cxdesk"
    assert run("import", survey, "--workspace", path).status == 0
    return path


def test_picture_of_the_size_asked_for(workspace, tmp_path):
    """A PNG of 640 by 400, and one JSON object that says what is on it."""
    out = tmp_path / "chart.png"
    done = run(
        "chart",
        workspace,
        "--name",
        "scores_over_time",
        "--out",
        out,
        "--size",
        "640x400",
        "--dark",
        "--json",
    )
    assert done.status == 0
    assert struct.unpack(">II", out.read_bytes()[16:24]) == (640, 400)
    assert done.json["name"] == "scores_over_time"
    assert done.json["title"]
    assert done.json["rows"] == 2


def test_table_equals_counting(workspace, tmp_path):
    """Scores 1 to 5 in turn: of 40 answers 16 are 4 or 5. The twin as CSV adds up to the rows imported."""
    out = tmp_path / "chart.csv"
    assert run("chart", workspace, "--name", "scores_over_time", "--out", out).status == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sum(int(row["Answers"]) for row in rows) == 40
    share = sum(int(row["Answers"]) * float(row["Value, %"]) for row in rows) / 40
    assert share == pytest.approx(40.0)


@pytest.mark.parametrize("name", chart_names())
def test_every_chart_can_be_drawn_of_little_data(workspace, tmp_path, name):
    """None fails on a workspace that has answers and nothing else."""
    out = tmp_path / "chart.svg"
    done = run("chart", workspace, "--name", name, "--out", out)
    assert done.status == 0, done.errors
    assert "<text" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--name", "pie", "--out", "a.png"), "There are scores_over_time"),
        (("--name", "by_role", "--out", "a.doc"), ".png, .svg, .pdf, .csv or .parquet"),
        (("--name", "by_role", "--out", "a.png", "--size", "10x10"), "320x240"),
        (("--name", "by_role", "--out", "a.png", "--account", "Nobody"), "There is no account Nobody"),
        (("--name", "metric_by", "--out", "a.png", "--by", "mood"), "Use one of segment"),
    ],
)
def test_mistakes_are_told_with_what_would_be_right(workspace, arguments, told):
    """Status 2, and the names or limits that hold."""
    done = run("chart", workspace, *arguments)
    assert done.status == 2
    assert told in done.errors
