"""A workbook whose segments have standards of their own: LibreOffice comes to what the app says, to 1e-9."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from cxdesk.health import Portfolio, Standards, default_standards_text, read_standards, score
from cxdesk.health.standards_edit import edit_of_segment, edited
from cxdesk.report import write_workbook
from cxdesk.theme import theme
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts_record import Facts
from tests.health.test_score import END, random_workspace
from tests.report.libreoffice import recalculated
from tests.report.test_workbook_recalculated import assert_as_scored, read_table

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*extension is not supported"),
    pytest.mark.slow,
]
DEFAULT = read_standards(default_standards_text())
OWN = {
    "pillars": {"sentiment": 0.10, "adoption": 0.45},
    "bands": {"watch": 57, "healthy": 63},
    "adoption": {"weights": {"seat_use": 0.05, "time_to_value": 0.5}},
    "caps": {"unpaid": {"ceiling": 20, "threshold": 10}, "champion_gone": {"ceiling": 35}},
}


@dataclass(frozen=True, slots=True)
class Written:
    """A workbook of accounts of which one segment has standards of its own, with what it was made from."""

    facts: Facts
    standards: Standards
    portfolio: Portfolio
    path: Path
    names: np.ndarray


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Sixty random accounts, large and small; the large ones are judged more sternly."""
    folder = tmp_path_factory.mktemp("segments")
    standards = edited(DEFAULT, [edit_of_segment("Large", OWN)], 2)
    with random_workspace(5, 60) as workspace:
        facts = replace(read_facts(workspace, END), synthetic=True)
    portfolio = score(facts, standards)
    path = folder / "segments.xlsx"
    write_workbook(path, facts, portfolio, standards, ())
    pairs = zip(facts.accounts.account_name, facts.accounts.account_id, strict=True)
    return Written(facts, standards, portfolio, path, np.array([name or key for name, key in pairs]))


def test_what_is_written_is_the_score_by_the_standards_of_each_segment(written: Written) -> None:
    """The values beside the formulas are the app's numbers and bands; by the general standards alone the
    segment's would differ.
    """
    assert_as_scored(read_table(written.path), written.names, written.portfolio)
    assert bands(written.path) == expected_bands(written.names, written.portfolio)
    definitions = openpyxl.load_workbook(written.path, data_only=True)["Definitions"]
    (told,) = [row for row in definitions.iter_rows(values_only=True) if row[1] == "Large standards"]
    assert told[4].startswith("healthy from 63, watch from 57, sentiment weighs 10")
    general = score(written.facts, DEFAULT)
    assert np.nanmax(np.abs(general.health - written.portfolio.health)) > 5


def test_standards_of_a_segment_that_nobody_is_in_change_no_byte(written: Written, tmp_path: Path) -> None:
    """Two workbooks of the same accounts, by the general standards and with those of nobody beside them."""
    nobodys = edited(DEFAULT, [edit_of_segment("Nobody's", OWN)], DEFAULT.version)
    paths = []
    for name, standards in (("general", DEFAULT), ("nobodys", nobodys)):
        paths.append(tmp_path / name)
        portfolio = score(written.facts, standards)
        summary = write_workbook(paths[-1], written.facts, portfolio, standards, ())
        assert "Segments" not in summary.sheets
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_changed_value_moves_its_segment_and_a_moved_account_takes_the_others(
    written: Written, tmp_path: Path
) -> None:
    """On the sheets a general weight, the segment's own pillars and a ceiling are changed, and one account is
    moved out of the segment, another into it. Expected: the app's score by the same edits, and no error.
    """
    segments = written.facts.accounts.segment.copy()
    moved = [int(np.flatnonzero(segments == name)[3]) for name in ("Large", "Small")]
    segments[moved] = ["large", "Large"]  # the first has none of its own: names are told apart by their case
    changed = tmp_path / "changed.xlsx"
    book = openpyxl.load_workbook(written.path)
    ((sheet, cell),) = book.defined_names["driver_recency"].destinations
    book[sheet][cell].value = 0.4
    own = {header.value: header.column for header in book["Segments"][6]}
    for header, value in (
        ("Sentiment", 0.30),
        ("Adoption", 0.25),
        ("Cap: bill unpaid", 12),
        ("▲ Watch", 40),
    ):
        book["Segments"].cell(8, own[header]).value = value
    accounts = book["Accounts"]
    columns = {header.value: header.column for header in accounts[5]}
    for row in range(6, accounts.max_row + 1):
        place = np.flatnonzero(written.names == accounts.cell(row, columns["Account"]).value)
        if len(place) and place[0] in moved:
            accounts.cell(row, columns["Segment"]).value = segments[place[0]]
    book.save(changed)
    book.close()
    edits = [
        {"adoption": {"weights": {"recency": 0.4}}},
        edit_of_segment(
            "Large",
            {
                "pillars": {"sentiment": 0.30, "adoption": 0.25},
                "caps": {"unpaid": {"ceiling": 12}},
                "bands": {"watch": 40},
            },
        ),
    ]
    expected = score(written.facts, edited(written.standards, edits, 3), None, segments)
    found = recalculated(changed, tmp_path)
    assert_as_scored(read_table(found), written.names, expected)
    assert bands(found) == expected_bands(written.names, expected)
    assert bands_by_segment(found) == {
        segment: Counter(
            band for band, of in zip(expected.band, segments, strict=True) if (of == "Large") == own
        )
        for segment, own in (("All others", False), ("Large", True))
    }
    after = openpyxl.load_workbook(found, data_only=True)
    assert not [cell for sheet in after for row in sheet.iter_rows() for cell in row if cell.data_type == "e"]


def bands_by_segment(workbook: Path) -> dict[str, Counter]:
    """Return from the sheet Overview how many accounts of each set of standards are in each band."""
    rows = list(
        openpyxl.load_workbook(workbook, data_only=True)["Overview"].iter_rows(max_col=6, values_only=True)
    )
    (head,) = [place for place, row in enumerate(rows) if row[0] == "Segment"]
    names = {theme().band(name).label: name for name in ("healthy", "watch", "at risk", "unknown", "lost")}
    labels = [names[label] for label in rows[head][1:]]
    return {
        row[0]: Counter({name: count for name, count in zip(labels, row[1:], strict=True) if count})
        for row in rows[head + 1 : head + 3]
    }


def bands(workbook: Path) -> dict[str, str]:
    """Return the band of every account on the sheet Contributions."""
    sheet = openpyxl.load_workbook(workbook, data_only=True)["Contributions"]
    headers = [cell.value for cell in sheet[6]]
    name, band = headers.index("Account"), headers.index("Band")
    return {row[name]: row[band] for row in sheet.iter_rows(min_row=7, values_only=True) if row[name]}


def expected_bands(names: np.ndarray, portfolio: Portfolio) -> dict[str, str]:
    """Return the bands by the app, as they are shown."""
    return {name: theme().band(str(band)).label for name, band in zip(names, portfolio.band, strict=True)}
