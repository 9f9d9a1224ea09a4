"""What drivers and signals of the score mean where no metric of their name says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ItemTerm:
    """How a driver or signal is computed, what it shows and does not prove: a sentence or two each."""

    formula: str
    shows: str
    does_not_prove: str


ITEM_TERMS: Mapping[str, ItemTerm] = MappingProxyType(
    {
        "seat_use": ItemTerm(
            "Active users of the last month / seats, drawn to the segment's; plus what is usual of all the "
            "calibration's accounts less what is usual of those of this age.",
            "Whether the seats that were bought are used, as far as one can expect at the account's age.",
            "A seat used once a month counts like one used daily; it may lie above 100 % or below 0.",
        ),
        "seats_unused": ItemTerm(
            "1 - seats used, by age.",
            "What was bought and does not go into use, beyond what is usual at the account's age.",
            "Some buy ahead of their growth.",
        ),
        "time_to_value": ItemTerm(
            "Days from the start of the account to its first value: the feature that you name, else the "
            "first core feature that two people have used. Counts in its first 180 days; empty "
            "before it has come.",
            "How soon a new account got something out of it.",
            "It does not show whether the value lasts.",
        ),
        "bill_trouble": ItemTerm(
            "1 where a bill is disputed, or unpaid for more than 14 days after it was due; empty without "
            "bills or where payments are not on record. On past dates without what is void or cancelled "
            "today and was never paid, or was paid nobody says when: whether it was owed then is not known.",
            "Whether money is an open question between them and us.",
            "An address or order number at fault looks like unwillingness to pay.",
        ),
        "incident_exposure": ItemTerm(
            "Incidents of the two highest severities in the last 90 days that touched the account; empty "
            "where it is not known whom incidents touch.",
            "How much of our trouble they had to bear.",
            "It does not show whether they noticed.",
        ),
        "price_rise": ItemTerm(
            "1 where revenue per seat of the contracts in force is more than 10 % above that of 12 months "
            "ago and the revenue rose too; empty without revenue and seats on both dates.",
            "Whether they pay more for the same.",
            "It does not show what else they got for it.",
        ),
    }
)
