"""The workbook as a file: what is in it, what is not, and that it is whole or not there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cxdesk.errors import Cancelled, ExportError
from cxdesk.progress import Progress
from cxdesk.report import write_workbook
from cxdesk.report.cell_text import clean_text
from tests.report.hostile import HOSTILE
from tests.report.package import MAIN, external_relations, formulas, links, part, worksheets
from tests.report.portfolio_factory import Sample, make_sample

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

SHEETS = (
    "Read me", "Overview", "Portfolio", "Accounts", "Contributions", "Evidence", "Definitions", "Standards",
    "Retention", "Usual in segment", "Data gaps", "Audit",
)  # fmt: skip


def written(sample: Sample, path: Path, **more) -> Path:
    """Write a sample's workbook."""
    write_workbook(path, sample.facts, sample.portfolio, sample.standards, sample.imports, **more)
    return path


def column(book: Workbook, sheet: str, header: str, header_row: int) -> list:
    """Return the values under a header."""
    cells = book[sheet][header_row]
    position = next(cell.column for cell in cells if cell.value == header)
    rows = book[sheet].iter_rows(header_row + 1, min_col=position, max_col=position, values_only=True)
    return [row[0] for row in rows]


@pytest.fixture(scope="module")
def sample() -> Sample:
    """A portfolio of 24 accounts."""
    return make_sample(24)


