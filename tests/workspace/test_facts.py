"""Facts: rows find their account, months end on the as-of day, gaps are gaps. Expected numbers are worked by
hand or recomputed with plain Python loops over the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random

import numpy as np
import pytest

from cxdesk.errors import CxdeskError
from cxdesk.metrics import measure
from cxdesk.tables.survey_scales import CSAT
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import date_asked_for, default_as_of, read_facts
from cxdesk.workspace.facts.months import month_end, month_index, month_shift
from tests.workspace.rows_factory import sheet, workspace_of

ACCOUNTS = [
    {"account_id": "A1", "account_name": "Fjordline Ferries", "arr": 12000.0, "seats": 10.0},
    {"account_id": "A2", "account_name": "Calder  Pharma", "mrr": 500.0},
    {"account_id": "A3", "account_name": "Twin"},
    {"account_id": "A4", "account_name": "Twin"},
]
END = np.datetime64("2026-09-30")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_rows_find_their_account_by_id_name_contract_and_person() -> None:
    """Id first, else the name with case and spaces evened out, else the contract or the person; an ambiguous
    name belongs to nobody and is reported.
    """
    workspace = workspace_of(
        accounts=ACCOUNTS,
        contacts=[{"contact_id": "P1", "account_id": "A2", "email": "Ana@Example.com"}],
        contracts=[{"contract_id": "C1", "account_id": "A1", "start_date": date(2026, 1, 1), "mrr": 1000.0}],
        usage=[{"contract_id": "C1", "at": at("2026-09-01"), "count": 2.0}],
        tickets=[
            {"ticket_id": "1", "account_id": "calder pharma", "created_at": at("2026-09-02")},
            {"ticket_id": "2", "contact_id": "ana@example.com", "created_at": at("2026-09-02")},
            {"ticket_id": "3", "account_id": "Twin", "created_at": at("2026-09-02")},
        ],
    )
    facts = read_facts(workspace, END)
    assert facts.usage.account.tolist() == [0]
    assert dict(zip(facts.tickets.ticket_id, facts.tickets.account.tolist(), strict=True)) == {"1": 1, "2": 1}
    (finding,) = [finding for finding in facts.findings if finding.code == "rows_without_account"]
    assert dict(finding.numbers) == {"rows": 1.0}
    assert finding.message.endswith("Not known: Twin.")


def test_without_an_account_sheet_the_accounts_are_those_that_rows_name() -> None:
    """A lone ticket export still gives accounts: the distinct names in it, here two."""
    tickets = [
        {"ticket_id": str(number), "account_id": f"Org {number % 2}", "created_at": at("2026-09-02")}
        for number in range(5)
    ]
    facts = read_facts(workspace_of(tickets=tickets), END)
    assert facts.accounts.account_name.tolist() == ["Org 0", "Org 1"]
    assert np.bincount(facts.tickets.account).tolist() == [3, 2]


def test_newer_imports_win_column_by_column() -> None:
    """A billing sheet that knows only the revenue does not wipe out what the CRM sheet knew."""
    with Workspace.in_memory() as workspace:
        workspace.add_import(
            [
                sheet(
                    "accounts",
                    [{"account_id": "A1", "account_name": "One", "owner": "Kim", "arr": 10.0}],
                    "crm.csv",
                )
            ]
        )
        workspace.add_import([sheet("accounts", [{"account_id": "A1", "arr": 20.0}], "billing.csv")])
        accounts = read_facts(workspace, END).accounts
    assert (accounts.account_name[0], accounts.owner[0], accounts.arr[0]) == ("One", "Kim", 20.0)


def test_rows_of_one_key_in_two_imports_count_once_and_within_one_import_both() -> None:
    """The newest import's ticket replaces the older one of the same id; two rows of one file with one id both
    stay.
    """
    first = [{"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-01"), "status": "open"}]
    second = [
        {"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-01"), "status": "pending"},
        {"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-02"), "status": "hold"},
    ]
    with workspace_of(accounts=ACCOUNTS) as workspace:
        workspace.add_import([sheet("tickets", first, "monday.csv")])
        workspace.add_import([sheet("tickets", second, "friday.csv")])
        assert sorted(read_facts(workspace, END).tickets.status) == ["hold", "pending"]


@pytest.mark.parametrize(
    ("as_of", "shift", "ends"),
    [
        ("2026-09-30", 0, ["2026-09-30", "2026-08-31", "2026-07-31"]),
        ("2026-09-15", 15, ["2026-09-15", "2026-08-15", "2026-07-15"]),
        ("2024-02-29", 0, ["2024-02-29", "2024-01-31", "2023-12-31"]),
    ],
)
def test_months_end_on_the_as_of_day(as_of: str, shift: int, ends: list[str]) -> None:
    """Calendar months when the date ends one, else months ending on the same day. Expected: the calendar."""
    day = np.datetime64(as_of)
    assert month_shift(day) == shift
    assert [str(month_end(day, back)) for back in range(3)] == ends
    for back, end in enumerate(ends):
        last = np.array([end], dtype="datetime64[D]")
        first_of_next = last + 1
        assert month_index(last - shift, day).tolist() == [back]
        assert month_index(first_of_next - shift, day).tolist() == [back - 1]


@pytest.mark.parametrize("as_of", ["2026-09-30", "2026-09-15"])
def test_account_month_facts_equal_a_plain_loop_over_the_rows(as_of: str) -> None:
    """2,000 random rows, counted again in Python dictionaries: events, users, days, features, last day, per
    month.
    """
    dice = Random(3)
    rows = [
        {
            "account_id": f"A{dice.randint(1, 3)}",
            "user_id": f"u{dice.randint(1, 9)}",
            "at": at("2026-03-01") + timedelta(hours=dice.randint(0, 24 * 220)),
            "feature": dice.choice(["export", "plan", "share"]),
            "count": float(dice.randint(1, 5)),
        }
        for _ in range(2000)
    ]
    end = np.datetime64(as_of)
    facts = read_facts(workspace_of(accounts=ACCOUNTS, usage=rows), end)
    expected: dict[tuple[int, int], dict] = defaultdict(lambda: defaultdict(set) | {"events": 0.0})
    for row in rows:
        day = np.datetime64(row["at"], "D")
        if day > end:
            continue
        back = next(back for back in range(20) if month_end(end, back + 1) < day <= month_end(end, back))
        cell = expected[int(row["account_id"][1]) - 1, back]
        cell["events"] += row["count"]
        cell["users"].add(row["user_id"])
        cell["days"].add(day)
        cell["features"].add(row["feature"])
    usage = facts.usage
    found = {
        (int(account), int(month)): (events, users, days, last)
        for account, month, events, users, days, last in zip(
            usage.account,
            usage.month,
            usage.events,
            usage.active_users,
            usage.active_days,
            usage.last_at,
            strict=True,
        )
    }
    assert found == {
        key: (cell["events"], float(len(cell["users"])), float(len(cell["days"])), max(cell["days"]))
        for key, cell in expected.items()
    }
    features = defaultdict(set)
    for account, month, feature in zip(
        facts.feature_months.account, facts.feature_months.month, facts.feature_months.feature, strict=True
    ):
        features[int(account), int(month)].add(facts.features[feature])
    assert features == {key: cell["features"] for key, cell in expected.items()}


def test_a_feed_gap_is_told_from_no_use() -> None:
    """Half of August's days have no row of anybody: that month's feed share is about a half, September's is
    1.
    """
    days = [date(2026, 8, 1) + timedelta(days=number) for number in range(61)]
    rows = [
        {"account_id": "A1", "at": datetime.combine(day, datetime.min.time()), "count": 1.0}
        for day in days
        if not (day.month == 8 and day.day > 15)
    ]
    share = read_facts(workspace_of(accounts=ACCOUNTS, usage=rows), END).feed_days
    assert share[0] == 1.0
    assert share[1] == pytest.approx(15 / 31)


def test_a_weekly_feed_covers_its_weeks() -> None:
    """One row a week is a whole feed, not a seventh of one."""
    weeks = [at("2026-01-05") + timedelta(weeks=number) for number in range(39)]
    rows = [{"account_id": "A1", "at": week, "count": 5.0} for week in weeks]
    assert min(read_facts(workspace_of(accounts=ACCOUNTS, usage=rows), END).feed_days[:8]) >= 0.9


def test_the_revenue_in_force_comes_from_the_running_contracts() -> None:
    """600 + 500 a month run on the date; one ended, one has not begun. Without contracts the account's own
    row counts.
    """
    contracts = [
        {
            "contract_id": "1",
            "account_id": "A1",
            "start_date": date(2025, 1, 1),
            "end_date": date(2025, 12, 31),
            "mrr": 9.0,
        },
        {
            "contract_id": "2",
            "account_id": "A1",
            "start_date": date(2026, 1, 1),
            "end_date": date(2026, 12, 31),
            "mrr": 600.0,
        },
        {"contract_id": "3", "account_id": "A1", "start_date": date(2026, 3, 1), "arr": 6000.0},
        {"contract_id": "4", "account_id": "A1", "start_date": date(2026, 11, 1), "mrr": 77.0},
    ]
    accounts = read_facts(workspace_of(accounts=ACCOUNTS, contracts=contracts), END).accounts
    assert accounts.mrr[:2].tolist() == [1100.0, 500.0]
    assert accounts.arr[:2].tolist() == [13200.0, 6000.0]
    assert str(accounts.renewal_date[0]) == "2026-12-31"
    assert str(accounts.start_date[0]) == "2025-01-01"


def test_who_is_lost_and_when() -> None:
    """Running contracts decide, then churn events and dates, then the flag. Expected: read off the rows
    below.
    """
    accounts = [
        {"account_id": "a", "churned": True},  # flagged, but a contract runs
        {"account_id": "b", "churned": True, "churn_date": date(2026, 5, 1)},
        {"account_id": "c", "churned": True},  # no date anywhere
        {"account_id": "d"},  # left and came back
        {"account_id": "e", "status": "Churned"},
        {"account_id": "f"},  # its only contract ended
        {"account_id": "g", "churn_date": date(2026, 12, 1)},  # will leave: not known yet
    ]
    contracts = [
        {"contract_id": "1", "account_id": "a", "start_date": date(2025, 1, 1)},
        {
            "contract_id": "2",
            "account_id": "f",
            "start_date": date(2025, 1, 1),
            "end_date": date(2026, 1, 31),
        },
    ]
    events = [
        {"event_id": "1", "account_id": "d", "date": date(2026, 2, 1)},
        {"event_id": "2", "account_id": "d", "date": date(2026, 3, 1), "is_reactivation": True},
    ]
    found = read_facts(
        workspace_of(accounts=accounts, contracts=contracts, churn_events=events), END
    ).accounts
    assert dict(zip(found.account_id, found.is_lost.tolist(), strict=True)) == {
        "a": False,
        "b": True,
        "c": True,
        "d": False,
        "e": True,
        "f": True,
        "g": False,
    }
    assert [str(found.lost_at[position]) for position in (1, 2, 5)] == ["2026-05-01", "NaT", "2026-01-31"]


TERMS = [
    {
        "contract_id": str(year),
        "account_id": "A1",
        "start_date": date(year, 1, 1),
        "end_date": date(year, 12, 31),
        "mrr": 100.0,
        "notice_date": date(year, 9, 30),
    }
    for year in (2025, 2026)
]


@pytest.mark.parametrize("day", ["2025-12-30", "2025-12-31", "2026-01-01"])
def test_a_term_runs_on_its_last_day(day: str) -> None:
    """Two terms without a gap: a customer with the same revenue on every day, also on the one where they
    meet.
    """
    accounts = read_facts(workspace_of(accounts=ACCOUNTS, contracts=TERMS), np.datetime64(day)).accounts
    assert not accounts.is_lost[0]
    assert accounts.mrr[0] == 100.0


def test_a_list_of_renewals_without_starts_has_customers() -> None:
    """A list that only says when each contract ends: nobody is lost before that day."""
    renewals = [
        {"contract_id": "1", "account_id": "A1", "end_date": date(2026, 12, 31), "mrr": 10.0},
        {"contract_id": "2", "account_id": "A2", "end_date": date(2026, 3, 31), "mrr": 10.0},
    ]
    accounts = read_facts(workspace_of(accounts=ACCOUNTS, contracts=renewals), END).accounts
    assert accounts.is_lost[:2].tolist() == [False, True]
    assert str(accounts.lost_at[1]) == "2026-03-31"
    assert str(accounts.renewal_date[0]) == "2026-12-31"


def test_contracts_decide_who_is_on_trial() -> None:
    """A1's own row says trial, but it has had a paid contract since March; A2 has nothing but a trial. In
    February A1 is on trial too.
    """
    contracts = [
        {"contract_id": "1", "account_id": "A1", "start_date": date(2026, 1, 1), "is_trial": True},
        {"contract_id": "2", "account_id": "A1", "start_date": date(2026, 3, 1), "mrr": 100.0},
        {"contract_id": "3", "account_id": "A2", "start_date": date(2026, 1, 1), "is_trial": True},
    ]
    accounts = [account | {"is_trial": account["account_id"] == "A1"} for account in ACCOUNTS]
    workspace = workspace_of(accounts=accounts, contracts=contracts)
    assert read_facts(workspace, END).accounts.is_trial[:2].tolist() == [False, True]
    assert read_facts(workspace, np.datetime64("2026-02-01")).accounts.is_trial[:2].tolist() == [True, True]


def test_trials_and_other_currencies_are_not_added() -> None:
    """EUR 100 a month and a trial of 900: 100. EUR and USD together: unknown, and said."""
    contracts = [
        {
            "contract_id": "1",
            "account_id": "A1",
            "start_date": date(2026, 1, 1),
            "mrr": 100.0,
            "currency": "EUR",
        },
        {
            "contract_id": "2",
            "account_id": "A1",
            "start_date": date(2026, 1, 1),
            "mrr": 900.0,
            "is_trial": True,
        },
        {
            "contract_id": "3",
            "account_id": "A2",
            "start_date": date(2026, 1, 1),
            "mrr": 5.0,
            "currency": "EUR",
        },
        {
            "contract_id": "4",
            "account_id": "A2",
            "start_date": date(2026, 1, 1),
            "mrr": 7.0,
            "currency": "USD",
        },
    ]
    facts = read_facts(workspace_of(accounts=ACCOUNTS, contracts=contracts), END)
    assert (facts.accounts.mrr[0], facts.accounts.currency[0]) == (100.0, "EUR")
    assert np.isnan(facts.accounts.mrr[1])
    assert np.isnan(facts.accounts.arr[1])
    assert [finding.code for finding in facts.findings] == ["mixed_currencies"]


def test_a_flag_does_not_make_a_dated_loss_known_earlier() -> None:
    """Flagged, with a churn event of 1 August: on 1 July it is a customer, on 1 September it is lost."""
    workspace = workspace_of(
        accounts=[{"account_id": "A1", "churned": True}],
        churn_events=[{"event_id": "1", "account_id": "A1", "date": date(2026, 8, 1)}],
    )
    for day, lost in (("2026-07-01", False), ("2026-09-01", True)):
        assert read_facts(workspace, np.datetime64(day)).accounts.is_lost.tolist() == [lost]


def test_the_end_of_a_lost_contract_is_known_only_where_ends_are_terms() -> None:
    """Only lost contracts have an end: one of later is hidden. All have one: it is a term, and stays."""
    open_ended = [
        {"contract_id": "1", "account_id": "A1", "start_date": date(2025, 1, 1)},
        {
            "contract_id": "2",
            "account_id": "A2",
            "start_date": date(2025, 1, 1),
            "end_date": date(2026, 12, 1),
            "churned": True,
        },
    ]
    terms = [open_ended[0] | {"end_date": date(2026, 12, 31)}, open_ended[1]]
    for contracts, known in ((open_ended, False), (terms, True)):
        facts = read_facts(workspace_of(accounts=ACCOUNTS, contracts=contracts), END)
        assert np.isnat(facts.contracts.end[1]) != known
        assert not facts.contracts.churned.any()


def test_what_open_tickets_went_through_is_not_known_in_the_past() -> None:
    """An open ticket's escalations bear no date: they count today, not on a date in the past."""
    tickets = [
        {"ticket_id": day, "account_id": "A1", "created_at": at(f"2026-09-{day}"), "escalations": 1.0}
        for day in ("01", "25")
    ]
    workspace = workspace_of(accounts=ACCOUNTS, tickets=tickets)
    assert read_facts(workspace).tickets.escalations.tolist() == [1.0, 1.0]
    assert np.isnan(read_facts(workspace, np.datetime64("2026-09-20")).tickets.escalations[0])


