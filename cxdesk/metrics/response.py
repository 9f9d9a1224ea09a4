"""Who was asked and who answered: silence is a signal of its own, never a value of sentiment."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import TO_DATE, Definition, Example, Metric
from cxdesk.metrics.kept import frozen, kept_with
from cxdesk.metrics.observations import Observations, observed
from cxdesk.metrics.presence import present_on
from cxdesk.metrics.shares import ratio
from cxdesk.metrics.summaries import median_of, share_of
from cxdesk.metrics.windows import YEAR_DAYS, Window, age_days
from cxdesk.workspace.facts_record import ROLE_NAMES, Answers, Facts, surveys_with_silence

_NOBODY = "There is no present customer here."
ASKED_ROLES = 3  # admin, end user and buyer; "other" is no role that has to be heard


def response_rate(answered: ArrayLike, invited: ArrayLike) -> NDArray[np.float64]:
    """Return answered / invited, 0..1; NaN where nobody was invited."""
    return ratio(answered, invited)


def answered_roles(facts: Facts, window: Window) -> NDArray[np.bool_]:
    """Return which roles of each account answered in the window, shape (accounts, roles of ROLE_NAMES)."""
    answers = facts.answers
    rows = _heard(facts, window)
    return _seen(answers.account[rows], answers.role[rows], len(facts.accounts))


def present_roles(facts: Facts, window: Window) -> NDArray[np.bool_]:
    """Return which roles each account had when the window ended (contacts that had not left), shape
    (accounts, roles).
    """
    contacts = facts.contacts
    here = np.isnat(contacts.left_at) | (contacts.left_at > window.end)
    here &= ~(contacts.joined_at > window.end)
    return _seen(contacts.account[here], contacts.role[here], len(facts.accounts))


def customers_on(facts: Facts, window: Window) -> NDArray[np.bool_]:
    """Return which accounts were customers when the window ended."""
    return present_on(facts, window.end)


def why_nobody(facts: Facts, window: Window, otherwise: str) -> str:
    """Return why there is no present customer here; `otherwise`, where there is one."""
    if customers_on(facts, window).any():
        return otherwise
    trial = len(facts.accounts) > 0 and facts.accounts.is_trial.all()
    return "A trial is no customer yet." if trial else _NOBODY


def has_surveys_of_answers_alone(facts: Facts, window: Window) -> bool:
    """Return whether anyone was invited in the window by a survey that lists only answers."""
    return bool(np.any(window.holds(facts.answers.invited_at) & ~_lists_silence(facts)))


def observe_invitations(facts: Facts, window: Window) -> Observations:
    """Return the invitations of the window: 1 answered, 0 not. Surveys that list only answers are left out:
    whom they asked in vain is not known.
    """
    answers = facts.answers
    answered = ~np.isnat(answers.answered_at) | ~np.isnan(answers.unit)
    rows, period, reason = _invited(facts, window, f"No survey invitations recorded in the {window.text}.")
    return observed("answers", rows, answers.account, period, reason, answers.invited_at, value=answered)


def observe_coverage(facts: Facts, window: Window) -> Observations:
    """Return the customers at the end of the window: 1 when anyone of them answered in it."""
    customers = customers_on(facts, window)
    reason = why_nobody(facts, window, _NOBODY)
    if customers.any() and len(facts.answers) == 0 and not facts.surveyed:
        customers = np.zeros_like(customers)
        reason = "No survey answers have been imported."
    heard = _heard(facts, window)
    return observed(
        "accounts",
        customers,
        np.arange(len(customers)),
        window.text,
        reason,
        beneath=lambda: {"answers": np.flatnonzero(heard)},
        value=answered_roles(facts, window).any(axis=1),
    )


def observe_roles(facts: Facts, window: Window) -> Observations:
    """Return the known admin, end user and buyer roles of customers: 1 when someone of the role answered.

    A role is known from a contact or from an answer. Of an account without contacts there is nothing: answers
    alone name only the roles that were heard, all of them, always.
    """
    customers = customers_on(facts, window)[:, None]
    heard = answered_roles(facts, window)
    listed = np.bincount(facts.contacts.account, minlength=len(customers)) > 0
    known = ((heard | present_roles(facts, window)) & customers & listed[:, None])[:, :ASKED_ROLES]
    reason = "No contact has a known role."
    if len(facts.contacts) == 0:
        reason = "No contacts have been imported for these accounts."
    elif (present_roles(facts, window)[:, :ASKED_ROLES]).any():
        reason = why_nobody(facts, window, reason)
    account, role = np.nonzero(known)
    return Observations(
        "accounts",
        account,
        account,
        {"value": heard[account, role].astype(np.float64), "role": role.astype(np.float64)},
        window.text,
        reason,
        find_beneath=lambda: {
            "answers": np.flatnonzero(_heard(facts, window)),
            "contacts": np.arange(len(facts.contacts)),
        },
    )


def observe_silence(facts: Facts, window: Window) -> Observations:
    """Return the accounts of whom anyone was invited in the window: 1 when nobody of them answered. Surveys
    that list only answers invite nobody here: all whom they name were heard.
    """
    answers, count = facts.answers, len(facts.accounts)
    nobody = f"Nobody was invited to a survey in the {window.text}."
    invited, period, reason = _invited(facts, window, nobody)
    if invited.any():
        reason = why_nobody(facts, window, reason)
    asked = np.bincount(answers.account[invited], minlength=count) > 0
    heard = answered_roles(facts, window).any(axis=1)
    return observed(
        "accounts",
        asked & customers_on(facts, window),
        np.arange(count),
        period,
        reason,
        beneath=lambda: {"answers": np.flatnonzero(invited | _heard(facts, window))},
        value=~heard,
    )


def observe_answer_age(facts: Facts, window: Window) -> Observations:
    """Return the days since the last answer of each customer that ever answered."""
    answers, count = facts.answers, len(facts.accounts)
    account, days, row = kept_with(answers, "by day", lambda: _by_day(answers))
    heard = int(np.searchsorted(days, window.end.astype(np.int64), side="right"))
    newest = np.full(count, np.iinfo(np.int64).min)  # the integer that stands for NaT
    newest[account[:heard]] = days[:heard]  # of an account's answers the last in order stays, the newest
    age = age_days(newest.astype("datetime64[D]"), window.end)
    reason = "No dated survey answer is recorded."
    reason = why_nobody(facts, window, reason) if heard else reason
    return observed(
        "accounts",
        customers_on(facts, window) & ~np.isnan(age),
        np.arange(count),
        window.day_text,
        reason,
        beneath=lambda: {"answers": np.sort(row[:heard])},
        value=age,
    )


def _invited(facts: Facts, window: Window, nobody: str) -> tuple[NDArray[np.bool_], str, str]:
    """Return which rows are invitations of the window by surveys that also list those who did not answer, the
    period in words, and why there is none; `nobody` says that no one was asked at all.
    """
    invited = window.holds(facts.answers.invited_at)
    if not has_surveys_of_answers_alone(facts, window):
        return invited, window.text, nobody
    counted = invited & _lists_silence(facts)
    reason = f"The surveys of the {window.text} list only answers: whom they asked in vain is not known."
    if counted.any():  # a group that lacks any may have been asked by those others, or by none
        others = "other than by surveys that list only answers"
        reason = f"Nobody here was invited in the {window.text}, {others}."
    return counted, f"{window.text}, surveys that list only answers left out", reason


def _lists_silence(facts: Facts) -> NDArray[np.bool_]:
    """Return which rows are of surveys that also list those who did not answer."""

    def find() -> NDArray[np.bool_]:
        answers = facts.answers
        known = np.zeros(len(answers), dtype=bool)
        for kind, source in surveys_with_silence(facts):
            known |= (answers.kind == kind) & (answers.invited_by == source)
        return frozen(known)

    return kept_with(facts, "lists silence", find)


def _by_day(answers: Answers) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return account, day (since 1970) and position of each dated answer, in the order of the days."""
    known = np.flatnonzero(~np.isnan(answers.unit) & ~np.isnat(answers.answered_at))
    days = answers.answered_at[known].astype("datetime64[D]").view(np.int64)
    order = np.argsort(days, kind="stable")
    return answers.account[known][order], days[order], known[order]


