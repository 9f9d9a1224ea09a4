"""Time to value and workflows, from the first day on which each person used each feature."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxdesk.metrics import Window, measure, measure_accounts, observations_of
from cxdesk.metrics.first_value import first_value_days, workflow_steps
from cxdesk.workspace.conventions import Conventions, Workflow
from cxdesk.workspace.facts_record import rows_taken
from tests.metrics.made_facts import AS_OF, make_facts
from tests.metrics.rich_facts import rich_facts

FLOW = Workflow("Report", ("search", "report", "export"))


def _facts(**columns):
    """Features: search, report, export; four accounts that began on 1 January 2025, usage from July 2024."""
    return make_facts(
        {
            "account_id": ["A", "B", "C", "D"],
            "start_date": ["2025-01-01"] * 4,
            "is_lost": [False, False, False, True],
            "lost_at": ["NaT", "NaT", "NaT", "2025-02-10"],
        },
        features=("search", "report", "export"),
        first_uses={
            #          A: two people search  B: one person    C: two people, different features
            "account": [0, 0, 0, 1, 1, 2, 2],
            "user": [1, 2, 1, 1, 1, 1, 2],
            "feature": [0, 0, 1, 0, 2, 0, 1],
            "first_at": [
                "2025-01-05",
                "2025-01-11",
                "2025-01-06",
                "2025-01-03",
                "2025-01-04",
                "2025-01-07",
                "2025-01-08",
            ],
        }
        | columns,
    )


def _dates(facts) -> list[str]:
    days = first_value_days(facts)
    return [str(np.datetime64(int(day), "D")) if day < 2**60 else "never" for day in days]


def test_first_value_is_the_second_person_on_one_core_feature():
    """A: the second person searched on 11 January. B has one person, C two on different features."""
    assert _dates(_facts()) == ["2025-01-11", "never", "never", "never"]


@pytest.mark.parametrize("people", [1, 2, 3])
def test_first_value_equals_a_count_in_plain_python(people):
    """On facts drawn by chance: of each account and feature the days of its people in order; the day of the
    so-and-so-many-th, the earliest over the features, in whatever order the rows come.
    """
    facts = replace(rich_facts(30, seed=people), conventions=Conventions(value_users=people))
    uses, days = facts.first_uses, {}
    for account, feature, at in zip(uses.account, uses.feature, uses.first_at, strict=True):
        days.setdefault((int(account), int(feature)), []).append(str(at))
    expected = ["never"] * 30
    for (account, _), found in days.items():
        if len(found) >= people:
            expected[account] = min(expected[account], sorted(found)[people - 1])
    assert _dates(facts) == expected
    order = np.random.default_rng(1).permutation(len(uses))
    assert _dates(replace(facts, first_uses=rows_taken(uses, order))) == expected


def test_the_user_says_what_first_value_is():
    """With export as the value feature B came to it on 4 January; with one person for a core feature A came
    on the 5th and, when only reports are core, on the 6th.
    """
    facts = _facts()

    def under(**changes):
        return _dates(replace(facts, conventions=Conventions(**changes)))

    assert under(value_feature="export") == ["never", "2025-01-04", "never", "never"]
    assert under(value_users=1)[:3] == ["2025-01-05", "2025-01-03", "2025-01-07"]
    assert under(value_users=1, core_features=("report",))[:3] == ["2025-01-06", "never", "2025-01-08"]


def test_who_has_not_come_to_it_counts_too():
    """Days since the start: 4, 2 and 6 for those who came with one person; D left after 40 days without.

    Ordered 2, 4, 6, 40+: half of the four have it by day 4 (Kaplan-Meier: 3/4, then 2/4).
    """
    facts = replace(_facts(), conventions=Conventions(value_users=1))
    observed = observations_of("time_to_value", facts)
    assert sorted(zip(observed.value.tolist(), observed.values["ended"].tolist(), strict=True)) == [
        (2.0, 1.0),
        (4.0, 1.0),
        (6.0, 1.0),
        (40.0, 0.0),
    ]
    assert measure("time_to_value", facts).value == 4.0


def test_an_account_that_never_used_anything_is_waiting_seen_alone_as_among_all():
    """D has no first use, others do and name their people: it has not come to first value, alone too. Without
    anybody named, neither first value nor a workflow can be seen.
    """
    facts = replace(_facts(), conventions=Conventions(workflows=(FLOW,)))
    alone, among = measure("time_to_value", facts.of([3])), measure_accounts("time_to_value", facts)
    assert (alone.n, alone.missing) == (among.n[3], among.missing[3])
    assert alone.missing == "Fewer than half of the accounts have come to first value."
    assert measure("workflow_conversion", facts.of([3])).missing == "Nobody began a workflow in this time."
    nobody = replace(facts, first_uses=replace(facts.first_uses, user=np.full(7, -1))).of([3])
    assert measure("time_to_value", nobody).missing.startswith("Usage does not name its users")
    assert measure("workflow_conversion", nobody).missing == "Usage does not name its users."


def test_accounts_older_than_the_data_are_left_out():
    """Usage from May 2025 on cannot show when accounts of January came to first value."""
    facts = replace(_facts(), feed_days=np.array([1.0, 1.0]))
    assert measure("time_to_value", facts).missing == (
        "No account began in the last 730 days after the usage data does."
    )
    assert measure("time_to_value", replace(facts, feed_days=np.zeros(0))).missing == (
        "No usage data for this time."
    )


def test_steps_of_a_workflow():
    """Four people began by searching; one of them (A's first) went on to a report, none to an export: B's
    export without a report is no third step.
    """
    steps = workflow_steps(_facts(), FLOW, Window(AS_OF))
    assert steps.reached.sum(axis=0).tolist() == [4, 1, 0]
    assert steps.account.tolist() == [0, 0, 1, 2]


def test_conversion_counts_people_of_all_workflows():
    """Search to report: 1 of 4. Report to export: 0 of 2. Together 1 of 6; nobody named one: a reason."""
    flows = (Workflow("One", ("search", "report")), Workflow("Two", ("report", "export")))
    facts = replace(_facts(), conventions=Conventions(workflows=flows))
    estimate = measure("workflow_conversion", facts)
    assert (estimate.value, estimate.n) == (1 / 6, 6)
    assert measure("workflow_conversion", _facts()).missing == "No workflow has been named."


def test_who_began_before_the_period_is_not_in_it():
    """In the last 90 days nobody searched for the first time."""
    facts = replace(_facts(), conventions=Conventions(workflows=(FLOW,)))
    assert measure("workflow_conversion", facts, Window(AS_OF, 90)).missing == (
        "Nobody began a workflow in this time."
    )