def test_all_ones_are_the_worst_rating_not_the_best() -> None:
    """Five ratings of 1: on a scale of 1 to 5 nobody is satisfied. With zeros among them 1 is good."""
    for ratings, satisfied in (([1.0] * 5, 0.0), ([0.0, 1.0, 1.0, 1.0, 1.0], 0.8)):
        tickets = [
            {
                "ticket_id": str(number),
                "account_id": "A1",
                "created_at": at("2026-09-01"),
                "csat_score": rating,
            }
            for number, rating in enumerate(ratings)
        ]
        facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=tickets), END)
        assert facts.answers.unit.mean() == pytest.approx(satisfied)


def test_a_sheet_of_names_adds_to_the_accounts_that_have_them() -> None:
    """The billing list has no ids: its revenue goes to the account of that name, and makes no second one."""
    with Workspace.in_memory() as workspace:
        workspace.add_import(
            [sheet("accounts", [{"account_id": "A1", "account_name": "Fjordline"}], "crm.csv")]
        )
        workspace.add_import(
            [sheet("accounts", [{"account_name": "FJORDLINE", "arr": 100.0}], "billing.csv")]
        )
        accounts = read_facts(workspace, END).accounts
    assert accounts.account_id.tolist() == ["A1"]
    assert accounts.arr.tolist() == [100.0]


