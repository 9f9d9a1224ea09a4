"""Which table a sheet is: headers as vendors write them, each with the table and fields that a person
would choose."""

from __future__ import annotations

import pytest

from tests.importing.made import csv_file, kept, planned, problem_codes, xlsx_file

VENDORS = {
    "zendesk tickets.csv": (
        "tickets",
        {
            "Id": ("ticket_id", "101"),
            "Requester email": ("contact_id", "a@x.org"),
            "Assignee": ("agent", "Kim"),
            "Group": ("team", "Support"),
            "Subject": ("subject", "Cannot log in"),
            "Tags": ("tags", "login"),
            "Status": ("status", "Solved"),
            "Priority": ("priority", "High"),
            "Via": ("channel", "Mail"),
            "Created at": ("created_at", "2026-05-13 20:52"),
            "Organization": ("account_id", "Acme GmbH"),
            "Solved at": ("resolved_at", "2026-05-14 20:52"),
            "Satisfaction Score": ("csat_score", "Good"),
            "Reopens": ("reopens", "1"),
            "Replies": ("replies", "3"),
            "First reply time in minutes": ("first_response_minutes", "12"),
            "Full resolution time in minutes": ("resolution_minutes", "1440"),
            "Resolution time": (None, "24"),
            "Submitter": (None, "Ada"),
        },
    ),
    "freshdesk export.csv": (
        "tickets",
        {
            "Ticket ID": ("ticket_id", "7"),
            "Subject": ("subject", "Printer"),
            "Status": ("status", "Closed"),
            "Priority": ("priority", "Low"),
            "Created time": ("created_at", "2026-05-13 10:00"),
            "Resolved time": ("resolved_at", "2026-05-14 10:00"),
            "Closed time": ("closed_at", "2026-05-15 10:00"),
            "Initial response time": ("first_response_at", "2026-05-13 11:00"),
            "First response time (in hrs)": ("first_response_minutes", "01:30:00"),
            "Resolution time (in hrs)": ("resolution_minutes", "24:00:00"),
            "Agent interactions": ("replies", "2"),
            "Company Name": ("account_id", "Acme"),
        },
    ),
    "hubspot-crm-exports-all-companies.csv": (
        "accounts",
        {
            "Record ID": ("account_id", "9001"),
            "Company name": ("account_name", "Acme"),
            "Company owner": ("owner", "Kim"),
            "Industry": ("industry", "Retail"),
            "Country/Region": ("country", "Norway"),
            "Create Date": ("start_date", "2024-02-01 09:30"),
            "Lifecycle Stage": ("status", "Customer"),
            "Number of Employees": (None, "50"),
        },
    ),
    "stripe_subscriptions.csv": (
        "contracts",
        {
            "id": ("contract_id", "sub_1"),
            "Customer ID": ("account_id", "cus_1"),
            "Plan": ("plan", "Pro"),
            "Quantity": ("seats", "5"),
            "Currency": ("currency", "usd"),
            "Interval": ("billing_frequency", "month"),
            "Start Date (UTC)": ("start_date", "2025-05-01 10:00"),
            "Current Period End (UTC)": ("end_date", "2026-05-01 10:00"),
            "Status": ("churned", "active"),
        },
    ),
    "pendo events.csv": (
        "usage",
        {
            "account_id": ("account_id", "A-1"),
            "visitor_id": ("user_id", "v-1"),
            "timestamp": ("at", "2026-05-01 10:00:00"),
            "feature_id": ("feature", "f-1"),
            "num_events": ("count", "4"),
            "num_minutes": ("duration_seconds", "3"),
        },
    ),
    "CRM accounts.csv": (
        "accounts",
        {
            "Account ID": ("account_id", "A-1"),
            "Account Name": ("account_name", "Acme"),
            "Tier": ("segment", "Mid-market"),
            "CSM": ("owner", "Kim"),
            "ARR (EUR)": ("arr", "186.000,00"),
            "Renewal Date": ("renewal_date", "23.10.2026"),
            "Go Live": ("start_date", "14.03.2023"),
            "Health (old)": ("external_health", "Green"),
        },
    ),
}


@pytest.mark.parametrize("name", VENDORS)
def test_vendors_exports_are_recognised(tmp_path, name) -> None:
    """Header and one typical row as in the vendor's export (vendor-headers of the design); None stays
    unmapped."""
    table, columns = VENDORS[name]
    plan = planned(csv_file(tmp_path, [list(columns), [value for _, value in columns.values()]], name))
    expected = {header: f"{table}.{field}" for header, (field, _) in columns.items() if field}
    assert dict(plan.report.mapping) == expected
    assert plan.report.rows_kept == 1


