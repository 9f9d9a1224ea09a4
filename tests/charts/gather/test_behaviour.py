"""Seats, features, workflows, cases and themes for charts, against the metrics and plain counting."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from cxdesk.charts import Surface
from cxdesk.charts.catalogue import ChartRequest, draw
from cxdesk.charts.gather.cases import escalations
from cxdesk.charts.gather.features import adoption, workflows
from cxdesk.charts.gather.seats import seats_by_age
from cxdesk.charts.gather.themes import theme_quotes
from cxdesk.errors import UsageError
from cxdesk.metrics import measure, measure_accounts, observations_of
from cxdesk.theme import theme
from cxdesk.workspace.conventions import Conventions, Workflow
from cxdesk.workspace.event_records import TICKET_EVENT_NAMES
from tests.metrics.made_facts import AS_OF, answers_of, make_facts
from tests.metrics.rich_facts import rich_facts

FACTS = rich_facts(30)
NAMES = (
    "resolution_survival",
    "time_to_value",
    "seats_by_age",
    "adoption",
    "workflow",
    "escalations",
    "themes",
)


@pytest.mark.parametrize("account", [None, 0])
@pytest.mark.parametrize("name", NAMES)
def test_every_chart_is_drawn_by_name(name, account):
    """From facts to figure by name, for all accounts and for one that is lost: a title, units and a table."""
    chart = draw(name, FACTS, ChartRequest(account=account), Surface(theme(), 480, 300))
    assert chart.title
    assert chart.subtitle
    assert chart.as_table()


def test_seats_are_those_of_present_customers():
    """Shares are the metric's, ages the days since the start in twelfths of 365 days; lost accounts and
    trials are left out unless asked for.
    """
    seats, accounts = seats_by_age(FACTS, ChartRequest()), FACTS.accounts
    here = np.flatnonzero((~accounts.is_lost | (accounts.lost_at > AS_OF)) & ~accounts.is_trial)
    assert list(seats.name) == [f"Account {place}" for place in here]
    assert seats.share == pytest.approx(measure_accounts("seat_use", FACTS).value[here], nan_ok=True)
    days = (AS_OF - accounts.start_date[here]).astype(float)
    assert seats.age == pytest.approx(days / 365 * 12)
    lost = seats_by_age(FACTS, ChartRequest(account=0))
    assert lost.name[lost.chosen] == "Account 0"


def test_features_are_shared_by_accounts_or_by_users():
    """All accounts: a share of accounts; one account: of its users, and it is named."""
    assert adoption(FACTS, ChartRequest()).use.of == "accounts"
    one = adoption(FACTS, ChartRequest(account=4))
    assert (one.use.of, one.whose) == ("users", "Account 4")


def test_workflows_count_people_by_their_first_uses():
    """In plain Python: who used search first in the last 365 days, then also report, then also export."""
    flow = Workflow("Report", ("search", "report", "export"))
    facts = replace(FACTS, conventions=Conventions(workflows=(flow,)))
    uses, seen, began = facts.first_uses, {}, set()
    for account, user, feature, day in zip(uses.account, uses.user, uses.feature, uses.first_at, strict=True):
        name = facts.features[feature]
        seen.setdefault((account, user), set()).add(name)
        if name == "search" and 0 <= (AS_OF - day).astype(int) < 365:
            began.add((account, user))
    second = {person for person in began if "report" in seen[person]}
    third = {person for person in second if "export" in seen[person]}
    (steps,) = workflows(facts, ChartRequest()).workflows
    assert steps.reached.tolist() == [len(began), len(second), len(third)]
    assert steps.kept[1:] == pytest.approx([len(second) / len(began), len(third) / len(second)])
    assert np.isnan(steps.kept[0])
    assert steps.accounts == len({account for account, _user in began})


def test_no_workflow_says_how_to_name_one():
    """Without workflows the command is named; where usage names nobody that is the reason."""
    unnamed = replace(FACTS, conventions=Conventions())
    assert "cxdesk conventions" in workflows(unnamed, ChartRequest()).reason
    nobody = replace(
        FACTS, first_uses=replace(FACTS.first_uses, user=np.full(len(FACTS.first_uses.user), -1))
    )
    assert workflows(nobody, ChartRequest()).reason == "Usage does not name its users."


def test_teams_sum_to_all_together():
    """Escalated tickets over the teams are all escalated ones, and the hours count them too."""
    cases = escalations(FACTS, ChartRequest())
    total = sum(
        round(team.escalated.value * team.escalated.n) for team in cases.teams if team.escalated.known
    )
    overall = measure("escalation_rate", FACTS)
    assert total == round(overall.value * overall.n) == cases.times.total
    assert cases.together.reopened == measure("reopen_rate", FACTS)
    assert [team.escalated.n for team in cases.teams] == sorted(
        (team.escalated.n for team in cases.teams), reverse=True
    )


def test_reasons_are_those_of_the_log_counted_here():
    """Each ticket counts once, for the reason of its first escalation in the log, by a loop over the log."""
    facts = rich_facts(5)
    why: dict[int, str] = {}
    log = facts.ticket_events
    for place in np.argsort(log.at, kind="stable").tolist():
        if TICKET_EVENT_NAMES[log.kind[place]] == "escalated" and log.ticket[place] >= 0:
            why.setdefault(int(log.ticket[place]), str(log.reason[place]))
    found = observations_of("escalated_tickets", facts)
    expected = Counter(why[row] for row in found.row[found.value > 0].tolist() if why.get(row))
    assert expected
    assert dict(escalations(facts, ChartRequest()).reasons) == expected


def _commented(dates=("2025-03-01T10:00:00",) * 60):
    """Return 60 answers of 20 accounts: detractors write of a slow export, promoters of kind support."""
    marks = [0, 10] * 30
    comments = ["The export is slow again" if mark == 0 else "Support was kind and quick" for mark in marks]
    answers = answers_of(
        "nps",
        marks,
        (0, 10),
        account=[place % 20 for place in range(60)],
        comment=comments,
        answered_at=list(dates),
    )
    accounts = {
        "account_id": [f"A{place}" for place in range(20)],
        "account_name": [f"Account {place}" for place in range(20)],
        "segment": ["large"] * 10 + ["small"] * 10,
    }
    return make_facts(accounts, answers=answers)


def test_detractors_against_promoters():
    """What detractors write is on their side, and each quote is one of their comments."""
    record = theme_quotes(_commented(), ChartRequest())
    assert (record.first, record.second, record.is_judged) == ("detractors", "promoters", True)
    assert record.themes.comments == 60
    for found, quotes in zip(record.themes.found, record.quotes, strict=True):
        expected = "The export is slow again" if found.in_first else "Support was kind and quick"
        assert {quote.text for quote in quotes} == {expected}
    assert [quote.in_first for quote in record.samples[:4]] == [True, False, True, False]


def test_an_account_is_set_against_its_segment():
    """Of 20 accounts ten are large: the comments of these alone are looked at."""
    record = theme_quotes(_commented(), ChartRequest(account=3))
    assert (record.first, record.second, record.whose) == ("Account 3", "others in large", "Account 3")
    assert record.themes.comments == 30


def test_by_period_the_last_year_is_set_against_the_one_before():
    """Half of the comments are 14 months old, and one is too old for either."""
    dates = ["2025-03-01T10:00:00"] * 30 + ["2024-04-20T10:00:00"] * 29 + ["2021-01-01T10:00:00"]
    record = theme_quotes(_commented(dates), ChartRequest(by="period"))
    assert record.themes.comments == 59
    assert (record.first, record.second) == ("the last year", "the year before")


def test_themes_are_divided_by_nothing_else():
    """Any other dimension is refused with what can be chosen."""
    with pytest.raises(UsageError, match="not divided by team"):
        theme_quotes(FACTS, ChartRequest(by="team"))
