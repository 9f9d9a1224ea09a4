"""Answers, tickets and incidents: the rows of each metric, from its definition's words."""

from __future__ import annotations

import pandas as pd

from tests.journeys.oracles import people
from tests.journeys.oracles.book import DAY, Book
from tests.journeys.oracles.clock import Named
from tests.journeys.oracles.customers import present
from tests.journeys.oracles.estimates import Expected
from tests.journeys.oracles.period import Period

FORTNIGHT = 14
ASKED_ROLES = ("admin", "end user", "buyer")


def answers_of(kind: str, known: Book, period: Period) -> pd.DataFrame:
    """Return the answers of a kind in the period."""
    answers = known.answers
    return answers[(answers.kind == kind) & answers.value.notna() & period.holds_or_undated(answers["at"])]


def invitations(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the invitations of the period: 1 answered, 0 not."""
    asked = invited(known, period)
    return asked.assign(value=(asked["at"].notna() | asked.value.notna()).astype(float))


def invited(known: Book, period: Period) -> pd.DataFrame:
    """Return the rows of the period with an invitation, of those kinds of each file in which some invitation
    has no answer.
    """
    rows = known.answers
    in_vain = rows[rows.asked.notna() & rows["at"].isna() & rows.value.isna()]
    surveys = set(zip(in_vain.kind, in_vain.file, strict=True))
    tells = pd.Series([survey in surveys for survey in zip(rows.kind, rows.file, strict=True)], rows.index)
    return rows[period.holds(rows.asked) & tells.astype(bool)]


def heard(known: Book, period: Period) -> pd.DataFrame:
    """Return the answers of any kind in the period."""
    return known.answers[known.answers.value.notna() & period.holds_or_undated(known.answers["at"])]


def coverage(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the present customers: 1 with an answer in the period, 0 without; none where nobody ever
    answered.
    """
    here = present(accounts, period)
    answered = here.account.isin(heard(known, period).account)
    return here.assign(value=answered.astype(float)).head(len(here) if len(known.answers) else 0)


def roles_heard(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the roles that present customers with contacts have, by a contact who is there or by an answer:
    1 answered.
    """
    here = present(accounts, period).account
    contacts = known.contacts[~(known.contacts.left <= period.end)]
    said = heard(known, period)[["account", "role"]].drop_duplicates()
    both = pd.concat([contacts[["account", "role"]], said]).drop_duplicates()
    of_whom = both.account.isin(here) & both.account.isin(known.contacts.account)
    both = both[both.role.isin(ASKED_ROLES) & of_whom]
    return both.merge(said.assign(value=1.0), how="left").fillna({"value": 0.0})


def silent(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the present customers of whom someone was invited in the period: 1 when nobody answered."""
    here = present(accounts, period)
    asked = here[here.account.isin(invited(known, period).account)]
    return asked.assign(value=(~asked.account.isin(heard(known, period).account)).astype(float))


def answer_age(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the days since the last answer of each present customer with one."""
    here = present(accounts, period)
    given = known.answers[known.answers.value.notna()]
    last = given.groupby("account")["at"].max().dt.normalize().reindex(here.index)
    return here.assign(value=(period.end - last) / DAY).dropna(subset="value")


def opened(known: Book, period: Period) -> pd.DataFrame:
    """Return the tickets opened in the period."""
    return known.tickets[period.holds(known.tickets.created)]


def resolved(known: Book, period: Period) -> pd.DataFrame:
    """Return the tickets resolved in the period."""
    return known.tickets[period.holds(known.tickets.resolved)]


def settled(known: Book, period: Period) -> pd.DataFrame:
    """Return those of them that were resolved at least 14 days before the date."""
    found = resolved(known, period)
    return found[found.resolved.dt.normalize() <= period.known_by - FORTNIGHT * DAY]


def first_contact(tickets: pd.DataFrame) -> pd.DataFrame:
    """Return the tickets of which it is known: 1 with at most one reply and never reopened, 0 else."""
    told = tickets[tickets.replies.notna()]
    return told.assign(value=((told.replies <= 1) & ~(told.reopens > 0)).astype(float))


def came_back(known: Book, tickets: pd.DataFrame) -> pd.Series:
    """Return which tickets were reopened, or after which within 14 days the same person wrote about the same
    category.
    """
    named = known.tickets[(known.tickets.requester != "") & (known.tickets.category != "")]
    who = ["account", "requester", "category"]
    mine = tickets[[*who, "resolved"]].rename_axis("row").reset_index()
    pairs = mine.merge(named[[*who, "created"]], on=who)
    after = (pairs.created - pairs.resolved) / DAY
    again = pairs.row[(after > 0) & (after <= FORTNIGHT)]
    return (tickets.reopens > 0) | tickets.index.isin(again)


def net_first_contact(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the settled tickets: 1 solved at first contact that did not come back."""
    found = first_contact(settled(known, period))
    return found.assign(value=found.value * ~came_back(known, found))


def stayed_solved(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the settled tickets that say whether they were reopened: 1 when nothing came back."""
    found = settled(known, period)
    found = found[found.reopens.notna()]
    return found.assign(value=(~came_back(known, found)).astype(float))


def reopened(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the settled tickets that say whether they were reopened: 1 reopened."""
    found = settled(known, period)
    found = found[found.reopens.notna()]
    return found.assign(value=(found.reopens > 0).astype(float))


def escalated(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the tickets opened that say whether they were escalated: 1 escalated."""
    found = opened(known, period)
    found = found[found.escalations.notna()]
    return found.assign(value=(found.escalations > 0).astype(float))


def handoffs(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return how often each ticket opened changed hands."""
    return opened(known, period).assign(value=lambda found: found.handoffs).dropna(subset="value")


def resolution_hours(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return the hours from opening to solution of the tickets resolved in the period, by the clock that the
    user named; only the calendar's has the source's own minutes.
    """
    found = resolved(known, period)
    return found.assign(value=_hours(found, found.resolved, named)).dropna(subset="value")


def durations(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return the tickets opened in the period with their hours so far, and whether they are solved."""
    found = opened(known, period)
    found = found[found.resolved.notna() | found.unsolved]
    is_solved = found.resolved.notna()
    until = found.resolved.fillna(period.known_by + DAY)
    so_far = named.hours(found.created, until)
    return found.assign(value=_hours(found, until, named).where(is_solved, so_far), ended=is_solved)


def _hours(tickets: pd.DataFrame, until: pd.Series, named: Named) -> pd.Series:
    return tickets.hours if named.clock == "calendar" else named.hours(tickets.created, until)


def first_answers(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return the hours until somebody took each ticket opened, else until it was first answered."""
    found = opened(known, period)
    taken = found.taken.fillna(found.reply)
    return found.assign(value=named.hours(found.created, taken)).dropna(subset="value")


def after_hours_tickets(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return the tickets opened: 1 outside working hours; none of files whose tickets, of all times up to the
    date, bear days only.
    """
    timed = known.tickets.created != known.tickets.created.dt.normalize()
    found = opened(known, period)
    found = found[found.file.isin(known.tickets.file[timed])]
    return found.assign(value=(~named.at_work(found.created)).astype(float))


def backlog(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return all tickets: 1 open at the end of the day."""
    waiting = known.tickets.resolved.isna() & known.tickets.unsolved
    return known.tickets.assign(value=waiting.astype(float))


def backlog_age(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return how many days ago each open ticket was opened."""
    waiting = backlog(known, accounts, period).query("value == 1")
    return waiting.assign(value=(period.end - waiting.created.dt.normalize()) / DAY)


def desks(known: Book, accounts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the open tickets (1) and those that agents had in the period (0)."""
    found = backlog(known, accounts, period)
    worked = (period.holds(found.created) | period.holds(found.resolved)) & (found.agent != "")
    return found[(found.value == 1) | worked].assign(worked=worked, week=people.weeks(known, found.agent))


def load(rows: pd.DataFrame) -> Expected:
    """Open tickets divided by the full weeks of the agents who opened or solved tickets in the period."""
    agents = float(rows[rows.worked].drop_duplicates("agent").week.sum())
    waiting = float(rows.value.sum())
    return Expected(waiting / agents if agents else None, int(waiting))


def began(known: Book, period: Period) -> pd.DataFrame:
    """Return the incidents of the period, one row for each account touched (none: one without an account)."""
    found = known.incidents[period.holds(known.incidents.began)]
    return found.merge(known.touched, on="incident", how="left")


def until_taken(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return the hours until someone took each incident."""
    found = began(known, period)
    return found.assign(value=named.hours(found.began, found.taken)).dropna(subset="value")


def until_over(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return the hours until each incident was resolved."""
    found = began(known, period)
    return found.assign(value=named.hours(found.began, found.over)).dropna(subset="value")


def interruptions(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return the interruptions outside working hours, and all; uncounted, one when the incident began."""
    found = _counted(known, period)
    resting = (~named.at_work(found.began)).astype(float)
    return found.assign(value=(found.off + found.asleep).where(found.counted, resting))


def sleep_interruptions(known: Book, accounts: pd.DataFrame, period: Period, named: Named) -> pd.DataFrame:
    """Return the interruptions in the hours of sleep, and all."""
    found = _counted(known, period)
    at_night = named.asleep(found.began).astype(float)
    return found.assign(value=found.asleep.where(found.counted, at_night))


def _counted(known: Book, period: Period) -> pd.DataFrame:
    found = began(known, period)
    whole = found[["working", "off", "asleep"]].sum(axis=1, min_count=1)
    found = found.assign(counted=whole.notna(), whole=whole.fillna(1.0))
    return found[found.whole > 0]
