"""Where problems get stuck: tickets reopened and escalated by team, and when they are escalated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from cxdesk import formatting
from cxdesk.charts import cells
from cxdesk.charts.aligned_records import CasePatterns, TeamRates
from cxdesk.charts.chart import Chart, Marks, Surface, Table
from cxdesk.charts.hour_strip import draw_hours, draw_weekdays
from cxdesk.charts.paper import Paper, elided, hairline, heading, no_marks, open_paper, say, width_of
from cxdesk.charts.rows import draw_bar, draw_interval, fitting, line_of, row_marks, write_small
from cxdesk.formatting import NumberStyle
from cxdesk.metrics.definition import Estimate
from cxdesk.metrics.escalation_times import EscalationTimes
from cxdesk.metrics.intervals import normal_quantile
from cxdesk.workspace.conventions import DAY_NAMES

_WIDE = 760.0
"""From this width on the two parts stand side by side."""
_TEAMS_SHARE = 0.48
_TEAMS_HIGH = 0.58
"""Of the height, at most, for the teams where the parts stand one below the other."""
_NAME_SHARE = 0.32
_LEAST_ROW = 15.0
_HOURS_HIGH = 300.0
"""Pixels beyond which cells of an hour only grow emptier."""

_HEADS = {
    "escalated": ("escalated, of opened", "escalated"),
    "reopened": ("reopened, of resolved", "reopened"),
}
"""The columns of shares, with their names, the longer one first."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A part of the chart in pixels."""

    left: float
    top: float
    right: float
    bottom: float


def escalations_chart(cases: CasePatterns, surface: Surface) -> Chart:
    """Return reopened and escalated shares with intervals by team, and escalations by weekday and hour.

    The marks' items are positions in `cases.teams`; all together is -1.
    """
    paper = open_paper(surface)
    title, subtitle = _title(cases, surface), _subtitle(cases, surface)
    table = partial(_table, cases, surface)
    top = heading(paper, title, subtitle)
    together = cases.together
    if not together.reopened.known and not together.escalated.known:
        reasons = dict.fromkeys((together.escalated.missing, together.reopened.missing))
        say(paper, top, " ".join(reasons))
        return Chart(paper.figure, title, subtitle, table, no_marks())
    teams, hours = _boxes(paper, cases, top)
    marks = _draw_teams(paper, teams, cases)
    if cases.times is not None:
        draw = draw_hours if cases.times.has_hours else draw_weekdays
        draw(paper, (hours.left, hours.top, hours.right, hours.bottom), cases.times)
    return Chart(paper.figure, title, subtitle, table, marks)


def _title(cases: CasePatterns, surface: Surface) -> str:
    """Return the finding: the team that surely stands out, else the shares of all together."""
    style, whose = surface.style, f"{cases.whose}: " if cases.whose else ""
    desk = _desk_of(cases)
    for part in ("escalated", "reopened"):
        overall = getattr(cases.together, part)
        standing_out = [
            (team, getattr(team, part))
            for team in cases.teams
            if team.team and team is not desk and _least(team, part, len(cases.teams)) > overall.value
        ]
        if standing_out and overall.known:
            team, most = max(standing_out, key=lambda found: found[1].value)
            shares = [formatting.percent(value, None, style) for value in (most.value, overall.value)]
            return f"{whose}{team.team}: {shares[0]} {part}, {shares[1]} of all tickets"
    parts = [
        f"{_rate(estimate, surface)} {verb}"
        for estimate, verb in (
            (cases.together.escalated, f"escalated, all to {desk.team}" if desk else "escalated"),
            (cases.together.reopened, "reopened"),
        )
        if estimate.known
    ]
    if not parts:
        return f"{whose}Escalated and reopened tickets"
    return f"{whose}{'; '.join(parts)}" + (
        "; no team stands out" if len(cases.teams) > 1 and not desk else ""
    )


def _least(team: TeamRates, part: str, teams: int) -> float:
    """Return the least that a team's share surely is, by accounts, when it is one of so many (Bonferroni)."""
    estimate = getattr(team, part)
    by = getattr(team, f"{part}_widening") * normal_quantile(1.0 - 0.05 / teams) / normal_quantile(0.95)
    return estimate.value - by * (estimate.value - estimate.low)


