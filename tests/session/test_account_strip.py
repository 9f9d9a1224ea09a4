"""The strip of an account: how far the unknown could move it, how old the evidence is, and hollow grades."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.charts import Contribution
from cxdesk.formatting import NEUTRAL, NO_BREAK
from cxdesk.session.account_view import account_view
from tests.session.factory import AS_OF, Made


def facts_of(portfolio: Made, code: int = 0, **changed) -> dict[str, str]:
    """Return the strip's texts by label, with other values in the book of scores for one account."""
    book = portfolio.portfolio
    for name, value in changed.items():
        values = getattr(book, name).copy()
        values[code] = value
        book = replace(book, **{name: values})
    view = account_view(portfolio.facts, book, portfolio.standards, code, None, NEUTRAL)
    return {fact.label: fact.text for fact in view.strip} | {"hollow": str(view.hollow)}


def test_the_range_of_what_is_unknown_stands_in_the_strip(portfolio: Made) -> None:
    """Worst 51.6 and best 64.2 of the model, whole, as in the design's strip: 52 to 64."""
    assert facts_of(portfolio, worst=51.6, best=64.2)["Unknowns"] == "52 to 64"
    assert "Unknowns" not in facts_of(portfolio, worst=np.nan, best=np.nan)


def test_the_oldest_evidence_stands_beside_the_coverage(portfolio: Made) -> None:
    """41 days before the as-of date: the design's strip; nothing where there is no evidence."""
    told = facts_of(portfolio, oldest_evidence=AS_OF - 41, coverage=0.86)["Coverage"]
    assert told.replace(NO_BREAK, " ") == "86 %, oldest 41 d"
    told = facts_of(portfolio, oldest_evidence=np.datetime64("NaT"), coverage=0.86)["Coverage"]
    assert told.replace(NO_BREAK, " ") == "86 %"


@pytest.mark.parametrize(("coverage", "hollow"), [(0.39, "True"), (0.40, "False")])
def test_a_grade_on_little_evidence_is_hollow(portfolio: Made, coverage: float, hollow: str) -> None:
    """The standards' medium coverage is 40 %, that bound not hollow any more."""
    assert facts_of(portfolio, coverage=coverage)["hollow"] == hollow


def test_a_cap_says_its_reason(portfolio: Made) -> None:
    """A cap at 30 that takes 50 points away: its bar carries where it holds the score."""
    book = portfolio.portfolio
    place = next(index for index, bar in enumerate(book.bars) if bar.name == "cap_notice_given")
    points, uncapped, ceiling = book.bar_points.copy(), book.uncapped.copy(), book.cap_ceiling.copy()
    points[0, place], uncapped[0] = -50.0, 80.0
    ceiling[0, book.caps.index("notice_given")] = 30.0
    capped = replace(book, bar_points=points, uncapped=uncapped, cap_ceiling=ceiling)
    view = account_view(portfolio.facts, capped, portfolio.standards, 0, None, NEUTRAL)
    (bar,) = [bar for bar in view.contributions if bar.kind == "cap"]
    assert bar == Contribution(
        "Cap: notice given",
        -50.0,
        "cap",
        "While this holds the score is at most 30; without caps it would be 80.0.",
    )


def test_who_only_orders_has_no_chance_to_renew(portfolio: Made) -> None:
    """In a book of contracts an unknown chance is said to be one, with why; the others keep theirs."""
    assert facts_of(portfolio, p_renew=np.nan)["Chance to renew"] == "unknown, it only orders"
    told = facts_of(portfolio, p_renew=0.84)["Chance to renew"]
    assert told.replace(NO_BREAK, " ") == "84 %"


def test_a_cap_stands_beside_what_the_evidence_says(portfolio: Made) -> None:
    """55 ±5 by the evidence, held at 40: worked out by hand, no range of nothing."""
    told = facts_of(portfolio, health=40.0, uncapped=55.0, half_width=5.0)["Health"]
    assert told.startswith("40, capped")
    assert told.endswith("(without the cap 55 ±5)")