def test_two_waves_that_count_from_one_are_two_waves() -> None:
    """Response ids 1 to 3 in spring and again in autumn, on other days: six answers. The same export twice:
    three.
    """
    waves = [
        [
            {
                "response_id": str(number),
                "account_id": "A1",
                "kind": "nps",
                "score": 9.0,
                "answered_at": at(day),
            }
            for number in (1, 2, 3)
        ]
        for day in ("2026-03-01", "2026-09-01")
    ]
    with workspace_of(accounts=ACCOUNTS) as workspace:
        workspace.add_import([sheet("surveys", waves[0], "spring.csv")])
        workspace.add_import([sheet("surveys", waves[1], "autumn.csv")])
        assert len(read_facts(workspace, END).answers) == 6
        workspace.add_import([sheet("surveys", waves[1], "autumn again.csv")])
        assert len(read_facts(workspace, END).answers) == 6


def test_one_ticket_in_two_files_of_one_import_counts_once() -> None:
    """The same row in two exports that are imported together is one ticket."""
    tickets = [{"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-01")}]
    with workspace_of(accounts=ACCOUNTS) as workspace:
        workspace.add_import([sheet("tickets", tickets, "a.csv"), sheet("tickets", tickets, "b.csv")])
        assert len(read_facts(workspace, END).tickets) == 1


