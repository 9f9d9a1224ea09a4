"""The pages judge an account by the standards of its segment, and say so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxdesk.formatting import NEUTRAL
from cxdesk.health.standards_edit import edit_of_segment, edited
from cxdesk.session.account_view import account_view
from cxdesk.session.lift_view import lift_view
from cxdesk.session.portfolio_view import portfolio_view
from tests.session.factory import Made


def test_pages_go_by_the_bands_of_the_segment(portfolio: Made) -> None:
    """Two accounts of 54.8 points in two segments, watch from 55 in one: there the score is cut to 54.8, so
    that it does not read like watch; its page names the standards, and watch is where it would be lifted to.
    """
    standards = edited(portfolio.standards, [edit_of_segment("Enterprise", {"bands": {"watch": 55}})], 2)
    segments = portfolio.facts.accounts.segment
    own, other = (int(np.flatnonzero(segments == name)[0]) for name in ("Enterprise", "Mid-market"))
    health = portfolio.portfolio.health.copy()
    health[[own, other]] = 54.8
    book = replace(portfolio.portfolio, health=health, uncapped=health)
    views = [account_view(portfolio.facts, book, standards, code, None, NEUTRAL) for code in (own, other)]
    assert [view.bands[1] for view in views] == [("watch", 55.0), ("watch", 45.0)]
    said = [[fact for fact in view.strip if fact.label == "Standards"] for view in views]
    assert [fact.text for fact in said[0]] == ["Enterprise: watch from 55"]
    assert said[0][0].help.startswith("Enterprise standards: watch from 55.")
    assert said[1] == []
    view = portfolio_view(portfolio.facts, book, standards, NEUTRAL)
    assert (view.own_bands[own], view.own_bands[other]) == (True, False)
    columns = {each.name: each for each in view.table.columns}
    column, grade = columns["health"], columns["band"]
    assert (grade.whole[own], grade.whole[other]) == ("Enterprise standards: watch from 55", "")
    assert (column.texts[own], column.texts[other]) == ("54.8", "55")
    lifts = [
        lift_view(portfolio.facts, book, standards, code, NEUTRAL).lines[0].what for code in (own, other)
    ]
    assert ["Watch" in line for line in lifts] == [True, False]
    assert ["Healthy" in line for line in lifts] == [False, True]
