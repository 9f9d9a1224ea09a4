"""The sections of a customer's review, each from the facts of that one account alone; blanks are said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.metrics import Estimate, Window, measure
from cxdesk.metrics.usage import active_users, fed, month_lengths, usage_by_month
from cxdesk.report.paper import Cell, Section
from cxdesk.workspace.facts_record import SURVEY_KIND_NAMES, Facts

Sayable = Callable[[str], bool]
Mask = NDArray[np.bool_]
FEWEST_ANSWERS = 5
"""Below this number of answers no average is shown: it would tell who answered what."""

_MOST_TICKETS, _MOST_INCIDENTS = 3, 3
_SUBJECT_CHARACTERS = 80
_COMMITMENT_LINES = 8
_WIDE = (0.68, 0.32)
_SURVEYS = (
    ("csat", "Satisfied"),
    ("nps", "Recommendation (NPS)"),
    ("ces", "Effort"),
)


def opened(one: Facts, window: Window) -> Mask:
    """Return which tickets were opened in the period; merged ones and spam are none."""
    return one.tickets.is_case & window.holds(one.tickets.created_at)


def solved(one: Facts, window: Window) -> Mask:
    """Return which tickets were solved in the period."""
    return one.tickets.is_case & window.holds(one.tickets.resolved_at)


def still_open(one: Facts) -> Mask:
    """Return which tickets are open on the day."""
    return one.tickets.is_case & one.tickets.is_open


def users_and_seats(one: Facts, window: Window) -> tuple[float, float]:
    """Return active users a month on average and seats, NaN where they are not known."""
    return float(active_users(one, 0, window.months)[0]), float(one.accounts.seats[0])


def adoption_section(one: Facts, window: Window, style: NumberStyle) -> Section:
    """Return who uses it, and whether more or less than in the period before."""
    users, seats = users_and_seats(one, window)
    rows = []
    if not np.isnan(users):
        rows.append(_row("People active a month", formatting.number(users, style)))
    if not np.isnan(seats):
        rows.append(_row("Seats bought", formatting.number(seats, style)))
    if not (np.isnan(users) or np.isnan(seats)) and seats > 0:
        rows.append(_row("Share of seats in use", formatting.percent(users / seats, None, style)))
    rows += _events(one, window, style)
    note = f"Averages of months: {window.months_text}." if rows else ""
    return _section("Adoption", tuple(rows), empty="No use is recorded.", note=note, least=3)


def features_section(one: Facts, window: Window, sayable: Sayable) -> Section:
    """Return the features that they use, the most used first, and those that they no longer do."""
    now, before = _features(one, window)
    rows = []
    for label, names in (("In this period", now), ("Only before", before)):
        said = [name for name in names if sayable(name)]
        if said:
            rows.append((Cell(label), Cell(", ".join(said))))
    empty = "No use of a feature is recorded."
    note = "The most used first." if now else ""
    return Section("Features used", tuple(rows), (0.27, 0.73), empty=empty, note=note, rest="")


def _events(one: Facts, window: Window, style: NumberStyle) -> list[tuple[Cell, ...]]:
    """Return the actions a month, and the change against as many months before."""
    months = window.months
    if not fed(one, months).any() or not len(one.usage):
        return []
    now, before = (_a_month(one, months, back) for back in (0, months))
    rows = [_row("Actions a month", formatting.number(now, style))] if not np.isnan(now) else []
    if not np.isnan(now) and before > 0:
        change = formatting.signed(100 * (now / before - 1), style)
        rows.append(_row(f"Against {months} months before", f"{change} %"))
    return rows


def _a_month(one: Facts, months: int, back: int) -> float:
    """Return actions a month over the days on which use was recorded, NaN where it was on none."""
    known = fed(one, months, back)
    if not known.all():
        return np.nan
    events = usage_by_month(one, "events", months, back)[0]
    return float(events.sum() / month_lengths(one, months, back).sum() * 365.25 / 12)


def _features(one: Facts, window: Window) -> tuple[list[str], list[str]]:
    """Return the features used in the period, the most used first, and those that were only used before."""
    rows, count = one.feature_months, len(one.features)
    events, chosen = np.nan_to_num(rows.events, nan=1.0), rows.month < window.months
    now = np.bincount(rows.feature[chosen], weights=events[chosen], minlength=count)
    ever = np.bincount(rows.feature, weights=events, minlength=count)
    order = np.argsort(-now, kind="stable").tolist()
    used = [one.features[index] for index in order if now[index] > 0]
    return used, [one.features[index] for index in order if ever[index] > 0 and not now[index] > 0]


def service_section(one: Facts, window: Window, style: NumberStyle) -> Section:
    """Return how many tickets came, how they were solved, and the incidents."""
    if not len(one.tickets):
        return _section("Service", (), empty="No ticket is recorded.")
    rows = [
        _row("Tickets opened", formatting.number(float(opened(one, window).sum()), style)),
        _row("Tickets solved", formatting.number(float(solved(one, window).sum()), style)),
    ]
    hours = measure("resolution_time_median", one, window)
    if hours.known:
        rows.append(_row("Median time to solve", formatting.duration(hours.value * 60, style)))
    first = measure("fcr", one, window)
    if first.known:
        rows.append(_row("Solved at first contact", formatting.percent(first.value, first.n, style)))
    rows.append(_row("Still open", formatting.number(float(still_open(one).sum()), style)))
    if len(one.incidents):
        touched = formatting.number(float(len(_incidents(one, window))), style)
        rows.append(_row("Incidents that touched you", touched))
    return _section("Service", tuple(rows), least=len(rows))


def trouble_section(one: Facts, window: Window, style: NumberStyle, sayable: Sayable) -> Section:
    """Return what did not work: tickets that came back, those that wait the longest, and incidents."""
    tickets = one.tickets
    back = np.flatnonzero((opened(one, window) | solved(one, window)) & (tickets.reopens > 0))
    back = back[np.argsort(-tickets.reopens[back], kind="stable")].tolist()
    waiting = np.flatnonzero(still_open(one) & ~np.isnat(tickets.created_at))
    waiting = waiting[np.argsort(tickets.created_at[waiting], kind="stable")].tolist()
    incidents = _incidents(one, window)
    shown = back[:_MOST_TICKETS]
    rows = [
        _said_of_a_ticket(one, row, f"reopened {_times(float(tickets.reopens[row]), style)}", sayable)
        for row in shown
    ]
    rows += [
        _said_of_a_ticket(one, row, f"open {formatting.days(_age(one, row), style)}", sayable)
        for row in waiting[:_MOST_TICKETS]
        if row not in shown
    ]
    rows += [_incident(one, row, style, sayable) for row in incidents[:_MOST_INCIDENTS]]
    unseen = (
        (len(back) - _MOST_TICKETS, "more reopened ticket", "more reopened tickets"),
        (len(waiting) - _MOST_TICKETS, "more open ticket", "more open tickets"),
        (len(incidents) - _MOST_INCIDENTS, "more incident", "more incidents"),
    )
    more = [formatting.counted(count, single, many, style) for count, single, many in unseen if count > 0]
    empty = "No ticket was reopened or is open, and no incident is recorded in this period."
    if not len(tickets):
        empty = "No ticket or incident is recorded in this period."
    return _section("What did not work", tuple(rows), empty=empty, note=" · ".join(more), least=3)


def _incident(one: Facts, row: int, style: NumberStyle, sayable: Sayable) -> tuple[Cell, Cell]:
    """Return the day of an incident, what it was in, and how long it took."""
    service = str(one.incidents.service[row])
    day = formatting.date_text(one.incidents.created_at[row].astype("datetime64[D]"), style)
    seconds = float(one.incidents.seconds_to_resolve[row])
    lasted = "end not recorded" if np.isnan(seconds) else formatting.duration(seconds / 60, style)
    return Cell(f"Incident of {day}", service if sayable(service) else ""), Cell(lasted, right=True)


def _said_of_a_ticket(one: Facts, row: int, what: str, sayable: Sayable) -> tuple[Cell, Cell]:
    """Return a ticket's id, what it is about where that can be said, and what is wrong with it."""
    lines = (" ".join(str(text).split()) for text in (one.tickets.subject[row], one.tickets.category[row]))
    about = next((_short(line) for line in lines if line and sayable(line)), "")
    return Cell(f"Ticket {one.tickets.ticket_id[row]}", about), Cell(what, right=True)