def test_an_undated_loss_has_no_age() -> None:
    """When it left is not known, so neither is how long it stayed."""
    accounts = [{"account_id": "A1", "churned": True, "start_date": date(2016, 9, 1)}]
    assert np.isnan(read_facts(workspace_of(accounts=accounts), END).accounts.tenure_years[0])


def test_the_default_date_is_the_newest_happening_not_today_and_not_a_plan() -> None:
    """A renewal in 2027 and a contract that begins in 2028 are plans; the newest ticket is of 3 September
    2026.
    """
    workspace = workspace_of(
        accounts=[{"account_id": "A1", "renewal_date": date(2027, 5, 1)}],
        contracts=[{"contract_id": "1", "account_id": "A1", "start_date": date(2028, 1, 1)}],
        tickets=[{"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-03T10:00:00")}],
    )
    assert str(default_as_of(workspace)) == "2026-09-03"


def test_what_became_of_things_counts_for_the_default_date_unless_its_file_is_older() -> None:
    """Intent: a ticket solved after the last one came in is solved, in the present as anyone means it.

    Expected: by hand. Opened on the 3rd and solved on the 11th: the 11th. The files are of 1 October, so
    what is said to be solved in November, or paid in December, is a slip or a plan.
    """
    opened = {"account_id": "A1", "created_at": at("2026-09-03T10:00:00")}
    tickets = [
        {"ticket_id": "1", "resolved_at": at("2026-09-11T10:00:00"), **opened},
        {"ticket_id": "2", "resolved_at": at("2026-11-02T10:00:00"), **opened},
    ]
    bill = {"account_id": "A1", "issued_at": date(2026, 9, 1), "paid_at": date(2026, 12, 1)}
    invoices = [{"invoice_id": "1", "amount": 5.0, "due_at": date(2026, 9, 30), **bill}]
    workspace = workspace_of(accounts=ACCOUNTS, tickets=tickets, invoices=invoices)
    assert str(default_as_of(workspace)) == "2026-09-11"
    assert read_facts(workspace).tickets.is_open.tolist() == [False, True]


