"""Where the table is in its sheet: titles, headers of several rows, blank rows, totals and notes."""

from __future__ import annotations

import pytest

from cxdesk.importing import prepare
from cxdesk.progress import silent
from tests.importing.made import ACCOUNTS, aside, csv_file, kept, planned, problem_codes, raw_file, xlsx_file


def test_title_rows_are_told_and_not_read(tmp_path) -> None:
    """The header is on row 4 as the spreadsheet shows it, and three rows of data come in."""
    plan = planned(csv_file(tmp_path, [("Account report",), ("As of 30 September",), (), *ACCOUNTS]))
    assert plan.report.header_row == 4
    assert plan.report.rows_in == 3
    assert kept(plan, "account_id", "source_row") == [("A-1", 5), ("A-2", 6), ("A-3", 7)]
    assert "title_rows" in problem_codes(plan)


def test_a_table_away_from_the_corner(tmp_path) -> None:
    """Two empty columns and a blank row before it: letters and row numbers stay those of the spreadsheet."""
    rows = [(), *[(None, None, *row) for row in ACCOUNTS]]
    plan = planned(xlsx_file(tmp_path, {"Accounts": rows}))
    assert plan.report.header_row == 2
    assert kept(plan, "account_id", "source_row") == [("A-1", 3), ("A-2", 4), ("A-3", 5)]


def test_blank_rows_are_no_rows(tmp_path) -> None:
    """They are neither kept nor set aside, and the rows after them keep their numbers."""
    plan = planned(csv_file(tmp_path, [ACCOUNTS[0], ACCOUNTS[1], (), ("", "", "", " "), *ACCOUNTS[2:]]))
    assert plan.report.rows_in == 3
    assert kept(plan, "source_row") == [2, 5, 6]


@pytest.mark.parametrize(
    "word",
    ["Total", "Grand Total", "Summe", "Gesamtsumme", "Subtotal:", "Subtotal Kim Lee", "TOTAL (3)", "Somme"],
)
def test_totals_are_set_aside(tmp_path, word) -> None:
    """A total is no account, whatever it is called."""
    plan = planned(csv_file(tmp_path, [*ACCOUNTS, (word, "", "99501.50", "")]))
    assert aside(plan) == [(5, "total_row")]
    assert plan.report.rows_kept == 3


def test_an_account_called_total_stays(tmp_path) -> None:
    """It has an identifier: nothing sums up here."""
    plan = planned(csv_file(tmp_path, [*ACCOUNTS, ("A-4", "Total", "10.00", "2026-01-01")]))
    assert plan.report.rows_kept == 4


def test_names_that_begin_like_a_total_are_rows(tmp_path) -> None:
    """`Total, Energies` has an identifier and a name: a total has no name of its own."""
    rows = [
        *ACCOUNTS,
        ("Total", "Energies", "5.00", ""),
        ("Count", "Dracula", "7.00", ""),
        ("Sum", "", "9", ""),
    ]
    plan = planned(csv_file(tmp_path, rows))
    assert kept(plan, "account_id")[3:] == ["Total", "Count"]
    assert aside(plan) == [(7, "total_row")]


def test_a_row_with_its_identifier_only_is_a_row(tmp_path) -> None:
    """`A-9` looks like the other identifiers; a heading and a number of rows do not."""
    rows = [*ACCOUNTS, ("A-9", "", "", ""), ("EMEA", "", "", ""), ("4", "", "", "")]
    plan = planned(csv_file(tmp_path, rows))
    assert kept(plan, "account_id") == ["A-1", "A-2", "A-3", "A-9"]
    assert aside(plan) == [(6, "note_row"), (7, "note_row")]


def test_years_are_headers_beside_known_names(tmp_path) -> None:
    """Two names that accounts have and four years, above words: row 1 is the header and no account."""
    rows = [
        ("Account ID", "Account Name", "2023", "2024", "2025", "2026"),
        ("A1", "Foo", "a", "b", "c", "d"),
        ("A2", "Bar", "x", "y", "z", "w"),
        ("A3", "Baz", "n", "m", "o", "p"),
    ]
    plan = planned(csv_file(tmp_path, rows))
    assert plan.report.header_row == 1
    assert [match.header for match in plan.columns] == list(rows[0])
    assert plan.report.rows_in == 3


def test_the_header_of_a_real_surveymonkey_export(shared_data) -> None:
    """Read by eye: row 1 has the questions, row 2 the answers, and 1,186 respondents follow."""
    plan = planned(shared_data("surveymonkey_538") / "StarWars.csv")
    assert (plan.report.header_row, plan.report.rows_in) == (1, 1186)
    names = [match.header for match in plan.columns]
    assert names[0] == "RespondentID"
    assert names[4].startswith("Which of the following Star Wars films have you seen?")
    assert names[4].endswith("Star Wars: Episode II  Attack of the Clones".replace("  ", " "))
    assert names[33] == "Gender"


def test_footers_and_headings_between_rows_are_set_aside(tmp_path) -> None:
    """One cell only, in a table of four: what Salesforce writes below a report and people write between
    rows."""
    rows = [ACCOUNTS[0], ("EMEA",), *ACCOUNTS[1:], (), ("Copyright (c) 2026",), ("Confidential",)]
    plan = planned(csv_file(tmp_path, rows))
    assert aside(plan) == [(2, "note_row"), (7, "note_row"), (8, "note_row")]
    assert plan.report.rows_in == 6


