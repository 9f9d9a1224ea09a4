"""The account page as data: who it is, how urgent, why this score, the evidence, what they said, what is not
known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.charts import Contribution, HealthHistory
from cxdesk.errors import UsageError
from cxdesk.formatting import NumberStyle
from cxdesk.health.buying import only_orders
from cxdesk.health.portfolio import LOST_BAND, Portfolio
from cxdesk.health.segment_standards import standards_of_segment
from cxdesk.health.standards import Standards
from cxdesk.report.segment_words import segment_told
from cxdesk.session.bar_reasons import bar_reason
from cxdesk.session.evidence import Asked, evidence_table, measured, numbers_asked_for
from cxdesk.session.gaps import Gap, PillarCoverage, gaps, pillar_coverage
from cxdesk.session.human_views import BesideModel
from cxdesk.session.human_words import beside_reason, beside_text
from cxdesk.session.lift_view import LiftView
from cxdesk.session.portfolio_view import hollow, value_at_risk_means
from cxdesk.session.range_words import is_held_down, range_means, with_range, without_cap
from cxdesk.session.renewal_chance import chance_text
from cxdesk.session.signals import bar_text
from cxdesk.session.table_view import Table
from cxdesk.session.tensions_view import CallView
from cxdesk.session.voices import Quote, quotes
from cxdesk.theme import theme
from cxdesk.workspace.facts_record import Accounts, Facts
from cxdesk.workspace.losses import are_leaving, losses_of
from cxdesk.workspace.written_records import HumanView

URGENT_DAYS, SOON_DAYS = 30, 90
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Urgency:
    """When something is due, in words; `tone` is "risk", "watch" or "" (not soon, or not known)."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the strip: a label, what it says, and the whole of it for the tooltip."""

    label: str
    text: str
    help: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """All that the account page shows. `numbers` are those of the evidence table, row by row; `history` and
    `call` come later: they need every account. `human` is the person's own view that holds, None without one;
    `hollow` says that the band stands on little evidence.
    """

    account_id: str
    name: str
    band: str
    hollow: bool
    subtitle: str
    urgency: Urgency
    strip: tuple[Fact, ...]
    why: str
    half_width: float
    bands: tuple[tuple[str, float], ...]
    contributions: tuple[Contribution, ...]
    evidence: Table
    numbers: tuple[Asked, ...]
    quotes: tuple[Quote, ...]
    coverage: tuple[PillarCoverage, ...]
    gaps: tuple[Gap, ...]
    counts: str
    synthetic: bool
    as_of: np.datetime64
    human: HumanView | None = None
    history: HealthHistory | None = None
    call: CallView | None = None
    lift: LiftView | None = None

    @property
    def nothing_to_ask(self) -> str:
        """What to say where there is nothing to bring up."""
        if self.band == LOST_BAND:
            return "They have left: there is no call to prepare."
        return "Nothing contradicts itself, and nothing important is unknown."


def account_code(facts: Facts, account_id: str) -> int | None:
    """Return the position of the account of that id, None when there is none."""
    found = np.flatnonzero(facts.accounts.account_id == account_id)
    return int(found[0]) if len(found) else None


def account_named(ids: np.ndarray, names: np.ndarray, text: str) -> str | None:
    """Return the id of the account with this id, else with this name, else with either in any case; None when
    there is none. Raises UsageError where several have it: nobody may get another customer's page.
    """
    if np.any(ids == text):
        return text
    named = np.flatnonzero(names == text)
    if len(named) == 1:
        return str(ids[named[0]])
    wanted = text.casefold()
    found = [
        str(identity)
        for identity, name in zip(ids, names, strict=True)
        if wanted in (str(identity).casefold(), str(name).casefold())
    ]
    if len(found) > 1:
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        several = f"{len(found)} accounts are called {text}: {', '.join(found[:_MOST_NAMED])}{more}."
        raise UsageError(several, "Name the account by its id.")
    return found[0] if found else None


