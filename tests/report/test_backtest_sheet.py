"""The sheet Back-test: its figures are those of the JSON, its misses have names."""

from __future__ import annotations

import warnings
from pathlib import Path

import openpyxl
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.report import write_workbook
from cxdesk.report.backtest_json import backtest_json
from cxdesk.session.backtesting import backtest_of
from cxdesk.workspace.facts import read_facts
from tests.health.test_as_of import AS_OF, leaky_workspace

STANDARDS = read_standards(default_standards_text())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[openpyxl.Workbook, dict]:
    """A workbook with a back-test of random accounts, and the same back-test as JSON."""
    workspace = leaky_workspace(11, with_terms=True)
    facts = read_facts(workspace, AS_OF)
    found = backtest_of(workspace, facts, 60)
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    summary = write_workbook(path, facts, score(facts, STANDARDS), STANDARDS, (), backtest=found)
    assert summary.sheets[-1] == "Back-test"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported")  # icon sets of other sheets
        book = openpyxl.load_workbook(path)
    return book, backtest_json(found, facts)


def _rows(book: openpyxl.Workbook) -> list[list]:
    return [[cell.value for cell in row] for row in book["Back-test"].iter_rows()]


def test_models_and_dates_are_those_of_the_json(written) -> None:
    """Every model's AUC and Brier, and every date's counts, against the JSON of the same back-test."""
    book, told = written
    rows = _rows(book)
    ours = next(row for row in rows if row[0] == "Your standards")
    assert ours[1] == pytest.approx(told["auc"])
    assert ours[4] == pytest.approx(told["brier"])
    assert (ours[7], ours[8]) == pytest.approx((told["lift"], told["arr_recall"]))
    said = next(row[0] for row in rows if "Judged on" in str(row[0]))
    assert f"first called {told['lead_days']:.0f} days before" in said
    dated = [row for row in rows if hasattr(row[0], "isoformat")]
    assert [(row[0].date().isoformat(), row[1], row[2], row[6], row[7]) for row in dated] == [
        (each["date"], each["accounts"], each["events"], each["calls"], each["hits"])
        for each in told["origins"]
    ]


def test_every_miss_has_its_name_and_place(written) -> None:
    """All misses of the JSON stand on the sheet, with the place that the forecast gave them."""
    book, told = written
    rows = {(row[0], row[4], row[5]) for row in _rows(book) if row[0]}
    assert len(told["misses"]) > 0
    assert {(miss["account_name"], miss["rank"], miss["accounts"]) for miss in told["misses"]} <= rows


def test_without_a_back_test_there_is_no_such_sheet(tmp_path: Path) -> None:
    """A workbook may be written without one."""
    workspace = leaky_workspace(11, with_terms=True)
    facts = read_facts(workspace, AS_OF)
    summary = write_workbook(tmp_path / "book.xlsx", facts, score(facts, STANDARDS), STANDARDS, ())
    assert "Back-test" not in summary.sheets