def test_a_date_after_all_that_happened_is_the_present() -> None:
    """Intent: an open ticket's escalation bears no date; it is no less known a day after the newest row.

    Expected: by hand. It counts on the newest day and the day after, not on the day before, which is past.
    """
    rows = [
        {"ticket_id": number, "account_id": "A1", "created_at": at(f"2026-09-0{number}"), "escalations": 1.0}
        for number in "13"
    ]
    workspace = workspace_of(accounts=ACCOUNTS, tickets=rows)
    known = {
        day: np.nansum(
            read_facts(workspace, date_asked_for(workspace, np.datetime64(day))).tickets.escalations
        )
        for day in ("2026-09-02", "2026-09-03", "2026-09-04", "2027-01-01")
    }
    assert list(known.values()) == [0.0, 2.0, 2.0, 2.0]


def test_an_empty_workspace_says_what_to_do() -> None:
    """There is no date to take from nothing: the error tells to import."""
    with pytest.raises(CxdeskError, match="Import a spreadsheet first"):
        read_facts(Workspace.in_memory())


def test_one_rating_in_two_exports_counts_once() -> None:
    """The ticket export repeats a rating that the survey export has: two tickets, two ratings, not three."""
    tickets = [
        {"ticket_id": number, "account_id": "A1", "created_at": at("2026-09-01"), "csat_score": 5.0}
        for number in "12"
    ]
    survey = {"response_id": "r", "account_id": "A1", "ticket_id": "1", "kind": "csat", "score": 4.0}
    facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=tickets, surveys=[survey]), END)
    assert sorted(zip(facts.answers.ticket_id, facts.answers.score.tolist(), strict=True)) == [
        ("1", 4.0),
        ("2", 5.0),
    ]


