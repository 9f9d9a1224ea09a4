"""The account page as data."""

from __future__ import annotations

from dataclasses import replace
from math import fsum

import numpy as np
import pytest

from cxdesk.errors import UsageError
from cxdesk.formatting import NEUTRAL
from cxdesk.session.account_view import AccountView, account_code, account_named, account_view, urgency
from cxdesk.session.past_scores import Past
from cxdesk.session.signals import bar_text
from cxdesk.session.timeline import events_between, health_history
from tests.session.factory import AS_OF, Made

LOST, BARE = 10, 11


def page(made: Made, code: int) -> AccountView:
    """Return the page of the account at a position, with nothing earlier to compare with."""
    return account_view(made.facts, made.portfolio, made.standards, code, None, NEUTRAL)


def dated(made: Made, notice: int | None, renewal: int | None) -> Made:
    """Return the portfolio with the first account's dates at so many days from the as-of date, or unknown."""
    accounts = made.facts.accounts
    dates = {"notice_date": notice, "renewal_date": renewal}
    changed = {}
    for name, days in dates.items():
        values = getattr(accounts, name).copy()
        values[0] = np.datetime64("NaT") if days is None else AS_OF + days
        changed[name] = values
    return replace(made, facts=replace(made.facts, accounts=replace(accounts, **changed)))


@pytest.mark.parametrize("code", range(12))
def test_contributions_add_up_to_the_health(portfolio: Made, code: int) -> None:
    """What the waterfall draws is the score: the sum is exact to 1e-9; lost accounts have neither."""
    view = page(portfolio, code)
    health = portfolio.portfolio.health[code]
    if np.isnan(health):
        assert view.contributions == ()
    else:
        assert view.contributions[0].kind == "start"
        assert fsum(bar.points for bar in view.contributions) == pytest.approx(health, abs=1e-9)


@pytest.mark.parametrize(
    ("notice", "renewal", "text", "tone"),
    [
        (9, 23, "Notice by 9 Oct · in 9\u00a0d · renews 23 Oct 2026", "risk"),
        (62, 92, "Notice by 1 Dec · in 62\u00a0d · renews 31 Dec 2026", "watch"),
        (200, 230, "Notice by 18 Apr · in 200\u00a0d · renews 18 May 2027", ""),
        (None, 12, "Renews 12 Oct 2026 · in 12\u00a0d", "risk"),
        (-5, 25, "Notice date has passed · renews 25 Oct 2026", "watch"),
        (None, None, "Renewal date not known", ""),
    ],
)
def test_urgency_in_words(portfolio: Made, notice: int, renewal: int, text: str, tone: str) -> None:
    """Dates counted from 30 September 2026 with a calendar; red up to 30 days, amber up to 90."""
    due = urgency(dated(portfolio, notice, renewal).facts, 0, NEUTRAL)
    assert (due.text, due.tone) == (text, tone)


def test_an_account_that_left_says_when_and_why(portfolio: Made) -> None:
    """The factory's lost account left 20 days before the as-of date, for the price."""
    view = page(portfolio, LOST)
    assert view.urgency.text == "Left 10 Sep 2026 · price"
    assert view.why == "Why no score"


def test_an_account_with_nothing_but_a_name_lists_what_is_missing(portfolio: Made) -> None:
    """No date, no revenue, no answers, no people, no use: each is a gap of its own."""
    named = {gap.what for gap in page(portfolio, BARE).gaps}
    assert {
        "Too little is known for a colour",
        "Sentiment: no evidence",
        "Adoption: no evidence",
        "Renewal date",
        "Annual recurring revenue",
        "What they think",
        "People",
        "Use of the product",
    } <= named


def test_a_role_that_is_silent_is_named(portfolio: Made) -> None:
    """All buyers' answers of the first account are taken away: then buyers were not heard."""
    answers = portfolio.facts.answers
    role = np.where(answers.account == 0, 0, answers.role)
    facts = replace(portfolio.facts, answers=replace(answers, role=role))
    named = {gap.what for gap in page(replace(portfolio, facts=facts), 0).gaps}
    assert "Not heard: end users and buyers" in named


