"""The real workbook out and back: what it hands out, and what LibreOffice leaves of it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cxdesk.report import write_workbook
from cxdesk.report.cell_text import clean_lines
from cxdesk.report.round_trip.reading import read_returned
from cxdesk.report.round_trip.texts import HandedOut, plain_text
from tests.report.hostile import HOSTILE
from tests.report.libreoffice import recalculated
from tests.report.portfolio_factory import make_sample

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

COUNT = len(HOSTILE)
HEADER_ROW = 6
ACCOUNTS = [f"{number:019d}" for number in range(COUNT)]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook in which each of the hostile texts is a known comment, and one account is to wait."""
    sample = make_sample(COUNT)
    texts = {(account, "comment"): text for account, text in zip(ACCOUNTS, HOSTILE, strict=True)}
    texts[ACCOUNTS[0], "decision"] = "Wait"
    book = tmp_path_factory.mktemp("out") / "book.xlsx"
    write_workbook(
        book, sample.facts, sample.portfolio, sample.standards, sample.imports, given=HandedOut("ab12", texts)
    )
    return book


def test_the_cells_are_checked_and_the_rows_keep_their_keys(path: Path) -> None:
    """Intent: product.md 5: a list, two lengths, a prompt each; cells that stay text; a hidden key within
    what the filter buttons sort, else a sorted sheet would tie texts to other accounts.
    """
    sheet = openpyxl.load_workbook(path)["Portfolio"]
    heads = {cell.value: cell for cell in sheet[HEADER_ROW]}
    rules = {str(rule.sqref).rstrip("0123456789"): rule for rule in sheet.data_validations.dataValidation}
    last = HEADER_ROW + COUNT
    kinds = {"Decision": "list", "Owner of next step": "textLength", "Your comment": "textLength"}
    for header, kind in kinds.items():
        letter = heads[header].column_letter
        rule = rules[f"{letter}{HEADER_ROW + 1}:{letter}"]
        assert str(rule.sqref) == f"{letter}{HEADER_ROW + 1}:{letter}{last}"
        assert (rule.type, rule.showInputMessage, rule.showErrorMessage) == (kind, True, True)
        assert rule.prompt
        assert sheet[f"{letter}{last}"].number_format == "@"
        assert not sheet.column_dimensions[letter].hidden
    decision = rules[f"{heads['Decision'].column_letter}7:{heads['Decision'].column_letter}"]
    assert decision.formula1 == '"Renew,Renew smaller,Escalate,Let go,Wait"'
    key = heads["Row key"]
    assert sheet.column_dimensions[key.column_letter].hidden
    assert sheet.auto_filter.ref == f"A{HEADER_ROW}:{key.column_letter}{last}"
    assert not sheet.protection.sheet  # Excel sorts no rows with locked cells


def test_untouched_workbooks_change_nothing(path: Path) -> None:
    """Intent: every text of the workbook as written has the digest that its key tells."""
    from cxdesk.workspace.row_key import text_digest

    found = read_returned(path)
    assert sorted(row.key.account for row in found.rows) == ACCOUNTS
    assert found.aside == found.remarks == ()
    assert [text for row in found.rows for text in row.texts if text_digest(text.text) != text.given] == []


def test_accounts_that_are_not_live_can_be_written_about_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Intent: beyond the live accounts, here 5 of 8, the others stand as values on a sheet with the same
    columns and keys.
    """
    monkeypatch.setattr("cxdesk.report.material.MOST_LIVE", 5)
    sample, book = make_sample(8), tmp_path / "book.xlsx"
    write_workbook(book, sample.facts, sample.portfolio, sample.standards, sample.imports)
    found = read_returned(book)
    assert sorted(row.key.account for row in found.rows) == ACCOUNTS[:8]
    assert [row.sheet for row in found.rows].count("Other accounts") == 3
    sheet = openpyxl.load_workbook(book)["Other accounts"]
    checked = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
    heads = {cell.value: cell.column_letter for cell in sheet[5]}
    wanted = ("Decision", "Owner of next step", "Your comment")
    assert checked == {f"{heads[header]}6" for header in wanted}, "not the account's own Owner"
    assert all([text.field for text in row.texts] == ["decision", "owner", "comment"] for row in found.rows)


def test_libreoffice_leaves_what_was_written(path: Path, tmp_path: Path) -> None:
    """Intent: filled in with the hostile texts, saved by LibreOffice after it has computed every formula, all
    come back as the texts they were, in every row, also where the rows stand in another order.
    """
    book = openpyxl.load_workbook(path)
    sheet = book["Portfolio"]
    heads = {cell.value: cell.column for cell in sheet[HEADER_ROW]}
    wanted = {}
    rows = list(range(HEADER_ROW + 1, HEADER_ROW + COUNT + 1))
    keys = [sheet.cell(row, heads["Row key"]).value for row in rows]
    identifiers = [sheet.cell(row, heads["Account id"]).value for row in rows]
    for place, row in enumerate(rows):  # upside down, the key with its row
        sheet.cell(row, heads["Row key"]).value = keys[-1 - place]
        account, text = identifiers[-1 - place], clean_lines(HOSTILE[place])
        owner = sheet.cell(row, heads["Owner of next step"])
        owner.value, owner.data_type = text, "s"
        sheet.cell(row, heads["Decision"]).value = "Escalate"
        comment = sheet.cell(row, heads["Your comment"])
        comment.value, comment.data_type = f"First line\n{text}", "s"
        wanted[account] = ("Escalate", plain_text(text), plain_text(f"First line\n{text}"))
    filled = tmp_path / "filled.xlsx"
    book.save(filled)
    found = read_returned(recalculated(filled, tmp_path))
    assert found.aside == found.remarks == ()
    assert {row.key.account: tuple(text.text for text in row.texts) for row in found.rows} == wanted
    assert not any(text.computed for row in found.rows for text in row.texts)