def account_view(
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    code: int,
    earlier: Facts | None,
    style: NumberStyle,
    beside: BesideModel | None = None,
) -> AccountView:
    """Prepare the page of the account at position `code`; trends compare with the facts `earlier`, and
    `beside` is the human view that holds.
    """
    accounts = facts.accounts
    currency = str(accounts.currency[code])
    told = segment_told(standards, str(accounts.segment[code]), portfolio.drivers, style)
    standards = standards_of_segment(standards, str(accounts.segment[code]))
    edges = tuple(start for _, start in standards.bands)
    since = earlier.as_of if earlier is not None else None
    rows = measured(facts, code, earlier)
    return AccountView(
        account_id=str(accounts.account_id[code]),
        name=str(accounts.account_name[code]) or str(accounts.account_id[code]),
        band=str(portfolio.band[code]),
        hollow=bool(hollow(portfolio, standards)[code]),
        subtitle=_subtitle(facts, portfolio, code, style),
        urgency=urgency(facts, code, style),
        strip=(*_strip(facts, portfolio, standards, code, style, beside), *_own_standards(told)),
        why=f"Why {with_range(portfolio, code, style, edges)}"
        if not np.isnan(portfolio.health[code])
        else "Why no score",
        half_width=np.nan if is_held_down(portfolio, code) else float(portfolio.half_width[code]),
        bands=standards.bands,
        contributions=_contributions(portfolio, code, style),
        evidence=evidence_table(rows, since, style, currency),
        numbers=numbers_asked_for(rows, str(accounts.account_id[code])),
        quotes=quotes(facts, code, style),
        coverage=pillar_coverage(portfolio, code, style),
        gaps=gaps(facts, portfolio, standards, code, style),
        counts=_counts(facts, portfolio, code, style),
        synthetic=facts.synthetic,
        as_of=facts.as_of,
        human=None if beside is None else beside.view,
    )


def urgency(facts: Facts, code: int, style: NumberStyle) -> Urgency:
    """Return how soon the account can leave: a second axis that is never part of its health."""
    accounts, as_of = facts.accounts, facts.as_of
    lost, notice, renewal = accounts.lost_at[code], accounts.notice_date[code], accounts.renewal_date[code]
    if accounts.is_lost[code]:
        reason = str(accounts.churn_reason[code])
        when = "" if np.isnat(lost) else f" {formatting.date_text(lost, style)}"
        return Urgency(f"Left{when}" + (f" · {reason}" if reason else ""), "")
    if np.isnat(notice) and np.isnat(renewal):
        orders = facts.by_order or only_orders(facts)[code]
        return Urgency("Orders, no contract" if orders else "Renewal date not known", "")
    renews = (
        ""
        if np.isnat(renewal)
        else f"{'renews' if renewal >= as_of else 'was due'} {formatting.date_text(renewal, style)}"
    )
    if np.isnat(notice):
        days = int((renewal - as_of).astype(int))
        return Urgency(f"{renews[0].upper()}{renews[1:]} · {formatting.days_away(days, style)}", _soon(days))
    days = int((notice - as_of).astype(int))
    if days < 0 <= (0 if np.isnat(renewal) else int((renewal - as_of).astype(int))):
        return Urgency(" · ".join(part for part in ("Notice date has passed", renews) if part), "watch")
    parts = [f"Notice by {formatting.day_text(notice, style)}", formatting.days_away(days, style), renews]
    return Urgency(" · ".join(part for part in parts if part), _soon(days))


def _soon(days: int) -> str:
    return "risk" if 0 <= days <= URGENT_DAYS else "watch" if 0 <= days <= SOON_DAYS else ""