@pytest.fixture(scope="module")
def path(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its workbook."""
    return written(sample, tmp_path_factory.mktemp("book") / "book.xlsx")


def test_sheets_and_summary(sample: Sample, tmp_path: Path) -> None:
    """The sheets are those the product promises, and the summary says what was written."""
    path = tmp_path / "book.xlsx"
    summary = write_workbook(path, sample.facts, sample.portfolio, sample.standards, sample.imports)
    assert tuple(openpyxl.load_workbook(path).sheetnames) == SHEETS == summary.sheets
    assert (summary.path, summary.accounts, summary.texts_cut) == (path, 24, 0)
    assert summary.scored == np.isfinite(sample.portfolio.health).sum()


def test_a_book_of_orders_has_no_retention_curve(tmp_path: Path) -> None:
    """Intent: where customers order, the sheet showed the prior's curve, which no formula reads.

    Expected: neither the sheet, nor its name, nor the column that points into it; all other sheets.
    """
    sample = make_sample(6)
    orders = replace(sample.portfolio, order_value=np.full(6, 100.0))
    book = openpyxl.load_workbook(written(replace(sample, portfolio=orders), tmp_path / "orders.xlsx"))
    assert book.sheetnames == [name for name in SHEETS if name != "Retention"]
    assert "derl_table" not in book.defined_names
    headers = [cell.value for row in book["Contributions"].iter_rows(max_row=10) for cell in row]
    assert "Curve on Retention" not in headers


def test_equal_in_equal_out(sample: Sample, path: Path, tmp_path: Path) -> None:
    """Two runs give the same bytes: no clock, no random order."""
    again = written(sample, tmp_path / "again.xlsx")
    assert again.read_bytes() == path.read_bytes()


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """Reliability 4.3: hostile names and comments give no formula and no link more than harmless ones."""
    count = len(HOSTILE) + 2
    harmless = written(make_sample(count), tmp_path / "harmless.xlsx")
    sample = make_sample(count, names=HOSTILE, comments=HOSTILE)
    hostile = written(sample, tmp_path / "hostile.xlsx", title=HOSTILE[8])
    assert sorted(formulas(hostile)) == sorted(formulas(harmless))
    assert len(links(hostile)) == len(links(harmless))
    assert all(re.match(rf"'({'|'.join(SHEETS)})'!", link["location"]) for link in links(hostile))
    assert external_relations(hostile) == []
    names = {str(name) for name in column(openpyxl.load_workbook(hostile), "Accounts", "Account", 5)}
    assert {clean_text(text).strip() for text in HOSTILE} <= {name.strip() for name in names}


def test_no_cell_of_the_users_is_a_formula(tmp_path: Path) -> None:
    """The comments come out word for word in Evidence, as shared strings."""
    sample = make_sample(len(HOSTILE), comments=HOSTILE)
    # Everyone has answered, so every comment is shown.
    known = replace(sample.portfolio, driver_reliability=np.ones_like(sample.portfolio.driver_reliability))
    path = written(replace(sample, portfolio=known), tmp_path / "book.xlsx")
    said = {text for text in column(openpyxl.load_workbook(path), "Evidence", "Newest comment", 5) if text}
    assert {text.strip() for text in said} == {clean_text(text).strip() for text in HOSTILE}


def test_bars_add_up_to_the_health(sample: Sample, path: Path) -> None:
    """In the values as written the bars of each account sum to its health within 1e-9."""
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = book["Contributions"]
    headers = [cell.value for cell in sheet[6]]
    first = headers.index(sample.portfolio.bars[0].label)
    last = first + len(sample.portfolio.bars) - 1
    assert set(headers[first : last + 1]) == {bar.label for bar in sample.portfolio.bars}
    checked = 0
    for row in sheet.iter_rows(7, values_only=True):
        health = row[headers.index("Health")]
        if health is not None:
            assert sum(row[first : last + 1]) == pytest.approx(health, abs=1e-9)
            checked += 1
    assert checked == np.isfinite(sample.portfolio.health).sum() > 10


def test_every_formula_has_its_value(sample: Sample, path: Path) -> None:
    """Health, CLV and chance of renewal stand in the file as the app computed them, not as 0."""
    book = openpyxl.load_workbook(path, data_only=True)
    accounts, portfolio = sample.facts.accounts, sample.portfolio
    place = {name: i for i, name in enumerate(accounts.account_name)}
    order = [place[name] for name in column(book, "Contributions", "Account", 6)]
    for header, expected in (("Health", portfolio.health), ("CLV, EUR", portfolio.clv),
                             ("Chance of renewal", portfolio.p_renew)):  # fmt: skip
        found = [np.nan if value is None else value for value in column(book, "Contributions", header, 6)]
        np.testing.assert_allclose(found, expected[order], rtol=1e-14)


def test_accounts_come_by_value_at_risk(sample: Sample, path: Path) -> None:
    """The most value at risk comes first, unknown amounts after, then no health, then the lost."""
    book = openpyxl.load_workbook(path, data_only=True)
    bands = column(book, "Portfolio", "Band", 6)[:24]
    risk = column(book, "Portfolio", "Value at risk, EUR", 6)[:24]
    known = [
        value for value, band in zip(risk, bands, strict=True) if "Unknown" not in band and "Lost" not in band
    ]
    amounts = [value for value in known if value is not None]
    assert amounts == sorted(amounts, reverse=True)
    assert known[len(amounts) :] == [None] * (len(known) - len(amounts))
    assert [band[2:] for band in bands[len(known) :]] == ["Unknown", "Unknown", "Lost", "Lost"]


def test_spreadsheets_recalculate_when_they_open_it(path: Path) -> None:
    """Excel is asked for a full calculation on load: cached values are for programs that do not calculate."""
    assert part(path, "xl/workbook.xml").find(f"{MAIN}calcPr").attrib["fullCalcOnLoad"] == "1"


def test_formulas_suit_old_and_other_spreadsheets(path: Path) -> None:
    """Only functions of Excel 2007 are used; none is an array formula; none volatile."""
    used = {name for text in formulas(path) for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", text)}
    assert used <= {
        "AND", "COUNT", "COUNTIF", "EXP", "IF", "INDEX", "INT", "ISNUMBER", "LN", "LOG10", "LOOKUP", "MATCH",
        "MAX", "MIN", "N", "OR", "ROUND", "ROWS", "SUM", "SUMIF", "SUMPRODUCT",
    }  # fmt: skip
    arrays = [f for sheet in worksheets(path).values() for f in sheet.iter(f"{MAIN}f") if f.attrib]
    assert arrays == []


def test_named_settings_stand_on_standards(sample: Sample, path: Path) -> None:
    """The names lead to the values of the standards, each an input in its own colour."""
    book = openpyxl.load_workbook(path)
    for name, value in (("weight_sentiment", 0.25), ("weight_renewal", 0.30), ("driver_nps", 0.40),
                        ("beta_usage_falling", 0.45), ("margin", 0.80), ("discount_rate", 0.10),
                        ("points_to_double_odds", 10.0), ("typical_score", 60.0)):  # fmt: skip
        ((sheet, cell),) = book.defined_names[name].destinations
        assert sheet == "Standards"
        assert book[sheet][cell].value == value
        assert book[sheet][cell].font.color.rgb != book[sheet]["A1"].font.color.rgb


def test_headers_carry_notes_with_units(path: Path) -> None:
    """A note says what the column is, its unit and what it does not prove."""
    sheet = openpyxl.load_workbook(path)["Portfolio"]
    notes = {cell.value: cell.comment.text for cell in sheet[6] if cell.comment}
    assert notes["Health"].startswith("Health (0 to 100)")
    assert "does not" in notes["CLV, EUR"]
    inputs = openpyxl.load_workbook(path)["Contributions"]
    said = [cell.comment.text for cell in inputs[6] if cell.value == "Nps"]
    assert any("silent" in note for note in said), "the note of NPS is that of the metric's definition"


def test_every_sheet_is_fit_to_read_and_print(path: Path) -> None:
    """No gridlines; landscape, one page wide, header rows repeated, pages numbered, marked synthetic."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        assert not sheet.sheet_view.showGridLines, sheet.title
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.page_setup.fitToWidth in (None, 1), sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.print_title_rows, sheet.title
        assert "&P" in sheet.oddFooter.right.text, sheet.title
        assert sheet.oddHeader.center.text == "Synthetic data", sheet.title
        assert "Synthetic data" in str(sheet["A3"].value), sheet.title
    for title in ("Portfolio", "Accounts", "Contributions", "Evidence", "Data gaps"):
        assert book[title].freeze_panes, title
        assert book[title].auto_filter.ref, title


def test_real_data_is_not_marked_synthetic(sample: Sample, tmp_path: Path) -> None:
    """The mark is there only when the facts say so."""
    path = written(replace(sample, facts=replace(sample.facts, synthetic=False)), tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(path)["Portfolio"]
    assert sheet["A3"].value is None
    assert not sheet.oddHeader.center.text


def test_portfolio_has_a_native_chart_and_room_for_comments(path: Path) -> None:
    """One scatter chart, data bars on four pillars, colours on the bands, three columns to write into."""
    sheet = worksheets(path)["xl/worksheets/sheet3.xml"]
    assert openpyxl.load_workbook(path).active.title == "Portfolio"
    assert len(list(sheet.iter(f"{MAIN}drawing"))) == 1
    kinds = [element.tag.rpartition("}")[2] for element in part(path, "xl/charts/chart2.xml").iter()]
    assert "scatterChart" in kinds
    rules = [rule.attrib["type"] for rule in sheet.iter(f"{MAIN}cfRule")]
    assert rules.count("dataBar") == 4
    assert rules.count("cellIs") >= 5
    book = openpyxl.load_workbook(path)
    assert column(book, "Portfolio", "Your comment", 6)[:24] == [None] * 24
    assert column(book, "Portfolio", "Owner of next step", 6)[:24] == [None] * 24
    assert column(book, "Portfolio", "Decision", 6)[:24] == [None] * 24


def test_gaps_and_audit_account_for_every_row(sample: Sample, path: Path) -> None:
    """Rows set aside are listed whole with their reason, files with digest, header row and counts."""
    book = openpyxl.load_workbook(path, data_only=True)
    kinds, details = column(book, "Data gaps", "Kind", 5), column(book, "Data gaps", "Detail", 5)
    assert [d for k, d in zip(kinds, details, strict=True) if k == "Row set aside"] == [
        "x | =1+1",
        "x | =1+1",
    ]
    assert kinds.count("The data as a whole") == 1
    audit = {cell.value: cell.row for row in book["Audit"].iter_rows(max_col=1) for cell in row}
    header = audit["Sheets read"] + 1
    assert column(book, "Audit", "SHA-256 of the file", header)[:2] == ["a" * 64, "b" * 64]
    assert column(book, "Audit", "Rows in", header)[:2] == [12, 26]
    assert column(book, "Audit", "Unaccounted", header)[:2] == [0, 0]


def test_links_lead_to_the_accounts_own_rows(sample: Sample, path: Path) -> None:
    """From Portfolio to its row in Contributions, from there to its first row in Evidence."""
    book = openpyxl.load_workbook(path)
    for cell in book["Portfolio"]["A"][6:]:
        if not cell.hyperlink or not cell.value:
            continue
        row = int(cell.hyperlink.location.rpartition("A")[2])
        account = book["Contributions"].cell(row, 2)
        assert account.value == cell.value
        if account.hyperlink:
            line = int(account.hyperlink.location.rpartition("A")[2])
            assert book["Evidence"].cell(line, 2).value == cell.value
            assert book["Evidence"].cell(line - 1, 2).value != cell.value


def test_a_stopped_export_leaves_nothing(sample: Sample, tmp_path: Path) -> None:
    """Stopped half way, neither the file nor a temporary one is there, and an older file is untouched."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"older")
    progress = Progress(lambda message, _fraction: progress.stop.set() if "Evidence" in message else None)
    with pytest.raises(Cancelled):
        write_workbook(path, sample.facts, sample.portfolio, sample.standards, sample.imports, progress)
    assert [file.name for file in tmp_path.iterdir()] == ["book.xlsx"]
    assert path.read_bytes() == b"older"


def test_a_place_that_cannot_be_written_is_told(sample: Sample, tmp_path: Path) -> None:
    """A folder that is not there gives an error with a next step."""
    with pytest.raises(ExportError, match="another folder"):
        written(sample, tmp_path / "missing" / "book.xlsx")


def test_progress_rises_to_the_end(sample: Sample, tmp_path: Path) -> None:
    """The fractions reported never fall, and end at 1."""
    told: list[float] = []
    progress = Progress(lambda _message, fraction: told.append(fraction))
    written(sample, tmp_path / "book.xlsx", progress=progress)
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 1


def test_one_account_is_enough(tmp_path: Path) -> None:
    """One account makes a workbook; none is an error that says what to do."""
    path = written(make_sample(1), tmp_path / "one.xlsx")
    assert openpyxl.load_workbook(path)["Portfolio"]["A7"].value == "Account 0000"
    nobody = replace(make_sample(1).portfolio, health=np.zeros(0))
    with pytest.raises(ExportError, match="Import"):
        written(replace(make_sample(1), portfolio=nobody), tmp_path / "none.xlsx")


def test_beyond_300_accounts_the_rest_is_values(tmp_path: Path) -> None:
    """Of 340 accounts 300 are formulas and 40 values, together all of them, each once; those named are the
    live ones. Expected: the factory's accounts and healths, and the order by value at risk.
    """
    sample = make_sample(340)
    accounts, portfolio = sample.facts.accounts, sample.portfolio
    path = written(sample, tmp_path / "most.xlsx")
    book = openpyxl.load_workbook(path, data_only=True)
    live = column(book, "Contributions", "Account", 6)
    others = column(book, "Other accounts", "Account", 5)
    assert (len(live), len(others)) == (300, 40)
    assert sorted([*live, *others]) == sorted(accounts.account_name)
    health = dict(zip(accounts.account_name, portfolio.health, strict=True))
    shown = column(book, "Other accounts", "Health", 5)
    np.testing.assert_array_equal([np.nan if h is None else h for h in shown], [health[n] for n in others])
    assert "do not follow changes" in book["Other accounts"]["A2"].value
    assert "340 accounts, 300 of them live" in book["Portfolio"]["A2"].value
    named = [str(key) for key in accounts.account_id[[3, 339]]]
    path = written(sample, tmp_path / "named.xlsx", live=named)
    book = openpyxl.load_workbook(path, data_only=True)
    assert set(column(book, "Contributions", "Account", 6)) == {"Account 0003", "Account 0339"}
    assert len(column(book, "Other accounts", "Account", 5)) == 338


def test_numbers_lead_to_what_they_come_from(sample: Sample, path: Path) -> None:
    """A driver's points, score and reliability lead to its line of Evidence, amounts of Portfolio to
    Contributions; an empty cell leads nowhere. The note on a health names the account's own file and row.
    """
    book = openpyxl.load_workbook(path, data_only=True)
    sheet, evidence = book["Contributions"], book["Evidence"]
    label = sample.portfolio.drivers[0].label
    checked = 0
    for cell in (cell for row in sheet.iter_rows(7) for cell in row if cell.hyperlink):
        if sheet.cell(6, cell.column).value == label:
            line = evidence[cell.hyperlink.location.rpartition("!")[2]].row
            shown = evidence.cell(line, 2).value, evidence.cell(line, 4).value
            assert shown == (sheet.cell(cell.row, 2).value, label)
            checked += 1
    known = (sample.portfolio.driver_reliability[:, 0] > 0).sum()
    assert checked >= 2 * known > 20
    for cell in (cell for row in book["Portfolio"].iter_rows(7, max_row=30) for cell in row[:12]):
        assert cell.value is None or not cell.hyperlink or "!" not in str(cell.value)
    note = book["Portfolio"]["B7"].comment.text
    who = sample.facts.accounts.account_name.tolist().index(book["Portfolio"]["A7"].value)
    assert f"CRM export.xlsx › Accounts, row {sample.facts.accounts.source_row[who]}" in note


def test_bands_have_signs_by_shape(sample: Sample, path: Path) -> None:
    """Three bands are Excel's circle, triangle and diamond; the place among the bands, from the lowest, says
    which: 3 healthy, 2 watch, 1 at risk, nothing where there is no band.
    """
    book = openpyxl.load_workbook(path, data_only=True)
    place = {"at risk": 1, "watch": 2, "healthy": 3}
    order = np.argsort([str(name) for name in sample.facts.accounts.account_name])
    expected = {sample.facts.accounts.account_name[i]: place.get(sample.portfolio.band[i], "") for i in order}
    names, signs = (column(book, "Portfolio", header, 6) for header in ("Account", "Sign"))
    assert {name: sign or "" for name, sign in zip(names, signs, strict=True) if name} == expected
    rules = [rule for area in book["Portfolio"].conditional_formatting for rule in area.rules if rule.iconSet]
    (signs_rule,) = [rule for rule in rules if rule.iconSet.iconSet == "3Signs"]
    assert [float(bound.val) for bound in signs_rule.iconSet.cfvo[1:]] == [2, 3]
    assert signs_rule.iconSet.showValue is False


def test_gaps_of_accounts_that_are_not_live_are_told_together(tmp_path: Path, monkeypatch) -> None:
    """Of 24 accounts 10 are live. Expected: every customer that lacks something is counted once, by itself or
    in one line with those that lack the same.
    """
    monkeypatch.setattr("cxdesk.report.material.MOST_LIVE", 10)
    sample = make_sample(24)
    book = openpyxl.load_workbook(written(sample, tmp_path / "few.xlsx"))
    portfolio, lost = sample.portfolio, sample.facts.accounts.is_lost
    known = np.hstack([portfolio.driver_reliability > 0, ~np.isnan(portfolio.signal_value)])
    lacking = int((~known.all(axis=1) & ~lost).sum())
    kinds, abouts = column(book, "Data gaps", "Kind", 5), column(book, "Data gaps", "About", 5)
    together = [about for kind, about in zip(kinds, abouts, strict=True) if kind == "Accounts with gaps"]
    assert kinds.count("Account with gaps") <= 10
    assert kinds.count("Account with gaps") + sum(int(about.split()[0]) for about in together) == lacking
