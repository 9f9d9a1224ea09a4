"""The workbook of real data, computed anew by LibreOffice: every number equals the app's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest

from cxdesk.health import Standards, calibrate, read_standards, score
from cxdesk.health.standards_edit import edited
from cxdesk.importing import commit, prepare
from cxdesk.progress import silent
from cxdesk.report import write_workbook
from cxdesk.sample import write_sample
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from tests.report.libreoffice import all_converted
from tests.report.package import with_wrong_values
from tests.report.test_workbook_recalculated import assert_as_scored, read_table

pytestmark = [pytest.mark.filterwarnings("ignore:.*extension is not supported"), pytest.mark.slow]


MOST_LIVE = 300
PILLAR_WEIGHTS = {"sentiment": 0.35, "adoption": 0.25, "lifetime_value": 0.10}
LOG_ODDS = {"usage_falling": 0.95, "sentiment_low": 0.10}
DISCOUNT_RATE = 0.14


@pytest.mark.parametrize("name", ["sample", "ravenstack", "dealdesk_neubig", "telco"])
def test_libreoffice_comes_to_what_the_app_says(name: str, shared_data, tmp_path: Path) -> None:
    """Every score, contribution, chance, CLV and value at risk of the live accounts, to 1e-9 relative: as
    written, and with three weights, two log-odds and the discount rate changed in the file, where the app is
    given the same. Log-odds and discount move what is expected of all customers, also of those not live.

    The values in the file are spoilt first, so that what is read was computed by LibreOffice. The app's
    scale stays the one that is frozen in the file.
    """
    files = write_sample(tmp_path) if name == "sample" else sorted(shared_data(name).glob("*.csv"))
    with Workspace.in_memory() as workspace:
        commit(workspace, prepare(files, silent()), silent())
        standards = read_standards(workspace.standards_text())
        facts = read_facts(workspace)
        scale = calibrate(facts, standards)
        portfolio = score(facts, standards, scale)
        book = tmp_path / "book.xlsx"
        write_workbook(book, facts, portfolio, standards, workspace.full_reports(), silent())
        changed = score(facts, _with_same_weights(standards), scale)
    spoilt = with_wrong_values(book, tmp_path / "spoilt.xlsx", "12345")
    as_written, reweighted = all_converted([spoilt, _with_other_weights(book)], tmp_path, "xlsx")
    table = read_table(as_written)
    assert len(table.names) == min(MOST_LIVE, len(portfolio))
    names = np.array(
        [n or key for n, key in zip(facts.accounts.account_name, facts.accounts.account_id, strict=True)]
    )
    assert_as_scored(table, names, portfolio)
    assert_as_scored(read_table(reweighted), names, changed)
    assert np.nanmax(np.abs(changed.health - portfolio.health)) > 0.1


def _with_same_weights(standards: Standards) -> Standards:
    """Return the standards with the values that the test changes in the file."""
    edit = {
        "pillars": PILLAR_WEIGHTS,
        "renewal": {"betas": LOG_ODDS},
        "lifetime_value": {"discount_rate": DISCOUNT_RATE},
    }
    return edited(standards, [edit], standards.version + 1)


def _with_other_weights(book: Path) -> Path:
    """Return a copy of a workbook with the same values changed, as a reader would."""
    copy, read = book.with_name("reweighted.xlsx"), openpyxl.load_workbook(book)
    changes = {f"weight_{pillar}": value for pillar, value in PILLAR_WEIGHTS.items()}
    changes |= {f"beta_{signal}": value for signal, value in LOG_ODDS.items()}
    for name, value in (changes | {"discount_rate": DISCOUNT_RATE}).items():
        ((sheet, cell),) = read.defined_names[name].destinations
        read[sheet][cell].value = value
    read.save(copy)
    return copy