def test_names_are_made_unique(tmp_path) -> None:
    """Two columns of one name and one without: each keeps its cells, under a name of its own."""
    rows = [("Account ID", "Account Name", "Owner", "Owner", ""), ("A-1", "Fjord", "Kim", "Lee", "x")]
    plan = planned(csv_file(tmp_path, rows))
    assert [match.header for match in plan.columns] == [
        "Account ID",
        "Account Name",
        "Owner",
        "Owner (2)",
        "Column E",
    ]
    assert kept(plan, "owner", "extra.Owner (2)", "extra.Column E") == [("Kim", "Lee", "x")]


def test_a_file_without_a_header_is_told(tmp_path) -> None:
    """Its first row is data; the columns go by their letters, and nothing is taken for a table."""
    plan = planned(csv_file(tmp_path, [("1", "english"), ("2", "中国人"), ("3", "german")]))
    assert plan.report.header_row is None
    assert plan.report.unmapped == ("Column A", "Column B")
    assert (plan.report.rows_in, plan.report.rows_set_aside) == (3, 3)
    assert "no_header" in problem_codes(plan)


def test_groups_above_the_names_and_units_below(tmp_path) -> None:
    """Merged cells say what several columns are about; a row of units is no data."""
    import xlsxwriter

    path = tmp_path / "report.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Accounts")
        sheet.merge_range(0, 0, 0, 1, "Account")
        sheet.merge_range(0, 2, 0, 3, "Contract")
        sheet.write_row(1, 0, ["ID", "Name", "ARR ($)", "Renewal date"])
        sheet.write_row(2, 0, ["text", "text", "USD", "dd/mm/yyyy"])
        sheet.write_row(3, 0, ["A-1", "Acme", 1200.5, "31/12/2026"])
    plan = planned(path)
    assert plan.report.header_row == 2
    assert plan.report.rows_in == 1
    assert plan.report.mapping["Account / ID"] == "accounts.account_id"
    assert plan.report.mapping["Account / Name"] == "accounts.account_name"
    assert kept(plan, "account_name", "arr", "currency") == [("Acme", 1200.5, "USD")]


def test_three_header_rows_of_qualtrics(tmp_path) -> None:
    """Codes, words and import ids are all header; a question goes by its words."""
    first = ["ResponseId", "RecordedDate", "RecipientEmail", "Q1"]
    second = ["Antwort-ID", "Erfassungsdatum", "E-Mail", "How likely are you to recommend us?"]
    third = [f'{{"ImportId":"{name}"}}' for name in first]
    data = [["R_1", "2026-01-05 10:00:00", "a@x.org", "9"], ["R_2", "2026-01-06 10:00:00", "b@x.org", "3"]]
    plan = planned(csv_file(tmp_path, [first, second, third, *data], "survey.csv"))
    assert (plan.table, plan.report.header_row, plan.report.rows_in) == ("surveys", 1, 2)
    assert kept(plan, "response_id", "kind", "score") == [("R_1", "nps", 9.0), ("R_2", "nps", 3.0)]


def test_two_header_rows_of_surveymonkey(tmp_path) -> None:
    """A question without a name of its own continues the one to its left."""
    rows = [
        [
            "Respondent ID",
            "End Date",
            "Which did you use?",
            "",
            "How likely is it that you would recommend us?",
        ],
        ["", "", "Import", "Export", "Response"],
        ["11", "05/13/2026 10:15:00 AM", "Import", "", "9"],
        ["12", "05/14/2026 11:15:00 AM", "", "Export", "6"],
    ]
    plan = planned(csv_file(tmp_path, rows, "survey.csv"))
    assert [match.header for match in plan.columns][2:4] == [
        "Which did you use? / Import",
        "Which did you use? / Export",
    ]
    assert plan.report.rows_in == 2
    assert kept(plan, "response_id", "score") == [("11", 9.0), ("12", 6.0)]


def test_a_sheet_with_a_header_only_has_no_rows(tmp_path) -> None:
    """Nothing came in, nothing is lost, nothing breaks."""
    (plan,) = prepare([csv_file(tmp_path, ACCOUNTS[:1])], silent()).sheets
    assert (plan.report.rows_in, plan.report.rows_kept, plan.report.rows_set_aside) == (0, 0, 0)


def test_synthetic_files_are_recognised_by_their_own_words(tmp_path) -> None:
    """A title that says so marks all of the sheet; an ordinary title does not."""
    marked = planned(csv_file(tmp_path, [("Account report, synthetic sample",), *ACCOUNTS]))
    plain = planned(
        raw_file(tmp_path, b"Account ID,Account Name,ARR\nA-1,x,1\nA-2,y,2\n", "other accounts.csv")
    )
    assert marked.report.synthetic
    assert not plain.report.synthetic


def test_quarters_are_no_codes_of_questions(tmp_path) -> None:
    """Q1 to Q4 above numbers are the quarters of a budget, not a survey's codes above its questions: the
    first row of numbers is a row."""
    rows = [
        ("Team", "Q1", "Q2", "Q3", "Q4"),
        ("Travel", "578", "855", "165", "571"),
        ("Rent", "1", "2", "3", "4"),
    ]
    plan = planned(csv_file(tmp_path, rows, "budget.csv"))
    assert plan.layout.names == rows[0]
    assert plan.report.rows_in == 2
