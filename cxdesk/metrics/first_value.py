"""When value begins, and where the way to it ends: time to value, and workflows that the user names.

Both look at the first day on which a person used a feature; a feature tried earlier than the data begins is
seen as used first when the data begins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.adoption import core_features
from cxdesk.metrics.definition import Definition, Example, Metric
from cxdesk.metrics.observations import Observations, Positions, observed
from cxdesk.metrics.summaries import ENDED, quantile_of, share_of
from cxdesk.metrics.windows import YEAR_DAYS, Window, age_days
from cxdesk.workspace.conventions import Workflow
from cxdesk.workspace.facts.months import month_end
from cxdesk.workspace.facts_record import Facts, users_named

TWO_YEARS = 2 * YEAR_DAYS
_NO_FEED = "No usage data for this time."
_NO_USERS = "Usage does not name its users."
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Steps:
    """How far people came in a workflow: one entry per person who began it in the window.

    `row` is the first use of the first step, `account` whose it is; `reached` (people, steps) says which
    steps they have done up to the date, each together with all before it.
    """

    row: Positions
    account: NDArray[np.int64]
    reached: NDArray[np.bool_]
    beneath: Positions


def first_value_days(facts: Facts, among: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Return the day (since 1970) of each account's first value, the largest integer where there was none,
    or where the account is not `among` (n,) those asked for.

    It is the first use of the value feature; where none is named, the day by which as many people as the
    conventions ask for had used one and the same core feature.
    """
    uses, conventions = facts.first_uses, facts.conventions
    days = uses.first_at.astype("datetime64[D]", copy=False).view(np.int64)
    result = np.full(len(facts.accounts), _NEVER, dtype=np.int64)
    if conventions.value_feature:
        rows = np.array([name == conventions.value_feature for name in facts.features], dtype=bool)
        chosen = _of(uses.account, among) & rows[uses.feature] & ~np.isnat(uses.first_at)
        np.minimum.at(result, uses.account[chosen], days[chosen])
        return result
    chosen = core_features(facts)[uses.feature] & (uses.user >= 0) & ~np.isnat(uses.first_at)
    chosen &= _of(uses.account, among)
    if not chosen.any():
        return result
    account, feature = uses.account, uses.feature
    if not chosen.all():
        account, feature, days = account[chosen], feature[chosen], days[chosen]
    first = int(days.min())
    bits = (int(days.max()) - first).bit_length()
    # Account, feature and day in one number: facts come in this order, and what is in order is sorted in no
    # time. Of ten million rows each pass counts, so the number is built and taken apart in place.
    ordered = account.astype(np.int64)
    ordered *= len(facts.features)
    ordered += feature
    ordered <<= bits
    ordered += days
    ordered -= first
    ordered.sort(kind="stable")
    nth, pair = conventions.value_users - 1, ordered >> bits
    begins = np.append(0, np.flatnonzero(pair[1:] != pair[:-1]) + 1)
    reached = begins[np.diff(begins, append=len(pair)) > nth] + nth
    day = (ordered[reached] & ((1 << bits) - 1)) + first
    np.minimum.at(result, pair[reached] // len(facts.features), day)
    return result


def days_to_first_value(facts: Facts, longest: int) -> NDArray[np.float64]:
    """Return the days from the start of each account that began at most `longest` days ago to its first
    value, (n,); NaN for older ones, where it has not come, and where the account began before the usage data.
    """
    start = facts.accounts.start_date
    age = age_days(start, facts.as_of)
    with np.errstate(invalid="ignore"):
        young = (age >= 0) & (age <= longest) & (start >= _feed_start(facts)) & ~facts.accounts.is_trial
    if not young.any():
        return np.full(len(start), np.nan)
    first = first_value_days(facts, young)
    days = first - start.astype("datetime64[D]").view(np.int64)
    return np.where(young & (first < _NEVER), np.maximum(days, 0), np.nan)


def _of(account: np.ndarray, among: NDArray[np.bool_] | None) -> NDArray[np.bool_] | np.bool_:
    return np.True_ if among is None else among[account]


def observe_time_to_value(facts: Facts, window: Window) -> Observations:
    """Return the days from the start of each account that began in the window to its first value, and
    whether it came.

    Accounts that began before the usage data does are left out: their first value may lie before it.
    """
    accounts = facts.accounts
    begun = window.holds(accounts.start_date) & (accounts.start_date >= _feed_start(facts))
    start = accounts.start_date.astype("datetime64[D]").astype(np.int64)
    first = first_value_days(facts)
    ended = first < _NEVER
    last = np.where(accounts.lost_at < facts.as_of, accounts.lost_at, facts.as_of.astype("datetime64[D]"))
    until = np.where(ended, first, last.astype("datetime64[D]").astype(np.int64))
    return observed(
        "accounts",
        begun & ~accounts.is_trial & _can_be_told(facts),
        np.arange(len(accounts)),
        f"accounts that began in the {window.text}",
        _why_no_first_value(facts, window),
        accounts.start_date,
        beneath=lambda: {"first_uses": np.flatnonzero(begun[facts.first_uses.account])},
        value=np.maximum(until - start, 0),
        **{ENDED: ended},
    )


def workflow_steps(facts: Facts, workflow: Workflow, window: Window) -> Steps:
    """Return who began a workflow in the window, and how far they have come."""
    uses, names = facts.first_uses, facts.features
    position = {name: place for place, name in enumerate(names)}
    person = uses.account.astype(np.int64) * (int(uses.user.max(initial=0)) + 1) + uses.user
    named = uses.user >= 0
    done = [named & (uses.feature == position.get(step, -1)) for step in workflow.steps]
    began = np.flatnonzero(done[0] & window.holds(uses.first_at))
    people = person[began]
    reached = np.ones((len(began), len(workflow.steps)), dtype=bool)
    for step in range(1, len(workflow.steps)):
        reached[:, step] = reached[:, step - 1] & np.isin(people, person[done[step]])
    of_them = np.any(done, axis=0) & np.isin(person, people)
    return Steps(began, uses.account[began].astype(np.int64), reached, np.flatnonzero(of_them))


def observe_workflows(facts: Facts, window: Window) -> Observations:
    """Return the people who began a workflow in the window: 1 came to its last step, 0 did not."""
    steps = [workflow_steps(facts, workflow, window) for workflow in facts.conventions.workflows]
    reason = "Nobody began a workflow in this time." if users_named(facts) else _NO_USERS
    reason = reason if steps else "No workflow has been named."
    nothing = np.zeros(0, dtype=np.int64)
    row = np.concatenate([nothing, *(each.row for each in steps)])
    return Observations(
        "first_uses",
        row,
        np.concatenate([nothing, *(each.account for each in steps)]),
        {"value": np.concatenate([nothing, *(each.reached[:, -1] for each in steps)]).astype(np.float64)},
        window.text,
        reason,
        facts.first_uses.first_at[row],
        find_beneath=lambda: {
            "first_uses": np.unique(np.concatenate([nothing, *(each.beneath for each in steps)]))
        },
    )


def _feed_start(facts: Facts) -> np.datetime64:
    """Return the first day of the oldest month for which there is usage data; after the date without any."""
    covered = np.flatnonzero(np.asarray(facts.feed_days) > 0)
    if len(covered) == 0:
        return facts.as_of.astype("datetime64[D]") + np.timedelta64(1, "D")
    return month_end(facts.as_of, int(covered.max()) + 1) + np.timedelta64(1, "D")


def _can_be_told(facts: Facts) -> bool:
    """Return whether first value can be seen: a feature that stands for it, or people who are named."""
    return bool(facts.conventions.value_feature) or users_named(facts)


def _why_no_first_value(facts: Facts, window: Window) -> str:
    if not np.any(np.asarray(facts.feed_days) > 0):
        return _NO_FEED
    if not _can_be_told(facts):
        return "Usage does not name its users, and no feature is named as first value."
    return f"No account began in the {window.text} after the usage data does."


TIME_TO_VALUE_METRIC = Metric(
    Definition(
        name="time_to_value",
        label="Time to value",
        unit="days",
        direction="lower is better",
        formula=(
            "Days from the start of an account to its first value, the median with those that have not come "
            "to it yet (Kaplan-Meier). First value: the feature that you name, else the first core feature "
            "that two people have used. Accounts that began before the usage data does are left out."
        ),
        minimum_sample=5,
        proves="How long it takes until an account gets something out of it.",
        does_not_prove="It does not show whether the value lasts.",
        limit="Not whether the value lasts",
        columns=("accounts.start_date", "usage.feature", "usage.user_id", "usage.at"),
        interval="From the curve's log-log interval, 95 %",
        usual_days=TWO_YEARS,
        beside=("feature_breadth", "workflow_conversion"),
        example=Example(
            "First value after 10, 20 and 45 days, one account at 60 days without: half have it by day 20.",
            {"value": (10, 20, 45, 60), "ended": (1, 1, 1, 0)},
            20.0,
        ),
    ),
    observe_time_to_value,
    quantile_of(0.5, "Fewer than half of the accounts have come to first value."),
)

WORKFLOW_METRIC = Metric(
    Definition(
        name="workflow_conversion",
        label="Workflow completed",
        unit="share",
        direction="higher is better",
        formula=(
            "People who have used every step of a workflow divided by people who used its first step for the "
            "first time in the period. You name the workflows; their order is not checked within them."
        ),
        minimum_sample=5,
        proves="How many of those who begin come to the end.",
        does_not_prove="It does not show why they stop, nor whether someone else finished for them.",
        limit="Not why they stop",
        columns=("usage.feature", "usage.user_id", "usage.at"),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("feature_breadth", "ces"),
        example=Example(
            "Ten people began, four came to the last step: 4 of 10, 40 %.",
            {"value": (1, 1, 1, 1, 0, 0, 0, 0, 0, 0)},
            0.4,
        ),
    ),
    observe_workflows,
    share_of(),
)