def _heard(facts: Facts, window: Window) -> NDArray[np.bool_]:
    answers = facts.answers
    return ~np.isnan(answers.unit) & window.holds_or_undated(answers.answered_at)


def _seen(account: np.ndarray, role: np.ndarray, account_count: int) -> NDArray[np.bool_]:
    seen = np.zeros((account_count, len(ROLE_NAMES)), dtype=bool)
    seen[account, role] = True
    return seen


RESPONSE_RATE_METRIC = Metric(
    Definition(
        name="response_rate",
        label="Response rate",
        unit="share",
        direction="higher is better",
        formula=(
            "Answers divided by invitations, those of surveys left out of which no invitation without an "
            "answer is recorded: such exports list only answers. A question on a ticket counts once, and as "
            "answered where any export has the answer."
        ),
        minimum_sample=5,
        proves="How many of those we asked had something to say.",
        does_not_prove="It does not show what the silent think, nor whether the right people were asked.",
        limit="Not what the silent think",
        columns=("surveys.invited_at", "surveys.answered_at"),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("account_coverage", "silent_accounts", "nps"),
        example=Example(
            "Of five people invited, two answered: 2 of 5, 40 %.", {"value": (1, 1, 0, 0, 0)}, 0.4
        ),
    ),
    observe_invitations,
    share_of(),
)