def _desk_of(cases: CasePatterns) -> TeamRates | None:
    """Return the team that all escalated tickets are with, and no others: the desk that takes them. None
    where the log names who escalated.
    """
    if cases.escalating:
        return None
    escalated = cases.together.escalated
    for team in cases.teams:
        if team.team and team.escalated.known and team.escalated.value == 1.0:
            return team if team.escalated.n == round(escalated.value * escalated.n) else None
    return None


def _subtitle(cases: CasePatterns, surface: Surface) -> str:
    """Return unit, interval, how many tickets, period, and what is not known."""
    style, together = surface.style, cases.together
    escalated = round(together.escalated.value * together.escalated.n) if together.escalated.known else 0
    team = f" by {_by_whom(cases.escalating, escalated, style)}" if cases.teams and escalated else ""
    parts = [f"share of tickets{team}, 95{formatting.NO_BREAK}% interval"]
    count = max(together.escalated.n, together.reopened.n)
    parts += [formatting.counted(count, "ticket", "tickets", style), cases.period]
    if cases.times is not None and cases.times.has_hours and cases.times.total:
        outside = formatting.out_of(cases.times.outside, cases.times.total, style)
        parts.append(f"{outside} {_outside_words(cases.times, style)}")
        if cases.times.without_hours:
            parts.append(f"{formatting.number(cases.times.without_hours, style)} without a time of day")
    if not cases.teams and count:
        parts.append("teams not named")
    unknown = [part for part in _HEADS if not getattr(together, part).known]
    if count and unknown:
        parts.append(f"{unknown[0]} not known")
    if cases.reasons and escalated:
        reason, often = cases.reasons[0]
        told = formatting.out_of(often, sum(count for _, count in cases.reasons), style)
        parts.append(f"escalated most for “{reason}” ({told} with a reason or category)")
    return " · ".join(parts)


def _outside_words(times: EscalationTimes, style: NumberStyle) -> str:
    """Return what is outside working hours: escalations that are logged, else when tickets were opened."""
    if not times.logged:
        return "escalated tickets were opened outside working hours"
    opened = times.total - times.logged
    told = f", {formatting.number(opened, style)} of them by their opening" if opened else ""
    return f"escalations outside working hours{told}"


def _by_whom(escalating: int, escalated: int, style: NumberStyle) -> str:
    """Return for which team the escalated tickets count."""
    if escalating >= escalated:
        return "escalating team"
    if not escalating:
        return "present team"
    known = formatting.out_of(escalating, escalated, style)
    return f"escalating team ({known}), else present team"


def _boxes(paper: Paper, cases: CasePatterns, top: float) -> tuple[_Box, _Box]:
    """Return where the teams and where the hours stand."""
    surface, look = paper.surface, paper.surface.theme
    left, right = surface.padding, surface.width - surface.padding
    bottom = surface.height - surface.padding
    if cases.times is None:
        return _Box(left, top, right, bottom), _Box(left, bottom, right, bottom)
    if surface.width >= _WIDE:
        middle = left + _TEAMS_SHARE * (right - left)
        hours = _Box(middle + 2 * look.space.large, top, right, min(bottom, top + _HOURS_HIGH * 1.2))
        return _Box(left, top, middle, bottom), hours
    wanted = line_of(paper) + look.space.tiny + (len(cases.teams) + 1) * look.chart.smallest_bar_pitch
    seven = line_of(paper) + look.space.tiny + look.space.small + len(DAY_NAMES) * look.text.small
    edge = top + min(wanted, _TEAMS_HIGH * (bottom - top), bottom - top - seven)
    hours = _Box(left, edge + look.space.small, right, min(bottom, edge + _HOURS_HIGH))
    return _Box(left, top, right, edge), hours