def test_what_is_not_mapped_is_kept(tmp_path) -> None:
    """A column that no table has stays with its rows, under its own name."""
    plan = planned(
        csv_file(
            tmp_path, [("Account ID", "Account Name", "ARR", "Favourite colour"), ("A-1", "Acme", "5", "red")]
        )
    )
    assert plan.report.unmapped == ("Favourite colour",)
    assert kept(plan, "extra.Favourite colour") == ["red"]


def test_a_misspelt_header_is_asked_about(tmp_path) -> None:
    """One letter off is near enough to offer, never sure."""
    plan = planned(
        csv_file(tmp_path, [("Account ID", "Account Name", "Renewl Date"), ("A-1", "Acme", "2026-05-01")])
    )
    match = plan.columns[2]
    assert (match.field, match.confidence) == ("accounts.renewal_date", "check")


def test_content_overrules_the_header(tmp_path) -> None:
    """A column called ARR that holds names is no revenue."""
    plan = planned(
        csv_file(
            tmp_path,
            [("Account ID", "Account Name", "ARR"), ("A-1", "Acme", "large"), ("A-2", "Bee", "small")],
        )
    )
    assert plan.columns[2].field == ""
    assert kept(plan, "extra.ARR") == ["large", "small"]


def test_the_better_of_two_columns_for_a_field_wins(tmp_path) -> None:
    """The other one stays beside it: minutes are exact, the bare resolution time is in hours."""
    rows = [
        ("Ticket ID", "Created at", "Resolution time", "Full resolution time in minutes", "Status"),
        ("1", "2026-05-01", "2", "120", "Solved"),
        ("2", "2026-05-02", "3", "180", "Solved"),
    ]
    plan = planned(csv_file(tmp_path, rows, "tickets.csv"))
    assert kept(plan, "resolution_minutes", "extra.Resolution time") == [(120.0, "2"), (180.0, "3")]


def test_pivot_and_summary_sheets_are_not_data(tmp_path) -> None:
    """Their rows are counted, and the sheet is left out with one reason."""
    pivot = [
        ("Sum of ARR", "Column Labels"),
        ("Row Labels", "Mid", "Grand Total"),
        ("EMEA", 5, 5),
        ("Grand Total", 5, 5),
    ]
    plan = planned(xlsx_file(tmp_path, {"Pivot": pivot}))
    assert plan.table == ""
    assert "pivot" in plan.recognised_as
    assert plan.report.rows_in == plan.report.rows_set_aside > 0
    assert problem_codes(plan)[-1] == "not_used"


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        (
            "invoices.csv",
            "id,account_id,created_at,closed_at,state,type,number,total",
            "1,A-1,2026-01-01,2026-01-02,paid,charge,7,5.5",
        ),
        ("schedule_holidays.csv", "id,name,start_date,end_date", "1,Test,2026-01-01,2026-01-02"),
        ("groups.csv", "id,name,created_at", "1,Support,2026-01-01"),
        (
            "payments.csv",
            "id,amount,currency,status,customer_id,canceled_at,cancellation_reason,method,fee,card,mode,brand",
            "1,5,usd,ok,c-1,2026-01-01,none,card,1,x,y,z",
        ),
        ("lesson_plans.csv", "plan_id,teacher_id,created_date,subject,grade", "P1,U1,2026-01-01,Spanish,1"),
    ],
)
def test_other_peoples_tables_are_left_alone(tmp_path, name, header, row) -> None:
    """They share everyday words with our tables, and are none of them."""
    plan = planned(csv_file(tmp_path, [header.split(","), row.split(","), row.split(",")], name))
    assert plan.table == ""


def test_a_history_of_accounts_is_not_the_accounts(tmp_path) -> None:
    """Twelve rows for one account are a history: taken for accounts they would be one account twelve
    times."""
    rows = [("account_id", "account_name", "mrr"), *[("A-1", "Acme", str(month)) for month in range(12)]]
    assert planned(csv_file(tmp_path, rows)).table == ""


def test_key_name_and_one_field_are_a_table(tmp_path) -> None:
    """Whatever the file is called: identifiers and names of accounts stand in nothing else that is one row
    for each."""
    rows = [
        ("account_id", "account_name", "mrr"),
        *[(f"A-{row}", f"Name {row}", str(row)) for row in range(9)],
    ]
    plan = planned(csv_file(tmp_path, rows, "export.csv"))
    assert (plan.table, plan.report.rows_kept) == ("accounts", 9)
    assert [match.confidence for match in plan.columns] == ["sure"] * 3