ACCOUNT_COVERAGE_METRIC = Metric(
    Definition(
        name="account_coverage",
        label="Accounts heard",
        unit="share",
        direction="higher is better",
        formula="Present customers with at least one answer divided by present customers.",
        minimum_sample=1,
        proves="From how many customers there is any answer at all.",
        does_not_prove="One answer does not speak for a whole account.",
        limit="One answer is not an account",
        columns=("surveys.account_id", "surveys.answered_at"),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("response_rate", "role_coverage"),
        example=Example(
            "Of four customers, three answered anything at all: 3 of 4, 75 %.", {"value": (1, 1, 1, 0)}, 0.75
        ),
    ),
    observe_coverage,
    share_of(),
)

ROLE_COVERAGE_METRIC = Metric(
    Definition(
        name="role_coverage",
        label="Roles heard",
        unit="share",
        direction="higher is better",
        formula=(
            "Roles (admin, end user, buyer) with at least one answer divided by the roles that the accounts "
            "have; accounts without contacts are left out."
        ),
        minimum_sample=1,
        proves="Whether admins, end users and buyers have all been heard.",
        does_not_prove="It does not show that the person who decides has been heard.",
        limit="Not that the decider is heard",
        columns=("contacts.role", "surveys.role", "surveys.answered_at"),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("account_coverage", "nps"),
        example=Example(
            "Two accounts have an admin and a buyer each; both admins and one buyer answered: 3 of 4, 75 %.",
            {"value": (1, 1, 1, 0)},
            0.75,
        ),
    ),
    observe_roles,
    share_of(),
)

SILENT_ACCOUNTS_METRIC = Metric(
    Definition(
        name="silent_accounts",
        label="Asked and silent",
        unit="share",
        direction="lower is better",
        formula=(
            "Customers of whom people were invited and nobody answered, divided by customers invited; "
            "invitations by surveys that list only answers do not count."
        ),
        minimum_sample=5,
        proves="From whom we asked to hear and heard nothing.",
        does_not_prove="Silence is neither content nor discontent: an old address is silent too.",
        limit="Silence is no opinion",
        columns=("surveys.invited_at", "surveys.answered_at", "surveys.account_id"),
        interval="Wilson, 95 %",
        usual_days=YEAR_DAYS,
        beside=("response_rate", "answer_age", "usage_trend"),
        example=Example(
            "Of four customers invited, one did not answer at all: 1 of 4, 25 %.",
            {"value": (0, 0, 1, 0)},
            0.25,
        ),
    ),
    observe_silence,
    share_of(),
)

ANSWER_AGE_METRIC = Metric(
    Definition(
        name="answer_age",
        label="Days since last answer",
        unit="days",
        direction="lower is better",
        formula="The date minus the day of the newest survey answer; the median over accounts.",
        minimum_sample=1,
        proves="How old the newest thing is that they told us.",
        does_not_prove="A fresh answer of one person does not speak for those who decide.",
        limit="One person is not an account",
        columns=("surveys.answered_at", "surveys.account_id"),
        interval="none: the days are counted, not sampled",
        usual_days=TO_DATE,
        beside=("response_rate", "silent_accounts"),
        example=Example(
            "Three accounts answered last 10, 40 and 300 days ago: the median is 40 days.",
            {"value": (10, 300, 40)},
            40.0,
        ),
    ),
    observe_answer_age,
    median_of,
)
