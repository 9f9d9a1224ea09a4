"""What to do for an account, in words: far enough or not, what hangs on a step, caps with their reasons."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.formatting import NEUTRAL
from cxdesk.health.lift import lift
from cxdesk.health.portfolio import NO_BAND
from cxdesk.session.lift_view import lift_view
from tests.session.factory import AS_OF, Made


def with_dates(portfolio: Made, days: int | None):
    """Return the facts with all notice dates so many days away, None where no date is known."""
    count = len(portfolio.facts.accounts)
    due = np.full(count, np.datetime64("NaT") if days is None else AS_OF + days, "datetime64[D]")
    renewal = due if days is None else due + 30
    return replace(
        portfolio.facts, accounts=replace(portfolio.facts.accounts, notice_date=due, renewal_date=renewal)
    )


def watched(portfolio: Made) -> int:
    """Return an account below the highest band that still stands."""
    book = portfolio.portfolio
    top = portfolio.standards.bands[0][1]
    return int(np.flatnonzero(~np.isnan(book.health) & (book.health < top))[0])


def test_steps_are_those_of_the_core_with_their_points(portfolio: Made) -> None:
    """The summary says enough exactly where the core does, and each lever stands once with its points."""
    code, facts = watched(portfolio), with_dates(portfolio, 120)
    found = lift(portfolio.portfolio, code, portfolio.standards, 120.0)
    view = lift_view(facts, portfolio.portfolio, portfolio.standards, code, NEUTRAL)
    assert view.steps == len(found.steps) > 0
    assert view.lines[0].what.startswith("To " if found.is_enough else "Not enough for ")
    assert view.lines[0].meaning == "120\N{NO-BREAK SPACE}d left until the day for notice, 28 Jan 2027."
    for number, step in enumerate(found.steps, 1):
        line = view.lines[number]
        assert line.what == f"{number}. {step.lever.label}: +{step.points:.1f}"


def test_after_the_notice_date_nothing_is_promised(portfolio: Made) -> None:
    """Five days ago: no step, and it says so."""
    code, facts = watched(portfolio), with_dates(portfolio, -5)
    view = lift_view(facts, portfolio.portfolio, portfolio.standards, code, NEUTRAL)
    assert view.steps == 0
    assert view.lines[0].what.startswith("Nothing can still lift it")
    assert "25 Sep 2026, is over" in view.lines[0].meaning


def test_without_a_grade_there_is_nothing_to_lift(portfolio: Made) -> None:
    """A high score on hardly any evidence has no band: it is not told as the highest one."""
    code, facts = watched(portfolio), with_dates(portfolio, 120)
    band = portfolio.portfolio.band.copy()
    band[code] = NO_BAND
    view = lift_view(facts, replace(portfolio.portfolio, band=band), portfolio.standards, code, NEUTRAL)
    assert (view.steps, view.lines[0].what) == (0, "There is no grade to lift")


def test_without_dates_ninety_days_are_counted(portfolio: Made) -> None:
    """The default of the core, said in words."""
    code, facts = watched(portfolio), with_dates(portfolio, None)
    view = lift_view(facts, portfolio.portfolio, portfolio.standards, code, NEUTRAL)
    assert (
        view.lines[0].meaning
        == "Neither notice date nor renewal is known: counted with 90\N{NO-BREAK SPACE}d."
    )


@pytest.mark.parametrize(("uncapped", "said"), [(80.0, "would be 80.0"), (20.0, "below that without it")])
def test_a_cap_that_no_step_lifts_is_named(portfolio: Made, uncapped: float, said: str) -> None:
    """Notice was given, which nothing lifts: the cap with its ceiling, and the score without caps."""
    book, code = portfolio.portfolio, watched(portfolio)
    notice = book.caps.index("notice_given")
    holds, ceiling = book.cap_holds.copy(), book.cap_ceiling.copy()
    holds[code], ceiling[code, notice] = False, 30.0
    holds[code, notice] = True
    health, mean = book.health.copy(), book.uncapped.copy()
    health[code], mean[code] = min(30.0, uncapped), uncapped
    capped = replace(book, cap_holds=holds, cap_ceiling=ceiling, health=health, uncapped=mean)
    facts = with_dates(portfolio, 120)
    view = lift_view(facts, capped, portfolio.standards, code, NEUTRAL)
    (line,) = [line for line in view.lines if line.what == "Cap: notice given"]
    assert "at most 30" in line.meaning
    assert said in line.meaning


def test_without_a_score_there_is_nothing_to_lift(portfolio: Made) -> None:
    """The account that left."""
    lost = int(np.flatnonzero(portfolio.facts.accounts.is_lost)[0])
    view = lift_view(portfolio.facts, portfolio.portfolio, portfolio.standards, lost, NEUTRAL)
    assert [line.what for line in view.lines] == ["There is no score to lift"]
