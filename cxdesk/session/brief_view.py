"""The renewal brief of an account as data: one page that is read in two minutes before the call."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.portfolio import Portfolio
from cxdesk.health.standards import Standards
from cxdesk.health.tensions import Tensions
from cxdesk.report.paper import Box, Page, Section
from cxdesk.session.account_view import account_view, urgency, who_it_is
from cxdesk.session.brief_sections import (
    money_section,
    next_section,
    open_section,
    people_section,
    questions_section,
    since_section,
    value_section,
    why_section,
)
from cxdesk.session.changing import Since
from cxdesk.session.human_views import BesideModel
from cxdesk.session.human_words import beside_text
from cxdesk.session.lift_view import lift_view
from cxdesk.session.range_words import with_range
from cxdesk.session.record_view import RecordView
from cxdesk.session.tensions_view import call_view
from cxdesk.theme import theme
from cxdesk.workspace.annotations import InForce
from cxdesk.workspace.facts_record import Facts

_NOTE_LINES = 4


@dataclass(frozen=True, slots=True)
class BriefSource:
    """What the briefs of all accounts are made of. `record` is the bands' record, None without a back-test;
    `since` compares with an earlier date, None where there is none; `beside` are the human views that hold,
    by account; `given` what people wrote into workbooks that were handed out.
    """

    facts: Facts
    portfolio: Portfolio
    standards: Standards
    tensions: Tensions
    since: Since | None
    record: RecordView | None
    beside: dict[str, BesideModel]
    given: InForce
    style: NumberStyle


def brief(source: BriefSource, code: int) -> Page:
    """Return the brief of the account at a position."""
    facts, portfolio, style = source.facts, source.portfolio, source.style
    accounts = facts.accounts
    account_id = str(accounts.account_id[code])
    beside = source.beside.get(account_id)
    shown = account_view(facts, portfolio, source.standards, code, None, style, beside)
    call = call_view(facts, portfolio, source.standards, source.tensions, code, style)
    lift = lift_view(facts, portfolio, source.standards, code, style)
    since, reason = _compared(source)
    stamp = portfolio.calibration
    scale = formatting.date_text(stamp.date, style) if stamp.calibrated else "default scale, not calibrated"
    synthetic = " · synthetic data" if facts.synthetic else ""
    return Page(
        title=shown.name,
        kind=f"Renewal brief · internal · data as of {formatting.date_text(facts.as_of, style)}",
        subtitle=_subtitle(facts, code, style),
        alert=urgency(facts, code, style).text,
        boxes=(
            _model_box(source, code, tuple(start for _, start in shown.bands)),
            _human_box(beside, style),
            _sure_box(portfolio, code, style),
            _record_box(source, code),
        ),
        left=(
            why_section(facts, portfolio, code, style),
            since_section(facts, code, since, reason, style),
            people_section(facts, code, style),
            open_section(facts, code, style),
        ),
        right=(
            questions_section(call),
            value_section(facts, portfolio, code, style),
            money_section(facts, portfolio, code, style),
            next_section(facts, lift, code, source.given),
            Section("Notes", lines=_NOTE_LINES),
        ),
        footer=f"Standards v{portfolio.standards_version} · calibration {scale}{synthetic}",
    )


def _compared(source: BriefSource) -> tuple[np.datetime64, str]:
    """Return the day that is compared with, and why that one."""
    if source.since is None:
        return source.facts.as_of - np.timedelta64(92, "D"), ""
    return source.since.since, source.since.reason


def _subtitle(facts: Facts, code: int, style: NumberStyle) -> str:
    """Return who it is and for how many seats."""
    parts, seats = who_it_is(facts.accounts, code, style), float(facts.accounts.seats[code])
    if not np.isnan(seats):
        parts.append(formatting.counted(seats, "seat", "seats", style))
    return " · ".join(parts)


def _model_box(source: BriefSource, code: int, edges: tuple[float, ...]) -> Box:
    """Return the model's band and score, with the change since the day that is compared with."""
    portfolio, style = source.portfolio, source.style
    health = float(portfolio.health[code])
    label = theme().band(str(portfolio.band[code])).label
    if np.isnan(health):
        return Box("Model", label, "no score")
    score = with_range(portfolio, code, style, edges)
    return Box("Model", f"{label} {score}", _change(source, code))


def _change(source: BriefSource, code: int) -> str:
    """Return how far the score moved since then."""
    if source.since is None:
        return ""
    found, style = source.since, source.style
    moved = float(found.found.after[code] - found.found.before[code])
    if np.isnan(moved):
        return "no earlier score to compare with"
    day = formatting.date_text(found.since, style)
    what = "the last call, " if found.reason == "last call" else ""
    return f"{formatting.signed(moved, style)} since {what}{day}"


def _human_box(beside: BesideModel | None, style: NumberStyle) -> Box:
    """Return how a person sees it, beside the model and never mixed with it."""
    if beside is None:
        return Box("Owner's view", "None written", "nobody has given a view")
    return Box("Owner's view", beside_text(beside, style), beside.view.reason.strip())


def _sure_box(portfolio: Portfolio, code: int, style: NumberStyle) -> Box:
    """Return how much is known, and how far the rest could move the score."""
    coverage = formatting.percent(float(portfolio.coverage[code]), None, style)
    worst, best = float(portfolio.worst[code]), float(portfolio.best[code])
    spread = ""
    if not (np.isnan(worst) or np.isnan(best)):
        low, high = formatting.number(worst, style), formatting.number(best, style)
        spread = f"unknowns worst to best {low} to {high}"
    return Box("How sure", f"Coverage {coverage}", spread)


def _record_box(source: BriefSource, code: int) -> Box:
    """Return what became of accounts in this band before."""
    words = source.record.of(str(source.portfolio.band[code])) if source.record else None
    if words is None:
        return Box("This band so far", "No record yet", "no past date had an account in it")
    kept, _, between = words.text.partition(", ")
    missed = words.missed.removesuffix(".")
    return Box("This band so far", kept, "; ".join(part for part in (between, _shortened(missed)) if part))


def _shortened(missed: str) -> str:
    """Return the first names of those who were lost."""
    names = missed.split(", ")
    return missed if len(names) <= 2 else f"{', '.join(names[:2])} …"