def _short(line: str) -> str:
    """Return a line cut between words, with an ellipsis, where it is long."""
    if len(line) <= _SUBJECT_CHARACTERS:
        return line
    return (line[:_SUBJECT_CHARACTERS].rpartition(" ")[0] or line[:_SUBJECT_CHARACTERS]) + " …"


def _times(count: float, style: NumberStyle) -> str:
    return "once" if count == 1 else formatting.counted(count, "time", "times", style)


def feedback_section(one: Facts, window: Window, style: NumberStyle) -> Section:
    """Return the averages of their own answers, where there are enough that none shows through."""
    rows = []
    for name, label in _SURVEYS:
        found = measure(name, one, window)
        if found.known and found.n >= FEWEST_ANSWERS:
            shown, scale = _rating(one, window, name, found, style)
            count = formatting.counted(found.n, "answer", "answers", style)
            rows.append((Cell(label, scale), Cell(shown, count, right=True)))
    empty = f"Fewer than {FEWEST_ANSWERS} answers of a kind in this period: no average is shown."
    return _section("Feedback you gave", tuple(rows), empty=empty, least=len(rows))


def _rating(one: Facts, window: Window, name: str, found: Estimate, style: NumberStyle) -> tuple[str, str]:
    """Return an average, and what it means: the scale where there are several."""
    if name == "csat":
        return formatting.percent(found.value, None, style), "share of satisfied answers"
    if name == "nps":
        return formatting.signed(found.value, style), "from −100 to 100"
    answers = one.answers
    rows = (answers.kind == SURVEY_KIND_NAMES.index(name)) & window.holds_or_undated(answers.answered_at)
    least, most = (
        formatting.number(float(column[rows][0]), style) for column in (answers.scale_min, answers.scale_max)
    )
    easy = "high" if answers.high_is_good[rows].all() else "low"
    return formatting.number(found.value, style, 1), f"from {least} to {most}, {easy} is easy"


