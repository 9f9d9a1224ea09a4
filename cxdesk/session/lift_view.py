"""What would lift an account a band, in words: steps with their points, and plainly when they fall short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.lift import Lift, Step, days_left, lift
from cxdesk.health.portfolio import NO_BAND, Portfolio
from cxdesk.health.segment_standards import standards_of_segment
from cxdesk.health.standards import Standards
from cxdesk.session.bar_reasons import cap_reason
from cxdesk.session.gaps import Gap
from cxdesk.session.signals import bar_text
from cxdesk.theme import theme
from cxdesk.workspace.facts_record import Facts


@dataclass(frozen=True, slots=True)
class LiftView:
    """What to do: a line that says how far it leads, then the steps and what holds them back; `steps` counts
    them.
    """

    lines: tuple[Gap, ...]
    steps: int


def lift_view(
    facts: Facts, portfolio: Portfolio, standards: Standards, code: int, style: NumberStyle
) -> LiftView:
    """Return what would lift the account at position `code` a band before its notice date."""
    accounts = facts.accounts
    if accounts.is_lost[code] or np.isnan(portfolio.health[code]):
        return LiftView((Gap("There is no score to lift", "The account has left, or nothing is known."),), 0)
    if portfolio.band[code] == NO_BAND:
        return LiftView((Gap("There is no grade to lift", "Too little is known: ask first."),), 0)
    days = days_left(facts.as_of, accounts.notice_date[code], accounts.renewal_date[code])
    own = standards_of_segment(standards, str(accounts.segment[code]))
    found = lift(portfolio, code, own, days)
    until = _until(facts, code, days, style)
    if not found.target:
        held = _held(portfolio, code, (), style)
        return LiftView((Gap("Nothing to lift: this is the highest band", until), *held), 0)
    steps = [_step(portfolio, code, number, step, style) for number, step in enumerate(found.steps, 1)]
    lifted = tuple(step.lever.cap for step in found.steps if days >= step.lever.days)
    return LiftView(
        (_summary(portfolio, found, code, until, style), *steps, *_held(portfolio, code, lifted, style)),
        len(steps),
    )


def _summary(portfolio: Portfolio, found: Lift, code: int, until: str, style: NumberStyle) -> Gap:
    """Return where the steps lead, and whether that is enough."""
    target = theme().band(found.target).label
    edges = (found.start,)
    now = formatting.score(float(portfolio.health[code]), style, edges)
    reached, start = formatting.score(found.health, style, edges), formatting.score(found.start, style)
    if found.is_enough:
        return Gap(f"To {target}: from {now} to {reached}, at least {start}", until)
    if not found.steps:
        return Gap(f"Nothing can still lift it to {target} ({start})", until)
    return Gap(f"Not enough for {target}: from {now} to {reached} of {start}", until)


def _until(facts: Facts, code: int, days: float, style: NumberStyle) -> str:
    """Return how much time is left, and until what."""
    accounts = facts.accounts
    notice, renewal = accounts.notice_date[code], accounts.renewal_date[code]
    left = formatting.days(int(days), style)
    if np.isnat(notice) and np.isnat(renewal):
        return f"Neither notice date nor renewal is known: counted with {left}."
    what, due = ("notice", notice) if not np.isnat(notice) else ("renewal", renewal)
    if days <= 0:
        return f"The day for {what}, {formatting.date_text(due, style)}, is over: nothing changes before it."
    return f"{left} left until the day for {what}, {formatting.date_text(due, style)}."


def _step(portfolio: Portfolio, code: int, number: int, step: Step, style: NumberStyle) -> Gap:
    """Return one step with its points, what hangs on it, and the cap that it lifts."""
    moved = [
        bar_text(portfolio, code, bar, style)
        for index, bar in enumerate(portfolio.bars)
        if bar.name in step.lever.bars and portfolio.bar_points[code, index] < 0.0
    ]
    caps = [
        bar_text(portfolio, code, bar, style)
        for bar in portfolio.bars
        if bar.kind == "cap" and bar.name == f"cap_{step.lever.cap}" and portfolio.cap_holds[code, bar.item]
    ]
    points = f": {formatting.signed(step.points, style, 1)}" if step.points > 0 else ""
    about = [*moved, *(f"lifts “{text}”" for text in caps)]
    return Gap(f"{number}. {step.lever.label}{points}", "; ".join(about) + ".")


def _held(portfolio: Portfolio, code: int, lifted: tuple[str, ...], style: NumberStyle) -> list[Gap]:
    """Return the caps that no step lifts, each with its reason and where it holds the score."""
    return [
        Gap(bar_text(portfolio, code, bar, style), cap_reason(portfolio, code, bar.item, style))
        for bar in portfolio.bars
        if bar.kind == "cap"
        and portfolio.cap_holds[code, bar.item]
        and portfolio.caps[bar.item] not in lifted
    ]