def _subtitle(facts: Facts, portfolio: Portfolio, code: int, style: NumberStyle) -> str:
    """Return segment, owner, since when, and what it is worth."""
    accounts = facts.accounts
    currency = str(accounts.currency[code])
    parts = who_it_is(accounts, code, style)
    if not np.isnan(portfolio.clv[code]):
        value = formatting.money(portfolio.clv[code], currency, style)
        ends = sorted((float(portfolio.clv_low[code]), float(portfolio.clv_high[code])))
        known = not any(np.isnan(ends))
        spread = f" {formatting.interval(*ends, style, formatting.money_number)}" if known else ""
        parts.append(f"CLV {value}{spread}{_simple_formula(portfolio, code, currency, style)}")
    parts.append(_came_and_went(facts, code, style))
    others = facts.also_known_as.get(str(accounts.account_id[code]), ())
    if others:
        parts.append(f"also known as {', '.join(others)}")
    text = " · ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}"


def _came_and_went(facts: Facts, code: int, style: NumberStyle) -> str:
    """Return how often a customer was lost and since when it is one again, or that it leaves; "" if never."""
    found = losses_of(facts)
    own = np.flatnonzero(found.account == code)
    if not len(own) or facts.accounts.is_lost[code]:
        return ""
    if are_leaving(facts)[code]:
        return f"said on {formatting.date_text(found.day[own[-1]], style)} that it leaves"
    again = formatting.date_text(found.back[own[-1]], style)
    return f"lost {'once' if len(own) == 1 else f'{len(own)} times'}, again since {again}"


def who_it_is(accounts: Accounts, code: int, style: NumberStyle) -> list[str]:
    """Return segment, owner, since when a customer and the recurring revenue, those that are known."""
    parts = [str(accounts.segment[code]), str(accounts.owner[code])]
    if not np.isnat(accounts.start_date[code]):
        parts.append(f"customer since {formatting.month_text(accounts.start_date[code], style)}")
    if not np.isnan(accounts.arr[code]):
        amount = formatting.money(float(accounts.arr[code]), str(accounts.currency[code]), style)
        parts.append(f"{amount} ARR")
    return [part for part in parts if part]


def _simple_formula(portfolio: Portfolio, code: int, currency: str, style: NumberStyle) -> str:
    """Return ARR over the churn rate with why it differs; "" where it is unknown or 0."""
    value = float(portfolio.clv_textbook[code])
    if not value > 0.0:
        return ""
    shown = formatting.money(value, currency, style)
    return f", simple formula {shown} (no margin or discount)"


def _strip(
    facts: Facts,
    portfolio: Portfolio,
    standards: Standards,
    code: int,
    style: NumberStyle,
    beside: BesideModel | None,
) -> tuple[Fact, ...]:
    """Return the facts in one line under the headline."""
    edges = tuple(start for _, start in standards.bands)
    currency = str(facts.accounts.currency[code])
    look = theme().band(str(portfolio.band[code]))
    without = without_cap(portfolio, code, style)
    means = (range_means(portfolio, code, style), f"Standards {portfolio.standards_version}.")
    entries = [
        Fact(
            "Health",
            f"{with_range(portfolio, code, style, edges)} {look.label}{without and f' ({without})'}",
            " ".join(part for part in means if part),
        ),
        *([] if beside is None else [_human(beside, style)]),
        Fact(
            "Coverage",
            formatting.percent(float(portfolio.coverage[code]), None, style)
            + _oldest(facts, portfolio, code, style),
            "How much of the evidence that the standards ask for is there, and how old it is where it is "
            f"oldest: the newest answer or the last use. {_newest(facts, code, style)}",
        ),
        *_unknowns(portfolio, code, style, edges),
        Fact(
            "Pillars",
            _pillars(portfolio, code, style),
            "Sentiment, adoption, renewal, lifetime value: 0 to 100, 60 is typical for your accounts.",
        ),
        Fact(*chance_text(facts, portfolio, code, style)),
        Fact(
            "Value at risk",
            formatting.money(float(portfolio.value_at_risk[code]), currency, style),
            f"{value_at_risk_means(portfolio)} It ranks the work; it is not part of health.",
        ),
    ]
    if not portfolio.calibration.calibrated:
        entries.append(
            Fact(
                "Scale",
                "not calibrated",
                "There are too few accounts to say what is typical; default values stand in.",
            )
        )
    return tuple(entries)


