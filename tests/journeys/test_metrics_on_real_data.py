"""Every metric on files of all kinds against a computation of its own, in pandas and plain Python.

`tests/journeys/oracles` reads the raw files and follows the words of the definitions; nothing in it calls the
app. The app imports the files and prints `cxdesk metrics --json`, as a script would have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from cxdesk.sample import write_sample
from tests.journeys.command_line import run
from tests.journeys.oracles import ravenstack, sample, surveys, telco
from tests.journeys.oracles.book import Book
from tests.journeys.oracles.clock import Named
from tests.journeys.oracles.comparing import compared, compared_by
from tests.journeys.oracles.measures import MEASURES, Measured, measured

QUARTER = ("--period", "90d")
UNNAMED = Named()
SAMPLE_NAMED = Named(
    core=("dispatch", "reports", "invoicing", "api_export"),
    value_feature="dispatch",
    workflows={"invoice": ("planning_board", "dispatch", "invoicing"), "warn": ("reports", "alerts")},
    days=(0, 1, 2, 3, 5),
    begins=8,
    ends=18,
    sleeps=23,
    wakes=6,
    clock="business",
    ahead=90,
)
RAVENSTACK_NAMED = Named(
    core=("feature_1", "feature_2", "feature_40"), value_feature="feature_20", clock="business", ahead=-330
)


@dataclass(frozen=True, slots=True)
class Imported:
    """A workspace with a data set in it, and what the oracle reads from the same files.

    `day` is the newest day in the data, `earlier` one in its past.
    """

    workspace: Path
    book: Book
    day: str
    earlier: str

    def expected(self, day: str, days: int | None = None, named: Named = UNNAMED) -> Measured:
        """Return what the oracle finds."""
        return measured(self.book, day, days, named, is_present=day == self.day)

    def printed(self, *options: str) -> list[dict]:
        """Return what `cxdesk metrics` prints."""
        outcome = run("metrics", self.workspace, *options, "--json")
        assert outcome.status == 0, outcome.errors
        return outcome.json["metrics"]

    def name(self, named: Named) -> None:
        """Set the conventions, as a person would."""
        path = self.workspace.with_suffix(".toml")
        path.write_text(named.toml, encoding="utf-8")
        assert run("conventions", self.workspace, "--set", path).status == 0


@pytest.fixture(scope="module")
def imported(shared_data, tmp_path_factory) -> Iterator[Callable[[str], Imported]]:
    """Return a function that gives a data set by name, imported at its first use."""
    kept: dict[str, Imported] = {}

    def find(name: str) -> Imported:
        if name not in kept:
            folder = tmp_path_factory.mktemp(name)
            kept[name] = _imported(name, folder, shared_data)
        return kept[name]

    return find


def _imported(name: str, folder: Path, shared_data: Callable[[str], Path]) -> Imported:
    workspace = folder / f"{name}.cxdesk"
    if name == "sample":
        files = write_sample(folder)
        found = Imported(workspace, sample.read(folder), "2026-09-30", "2026-03-15")
    elif name == "ravenstack":
        files = sorted(shared_data(name).glob("*.csv"))
        found = Imported(workspace, ravenstack.read(shared_data(name)), "2024-12-31", "2024-06-30")
    else:
        files = sorted(shared_data(name).glob("*.csv"))
        # It bears no date at all: any day is a day in the past, and all of them read the same.
        found = Imported(workspace, telco.read(shared_data(name)), "", "2025-01-15")
    assert run("import", *files, "--workspace", workspace).status == 0
    return found


@pytest.mark.parametrize("name", ["ravenstack", "telco", "sample"])
def test_every_metric_of_all_accounts_and_of_one(name: str, imported) -> None:
    """Intent: each number, its n and its interval are what the definition's words give: on the newest day, on
    an earlier one, over 90 days; for the portfolio and for three accounts.

    Expected: `tests/journeys/oracles`, from the raw files.
    """
    data = imported(name)
    seen, wrong = 0, []
    for day, days in ((data.day, None), (data.day, 90), (data.earlier, None), (data.earlier, 90)):
        if not day:
            continue
        right = data.expected(day, days)
        options = (*_as_of(data, day), *(QUARTER if days else ()))
        expected = {metric: right.of_all(metric) for metric in MEASURES}
        count, lines = compared(data.printed(*options), expected)
        seen, wrong = seen + count, wrong + [f"{day} {days}: {line}" for line in lines]
        for account in right.accounts.account.iloc[[1, len(right.accounts) // 2, -3]]:
            expected = {metric: right.of_account(metric, account) for metric in MEASURES}
            count, lines = compared(data.printed(*options, "--account", account), expected)
            seen, wrong = seen + count, wrong + [f"{day} {days} {account}: {line}" for line in lines]
    assert wrong == []
    assert seen > {"ravenstack": 1_500, "telco": 600, "sample": 1_500}[name]


GROUPS = {
    "ravenstack": ("segment", "owner", "industry", "role", "team", "priority", "service"),
    "telco": ("segment", "role", "team"),
    "sample": (
        *("segment", "owner", "country", "role", "team", "service", "priority", "agent", "category"),
        "criterion",
    ),
}


@pytest.mark.parametrize("name", GROUPS)
def test_every_metric_group_by_group(name: str, imported) -> None:
    """Intent: the same for each group of a dimension, and metrics whose rows do not know it say so once.

    Expected: `tests/journeys/oracles`, rows put into groups by what the raw files say of them.
    """
    data = imported(name)
    seen, wrong = 0, []
    for day, days in ((data.day, None), (data.earlier, 90)):
        if not day:
            continue
        right = data.expected(day, days)
        options = (*_as_of(data, day), *(QUARTER if days else ()))
        for dimension in GROUPS[name]:
            count, lines = compared_by(data.printed(*options, "--by", dimension), right, dimension)
            seen, wrong = seen + count, wrong + [f"{day} {days} by {dimension}: {line}" for line in lines]
    assert wrong == []
    assert seen > {"ravenstack": 2_000, "telco": 200, "sample": 5_000}[name]


@pytest.mark.parametrize(("name", "named"), [("ravenstack", RAVENSTACK_NAMED), ("sample", SAMPLE_NAMED)])
def test_what_the_user_names_changes_the_metrics(name: str, named: Named, imported) -> None:
    """Intent: core features, first value, workflows, working hours, sleep, clock and time zone are followed.

    Expected: `tests/journeys/oracles`, which counts working hours day by day.
    """
    data = imported(name)
    before = data.printed()
    data.name(named)
    try:
        wrong = []
        for day, days in ((data.day, None), (data.earlier, 90)):
            right = data.expected(day, days, named)
            options = (*_as_of(data, day), *(QUARTER if days else ()))
            after = data.printed(*options)
            wrong += compared(after, {metric: right.of_all(metric) for metric in MEASURES})[1]
            dimension = "segment" if name == "sample" else "industry"
            wrong += compared_by(data.printed(*options, "--by", dimension), right, dimension)[1]
            assert after != before
    finally:
        assert run("conventions", data.workspace, "--undo").status == 0
    assert wrong == []
    assert data.printed() == before


def test_a_list_of_customers_without_dates_reads_the_same_on_every_day(imported) -> None:
    """Intent: where nothing is dated, today's numbers are the data's, not the calendar's.

    Expected: telco's own churn rate, 1,869 of 7,043 customers (data README: 26.537 %), on any day.
    """
    data = imported("telco")
    usual = {entry["name"]: entry for entry in data.printed()}
    other = {entry["name"]: entry for entry in data.printed("--as-of", data.earlier)}
    assert usual["churn_rate"]["value"] == pytest.approx(1_869 / 7_043)
    for name in ("churn_rate", "retention_rate", "clv"):
        parts = ("value", "n", "low", "high")
        assert [usual[name][part] for part in parts] == [other[name][part] for part in parts]


SURVEY_FILES = ("surveymonkey_538", "qualtrics")


@pytest.mark.parametrize("folder", SURVEY_FILES)
def test_surveys_that_ask_no_customer_give_no_number(folder: str, shared_data, tmp_path: Path) -> None:
    """Intent: genuine exports of survey tools about other things give no CSAT by accident; each sheet and
    each metric says why there is nothing.

    Expected: by reading them. They ask about films, commas, manners on planes and nothing at all; none has a
    rating of a supplier or names customers.
    """
    for number, path in enumerate(sorted(shared_data(folder).glob("*.csv"))):
        workspace = tmp_path / f"{number}.cxdesk"
        brought = run("import", path, "--workspace", workspace, "--json").json
        (sheet,) = brought["sheets"]
        assert (sheet["table"], sheet["rows_kept"]) == ("", 0)
        assert [problem["hint"] for problem in sheet["problems"] if problem["code"] == "not_used"]
        for entry in run("metrics", workspace, "--json").json["metrics"]:
            assert entry["value"] is None, entry
            assert entry["n"] == 0, entry
            assert entry["missing"], entry


@pytest.mark.parametrize("write", [surveys.write_qualtrics, surveys.write_surveymonkey])
def test_exports_of_survey_tools_give_what_people_answered(write: Callable, tmp_path: Path) -> None:
    """Intent: the same two layouts with a question about us: two or three header rows, answers that are text.

    Expected: `oracles.surveys`, which draws the answers and counts them before they are written.
    """
    path = tmp_path / "Relationship survey.csv"
    book = write(path)
    assert run("import", path, "--workspace", tmp_path / "s.cxdesk").status == 0
    data = Imported(tmp_path / "s.cxdesk", book, surveys.DAY, surveys.EARLIER)
    for day in (surveys.DAY, surveys.EARLIER):
        right = data.expected(day)
        printed = data.printed(*_as_of(data, day))
        assert compared(printed, {metric: right.of_all(metric) for metric in MEASURES})[1] == []
        assert next(entry for entry in printed if entry["name"] == "nps")["value"] is not None
        by_role = data.printed(*_as_of(data, day), "--by", "role")
        assert compared_by(by_role, right, "role")[1] == []


def _as_of(data: Imported, day: str) -> Sequence[str]:
    return () if day == data.day else ("--as-of", day)
