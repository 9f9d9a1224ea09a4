"""The sections of a renewal brief, each from what is known of one account; blanks are said."""

from __future__ import annotations

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.portfolio import PILLARS, Bar, Portfolio
from cxdesk.report.paper import Cell, Section
from cxdesk.session.lift_view import LiftView
from cxdesk.session.renewal_chance import chance_text
from cxdesk.session.signals import bar_text, driver_text, longest_bars
from cxdesk.session.tensions_view import CallView
from cxdesk.session.timeline import events_between
from cxdesk.session.voices import Quote, answers_since
from cxdesk.workspace.annotations import FIELDS, InForce
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts

_MOST_BARS, _MOST_EVENTS, _MOST_PEOPLE, _MOST_QUESTIONS, _MOST_TICKETS = 4, 6, 6, 3, 3
_QUOTE_CHARACTERS = 90
_BUYER_FIRST = ("buyer", "admin", "end user", "other")


def why_section(facts: Facts, portfolio: Portfolio, code: int, style: NumberStyle) -> Section:
    """Return the bars that move the health most, each with its points, its value and what it rests on."""
    rows = tuple(
        (
            Cell(formatting.signed(points, style), strong=True, right=True),
            Cell(bar_text(portfolio, code, bar, style), _rests_on(facts, portfolio, code, bar, style)),
        )
        for points, bar in longest_bars(portfolio, code, _MOST_BARS)
    )
    note = (
        f"Points beside {formatting.number(portfolio.typical, style)}, which is typical for these accounts."
    )
    unknown = "Too little is known for a score."
    return Section("Why", rows, (0.1, 0.9), empty=unknown, least=3, note=note if rows else "")


def since_section(facts: Facts, code: int, since: np.datetime64, reason: str, style: NumberStyle) -> Section:
    """Return what happened and what was said since a day, the newest first."""
    events = [(event.date, event.label) for event in events_between(facts, code, since, facts.as_of)]
    said = [(day, _said(quote)) for day, quote in answers_since(facts, code, style, since)]
    newest = sorted((*events, *said), key=lambda entry: entry[0], reverse=True)[:_MOST_EVENTS]
    rows = tuple((Cell(formatting.day_text(day, style)), Cell(text)) for day, text in newest)
    day = formatting.date_text(since, style)
    title = f"Since the last call, {day}" if reason == "last call" else f"Since {day}"
    no_call = "" if reason == "last call" else "No call is written down: the last three months."
    return Section(title, rows, (0.17, 0.83), empty="Nothing is on record.", least=2, note=no_call)


def people_section(facts: Facts, code: int, style: NumberStyle) -> Section:
    """Return the people of the account, buyers first: what each last said, and since when each is silent."""
    contacts = facts.contacts
    there = np.flatnonzero((contacts.account == code) & np.isnat(contacts.left_at)).tolist()
    roles = {row: ROLE_NAMES[int(contacts.role[row])] for row in there}
    ranked = sorted(
        there, key=lambda row: (_BUYER_FIRST.index(roles[row]), contacts.is_champion[row] != 1, row)
    )
    rows = tuple(_person(facts, code, row, roles[row], style) for row in ranked[:_MOST_PEOPLE])
    missing = [role for role in _BUYER_FIRST[:3] if role not in roles.values()]
    more = len(ranked) - len(rows)
    notes = [f"{formatting.counted(more, 'more person', 'more people', style)} on record"] if more else []
    if rows and missing:
        notes.append(f"{'nobody' if notes else 'Nobody'} on record as {' or '.join(missing)}")
    return Section(
        "People",
        rows,
        (0.42, 0.4, 0.18),
        ("Who", "Last said", "Silent"),
        empty="No person is on record. Ask who will be on the call.",
        least=2,
        note=" · ".join(notes),
    )


def _person(facts: Facts, code: int, row: int, role: str, style: NumberStyle) -> tuple[Cell, ...]:
    """Return a person: name with title, the newest answer, and for how long nothing came from them."""
    contacts = facts.contacts
    who = str(contacts.name[row]) or str(contacts.email[row]) or str(contacts.contact_id[row])
    title = str(contacts.title[row]) or role
    champion = ", champion" if contacts.is_champion[row] == 1 else ""
    named = {str(contacts.contact_id[row]), str(contacts.email[row]).casefold()} - {""}
    newest = answers_since(facts, code, style, people=named) if named else []
    return (
        Cell(who, f"{title}{champion}"),
        Cell(_rated(newest[0][1]) if newest else "nothing on record"),
        Cell(_age(facts, contacts.last_seen[row], style), right=True),
    )


def open_section(facts: Facts, code: int, style: NumberStyle) -> Section:
    """Return the oldest open tickets. Promises are not recorded yet, which is said."""
    tickets = facts.tickets
    dated = tickets.is_open & tickets.is_case & ~np.isnat(tickets.created_at)
    waiting = np.flatnonzero((tickets.account == code) & dated)
    oldest = waiting[np.argsort(tickets.created_at[waiting], kind="stable")]
    rows = tuple(
        (
            Cell(
                _ticket(facts, int(row), style),
                _short(str(tickets.subject[row]) or str(tickets.category[row])),
            ),
            Cell(_age(facts, tickets.created_at[row], style), right=True),
        )
        for row in oldest[:_MOST_TICKETS]
    )
    promises = "promises are not recorded: ask"
    note = promises.capitalize()
    if len(oldest) > len(rows):
        note = f"{formatting.counted(len(oldest), 'open ticket', 'open tickets', style)} in all · {promises}"
    return Section(
        "Promised, and still open",
        rows,
        (0.8, 0.2),
        empty="No ticket is open.",
        note=note,
    )


