"""The invented customers behave like customers: signals hang together, those who left had faded before."""

from __future__ import annotations

import pandas as pd

from tests.sample.raw_files import CSAT, END, RawFiles


def per_account(sample: RawFiles) -> pd.DataFrame:
    """Return one row an account with the means of its signals over the whole time."""
    accounts = sample.accounts.set_index("Account ID")
    tickets = sample.tickets.assign(reopened=sample.tickets["Reopens"] > 0)
    reopened = tickets.groupby("Organization")["reopened"].mean()
    events = sample.usage.groupby("account_id")["events"].sum()
    return pd.DataFrame(
        {
            "nps": sample.nps.groupby("Account ID")["score"].mean(),
            "csat": sample.csat.groupby("Account ID")[CSAT].mean(),
            "reopened": accounts["Account Name"].map(reopened),
            "use": events / accounts["Seats"].where(accounts["Seats"] > 0),
            "churned": (accounts["Status"] == "Churned").astype(float),
        },
        index=accounts.index,
    )


def test_signals_of_an_account_hang_together(sample: RawFiles) -> None:
    """One latent quality drives them: rank correlations over accounts have the signs one expects."""
    ranks = per_account(sample).corr(method="spearman")
    assert ranks.loc["nps", "csat"] > 0.3
    assert ranks.loc["nps", "use"] > 0.2
    assert ranks.loc["nps", "reopened"] < -0.1
    assert ranks.loc["nps", "churned"] < -0.15
    assert ranks.loc["csat", "churned"] < -0.15


def test_about_12_percent_have_churned_with_date_and_reason(sample: RawFiles) -> None:
    """12 % of 120 is 14.4: 14 have left, inside the 24 months, on a renewal date and with a reason."""
    churned = sample.accounts[sample.accounts["Status"] == "Churned"]
    assert len(churned) == 14
    assert churned["Churn reason"].notna().all()
    assert churned["Churn date"].between(pd.Timestamp("2024-10-01"), END).all()
    since = churned["Customer since"]
    assert (since.dt.strftime("%m-%d") == churned["Churn date"].dt.strftime("%m-%d")).all()
    assert churned["Renewal Date"].isna().all()
    active = sample.accounts[sample.accounts["Status"] == "Active"]
    assert active["Churn date"].isna().all()
    assert (active["Renewal Date"] > END).all()


def test_those_who_left_had_faded_and_leave_no_trace_afterwards(sample: RawFiles) -> None:
    """Where 240 days are on record, use of the last 120 is a tenth or more below the 120 before."""
    left = sample.accounts.set_index("Account ID")["Churn date"].dropna()
    known = left[left > pd.Timestamp("2024-10-01") + pd.Timedelta(days=240)]
    usage = sample.usage[sample.usage["account_id"].isin(left.index)]
    days_to_go = (usage["account_id"].map(left) - usage["date"]).dt.days
    assert (days_to_go > 0).all()
    own = usage["account_id"].isin(known.index)
    last = usage.loc[own & days_to_go.between(1, 120), "events"].sum()
    before = usage.loc[own & days_to_go.between(121, 240), "events"].sum()
    assert last < 0.9 * before
    names = sample.accounts.set_index("Account Name")["Churn date"].dropna()
    created = sample.tickets[sample.tickets["Organization"].isin(names.index)]
    assert (created["Created at"] < created["Organization"].map(names)).all()


def test_contracts_follow_each_other_and_end_in_todays_revenue(sample: RawFiles) -> None:
    """No gap, no overlap, from the first day on; today's MRR x 12 is the CRM's ARR where both are given."""
    accounts = sample.accounts.set_index("Account ID")
    for account_id, terms in sample.contracts.groupby("Account ID"):
        ordered = terms.sort_values("Start")
        assert ordered["Start"].iloc[0] == accounts.loc[account_id, "Customer since"]
        gaps = ordered["Start"].iloc[1:].to_numpy() - ordered["End"].iloc[:-1].to_numpy()
        assert (gaps == pd.Timedelta(days=1)).all()
        assert ordered["Movement"].iloc[0] == "New"
        assert (ordered["Movement"].iloc[1:] != "New").all()
        expected = accounts.loc[account_id, ["Renewal Date", "Churn date"]].dropna().iloc[0]
        assert ordered["End"].iloc[-1] + pd.Timedelta(days=1) == expected
    current = sample.contracts[(sample.contracts["Start"] <= END) & (sample.contracts["End"] >= END)]
    yearly = current.set_index("Account ID")["MRR"] * 12
    both = accounts.loc[yearly.index, "ARR (EUR)"].dropna()
    assert len(both) >= 100
    assert ((both - yearly[both.index]).abs() < 0.01).all()


def test_segments_differ_as_they_should(sample: RawFiles) -> None:
    """A fifth is large and pays most; the three tiers are apart in seats and in revenue."""
    active = sample.accounts[sample.accounts["Status"] == "Active"]
    seats = active.groupby("Tier")["Seats"].median()
    revenue = active.groupby("Tier")["ARR (EUR)"].median()
    for medians in (seats, revenue):
        assert medians["Enterprise"] > 2 * medians["Mid-market"] > 4 * medians["Small business"]
    shares = sample.accounts["Tier"].value_counts(normalize=True)
    assert 0.15 < shares["Enterprise"] < 0.30


def test_working_days_show_in_the_use(sample: RawFiles) -> None:
    """Weekends and the turn of the year are quiet: less than a tenth and less than half of a normal day."""
    by_day = sample.usage.groupby("date")["events"].sum()
    weekday = by_day[by_day.index.day_of_week < 5]
    weekend = by_day[by_day.index.day_of_week >= 5]
    assert weekend.mean() < 0.1 * weekday.mean()
    holidays = weekday["2025-12-22":"2026-01-02"]
    assert holidays.mean() < 0.5 * weekday["2025-11-01":"2025-12-15"].mean()


def test_tickets_are_consistent_within_a_row(sample: RawFiles) -> None:
    """Solved minus created is the resolution time in minutes; the first reply is not later."""
    tickets = sample.tickets
    solved = tickets["Solved at"].notna()
    minutes = (tickets["Solved at"] - tickets["Created at"]).dt.total_seconds() / 60
    assert (minutes[solved] == tickets.loc[solved, "Full resolution time in minutes"]).all()
    assert tickets.loc[~solved, "Full resolution time in minutes"].isna().all()
    assert (tickets.loc[solved, "First reply time in minutes"] <= minutes[solved]).all()
    assert set(tickets.loc[~solved, "Status"]) <= {"Open", "Pending", "On-hold"}
    assert (tickets.loc[~solved, "Reopens"] == 0).all()
    good = set(sample.csat.loc[sample.csat[CSAT] >= 4, "Ticket ID"])
    assert good == set(tickets.loc[tickets["Satisfaction Score"] == "Good", "Id"])
