"""The stories planted in the sample are found by the app, from the files it is given.

What is planted, and how strongly, is said by the records in `cxdesk.sample` and proven on the raw files in
tests/sample; here the same thresholds are asked of what the app says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from cxdesk.health import Portfolio, read_standards, score
from cxdesk.importing import commit, prepare
from cxdesk.metrics import measure
from cxdesk.progress import silent
from cxdesk.sample import AWKWARD_ROWS, PLANTS, SAMPLE_END, write_sample
from cxdesk.session.evidence import measured
from cxdesk.workspace import Workspace
from cxdesk.workspace.facts import read_facts
from cxdesk.workspace.facts_record import Facts


@dataclass(frozen=True)
class Book:
    """The sample, imported and scored."""

    workspace: Workspace
    facts: Facts
    portfolio: Portfolio

    def code(self, story: str) -> int:
        (plant,) = [plant for plant in PLANTS if plant.name == story]
        return int(np.flatnonzero(self.facts.accounts.account_id == plant.account_id)[0])

    def signal(self, story: str, name: str) -> float:
        index = [signal.name for signal in self.portfolio.signals].index(name)
        return float(self.portfolio.signal_value[self.code(story), index])

    def driver(self, story: str, name: str) -> tuple[float, float]:
        """Return (value, score)."""
        index = [driver.name for driver in self.portfolio.drivers].index(name)
        code = self.code(story)
        return float(self.portfolio.driver_value[code, index]), float(
            self.portfolio.driver_score[code, index]
        )

    def metric(self, story: str, name: str) -> float:
        return measure(name, self.facts.of([self.code(story)])).value

    def rank(self, story: str, name: str) -> float:
        """Return the share of customers with a lower value of a signal than the story's account."""
        index = [signal.name for signal in self.portfolio.signals].index(name)
        values = self.portfolio.signal_value[~self.facts.accounts.is_lost, index]
        values = values[~np.isnan(values)]
        return float(np.mean(values < self.signal(story, name)))

    def days_to_renewal(self, story: str) -> int:
        return int((self.facts.accounts.renewal_date[self.code(story)] - self.facts.as_of).astype(int))


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    """The sample portfolio, through the importers."""
    files = write_sample(tmp_path_factory.mktemp("sample"))
    workspace = Workspace.in_memory()
    commit(workspace, prepare(files, silent()), silent())
    facts = read_facts(workspace)
    return Book(workspace, facts, score(facts, read_standards(workspace.standards_text())))


def test_the_sample_is_read_whole(book: Book) -> None:
    """120 accounts, as of the generator's end, marked synthetic; every sheet's rows are accounted for."""
    assert len(book.facts.accounts) == 120
    assert book.facts.as_of == np.datetime64(SAMPLE_END)
    assert book.facts.synthetic
    for report in book.workspace.reports():
        assert report.rows_in == report.rows_kept + report.rows_set_aside


@pytest.mark.parametrize("awkward", AWKWARD_ROWS, ids=lambda row: row.name)
def test_awkward_rows_are_set_aside_at_their_place(book: Book, awkward) -> None:
    """Each planted unusable row is in its sheet's list, with its number as the spreadsheet shows it."""
    reports = [
        report
        for report in book.workspace.full_reports()
        if report.file == awkward.file and (not awkward.sheet or report.sheet == awkward.sheet)
    ]
    set_aside = {row.row for report in reports for row in report.set_aside}
    assert awkward.row in set_aside


def test_champion_leaves(book: Book) -> None:
    """The flag is up and costs points; the renewal is within 270 days (Plant: left 40 days back)."""
    story = "champion leaves"
    assert book.signal(story, "champion_gone") == 1.0
    bars = dict(book.portfolio.contributions(book.code(story)))
    assert bars["Champion gone or silent"] < 0
    assert 0 < book.days_to_renewal(story) <= 270


def test_solved_but_reopened(book: Book) -> None:
    """CSAT of 90 % or more beside a reopen rate of 30 % or more."""
    story = "solved but reopened"
    assert book.metric(story, "csat") >= 0.90
    assert book.metric(story, "reopen_rate") >= 0.30
    assert book.rank(story, "reopens") > 0.95


def test_admin_happy_and_end_users_not(book: Book) -> None:
    """The evidence table has the NPS of both roles, at least 100 points apart."""
    rows = {
        row.label: row.now.value
        for row in measured(book.facts, book.code("admin happy, end users not"), None)
    }
    admins = next(value for label, value in rows.items() if "NPS" in label and "admin" in label.lower())
    users = next(value for label, value in rows.items() if "NPS" in label and "end user" in label.lower())
    assert admins - users >= 100


def test_silent_renewal(book: Book) -> None:
    """Invitations unanswered, use falling more than in 90 % of accounts, renewal in 60 days."""
    story = "silent renewal"
    assert book.signal(story, "silent") == 1.0
    assert book.rank(story, "usage_falling") > 0.8
    assert book.days_to_renewal(story) == 60


def test_growing_advocate(book: Book) -> None:
    """Promoters only, revenue and seats above a year ago, and healthy."""
    story = "growing advocate"
    assert book.metric(story, "nps") == 100
    assert book.driver(story, "net_revenue_retention")[0] > 1.0
    assert book.portfolio.band[book.code(story)] == "healthy"


def test_heavy_but_one_feature(book: Book) -> None:
    """Depth of use far above typical, breadth below it."""
    story = "heavy but one feature"
    assert book.driver(story, "feature_depth")[1] > 75
    assert book.driver(story, "feature_breadth")[1] < 60


def test_seats_over_bought(book: Book) -> None:
    """At most 40 % of the seats in use; among the emptiest tenth."""
    story = "seats over-bought"
    assert book.metric(story, "seat_use") <= 0.40
    assert book.rank(story, "seats_unused") > 0.9


def test_usage_collapse(book: Book) -> None:
    """The last month is below half of the three before (log ratio under -0.69), and it is what costs most."""
    story = "usage collapse"
    assert book.driver(story, "usage_trend")[0] < -0.69
    costs = sorted(book.portfolio.contributions(book.code(story)), key=lambda bar: bar[1])
    assert {"Usage falling", "Usage trend"} & {name for name, _ in costs[:3]}


def test_escalations_rising(book: Book) -> None:
    """The recent share of escalated tickets is among the highest twentieth."""
    assert book.rank("escalations rising", "escalations") > 0.95


def test_detractor_about_billing_only(book: Book) -> None:
    """Detractors in the last 180 days while use is not falling (log ratio about 0 or more)."""
    story = "detractor about billing only"
    assert book.driver(story, "nps")[1] < 30
    assert book.driver(story, "usage_trend")[0] > -0.15


def test_stalled_onboarding(book: Book) -> None:
    """A customer for at most 180 days with promoters only, low breadth and few seats in use."""
    story = "stalled onboarding"
    code = book.code(story)
    assert book.facts.accounts.tenure_years[code] * 365.25 <= 180
    assert book.metric(story, "nps") == 100
    assert book.driver(story, "feature_breadth")[1] < 40
    assert book.metric(story, "seat_use") <= 0.30


def test_well_covered_and_healthy(book: Book) -> None:
    """Healthy with high coverage and a narrow interval."""
    code = book.code("well covered and healthy")
    assert book.portfolio.band[code] == "healthy"
    assert book.portfolio.coverage[code] >= 0.7


def test_almost_no_data(book: Book) -> None:
    """Only a CRM row: no colour."""
    code = book.code("almost no data")
    assert book.portfolio.coverage[code] < 0.25
    assert book.portfolio.band[code] == "unknown"
