"""Overview, Changes and Read me: what they hold adds up, also after LibreOffice computed them anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

from cxdesk.health import default_standards_text, read_standards, score
from cxdesk.health.change import CAUSES
from cxdesk.report import write_workbook
from cxdesk.session.changing import change_since
from cxdesk.session.workbook_parts import changes_of, past_of
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.written_records import Call
from tests.health.test_score import END, random_workspace
from tests.report.libreoffice import recalculated

pytestmark = [pytest.mark.filterwarnings("ignore:.*extension is not supported"), pytest.mark.slow]
_FIRST = 6  # the first row of accounts on Changes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict]:
    """A workbook of 40 accounts, one of them with a call; a copy with three weights changed and computed by
    LibreOffice; and what the app says.
    """
    folder = tmp_path_factory.mktemp("changes")
    standards = read_standards(default_standards_text())
    with random_workspace(4, 40) as workspace:
        facts = read_facts(workspace, END)
        portfolio = score(facts, standards)
        called = str(facts.accounts.account_id[int(np.nanargmax(portfolio.value_at_risk))])
        day = (END - 45).astype("datetime64[D]").astype(object)
        workspace.keep_entry(Call(called, day, "Talked about renewal"))
        changed, past = changes_of(workspace, facts, portfolio), past_of(workspace, facts, portfolio)
        since_call = change_since(workspace, facts, np.datetime64(day))
    book = folder / "book.xlsx"
    write_workbook(book, facts, portfolio, standards, (), changed=changed, past=past)
    edited = openpyxl.load_workbook(book)
    for name, value in (("weight_adoption", 0.6), ("driver_nps", 0.1), ("beta_usage_falling", 1.2)):
        ((sheet, cell),) = edited.defined_names[name].destinations
        edited[sheet][cell].value = value
    edited.save(folder / "edited.xlsx")
    said = {"facts": facts, "portfolio": portfolio, "called": called, "since_call": since_call, "past": past}
    return book, recalculated(folder / "edited.xlsx", folder), said


def rows(book: Path) -> dict[str, dict[str, float]]:
    """Return the sheet Changes by account name and header."""
    sheet = openpyxl.load_workbook(book, data_only=True)["Changes"]
    headers = [cell.value for cell in sheet[_FIRST - 1]]
    body = sheet.iter_rows(_FIRST, values_only=True)
    return {row[1]: dict(zip(headers, row, strict=True)) for row in body if row[1]}


def test_the_causes_add_up_before_and_after_a_change(made: tuple[Path, Path, dict]) -> None:
    """Health then + five causes + changed in this workbook = health now, to 1e-9: as written, and with three
    weights changed, which moves only the last but one. The sum is taken here.
    """
    book, edited, _ = made
    before, after = rows(book), rows(edited)
    moved = 0
    for table in (before, after):
        for row in table.values():
            values = list(row.values())
            if isinstance(row["Change"], int | float):
                assert sum(values[4 : 4 + len(CAUSES) + 2]) == pytest.approx(row["Health now"], abs=1e-9)
                assert row["Change"] == pytest.approx(row["Health now"] - row["Health then"], abs=1e-9)
    for name, row in after.items():
        if isinstance(row["Change"], int | float):
            assert list(row.values())[5:10] == pytest.approx(list(before[name].values())[5:10])
            moved += abs(row["Changed in this workbook"]) > 0.1
    assert moved > 10


def test_an_account_with_a_call_is_compared_with_it(made: tuple[Path, Path, dict]) -> None:
    """Expected: the app's own changes since that day; the others are compared with three months before."""
    book, _, said = made
    accounts, found = said["facts"].accounts, said["since_call"]
    place = accounts.account_id.tolist().index(said["called"])
    table = rows(book)
    row = table[accounts.account_name[place]]
    assert row["Compared with"] == "Last call"
    assert row["Since"].date() == found.since.astype("datetime64[D]").astype(object)
    assert list(row.values())[5:10] == pytest.approx(found.found.by_cause()[place], abs=1e-9)
    assert {each["Compared with"] for each in table.values()} == {"Last call", "3 months before"}


def test_the_overview_follows_and_remembers(made: tuple[Path, Path, dict]) -> None:
    """Counts of bands add up to all accounts; the last line of the course is the mean of the health now, also
    with other weights; lines before it are the kept scores.
    """
    book, edited, said = made
    for path in (book, edited):
        sheets = openpyxl.load_workbook(path, data_only=True)
        cells = {row[0].value: row for row in sheets["Overview"].iter_rows() if row[0].value}
        bands = [row[1].value for name, row in cells.items() if str(name)[:1] in "●▲■○"]
        assert sum(bands) == 40
        shown = [row["Health now"] for row in rows(path).values()]
        health = [value for value in shown if isinstance(value, int | float)]
        course = [row for row in sheets["Overview"].iter_rows() if hasattr(row[0].value, "year")]
        assert course[-1][1].value == pytest.approx(np.mean(health), abs=1e-9)
        expected = np.nanmean(said["past"].health[-2])
        assert course[-2][1].value == pytest.approx(expected, abs=1e-9)
