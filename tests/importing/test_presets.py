"""Presets: units that no header states, rows that are no data, cut exports, and the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.errors import UsageError
from cxdesk.importing import prepare
from cxdesk.importing.presets import preset_for, preset_text, presets, read_preset
from cxdesk.progress import silent
from tests.importing.made import ACCOUNTS, csv_file, kept, planned
from tests.importing.vendor_exports import exports


def _plan(name: str, folder: Path):
    """Return the plan of one of the exports that are described."""
    return planned(next(export for export in exports() if export.name == name).write(folder))


def test_money_in_cents_becomes_money(tmp_path: Path) -> None:
    """Intent: ChartMogul counts in cents though only one header says so. Expected: by hand, 50000 is 500."""
    plan = _plan("ChartMogul", tmp_path)
    assert kept(plan, "mrr", "arr")[0] == (500.0, 6000.0)


def test_seconds_and_hours_become_minutes(tmp_path: Path) -> None:
    """Intent: Intercom counts in seconds, Freshdesk writes 00:20:00 below hours. Expected: by hand."""
    assert kept(_plan("Intercom reporting", tmp_path), "first_response_minutes") == [10.0, 20.0, 1.0]
    assert kept(_plan("Freshdesk", tmp_path), "first_response_minutes") == [20.0, 40.0, 30.0]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Qualtrics", "preview"),
        ("Wootric", "excluded"),
        ("Salesforce accounts", "deleted"),
        ("Salesforce case rows", "deleted"),
        ("Salesforce order rows", "deleted"),
        ("Stripe invoices warehouse", "deleted"),
    ],
)
def test_rows_that_are_no_data_are_set_aside(name: str, reason: str, tmp_path: Path) -> None:
    """Intent: previews, excluded answers and what was deleted in the source count for nothing.

    Expected: the third row of each, as vendor_exports.txt has it, with the reason.
    """
    report = _plan(name, tmp_path).report
    assert (report.rows_in, report.rows_kept) == (3, 2)
    assert [(row.row, reason in row.reason) for row in report.set_aside] == [(4, True)]


@pytest.mark.parametrize(("rows", "cut"), [(20_000, True), (19_999, False)])
def test_an_export_that_was_cut_is_told(rows: int, cut: bool, tmp_path: Path) -> None:
    """Intent: PagerDuty stops at 20,000 rows without a word. Expected: said at exactly that many."""
    header = ("#", "Service", "Opened On", "Resolved On", "Resolve By", "Duration", "#Escalations")
    line = ("API", "2026-07-01T09:00:00Z", "2026-07-01T10:00:00Z", "", "01:00:00", "0")
    plan = planned(csv_file(tmp_path, [header, *((str(number), *line) for number in range(rows))]))
    codes = [problem.code for problem in plan.report.problems]
    assert ("cut_export" in codes) is cut
    assert "remark" in codes, "incidents name no account: that is said"


def test_a_salesforce_report_with_footer_and_equal_headers(tmp_path: Path) -> None:
    """Intent: lines below a report are no accounts; columns of one name stay apart. Expected: by hand."""
    rows = [
        ("Account Owner", "Account Name", "Type", "Rating", "Account ID", "Account ID"),
        ("Kim", "Acme", "Customer", "Hot", "0015500000Xyy06", "0015500000Xyy06AAB"),
        ("Lee", "Beta", "Customer", "", "0015500000Ygpq1", "0015500000Ygpq1AAB"),
        ("", "", "", "", "", ""),
        ("Customers by owner", "", "", "", "", ""),
        ("Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.", "", "", "", "", ""),
        ("Confidential Information - Do Not Distribute", "", "", "", "", ""),
    ]
    plan = planned(csv_file(tmp_path, rows))
    assert plan.table == "accounts"
    assert plan.recognised_as.startswith("Salesforce accounts, report")
    assert kept(plan, "account_name", "owner") == [("Acme", "Kim"), ("Beta", "Lee")]
    assert [row.row for row in plan.report.set_aside] == [5, 6, 7]
    notes = [match.note for match in plan.columns if match.header.startswith("Account ID")]
    assert len(notes) == 2
    assert any("not used" in note for note in notes), (
        "the second column of the same name is passed over in words"
    )


def test_ones_own_preset_reads_the_same_shape_again(tmp_path: Path) -> None:
    """Intent: what was settled once is not asked again. Expected: the user's fields, not the names'."""
    text = preset_text(
        "", "My list", "accounts", {"account_id": "Ref", "account_name": "Who", "arr": "Worth"}, {}
    )
    rows = [("Ref", "Who", "Worth"), ("A-1", "Acme", "100"), ("A-2", "Beta", "200")]
    path = csv_file(tmp_path, rows, name="list.csv")
    (without,) = prepare([path], silent()).sheets
    (plan,) = prepare([path], silent(), own_presets=[text]).sheets
    assert without.table != "accounts"
    assert kept(plan, "account_id", "account_name", "arr") == [("A-1", "Acme", 100.0), ("A-2", "Beta", 200.0)]
    assert {match.confidence for match in plan.columns} == {"sure"}
    assert "My list" in plan.recognised_as


def test_a_preset_keeps_any_header(tmp_path: Path) -> None:
    """Intent: quotes, backslashes and line breaks in headers survive the TOML. Expected: what was given."""
    strange = 'A "quoted" \\ header\nof two lines'
    preset = read_preset(
        preset_text('V"x', "e\\", "accounts", {"account_id": strange}, {strange: {"scale": "1"}})
    )
    assert (preset.vendor, preset.export) == ('V"x', "e\\")
    assert preset_for([strange], [preset]) is preset


@pytest.mark.parametrize(
    "text",
    ["nonsense", 'vendor = "x"', 'vendor="x"\nexport="y"\ntable="z"\nsignature=["a"]',
     'vendor="x"\nexport="y"\ntable="accounts"\nsignature=["a"]\n[fields]\nno_such = "a"'],
)  # fmt: skip
def test_a_broken_preset_is_told(text: str) -> None:
    """Intent: a preset that was edited badly says so. Expected: an error with a next step."""
    with pytest.raises(UsageError) as told:
        read_preset(text)
    assert told.value.next_step


def test_every_preset_has_an_export_to_prove_it() -> None:
    """Intent: no preset without a test. Expected: each is chosen for some export that is described."""
    found = (preset_for([header for header, *_ in export.columns]) for export in exports())
    assert {preset.name for preset in presets()} == {preset.name for preset in found if preset}


def test_answers_about_one_of_several_surveys_survive(tmp_path: Path) -> None:
    """Intent: codes such as `scale of csat` are no bare words of TOML. Expected: the answer as given."""
    text = preset_text("", "Both", "surveys", {"score": "Score"}, {"Score": {"scale of csat": "1 to 5"}})
    assert read_preset(text).answers == {"score": {"scale of csat": "1 to 5"}}


def test_a_preset_of_no_column_is_not_made() -> None:
    """Intent: nothing is kept that could not be read again. Expected: an error with a next step."""
    with pytest.raises(UsageError) as told:
        preset_text("", "Empty", "accounts", {}, {})
    assert told.value.next_step


def test_a_broken_preset_stops_no_import(tmp_path: Path) -> None:
    """Intent: one bad preset must not block every file. Expected: the sheet as it is read without it."""
    path = csv_file(tmp_path, ACCOUNTS)
    (plan,) = prepare([path], silent(), own_presets=["nonsense ["]).sheets
    assert plan.table == "accounts"
