"""The evidence table and the quotes of one account."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.formatting import NEUTRAL
from cxdesk.metrics import definition
from cxdesk.metrics.definition import Estimate
from cxdesk.session.evidence import Measured, evidence_table, measured
from cxdesk.session.voices import quotes
from cxdesk.session.wording import change_text, interval_text, is_clear_change, value_text
from tests.metrics.made_facts import answers_of, make_facts
from tests.session.factory import Made


def row_of(table, label: str) -> dict[str, str]:
    """Return the texts of the row with that label by column."""
    row = list(table.column("metric").texts).index(label)
    return {column.name: column.texts[row] for column in table.columns}


def test_satisfaction_is_counted_from_the_answers_of_this_account_alone(portfolio: Made) -> None:
    """Counted again: satisfied of all CSAT answers of the account, shown with its answers as n is small."""
    answers = portfolio.facts.answers
    own = (answers.account == 0) & (answers.kind == 0)
    table = evidence_table(measured(portfolio.facts, 0, None), None, NEUTRAL, "EUR")
    row = row_of(table, "CSAT")
    assert row["n"] == str(int(own.sum()))
    assert f"{int(answers.unit[own].sum())} of {int(own.sum())}" in row["value"]


def test_each_role_that_answered_has_its_own_row(portfolio: Made) -> None:
    """Admins happy and users not must not hide in one number: the roles' counts add up to the whole."""
    table = evidence_table(measured(portfolio.facts, 0, None), None, NEUTRAL, "EUR")
    labels = list(table.column("metric").texts)
    roles = [label for label in labels if label.startswith("NPS, ")]
    assert len(roles) > 1
    assert sum(int(row_of(table, label)["n"]) for label in roles) == int(row_of(table, "NPS")["n"])


def test_what_is_not_known_comes_last_with_its_reason(portfolio: Made) -> None:
    """The factory has no effort survey: the row is there, as a dash with the reason, below what is known."""
    table = evidence_table(measured(portfolio.facts, 0, None), None, NEUTRAL, "EUR")
    row = row_of(table, "CES")
    assert row["value"] == "–"
    assert row["reading"] == "No effort answers in the last 365 days."
    values = list(table.column("value").texts)
    assert "–" not in values[: values.index("–")]
    assert set(values[values.index("–") :]) == {"–"}


def test_metrics_of_many_accounts_are_left_out(portfolio: Made) -> None:
    """A churn rate of one account is 0 or 100 %: it says nothing."""
    labels = [row.definition.name for row in measured(portfolio.facts, 0, None)]
    assert not {"churn_rate", "renewal_rate", "account_coverage"} & set(labels)


def test_a_trend_compares_with_the_facts_before_and_is_coloured_only_when_clear(portfolio: Made) -> None:
    """All first contacts solved now, none before, nine of each: clear. The same facts twice: no change."""
    tickets = portfolio.facts.tickets
    now = replace(portfolio.facts, tickets=replace(tickets, first_contact_resolved=np.ones(len(tickets))))
    before = replace(portfolio.facts, tickets=replace(tickets, first_contact_resolved=np.zeros(len(tickets))))
    table = evidence_table(measured(now, 0, before), before.as_of, NEUTRAL, "EUR")
    row = list(table.column("metric").texts).index("First-contact resolution")
    assert table.column("trend").texts[row] == "▲ 100\u00a0pp"
    assert table.column("trend").tones[row] == "good"
    same = evidence_table(measured(now, 0, now), now.as_of, NEUTRAL, "EUR")
    assert row_of(same, "First-contact resolution")["trend"] == "="


def test_a_rating_is_told_with_its_scale() -> None:
    """Effort asked on 1 to 7 is told as such; without an answer there is no scale to tell."""
    answers = answers_of("ces", [4, 5, 3], (1, 7))
    labels = [row.label for row in measured(make_facts(1, answers=answers), 0, None)]
    assert "CES, 1 to 7" in labels
    assert "CES" in [row.label for row in measured(make_facts(1), 0, None)]


def test_an_account_that_was_not_there_before_has_no_trend(portfolio: Made) -> None:
    """The facts before know only the other accounts."""
    before = portfolio.facts.of(np.arange(1, 12))
    table = evidence_table(measured(portfolio.facts, 0, before), before.as_of, NEUTRAL, "EUR")
    assert set(table.column("trend").texts) == {""}


