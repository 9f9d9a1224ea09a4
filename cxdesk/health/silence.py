"""When somebody who is marked as champion counts as silent.

Only where they could have been heard: whoever has used the product or written tickets, and is not heard of
for longer than the standards allow (45 days), has fallen silent. Whoever was only ever asked in surveys says
nothing between two of them; silent is then who left as many rounds of invitations in a row unanswered as the
standards ask for (2). A person of whom the data hold neither may just not be in them.
"""

from __future__ import annotations

import numpy as np

from cxdesk.health.standards import Renewal
from cxdesk.metrics.windows import age_days
from cxdesk.workspace.facts_record import Facts


def fell_silent(facts: Facts, standards: Renewal) -> np.ndarray:
    """Return which of the contacts fell silent, (contacts,) bool; those who left are judged alike."""
    contacts = facts.contacts
    days = age_days(contacts.last_seen, facts.as_of)
    heard_lately = days <= standards.champion_silent_days
    missed = contacts.missed_rounds >= standards.silent_invitations
    return ~heard_lately & (contacts.acts | missed)