def test_an_offer_whose_answer_is_in_another_export_is_answered() -> None:
    """Intent: who was asked about a ticket is counted once, whichever of two exports has the answer.

    Expected: by hand. The help desk offered on tickets 1, 2 and 3; the survey tool has the answer of 1, and
    asked about 4 in vain, which the help desk has a rating of; an effort answer on 2 answers no offer of
    satisfaction. Of the four tickets two are answered.
    """
    offered = {"account_id": "A1", "created_at": at("2026-09-01"), "csat_offered": True}
    tickets = [{"ticket_id": "123"[place], **offered} for place in range(3)]
    tickets.append({"ticket_id": "4", **offered, "csat_score": 5.0})
    asked = {"account_id": "A1", "invited_at": at("2026-09-01")}
    answered = {**asked, "score": 4.0, "answered_at": at("2026-09-02")}
    surveys = [
        {"response_id": "a", "ticket_id": "1", "kind": "csat", **answered},
        {"response_id": "b", "ticket_id": "4", "kind": "csat", **asked},
        {"response_id": "c", "ticket_id": "2", "kind": "ces", **answered},
    ]
    facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=tickets, surveys=surveys), END)
    satisfaction = facts.answers.ticket_id[facts.answers.kind == CSAT].tolist()
    assert sorted(satisfaction) == ["1", "2", "3", "4"]
    rate = measure("response_rate", facts)
    assert (rate.value, rate.n) == (0.5, 4)