def test_an_account_is_found_by_id_and_by_name(portfolio: Made) -> None:
    """Scripts may give either, in any case; a name that is not there gives nothing, one that two have is
    refused with their ids.
    """
    accounts = portfolio.facts.accounts
    assert account_named(accounts.account_id, accounts.account_name, "a00003") == "A00003"
    assert account_named(accounts.account_id, accounts.account_name, "calder pharma") == "A00003"
    assert account_named(accounts.account_id, accounts.account_name, "Nobody") is None
    twins = np.array(["A1", "A2"], dtype=object), np.array(["Twin", "twin"], dtype=object)
    assert [account_named(*twins, text) for text in ("A2", "Twin", "twin")] == ["A2", "A1", "A2"]
    with pytest.raises(UsageError, match="2 accounts are called TWIN: A1, A2"):
        account_named(*twins, "TWIN")
    assert account_code(portfolio.facts, "A00003") == 2
    assert account_code(portfolio.facts, "nothing") is None


def test_history_leaves_out_dates_on_which_the_account_was_not_there(portfolio: Made) -> None:
    """The earlier date knows all accounts but the sixth: its history begins at the second date."""
    now, ids = portfolio.portfolio, portfolio.facts.accounts.account_id
    rows = np.delete(np.arange(12), 5)
    then = replace(now, as_of=AS_OF - 31, health=now.health[rows] - 4, low=now.low[rows], high=now.high[rows])
    past = (Past(ids[rows], then), Past(ids, now))
    assert health_history(portfolio.facts, past, 5).date.tolist() == [AS_OF.item()]
    other = health_history(portfolio.facts, past, 6)
    assert other.health.tolist() == [now.health[6] - 4, now.health[6]]


def test_events_are_those_of_the_account_and_the_newest_escalations(portfolio: Made) -> None:
    """Counted from the tickets: at most two escalations, none of another account, in the order of their
    dates.
    """
    tickets = portfolio.facts.tickets
    account = int(tickets.account[np.flatnonzero(tickets.escalations > 0)[0]])
    own = (tickets.account == account) & (tickets.escalations > 0)
    events = events_between(portfolio.facts, account, AS_OF - 400, AS_OF)
    dates = sorted(tickets.created_at[own].astype("datetime64[D]"))[-2:]
    assert [event.date for event in events] == dates
    assert {event.label for event in events} == {"Escalation"}


def test_estimates_are_told_apart_from_what_was_answered(portfolio: Made) -> None:
    """Intent: a page that explains the score by one NPS and shows another as evidence says why they differ.

    Expected: the health shrinks survey answers and nothing else to the segment; narrow columns have no room.
    """
    told = [bar.label for bar in page(portfolio, 0).contributions]
    estimates = [label for label in told if label.endswith(", estimate")]
    assert estimates
    assert {label.split()[0] for label in estimates} <= {"NPS", "Satisfaction", "CSAT", "Ease", "CES"}
    nps = next(bar for bar in portfolio.portfolio.bars if bar.name == "nps")
    assert "estimate" not in bar_text(portfolio.portfolio, 0, nps, NEUTRAL, nps.label)


def test_use_after_a_loss_is_a_question(portfolio: Made) -> None:
    """Of an account counted as lost and used 100 days later it is asked whether they left."""
    accounts, usage = portfolio.facts.accounts, portfolio.facts.usage
    assert accounts.is_lost[LOST]
    last = usage.last_at.copy()
    last[usage.account == LOST] = accounts.lost_at[LOST] + 100
    rows = int(np.sum(usage.account == LOST))
    used = replace(portfolio, facts=replace(portfolio.facts, usage=replace(usage, last_at=last)))
    asked = [gap.what for gap in page(used, LOST).gaps]
    assert rows
    assert "Whether they left" in asked
    assert "Whether they left" not in [gap.what for gap in page(used, 0).gaps]