def commitments_section(one: Facts, style: NumberStyle) -> Section:
    """Return what is still owed, and room to write down what is promised."""
    count = float(still_open(one).sum())
    owed = f"Solve what is open: {formatting.counted(count, 'ticket', 'tickets', style)}"
    rows = ((Cell(owed), Cell("by:")),) if count else ()
    empty = "No ticket is open." if len(one.tickets) else "No ticket is recorded."
    note = "Write down what is agreed: what, who, by when."
    return _section("Commitments", rows, empty=empty, note=note, lines=_COMMITMENT_LINES)


def sources_section(one: Facts, window: Window, style: NumberStyle) -> Section:
    """Return what was counted: never the names of files, which are ours."""
    answered = int(window.holds(one.answers.answered_at).sum())
    counts = (
        (int((opened(one, window) | solved(one, window)).sum()), "ticket", "tickets"),
        (answered, "survey answer", "survey answers"),
        (len(_incidents(one, window)), "incident", "incidents"),
    )
    said = [formatting.counted(count, one_word, many, style) for count, one_word, many in counts if count]
    if len(one.usage):
        said.append(f"use in {window.months_text}")
    title = f"What this rests on: {window.text}"
    return Section(title, empty=", ".join(said) or "Nothing was recorded in this period.")


def _incidents(one: Facts, window: Window) -> list[int]:
    """Return the incidents of the period that touched them, the newest first."""
    touched = np.unique(one.incident_accounts.incident)
    rows = touched[window.holds(one.incidents.created_at[touched])]
    return rows[np.argsort(one.incidents.created_at[rows], kind="stable")[::-1]].tolist()


def _age(one: Facts, row: int) -> int:
    """Return for how many days a ticket is open."""
    created = one.tickets.created_at[row].astype("datetime64[D]")
    return int((one.as_of.astype("datetime64[D]") - created).astype(int))


def _row(label: str, value: str) -> tuple[Cell, Cell]:
    return Cell(label), Cell(value, right=True)


def _section(title: str, rows: tuple[tuple[Cell, ...], ...], **more: object) -> Section:
    """Return a section whose reader cannot look anything up in cxdesk."""
    return Section(title, rows, _WIDE, rest="", **more)
