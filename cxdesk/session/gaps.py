"""What is not known about an account, in words: each gap is something to ask or to import."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxdesk import formatting
from cxdesk.formatting import NumberStyle
from cxdesk.health.buying import only_orders
from cxdesk.health.portfolio import PILLAR_LABELS, Portfolio
from cxdesk.health.standards import Standards
from cxdesk.workspace.facts.findings import uses_after_loss
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts

_HEARD_DAYS = 365
_ROLES_TO_HEAR = ("admin", "end user", "buyer")
_WITHOUT = {
    "Sentiment": "Nobody's answer counts yet, so it is left out of the score.",
    "Adoption": "There is no usage to judge, or no seats to judge it by: it is left out of the score.",
    "Renewal": "None of its signals is known, so it is left out of the score.",
    "Lifetime value": "No renewal of theirs is known yet, so it is left out of the score.",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is not known: what, and what that means."""

    what: str
    meaning: str


@dataclass(frozen=True, slots=True)
class PillarCoverage:
    """How much of a pillar's evidence is there: `share` between 0 and 1, `text` the same as shown."""

    label: str
    share: float
    text: str


def pillar_coverage(portfolio: Portfolio, code: int, style: NumberStyle) -> tuple[PillarCoverage, ...]:
    """Return the coverage of the four pillars of one account."""
    shares = portfolio.pillar_reliability[code]
    return tuple(
        PillarCoverage(label, float(share), formatting.percent(share, None, style))
        for label, share in zip(PILLAR_LABELS, shares, strict=True)
    )


def gaps(
    facts: Facts, portfolio: Portfolio, standards: Standards, code: int, style: NumberStyle
) -> tuple[Gap, ...]:
    """Return what is not known about the account at position `code`, the gravest first."""
    return (
        *_little_evidence(portfolio, standards, code, style),
        *_empty_pillars(portfolio, code),
        *_loss(facts, code, style),
        *_dates(facts, code),
        *_people(facts, code, style),
        *_usage(facts, code),
    )


def _little_evidence(portfolio: Portfolio, standards: Standards, code: int, style: NumberStyle) -> list[Gap]:
    coverage = float(portfolio.coverage[code])
    if not coverage < standards.score.coverage_no_colour:
        return []
    least = formatting.percent(standards.score.coverage_no_colour, None, style)
    return [Gap("Too little is known for a colour", f"Coverage is below {least}: read the score as a guess.")]


def _empty_pillars(portfolio: Portfolio, code: int) -> list[Gap]:
    return [
        Gap(f"{label}: no evidence", _WITHOUT[label])
        for label, reliability in zip(PILLAR_LABELS, portfolio.pillar_reliability[code], strict=True)
        if not reliability > 0
    ]


def _loss(facts: Facts, code: int, style: NumberStyle) -> list[Gap]:
    """Return that an account was used long after it counts as lost."""
    last = uses_after_loss(facts.accounts, facts.usage)[code]
    if np.isnat(last):
        return []
    lost, used = (formatting.date_text(day, style) for day in (facts.accounts.lost_at[code], last))
    return [Gap("Whether they left", f"Counted as lost on {lost}, used until {used}: is a renewal missing?")]


def _dates(facts: Facts, code: int) -> list[Gap]:
    accounts = facts.accounts
    found = []
    if accounts.is_lost[code]:
        return found
    renews = not (facts.by_order or only_orders(facts)[code])
    if renews and np.isnat(accounts.renewal_date[code]):
        found.append(Gap("Renewal date", "Not known, so nothing here can say how urgent it is."))
    elif renews and np.isnat(accounts.notice_date[code]):
        found.append(Gap("Last day for notice", "Not known; it may be well before the renewal."))
    if renews and np.isnan(accounts.arr[code]):
        found.append(
            Gap("Annual recurring revenue", "Not known, so lifetime value and value at risk cannot be given.")
        )
    if np.isnan(accounts.seats[code]):
        found.append(Gap("Seats bought", "Not known, so seat use cannot be judged."))
    return found


def _people(facts: Facts, code: int, style: NumberStyle) -> list[Gap]:
    """Return which roles have not been heard for a year, and how old the newest answer is."""
    answers = facts.answers
    rows = (answers.account == code) & ~np.isnan(answers.unit) & ~np.isnat(answers.answered_at)
    found = []
    if not rows.any():
        found.append(Gap("What they think", "No survey answer of theirs has been imported."))
    else:
        days = (facts.as_of - answers.answered_at[rows].astype("datetime64[D]")).astype(int)
        if days.min() >= 90:
            found.append(
                Gap(
                    "What they think now",
                    f"The newest answer is {formatting.days(int(days.min()), style)} old.",
                )
            )
        heard = {ROLE_NAMES[int(role)] for role in answers.role[rows][days < _HEARD_DAYS]}
        silent = [role for role in _ROLES_TO_HEAR if role not in heard]
        if silent and heard & set(_ROLES_TO_HEAR):
            found.append(Gap(f"Not heard: {_listed(silent)}", f"No answer in the last {_HEARD_DAYS} days."))
    if not np.any(facts.contacts.account == code):
        found.append(Gap("People", "No contact of this account has been imported."))
    return found


def _usage(facts: Facts, code: int) -> list[Gap]:
    usage = facts.usage
    rows = usage.account == code
    if not rows.any():
        return [Gap("Use of the product", "No usage row of theirs has been imported.")]
    if np.isnan(usage.active_users[rows]).all():
        return [Gap("Who uses it", "Usage does not name its users, so seats and depth cannot be judged.")]
    return []


def _listed(words: list[str]) -> str:
    """Return words as a list in a sentence."""
    plural = [f"{word}s" for word in words]
    return plural[0] if len(plural) == 1 else f"{', '.join(plural[:-1])} and {plural[-1]}"
