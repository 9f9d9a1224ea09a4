"""What sheets are that cxdesk has no table for although account managers have them by the dozen: a person who
gave one should know that it was understood, and why it is not used."""

from __future__ import annotations

from collections.abc import Sequence

from cxdesk.importing.matching import Sample

_DEALS = frozenset(
    (
        *(
            "opportunityid",
            "opportunityname",
            "opportunity",
            "opportunitystage",
            "dealid",
            "dealname",
            "deal",
        ),
        *("dealstage", "dealstatus", "salesstage", "probability", "winprobability", "forecastcategory"),
    )
)
_STAGED = frozenset(("stage", "closedate", "amount"))
_MEETINGS = frozenset(("meeting", "meetingid", "meetingtitle", "meetingname", "attendees", "meetingdate"))
_EMPLOYEES = frozenset(
    ("salary", "gehalt", "salaire", "hiredate", "employeeid", "dateofbirth", "personalnummer")
)
_LEAST_EMPLOYEES = 2


def kind_of_other(samples: Sequence[Sample]) -> str:
    """Return what a sheet looks like that is none of the tables, and why it is not used; "" where nothing
    tells. Ends with a full stop."""
    names = {form for sample in samples for form in sample.name.forms}
    if names & _DEALS or names >= _STAGED:
        return (
            "It looks like deals or opportunities. They are offers, not contracts, and count nowhere: choose "
            "Contracts for them only if every row is a signed contract."
        )
    if names & _MEETINGS:
        return (
            "It looks like meetings, which are not imported. Write down a call with an account on its page, "
            "or with cxdesk call."
        )
    if len(names & _EMPLOYEES) >= _LEAST_EMPLOYEES:
        return (
            "It looks like a list of employees. Only agents who work on tickets are used: choose Agents for "
            "them."
        )
    return ""