def _draw_teams(paper: Paper, box: _Box, cases: CasePatterns) -> Marks:
    """Draw a row for each team, as many as fit, and one for all together; return the rows."""
    surface, look = paper.surface, paper.surface.theme
    first = box.top + line_of(paper) + look.space.tiny
    fitting_rows = max(int((box.bottom - first) / _LEAST_ROW), 2)
    left_out = max(len(cases.teams) + 1 - fitting_rows, 0)
    shown = cases.teams[: len(cases.teams) - left_out - (1 if left_out else 0)]
    rows = [*shown, cases.together]
    pitch = min(look.chart.bar_pitch, (box.bottom - first) / (len(rows) + (1 if left_out else 0)))
    names = [width_of(paper, _name(row), look.text.small, look.text.semibold) for row in rows]
    name_right = box.left + min(max(names), _NAME_SHARE * (box.right - box.left))
    start = name_right + look.space.small
    known = [part for part in _HEADS if getattr(cases.together, part).known]
    wide = (box.right - start + look.space.large) / len(known)
    for place, part in enumerate(known):
        left, right = start + place * wide, start + (place + 1) * wide - look.space.large
        write_small(
            paper, left, box.top + line_of(paper) / 2, fitting(paper, _HEADS[part], right - left), look.muted
        )
        _draw_rates(paper, [getattr(row, part) for row in rows], (left, right), first, pitch)
    for number, row in enumerate(rows):
        y = first + (number + 0.5) * pitch
        weight = look.text.semibold if row is cases.together else look.text.regular
        name = elided(paper, _name(row), name_right - box.left, look.text.small, weight)
        write_small(paper, name_right, y, name, look.ink, "right", weight)
    if left_out:
        text = f"{formatting.counted(left_out + 1, 'more team', 'more teams', surface.style)} in the table"
        write_small(paper, start, first + (len(rows) + 0.5) * pitch, text, look.muted)
    items = [*range(len(shown)), -1]
    tops = first + np.arange(len(rows)) * pitch
    return row_marks(items, [row.escalated.value for row in rows], tops, pitch, box.right)


def _draw_rates(
    paper: Paper, rates: list[Estimate], between: tuple[float, float], first: float, pitch: float
) -> None:
    """Draw one column of shares from zero, with intervals and numbers; below 5 tickets numbers alone."""
    surface, look = paper.surface, paper.surface.theme
    left, right = between
    count = len(rates)
    hairline(paper, (left, left), (first, first + count * pitch))
    known = [rate for rate in rates if rate.known and rate.n >= formatting.LEAST_FOR_PERCENT]
    widest = max((width_of(paper, _rate(rate, surface), look.text.small) for rate in rates), default=0.0)
    end = max(right - widest - look.space.small, left + 1.0)
    highest = max((max(rate.value, rate.high) for rate in known), default=1.0) or 1.0
    for number, rate in enumerate(rates):
        y, reached = first + (number + 0.5) * pitch, left
        if rate in known:
            colour = look.accent if number == count - 1 else look.bar
            value, low, high = (
                left + part / highest * (end - left) for part in (rate.value, rate.low, rate.high)
            )
            draw_bar(paper, left, value, y, pitch, colour)
            draw_interval(paper, low, high, y, pitch, look.ink)
            reached = high
        write_small(
            paper, reached + look.space.tiny, y, _rate(rate, surface), look.ink if rate.known else look.muted
        )


def _rate(rate: Estimate, surface: Surface) -> str:
    """Return a share as text, as far as the tickets behind it allow."""
    if not rate.known or math.isnan(rate.value):
        return formatting.UNKNOWN
    return formatting.percent(rate.value, rate.n, surface.style)


def _name(row: TeamRates) -> str:
    return row.team or "no team named"


def _table(cases: CasePatterns, surface: Surface) -> Table:
    """Return every team, then every reason, then every weekday and hour with an escalation."""
    style = surface.style
    header = (
        "Team, reason or time",
        "Escalated",
        "Escalated, 95 % interval",
        "Of opened",
        "Reopened",
        "Reopened, 95 % interval",
        "Of resolved",
    )
    rows = []
    for row in (*cases.teams, cases.together):
        row_cells = [_name(row)]
        for rate in (row.escalated, row.reopened):
            known = rate.known and not math.isnan(rate.value)
            ends = (rate.low, rate.high) if known else (math.nan, math.nan)
            interval = formatting.interval(*ends, style, formatting.percent_number)
            row_cells += [
                cells.share(rate.value, style, _rate(rate, surface)),
                cells.ends(*ends, "share", style, text=interval),
                cells.counted(rate.n, style),
            ]
        rows.append(tuple(row_cells))
    counts = [(f"Reason: {reason}", count) for reason, count in cases.reasons]
    if cases.times is not None:
        for day, name in enumerate(DAY_NAMES):
            for hour in range(24):
                time = f"{name} {hour:02}:00" if cases.times.has_hours else name
                counts.append((time, int(cases.times.counts[day, hour])))
    rows += [
        (what, cells.number(count, formatting.number(count, style), "tickets"), *[""] * 5)
        for what, count in counts
        if count
    ]
    return (header, *rows)