@pytest.mark.parametrize(
    ("name", "header", "row"),
    [
        (
            "sf_event_data.csv",
            "id,account_id,activity_date,created_date,duration_in_minutes,owner_id,event_name_c",
            "00U1,0011,2019-11-11 17:23:34,2019-11-11 17:23:34,15,0051,",
        ),
        (
            "question_response.csv",
            "question,question_id,response_id,text,value",
            "Drink,QID2,R_2w6q9pgBpebvjCg,example a,2",
        ),
        ("user.csv", "id,first_name,last_name,role,username", "57486,Ada,Low,2,bob@x.com"),
        ("user.csv", "id,email,first_name,language,username", "UR_1,a@x.com,Puppy,,a@y.com"),
    ],
)
def test_everyday_words_are_never_sure(tmp_path, name, header, row) -> None:
    """Appointments, single answers and users of somebody's tool, as their vendors export them: a person
    must look before they are taken for use, survey scores or contacts."""
    rows = [header.split(","), row.split(","), row.replace("1", "3").split(",")]
    plan = planned(csv_file(tmp_path, rows, name))
    assert [match.header for match in plan.columns if match.confidence == "sure"] == []


def test_a_named_table_with_its_key_is_sure(tmp_path) -> None:
    """The file is called after it: the plain words beside the key are its own."""
    rows = [("Ticket ID", "Created", "Status"), ("1", "2026-05-01", "open"), ("2", "2026-05-02", "solved")]
    plan = planned(csv_file(tmp_path, rows, "tickets.csv"))
    assert [match.confidence for match in plan.columns] == ["sure"] * 3


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("ARR (last year)", ("120", "230", "340")),
        ("MRR (annual)", ("1200", "2400", "99")),
        ("Renewal Date (previous)", ("2025-01-13", "2025-02-13", "2025-03-13")),
        ("Owner (former)", ("Kim", "Lee", "Ann")),
        ("Churned (forecast)", ("yes", "no", "no")),
        ("ARR (EUR, planned)", ("120", "230", "340")),
        ("Estado", ("Jalisco", "Sonora", "Puebla")),
        ("Jaarlijkse omzet", ("2500000", "2600000", "2700000")),
        ("Monatsumsatz", ("2500000", "2600000", "2700000")),
        ("Postes", ("25", "26", "27")),
    ],
)
def test_what_may_be_something_else_is_asked(tmp_path, header, values) -> None:
    """Last year's ARR is not the ARR, a Mexican's estado is where he lives, and a customer's own turnover is
    no revenue from him: read, and to be checked; the other columns are sure."""
    assert _confidences(tmp_path, header, values) == ["sure", "sure", "check"]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("ARR (EUR)", ("120", "230", "340")),
        ("ARR (k€)", ("120", "230", "340")),
        ("ARR [USD, thousands]", ("120", "230", "340")),
        ("ARR (Annual recurring revenue)", ("120", "230", "340")),
        ("Renewal date (TT.MM.JJJJ)", ("13.01.2025", "14.02.2025", "15.03.2025")),
        ("Renewal date (UTC+1)", ("2025-01-13", "2025-02-13", "2025-03-13")),
        ("Owner (required)", ("Kim", "Lee", "Ann")),
    ],
)
def test_a_plain_remark_in_brackets_asks_nothing(tmp_path, header, values) -> None:
    """A unit, a currency, a zone, a format or another name of the same thing changes nothing."""
    assert _confidences(tmp_path, header, values) == ["sure", "sure", "sure"]


def test_targets_are_no_measurements(tmp_path) -> None:
    """When a ticket should be resolved is not when it was; a unit behind the brackets does not hide that."""
    head = (
        "Ticket ID",
        "Account ID",
        "Created at",
        "Resolved at (SLA target)",
        "First response (target) min",
    )
    rows = [head, *((f"T-{n}", "A-1", "2026-01-13", "2026-01-14", "30") for n in range(3))]
    found = planned(csv_file(tmp_path, rows, "tickets.csv")).columns
    assert [match.confidence for match in found] == ["sure", "sure", "sure", "check", "check"]


def _confidences(folder, header: str, values: tuple[str, ...]) -> list[str]:
    head = ("Account ID", "Account Name", header)
    rows = [head, *((f"A-{n}", f"Acme {n}", value) for n, value in enumerate(values))]
    return [match.confidence for match in planned(csv_file(folder, rows)).columns]
