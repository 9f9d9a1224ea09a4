"""Awkward and malicious files: each is read, or refused in words of its own, soon, and the app stays."""

from __future__ import annotations

import json
import time

import pytest

from cxdesk.errors import UnreadableInput
from cxdesk.importing import plan_json, prepare
from cxdesk.importing.isolation import Reader
from cxdesk.progress import silent
from tests.importing.made import plans_through

LONGEST_SECONDS = 20.0
GROUPS = (
    "calamine",
    "closedxml",
    "csvspectrum",
    "frictionless",
    "msoffcrypto",
    "openpyxl",
    "phpss",
    "poi",
    "readxl",
    "sheetjs",
    "synthetic",
    "xlrd",
    "xlsxwriter",
)


@pytest.mark.parametrize("group", GROUPS)
def test_no_file_takes_the_app_down(shared_data, group) -> None:
    """Every file of the collection: sheets whose rows add up, or an error that says what to do next.

    All go through one reader, as when a user drops a whole folder; a reader that dies is replaced.
    """
    refused: list[tuple[str, UnreadableInput]] = []
    with Reader() as reader:
        for path in sorted((shared_data("hostile") / group).iterdir()):
            began = time.monotonic()
            try:
                plans = plans_through(reader, path)
            except UnreadableInput as error:
                refused.append((path.name, error))
                plans = []
            for plan in plans:
                report = plan.report
                assert report.rows_in == report.rows_kept + report.rows_set_aside, path.name
                if report.table:
                    assert len(report.set_aside) == report.rows_set_aside, path.name
                    assert plan.outcome.rows.num_rows == report.rows_kept, path.name
            assert time.monotonic() - began < LONGEST_SECONDS, path.name
    assert [name for name, error in refused if not error.what or not error.next_step] == []


def test_a_whole_folder_at_once(shared_data) -> None:
    """One plan of all text files, refused ones beside it, as JSON."""
    files = sorted((shared_data("hostile") / "synthetic").glob("*.csv"))
    plan = prepare(files, silent())
    assert len(plan.sheets) + len(plan.refused) == len(files)
    assert [error.place.file for error in plan.refused] == ["one_long_line.csv"]
    assert json.dumps(plan_json(plan))


def test_text_that_would_be_a_formula_stays_text(shared_data) -> None:
    """Nothing is evaluated on the way in; the writers keep it text on the way out."""
    (plan,) = prepare([shared_data("hostile") / "synthetic" / "csv_injection.csv"], silent()).sheets
    assert plan.columns[1].first_values[:2] == ('=HYPERLINK("http://evil","x")', "+1+1")
