"""When an account was last heard of: one rule for the renewal signals and the tensions.

Contact is an answer, a ticket, or a call that was written down. What is 90 days old or older lies outside the
last 90 days, as in every period of so many days up to a date.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts_record import Facts

CONTACT_DAYS = 90


def days_since_contact(facts: Facts) -> NDArray[np.float64]:
    """Return the days since the last answer, ticket or call of each account (n,), NaN without any."""
    newest = age_days(facts.accounts.last_call, facts.as_of)
    newest = np.where(np.isnan(newest), np.inf, newest)
    for account, at in (
        (facts.answers.account, facts.answers.answered_at),
        (facts.tickets.account, facts.tickets.created_at),
    ):
        age = age_days(at, facts.as_of)
        known = ~np.isnan(age)
        np.minimum.at(newest, account[known], age[known])
    return np.where(np.isinf(newest), np.nan, newest)


def seen_lately(facts: Facts) -> NDArray[np.bool_]:
    """Return which contacts were heard of in the last 90 days, (contacts,)."""
    return age_days(facts.contacts.last_seen, facts.as_of) < CONTACT_DAYS