@pytest.mark.parametrize(
    ("now", "before", "clear"),
    [((0.9, 0.85, 0.95), (0.5, 0.4, 0.6), True), ((0.9, 0.6, 1.0), (0.8, 0.5, 1.0), False)],
)
def test_a_change_is_clear_when_it_exceeds_both_ranges_together(
    now: tuple, before: tuple, clear: bool
) -> None:
    """By hand: 0.4 against 1.96 x hypot(0.1, 0.2) / 3.92 = 0.11; 0.1 against 1.96 x hypot(0.4, 0.5) / 3.92 =
    0.32.
    """
    estimates = [Estimate(value, 20, low, high) for value, low, high in (now, before)]
    assert is_clear_change(*estimates) is clear


@pytest.mark.parametrize(
    ("value", "unit", "count", "text"),
    [
        (0.75, "share", 4, "3 of 4"),
        (0.84, "share", 412, "84\u00a0%"),
        (1.03, "times the start", None, "103\u00a0%"),
        (np.log(0.82), "log ratio", None, "−18\u00a0%"),
        (-12.0, "points", None, "−12"),
        (30.0, "hours", None, "30.0\u00a0h"),
        (9.0, "days", None, "9\u00a0d"),
        (186_240.0, "money", None, "EUR\u00a0186k"),
        (np.nan, "share", None, "–"),
    ],
)
def test_values_are_written_with_their_unit(value: float, unit: str, count: int | None, text: str) -> None:
    """One line for each unit of the catalogue, written by hand after the look's rules for numbers."""
    assert value_text(value, unit, NEUTRAL, "EUR", count) == text


def test_changes_are_in_the_unit_that_is_shown() -> None:
    """From −12 % to −86 % of use is 74 points, though the logs differ by 1.8; a share moves in points too."""
    assert change_text(np.log(0.14), np.log(0.88), "log ratio", NEUTRAL) == "74\u00a0pp"
    assert change_text(0.31, 0.17, "share", NEUTRAL) == "14\u00a0pp"
    assert change_text(30.0, 6.0, "hours", NEUTRAL) == "24.0\u00a0h"
    assert change_text(-30.0, 6.0, "points", NEUTRAL) == "36\u00a0points"
    assert change_text(3.0, 12.0, "days", NEUTRAL) == "9\u00a0d"
    assert change_text(900.0, 500.0, "money", NEUTRAL, "EUR") == "EUR\u00a0400"
    assert change_text(0.502, 0.499, "share", NEUTRAL) == change_text(4.96, 4.99, "rating", NEUTRAL) == ""


def test_a_change_that_rounds_to_nothing_has_no_arrow(portfolio: Made) -> None:
    """From 50.2 % to 49.9 % a whole number shows nothing: "=", and the tooltip says why; never "▲ 0"."""
    described = definition("csat")
    rows = (Measured("CSAT", described, Estimate(0.502, 900, 0.4, 0.6), Estimate(0.499, 900, 0.4, 0.6)),)
    column = evidence_table(rows, portfolio.facts.as_of, NEUTRAL, "EUR").column("trend")
    assert column.texts == ["="]
    assert column.whole == ["Was 50\u00a0%: less of a change than is shown"]


def test_intervals_are_in_square_brackets_and_absent_when_there_is_none() -> None:
    """The look: square brackets, no unit; NaN ends mean that no range can be given."""
    assert interval_text(0.8, 0.93, "share", NEUTRAL) == "[80, 93]"
    assert interval_text(-38.0, 14.0, "points", NEUTRAL) == "[−38, 14]"
    assert interval_text(np.nan, np.nan, "share", NEUTRAL) == ""


def test_quotes_are_the_newest_first_with_person_and_place(portfolio: Made) -> None:
    """Each quote's row is the one in the facts: the comment of that row, its date, and the person's name."""
    answers = portfolio.facts.answers
    found = quotes(portfolio.facts, 3, NEUTRAL)
    own = (answers.account == 3) & (answers.comment != "")
    assert len(found) == int(own.sum())
    newest = np.flatnonzero(own)[np.argsort(answers.answered_at[own])][-1]
    assert found[0].comment == answers.comment[newest]
    assert found[0].source == f"NPS Q3.csv, row {answers.source_row[newest]}"
    assert found[0].who == "Person 3"


def test_a_quote_of_an_unknown_person_is_named_by_role(portfolio: Made) -> None:
    """Without a contact the role is all that is known, and it is not said twice."""
    facts = replace(portfolio.facts, contacts=portfolio.facts.of([11]).contacts)
    quote = quotes(facts, 0, NEUTRAL)[0]
    assert quote.who in {"Admin", "End user", "Buyer"}
    assert quote.role == ""
