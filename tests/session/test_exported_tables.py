"""Tables for files, against the facts and scores that they tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from cxdesk.errors import UsageError
from cxdesk.health.tensions import Tensions, find_tensions
from cxdesk.metrics.evidence_columns import EvidenceColumn
from cxdesk.progress import Progress, silent
from cxdesk.session.exported_tables import TABLES, TableWanted, table_columns
from tests.session.factory import Made


@dataclass(frozen=True, slots=True)
class Opened:
    """A session of the hand-made portfolio, as far as tables ask one."""

    made: Made

    def facts(self, _progress: Progress):
        """The facts."""
        return self.made.facts

    def portfolio(self, _progress: Progress):
        """The scores."""
        return self.made.portfolio

    def tensions(self, _progress: Progress) -> Tensions:
        """What contradicts what, without a call written down."""
        made = self.made
        return find_tensions(made.facts, made.portfolio, made.standards)


def columns_of(made: Made, name: str, **wanted: str) -> list[EvidenceColumn]:
    """The columns of a table."""
    return list(table_columns(Opened(made), TableWanted(name, **wanted), silent()))


def table(made: Made, name: str, **wanted: str) -> dict[str, np.ndarray]:
    """A table by its titles."""
    return {column.title: column.values for column in columns_of(made, name, **wanted)}


def test_points_of_an_account_add_up_to_its_health(portfolio: Made) -> None:
    """Two tables joined by the account's id: the sum of the bars is the health, to 1e-9."""
    accounts, points = table(portfolio, "portfolio"), table(portfolio, "contributions")
    for identifier, health in zip(accounts["Account id"], accounts["Health"], strict=True):
        own = points["Points"][points["Account id"] == identifier]
        assert (len(own) == 0) == bool(np.isnan(health))
        assert len(own) == 0 or own.sum() == pytest.approx(health, abs=1e-9)


def test_rows_are_all_there_newest_first(portfolio: Made) -> None:
    """As many tickets as the facts have, and of one account its own nine, by their dates."""
    tickets = portfolio.facts.tickets
    assert len(table(portfolio, "tickets")["Ticket"]) == len(tickets)
    own = table(portfolio, "tickets", account_id="A00003")
    assert set(own["Account id"]) == {"A00003"}
    assert set(own["Ticket"]) == {f"{4400 + row}" for row in range(18, 27)}
    assert (np.diff(own["Opened"].astype(np.int64)) <= 0).all()


def test_the_rows_behind_a_number_are_those_answered(portfolio: Made) -> None:
    """NPS of an account: its answers of that kind, counted in the facts."""
    answers = portfolio.facts.answers
    expected = np.sort(answers.score[(answers.account == 4) & (answers.kind == 1)])
    shown = table(portfolio, "evidence", metric="nps", account_id="A00005")
    assert np.sort(shown["Score"]).tolist() == expected.tolist()


@pytest.mark.parametrize("name", sorted(set(TABLES) - {"evidence"}))
def test_every_table_can_be_asked_for(portfolio: Made, name: str) -> None:
    """Columns of one length, each title once, also where there is nothing to tell; every account that is
    named is one of the book.
    """
    columns = columns_of(portfolio, name)
    titles = [column.title for column in columns]
    assert len(titles) == len(set(titles))
    assert len(titles) > 1
    assert len({len(column.values) for column in columns}) == 1
    named = [column for column in columns if column.title == "Account id"]
    known = set(portfolio.facts.accounts.account_id)
    assert all(set(column.values) <= known for column in named)


def test_what_is_not_there_is_told_with_what_is(portfolio: Made) -> None:
    """A wrong table, metric or account: the error names those that there are."""
    with pytest.raises(UsageError) as wrong:
        table(portfolio, "everything")
    assert "portfolio" in wrong.value.next_step
    with pytest.raises(UsageError) as wrong:
        table(portfolio, "evidence", metric="everything")
    assert "csat" in wrong.value.next_step
    with pytest.raises(UsageError, match="need its name"):
        table(portfolio, "evidence")
    with pytest.raises(UsageError, match="no account A9"):
        table(portfolio, "tickets", account_id="A9")
