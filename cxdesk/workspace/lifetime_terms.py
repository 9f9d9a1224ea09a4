"""The terms on which money to come is valued: margin and discount, out of the standards that are in force.

The standards as a whole are read by `cxdesk.health.standards`; what a customer is worth is also measured
below health, so these two numbers travel with the facts.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from cxdesk.resource_files import resource

_TABLE = "lifetime_value"


@dataclass(frozen=True, slots=True)
class LifetimeTerms:
    """`margin` is the share of revenue that is left, 0 to 1; `discount_rate`, above 0, is the share by which
    money a year away is worth less.
    """

    margin: float
    discount_rate: float


def terms_of(standards: str) -> LifetimeTerms:
    """Return the terms of standards written in TOML. Terms that cannot be read are those by default: whoever
    reads the standards as a whole says what is wrong with them.
    """
    try:
        written = tomllib.loads(standards)[_TABLE]
        return LifetimeTerms(float(written["margin"]), float(written["discount_rate"]))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        return default_terms()


@cache
def default_terms() -> LifetimeTerms:
    """Return the terms of the standards that every new workspace starts from."""
    written = tomllib.loads(resource("standards/default.toml").read_text(encoding="utf-8"))[_TABLE]
    return LifetimeTerms(written["margin"], written["discount_rate"])