def test_facts_of_chosen_accounts_keep_their_rows_and_no_others() -> None:
    """`of` renumbers: the tickets of the second account, asked for first, belong to position 0."""
    tickets = [
        {"ticket_id": "1", "account_id": "A1", "created_at": at("2026-09-01")},
        {"ticket_id": "2", "account_id": "A2", "created_at": at("2026-09-01")},
    ]
    facts = read_facts(workspace_of(accounts=ACCOUNTS, tickets=tickets), END).of([1, 3])
    assert facts.accounts.account_id.tolist() == ["A2", "A4"]
    assert facts.tickets.ticket_id.tolist() == ["2"]
    assert facts.tickets.account.tolist() == [0]


def test_sums_do_not_depend_on_the_order_of_rows() -> None:
    """0.1 three hundred times and 0.7 a thousand times, in two orders: 730 to the last bit."""
    counts = [0.1] * 300 + [0.7] * 1000
    found = []
    for order in (counts, counts[::-1]):
        row = {"account_id": "A1", "at": at("2026-09-03"), "feature": "f"}
        rows = [row | {"count": count} for count in order]
        found.append(read_facts(workspace_of(accounts=ACCOUNTS, usage=rows), END))
    assert found[0].usage.events.tolist() == found[1].usage.events.tolist() == [730.0]
    assert found[0].feature_months.events.tolist() == [730.0]


def test_a_second_list_of_accounts_takes_no_evidence_away() -> None:
    """Intent: another system's ids for the same names must not detach tickets that only name them.

    Expected: by hand, both tickets stay with the first list's accounts, and it is said; a name that one list
    gives twice is nobody's.
    """
    moment = datetime.fromisoformat("2026-03-01")
    tickets = [
        {"ticket_id": str(number), "account_id": name, "created_at": moment}
        for number, name in enumerate(("Acme", "Beta", "Twice"))
    ]
    first = [
        {"account_id": "A-1", "account_name": "Acme"},
        {"account_id": "A-2", "account_name": "Beta"},
        {"account_id": "A-3", "account_name": "Twice"},
        {"account_id": "A-4", "account_name": "Twice"},
    ]
    workspace = workspace_of(accounts=first, tickets=tickets)
    second = [{"account_id": f"001{name}", "account_name": name} for name in ("Acme", "Beta")]
    workspace.add_import([sheet("accounts", second, file="other system.csv")])
    facts = read_facts(workspace)
    workspace.close()
    whose = facts.accounts.account_id[facts.tickets.account].tolist()
    assert sorted(whose) == ["A-1", "A-2"]
    told = [finding.message for finding in facts.findings if finding.code == "shared_names"]
    assert len(told) == 1
    assert told[0].startswith("2 names stand")
