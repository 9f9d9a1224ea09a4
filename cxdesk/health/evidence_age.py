"""How old the evidence of a score is: a green made of last year's answers looks like one made of today's."""

from __future__ import annotations

import numpy as np

from cxdesk.health.portfolio import PILLARS
from cxdesk.workspace.facts_record import Facts

_SENTIMENT, _ADOPTION = PILLARS.index("sentiment"), PILLARS.index("adoption")


def oldest_evidence(facts: Facts, pillar_reliability: np.ndarray) -> np.ndarray:
    """Return the newest evidence of sentiment or of adoption, whichever is older, (n,) days; NaT for neither.

    A pillar counts where it has a say (`pillar_reliability`, n x P, above 0). Contracts do not age: they hold
    until they end.
    """
    dates = np.stack(
        [
            np.where(pillar_reliability[:, pillar] > 0, newest, np.datetime64("NaT", "D"))
            for pillar, newest in (
                (_SENTIMENT, _newest(facts.answers.account, facts.answers.answered_at, len(facts.accounts))),
                (_ADOPTION, _newest(facts.usage.account, facts.usage.last_at, len(facts.accounts))),
            )
        ]
    )
    return np.fmin.reduce(dates)


def _newest(account: np.ndarray, at: np.ndarray, count: int) -> np.ndarray:
    """Return the newest known day of each account, NaT without any."""
    known = ~np.isnat(at)
    newest = np.full(count, np.iinfo(np.int64).min)
    np.maximum.at(newest, account[known], at[known].astype("datetime64[D]").astype(np.int64))
    return newest.view("datetime64[D]")