def _ticket(facts: Facts, row: int, style: NumberStyle) -> str:
    """Return a ticket's id, and how often it was handed over."""
    handoffs = float(facts.tickets.handoffs[row])
    times = "once" if handoffs == 1 else formatting.counted(handoffs, "time", "times", style)
    return f"Ticket {facts.tickets.ticket_id[row]}" + (f", handed over {times}" if handoffs > 0 else "")


def value_section(facts: Facts, portfolio: Portfolio, code: int, style: NumberStyle) -> Section:
    """Return what they got out of it: what the drivers of adoption know."""
    rows = []
    for number, driver in enumerate(portfolio.drivers):
        value = float(portfolio.driver_value[code, number])
        if PILLARS[driver.pillar] == "adoption" and not np.isnan(value):
            rows.append((Cell(driver.label), Cell(driver_text(value, driver.unit, style), right=True)))
    seats = float(facts.accounts.seats[code])
    return Section(
        "What they got",
        tuple(rows),
        (0.7, 0.3),
        empty="No usage is on record: ask what they use it for.",
        least=2,
        note="" if np.isnan(seats) else f"{formatting.counted(seats, 'seat', 'seats', style)} bought",
    )


def questions_section(call: CallView) -> Section:
    """Return contradictions and unknowns as three questions."""
    rows = tuple(
        (Cell(f"{number}."), Cell(item.question, f"{item.heading}. {'; '.join(item.lines)}", strong=True))
        for number, item in enumerate(call.items[:_MOST_QUESTIONS], 1)
    )
    nothing = "Nothing contradicts itself, and nothing important is unknown."
    return Section("Questions for the call", rows, (0.06, 0.94), empty=nothing, least=_MOST_QUESTIONS)


def money_section(facts: Facts, portfolio: Portfolio, code: int, style: NumberStyle) -> Section:
    """Return what is at stake, what it is worth and how likely it stays."""
    currency = str(facts.accounts.currency[code])
    amounts = (
        ("Revenue a year", facts.accounts.arr[code], ()),
        ("Value at risk", portfolio.value_at_risk[code], ()),
        ("Lifetime value", portfolio.clv[code], (portfolio.clv_low[code], portfolio.clv_high[code])),
    )
    rows = [
        (Cell(label), Cell(_amount(float(value), ends, currency, style), right=True))
        for label, value, ends in amounts
        if not np.isnan(value)
    ]
    chance = float(portfolio.p_renew[code])
    if not np.isnan(chance):
        label, shown, _why = chance_text(facts, portfolio, code, style)
        rows.append((Cell(label), Cell(shown, right=True)))
    unknown = "No revenue is on record." if np.isnan(facts.accounts.arr[code]) else ""
    note = unknown if rows else ""
    return Section(
        "Money", tuple(rows), (0.6, 0.4), empty=unknown or "Nothing is on record.", least=3, note=note
    )


def next_section(facts: Facts, lift: LiftView, code: int, given: InForce) -> Section:
    """Return what was decided and noted in handed-out workbooks, what would lift the account, whose it is."""
    account, owner = str(facts.accounts.account_id[code]), str(facts.accounts.owner[code])
    written = [given[account, field].record for field in FIELDS if (account, field) in given]
    rows = (
        *((Cell(one.text, f"{FIELDS[one.field]}, from {one.file}"),) for one in written if one.text),
        *((Cell(line.what, line.meaning),) for line in lift.lines[:4]),
    )
    return Section(
        "Do next", rows, note=f"Owner: {owner}" if owner else "Nobody is on record as owner.", least=2
    )


def _rests_on(facts: Facts, portfolio: Portfolio, code: int, bar: Bar, style: NumberStyle) -> str:
    """Return how much a driver rests on, "" where that says nothing."""
    if bar.kind != "driver":
        return ""
    count = float(portfolio.driver_count[code, bar.item])
    if PILLARS[portfolio.drivers[bar.item].pillar] != "sentiment" or not count > 0:
        return ""
    at = facts.answers.answered_at[(facts.answers.account == code)]
    at = at[~np.isnat(at)]
    newest = f", newest {formatting.date_text(at.max().astype('datetime64[D]'), style)}" if len(at) else ""
    return f"{formatting.counted(round(count), 'answer', 'answers', style)}{newest}"


def _amount(value: float, ends: tuple[float, ...], currency: str, style: NumberStyle) -> str:
    """Return an amount, with its range where both ends are known."""
    shown = formatting.money(value, currency, style)
    low_high = sorted(float(end) for end in ends)
    if not low_high or np.isnan(low_high).any():
        return shown
    return f"{shown} {formatting.interval(*low_high, style, formatting.money_number)}"


def _age(facts: Facts, since: np.datetime64, style: NumberStyle) -> str:
    """Return the days since then, a dash where it is not known."""
    if np.isnat(since):
        return formatting.UNKNOWN
    return formatting.days(
        int((facts.as_of.astype("datetime64[D]") - since.astype("datetime64[D]")).astype(int)), style
    )


def _said(quote: Quote) -> str:
    """Return who said what: "Dispatcher, NPS 3: “same invoice error a third time”"."""
    rated = ", ".join(part for part in (quote.who, quote.rating) if part)
    return f"{rated}: “{_short(quote.comment)}”" if quote.comment else rated


def _rated(quote: Quote) -> str:
    """Return an answer without who gave it."""
    text = f"“{_short(quote.comment, 60)}”" if quote.comment else ""
    return ", ".join(part for part in (quote.rating, text) if part)


def _short(text: str, most: int = _QUOTE_CHARACTERS) -> str:
    """Return a comment on one line, cut between words with an ellipsis where it is long."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    whole_words = line[:most].rpartition(" ")[0]
    return f"{whole_words or line[:most]} …"
