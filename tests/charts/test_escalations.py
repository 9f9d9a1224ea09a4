"""Which team stands out, what is said of few tickets, and what each cell of the week holds."""

from __future__ import annotations

from dataclasses import replace

from cxdesk.charts import Surface
from cxdesk.charts.aligned_records import TeamRates
from cxdesk.charts.escalations import escalations_chart
from cxdesk.formatting import NO_BREAK
from cxdesk.theme import theme
from tests.charts.invented_behaviour import invented_cases, rate_of
from tests.charts.whole_text import boxes, written

SURFACE = Surface(theme(), 900, 520, padding=14)


def _cases(**escalated: tuple[int, int]):
    """Return cases with teams of those escalated tickets; all together 10 of 100, no team reopens more."""
    teams = tuple(TeamRates(name, rate_of(10, 100), rate_of(*counts)) for name, counts in escalated.items())
    together = TeamRates("All together", rate_of(10, 100), rate_of(10, 100))
    return replace(invented_cases(0), teams=teams, together=together)


def test_a_team_whose_interval_is_above_all_stands_out():
    """30 % with an interval from 25 % is above 10 %; 14 % from 9 % is not."""
    assert escalations_chart(_cases(Ann=(30, 100), Bo=(5, 100)), SURFACE).title == (
        f"Ann: 30{NO_BREAK}% escalated, 10{NO_BREAK}% of all tickets"
    )
    assert escalations_chart(_cases(Ann=(14, 100), Bo=(5, 100)), SURFACE).title == (
        f"10{NO_BREAK}% escalated; 10{NO_BREAK}% reopened; no team stands out"
    )


def test_a_team_with_one_bad_account_does_not_stand_out():
    """Intent: the same 30 %, but of few accounts: with sides 5 times as wide it is from 5 % on. And of many
    teams some stand out by chance: 17 %, from 12 % on, is clear of one team, not of ten: there it is from
    17 - 5 x 2.81 / 1.96 = 9.8 % on.
    """
    alone = _cases(Ann=(30, 100))
    few = replace(alone.teams[0], escalated_widening=5.0)
    assert "Ann: 30" in escalations_chart(alone, SURFACE).title
    assert "Ann" not in escalations_chart(replace(alone, teams=(few,)), SURFACE).title
    assert "Ann: 17" in escalations_chart(_cases(Ann=(17, 100)), SURFACE).title
    many = _cases(Ann=(17, 100), **{f"Team {number}": (5, 100) for number in range(9)})
    assert "no team stands out" in escalations_chart(many, SURFACE).title


def test_the_desk_that_takes_escalations_does_not_stand_out():
    """A team with all ten escalated tickets and no others is where they go, not where they come from."""
    title = escalations_chart(_cases(Desk=(10, 10), Ann=(0, 90)), SURFACE).title
    assert title == f"10{NO_BREAK}% escalated, all to Desk; 10{NO_BREAK}% reopened"


def test_whose_the_escalated_tickets_are_is_said():
    """The log names who escalated all ten, four or none of them: the team is that one, else where they are;
    a desk that escalated all of them is not where they went.
    """
    for escalating, words in (
        (10, "by escalating team"),
        (4, "by escalating team (4 of 10), else present team"),
        (0, "by present team"),
    ):
        cases = replace(_cases(Desk=(10, 10), Ann=(0, 90)), escalating=escalating)
        drawn = escalations_chart(cases, replace(SURFACE, width=1600.0))
        assert words in drawn.subtitle
        assert ("all to Desk" in drawn.title) == (not escalating)


def test_cells_and_day_totals_are_the_counts():
    """Where counts have room each cell that is not empty has its number, and each day its sum."""
    cases = invented_cases(3)
    texts = [text for text, _box in boxes(escalations_chart(cases, SURFACE))]
    cells = [str(count) for count in cases.times.counts[cases.times.counts > 0]]
    for total in cases.times.counts.sum(axis=1):
        texts.remove(str(total))
    assert all(texts.count(cell) >= cells.count(cell) for cell in set(cells))


def test_the_hour_is_said_to_be_that_of_opening_or_of_the_escalation():
    """Nothing logged: the hour of opening; all logged: of the escalation; some: both are said."""
    cases = invented_cases(2)
    total = cases.times.total
    wide = replace(SURFACE, width=1600.0)
    for logged, words in (
        (0, "in which the ticket was opened"),
        (total, "by the hour of the escalation"),
        (7, "of the escalation (7 logged), else of opening"),
    ):
        chart = escalations_chart(replace(cases, times=replace(cases.times, logged=logged)), wide)
        assert words in written(chart)


def test_what_is_outside_working_hours_is_said_to_be_the_opening_or_the_escalation():
    """Intent: without a log the hours are those of opening. Expected: by hand, of logs of none, some, all."""
    cases = invented_cases(2)
    total = cases.times.total
    for logged, words in (
        (0, "escalated tickets were opened outside working hours"),
        (total - 2, "escalations outside working hours, 2 of them by their opening"),
        (total, "escalations outside working hours"),
    ):
        chart = escalations_chart(replace(cases, times=replace(cases.times, logged=logged)), SURFACE)
        told = [part for part in chart.subtitle.split(" · ") if "working hours" in part]
        assert [part.split(" ", 1)[1].removeprefix(f"of {total} ") for part in told] == [words]


def test_without_times_of_day_there_are_days_alone():
    """Data with dates alone: no hours are drawn, and that is said."""
    text = written(escalations_chart(invented_cases(2, has_hours=False), replace(SURFACE, width=1600.0)))
    assert "times of day are not known" in text
    assert " 23" not in text


def test_few_tickets_are_counts_and_nothing_known_is_said():
    """One of three tickets is no percentage; with neither known the reasons stand alone."""
    few = replace(_cases(), together=TeamRates("All together", rate_of(0, 0, "None."), rate_of(1, 3)))
    assert escalations_chart(few, SURFACE).title == "1 of 3 escalated"
    unknown = TeamRates("All together", rate_of(0, 0, "No tickets."), rate_of(0, 0, "No tickets."))
    chart = escalations_chart(replace(few, together=unknown, times=None), SURFACE)
    assert written(chart).endswith("No tickets.")


def test_table_has_every_team_and_every_hour():
    """Rows: the teams, all together, and one for each hour with an escalation."""
    cases = invented_cases(30)
    rows = escalations_chart(cases, Surface(theme(), 480, 300)).as_table()[1:]
    assert len(rows) == 31 + int((cases.times.counts > 0).sum())
    assert sum(int(row[1]) for row in rows[31:]) == cases.times.total


def test_escalations_without_a_time_of_day_are_told_beside_the_hours():
    """Three are left out of the hours: the line below the title says so."""
    cases = invented_cases(2)
    mixed = replace(cases, times=replace(cases.times, without_hours=3))
    assert "3 without a time of day" in escalations_chart(mixed, SURFACE).subtitle
    assert "without a time of day" not in escalations_chart(cases, SURFACE).subtitle


def test_reasons_are_counted_in_the_table_and_the_most_frequent_is_said():
    """Of ten escalated nine say why, six for billing: said at the end of the head, counted below."""
    cases = replace(_cases(Ann=(10, 40), Bo=(0, 60)), reasons=(("billing", 6), ("outage", 3)), times=None)
    drawn = escalations_chart(cases, replace(SURFACE, width=2000.0))
    assert drawn.subtitle.endswith("escalated most for “billing” (6 of 9 with a reason or category)")
    rows = [row[:2] for row in drawn.as_table() if row[0].startswith("Reason")]
    assert rows == [("Reason: billing", "6"), ("Reason: outage", "3")]
