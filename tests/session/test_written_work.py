"""What is written down is kept, named for undo, taken back and brought back; views stand beside the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cxdesk.errors import UsageError
from cxdesk.formatting import NEUTRAL
from cxdesk.progress import silent
from cxdesk.session import Session, open_session, work
from cxdesk.session.filters import PortfolioFilter, SortOrder, chosen_rows
from cxdesk.session.operations import Operation
from cxdesk.session.written_work import set_scale, write_down
from cxdesk.workspace.written_records import Call, HumanView

VIEW = HumanView("SYN-1111", date(2026, 9, 30), "healthy", "A new sponsor.", date(2026, 10, 31), "Ada")


def perform(operation: Operation):
    """Return what an operation gives."""
    return operation.work(silent()).value


@pytest.fixture
def session(sample_workspace: Callable[..., Path]) -> Session:
    """Return the sample, of which SYN-1111 is at risk."""
    opened = open_session(sample_workspace())
    yield opened
    opened.close()


def page(session: Session):
    """Return all that does not belong to one account."""
    return perform(work.portfolio_page(session, NEUTRAL))


def test_a_call_is_a_step_with_the_name_of_the_account(session: Session) -> None:
    """Written after the import: it is what undo takes back first, then it can be brought back."""
    call = Call("SYN-1111", date(2026, 8, 10), "Anna", "Seats")
    assert perform(write_down(session, call, NEUTRAL)) == "call with Granskog Öst Vård on 10 Aug"
    step = page(session).imports.to_undo
    assert step.label == "call with Granskog Öst Vård on 10 Aug"
    perform(work.take_back_step(session, step))
    assert [entry.is_undone for entry in session.workspace.calls()] == [True]
    assert page(session).imports.to_undo.kind == "import"
    perform(work.bring_back_step(session, page(session).imports.to_redo))
    assert [entry.is_undone for entry in session.workspace.calls()] == [False]


def test_a_call_clears_the_signal_of_no_contact(session: Session) -> None:
    """Whoever was not heard of for 90 days has the signal; a call written down on the day is contact, in the
    score at once, and one that is taken back is none.
    """
    book = session.portfolio(silent())
    place = [each.name for each in book.signals].index("no_contact")
    silent_one = int(np.flatnonzero(book.signal_value[:, place] == 1.0)[0])
    account = str(session.facts(silent()).accounts.account_id[silent_one])
    perform(write_down(session, Call(account, session.as_of.astype(object)), NEUTRAL))
    assert session.portfolio(silent()).signal_value[silent_one, place] == 0.0
    perform(work.take_back_step(session, page(session).imports.to_undo))
    assert session.portfolio(silent()).signal_value[silent_one, place] == 1.0
    np.testing.assert_array_equal(session.portfolio(silent()).health, book.health)


def test_a_view_stands_beside_the_models_band(session: Session) -> None:
    """Both are said, the reason is in the help, the score stays, and the list of disagreements has it."""
    before = perform(work.account_page(session, "SYN-1111", NEUTRAL))
    assert before.human is None
    assert not page(session).portfolio.differs.any()
    perform(write_down(session, VIEW, NEUTRAL))
    after = perform(work.account_page(session, "SYN-1111", NEUTRAL))
    (fact,) = [fact for fact in after.strip if fact.label == "Your view"]
    assert fact.text == "● Healthy until 31 Oct, model: ■ At risk"
    assert fact.help.startswith("A new sponsor.")
    assert "by Ada" in fact.help
    assert (after.band, after.why) == (before.band, before.why)
    view = page(session).portfolio
    shown = chosen_rows(view, PortfolioFilter(differs=True), SortOrder())
    assert [str(view.account_id[row]) for row in shown] == ["SYN-1111"]
    assert "● Healthy until 31 Oct" in view.table.column("band").whole[shown[0]]


def test_a_view_that_agrees_is_no_disagreement(session: Session) -> None:
    """The person says at risk, as the model does."""
    perform(write_down(session, replace(VIEW, grade="at risk"), NEUTRAL))
    assert not page(session).portfolio.differs.any()
    strip = perform(work.account_page(session, "SYN-1111", NEUTRAL)).strip
    assert "● At risk until 31 Oct, model agrees".replace("●", "■") in [fact.text for fact in strip]


def test_a_view_ends_by_itself(session: Session) -> None:
    """It expired on 31 August: a month later it is not there any more, and was there on its last day."""
    early = replace(VIEW, day=date(2026, 8, 1), expires=date(2026, 8, 31))
    perform(write_down(session, early, NEUTRAL))
    assert perform(work.account_page(session, "SYN-1111", NEUTRAL)).human is None
    session.choose_as_of(np.datetime64("2026-08-31"))
    assert perform(work.account_page(session, "SYN-1111", NEUTRAL)).human == early


def test_a_view_without_a_reason_is_refused(session: Session) -> None:
    """Nothing is kept, and the message says what to do."""
    with pytest.raises(UsageError, match="no reason"):
        perform(write_down(session, replace(VIEW, reason="  "), NEUTRAL))
    assert session.workspace.human_views() == ()


def test_a_scale_is_set_named_and_taken_back(session: Session) -> None:
    """From 30 June's accounts: scores on 30 September change, and are the old ones once it is taken back."""
    own = session.portfolio(silent()).health.copy()
    session.choose_as_of(np.datetime64("2026-06-30"))
    assert perform(set_scale(session, " 2026 Q2 ")) == "scale 2026 Q2"
    session.choose_as_of(None)
    on_scale = session.portfolio(silent()).health.copy()
    assert np.nanmax(np.abs(on_scale - own)) > 0.1
    step = page(session).imports.to_undo
    assert step.label == "scale 2026 Q2"
    perform(work.take_back_step(session, step))
    assert session.portfolio(silent()).health == pytest.approx(own, abs=1e-12, nan_ok=True)
    perform(work.bring_back_step(session, page(session).imports.to_redo))
    assert session.portfolio(silent()).health == pytest.approx(on_scale, abs=1e-12, nan_ok=True)
