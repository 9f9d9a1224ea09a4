"""`cxdesk metrics W --rows NAME`: a number's rows for scripts, down to the raw rows of usage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxdesk.cli import main
from tests.session.samples import sample_files, sample_master, sample_workspace

__all__ = ["sample_files", "sample_master", "sample_workspace"]
ACCOUNT = "SYN-1001"


def printed(capsys: pytest.CaptureFixture[str], workspace: Path, *words: str) -> dict:
    """Return what the command prints as JSON."""
    assert main(["metrics", str(workspace), *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_rows_add_up_to_the_number(capsys: pytest.CaptureFixture[str], sample_master: Path) -> None:
    """The mean of the counted values is the CSAT that the same command prints; every row has its place."""
    told = printed(capsys, sample_master, "--rows", "csat")
    values = [row["value"] for row in told["rows"]]
    measured = printed(capsys, sample_master)["metrics"]
    csat = next(entry for entry in measured if entry["name"] == "csat")
    assert (len(values), sum(values) / len(values)) == (csat["n"], pytest.approx(csat["value"]))
    assert all(row["file"] and row["row"] and row["account_id"] for row in told["rows"])


def test_the_rows_of_groups_say_which_is_theirs(
    capsys: pytest.CaptureFixture[str], sample_master: Path
) -> None:
    """CSAT by team: counted from the rows with their groups, it is what the same command prints by team; a
    measure whose rows know no team, and a dimension that there is not, are refused in words.
    """
    told = printed(capsys, sample_master, "--rows", "csat", "--by", "team")
    found: dict[str, list[float]] = {}
    for row in told["rows"]:
        assert row["group"] == row["team"]
        found.setdefault(row["group"], []).append(row["value"])
    measured = printed(capsys, sample_master, "--by", "team")["metrics"]
    expected = {entry["team"]: (entry["n"], entry["value"]) for entry in measured if entry["name"] == "csat"}
    assert {
        team: (len(values), pytest.approx(sum(values) / len(values))) for team, values in found.items()
    } == expected
    assert len(found) > 3
    for dimension, said in (("team", "does not know the team"), ("mood", "There are no groups by mood")):
        assert main(["metrics", str(sample_master), "--rows", "nps", "--by", dimension]) != 0
        assert said in capsys.readouterr().err


def test_what_lies_beneath_is_told_with_its_rows(
    capsys: pytest.CaptureFixture[str], sample_master: Path
) -> None:
    """Roles heard of one account: its contacts and answers, each with file and row."""
    told = printed(capsys, sample_master, "--rows", "role_coverage", "--account", ACCOUNT)
    assert told["part"] == "accounts"
    assert set(told["beneath"]) == {"answers", "contacts"}
    for rows in told["beneath"].values():
        assert rows
        assert all(row["account_id"] == ACCOUNT and row["file"] and row["row"] for row in rows)


def test_usage_is_told_down_to_its_raw_rows(capsys: pytest.CaptureFixture[str], sample_master: Path) -> None:
    """The raw rows of the months that are told: as many as the months say, and their counts add up."""
    told = printed(capsys, sample_master, "--rows", "usage_trend", "--account", ACCOUNT)
    months = told["beneath"]["usage"]
    rows = told["usage_rows"]
    assert told["usage_total"] == len(rows) == sum(month["rows"] for month in months)
    assert sum(row["count"] for row in rows) == pytest.approx(sum(month["events"] for month in months))
    assert all(row["file"] == "usage_daily.csv" and row["row"] > 1 for row in rows)


def test_an_unknown_metric_is_told_in_words(capsys: pytest.CaptureFixture[str], sample_master: Path) -> None:
    """A typing mistake: no traceback, and the names that there are."""
    assert main(["metrics", str(sample_master), "--rows", "cast"]) != 0
    said = capsys.readouterr().err
    assert "There is no metric named cast" in said
    assert "csat" in said


def test_no_rows_are_told_with_the_reason(capsys: pytest.CaptureFixture[str], sample_master: Path) -> None:
    """The sample has no orders: the reason is told in JSON and in words, and none where there are rows."""
    told = printed(capsys, sample_master, "--rows", "order_value")
    assert told["rows"] == []
    assert told["missing"] == "No order of a known amount in the last 365 days."
    assert printed(capsys, sample_master, "--rows", "csat")["missing"] is None
    assert main(["metrics", str(sample_master), "--rows", "order_value"]) == 0
    assert "No order of a known amount" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "code"),
    [("load_per_agent", "agent"), ("net_revenue_retention", "currency"), ("clv", "currency")],
)
def test_numbers_that_only_tell_things_apart_are_not_told(
    capsys: pytest.CaptureFixture[str], sample_master: Path, name: str, code: str
) -> None:
    """Intent: nobody reads agent 3 or currency 0 in a row. An agent stands there by name, a currency as its
    three letters; roles are words.
    """
    rows = printed(capsys, sample_master, "--rows", name)["rows"]
    assert rows
    assert all(isinstance(row.get(code, ""), str) or row[code] is None for row in rows)
    heard = printed(capsys, sample_master, "--rows", "role_coverage")["rows"]
    assert {row["role"] for row in heard} == {"admin", "end user", "buyer"}


def test_a_rating_has_its_scale_and_nothing_unknown_a_range(
    capsys: pytest.CaptureFixture[str], sample_master: Path
) -> None:
    """Effort was asked on 1 to 7 (the sample's own question); of an account of which nobody left the lifetime
    value is not known: null, and so are its ends.
    """
    measured = {entry["name"]: entry for entry in printed(capsys, sample_master)["metrics"]}
    assert measured["ces"]["scale"] == [1.0, 7.0]
    assert measured["csat"]["scale"] is None
    assert main(["metrics", str(sample_master)]) == 0
    assert "on a scale of 1 to 7" in capsys.readouterr().out
    of_one = printed(capsys, sample_master, "--account", ACCOUNT)["metrics"]
    unknown = [entry for entry in of_one if entry["value"] is None]
    assert "clv" in {entry["name"] for entry in unknown}
    assert all(entry["low"] is None and entry["high"] is None for entry in unknown)
