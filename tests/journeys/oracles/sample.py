"""The files of the sample portfolio read anew with pandas, like somebody who got them by mail."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd

from tests.journeys.oracles.book import Book, book

ROLES = {
    "Admin": "admin",
    "Administrator": "admin",
    "End user": "end user",
    "Buyer": "buyer",
    "Decision maker": "buyer",
}
QUESTION = "How likely are you to recommend us? (0-10)"
SATISFACTION = "How satisfied are you with the help you received? (1-5)"
EASE = "How easy was it to get your issue solved? (1 = very hard, 7 = very easy)"


def read(folder: Path) -> Book:
    """Return what the files say; rows that cannot be used as they are (a total, a score off its scale, a day
    that there is not, an answer or use of nobody, a row twice) are left out.
    """
    crm = {name: _sheet(folder / "CRM export.xlsx", name) for name in ("Contacts", "Contracts")}
    accounts = _sheet(folder / "CRM export.xlsx", "Accounts", header=2)
    accounts = accounts[accounts["Account ID"].str.startswith("SYN-")]
    tickets = _tickets(folder / "tickets_export.csv", accounts)
    role_of = crm["Contacts"].set_index("Contact ID").Role.map(ROLES)
    # Two people share an address: what is sent from it counts as from the one who came last.
    by_mail = crm["Contacts"].assign(Email=crm["Contacts"].Email.str.casefold())
    by_mail = by_mail.drop_duplicates("Email", keep="last").set_index("Email").Role
    # Whom the desk asked, the help desk's export says; what they answered, the survey tool's.
    offered = tickets.ticket[tickets.rating != "Not Offered"]
    answers = _answers(folder, role_of)
    answers.loc[(answers.kind == "csat") & answers.ticket.isin(offered), "file"] = "tickets_export"
    about = _sheet(folder / "CSAT after tickets.xlsx", "Responses")["Ticket ID"].dropna()
    ratings = _ratings(tickets[~tickets.ticket.isin(about)], by_mail.map(ROLES))
    return book(
        accounts=_accounts(accounts),
        contracts=_contracts(crm["Contracts"]),
        contacts=_contacts(crm["Contacts"]),
        answers=pd.concat([answers, ratings]),
        tickets=tickets,
        usage=_usage(folder / "usage_daily.csv"),
        **_incidents(folder / "Incidents.xlsx"),
        **_reviews(folder / "QA reviews.xlsx", tickets),
    )


def _sheet(path: Path, name: str, header: int = 0) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pd.read_excel(path, sheet_name=name, header=header, engine="openpyxl")


def _accounts(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account": rows["Account ID"],
            "segment": rows["Tier"],
            "owner": rows["CSM"],
            "industry": rows["Industry"],
            "country": rows["Country"],
            "start": pd.to_datetime(rows["Customer since"]),
            "renewal": pd.to_datetime(rows["Renewal Date"]),
            "arr": rows["ARR (EUR)"],
            "seats": rows["Seats"],
            "flagged": rows["Status"] == "Churned",
            "left_at": pd.to_datetime(rows["Churn date"]),
        }
    )


def _contracts(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account": rows["Account ID"],
            "start": pd.to_datetime(rows["Start"]),
            "end": pd.to_datetime(rows["End"]),
            "mrr": rows["MRR"],
            "seats": rows["Seats"],
        }
    )


def _contacts(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account": rows["Account ID"],
            "person": rows["Contact ID"],
            "role": rows["Role"].map(ROLES),
            "joined": pd.to_datetime(rows["Joined"]),
            "left": pd.to_datetime(rows["Left"]),
        }
    )


def _answers(folder: Path, role_of: pd.Series) -> pd.DataFrame:
    """Return the answers of the three questions: 9 and 10 of 0 to 10 recommend, 7 and 8 are passive; 4 and 5
    of 1 to 5 are satisfied.
    """
    asked = pd.read_csv(folder / "NPS survey.csv", sep=";", encoding="utf-8-sig").drop_duplicates()
    asked = asked.dropna(subset="Account ID")
    asked["at"] = pd.to_datetime(asked["Answered at"], format="%d.%m.%Y", errors="coerce")
    usable = ~(asked[QUESTION] > 10) & (asked["Answered at"].isna() | asked["at"].notna())
    asked = asked[usable]
    score = asked[QUESTION]
    value = (score >= 9) * 0.5 + (score >= 7) * 0.5
    first = pd.DataFrame(
        {
            "account": asked["Account ID"],
            "role": asked["Respondent role"].map(ROLES),
            "kind": "nps",
            "file": "NPS survey",
            "value": value.where(score.notna()),
            "asked": pd.to_datetime(asked["Invited at"], format="%d.%m.%Y"),
            "at": asked["at"],
        }
    )
    after = folder / "CSAT after tickets.xlsx"
    rated, eased = _sheet(after, "Responses"), _sheet(after, "Effort")
    rated = rated[rated[SATISFACTION].between(1, 5)]
    second = _after_tickets(rated, role_of, "csat", (rated[SATISFACTION] >= 4).astype(float))
    return pd.concat(
        [first, second, _after_tickets(eased, role_of, "ces", eased[EASE]).assign(least=1, most=7)]
    )


def _after_tickets(rows: pd.DataFrame, role_of: pd.Series, kind: str, value: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "account": rows["Account ID"],
            "role": rows["Contact ID"].map(role_of),
            "kind": kind,
            "file": f"CSAT after tickets, {kind}",
            "value": value,
            "ticket": rows["Ticket ID"],
            "asked": pd.to_datetime(rows["Sent"]),
            "at": pd.to_datetime(rows["Answered"]),
        }
    )


def _tickets(path: Path, accounts: pd.DataFrame) -> pd.DataFrame:
    rows = pd.read_csv(path, na_values="-")
    rows["created"] = _moment(rows["Created at"])
    rows = rows.dropna(subset="created")
    return pd.DataFrame(
        {
            "account": rows["Organization"].map(accounts.set_index("Account Name")["Account ID"]),
            "ticket": rows["Id"],
            "requester": rows["Requester email"],
            "category": rows["Ticket type"],
            "priority": rows["Priority"],
            "created": rows["created"],
            "resolved": _moment(rows["Solved at"]),
            "hours": rows["Full resolution time in minutes"] / 60,
            "unsolved": ~rows["Status"].isin(["Solved", "Closed"]),
            "reply": rows["created"] + pd.to_timedelta(rows["First reply time in minutes"], "min"),
            "agent": rows["Assignee"],
            "team": rows["Group"],
            "replies": rows["Replies"],
            "reopens": rows["Reopens"],
            "escalations": rows["Escalations"],
            # Stations are the groups that had it: the first did not get it from another.
            "handoffs": rows["Group stations"] - 1,
            "rating": rows["Satisfaction Score"],
        }
    )


def _moment(texts: pd.Series) -> pd.Series:
    return pd.to_datetime(texts, errors="coerce", utc=True).dt.tz_localize(None)


def _ratings(tickets: pd.DataFrame, role_of: pd.Series) -> pd.DataFrame:
    """Return the ratings asked for on tickets that no answer is about, on the day of the solution."""
    offered = tickets[tickets.rating != "Not Offered"]
    day = offered.resolved.fillna(offered.created)
    given = offered.rating.isin(["Good", "Bad"])
    return pd.DataFrame(
        {
            "account": offered.account,
            "role": offered.requester.str.casefold().map(role_of),
            "kind": "csat",
            "file": "tickets_export",
            "ticket": offered.ticket,
            "value": (offered.rating == "Good").astype(float).where(given),
            "asked": day,
            "at": day.where(given),
        }
    )


def _usage(path: Path) -> pd.DataFrame:
    rows = pd.read_csv(path).dropna(subset="account_id")
    day = pd.to_datetime(rows.date, format="%Y-%m-%d", errors="coerce")
    rows = rows.rename(columns={"account_id": "account", "user_id": "user"}).assign(day=day)
    return rows.dropna(subset="day")


def _reviews(path: Path, tickets: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the scores of 1 to 5 as shares of the scale, with what their tickets say, and the agents."""
    rows, agents = _sheet(path, "Reviews"), _sheet(path, "Agents")
    reviews = pd.DataFrame(
        {
            "ticket": rows["Ticket"],
            "reviewer": rows["Reviewer"],
            "criterion": rows["Criterion"],
            "at": pd.to_datetime(rows["Reviewed on"]),
            "value": (rows["Score"] - 1) / 4,
        }
    )
    reviews = reviews.merge(tickets[["ticket", "account", "team", "agent", "category"]], on="ticket")
    listed = {"agent": agents["Agent"], "joined": agents["Joined"], "hours": agents["Hours per week"]}
    return {"reviews": reviews, "agents": pd.DataFrame(listed)}


def _incidents(path: Path) -> dict[str, pd.DataFrame]:
    """Return the incidents, and which accounts used the service of each on the day it began."""
    rows, services = _sheet(path, "Incidents"), _sheet(path, "Services")
    incidents = pd.DataFrame(
        {
            "incident": rows["Incident ID"],
            "service": rows["Service"],
            "urgency": rows["Urgency"],
            "began": rows["Opened on"],
            "taken": rows["Acknowledged on"],
            "over": rows["Resolved on"],
            "working": rows["Business hour interruptions"],
            "off": rows["Off hour interruptions"],
            "asleep": rows["Sleep hour interruptions"],
        }
    )
    pairs = rows.merge(services, on="Service")
    pairs = pairs[pairs["Since"] <= pairs["Opened on"].dt.normalize()]
    touched = pairs.rename(columns={"Incident ID": "incident", "Account ID": "account"})
    return {"incidents": incidents, "touched": touched[["incident", "account"]]}
