"""Who was asked and who answered: silence is a signal of its own, never a value of sentiment."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.metrics.definition import Definition, Estimate, Metric, unknown
from cxdesk.metrics.shares import ratio, share_estimate
from cxdesk.metrics.windows import YEAR_TEXT, recent, within
from cxdesk.workspace.facts_record import ROLE_NAMES, Facts

ASKED_ROLES = 3  # admin, end user and buyer; "other" is no role that has to be heard


def response_rate(answered: ArrayLike, invited: ArrayLike) -> NDArray[np.float64]:
    """Return answered / invited, 0..1; NaN where nobody was invited."""
    return ratio(answered, invited)


def answered_roles(facts: Facts, days: int = 365) -> NDArray[np.bool_]:
    """Return which roles of each account answered in the window, shape (accounts, roles of ROLE_NAMES)."""
    answers = facts.answers
    rows = ~np.isnan(answers.unit) & recent(answers.answered_at, facts.as_of, days)
    return _seen(answers.account[rows], answers.role[rows], len(facts.accounts))


def present_roles(facts: Facts) -> NDArray[np.bool_]:
    """Return which roles each account has (contacts that have not left), shape (accounts, roles)."""
    contacts = facts.contacts
    here = np.isnat(contacts.left_at) | (contacts.left_at > facts.as_of)
    return _seen(contacts.account[here], contacts.role[here], len(facts.accounts))


def account_coverage(answered: NDArray[np.bool_], customers: NDArray[np.bool_]) -> tuple[int, int]:
    """Return how many customers answered at all, and how many there are; both masks are (accounts,)."""
    return int(np.sum(answered & customers)), int(np.sum(customers))


def role_coverage(answered: NDArray[np.bool_], present: NDArray[np.bool_]) -> tuple[int, int]:
    """Return how many of the admin, end user and buyer roles answered, and how many are known.

    Both masks are (accounts, roles).
    """
    known = (answered | present)[:, :ASKED_ROLES]
    return int(np.sum(answered[:, :ASKED_ROLES])), int(np.sum(known))


def measure_response_rate(facts: Facts) -> Estimate:
    """Return the share of invitations of the last 12 months that were answered."""
    answers = facts.answers
    invited = within(answers.invited_at, facts.as_of)
    answered = invited & (~np.isnat(answers.answered_at) | ~np.isnan(answers.unit))
    return share_estimate(
        int(answered.sum()), int(invited.sum()), "No survey invitations recorded in the last 12 months."
    )


def measure_account_coverage(facts: Facts) -> Estimate:
    """Return the share of present customers from whom anyone answered in the last 12 months."""
    customers = ~facts.accounts.is_lost
    heard, total = account_coverage(answered_roles(facts).any(axis=1), customers)
    if len(facts.answers) == 0 and total:
        return unknown("No survey answers have been imported for these accounts.", YEAR_TEXT, total, 0.0, 1.0)
    return share_estimate(heard, total, "There is no present customer here.")


def measure_role_coverage(facts: Facts) -> Estimate:
    """Return the share of the known admin, end user and buyer roles of present customers that answered."""
    customers = ~facts.accounts.is_lost
    heard, known = role_coverage(answered_roles(facts)[customers], present_roles(facts)[customers])
    if len(facts.contacts) == 0:
        # Answers alone name only the roles that were heard: all of them, always.
        return unknown("No contacts have been imported for these accounts.", YEAR_TEXT, low=0.0, high=1.0)
    return share_estimate(heard, known, "No contact has a known role.")


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
        formula="Answers divided by invitations.",
        minimum_sample=5,
        proves="How many of those we asked had something to say.",
        does_not_prove="It does not show what the silent think, nor whether the right people were asked.",
        limit="Not what the silent think",
        columns=("surveys.invited_at", "surveys.answered_at"),
        interval="Wilson, 95 %",
    ),
    measure_response_rate,
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
    ),
    measure_account_coverage,
)

ROLE_COVERAGE_METRIC = Metric(
    Definition(
        name="role_coverage",
        label="Roles heard",
        unit="share",
        direction="higher is better",
        formula=(
            "Roles (admin, end user, buyer) with at least one answer divided by the roles that the accounts "
            "have."
        ),
        minimum_sample=1,
        proves="Whether admins, end users and buyers have all been heard.",
        does_not_prove="It does not show that the person who decides has been heard.",
        limit="Not that the decider is heard",
        columns=("contacts.role", "surveys.role", "surveys.answered_at"),
        interval="Wilson, 95 %",
    ),
    measure_role_coverage,
)
