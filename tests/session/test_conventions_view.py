"""Conventions looked at and changed: what the data know of them, what a change moves, how it is undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cxdesk.errors import UsageError
from cxdesk.progress import silent
from cxdesk.session import Session, work
from cxdesk.session.conventions_view import (
    change_label,
    changed,
    check_features,
    conventions_view,
    effect_text,
)
from cxdesk.session.conventions_work import conventions_page, set_conventions
from cxdesk.session.history import (
    CONVENTIONS,
    TimedStep,
    conventions_changes,
    steps,
    to_redo,
    to_undo,
)
from cxdesk.session.operations import perform
from cxdesk.workspace.conventions import Conventions, Workflow
from cxdesk.workspace.records import Decision, ImportRecord
from tests.metrics.made_facts import answers_of, make_facts
from tests.workspace.rows_factory import workspace_of

SEEN = ("search", "export", "dispatch")


def used():
    """Return facts of two accounts: both used search in the last months, the first export too."""
    return make_facts(
        2,
        features=SEEN[:2],
        feature_months={
            "account": [0, 0, 1, 1],
            "feature": [0, 1, 0, 0],
            "month": [0, 0, 0, 1],
            "events": [3.0, 2.0, 1.0, 1.0],
        },
        answers=answers_of(
            "csat", [5, 1], (1, 5), account=[0, 1], comment=["The invoice was wrong", "invoices, again"]
        ),
    )


def test_the_data_stand_beside_the_conventions() -> None:
    """By hand: two accounts used search, one export; two answers on 1 to 5; both comments hold an invoice."""
    view = conventions_view(Conventions(), used())
    assert view.features == (("search", 2), ("export", 1))
    ((kind, scale),) = view.scales
    assert (kind, scale.scale, scale.answers, scale.at) == ("csat", "1 to 5", 2, (4.0,))
    assert next(theme.comments for theme in view.themes if theme.name == "billing") == 2
    assert conventions_view(Conventions(), None).features == ()


def test_a_change_is_named_by_what_differs() -> None:
    """Two fields of one thing are one thing; the last is joined with "and"."""
    after = Conventions(business_start=8 * 60, business_end=16 * 60, clock="business")
    assert changed(Conventions(), after) == ("working hours", "clock")
    assert change_label(Conventions(), after) == "change of working hours and clock"
    assert change_label(after, after) == "change of conventions"


@pytest.mark.parametrize(
    "after",
    [
        Conventions(core_features=("dispach",)),
        Conventions(value_feature="Dispatch"),
        Conventions(workflows=(Workflow("Report", ("search", "dispatc")),)),
    ],
)
def test_a_mistyped_feature_is_refused_with_the_nearest(after: Conventions) -> None:
    """Wherever it stands; the next step names dispatch, which is what was meant."""
    with pytest.raises(UsageError, match="No row of usage names the feature") as refused:
        check_features(Conventions(), after, SEEN)
    assert refused.value.next_step == 'Did you mean "dispatch"?'


def test_names_that_are_known_or_cannot_be_checked_are_taken() -> None:
    """What was seen, what was there before, and anything while no usage names features."""
    check_features(Conventions(), Conventions(core_features=SEEN), SEEN)
    check_features(Conventions(value_feature="old"), Conventions(core_features=("old",)), SEEN)
    check_features(Conventions(), Conventions(core_features=("new",)), ())
    with pytest.raises(UsageError) as refused:
        check_features(Conventions(), Conventions(core_features=("zzzzzz",)), SEEN)
    assert refused.value.next_step == "Choose one of those that were used."


def test_the_effect_says_which_numbers_move_for_how_many() -> None:
    """With search alone as core the first account stays at 1 of 1 and the second goes from 1 of 2 to 1 of 1:
    one account. Sleep hours move nothing here.
    """
    facts = used()
    core = replace(facts, conventions=Conventions(core_features=("search",)))
    assert effect_text(facts, core) == "Feature breadth changes for 1 account."
    sleep = replace(facts, conventions=Conventions(sleep_start=23 * 60))
    assert effect_text(facts, sleep) == "No number of an account changes."


def test_changes_are_taken_back_in_their_order_among_imports() -> None:
    """Import, change, import, change: undo meets them newest first; one taken back is what redo is about."""
    imports = [
        ImportRecord(1, "2026-01-01T10:00:00+00:00", ()),
        ImportRecord(2, "2026-01-01T12:00:00+00:00", ()),
    ]
    changes = [
        TimedStep(CONVENTIONS, 1, "2026-01-01T11:00:00+00:00", "change of clock", False),
        TimedStep(CONVENTIONS, 2, "2026-01-01T12:00:00+00:00", "change of workflows", True),
    ]
    told = Decision(1, "A", "B", same=True, after_import=1)
    done = steps(imports, [told], changes)
    kinds = [step.kind for step in done]
    assert kinds == ["import", "decision", CONVENTIONS, "import", CONVENTIONS]
    assert to_undo(done).kind == "import"
    assert to_redo(done).label == "change of workflows"


def test_a_change_is_kept_told_undone_and_redone() -> None:
    """The whole way on a workspace of one account: each step is seen in what is in force."""
    session = Session(workspace_of(accounts=[{"account_id": "A"}]), "Test")
    assert perform(conventions_page(session)).value.conventions == Conventions()
    kept = perform(set_conventions(session, {"clock": "business"})).value
    assert (kept.label, kept.effect) == ("change of clock", "No number of an account changes.")
    assert perform(set_conventions(session, {"clock": "business"})).value.label == ""
    (change,) = conventions_changes(session)
    (*_, step) = steps(session.imports(), (), [change])
    perform(work.take_back_step(session, step))
    assert session.workspace.conventions() == session.facts(silent()).conventions == Conventions()
    perform(work.bring_back_step(session, step))
    assert session.facts(silent()).conventions.clock == "business"
    with pytest.raises(UsageError, match="working day"):
        perform(set_conventions(session, {"business_start": "20:00"}))
    assert len(conventions_changes(session)) == 1
    session.close()
