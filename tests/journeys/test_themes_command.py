"""`cxdesk themes`: themes with two quotes and where they stand, contrasts, the list to edit."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cxdesk.workspace import Workspace
from cxdesk.workspace.theme_list import default_phrases
from tests.journeys.command_line import run
from tests.workspace.rows_factory import sheet

LAST = datetime(2025, 6, 30, tzinfo=UTC)
SAID = ("The invoice is wrong again", "Kind people, quick answers", "=cmd|'/c calc'!A1 slow\x1b[31m\nagain")
MARKS = (2, 10, 8)
COUNT = 90
OWN_LIST = """
[themes.people]
label = "People"
en = ["kind people"]
"""


def _rows() -> list[dict]:
    """Return 90 answers of 10 accounts, ten days apart: in turn a detractor's, a promoter's, a passive's."""
    return [
        {
            "response_id": f"R{number}", "account_id": f"A{number % 10}", "kind": "nps",
            "score": MARKS[number % 3], "scale_min": 0, "scale_max": 10, "high_is_good": True,
            "answered_at": LAST - timedelta(days=10 * number), "comment": SAID[number % 3],
        }
        for number in range(COUNT)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of those answers and their accounts, in two segments."""
    path = tmp_path_factory.mktemp("themes") / "w.cxdesk"
    accounts = [
        {"account_id": f"A{number}", "account_name": f"Account {number}", "segment": "large"}
        for number in range(10)
    ]
    with Workspace.create(path) as workspace:
        workspace.add_import([sheet("accounts", accounts), sheet("surveys", _rows(), "NPS.csv")])
    return path


def _within(days: int, as_of: datetime = LAST, account: str = "") -> list[tuple[int, dict]]:
    """Return the rows of a period with their row in the file, newest first."""
    first = as_of - timedelta(days=days)
    rows = [(place + 2, row) for place, row in enumerate(_rows()) if first < row["answered_at"] <= as_of]
    return [(place, row) for place, row in rows if account in ("", row["account_id"])]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ((), _within(730)),
        (("--period", "90d"), _within(90)),
        (("--account", "Account 3"), _within(730, account="A3")),
        (("--as-of", "2024-12-31"), _within(730, LAST - timedelta(days=181))),
    ],
)
def test_themes_equal_counting_the_rows(book: Path, words: tuple, rows: list):
    """Comments, accounts, ratings and quotes with file and row: by counting the rows that were imported. What
    was written after the date never counts.
    """
    told = run("themes", book, *words, "--json").json
    assert (told["comments"], told["accounts"]) == (len(rows), len({row["account_id"] for _, row in rows}))
    themes = {theme["name"]: theme for theme in told["themes"]}
    assert list(themes) == list(tomllib.loads(default_phrases()))
    for name, turn, rating, phrase in (
        ("billing", 0, "low", "invoice*"),
        ("performance", 2, "middle", "slow"),
    ):
        held = [(place, row) for place, row in rows if row["comment"] == SAID[turn]]
        theme = themes[name]
        assert (theme["comments"], theme[rating]) == (len(held), len(held))
        assert theme["accounts"] == len({row["account_id"] for _, row in held})
        assert sum(theme[each] for each in ("low", "middle", "high", "unrated")) == len(held)
        assert theme["phrases"] == ([{"phrase": phrase, "comments": len(held)}] if held else [])
        first = [place for place, _ in held[:1]]
        others = [place for place, row in held if row["account_id"] != held[0][1]["account_id"]]
        expected = first + (others or [place for place, _ in held[1:]])[:1]
        assert [quote["row"] for quote in theme["quotes"]] == expected
        for quote in theme["quotes"]:
            row = _rows()[quote["row"] - 2]
            assert (quote["text"], quote["account_id"]) == (row["comment"], row["account_id"])
            assert (quote["file"], quote["phrase"]) == ("NPS.csv", phrase)
            assert quote["answered_at"] == str(row["answered_at"].date())


def test_contrasts(book: Path):
    """Detractors write of invoices in all of their comments and promoters in none; there are 49 of the two in
    two years (730 days hold 73 comments, a third of them passive). Quotes stand in the named group.
    """
    rating, period = run("themes", book, "--json").json["contrasts"]
    assert (rating["by"], rating["first"], rating["second"]) == ("rating", "detractors", "promoters")
    assert rating["comments"] == sum(row["score"] != 8 for _, row in _within(730)) == 49
    found = {each["term"]: each for each in rating["found"]}
    wrong = next(each for term, each in found.items() if "invoice" in term or "wrong" in term)
    assert (wrong["group"], wrong["other_comments"]) == ("detractors", 0)
    assert wrong["comments"] == sum(row["score"] == 2 for _, row in _within(730))
    assert [quote["score"] for quote in wrong["quotes"]] == [2.0, 2.0]
    assert rating["samples"] == []
    assert (period["by"], period["found"]) == ("period", [])
    assert period["missing"].startswith("No word sets the two groups apart")
    assert {sample["group"] for sample in period["samples"]} == {"the last year", "the year before"}


def test_an_account_is_set_against_its_segment(book: Path):
    """One account has three contrasts, and quotes of the segment are of others. With `--period` they are of
    those days, and of as many before.
    """
    told = run("themes", book, "--account", "A3", "--period", "300d", "--json").json["contrasts"]
    assert [each["by"] for each in told] == ["rating", "segment", "period"]
    assert (told[1]["first"], told[1]["second"]) == ("Account 3", "others in large")
    assert [each["comments"] for each in told] == [
        sum(row["score"] != 8 for _, row in _within(300, account="A3")),
        len(_within(300)),
        len(_within(600, account="A3")),
    ]
    assert told[0]["missing"].startswith("Too few comments for themes")
    for found in told[1]["found"]:
        of_account = {quote["account_id"] == "A3" for quote in found["quotes"]}
        assert of_account == {found["group"] == "Account 3"}


def test_what_people_read(book: Path):
    """Themes with the most comments first, quotes on one line with where they stand; signs that would steer a
    terminal are left out, a text like a formula is printed as it is.
    """
    lines = run("themes", book).output.splitlines()
    assert lines[0] == "A phrase of the list stands in 49 of 73 comments of 10 accounts, last 730 days."
    billing = lines.index(next(line for line in lines if line.startswith("Billing: ")))
    assert lines[billing] == "Billing: 25 comments of 10 accounts; rating: 25 low; found by invoice* (25)"
    assert lines[billing + 1] == (
        "  “The invoice is wrong again” Account 0, 2025-06-30, NPS.csv, row 2, by invoice*"
    )
    assert "“=cmd|'/c calc'!A1 slow[31m again”" in "".join(lines)
    assert "In no comment: Handoffs, Onboarding" in "".join(lines)
    assert "detractors against promoters: 49 comments of 10 accounts, last 730 days" in lines
    assert any(line.startswith("More from detractors: “") for line in lines)


def test_nothing_to_search(tmp_path: Path):
    """Without a comment, and with one but no hit: sentences, and contrasts that say why they are empty."""
    with Workspace.create(tmp_path / "w.cxdesk") as workspace:
        workspace.add_import(
            [sheet("accounts", [{"account_id": "A", "start_date": LAST.date() - timedelta(days=90)}])]
        )
    empty = run("themes", tmp_path / "w.cxdesk")
    assert empty.status == 0
    assert empty.output.startswith("There is no comment in this time (last 730 days).\n")
    assert "Too few comments for themes: 0 of at least 40." in empty.output
    with Workspace.open(tmp_path / "w.cxdesk") as workspace:
        row = _rows()[1] | {"account_id": "A"}
        workspace.add_import([sheet("surveys", [row])])
    found = run("themes", tmp_path / "w.cxdesk").output
    assert found.startswith("No comment holds a phrase of the list: 1 comment of 1 account, last 730 days.\n")
    assert run("themes", tmp_path / "w.cxdesk", "--account", "nobody").status == 2


def test_the_list_goes_round(book: Path, tmp_path: Path):
    """What `--list` prints can be set as conventions unchanged; an own list takes its place there and in what
    is counted, and goes when it is taken back. Expected: the file that ships.
    """
    shipped = tomllib.loads(default_phrases())
    printed = run("themes", book, "--list").output
    assert tomllib.loads(printed) == {"themes": shipped}
    assert run("themes", book, "--list", "--json").json == {"list": shipped}
    file = tmp_path / "own.toml"
    file.write_text(printed, encoding="utf-8")
    assert run("conventions", book, "--set", file, "--json").json["conventions"]["themes"] == shipped
    file.write_text(OWN_LIST, encoding="utf-8")
    assert run("conventions", book, "--set", file).status == 0
    assert tomllib.loads(run("themes", book, "--list").output) == tomllib.loads(OWN_LIST)
    (theme,) = run("themes", book, "--json").json["themes"]
    assert (theme["label"], theme["comments"]) == ("People", 24)
    run("conventions", book, "--undo")
    run("conventions", book, "--undo")
    assert len(run("themes", book, "--json").json["themes"]) == len(shipped)
