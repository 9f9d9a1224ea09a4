"""A session on the sample portfolio: what is kept, what an import or another date makes stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from cxdesk.errors import Cancelled, CxdeskError, WorkspaceError
from cxdesk.formatting import NEUTRAL
from cxdesk.importing import prepare
from cxdesk.progress import Progress, silent
from cxdesk.sample import SAMPLE_END
from cxdesk.session import Change, Session, export_work, open_session, perform, review_work, work
from cxdesk.session.export_choice import ExportChoice
from cxdesk.session.pages import pages
from cxdesk.session.session import empty_session


@pytest.fixture
def session(sample_workspace: Callable[[], Path]) -> Iterator[Session]:
    """Return a session on a copy of the sample."""
    opened = open_session(sample_workspace())
    yield opened
    opened.close()


def test_the_default_date_is_the_newest_in_the_data(session: Session) -> None:
    """The sample's generator says where it ends; nothing here may read the clock."""
    assert session.as_of == np.datetime64(SAMPLE_END, "D")
    assert not session.as_of_is_chosen


def test_facts_and_scores_are_computed_once(session: Session) -> None:
    """Pages ask again and again; the same records come back until something changed."""
    assert session.portfolio(silent()) is session.portfolio(silent())
    assert session.facts(silent()) is session.facts(silent())


def test_another_date_shows_what_was_known_then(session: Session) -> None:
    """A year earlier: no answer, ticket or score knows of anything after that day; None goes back."""
    earlier = np.datetime64(SAMPLE_END, "D") - 365
    now = session.portfolio(silent())
    session.choose_as_of(earlier)
    facts = session.facts(silent())
    assert session.portfolio(silent()).as_of == earlier
    answered = facts.answers.answered_at
    assert answered[~np.isnat(answered)].max() < (earlier + 1).astype("datetime64[s]")
    session.choose_as_of(None)
    assert np.array_equal(session.portfolio(silent()).health, now.health, equal_nan=True)


def test_history_ends_on_the_as_of_date_and_can_be_stopped(session: Session) -> None:
    """Twelve months before and the date itself; a stop in the middle leaves nothing half done."""
    stopped = Progress()
    stopped.stop.set()
    session.portfolio(silent())
    with pytest.raises(Cancelled):
        session.history(stopped)
    past = session.history(silent())
    assert len(past) == 13
    assert past[-1].portfolio.as_of == session.as_of
    assert all(len(then.account_id) == len(then.portfolio) for then in past)


def test_the_same_files_again_change_nothing(session: Session, sample_files: list[Path]) -> None:
    """The product's promise: an import is repeatable. The operation then reports no change."""
    given = perform(
        review_work.review_import(sample_files, pages(session, NEUTRAL, silent()).known, NEUTRAL)
    ).value
    assert not given.can_import
    outcome = perform(review_work.commit_import(session, given))
    assert outcome.value is None
    assert outcome.changed == frozenset()


def test_an_import_makes_what_was_computed_stale(sample_files: list[Path]) -> None:
    """An empty session has no date; after the import it has accounts, and the outcome says what changed."""
    session = empty_session()
    assert session.is_empty
    assert pages(session, NEUTRAL, silent()).portfolio is None
    given = perform(review_work.review_import(sample_files, None, NEUTRAL)).value
    outcome = perform(review_work.commit_import(session, given))
    assert outcome.changed == {Change.IMPORTS}
    assert len(pages(session, NEUTRAL, silent()).portfolio) == len(session.facts(silent()).accounts) > 100
    session.close()


def test_a_failing_open_leaves_the_present_session_alone(session: Session, tmp_path: Path) -> None:
    """The workspace that is named is not there: what is open stays open and usable."""
    with pytest.raises(WorkspaceError):
        perform(work.open_workspace(session, tmp_path / "nothing.cxdesk"))
    assert len(session.imports()) == 1


def test_an_account_that_was_not_there_yet_is_said(session: Session) -> None:
    """The operation names the way out rather than showing an empty page."""
    with pytest.raises(CxdeskError, match="not in the portfolio"):
        perform(work.account_page(session, "nobody", NEUTRAL))


def test_the_sample_session_is_synthetic_and_leaves_no_file(tmp_path: Path) -> None:
    """Everything that is generated says so; the sample lives in memory only."""
    session = perform(work.open_sample(None)).value
    assert session.facts(silent()).synthetic
    assert not session.kept
    session.close()


def test_export_writes_a_workbook(session: Session, tmp_path: Path) -> None:
    """An xlsx is a zip archive: its first bytes say so; what is in it is tested with the report."""
    path = tmp_path / "out.xlsx"
    written = perform(export_work.export_chosen(session, ExportChoice(), path, None, NEUTRAL)).value
    assert written.path == path
    assert path.read_bytes()[:4] == b"PK\x03\x04"


def test_import_refuses_nothing_silently(session: Session, tmp_path: Path) -> None:
    """A file that cannot be read is named in the review, and the others can be imported without it."""
    good = tmp_path / "accounts.csv"
    good.write_text("account_id,account_name,arr\nX1,New one,1000\nX2,New two,2000\n", encoding="utf-8")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    known = pages(session, NEUTRAL, silent()).known
    given = perform(review_work.review_import([good, broken], known, NEUTRAL)).value
    assert any("broken.xlsx cannot be read" in text for text, _ in given.changes)
    assert ("2 accounts", "") in given.changes
    record = perform(review_work.commit_import(session, given)).value
    assert [sheet.rows_kept for sheet in record.sheets] == [2]


def test_prepare_alone_writes_nothing(session: Session, tmp_path: Path) -> None:
    """Reading files for review leaves the workspace as it was."""
    extra = tmp_path / "accounts.csv"
    extra.write_text("account_id,account_name\nX1,New one\n", encoding="utf-8")
    prepare([extra], silent())
    assert len(session.imports()) == 1


@pytest.mark.parametrize("day", ["1990-01-01", "2031-05-05"])
def test_dates_before_and_after_all_data_have_a_page(session: Session, day: str) -> None:
    """Nobody was a customer in 1990, and by 2031 every answer is old: both are pages, not failures."""
    session.choose_as_of(np.datetime64(day))
    view = pages(session, NEUTRAL, silent()).portfolio
    assert view.as_of == np.datetime64(day)
    assert len(view.table) == len(view)