def _own_standards(told: str) -> tuple[Fact, ...]:
    """Return that the account is judged by standards of its segment, where it is."""
    segment, _, what = told.partition(" standards: ")
    about = f"{told}. For the rest the general standards hold."
    return (Fact("Standards", f"{segment}: {what.partition(', ')[0]}", about),) if told else ()


def _human(beside: BesideModel, style: NumberStyle) -> Fact:
    """Return how a person sees it, beside the model's band."""
    return Fact("Your view", beside_text(beside, style), beside_reason(beside, style))


def _oldest(facts: Facts, portfolio: Portfolio, code: int, style: NumberStyle) -> str:
    """Return how old the newest evidence is, of the pillar where that is oldest."""
    oldest = portfolio.oldest_evidence[code]
    if np.isnat(oldest):
        return ""
    return f", oldest {formatting.days(int((facts.as_of - oldest).astype(int)), style)}"


def _unknowns(
    portfolio: Portfolio, code: int, style: NumberStyle, edges: tuple[float, ...]
) -> tuple[Fact, ...]:
    """Return how far what is not known could move the score, nothing without a score."""
    worst, best = float(portfolio.worst[code]), float(portfolio.best[code])
    if np.isnan(worst) or np.isnan(best):
        return ()
    low, high = (formatting.score(value, style, edges) for value in (worst, best))
    what = (
        f"If all that is not known were bad the health would be {low}, if it were good {high}: "
        "what to ask about is under “Not known”."
    )
    return (Fact("Unknowns", f"{low} to {high}", what),)


def _newest(facts: Facts, code: int, style: NumberStyle) -> str:
    """Return how old the newest answer is."""
    at = facts.answers.answered_at[facts.answers.account == code]
    at = at[~np.isnat(at)]
    if not len(at):
        return "There is no answer."
    days = int((facts.as_of - at.max().astype("datetime64[D]")).astype(int))
    return f"The newest answer is {formatting.days(days, style)} old."


def _pillars(portfolio: Portfolio, code: int, style: NumberStyle) -> str:
    """Return the four pillars with their first letters."""
    letters = ("S", "A", "R", "V")
    known = portfolio.pillar_reliability[code] > 0
    scores = np.where(known, portfolio.pillar_score[code], np.nan)
    return "  ".join(
        f"{letter}{formatting.NO_BREAK}{formatting.score(float(score), style)}"
        for letter, score in zip(letters, scores, strict=True)
    )


def _contributions(portfolio: Portfolio, code: int, style: NumberStyle) -> tuple[Contribution, ...]:
    """Return the bars of the explanation that are not zero, and the start always; they add up exactly."""
    if np.isnan(portfolio.health[code]):
        return ()
    return tuple(
        Contribution(
            bar_text(portfolio, code, bar, style),
            float(points),
            bar.kind,
            bar_reason(portfolio, code, bar, style),
        )
        for bar, points in zip(portfolio.bars, portfolio.bar_points[code], strict=True)
        if bar.kind == "start" or points != 0.0
    )


def _counts(facts: Facts, portfolio: Portfolio, code: int, style: NumberStyle) -> str:
    """Return what is known about the account in one line for the status bar."""
    answered = int(np.sum((facts.answers.account == code) & ~np.isnan(facts.answers.score)))
    parts = [
        str(facts.accounts.account_name[code]) or str(facts.accounts.account_id[code]),
        formatting.counted(answered, "answer", "answers", style),
        formatting.counted(int(np.sum(facts.tickets.account == code)), "ticket", "tickets", style),
        formatting.counted(
            int(facts.usage.rows[facts.usage.account == code].sum()), "usage row", "usage rows", style
        ),
        f"coverage {formatting.percent(float(portfolio.coverage[code]), None, style)}",
    ]
    return " · ".join(parts)
