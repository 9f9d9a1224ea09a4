"""Backlog and signals of the same weeks equal counting the rows with plain Python."""

from __future__ import annotations

import pytest

from cxdesk.charts.catalogue import ChartRequest
from cxdesk.charts.gather.workload import backlog_and_signals
from tests.charts.invented_facts import invented_facts


@pytest.mark.parametrize(("tickets", "step"), [(4000, "week"), (600, "month")])
def test_periods_equal_counting(tickets, step):
    """4,000 tickets in two years are 38 a week: weeks. 600 are 6: months. Open at the end of each, and the
    satisfied share of its ratings.
    """
    facts = invented_facts(tickets=tickets)
    data = backlog_and_signals(facts, ChartRequest())
    assert data.periods.step == step
    csat = data.signals[0]
    assert csat.name == "CSAT"
    for period in range(len(data.periods)):
        first, last = (ends[period].item() for ends in (data.periods.first_days, data.periods.last_days))
        waiting = [
            created.date() <= last and (solved is None or solved.date() > last)
            for created, solved in zip(
                facts.tickets.created_at.tolist(), facts.tickets.resolved_at.tolist(), strict=True
            )
        ]
        assert data.backlog.value[period] == sum(waiting)
        units = [
            unit
            for unit, kind, at in zip(
                facts.answers.unit.tolist(),
                facts.answers.kind.tolist(),
                facts.answers.answered_at.tolist(),
                strict=True,
            )
            if kind == 0 and at and first <= at.date() <= last
        ]
        assert csat.n[period] == len(units)
        if units:
            assert csat.value[period] == pytest.approx(sum(units) / len(units))
