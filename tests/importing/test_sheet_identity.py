"""Columns beside those that identify a table never vote it away; what is found by these alone is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.made import csv_file, planned, problem_codes

NAMES = ("Acme", "Borealis", "Cobalt", "Dunmore")
BESIDE = {
    "Usage": "12 %",
    "Sentiment": "good",
    "Last touch": "spoke to Bo",
    "QBR": "done",
    "Exec sponsor": "Bo",
}


def sheet(folder: Path, columns: dict[str, object], name: str = "list.csv"):
    """Return the plan of a sheet of four rows: a value for all of them, or a tuple of four."""
    rows = [
        [value[row] if isinstance(value, tuple) else value for value in columns.values()] for row in range(4)
    ]
    return planned(csv_file(folder, [tuple(columns), *rows], name))


def fields(plan) -> dict[str, tuple[str, str]]:
    """Return the field and the confidence of each column that has a field."""
    return {
        match.header: (match.field.partition(".")[2], match.confidence)
        for match in plan.columns
        if match.field
    }


@pytest.mark.parametrize(
    ("columns", "table", "expected"),
    [
        (
            {"Customer": NAMES, "Health": "Green", **BESIDE},
            "accounts",
            {"Customer": "account_name", "Health": "external_health"},
        ),
        (
            {"Id": tuple(f"0015g00000Xy{row}AbAAK" for row in range(4)), "Name": NAMES, **BESIDE},
            "accounts",
            {"Id": "account_id", "Name": "account_name"},
        ),
        (
            {"Account ID": NAMES, "Month": "2026-03", "Sessions": "7", **BESIDE},
            "usage",
            {"Account ID": "account_id", "Month": "at", "Sessions": "count"},
        ),
        (
            {"Acount Name": NAMES, "ARR": "1200", "Renewl Date": "2027-03-14", "Onwer": "Kim", **BESIDE},
            "accounts",
            {
                "Acount Name": "account_name",
                "ARR": "arr",
                "Renewl Date": "renewal_date",
                "Onwer": "owner",
            },
        ),
    ],
    ids=["health and usage", "ids of Salesforce", "usage", "typing errors"],
)
def test_a_few_columns_of_a_table_among_many_are_asked_about(
    tmp_path: Path, columns: dict[str, object], table: str, expected: dict[str, str]
) -> None:
    """Expected: the fields that a person would choose, each to be checked, and the rest kept beside them."""
    plan = sheet(tmp_path, columns)
    assert plan.table == table
    assert fields(plan) == {header: (field, "check") for header, field in expected.items()}


@pytest.mark.parametrize(
    "columns",
    [
        {"Id": ("1", "2", "3", "4"), "Name": NAMES, **BESIDE},
        {"Customer": NAMES, **BESIDE},
        {"Id": tuple(f"0065g00000Xy{row}AbAAK" for row in range(4)), "Name": NAMES, **BESIDE},
    ],
    ids=["ids of anything", "nothing of an account but its name", "opportunities of Salesforce"],
)
def test_what_identifies_nothing_stays_unknown(tmp_path: Path, columns: dict[str, object]) -> None:
    """A name or an id alone could be of anything: 006 begins the ids of opportunities, not of accounts."""
    assert sheet(tmp_path, columns).table == ""


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"Account": NAMES, "Feature": "Reports", "Logins": "4", "Active users": "3"}, "product usage"),
        ({"Ticket ID": NAMES, "Account": "Acme", "Resolution time (hours)": "4", "Agent": "Kim"}, "tickets"),
    ],
)
def test_what_lacks_a_date_says_so(tmp_path: Path, columns: dict[str, object], words: str) -> None:
    """Nothing could be counted over time: which column lacks is said, not only that nothing fits."""
    plan = sheet(tmp_path, columns)
    assert plan.table == ""
    assert f"looks like {words}, but no column says when" in plan.recognised_as


@pytest.mark.parametrize("header", ["Employee Name", "Mitarbeiter", "Name"])
def test_a_list_of_employees_is_not_surely_one_of_agents(tmp_path: Path, header: str) -> None:
    """Nothing speaks of support: it may be everybody in the company. With the word, it is sure."""
    columns = {header: NAMES, "Department": "Sales", "Hire date": "2024-03-14", "Hours per week": "40"}
    found = fields(sheet(tmp_path, columns))
    assert {confidence for _, confidence in found.values()} <= {"check"}
    agents = {"Support agent": NAMES, **{name: value for name, value in columns.items() if name != header}}
    assert {confidence for _, confidence in fields(sheet(tmp_path, agents)).values()} == {"sure"}


def test_changes_of_other_fields_are_no_events(tmp_path: Path) -> None:
    """Of a changelog of Jira only the changes of the status are kept, not those of the assignee."""
    columns = {
        "Issue key": ("S-1", "S-1", "S-2", "S-2"),
        "Created": ("2026-03-14 10:00", "2026-03-15 10:00", "2026-03-16 10:00", "2026-03-17 10:00"),
        "Field": ("status", "assignee", "status", "status"),
        "From": ("Open", "", "Open", "In Progress"),
        "To": ("Done", "Kim", "In Progress", "Done"),
    }
    plan = sheet(tmp_path, columns)
    assert plan.table == "ticket_events"
    assert (plan.report.rows_kept, [row.row for row in plan.report.set_aside]) == (3, [3])
    assert "no_data" in problem_codes(plan)


def test_answers_without_a_date_are_told(tmp_path: Path) -> None:
    """No column of dates: said of all answers. One answer of four without its date: said of that one."""
    columns = {"Response ID": ("1", "2", "3", "4"), "Customer": NAMES, "NPS": ("9", "2", "7", "10")}
    without = sheet(tmp_path, columns, "nps.csv")
    (said,) = (problem.hint for problem in without.report.problems if problem.code == "no_dates")
    assert said.startswith("No column says when each was answered")
    days = ("2026-03-14", "2026-03-15", "", "2026-03-17")
    some = sheet(tmp_path, {**columns, "Answered at": days}, "nps.csv")
    assert [problem.value for problem in some.report.problems if problem.code == "no_dates"] == ["1 answer"]
    whole = sheet(tmp_path, {**columns, "Answered at": "2026-03-14"}, "nps.csv")
    assert "no_dates" not in problem_codes(whole)


def test_rows_that_name_no_account_are_told(tmp_path: Path) -> None:
    """Nobody could see that answers count for no account: neither the company nor a person was read. With a
    person it takes the list of contacts; with the account nothing is to be said."""
    columns = {"Response ID": ("1", "2", "3", "4"), "NPS": ("9", "2", "7", "10"), "Answered at": "2026-03-14"}
    people = {"Email": ("a@x.example", "b@x.example", "c@x.example", "d@x.example")}
    said = [
        [problem.hint for problem in plan.report.problems if problem.code == "no_account"]
        for plan in (
            sheet(tmp_path, columns, "nps.csv"),
            sheet(tmp_path, columns | people, "nps.csv"),
            sheet(tmp_path, columns | people | {"Customer": NAMES}, "nps.csv"),
        )
    ]
    assert said[0][0].startswith("No column says which account the rows are of: they count for none.")
    assert "only where contacts lead to one" in said[1][0]
    assert said[2] == []


def test_months_side_by_side_are_told(tmp_path: Path) -> None:
    """A column for each month is no list of rows: what to do with it is said."""
    plan = sheet(
        tmp_path, {"Account": NAMES, "Jan 2026": "3", "Feb 2026": "4", "Mar 2026": "5", "Q2 2026": "9"}
    )
    assert plan.table == ""
    assert "It has 4 periods side by side, such as “Jan 2026”".lower() in plan.recognised_as.lower()


@pytest.mark.parametrize("header", ["Account ID (18)", "18 Digit Account ID", "Case Safe ID"])
def test_names_of_18_digit_ids_are_those_of_accounts(tmp_path: Path, header: str) -> None:
    """Reports of Salesforce call the id that keeps its capitals so."""
    ids = tuple(f"0015g00000Xy{row}AbAAK" for row in range(4))
    plan = sheet(tmp_path, {header: ids, "Account Name": NAMES, "Account Owner": "Kim"})
    assert plan.table == "accounts"
    assert fields(plan)[header][0] == "account_id"


@pytest.mark.parametrize(
    ("name", "columns", "table"),
    [
        ("pesquisa.csv", {"Empresa": NAMES, "Data": "14/03/2026", "Nota": "9", "Tipo": "NPS"}, "surveys"),
        ("Umfrage 2026.csv", {"Kunde": NAMES, "Datum": "14.03.2026", "Note": "2"}, "surveys"),
        ("sondaggio.csv", {"Cliente": NAMES, "Data": "14/03/2026", "Quanto è stato facile?": "5"}, "surveys"),
        ("contratos.csv", {"Cliente": NAMES, "Fecha fin": "14/03/2027", "Importe anual": "900"}, "contracts"),
    ],
)
def test_names_of_files_speak_in_other_languages(
    tmp_path: Path, name: str, columns: dict[str, object], table: str
) -> None:
    """Everyday words become a table's by the file's name, as English ones do."""
    assert sheet(tmp_path, columns, name).table == table


def test_yes_and_no_are_no_lengths_of_time(tmp_path: Path) -> None:
    """A "Yes" under "First response met" is no response within one minute."""
    columns = {
        "Case Number": NAMES,
        "Opened Date": "2026-03-14",
        "Severity": "2",
        "First Response Met": "Yes",
    }
    assert "First Response Met" not in fields(sheet(tmp_path, columns))
