"""The workbook of real data, computed anew by LibreOffice: every number equals the app's."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.health import read_standards, score
from cxdesk.importing import commit, prepare
from cxdesk.progress import silent
from cxdesk.report import write_workbook
from cxdesk.sample import write_sample
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from tests.report.libreoffice import recalculated
from tests.report.package import with_wrong_values
from tests.report.test_workbook_recalculated import assert_as_scored, read_table

pytestmark = [pytest.mark.filterwarnings("ignore:.*extension is not supported"), pytest.mark.slow]


@pytest.mark.parametrize("name", ["sample", "ravenstack", "dealdesk_neubig", "telco"])
def test_libreoffice_comes_to_what_the_app_says(name: str, shared_data, tmp_path: Path) -> None:
    """Every score, contribution, chance, CLV and value at risk of every account, to 1e-9 relative.

    The values in the file are spoilt first, so that what is read was computed by LibreOffice.
    """
    files = write_sample(tmp_path) if name == "sample" else sorted(shared_data(name).glob("*.csv"))
    with Workspace.in_memory() as workspace:
        commit(workspace, prepare(files, silent()), silent())
        standards = read_standards(workspace.standards_text())
        facts = read_facts(workspace)
        portfolio = score(facts, standards)
        book = tmp_path / "book.xlsx"
        write_workbook(book, facts, portfolio, standards, workspace.full_reports(), silent())
    table = read_table(recalculated(with_wrong_values(book, tmp_path / "spoilt.xlsx", "12345"), tmp_path))
    assert len(table.names) == len(portfolio)
    assert_as_scored(table, facts.accounts.account_name, portfolio)
