"""One number opened: its limits, what to read beside it, its rows, and the file that they are saved to."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cxdesk.errors import CxdeskError
from cxdesk.formatting import NEUTRAL
from cxdesk.metrics import METRICS, definition, observations_of
from cxdesk.session import open_session, perform, work
from cxdesk.session.counted import UNTOLD, told
from cxdesk.session.evidence import OF_MANY_ACCOUNTS, Asked
from cxdesk.session.evidence_rows import EvidenceRows, evidence_rows
from cxdesk.session.session import Session
from cxdesk.workspace.facts_record import Facts
from tests.metrics.rich_facts import rich_facts
from tests.session.factory import Made

NAMES = [metric.definition.name for metric in METRICS]
ACCOUNT = "SYN-1001"


def opened(facts: Facts, name: str, account: str | None = None, role: int | None = None) -> EvidenceRows:
    """Return a number of facts that rest on no workspace, so that there are no raw rows of usage."""
    return evidence_rows(facts, Asked(name, account, role), NEUTRAL, pytest.fail)


def texts(view: EvidenceRows, table: int, column: str) -> list[str]:
    """Return what a column of one of the tables says."""
    return list(view.tables[table].table.column(column).texts)


@pytest.fixture
def sample(sample_workspace):
    """Return a session on a copy of the sample portfolio."""
    session = open_session(sample_workspace())
    yield session
    session.close()


def rows_of(session: Session, name: str, account: str | None = ACCOUNT) -> EvidenceRows:
    """Return a number of the sample, as the window gets it."""
    return perform(work.evidence_rows(session, Asked(name, account), NEUTRAL)).value


def test_the_rows_of_satisfaction_are_those_of_the_file(sample: Session, sample_files: list[Path]) -> None:
    """Each row that is shown stands in the survey's workbook at the row that is named: its score is among
    what openpyxl finds there.
    """
    from openpyxl import load_workbook

    view = rows_of(sample, "csat")
    scores, files, places = (texts(view, 0, name) for name in ("score", "file", "row"))
    assert sum(".xlsx" in place for place in files) > 2
    paths = {path.name: path for path in sample_files}
    for score, place, row in zip(scores, files, places, strict=True):
        name, _, sheet = place.partition(" › ")
        if not name.endswith(".xlsx"):
            continue
        cells = [cell.value for cell in load_workbook(paths[name])[sheet][int(row)]]
        assert float(score.split(" of ")[0]) in [cell for cell in cells if isinstance(cell, (int, float))]


def test_the_head_says_whose_number_it_is_and_what_it_is(portfolio: Made) -> None:
    """Counted again: satisfied of all CSAT answers of the account, in the title; the limits are the
    definition's own words.
    """
    answers = portfolio.facts.answers
    own = (answers.account == 0) & (answers.kind == 0)
    view = opened(portfolio.facts, "csat", str(portfolio.facts.accounts.account_id[0]))
    assert view.heading == f"CSAT of {portfolio.facts.accounts.account_name[0]}"
    assert f"{int(answers.unit[own].sum())} of {int(own.sum())}" in view.value
    assert view.title.startswith(f"{view.heading}: ")
    about = dict(view.about)
    assert about["Proves"] == definition("csat").proves
    assert about["Usual period"] == "365 days"
    assert len(view.tables[0].table) == int(own.sum())


def test_a_role_has_its_own_rows(portfolio: Made) -> None:
    """Only the answers of that role are shown, and the head says whose they are."""
    answers = portfolio.facts.answers
    role = int(answers.role[(answers.account == 0) & (answers.kind == 0)][0])
    own = (answers.account == 0) & (answers.kind == 0) & (answers.role == role)
    view = opened(portfolio.facts, "csat", str(portfolio.facts.accounts.account_id[0]), role)
    assert len(view.tables[0].table) == int(own.sum())
    assert set(texts(view, 0, "role")) == {["admin", "end user", "buyer", "other"][role]}
    assert view.heading.endswith(["admins", "end users", "buyers", "other roles"][role])


def test_what_to_read_beside_it_has_the_value_of_the_same_account() -> None:
    """A metric of many accounts is told of all of them instead: one account could only be all or nothing."""
    facts = rich_facts(seed=3)
    view = opened(facts, "nps", "A001")
    other = {beside.asked.name: beside for beside in view.beside}
    assert set(other) == set(definition("nps").beside)
    assert "account_coverage" in OF_MANY_ACCOUNTS
    assert other["account_coverage"].asked.account_id is None
    assert other["account_coverage"].label.endswith(", all accounts")
    again = opened(facts, "response_rate", "A001")
    assert other["response_rate"].asked.account_id == "A001"
    assert other["response_rate"].value == f"{again.value} {again.interval}"


@pytest.mark.parametrize("name", NAMES)
def test_every_value_is_shown_in_words_or_stands_in_the_row(name: str) -> None:
    """A value of an observation without a title would read as "whole" or "ended"."""
    observations = observations_of(name, rich_facts(seed=2))
    for value in observations.values:
        shown = told(definition(name), value)
        assert (shown is None) == (value in UNTOLD)
        assert shown is None or shown.title[0].isupper()


def test_usage_opens_the_rows_it_was_added_up_from(sample: Session, sample_files: list[Path]) -> None:
    """Counted in the file with the csv module: this account's rows of the last 3 months, and their events."""
    view = rows_of(sample, "feature_breadth")
    usage = next(table for table in view.tables if table.title == "Rows of usage")
    path = next(path for path in sample_files if path.name == "usage_daily.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    account = next(name for name in rows[0] if rows[0][name].startswith("SYN-"))
    day = next(name for name in rows[0] if rows[0][name][:2] == "20")
    own = [
        row
        for row in rows
        if row[account] == ACCOUNT and date.fromisoformat(row[day][:10]) > date(2026, 6, 30)
    ]
    assert len(usage.table) == len(own) > 10
    assert usage.note == f"{len(own)} rows"
    first = int(usage.table.column("row").texts[0])
    assert rows[first - 2][account] == ACCOUNT


def test_rows_beyond_the_first_thousand_are_counted_in_words(sample: Session) -> None:
    """There are more usage rows in all than anybody reads; the file that is saved has them all."""
    view = rows_of(sample, "seat_use", None)
    usage = view.tables[-1]
    assert len(usage.table) == 1_000
    assert usage.note.endswith("rows, the newest 1,000 are shown")


def test_the_saved_file_has_every_row_and_no_formula(sample: Session, tmp_path: Path) -> None:
    """Read back with the csv module: as many rows as the note says, in the sample also comments that begin
    with a plus sign, which a spreadsheet would take for a formula.
    """
    view = rows_of(sample, "csat", None)
    path = tmp_path / view.file_name
    perform(work.save_evidence_rows(sample, view.asked, 0, path))
    assert path.name == "CSAT of all accounts 2026-09-30.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert view.tables[0].note.startswith(f"{len(rows):,} rows")
    assert {"Answered", "Account", "Score", "Counted as", "File", "Sheet", "Row"} <= set(rows[0])
    comments = [row["Comment"] for row in rows if row["Comment"]]
    assert any(comment.startswith("'+") for comment in comments)
    assert not any(comment.startswith(("=", "+", "-", "@")) for comment in comments)
    satisfied = np.mean([float(row["Counted as"]) for row in rows])
    assert f"{round(100 * satisfied)}\u00a0%" == view.value


def test_an_account_that_is_not_there_is_told_in_words(sample: Session, tmp_path: Path) -> None:
    """The window shows a notice with the next step, no traceback; nor is a file begun for it, when the rows
    are still on the screen and the as-of date has moved.
    """
    with pytest.raises(CxdeskError, match="not in the portfolio"):
        rows_of(sample, "csat", "SYN-9999")
    with pytest.raises(CxdeskError, match="not in the portfolio"):
        perform(work.save_evidence_rows(sample, Asked("csat", "SYN-9999"), 0, tmp_path / "rows.csv"))
    assert not list(tmp_path.glob("rows*"))


def test_what_is_usual_is_that_of_the_users_own_accounts() -> None:
    """Handoffs of 12 customers, trials left out, ticket by ticket: the quartiles are those of numpy over each
    one's mean; with 11 accounts nothing is usual.
    """
    facts = rich_facts(18)
    tickets, accounts = facts.tickets, facts.accounts
    recent = tickets.is_case & (tickets.created_at.astype("datetime64[D]") > facts.as_of - 365)
    means = []
    for account in np.flatnonzero(~accounts.is_lost & ~accounts.is_trial):
        handoffs = tickets.handoffs[recent & (tickets.account == account)]
        if len(handoffs) >= definition("handoffs").minimum_sample:
            means.append(handoffs.mean())
    low, middle, high = (f"{quartile:.2f}" for quartile in np.quantile(means, (0.25, 0.5, 0.75)))
    said = dict(opened(facts, "handoffs", "A001").about)["Usual for you"]
    assert said == (
        f"{middle} is the median of your own {len(means)} customers with 5 or more of it on 30 Jun 2025; "
        f"half of them lie between {low} and {high}."
    )
    few = dict(opened(rich_facts(11), "handoffs", "A001").about)["Usual for you"]
    assert few == "Too few of your accounts have enough of it to say what is usual."
