"""What a set of raw files says, in one form for all oracles, and what of it was known on a day.

Columns are named as in `Book`. Dates are pandas timestamps, midnight for days; NaT and NaN where unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

DAY = pd.Timedelta(days=1)
HOUR = pd.Timedelta(hours=1)
OUTCOMES = ["replies", "reopens", "escalations", "handoffs"]
_COLUMNS = {
    "accounts": "account segment owner industry country start renewal arr seats is_trial flagged left_at "
    "tenure",
    "contracts": "account start end mrr seats is_trial lost billed",
    "churn_events": "account at returned",
    "contacts": "account person role joined left",
    "answers": "account role kind value least most asked at file ticket",
    "tickets": "account ticket file requester category priority created resolved hours unsolved reply taken "
    "agent team " + " ".join(OUTCOMES),
    "incidents": "incident service urgency priority began taken over working off asleep",
    "touched": "incident account",
    "usage": "account user feature day events",
    "reviews": "account ticket reviewer criterion at value team agent category",
    "agents": "agent joined hours",
}
_MOMENTS = frozenset(
    (
        *("start", "end", "renewal", "left_at", "at", "joined", "left", "asked", "created", "resolved"),
        *("reply", "taken", "began", "over", "day"),
    )
)
_TEXTS = frozenset(
    (
        *("account", "segment", "owner", "industry", "country", "role", "kind", "person", "requester"),
        *("category", "priority", "agent", "team", "incident", "service", "urgency", "user", "feature"),
        *("file", "reviewer", "criterion", "ticket"),
    )
)
_MARKS = frozenset(("is_trial", "flagged", "lost", "returned", "unsolved"))


@dataclass(frozen=True, slots=True)
class Book:
    """The raw rows, one frame a table (columns: `_COLUMNS`).

    `accounts.tenure`: years, where the source tells an age and no date. `contracts.billed`: months from one
    bill to the next.

    `answers.value`: csat 1 satisfied, 0 not; nps 1, .5, 0; ces on its scale (`least`, `most`); NaN while
    unanswered; `ticket`: the one that it is about, "" for none. `tickets.unsolved`: the source calls it
    neither solved nor closed; `reply`: when it was first answered, `taken`: when somebody took it. `file`
    names where a row is from, "" where there is but one such file. `reviews.value`: the score as a share of
    its scale; its team, agent and category are the ticket's. `agents.hours`: a week.
    """

    accounts: pd.DataFrame
    contracts: pd.DataFrame
    churn_events: pd.DataFrame
    contacts: pd.DataFrame
    answers: pd.DataFrame
    tickets: pd.DataFrame
    incidents: pd.DataFrame
    touched: pd.DataFrame
    usage: pd.DataFrame
    reviews: pd.DataFrame
    agents: pd.DataFrame


def book(**frames: pd.DataFrame) -> Book:
    """Return the frames given, with the columns that they lack unknown, and the others empty."""
    found = {}
    for name, columns in _COLUMNS.items():
        frame = frames.get(name, pd.DataFrame())
        lacking = [column for column in columns.split() if column not in frame]
        found[name] = frame.assign(**dict.fromkeys(lacking, float("nan")))[columns.split()]
    return Book(**{name: _typed(frame) for name, frame in found.items()})


def known_on(whole: Book, day: pd.Timestamp, *, is_present: bool) -> Book:
    """Return what was known at the end of a day: nothing that happened later, and of what is open to this day
    no outcome, which bears no date, unless the day is the present.
    """
    end = day + DAY
    answers = _asked_by(whole.answers, end)
    answers.loc[answers["at"] >= end, ["value", "at"]] = [float("nan"), pd.NaT]
    contracts = whole.contracts[~(whole.contracts.start > day)].copy()
    # Where only lost contracts have an end, their end is the loss: one to come is not known. Terms are.
    if whole.contracts[~whole.contracts.lost].end.isna().mean() > 0.5:
        contracts.loc[contracts.lost & (contracts.end > day), "end"] = pd.NaT
    contracts["lost"] &= contracts.end <= day
    contacts = whole.contacts[~(whole.contacts.joined > day)]
    accounts = whole.accounts
    # A flag says that one has left and not when. An event, also one to come, says when: then it is no news.
    flagged = accounts.flagged & ~accounts.account.isin(whole.churn_events.account)
    return replace(
        whole,
        accounts=accounts.assign(flagged=flagged),
        answers=answers,
        contracts=contracts,
        churn_events=whole.churn_events[whole.churn_events["at"] <= day],
        contacts=contacts.assign(left=contacts.left.where(contacts.left <= day)),
        tickets=_tickets_on(whole.tickets, end, is_present),
        incidents=_incidents_on(whole.incidents, end, is_present),
        usage=whole.usage[whole.usage.day <= day],
        reviews=whole.reviews[whole.reviews["at"] < end],
        agents=whole.agents[~(whole.agents.joined > day)],
    )


def _asked_by(answers: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Return who had been asked; of surveys whose files name nobody by then who never answered, only those
    who had answered: the others were not in the file yet.
    """
    asked = answers[~(answers[["asked", "at"]].min(axis=1) >= end)]
    in_vain = asked[(asked.asked < end) & asked["at"].isna() & asked.value.isna()]
    surveys = in_vain[["kind", "file"]].drop_duplicates().assign(tells=True)
    tells = asked.merge(surveys, on=["kind", "file"], how="left").tells.eq(True).to_numpy()
    return asked[tells | ~(asked["at"] >= end)].copy()


def _tickets_on(tickets: pd.DataFrame, end: pd.Timestamp, is_present: bool) -> pd.DataFrame:
    found = tickets[tickets.created < end].copy()
    later = found.resolved >= end
    hidden = later | (found.resolved.isna() & (not is_present))
    found.loc[later, ["resolved", "hours"]] = [pd.NaT, float("nan")]
    found.loc[later, "unsolved"] = True
    found.loc[hidden, OUTCOMES] = float("nan")
    for moment in ("reply", "taken"):
        found.loc[found[moment] >= end, moment] = pd.NaT
    return found


def _incidents_on(incidents: pd.DataFrame, end: pd.Timestamp, is_present: bool) -> pd.DataFrame:
    found = incidents[incidents.began < end].copy()
    hidden = (found.over >= end) | (found.over.isna() & (not is_present))
    found.loc[hidden, ["working", "off", "asleep"]] = float("nan")
    for moment in ("taken", "over"):
        found.loc[found[moment] >= end, moment] = pd.NaT
    return found


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with moments, texts and marks as such, also where a column is empty."""
    frame = frame.copy()
    for column in frame:
        if column in _TEXTS:
            frame[column] = frame[column].astype(object).where(frame[column].notna(), "")
        elif column in _MARKS:
            frame[column] = frame[column].eq(True)
        else:
            frame[column] = frame[column].astype("datetime64[us]" if column in _MOMENTS else float)
    return frame
