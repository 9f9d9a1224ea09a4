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
        "bill_trouble": ItemTerm(
            "1 where a bill is disputed, or unpaid for more than 14 days after it was due; empty without "
            "bills or where payments are not on record.",
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
